package session_test

import (
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/quiz/session"
)

// The law: what is skipped in an exam comes back after all else, with its number; an
// answer that is opened again is taken back and no other; and what was left open is all
// that was neither answered nor more than the exam has.
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
			if err := played.Skip(); err != nil {
				t.Fatal(err)
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
	if err := played.Open(t.Context(), paper[2].Question.ID, s.now); err != nil {
		t.Fatal(err)
	}
	if asking := asked(); asking.N != 3 {
		t.Errorf("%d was opened, not 3", asking.N)
	}
	if sum := played.Summary(s.now); sum.Asked != count-2 || sum.Correct != count-2 {
		t.Errorf("after an answer was opened: %+v", sum)
	}
	var open []string
	for _, q := range played.Unanswered() {
		open = append(open, q.ID)
	}
	if want := []string{paper[2].Question.ID, paper[5].Question.ID}; !slices.Equal(open, want) {
		t.Errorf("%v are open, want %v", open, want)
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
