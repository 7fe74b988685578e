package session

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// An agenda is what is to be asked on a study day, in order. It is made once a
// session and day, from all cards; drawing a question looks at its front alone.
type agenda struct {
	*course
	day     quiz.Day
	reviews []questions.FacetID // the most urgent first
	steps   []questions.FacetID // in the steps, the earliest first
	fresh   []questions.Facet   // to be begun
	gains   []questions.FacetID // not due; for an exam, where minutes are left
	spare   time.Duration       // those minutes
	most    int                 // cards begun on the day
	due     int                 // cards in review that are due, in every deck
	overdue int                 // those of them that were due on a day before
	slots   int                 // questions that the session can still ask
}

func newAgenda(of *course, day quiz.Day) *agenda {
	a := &agenda{course: of, day: day}
	for id, c := range a.cards {
		if a.holds[id].On(day) {
			continue
		}
		isDue := c.State == fsrs.Review && c.DueDay <= day
		if isDue {
			a.due++
		}
		if isDue && c.DueDay < day {
			a.overdue++
		}
		switch _, wanted := a.facets[id]; {
		case !wanted || a.plan.Mode == Placement:
		case c.State != fsrs.Review:
			a.steps = append(a.steps, id)
		case isDue || a.plan.Mode == Misses || c.Last < day && (a.plan.Mode == Ahead || a.plan.Mode == Weak):
			a.reviews = append(a.reviews, id)
		}
	}
	slices.SortFunc(a.steps, a.earlier)
	a.sortByUrgency(a.reviews)
	a.most = a.newOn(day)
	a.fresh = a.freshOn(day, a.most)
	a.gains = a.gainsOn(day)
	return a
}

// earlier compares cards in the steps by when they are asked.
func (a *agenda) earlier(one, other questions.FacetID) int {
	return cmp.Or(a.cards[one].Due.Compare(a.cards[other].Due), cmp.Compare(one, other))
}

// sortByUrgency puts first what is least likely to be recalled, which is what is
// most overdue relative to its stability. With the mode [Ahead] what is due comes
// before what is not, and until an exam what it is about before all else.
func (a *agenda) sortByUrgency(ids []questions.FacetID) {
	type urgent struct {
		id    questions.FacetID
		later bool
		r     float64
	}
	all := make([]urgent, len(ids))
	for i, id := range ids {
		c := a.cards[id]
		later := a.plan.Mode == Ahead && c.DueDay > a.day || a.plan.Prepares(a.day) && !a.exam[id]
		all[i] = urgent{id, later, a.scheduler.Known(c, a.day)}
	}
	slices.SortFunc(all, func(one, other urgent) int {
		if one.later != other.later {
			if one.later {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(one.r, other.r), cmp.Compare(one.id, other.id))
	})
	for i, u := range all {
		ids[i] = u.id
	}
}

// update brings the agenda up to a card that was answered, or to a new one that
// stayed new.
func (a *agenda) update(id questions.FacetID) {
	a.fresh = slices.DeleteFunc(a.fresh, func(f questions.Facet) bool { return f.ID == id })
	for _, ids := range []*[]questions.FacetID{&a.steps, &a.gains} {
		*ids = slices.DeleteFunc(*ids, func(other questions.FacetID) bool { return other == id })
	}
	if i := slices.Index(a.reviews, id); i >= 0 {
		copy(a.reviews[1:i+1], a.reviews[:i]) // it is near the front
		a.reviews = a.reviews[1:]
	}
	if c, begun := a.cards[id]; begun && c.State != fsrs.Review {
		at, _ := slices.BinarySearchFunc(a.steps, id, a.earlier)
		a.steps = slices.Insert(a.steps, at, id)
	}
}

// reviewed takes a card off the agenda that stood like this before its review.
func (a *agenda) reviewed(before quiz.Card) {
	if before.State == fsrs.Review && before.DueDay <= a.day {
		a.due--
	}
	if before.State == fsrs.Review && before.DueDay < a.day {
		a.overdue--
	}
}

// draw picks what is asked next: what is due, else something new, else what is in
// the steps and due within [LearnAhead], else what gains most until an exam; each time
// the first that the rules of spacing let through, or where there is none, that they bar
// least.
func (a *agenda) draw(now time.Time) (questions.Facet, bool) {
	if f, ok := a.sideBySide(); ok {
		return f, true
	}
	none := func(questions.Facet) bool { return true }
	type pass struct {
		from  iter.Seq[questions.Facet]
		rules func(questions.Facet) bool
	}
	for _, p := range []pass{
		{a.dueNow(now), a.isSpaced},
		{a.newNow(), a.leavesRoom},
		{a.dueNow(now), a.isNoRepeat},
		{a.newNow(), none},
		{a.aheadNow(now), a.isSpaced},
		{a.gainsNow(), a.isSpaced},
		{a.aheadNow(now), a.isNoRepeat},
		{a.gainsNow(), a.isNoRepeat},
	} {
		for f := range p.from {
			if p.rules(f) {
				return f, true
			}
		}
	}
	return a.longestAgo(a.dueNow(now), a.aheadNow(now))
}

// dueNow are the cards that are due, in the order of asking: those in the steps
// before those in review, as many as the day's limit allows.
func (a *agenda) dueNow(now time.Time) iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		for _, id := range a.steps {
			if a.cards[id].Due.After(now) {
				break
			}
			if !yield(*a.facets[id]) {
				return
			}
		}
		for _, id := range a.reviews[:a.reviewsLeft()] {
			if !yield(*a.facets[id]) {
				return
			}
		}
	}
}

