package store_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"portdrill/quiz"
	"portdrill/store"
)

// mixIn turns some events of a story into others than answers: undos of what was
// told before, of nothing, and of what is told only later, and all that changes
// cards without an answer.
func mixIn(t *rapid.T, told story) story {
	mixed := make(story, len(told))
	for i, e := range told {
		mixed[i] = e
		kind := rapid.SampledFrom([]quiz.EventKind{
			quiz.AnswerEvent, quiz.AnswerEvent, quiz.AnswerEvent, quiz.UndoEvent,
			quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent,
		}).Draw(t, "kind")
		if kind == quiz.AnswerEvent {
			continue
		}
		facets := e.Answer.Facets
		mixed[i].Answer, mixed[i].Kind = nil, kind
		if kind != quiz.UndoEvent {
			mixed[i].About = facets
			continue
		}
		target := rapid.SampledFrom(told).Draw(t, "target")
		mixed[i].Undo = &quiz.Undo{Target: target.ID, Facets: target.Facets()}
	}
	return mixed
}

// The law: after any mix of answers, undo, suspend, bury and reset the cards,
// holds and tallies that are kept are, to the bit, those that a replay of the log
// leads to, in whatever order it is read.
func TestAnyMixIsWhatTheLogLeadsTo(t *testing.T) {
	scheduler := newScheduler(t)
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "portdrill-mix")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(folder)
		db, err := store.Open(ctx, filepath.Join(folder, "it.db"), scheduler)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		learner, err := db.Learner(ctx, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range mixIn(t, drawStory(t)) {
			// The IDs of a story differ, which undos rely on.
			if _, err := db.Record(ctx, learner, e); err != nil {
				t.Fatal(err)
			}
		}
		log := eventsOf(t, db, learner)
		assertIsReplay(t, db, learner, scheduler)
		shuffled := scheduler.Replay(rapid.Permutation(log).Draw(t, "shuffled"))
		assertIsDerived(t, db, learner, shuffled)
		holds, err := db.Holds(ctx, learner)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(holds, shuffled.Holds) {
			t.Fatalf("kept %v, replayed %v", holds, shuffled.Holds)
		}
		assertVerified(t, db, learner)
	})
}
