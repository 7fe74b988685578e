package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// The law: nothing that is done beside an open database, in the same program, takes
// its locks away. By POSIX a program gives up all its locks on a file when it closes
// any descriptor of it, and then others may take the log away from under it.
func TestLocksOutliveDescriptors(t *testing.T) {
	t.Parallel() // one of the things waits for a lock
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	record(t, db, learner, answered(noon, fsrs.Good, "a"))
	want := []string{"-shm READ 128", "READ 1073741826"} // on the index of its log and on the file, while it is open
	assertLocks(t, path, "open", want)
	elsewhere := t.TempDir()
	backup := filepath.Join(elsewhere, "backup.db")
	for _, beside := range []struct {
		what string
		do   func() error
	}{
		{"open", func() error { return openOnceMore(t, path) }},
		{"open to read", func() error { return openOnceMore(t, path, store.ReadOnly) }},
		{"open to read at once", func() error { return openOnceMore(t, path, store.ReadOnly, store.NoWait) }},
		{"back up", func() error { return db.Backup(t.Context(), backup, false) }},
		{"back up over itself", func() error { return refused(db.Backup(t.Context(), path, true)) }},
		{"back up daily", func() error { _, err := db.BackUpDaily(t.Context(), noon); return err }},
		{"back up behind", func() error {
			record(t, db, learner, answered(noon, fsrs.Good, "a"))
			return db.BackUpBehind(t.Context(), noon.AddDate(0, 0, 1))()
		}},
		{"check", func() error { _, err := db.Check(t.Context()); return err }},
		{"export", func() error { return db.ExportJSON(t.Context(), new(strings.Builder)) }},
		{"restore", func() error { _, err := store.Restore(t.Context(), path, backup, noon); return refused(err) }},
		{"rebuild", func() error { _, err := store.Rebuild(t.Context(), path, noon); return err }},
		{"record", func() error { record(t, db, learner, answered(noon, fsrs.Good, "a")); return nil }},
	} {
		if err := beside.do(); err != nil {
			t.Errorf("%s: %v", beside.what, err)
		}
		assertLocks(t, path, beside.what, want)
	}
	closeDB(t, db)
	assertLocks(t, path, "close", nil)
	assertRecorded(t, path, 3)
}

// assertLocks wants the program to hold these locks. The list is not read at one moment:
// while other tests and programs change theirs, a lock may be missing in it, or be there
// several times.
func assertLocks(t *testing.T, path, after string, want []string) {
	t.Helper()
	got := locksOn(t, path)
	for range 1000 {
		if slices.Equal(got, want) {
			return
		}
		got = locksOn(t, path)
	}
	t.Errorf("after %s it holds the locks %q, want %q", after, got, want)
}

func openOnceMore(t *testing.T, path string, options ...store.Option) error {
	db, err := store.Open(t.Context(), path, options...)
	if err != nil {
		return err
	}
	return db.Close()
}

// refused turns what must be refused round.
func refused(err error) error {
	if err == nil {
		return errors.New("it was not refused")
	}
	return nil
}

// locksOn returns the locks that this program has on the file and on the index of
// its log, in order, each once: it cannot hold one twice.
func locksOn(t *testing.T, path string) []string {
	t.Helper()
	list, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(list)) {
		f := strings.Fields(line) // 1: POSIX  ADVISORY  READ 4711 fe:00:1234 128 128
		for _, file := range []string{path, path + "-shm"} {
			if len(f) == 8 && f[4] == fmt.Sprint(os.Getpid()) && strings.HasSuffix(f[5], ":"+inodeOf(t, file)) {
				all = append(all, strings.TrimSpace(strings.TrimPrefix(file, path)+" "+f[3]+" "+f[6]))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func inodeOf(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		return "none"
	}
	return fmt.Sprint(info.Sys().(*syscall.Stat_t).Ino)
}

// The law: a lock of another program is waited for, and the file opened once it is
// gone.
func TestOpenWaitsForLocks(t *testing.T) {
	for _, kept := range lockedFiles {
		t.Run(kept.what, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "it.db")
			kept.make(t, path)
			release := holdLock(t, path, kept.statements)
			db, err := store.Open(t.Context(), path, store.OnWait(func(store.Waiting) { release() }))
			if err != nil {
				t.Fatal(err)
			}
			closeDB(t, db)
		})
	}
}

// The law: a file that is moved on its disk is the device that it was, whatever is
// recorded; a copy is another one from its first event on, and the two never write
// in the same place of a chain.
func TestMovedIsTheSameDevice(t *testing.T) {
	folder := t.TempDir()
	path, moved, copied := filepath.Join(folder, "it.db"), filepath.Join(folder, "moved.db"), filepath.Join(folder, "copy.db")
	answer := func(path string) {
		db := open(t, path)
		record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
		closeDB(t, db)
	}
	answer(path)
	if err := os.Rename(path, moved); err != nil {
		t.Fatal(err)
	}
	answer(moved)
	assertRows(t, moved, map[string]int{"devices": 1, "log": 2})
	copyFile(t, moved, copied)
	closeDB(t, open(t, copied)) // which is no event
	assertRows(t, copied, map[string]int{"devices": 1, "log": 2})
	answer(copied)
	answer(moved)
	answer(copied)
	assertRows(t, moved, map[string]int{"devices": 1, "log": 3})
	assertRows(t, copied, map[string]int{"devices": 2, "log": 4})
	assertRecorded(t, moved, 3)
	assertRecorded(t, copied, 4)

	db := open(t, copied)
	events := eventsOf(t, db, learnerOf(t, db))
	for i, want := range []struct {
		same bool
		seq  int64
	}{{true, 1}, {true, 2}, {false, 1}, {false, 2}} {
		if e := events[i]; (e.Device == events[0].Device) != want.same || e.Seq != want.seq {
			t.Errorf("event %d is number %d of device %s", i+1, e.Seq, e.Device)
		}
	}
}

// The law: a file put in another's place is told from it, though it has its name and
// its number: numbers are given out again.
func TestMarkIsOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	seen := make(map[string]bool)
	for range 20 {
		write(t, path, nil)
		mark, err := store.MarkOf(path)
		if err != nil || seen[mark] {
			t.Fatalf("mark %q, %v", mark, err)
		}
		if again, _ := store.MarkOf(path); again != mark {
			t.Errorf("mark %q, then %q", mark, again)
		}
		seen[mark] = true
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		awaitTick(t)
	}
}

// awaitTick returns when the clock that files are stamped by has gone on.
func awaitTick(t *testing.T) {
	t.Helper()
	stamp := func() time.Time {
		path := filepath.Join(t.TempDir(), "tick")
		write(t, path, nil)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.ModTime()
	}
	for before := stamp(); !stamp().After(before); {
	}
}
