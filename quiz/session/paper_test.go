package session_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// The law: what is skipped in an exam comes back after all else, with its number; an
// answer that is opened again stands until a new one replaces it, and no other does; and
// what was left open is all that was neither answered nor more than the exam has.
func TestPaper(t *testing.T) {
	t.Parallel()
	const count = 6
	s := newStage(t)
	s.sitting(count, 7)
	played := s.sit()
	asked := func() session.Asking {
		t.Helper()
		asking, ok := s.next(played)
		if !ok {
			t.Fatal("nothing is asked")
		}
		return asking
	}
	skipped := make(map[int]string)
	for n := 1; n <= count; n++ {
		asking := asked()
		if asking.N != n {
			t.Fatalf("question %d has the number %d", n, asking.N)
		}
		if n%2 == 0 {
			skipped[n] = asking.Question.ID
			if _, err := played.Mark(); err != nil {
				t.Fatal(err)
			}
			if back, err := played.Skip(); err != nil || !back {
				t.Fatalf("it comes back: %v, %v", back, err)
			}
			continue
		}
		s.answer(played, asking.Question, true)
	}
	for _, n := range []int{2, 4, 6} {
		asking := asked()
		if asking.N != n || asking.Question.ID != skipped[n] {
			t.Fatalf("%d comes back, want %d", asking.N, n)
		}
		if n < count {
			s.answer(played, asking.Question, true)
		}
	}
	paper := played.Paper()
	for i, sheet := range paper {
		if sheet.N != i+1 || sheet.Answered != (i+1 != count) || sheet.Marked != (i%2 == 1) || sheet.Asked != (i+1 == count) {
			t.Errorf("sheet %d: %+v", i+1, sheet)
		}
	}
	open := func(n int) {
		t.Helper()
		if err := played.Open(paper[n-1].Question.ID); err != nil {
			t.Fatal(err)
		}
		if asking := asked(); asking.N != n {
			t.Errorf("%d was opened, not %d", asking.N, n)
		}
	}
	stands := func(when string, answered, correct int) {
		t.Helper()
		if sum := played.Summary(s.now); sum.Asked != answered || sum.Correct != correct {
			t.Errorf("%s: %+v, want %d answers, %d of them right", when, sum, answered, correct)
		}
		if sheets := played.Paper(); len(sheets) != count {
			t.Errorf("%s: %d sheets", when, len(sheets))
		}
		if sitting, _ := quiz.ExamsOf(s.notebook.events); len(sitting.Answers) != answered {
			t.Errorf("%s: %d answers are recorded, want %d", when, len(sitting.Answers), answered)
		}
	}
	open(3)
	stands("an answer was opened", count-1, count-1)
	open(5)
	open(3)
	stands("another, and the first once more", count-1, count-1)
	if back, err := played.Skip(); err != nil || back {
		t.Errorf("passing over an answer: it comes back: %v, %v", back, err)
	}
	stands("it was passed over", count-1, count-1)
	open(3)
	s.notebook.broken = errors.New("disk full")
	if _, err := played.Answer(t.Context(), questions.Reply{DontKnow: true}, s.now, time.Second); err == nil {
		t.Error("what could not be recorded was acknowledged")
	}
	stands("the new answer could not be recorded", count-1, count-1)
	s.notebook.broken = nil
	s.answer(played, paper[2].Question, false)
	stands("it was answered anew", count-1, count-2)
	open(1)
	if _, err := played.Undo(t.Context(), s.now); err != nil {
		t.Fatal(err)
	}
	stands("the new answer was undone", count-2, count-2)
	var left []string
	for _, q := range played.Unanswered() {
		left = append(left, q.ID)
	}
	if want := []string{paper[2].Question.ID, paper[5].Question.ID}; !slices.Equal(left, want) {
		t.Errorf("%v are left, want %v", left, want)
	}
}

// The law: of an exam that is handed in early, answered and open questions are as many
// as it has, each once.
func TestUnanswered(t *testing.T) {
	t.Parallel()
	const count = 9
	s := newStage(t)
	s.sitting(count, 8)
	played := s.sit()
	ids := make(map[string]bool)
	for range 2 {
		asking, _ := s.next(played)
		ids[asking.Question.ID] = true
		s.answer(played, asking.Question, false)
	}
	s.next(played) // shown, and left
	for _, q := range played.Unanswered() {
		ids[q.ID] = true
	}
	if len(ids) != count {
		t.Errorf("%d questions, want %d", len(ids), count)
	}
}

// The law: a session of an area asks about its services alone.
func TestArea(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.plan.Area = "mail"
	asked := s.play(always)
	if len(asked) == 0 {
		t.Error("nothing is asked")
	}
	for _, id := range asked {
		if f, _ := s.maker.Facet(questions.FacetID(id)); f.Category != "mail" {
			t.Errorf("%s is asked, of %q", id, f.Category)
		}
	}
}

// The law: the number of questions that is told does not change while it is not passed,
// and the cards left never become more than there were, nor fewer by more than one card
// an answer.
func TestWorkLeft(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	played := s.start()
	first, _ := s.next(played)
	left := first.Left
	if left == 0 || first.Work != left {
		t.Fatalf("at first %d of %d cards are left", left, first.Work)
	}
	for range 20 {
		asking, ok := s.next(played)
		if !ok {
			break
		}
		if asking.Of != max(first.Of, asking.N) || asking.Work != first.Work || asking.Left > asking.Work || left-asking.Left > 1 {
			t.Errorf("question %d of %d: %d of %d cards left, before %d", asking.N, asking.Of, asking.Left, asking.Work, left)
		}
		left = asking.Left
		s.answer(played, asking.Question, true)
	}
}
