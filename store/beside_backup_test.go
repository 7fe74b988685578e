package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/store"
)

// backupTurns is how often a backup is made, each of which takes seconds.
const backupTurns = 3

// backupBeside makes a safe copy of the file, beside VACUUM INTO by the sqlite3
// command. Ours is SQLite's backup API, and the file and its name on the disk;
// each way to verify the copy comes on top of that.
func backupBeside(b *testing.B, y *years) {
	cli := sqlite3Command(b)
	db, _ := y.openCopy(b, b.TempDir())
	folder := b.TempDir()
	ours, theirs := filepath.Join(folder, "ours.db"), filepath.Join(folder, "theirs.db")
	ctx := context.Background()
	var copying, vacuum pairs
	verified := make([]pairs, len(verifications))
	for b.Loop() {
		for range backupTurns {
			copied := timed(b, func() error { return copyPages(ctx, db, ours) })
			took := timed(b, func() error { return exec.Command(cli, db.Path(), "VACUUM INTO '"+theirs+"'").Run() })
			copying.add(copied, took)
			for i, v := range verifications {
				verified[i].add(copied+timed(b, func() error { return v.verify(ctx, ours) }), took)
			}
			b.Logf("%s: %d MB copied, %d MB packed", filepath.Base(y.path), size(b, ours)/1e6, size(b, theirs)/1e6)
			os.Remove(theirs)
			vacuum.add(timed(b, func() error { return vacuumInto(ctx, db, theirs) }), took)
			os.Remove(theirs)
		}
	}
	copying.report(b, "copy")
	for i, v := range verifications {
		verified[i].report(b, v.name)
	}
	vacuum.report(b, "go-vacuum")
}

func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// copyPages copies the database page by page, in one reading transaction: it
// appears under its name only as a whole, and on the disk.
func copyPages(ctx context.Context, from *store.DB, path string) error {
	unfinished := path + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// What is synced as a whole in the end needs no journal before that.
	to, err := sql.Open("sqlite3", plainURL(unfinished)+"?_synchronous=OFF&_journal_mode=OFF")
	if err != nil {
		return err
	}
	defer to.Close()
	err = onBoth(ctx, from.SQL(), to, func(source, target *sqlite3.SQLiteConn) error {
		backup, err := target.Backup("main", source, "main")
		if err != nil {
			return err
		}
		_, err = backup.Step(-1)
		return errors.Join(err, backup.Finish())
	})
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	return appear(unfinished, path)
}

// onBoth hands over the driver's connections of two databases.
func onBoth(ctx context.Context, from, to *sql.DB, do func(source, target *sqlite3.SQLiteConn) error) error {
	source, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	return source.Raw(func(s any) error {
		return target.Raw(func(t any) error { return do(s.(*sqlite3.SQLiteConn), t.(*sqlite3.SQLiteConn)) })
	})
}

// appear gives a finished file its name, both on the disk.
func appear(unfinished, path string) error {
	if err := syncFile(unfinished); err != nil {
		return err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func vacuumInto(ctx context.Context, from *store.DB, path string) error {
	if _, err := from.SQL().ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return syncFile(path)
}

// verifications are ways to make sure of a copy.
var verifications = []struct {
	name   string
	verify func(ctx context.Context, path string) error
}{
	{"copy+quick", func(ctx context.Context, path string) error { return checkPages(ctx, path, "quick_check") }},
	{"copy+integrity", func(ctx context.Context, path string) error { return checkPages(ctx, path, "integrity_check") }},
	{"copy+chains", verifyCopy},
}

func checkPages(ctx context.Context, path, pragma string) error {
	db, err := sql.Open("sqlite3", plainURL(path)+"?mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer db.Close()
	var said string
	if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return errors.New(said)
	}
	return nil
}

func verifyCopy(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	defer db.Close()
	learner, err := db.Learner(ctx, noon)
	if err != nil {
		return err
	}
	return db.VerifyChains(ctx, learner)
}
