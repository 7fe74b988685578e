package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/store"
)

// oldDatabases are files of every schema that was released but the present one.
func oldDatabases(t *testing.T) []string {
	t.Helper()
	old, err := filepath.Glob("testdata/v*.db")
	if err != nil || len(old) != store.LatestVersion()-1 {
		t.Fatalf("old databases: %q, %v", old, err)
	}
	return old
}

// versionOf returns the version that a file says it is of.
func versionOf(t testing.TB, path string) (version int) {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// The law: a database of every schema that was released is opened, brought up to
// date and loses nothing; it is then as sound as a new one. Beside it lies what it
// was before, which is a database that loses nothing either.
func TestOldDatabases(t *testing.T) {
	for _, file := range oldDatabases(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			copyFile(t, file, path)
			version := versionOf(t, path)
			checkOld(t, path)
			checkOld(t, path) // and again, now that it is up to date

			backups, err := store.Backups(path)
			if err != nil || len(backups) != 1 {
				t.Fatalf("backups %v, %v; want one", backups, err)
			}
			if want := store.BackupKind(fmt.Sprintf("%s-from-%d", store.BeforeUpgrade, version)); backups[0].Kind != want {
				t.Errorf("the backup is %s, want %s", backups[0].Kind, want)
			}
			if kept := versionOf(t, backups[0].Path); kept != version || versionOf(t, path) != store.LatestVersion() {
				t.Errorf("the backup is of version %d, want %d", kept, version)
			}
			elsewhere := filepath.Join(t.TempDir(), "elsewhere.db")
			copyFile(t, backups[0].Path, elsewhere)
			checkOld(t, elsewhere)
		})
	}
}

// The law: what cannot be backed up is not upgraded. It is left as it was, and is
// upgraded as soon as it can be.
func TestOldDatabaseWithoutBackup(t *testing.T) {
	for _, file := range oldDatabases(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "old.db")
			copyFile(t, file, path)
			write(t, store.BackupFolder(path), []byte("no folder"))
			for _, open := range []opening{store.Open, openToRead} {
				before := contents(t, folder)
				db, err := open(t.Context(), path)
				if err == nil {
					db.Close()
					t.Error("it was upgraded without a backup")
				}
				assertUntouched(t, before, contents(t, folder))
			}
			if err := os.Remove(store.BackupFolder(path)); err != nil {
				t.Fatal(err)
			}
			checkOld(t, path)
		})
	}
}

// The law: so it is where the folder for backups may not be written, and the error
// is about that folder.
func TestOldDatabaseWithBackupsReadOnly(t *testing.T) {
	for _, file := range oldDatabases(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			folder := sharedFolder(t)
			chmod(t, folder, 0o777)
			path := filepath.Join(folder, "old.db")
			copyFile(t, file, path)
			chmod(t, path, 0o666)
			backups := store.BackupFolder(path)
			makeFolder(t, backups)
			chmod(t, backups, 0o555)
			before := contents(t, folder)
			said := openUnprivileged(t, path)
			if said != "ErrUnwritable" {
				t.Errorf("opening said %q", said)
			}
			assertUntouched(t, before, contents(t, folder))
			chmod(t, backups, 0o755)
		})
	}
}

// The law: a file whose header says another version than its tables are of is
// damaged. Each attempt to open it leaves it as it was, and no backup.
func TestVersionThatIsNotOfTheTables(t *testing.T) {
	folder := t.TempDir()
	for _, file := range append(oldDatabases(t), "") {
		path := filepath.Join(folder, "new.db")
		if file == "" {
			makeOurs(t, path)
		} else {
			path = filepath.Join(folder, filepath.Base(file))
			copyFile(t, file, path)
		}
		version := versionOf(t, path)
		for wrong := range store.LatestVersion() {
			if wrong == version {
				continue
			}
			alter(t, path, fmt.Sprintf("PRAGMA user_version=%d", wrong))
			assertRefused(t, folder, path, store.ErrDamaged)
		}
		alter(t, path, fmt.Sprintf("PRAGMA user_version=%d", version))
		makeOurs(t, path)
		removeFiles(t, path)
	}
}

func checkOld(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	learner, err := db.Learner(ctx, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.VerifyChains(ctx, learner); err != nil {
		t.Error(err)
	}
	events, err := db.Events(ctx, learner)
	if err != nil || len(events) != 24 {
		t.Fatalf("%d events, %v; want 24", len(events), err)
	}
	if report, err := db.Check(ctx); err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %+v, %v", report, err)
	}
	cards, err := db.Cards(ctx, learner)
	if err != nil {
		t.Fatal(err)
	}
	want := quiz.Replay(events).Cards
	if len(cards) != len(want) {
		t.Errorf("%d cards, want %d", len(cards), len(want))
	}
	for _, c := range cards {
		if c != want[c.Facet] {
			t.Errorf("kept %+v, replayed %+v", c, want[c.Facet])
		}
	}
}
