package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// The law: a missing database is not made anew where its log or its backups lie: what
// they hold would be passed over in silence. It is said whatever the file is opened for,
// and nothing there is touched. A restore puts one in its place, and keeps the log; who
// moves away what is left begins anew.
func TestOpenRefusesWhatIsMissing(t *testing.T) {
	for what, leave := range map[string]func(t *testing.T, path string) (left string){
		"log": func(t *testing.T, path string) string {
			write(t, path+"-wal", []byte("answers"))
			return path + "-wal"
		},
		"journal": func(t *testing.T, path string) string {
			write(t, path+"-journal", []byte("pages"))
			return path + "-journal"
		},
		"backups": func(t *testing.T, path string) string {
			db := open(t, path)
			record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
			if _, err := db.BackUpDaily(t.Context(), noon); err != nil {
				t.Fatal(err)
			}
			closeDB(t, db)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			return store.BackupFolder(path)
		},
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.db")
			left := leave(t, path)
			for _, how := range [][]store.Option{nil, {store.ReadOnly}} {
				if db, err := store.Open(t.Context(), path, how...); !errors.Is(err, store.ErrMissing) {
					t.Errorf("opened: %v, %v", db, err)
				}
			}
			if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it was made: %v", err)
			}
			before, _ := os.ReadFile(left) // none of a folder
			backup := filepath.Join(t.TempDir(), "backup.db")
			makeOurs(t, backup)
			restored, err := store.Restore(t.Context(), path, backup, noon)
			kept := restored.Kept
			if err != nil {
				t.Fatal(err)
			}
			if len(before) > 0 {
				after, err := os.ReadFile(kept + left[len(path):])
				if err != nil || string(after) != string(before) {
					t.Errorf("what was left is kept as %q: %q, %v", kept, after, err)
				}
			}
			for _, gone := range []string{path, store.BackupFolder(path)} {
				if err := os.RemoveAll(gone); err != nil {
					t.Fatal(err)
				}
			}
			closeDB(t, open(t, path))
		})
	}
}

// The law: a path that is a link, be the file there yet or not, has its backups in one
// place, beside the file, and by either name they are found.
func TestBackupsLieBesideTheFile(t *testing.T) {
	for name, there := range map[string]bool{"link to a file": true, "dangling link": false} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			file, link := filepath.Join(root, "real", "it.db"), filepath.Join(root, "links", "l.db")
			for _, folder := range []string{filepath.Dir(file), filepath.Dir(link)} {
				if err := os.Mkdir(folder, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink("second.db", link); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("../real/it.db", filepath.Join(root, "links", "second.db")); err != nil {
				t.Fatal(err)
			}
			if there {
				makeOurs(t, file)
			}
			db := open(t, link)
			record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
			made, err := db.BackUpDaily(t.Context(), noon)
			if err != nil {
				t.Fatal(err)
			}
			closeDB(t, db)
			for _, path := range []string{file, link} {
				all, err := store.Backups(path)
				if err != nil || len(all) != 1 || !same(t, all[0].Path, made) {
					t.Errorf("of %s: %v, %v; made was %s", path, all, err, made)
				}
			}
			if filepath.Dir(made) != file+"-backups" {
				t.Errorf("it lies in %s", made)
			}
		})
	}
}

func same(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(one, other)
}

// The law: a file of several names is told, since what is answered under two of them at
// once is lost; it is no damage.
func TestHardLinkIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	makeOurs(t, path)
	told := func() (bool, int) {
		db := open(t, path)
		defer closeDB(t, db)
		report, err := db.Check(t.Context())
		if err != nil || report.Damaged() {
			t.Fatalf("%+v, %v", report, err)
		}
		return db.HardLinked(), len(report.Findings)
	}
	if is, found := told(); is || found != 0 {
		t.Errorf("one name: %v, %d findings", is, found)
	}
	if err := os.Link(path, path+".second"); err != nil {
		t.Fatal(err)
	}
	if is, found := told(); !is || found != 1 {
		t.Errorf("two names: %v, %d findings", is, found)
	}
}
