package session_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// sitting begins a mock exam of so many questions and returns the plan of it.
func (s *stage) sitting(count int, seed uint64) *quiz.Sitting {
	s.Helper()
	x := quiz.Exam{Deck: s.plan.Deck.Key, Lang: s.plan.Lang, Count: count, Seed: seed, Budget: time.Hour, Pass: 60}
	begun := quiz.Event{ID: s.plan.NewID(), At: s.now, Day: quiz.DayOf(s.now, quiz.DefaultRollover), Kind: quiz.ExamEvent, Exam: &x}
	if _, err := s.notebook.Record(s.Context(), "learner", begun); err != nil {
		s.Fatal(err)
	}
	open, _ := quiz.ExamsOf(s.notebook.events)
	return open
}

// sit goes on with the exam that is open.
func (s *stage) sit() *session.Session {
	s.Helper()
	open, _ := quiz.ExamsOf(s.notebook.events)
	if open == nil {
		s.Fatal("no exam is open")
	}
	s.plan.Mode, s.plan.Sitting, s.plan.Limit, s.plan.Seed, s.plan.Budget = session.MockExam, open, open.Count, open.Seed, open.Budget
	return s.start()
}

// The law: an exam that is left any number of times, with answers taken back, asks
// each time what it would have asked, and comes to the same result.
func TestExamIsResumed(t *testing.T) {
	t.Parallel()
	whole := func(t *testing.T, seed uint64, count int) (ids []string) {
		s := newStage(t)
		s.sitting(count, seed)
		played := s.sit()
		for {
			asking, ok := s.next(played)
			if !ok {
				return ids
			}
			ids = append(ids, asking.Question.ID)
			s.answer(played, asking.Question, true)
		}
	}
	testenv.Check(t, func(r *rapid.T) {
		seed, count := rapid.Uint64().Draw(r, "seed"), rapid.IntRange(1, 15).Draw(r, "count")
		want := whole(t, seed, count)
		s := newStage(t)
		s.sitting(count, seed)
		played := s.sit()
		var ids []string
		right := 0
		for {
			asking, ok := s.next(played)
			if !ok {
				break
			}
			if len(ids) > 0 && rapid.IntRange(0, 9).Draw(r, "undo") == 0 {
				if _, err := played.Undo(t.Context(), s.now); err != nil {
					r.Fatal(err)
				}
				ids = ids[:len(ids)-1]
				right = 0
				for _, v := range standing(s.notebook.events) {
					if v {
						right++
					}
				}
				continue
			}
			is := rapid.Bool().Draw(r, "right")
			ids = append(ids, asking.Question.ID)
			if s.answer(played, asking.Question, is); is {
				right++
			}
			if rapid.IntRange(0, 3).Draw(r, "leave") == 0 {
				s.now = s.now.Add(20 * time.Minute) // nothing of it counts as time used
				played = s.sit()
				if got := len(played.Turns()); got != len(ids) {
					r.Fatalf("%d answers are known of %d", got, len(ids))
				}
			}
		}
		if fmt.Sprint(ids) != fmt.Sprint(want) {
			r.Fatalf("asked %v, want %v", ids, want)
		}
		for range 2 { // the second time changes nothing
			if err := played.End(t.Context(), s.now); err != nil {
				r.Fatal(err)
			}
		}
		open, over := quiz.ExamsOf(s.notebook.events)
		if open != nil || len(over) != 1 || over[0].Answered != count || over[0].Correct != right {
			r.Fatalf("open %+v, over %+v; want %d of %d right", open, over, right, count)
		}
		if got := len(s.notebook.derived.Cards); got != 0 {
			r.Fatalf("an exam moved %d cards", got)
		}
	})
}

// standing says of each answer that was not taken back whether it is right.
func standing(events []quiz.Event) (right []bool) {
	undone := quiz.Undone(events)
	for _, e := range events {
		if e.Answer != nil && !undone[e.ID] {
			right = append(right, e.Answer.Correct)
		}
	}
	return right
}

// The time of an exam goes on where it was left, and what was answered after it is
// asked no more.
func TestExamTime(t *testing.T) {
	s := newStage(t)
	s.sitting(20, 7).Budget = time.Minute
	open := s.notebook.events[0].Exam
	open.Budget = 14 * time.Second // three answers of 5 s
	for n := range 3 {
		played := s.sit()
		asking, ok := s.next(played)
		if !ok {
			t.Fatalf("nothing is asked after %d answers", n)
		}
		s.answer(played, asking.Question, false)
		s.now = s.now.Add(time.Hour)
	}
	if _, ok := s.next(s.sit()); ok {
		t.Error("a question is put after the time")
	}
}

// What was missed is drilled: each thing until it is known, begun or not.
func TestDrillMisses(t *testing.T) {
	s := newStage(t)
	all := s.maker.FacetsOf(s.plan.Deck)
	for _, f := range all[:3] {
		s.plan.These = append(s.plan.These, f.ID)
	}
	s.plan.Mode, s.plan.New, s.plan.Limit = session.Misses, 0, 50
	seen := make(map[questions.FacetID]int)
	asked := s.play(func(id questions.FacetID) bool { // wrong the first time
		seen[id]++
		return seen[id] > 1
	})
	if len(seen) != 3 {
		t.Fatalf("asked %v, want %v", asked, s.plan.These)
	}
	for _, c := range s.notebook.derived.Cards {
		if c.Reviews < 2 {
			t.Errorf("%s was left in its steps: %+v", c.Facet, c)
		}
	}
	before := reflect.ValueOf(s.notebook.derived.Cards).Len()
	s.play(always) // of what is known: practice
	if after := len(s.notebook.derived.Cards); after != before {
		t.Errorf("%d cards became %d", before, after)
	}
}
