package store_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
	"portdrill/quiz/fsrs"
	"portdrill/store"
	atwork "portdrill/store/files"
)

// The law: of daily backups those are kept that are the newest of their day, week or
// month, for the last 7 days, 4 weeks and 12 months that have any; whenever they were
// made.
func TestThinned(t *testing.T) {
	testenv.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 150).Draw(t, "backups")
		hours := rapid.SampledFrom([]int64{200, 1000, 20000}).Draw(t, "hours")
		assertThinned(t, rapid.SliceOfNDistinct(rapid.Int64Range(0, hours), n, n, rapid.ID).Draw(t, "at"))
	})
	// The oldest is of the eighth day and the fifth week, and not the newest of its month.
	assertThinned(t, []int64{0, 132, 156, 180, 204, 300, 468, 1000})
}

// assertThinned holds backups, made so many hours after noon, to the law.
func assertThinned(t fataler, hours []int64) {
	t.Helper()
	var daily []store.BackupFile
	for _, h := range hours {
		at := noon.Add(time.Duration(h)*time.Hour + time.Duration(h%7)*time.Millisecond)
		daily = append(daily, store.BackupFile{Path: at.Format(time.RFC3339Nano), At: at})
	}
	slices.SortFunc(daily, func(a, b store.BackupFile) int { return b.At.Compare(a.At) })
	kept := store.Thinned(daily)
	for _, b := range daily {
		wanted := newestOf(daily, b, dayOf, 7) || newestOf(daily, b, mondayOf, 4) || newestOf(daily, b, firstOf, 12)
		if kept[b.Path] != wanted {
			t.Fatalf("of %d, %s is kept: %v, want %v", len(daily), b.Path, kept[b.Path], wanted)
		}
	}
}

// newestOf reports whether the backup is the newest of its span, and fewer than so
// many later spans have any.
func newestOf(all []store.BackupFile, b store.BackupFile, span func(time.Time) time.Time, most int) bool {
	later := make(map[time.Time]bool)
	for _, other := range all {
		switch s := span(other.At); {
		case s.After(span(b.At)):
			later[s] = true
		case s.Equal(span(b.At)) && other.At.After(b.At):
			return false
		}
	}
	return len(later) < most
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func mondayOf(t time.Time) time.Time {
	day := dayOf(t)
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

func firstOf(t time.Time) time.Time { return dayOf(t).AddDate(0, 0, 1-t.Day()) }

// The law: whoever answers every day for years has a backup a day, and of them those
// that thinning all of them at once would keep.
func TestDailyForYears(t *testing.T) {
	days := orFully(40, 800)
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	var all []store.BackupFile
	for day := range days {
		now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.Local).AddDate(0, 0, day)
		record(t, db, learner, answered(now, fsrs.Good, "a"))
		file, err := db.BackUpDaily(t.Context(), now)
		if err != nil || file == "" {
			t.Fatalf("day %d: %q, %v", day, file, err)
		}
		all = slices.Insert(all, 0, store.BackupFile{Path: file, At: now})
	}
	want := slices.Sorted(maps.Keys(store.Thinned(all)))
	var got []string
	for _, name := range namesIn(t, store.BackupFolder(path)) {
		got = append(got, filepath.Join(store.BackupFolder(path), name))
	}
	if !slices.Equal(got, want) {
		t.Errorf("after %d days there are\n%q\nwant\n%q", days, got, want)
	}
}

// The law: there is one daily backup of a date, and only if something was recorded
// since the last one.
func TestDailyIsOneADay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	morning := time.Date(2026, time.November, 24, 8, 0, 0, 0, time.Local)
	for _, step := range []struct {
		what    string
		at      time.Duration
		answers int
		made    bool
	}{
		{"nothing was ever recorded", 0, 0, false},
		{"something was", time.Hour, 2, true},
		{"the same day, later", 2 * time.Hour, 2, false},
		{"the next day", 24 * time.Hour, 0, true}, // what came after the backup of the day before
		{"the day after, and nothing was", 48 * time.Hour, 0, false},
		{"that day, later", 49 * time.Hour, 1, true},
		{"the clock was set back", -24 * time.Hour, 1, true},
	} {
		at := morning.Add(step.at)
		for range step.answers {
			record(t, db, learner, answered(at, fsrs.Good, "a"))
		}
		file, err := db.BackUpDaily(t.Context(), at)
		if err != nil || (file != "") != step.made {
			t.Errorf("%s: %q, %v", step.what, file, err)
		}
		if step.made {
			assertRecorded(t, copiedBackup(t, file), len(eventsOf(t, db, learner)))
		}
	}
}

