package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/store"
)

// The law: a database of every schema that was released is opened, brought up to
// date and loses nothing. testdata holds one of each but the present one.
func TestOldDatabases(t *testing.T) {
	old, err := filepath.Glob("testdata/v*.db")
	if err != nil || len(old) == 0 {
		t.Fatalf("no old databases: %v", err)
	}
	for _, file := range old {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "old.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			checkOld(t, path)
			checkOld(t, path) // and again, now that it is up to date
		})
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