// reviewsLeft is how many of the cards in review may still be asked on the day.
// Who asks for more than is due knows that it is more.
func (a *agenda) reviewsLeft() int {
	n := len(a.reviews)
	if a.plan.Mode == Ahead || a.plan.Mode == Weak || a.plan.Mode == Misses {
		return n
	}
	return min(n, max(a.plan.Reviews-a.tallies[a.day].Repeats, 0))
}

// newNow is what may be begun now.
func (a *agenda) newNow() iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		if a.mayBegin() && len(a.fresh) > 0 {
			yield(a.fresh[0])
		}
	}
}

// mayBegin reports whether something new may be begun at this moment.
func (a *agenda) mayBegin() bool {
	switch a.plan.Mode {
	case Placement, Misses:
		return true
	case Ahead, Weak:
		return false
	case Scheduled, MockExam: // up to the limit
	}
	return a.tallies[a.day].New < a.most && !a.inBacklog()
}

// gainsNow are the cards for the minutes that are left.
func (a *agenda) gainsNow() iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		for _, id := range a.gains {
			if !yield(*a.facets[id]) {
				return
			}
		}
	}
}

// aheadNow are the cards in the steps that are due soon.
func (a *agenda) aheadNow(now time.Time) iter.Seq[questions.Facet] {
	return func(yield func(questions.Facet) bool) {
		for _, id := range a.steps {
			if a.cards[id].Due.After(now.Add(quiz.LearnAhead)) || !yield(*a.facets[id]) {
				return
			}
		}
	}
}

// longestAgo returns what was asked longest ago, where everything was asked a
// moment ago.
func (a *agenda) longestAgo(from ...iter.Seq[questions.Facet]) (best questions.Facet, ok bool) {
	longest := -1
	for _, facets := range from {
		for f := range facets {
			if since := a.recent.since(f.ID); since > longest {
				best, longest, ok = f, since, true
			}
		}
	}
	return best, ok
}

// remaining estimates how many questions are left: each card that is due until
// it leaves the steps, each new one twice.
func (a *agenda) remaining() int {
	n := a.reviewsLeft()
	for _, id := range a.steps {
		n++
		if c := a.cards[id]; c.State == fsrs.Learning {
			n += max(len(a.scheduler.Steps.Learning)-c.Step, 1) - 1
		}
	}
	if a.plan.Mode == Placement {
		return n + len(a.fresh)
	}
	if a.mayBegin() {
		n += len(a.fresh) * max(len(a.scheduler.Steps.Learning), 1)
	}
	return n + a.fills(n)
}

// isNoRepeat is the rule that at least three other questions come before a card
// is asked again.
func (a *agenda) isNoRepeat(f questions.Facet) bool { return a.recent.since(f.ID) >= repeatGap }

// isSpaced is the rule that siblings are ten questions apart. What was put off for
// a day already is asked all the same before the session ends.
func (a *agenda) isSpaced(f questions.Facet) bool {
	if !a.isNoRepeat(f) {
		return false
	}
	if f.Service == "" {
		return true
	}
	missing := siblingGap - a.recent.sinceService(f.Service)
	if missing <= 0 || a.recent.since(f.ID) <= siblingGap && a.recent.sinceService(f.Service) == a.recent.since(f.ID) {
		return true // the last question about the service was the card itself
	}
	c := a.cards[f.ID]
	return c.State == fsrs.Review && c.DueDay < a.day && a.slots <= missing
}

// leavesRoom is the rule that what is new, which may come between siblings that
// are due, takes no question from them.
func (a *agenda) leavesRoom(f questions.Facet) bool {
	return a.slots > a.reviewsLeft()
}

// inBacklog reports whether there is a backlog now.
func (a *agenda) inBacklog() bool {
	return isBacklog(a.due, a.overdue, a.tallies[a.day].Repeats, a.plan.Reviews)
}

// endsInBacklog reports whether there will be one still after all reviews of the day.
func (a *agenda) endsInBacklog() bool {
	overdue, left := a.overdue, a.reviewsLeft()
	for _, id := range a.reviews[:left] {
		if a.cards[id].DueDay < a.day {
			overdue--
		}
	}
	return isBacklog(a.due-left, overdue, a.tallies[a.day].Repeats+left, a.plan.Reviews)
}

// sideBySide returns a card that is due, or that is asked since it is weak, and
// easily confused with what was asked just now, or was in fact: the two are
// contrasted once both are stable, or one was taken for the other.
func (a *agenda) sideBySide() (questions.Facet, bool) {
	if len(a.recent) == 0 || a.plan.Mode == Placement || a.reviewsLeft() == 0 {
		return questions.Facet{}, false
	}
	last := a.recent[len(a.recent)-1]
	for _, other := range a.contrasting(last) {
		for _, id := range a.reviews[:min(a.reviewsLeft(), nearFront)] {
			f, isDue := a.facets[id], a.cards[id].DueDay <= a.day || a.plan.Mode == Weak
			if isDue && f.Service == other && f.Kinds[0] == last.Kinds[0] && a.isSpaced(*f) {
				return *f, true
			}
		}
	}
	return questions.Facet{}, false
}

// isBacklog is the rule that nothing new is begun while more is due on a day than its
// limit, or half of the limit has been put off from the days before; until less than
// half of the limit is due.
func isBacklog(due, overdue, repeats, limit int) bool {
	half := max(limit/2, 1)
	return due >= half && (due+repeats > limit || overdue >= half)
}

// nearFront is how far down the agenda a card is looked for to be asked beside
// another.
const nearFront = 50