// copiedBackup copies a backup, which opening would make a device of its own.
func copiedBackup(t *testing.T, file string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	copyFile(t, file, copied)
	return copied
}

// backupTarget is where backUpForEver makes its backups.
func backupTarget(path string) string { return path + ".backup" }

// backUpForEver makes one backup after the other.
func backUpForEver(path string) error {
	db, err := store.Open(context.Background(), path)
	if err != nil {
		return err
	}
	defer db.Close()
	for {
		fmt.Print(".")
		if err := db.Backup(context.Background(), backupTarget(path), true); err != nil {
			return err
		}
	}
}

// The law: a backup is there when it is whole, and not before: whenever the program
// that makes it is killed, what lies there is none or a whole one. What is left of
// unfinished ones is removed, once nobody can be at it any more.
func TestKillWhileBackingUp(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	const events = 300
	for range events {
		record(t, db, learner, answered(noon, fsrs.Good, "a"))
	}
	closeDB(t, db)
	chance := rand.New(rand.NewPCG(testenv.Seed(t), killFiles+1))
	left := make(map[string]int)
	for range orFully(20, 400) {
		os.Remove(backupTarget(path)) // as for a first backup
		killBackup(t, path, 1+chance.IntN(2), time.Duration(chance.Int64N(int64(25*time.Millisecond))))
		if _, err := os.Stat(backupTarget(path)); err != nil {
			left["none"]++
			continue
		}
		left["whole"]++
		assertRecorded(t, copiedBackup(t, backupTarget(path)), events)
	}
	t.Logf("left behind: %v", left)
}

// killBackup lets another process make backups, and kills it so long after it has
// begun the n-th.
func killBackup(t *testing.T, path string, n int, after time.Duration) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	u := hire(t, "backup", path, func(cmd *exec.Cmd) { cmd.Stdout = writer })
	writer.Close()
	if _, err := io.ReadFull(reader, make([]byte, n)); err != nil {
		t.Fatalf("%v: %s", err, u.output.String())
	}
	time.AfterFunc(after, func() { u.cmd.Process.Kill() })
	if said, err := u.finish(); u.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("it ended by itself: %v, %s", err, said)
	}
}

// The law: what was left of backups that nobody finished is removed with the backups
// that nobody needs: at once, or what is old where somebody is at work.
func TestUnfinishedIsRemoved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("nobody says to be at work here")
	}
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
	folder := store.BackupFolder(path)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	const old, young, other = ".portdrill-unfinished-1", ".portdrill-unfinished-2", "notes.txt"
	for name, age := range map[string]time.Duration{old: 2 * time.Hour, young: time.Minute, other: 2 * time.Hour} {
		write(t, filepath.Join(folder, name), []byte("half"))
		at := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(folder, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	done := atwork.AtWork(folder)
	for day, want := range [][]string{{young, other}, {other}} {
		if _, err := db.BackUpDaily(t.Context(), noon.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
		isBackup := func(name string) bool { return strings.HasSuffix(name, "-daily.db") }
		if names := slices.DeleteFunc(namesIn(t, folder), isBackup); !slices.Equal(names, want) {
			t.Errorf("beside the backup there are %q, want %q", names, want)
		}
		if day == 0 {
			done()
			record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
		}
	}
}

// The law: a backup that is begun behind what goes on holds what was there when it was
// begun, is there when it was waited for, and gives way to the one of the end of the day's
// session; where all was in a backup, none is begun.
func TestBackupBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	answer := func() { record(t, db, learner, answered(noon, fsrs.Good, "a")) }
	backups := func(want ...int) {
		t.Helper()
		all, err := store.Backups(path)
		if err != nil || len(all) != len(want) {
			t.Fatalf("%d backups, want %d; %v", len(all), len(want), err)
		}
		for i, b := range all {
			assertRecorded(t, copiedBackup(t, b.Path), want[i])
		}
	}
	answer()
	answer() // by a program that was killed
	wait := db.BackUpBehind(t.Context(), noon)
	answer()
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	backups(2)
	if _, err := db.BackUpDaily(t.Context(), noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	backups(3)
	if err := db.BackUpBehind(t.Context(), noon.AddDate(0, 0, 1))(); err != nil {
		t.Fatal(err)
	}
	backups(3)
	answer()
	ended, end := context.WithCancel(t.Context())
	end()
	if err := db.BackUpBehind(ended, noon.AddDate(0, 0, 1))(); err == nil {
		t.Error("what was ended before it began is no error")
	}
	backups(3)
	if left, err := filepath.Glob(filepath.Join(store.BackupFolder(path), ".*")); err != nil || len(left) > 0 {
		t.Errorf("it left %q, %v", left, err)
	}
}
