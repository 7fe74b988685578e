package quiz

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// An agenda is what is to be asked on a study day, in order. It is made once a
// session and day, from all cards; drawing a question looks at its front alone.
type agenda struct {
	day     Day
	reviews []questions.FacetID // the most urgent first
	steps   []questions.FacetID // in the steps, the earliest first
	fresh   []questions.Facet   // to be begun
	due     int                 // cards in review that are due, in every deck
	overdue int                 // those of them that were due on a day before
}

// consult makes the agenda of the study day, unless there is one.
func (s *Session) consult(day Day) {
	if s.agenda == nil || s.agenda.day != day {
		s.agenda = s.newAgenda(day)
	}
}

func (s *Session) newAgenda(day Day) *agenda {
	a := &agenda{day: day}
	for id, c := range s.cards {
		if s.holds[id].On(day) {
			continue
		}
		isDue := c.State == fsrs.Review && c.DueDay <= day
		if isDue {
			a.due++
		}
		if isDue && c.DueDay < day {
			a.overdue++
		}
		switch _, wanted := s.facets[id]; {
		case !wanted || s.plan.Mode == Placement:
		case c.State != fsrs.Review:
			a.steps = append(a.steps, id)
		case isDue || s.plan.Mode == Misses || c.Last < day && (s.plan.Mode == Ahead || s.plan.Mode == Weak):
			a.reviews = append(a.reviews, id)
		}
	}
	slices.SortFunc(a.steps, s.earlier)
	s.sortByUrgency(a.reviews, day)
	a.fresh = s.freshOn(day)
	return a
}

// earlier compares cards in the steps by when they are asked.
func (s *Session) earlier(a, b questions.FacetID) int {
	return cmp.Or(s.cards[a].Due.Compare(s.cards[b].Due), cmp.Compare(a, b))
}

// sortByUrgency puts first what is least likely to be recalled, which is what is
// most overdue relative to its stability. With the mode [Ahead] what is due comes
// before what is not.
func (s *Session) sortByUrgency(ids []questions.FacetID, day Day) {
	type urgent struct {
		id    questions.FacetID
		early bool
		r     float64
	}
	all := make([]urgent, len(ids))
	for i, id := range ids {
		c := s.cards[id]
		all[i] = urgent{id, s.plan.Mode == Ahead && c.DueDay > day, s.scheduler.Known(c, day)}
	}
	slices.SortFunc(all, func(a, b urgent) int {
		if a.early != b.early {
			if a.early {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.r, b.r), cmp.Compare(a.id, b.id))
	})
	for i, u := range all {
		ids[i] = u.id
	}
}

// note brings the agenda up to a card that was answered, or to a new one that
// stayed new.
func (s *Session) note(id questions.FacetID) {
	a := s.agenda
	if a == nil {
		return
	}
	a.fresh = slices.DeleteFunc(a.fresh, func(f questions.Facet) bool { return f.ID == id })
	a.steps = slices.DeleteFunc(a.steps, func(other questions.FacetID) bool { return other == id })
	if i := slices.Index(a.reviews, id); i >= 0 {
		copy(a.reviews[1:i+1], a.reviews[:i]) // it is near the front
		a.reviews = a.reviews[1:]
	}
	if c, begun := s.cards[id]; begun && c.State != fsrs.Review {
		at, _ := slices.BinarySearchFunc(a.steps, id, s.earlier)
		a.steps = slices.Insert(a.steps, at, id)
	}
}

// draw picks what is asked next: what is due, else something new, else what is in
// the steps and due within [LearnAhead]; each time the first that the rules of
// spacing let through, or where there is none, that they bar least.
func (s *Session) draw(now time.Time) (questions.Facet, bool) {
	day := s.scheduler.Day(now)
	s.consult(day)
	if f, ok := s.sideBySide(day); ok {
		return f, true
	}
	none := func(questions.Facet) bool { return true }
	type pass struct {
		from  iter.Seq[questions.Facet]
		rules func(questions.Facet) bool
	}
	for _, p := range []pass{
		{s.dueNow(now), s.isSpaced},
		{s.newNow(), s.leavesRoom},
		{s.dueNow(now), s.isNoRepeat},
		{s.newNow(), none},
		{s.aheadNow(now), s.isSpaced},
		{s.aheadNow(now), s.isNoRepeat},
	} {
		for f := range p.from {
			if p.rules(f) {
				return f, true
			}
		}
	}
	return s.longestAgo(s.dueNow(now), s.aheadNow(now))
}

// dueNow are the cards that are due, in the order of asking: those in the steps
// before those in review, as many as the day's limit allows.
func (s *Session) dueNow(now time.Time) iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		for _, id := range s.agenda.steps {
			if s.cards[id].Due.After(now) {
				break
			}
			if !yield(s.facets[id]) {
				return
			}
		}
		for _, id := range s.agenda.reviews[:s.reviewsLeft()] {
			if !yield(s.facets[id]) {
				return
			}
		}
	}
}

// reviewsLeft is how many of the cards in review may still be asked on the day.
// Who asks for more than is due knows that it is more.
func (s *Session) reviewsLeft() int {
	n := len(s.agenda.reviews)
	if s.plan.Mode == Ahead || s.plan.Mode == Weak || s.plan.Mode == Misses {
		return n
	}
	return min(n, max(s.plan.Reviews-s.tallies[s.agenda.day].Repeats, 0))
}

// newNow is what may be begun now.
func (s *Session) newNow() iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		if s.mayBegin() && len(s.agenda.fresh) > 0 {
			yield(s.agenda.fresh[0])
		}
	}
}

// mayBegin reports whether something new may be begun at this moment.
func (s *Session) mayBegin() bool {
	switch s.plan.Mode {
	case Placement, Misses:
		return true
	case Ahead, Weak:
		return false
	case Scheduled, MockExam: // up to the limit
	}
	return s.tallies[s.agenda.day].New < s.plan.New && !s.inBacklog()
}

// aheadNow are the cards in the steps that are due soon.
func (s *Session) aheadNow(now time.Time) iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		for _, id := range s.agenda.steps {
			if s.cards[id].Due.After(now.Add(LearnAhead)) || !yield(s.facets[id]) {
				return
			}
		}
	}
}

// longestAgo returns what was asked longest ago, where everything was asked a
// moment ago.
func (s *Session) longestAgo(from ...iter.Seq[questions.Facet]) (best questions.Facet, ok bool) {
	longest := -1
	for _, facets := range from {
		for f := range facets {
			if since := s.recent.since(f.ID); since > longest {
				best, longest, ok = f, since, true
			}
		}
	}
	return best, ok
}

// remaining estimates how many questions are left: each card that is due until
// it leaves the steps, each new one twice.
func (s *Session) remaining() int {
	n := s.reviewsLeft()
	for _, id := range s.agenda.steps {
		n++
		if c := s.cards[id]; c.State == fsrs.Learning {
			n += max(len(s.scheduler.Steps.Learning)-c.Step, 1) - 1
		}
	}
	if s.plan.Mode == Placement {
		return n + len(s.agenda.fresh)
	}
	if s.mayBegin() {
		n += len(s.agenda.fresh) * max(len(s.scheduler.Steps.Learning), 1)
	}
	return n
}
