package store_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// mixIn turns some events of a story into others than answers: undos of what was
// told before, of nothing, and of what is told only later, all that changes cards
// without an answer, and settings and weights.
func mixIn(t *rapid.T, told story) story {
	mixed := make(story, len(told))
	for i, e := range told {
		mixed[i] = e
		kind := rapid.SampledFrom([]quiz.EventKind{
			quiz.AnswerEvent, quiz.AnswerEvent, quiz.AnswerEvent, quiz.AnswerEvent, quiz.UndoEvent, quiz.UndoEvent,
			quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent, quiz.SettingsEvent, quiz.WeightsEvent,
		}).Draw(t, "kind")
		if kind == quiz.AnswerEvent {
			continue
		}
		facets := e.Answer.Facets
		mixed[i].Answer, mixed[i].Kind = nil, kind
		switch kind {
		case quiz.UndoEvent:
			at := rapid.IntRange(0, len(told)-1).Draw(t, "target")
			target := told[at]
			if at < i {
				target = mixed[at]
			}
			if target.Kind == quiz.UndoEvent { // an undo names no undo
				target = e
				target.ID = "nothing"
			}
			mixed[i].Undo = &quiz.Undo{Target: target.ID, Facets: told[at].Facets()}
		case quiz.SettingsEvent, quiz.WeightsEvent:
			mixed[i].Change = drawChange(t, kind)
		case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
			mixed[i].About = facets
		case quiz.AnswerEvent, quiz.NoteEvent, quiz.FlagEvent, quiz.ExamEvent, quiz.ExamEndEvent: // not drawn
		}
	}
	return mixed
}

func drawChange(t *rapid.T, kind quiz.EventKind) *quiz.Change {
	c := &quiz.Change{Reschedule: rapid.Bool().Draw(t, "reschedule")}
	if kind == quiz.WeightsEvent {
		weights := slices.Clone(fsrs.DefaultWeights[:])
		if rapid.Bool().Draw(t, "published") {
			weights = nil
		} else {
			weights[2] *= rapid.Float64Range(0.5, 2).Draw(t, "w2")
			weights[8] *= rapid.Float64Range(0.5, 1.5).Draw(t, "w8")
		}
		c.Weights = &weights
		return c
	}
	if rapid.Bool().Draw(t, "retains") {
		c.Retention = new(rapid.Float64Range(quiz.LeastRetention, quiz.MostRetention).Draw(t, "retention"))
	}
	if rapid.Bool().Draw(t, "steps") {
		c.Learning = new(rapid.SampledFrom([][]time.Duration{{}, {time.Minute}, {time.Minute, 10 * time.Minute, time.Hour}}).Draw(t, "learning"))
		c.Relearning = new(rapid.SampledFrom([][]time.Duration{{}, {time.Minute}, {time.Minute, time.Hour}}).Draw(t, "relearning"))
	}
	if rapid.Bool().Draw(t, "limits") {
		c.New, c.Maximum = new(rapid.IntRange(0, 50).Draw(t, "new")), new(rapid.IntRange(1, 400).Draw(t, "maximum"))
	}
	return c
}

// The law: after any mix of answers, undo, suspend, bury, reset, settings and
// weights, what is kept is, to the bit, what a replay of the log leads to, in
// whatever order it is read.
func TestAnyMixIsWhatTheLogLeadsTo(t *testing.T) {
	t.Parallel()
	testenv.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "portdrill-mix")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(folder)
		db, err := store.Open(context.Background(), filepath.Join(folder, "it.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		learner, err := db.Learner(context.Background(), noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range mixIn(t, drawStory(t)) {
			// The IDs of a story differ, which undos rely on.
			if _, err := db.Record(context.Background(), learner, e); err != nil {
				t.Fatal(err)
			}
		}
		log := eventsOf(t, db, learner)
		assertIsReplay(t, db, learner)
		assertIsDerived(t, db, learner, rapid.Permutation(log).Draw(t, "shuffled"))
		assertVerified(t, db, learner)
		assertUnion(t, log)
	})
}

// assertUnion holds the law that the parts of a log, however it was split among
// devices, lead to the same together: the cards of each part alone may differ.
func assertUnion(t *rapid.T, log []quiz.Event) {
	t.Helper()
	parts := make([][]quiz.Event, 3)
	for _, e := range log {
		at := rapid.IntRange(0, len(parts)-1).Draw(t, "device")
		parts[at] = append(parts[at], e)
	}
	union := slices.Concat(parts[2], parts[0], parts[1])
	want, got := quiz.Replay(log), quiz.Replay(union)
	for facet, card := range want.Cards {
		if !sameBits(got.Cards[facet], card) {
			t.Fatalf("card of %s\n got %+v\nwant %+v", facet, got.Cards[facet], card)
		}
	}
	if len(got.Cards) != len(want.Cards) || len(got.Holds) != len(want.Holds) {
		t.Fatalf("%d cards, want %d", len(got.Cards), len(want.Cards))
	}
}
