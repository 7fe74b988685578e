package session_test

import (
	"errors"
	"reflect"
	"testing"

	"portdrill/quiz"
	"portdrill/quiz/session"
)

// The law: whatever was done last in a session is taken back first, an answer, a
// suspension or a burial alike; all is then as it had never been, and the question that
// it was done to is asked again.
func TestUndoOfEverything(t *testing.T) {
	s := newStage(t)
	played := s.start()
	type state struct {
		derived derived
		today   session.Today
		stem    string
		n       int
	}
	var before []state
	for i := range 15 {
		asking, ok := s.next(played)
		if !ok {
			t.Fatal("nothing left to ask")
		}
		before = append(before, state{derivedFrom(s.notebook.events), played.Today(monday), asking.Question.Stem, asking.N})
		switch i % 5 {
		case 1, 2:
			s.hold(played, quiz.SuspendEvent)
		case 4:
			s.hold(played, quiz.BuryEvent)
		default:
			s.answer(played, asking.Question, i%3 != 0)
		}
	}
	for i := len(before) - 1; i >= 0; i-- {
		if _, err := played.Undo(t.Context(), s.now); err != nil {
			t.Fatalf("taking %d back: %v", i, err)
		}
		got, want, day := s.notebook.derived, before[i], s.notebook.scheduler.Day(s.now)
		if !reflect.DeepEqual(got.Cards, want.derived.Cards) || !reflect.DeepEqual(got.Holds, want.derived.Holds) ||
			got.Days[day] != want.derived.Days[day] {
			t.Fatalf("after taking %d back: %+v, want %+v", i, got, want.derived)
		}
		if today := played.Today(monday); !reflect.DeepEqual(today, want.today) {
			t.Errorf("after taking %d back: %+v, want %+v", i, today, want.today)
		}
		if asking, ok := s.next(played); !ok || asking.Question.Stem != want.stem || asking.N != want.n {
			t.Errorf("after taking %d back: %d %q is asked, want %d %q", i, asking.N, asking.Question.Stem, want.n, want.stem)
		}
	}
	if _, err := played.Undo(t.Context(), s.now); !errors.Is(err, session.ErrNothingToUndo) {
		t.Errorf("taken back what is not there: %v", err)
	}
}

func (s *stage) hold(played *session.Session, kind quiz.EventKind) {
	s.Helper()
	if _, err := played.Hold(s.Context(), kind, s.now); err != nil {
		s.Fatal(err)
	}
}
