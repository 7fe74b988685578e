package quiz

import (
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// InClass returns the event of the first answer that somebody gave in a class, at
// the instant. a holds what was asked and given; what it counts as is filled in
// here. It is a review if the card was begun, right is Good and wrong is Again, as
// time pressure in a class says little of how hard it was; else it only moves the
// facet forward among the new ones (see [Met]). names is how the learner
// answers names when drilling.
func (s Scheduler) InClass(id EventID, at time.Time, a Answer, card Card, names NameFormat) Event {
	e := Event{ID: id, At: at.Truncate(time.Millisecond), Day: s.Day(at), Kind: AnswerEvent, Answer: &a}
	a.Took = a.Took.Truncate(time.Millisecond)
	a.Counts, a.Target = Practice, s.Retention
	if card.State != fsrs.New && CountsOf(a.Kind, a.Format) == Review && len(a.Facets) == 1 {
		a.Counts = Review
		a.Grade = GradeOf(Review, a.Correct)
		memory := s.MemoryAfter(card, a.Grade, e.Day)
		a.Guess = questions.GuessRate(a.Kind, names.Format(a.Kind, memory.Stability))
		a.Target, a.Learning = s.Target(memory, a.Guess), s.Stated()
	}
	return e
}

// A Met is a facet that somebody answered about in a class.
type Met struct {
	Facet   questions.FacetID
	Correct bool // the last time
}
