package quiz

import (
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// InClass returns the event of the first answer that somebody gave in a class, at
// the instant. a holds what was asked and given; what it counts as is filled in
// here. It is a review if the card was begun, right is Good and wrong is Again, as
// time pressure in a class says little of how hard it was; else it only moves the
// facet forward among the new ones (see [Journal.Met]). names is how the learner
// answers names when drilling.
func (s Scheduler) InClass(id EventID, at time.Time, a Answer, card Card, names NameFormat) Event {
	e := Event{ID: id, At: at.Truncate(time.Millisecond), Day: s.Day(at), Kind: AnswerEvent, Answer: &a}
	a.Took = a.Took.Truncate(time.Millisecond)
	a.Counts, a.Target = Practice, s.Retention
	if card.State != fsrs.New && countsOf(a.Kind, a.Format) == Review && len(a.Facets) == 1 {
		a.Counts = Review
		a.Grade = gradeOf(Review, a.Correct)
		a.Guess = questions.GuessRate(a.Kind, Plan{Names: names}.format(a.Kind, s.stabilityAfter(card, a.Grade, e.Day)))
		a.Target = s.Aim(a.Guess)
	}
	return e
}

// A Met is a facet that somebody answered about in a class.
type Met struct {
	Facet   questions.FacetID
	Correct bool // the last time
}

// classFirst puts facets that were met in class and not begun before all others of
// the queue, those that were missed first.
func (s *Session) classFirst() {
	if s.plan.Mode == Placement || len(s.met) == 0 {
		return
	}
	rank := make(map[questions.FacetID]int)
	for _, m := range s.met {
		rank[m.Facet] = -1
		if !m.Correct {
			rank[m.Facet] = -2
		}
	}
	for _, m := range s.met {
		f, known := s.facets[m.Facet]
		if known && !slices.ContainsFunc(s.queue, func(other questions.Facet) bool { return other.ID == f.ID }) {
			s.queue = append(s.queue, f)
		}
	}
	slices.SortStableFunc(s.queue, func(a, b questions.Facet) int { return rank[a.ID] - rank[b.ID] })
}
