package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"portdrill/store"
)

// The law: a glance reads what is there, makes nothing and waits for nobody.
func TestGlance(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	path := filepath.Join(folder, "learner.db")
	if _, err := store.Open(ctx, path, store.ReadOnly, store.NoWait); err == nil {
		t.Error("opened a file that there is not")
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("made a file")
	}
	db, err := store.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Learner(ctx, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	learners := func() int {
		db, err := store.Open(ctx, path, store.ReadOnly, store.NoWait)
		if err != nil {
			return 0
		}
		defer db.Close()
		if timeout, err := db.Pragma(ctx, "busy_timeout"); err != nil || timeout != "0" {
			t.Errorf("it waits %s ms for a lock, %v", timeout, err)
		}
		all, err := db.Learners(ctx)
		if err != nil {
			return 0
		}
		return len(all)
	}
	if n := learners(); n != 1 {
		t.Errorf("saw %d learners, want 1", n)
	}
	holdLock(t, path, "PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; CREATE TABLE locked (n); COMMIT")
	if n := learners(); n != 0 {
		t.Errorf("saw %d learners in a locked file", n)
	}
}
