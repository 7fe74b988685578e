package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/store"
)

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A leftover is a database of two, one of whom is to be forgotten, with all that can lie
// around it: backups of every kind, and what a killed rebuild left.
type leftover struct {
	path, old string // old is a copy elsewhere
	bo, li    *personal
}

func newLeftover(t testing.TB) *leftover {
	t.Helper()
	l := &leftover{path: filepath.Join(t.TempDir(), "it.db"), old: filepath.Join(t.TempDir(), "old.db")}
	db := open(t, l.path)
	l.bo, l.li = lives(t, db, "Robert"), lives(t, db, "李华 Lihua")
	if err := db.Backup(t.Context(), l.old, false); err != nil {
		t.Fatal(err)
	}
	backUp(t, db, noon)
	closeDB(t, db)
	if kept, err := store.Restore(t.Context(), l.path, l.old, noon); err != nil || kept.Kept == "" {
		t.Fatalf("%+v, %v", kept, err)
	}
	content := read(t, l.path)
	folder := store.BackupFolder(l.path)
	for name, part := range map[string][]byte{
		"2026-12-24T120000.000-damaged.db":                 content[:len(content)/2],
		"2026-12-23T120000.000-damaged.db":                 {},
		"2026-12-23T120000.000-damaged.db-wal":             content[100:],
		"mine.db":                                          content,
		".portdrill-unfinished-1":                          content,
		"../.portdrill-unfinished-killed/found.db":         content,
		"../.portdrill-unfinished-killed/backup-0.db":      content,
		"2026-12-22T120000.000-before-upgrade-from-3.db":   content,
		"../.portdrill-unfinished-killed/classes.db-shm":   {},
		"../.portdrill-unfinished-killed/rebuilt.db":       content,
		"../.portdrill-unfinished-killed/rebuilt.db-wal":   content,
		"../.portdrill-unfinished-killed/found.db-journal": content[:5000],
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, file, part)
	}
	return l
}

func (l *leftover) copied(t testing.TB) *leftover {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Dir(l.path))); err != nil {
		t.Fatal(err)
	}
	return &leftover{filepath.Join(folder, filepath.Base(l.path)), l.old, l.bo, l.li}
}

func (l *leftover) forget(t testing.TB) {
	t.Helper()
	db := open(t, l.path)
	defer closeDB(t, db)
	if _, err := db.Forget(t.Context(), l.li.learner, noon); err != nil {
		t.Fatal(err)
	}
}

// assertHolds wants nothing to be left of the one in any file, all of the other in the
// database, and no import to change that.
func (l *leftover) assertHolds(t testing.TB) {
	t.Helper()
	l.li.assertNowhere(t, filepath.Dir(l.path))
	from := open(t, l.old)
	defer closeDB(t, from)
	export := exportOf(t, from)
	db := open(t, l.path)
	assertSound(t, db, l.bo.learner, 0)
	if n := len(eventsOf(t, db, l.bo.learner)); n != len(eventsOf(t, from, l.bo.learner)) {
		t.Errorf("the other has %d entries", n)
	}
	if merged := importInto(t, db, export); merged.Forgotten == 0 || merged.New > 0 {
		t.Errorf("imported %+v", merged)
	}
	closeDB(t, db)
	l.li.assertNowhere(t, filepath.Dir(l.path))
}

// The law: somebody who is forgotten stays so. No file in the folder of the database nor
// of its backups has a byte of them, after it is forgotten and after everything by which
// what is older takes the place of the database.
func TestForgettingHolds(t *testing.T) {
	t.Parallel()
	all := newLeftover(t)
	folderOf := func(l *leftover) string { return store.BackupFolder(l.path) }
	for what, happens := range map[string]func(t testing.TB, l *leftover){
		"nothing": func(testing.TB, *leftover) {},
		"a restore of a backup": func(t testing.TB, l *leftover) {
			for _, b := range backupsOf(t, l.path) {
				if _, err := store.Restore(t.Context(), l.path, b.Path, noon); err != nil {
					t.Errorf("%s: %v", b.Path, err)
				}
			}
		},
		"a restore of an older copy": restoreOld,
		"a restore where the database is gone": func(t testing.TB, l *leftover) {
			if err := os.Remove(l.path); err != nil {
				t.Fatal(err)
			}
			restoreOld(t, l)
		},
		"a restore where the backups are gone": func(t testing.TB, l *leftover) {
			if err := os.RemoveAll(folderOf(l)); err != nil {
				t.Fatal(err)
			}
			restoreOld(t, l)
		},
		"a restore over a damaged one without backups": func(t testing.TB, l *leftover) {
			if err := os.RemoveAll(folderOf(l)); err != nil {
				t.Fatal(err)
			}
			zero(t, l.path, "cards", "learners")
			restoreOld(t, l)
		},
		"a rebuild": func(t testing.TB, l *leftover) {
			zero(t, l.path, "forgotten", "learners")
			if r, err := store.Rebuild(t.Context(), l.path, noon); err != nil || r.Kept == "" {
				t.Fatalf("%+v, %v", r, err)
			}
		},
		"a rebuild without backups": func(t testing.TB, l *leftover) {
			if err := os.RemoveAll(folderOf(l)); err != nil {
				t.Fatal(err)
			}
			zero(t, l.path, "cards")
			if _, err := store.Rebuild(t.Context(), l.path, noon); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			l := all.copied(t)
			l.forget(t)
			happens(t, l)
			l.assertHolds(t)
		})
	}
}

