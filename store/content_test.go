package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// The law: once something else than SQLite has written to the file, or cut it off, nothing
// is acknowledged any more, and what was put there stays as it is; what the write-ahead log
// has is kept, beside what was cut off or among the backups.
func TestOverwrittenWhileOpen(t *testing.T) {
	t.Parallel()
	for what, overwrite := range map[string]func(t *testing.T, path, other, older, copied string){
		"cut off":          func(t *testing.T, path, _, _, _ string) { truncate(t, path, 0) },
		"cut in half":      func(t *testing.T, path, _, _, _ string) { truncate(t, path, int64(len(read(t, path)))/2) },
		"a page short":     func(t *testing.T, path, _, _, _ string) { truncate(t, path, int64(len(read(t, path)))-pageSize) },
		"another database": func(t *testing.T, path, other, _, _ string) { write(t, path, read(t, other)) },
		"a backup":         func(t *testing.T, path, _, older, _ string) { write(t, path, read(t, older)) },
		"an older copy":    func(t *testing.T, path, _, _, copied string) { write(t, path, read(t, copied)) },
		"text":             func(t *testing.T, path, _, _, _ string) { write(t, path, bytes.Repeat([]byte("Dear diary"), 50_000)) },
	} {
		for _, empty := range []bool{false, true} { // whether all of the log was copied into the file
			t.Run(fmt.Sprint(what, ", all copied ", empty), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				path, other, older := filepath.Join(folder, "it.db"), filepath.Join(folder, "other.db"), filepath.Join(folder, "older.db")
				copied := filepath.Join(folder, "copied.db")
				makeOurs(t, other)
				db := open(t, path)
				learner := learnerOf(t, db)
				recordSome(t, db, learner, noon, 5)
				if err := db.Backup(t.Context(), older, false); err != nil {
					t.Fatal(err)
				}
				checkpoint(t, path)
				write(t, copied, read(t, path))
				recordSome(t, db, learner, noon.Add(time.Hour), 200)
				if empty {
					checkpoint(t, path)
				}
				recordSome(t, db, learner, noon.Add(2*time.Hour), 1)

				overwrite(t, path, other, older, copied)
				lies := read(t, path)
				for range 3 {
					e := answered(noon.Add(3*time.Hour), fsrs.Good, "a")
					if _, err := db.Record(t.Context(), learner, e); !errors.Is(err, store.ErrOverwritten) {
						t.Fatalf("acknowledged: %v", err)
					}
				}
				if err := db.Close(); !errors.Is(err, store.ErrOverwritten) {
					t.Errorf("closed: %v", err)
				}
				if !bytes.Equal(lies, read(t, path)) {
					t.Error("what was put there has changed")
				}
				kept, err := filepath.Glob(filepath.Join(folder, "*.db-backups", "*.db-wal"))
				if err != nil {
					t.Fatal(err)
				}
				beside, _ := filepath.Glob(path + "-wal")
				own := strings.HasPrefix(what, "a") && what != "a page short"
				if len(beside)+len(kept) != 1 || own != (len(kept) == 1) {
					t.Errorf("the log: beside %q, kept %q", beside, kept)
				}
			})
		}
	}
}

// The law: what was cut off to nothing is not taken for new while the log is there, and a
// rebuild has what that has.
func TestCutOffIsNotNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, 5)
	backUp(t, db, noon)
	recordSome(t, db, learner, noon.Add(time.Hour), 7)
	truncate(t, path, 0)
	if err := db.Close(); !errors.Is(err, store.ErrOverwritten) {
		t.Fatalf("closed: %v", err)
	}
	assertRefused(t, filepath.Dir(path), path, store.ErrDamaged)
	r, err := store.Rebuild(t.Context(), path, noon)
	if err != nil || r.Events != 12 {
		t.Errorf("%+v, %v", r, err)
	}
}

// The law: SQLite's own writing is no overwriting, whoever does it, nor is another time of
// the file.
func TestCopyingIsNoOverwriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	dbs := []*store.DB{open(t, path), open(t, path)}
	learner := learnerOf(t, dbs[0])
	other := plain(t, path)
	var rows int
	for i := range 300 {
		db := dbs[i/7%2]
		recordSome(t, db, learner, noon.Add(time.Duration(i)*time.Hour), 1)
		switch i % 11 {
		case 1:
			exe(t, other, "BEGIN")
			if err := other.QueryRow("SELECT count(*) FROM log").Scan(&rows); err != nil {
				t.Fatal(err)
			}
		case 3, 8:
			checkpoint(t, path)
		case 5:
			exe(t, other, "COMMIT", "PRAGMA wal_checkpoint(RESTART)")
		case 6:
			if i > 200 {
				exe(t, other, "VACUUM")
			}
		case 9:
			if err := os.Chtimes(path, noon, noon.Add(time.Duration(i)*time.Second)); err != nil {
				t.Fatal(err)
			}
		}
	}
	assertSound(t, dbs[0], learner, 0)
	if n := len(eventsOf(t, dbs[1], learner)); n != 300 {
		t.Errorf("%d answers", n)
	}
}

func truncate(t testing.TB, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// checkpoint has another program copy the log into the file, as far as it can.
func checkpoint(t testing.TB, path string) {
	t.Helper()
	db := plain(t, path)
	exe(t, db, "PRAGMA wal_checkpoint(PASSIVE)")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
