package session_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/rehearsal"
)

// asExam sets an exam in so many days, about the deck of the plan.
func (s *stage) asExam(days, minutes int) *stage {
	goal := quiz.Goal{Deck: s.plan.Deck.Key, Exam: s.notebook.scheduler.Day(s.now) + quiz.Day(days), Minutes: minutes}
	s.plan.Goal, s.plan.Spread, s.plan.Reviews = goal, true, 9999
	return s
}

// spends plays a day with the minutes of the goal.
func (s *stage) spends(right func(questions.FacetID) bool) []questions.FacetID {
	s.plan.Spare = s.plan.Goal.Minutely()
	s.plan.Budget = s.plan.Spare
	return s.play(right)
}

// The law: without a goal, with one that is over, and with one about a deck that is gone,
// the same is asked in the same order, and the cards stand the same.
func TestWithoutGoalNothingChanges(t *testing.T) {
	type lived struct {
		asked [][]questions.FacetID
		cards map[questions.FacetID]quiz.Card
	}
	live := func(goal quiz.Goal) (l lived) {
		s := newStage(t).onDeck("network-plus")
		s.plan.Goal, s.plan.Spread, s.plan.Spare, s.plan.Limit = goal, goal != quiz.Goal{}, 10*time.Minute, 40
		for day := range 20 {
			n := 0
			l.asked = append(l.asked, s.play(func(questions.FacetID) bool { n++; return (n+day)%4 > 0 }))
			s.now = monday.AddDate(0, 0, day+1)
		}
		l.cards = s.notebook.derived.Cards
		return l
	}
	want := live(quiz.Goal{})
	over := quiz.Goal{Deck: "network-plus", Exam: quiz.DayOf(monday, 0) - 1, Minutes: 10}
	gone := quiz.Goal{Deck: "gone", Exam: quiz.DayOf(monday, 0) + 30, Minutes: 10}
	for _, goal := range []quiz.Goal{over, gone} {
		if got := live(goal); !reflect.DeepEqual(got, want) {
			t.Errorf("%v changes what is asked", goal)
		}
	}
}

// The law: until an exam, what is due comes first, then what is new, then what gains most
// on its day for the time it takes; a card that is not due once a day, and as long as there
// are minutes.
func TestMinutesGoToWhatGainsMost(t *testing.T) {
	s := newStage(t).onDeck("network-plus").asExam(21, 10)
	filled := 0
	for day := range 8 {
		s.now = monday.AddDate(0, 0, day)
		today := s.notebook.scheduler.Day(s.now)
		before := s.notebook.derived.Clone().Cards
		phase := 0
		worth := func(id questions.FacetID) float64 {
			c := before[id]
			return rehearsal.Worth(
				s.notebook.scheduler.Model, c.Memory, int(today-c.Last), s.plan.Goal.Days(today), quiz.UsualPace,
			)
		}
		asked := s.spends(always)
		spent := s.now.Sub(monday.AddDate(0, 0, day))
		if spent < 10*time.Minute && len(asked) < len(s.notebook.derived.Cards) {
			t.Errorf("day %d: ended after %s and %d of %d cards", day, spent, len(asked), len(s.notebook.derived.Cards))
		}
		for i, id := range asked {
			c, begun := before[id]
			switch {
			case slices.Contains(asked[:i], id): // in the steps
				t.Errorf("day %d: %s was asked twice", day, id)
			case begun && c.DueDay <= today:
				if phase > 0 {
					t.Errorf("day %d: %s is due, and came late", day, id)
				}
			case !begun:
				if phase = max(phase, 1); phase > 1 {
					t.Errorf("day %d: %s is new, and came after others", day, id)
				}
			default:
				phase = 2
				filled++
				for _, later := range asked[i+1:] {
					sibling := func(other questions.FacetID) bool { return s.service(other) == s.service(later) }
					if worth(later) > worth(id) && !slices.ContainsFunc(asked[max(i-10, 0):i], sibling) {
						t.Errorf("day %d: %s is worth %.4f and came before %s, worth %.4f",
							day, id, worth(id), later, worth(later))
					}
				}
			}
		}
	}
	if filled < 50 {
		t.Errorf("%d cards were asked that were not due", filled)
	}
}

// The law: the last card of the deck is begun a week before the exam, however many there
// are; and no fewer a day than without one.
func TestNewCardsAreBegunInTime(t *testing.T) {
	for _, deck := range []string{"network-plus", "ruankao-network"} {
		const days = 21
		s := newStage(t).onDeck(deck).asExam(days, 60)
		size := len(s.maker.FacetsOf(s.plan.Deck))
		for day := range days - quiz.MockDays {
			s.now = monday.AddDate(0, 0, day)
			began := len(s.notebook.derived.Cards)
			s.spends(always)
			if now := len(s.notebook.derived.Cards); now-began < min(10, size-began) {
				t.Errorf("%s: %d were begun on day %d", deck, now-began, day)
			}
		}
		if begun := len(s.notebook.derived.Cards); begun != size {
			t.Errorf("%s: %d of %d were begun a week before", deck, begun, size)
		}
	}
}

// The law: until an exam its cards aim lower, since only the day of it counts; others and
// a fixed retention stay as they are.
func TestTargetsUntilAnExam(t *testing.T) {
	aimed := func(s *stage) float64 {
		played := s.start()
		asking, _ := s.next(played)
		return s.answer(played, asking.Question, true).Card.Target
	}
	usual, exam := aimed(newStage(t)), aimed(newStage(t).asExam(30, 10))
	if exam >= usual {
		t.Errorf("%v until an exam, %v without one", exam, usual)
	}
	other := newStage(t)
	other.plan.Goal = quiz.Goal{Deck: "industrial", Exam: other.notebook.scheduler.Day(monday) + 30, Minutes: 10}
	if got := aimed(other); got != usual {
		t.Errorf("%v for a card of another deck, want %v", got, usual)
	}
	fixed := newStage(t).asExam(30, 10)
	fixed.notebook.scheduler.Price = 0
	if got := aimed(fixed); got < 0.9 {
		t.Errorf("%v with a fixed retention", got)
	}
}

// The law: what is announced is what comes, with the minutes that are left.
func TestTodayBeforeAnExam(t *testing.T) {
	s := newStage(t).onDeck("network-plus").asExam(21, 10)
	for day := range 10 {
		s.now = monday.AddDate(0, 0, day)
		s.plan.Spare = 10 * time.Minute
		today := s.start().Today(s.now)
		asked := s.spends(always)
		said := today.ToReview() + today.New + today.Gains
		if off := len(asked) - said; off < -10 || off > 10 {
			t.Errorf("day %d: %d cards came, it said %+v", day, len(asked), today)
		}
		if after := s.start(); day > 3 {
			after.Paused(-10 * time.Minute)
			if left := after.Today(s.now).Gains; left > 0 {
				t.Errorf("day %d: %d more with no minute left", day, left)
			}
		}
	}
}