func restoreOld(t testing.TB, l *leftover) {
	t.Helper()
	if r, err := store.Restore(t.Context(), l.path, l.old, noon); err != nil || r.Forgotten != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
}

func backupsOf(t testing.TB, path string) []store.BackupFile {
	t.Helper()
	all, err := store.Backups(path)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d backups, %v", len(all), err)
	}
	return all
}

// zero overwrites the pages of tables with zeros.
func zero(t testing.TB, path string, tables ...string) {
	t.Helper()
	content := read(t, path)
	for page, owner := range mapPages(t, content).owner {
		if slices.Contains(tables, owner) {
			clear(content[(page-1)*pageSize:][:pageSize])
		}
	}
	write(t, path, content)
}

// The law: a program that was killed after it had left the mark, and before it rewrote the
// backups, is finished by the next one that makes a backup.
func TestForgettingIsFinished(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	bo, li := lives(t, db, "Robert"), lives(t, db, "李华 Lihua")
	held := read(t, backUp(t, db, noon))
	if _, err := db.Forget(t.Context(), li.learner, noon); err != nil {
		t.Fatal(err)
	}
	write(t, backupsOf(t, db.Path())[0].Path, held)
	recordSome(t, db, bo.learner, noon.AddDate(0, 2, 0), 1)
	backUp(t, db, noon.AddDate(0, 2, 0))
	closeDB(t, db)
	li.assertNowhere(t, filepath.Dir(db.Path()))
}

// The law: of a class that is forgotten no backup has a byte either, though it had other
// members and sessions when that was made; those who are in another class keep what they
// have, and a restore of an older copy does not bring it back.
func TestForgetClassInBackups(t *testing.T) {
	path, old := filepath.Join(t.TempDir(), "class.db"), filepath.Join(t.TempDir(), "old.db")
	m := newTerm(t, path, 4)
	teacher := learnerNamed(t, m.db, "Teacher")
	session := m.meet(5, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	p := &personal{traces: []string{"Net-1", session.id}}
	for _, member := range m.members {
		p.traces = append(p.traces, member.Name)
	}
	if left := p.tracesIn(t, filesOf(t, m.db)...); left < len(p.traces) {
		t.Fatalf("only %d of %d traces can be found at all", left, len(p.traces))
	}
	backUp(t, m.db, noon)
	if err := m.db.Backup(t.Context(), old, false); err != nil {
		t.Fatal(err)
	}
	if err := m.db.ExpireRooms(t.Context(), m.now.Add(101*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	seen, err := m.db.TracesOfClass(t.Context(), "Net-1")
	if err != nil || len(seen.Rewritten) != 1 || len(seen.Deleted) != 0 {
		t.Errorf("%+v, %v", seen, err)
	}
	done, err := m.db.ForgetClass(t.Context(), "Net-1", m.now)
	if err != nil || !slices.Equal(pathsOf(done.Rewritten), pathsOf(seen.Rewritten)) {
		t.Errorf("%+v, %v", done, err)
	}
	assertWhole(t, m.db)
	closeDB(t, m.db)
	p.assertNowhere(t, filepath.Dir(path))
	kept := open(t, backupsOf(t, path)[0].Path)
	assertIsReplay(t, kept, teacher)
	assertWhole(t, kept)
	closeDB(t, kept)

	if r, err := store.Restore(t.Context(), path, old, noon); err != nil || r.Forgotten != 4 {
		t.Errorf("%+v, %v", r, err)
	}
	p.assertNowhere(t, filepath.Dir(path))
	if _, err := open(t, path).TracesOfClass(t.Context(), "Nobody"); !errors.Is(err, store.ErrNoClass) {
		t.Errorf("traces of no class: %v", err)
	}
}

// The law: an older copy of a class whose sessions were there when it was forgotten
// comes back without them, and without a class of which nothing else is left.
func TestRestoreOfForgottenClass(t *testing.T) {
	path, old := filepath.Join(t.TempDir(), "class.db"), filepath.Join(t.TempDir(), "old.db")
	m := newTerm(t, path, 3)
	session := m.meet(5, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	if err := m.db.Backup(t.Context(), old, false); err != nil {
		t.Fatal(err)
	}
	done, err := m.db.ForgetClass(t.Context(), "Net-1", m.now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.db.Forget(t.Context(), done.Again, m.now); err != nil {
		t.Errorf("again: %v", err)
	}
	closeDB(t, m.db)
	if _, err := store.Restore(t.Context(), path, old, noon); err != nil {
		t.Fatal(err)
	}
	assertRows(t, path, map[string]int{
		"classes": 0, "members": 0, "rooms": 0, "room_answers": 0, "participants": 0, "room_questions": 0, "forgotten": 5,
	})
	if got := done.Again; got == "" || got == quiz.LearnerID("Net-1") {
		t.Errorf("again by %q", got)
	}
}
