package session

import (
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Today is what a learner can do on a study day, as it stands at an instant, and what
// waits. Whatever tells a learner how much there is to do takes it from here, so that
// no two places contradict each other and what is announced is what then comes.
type Today struct {
	Day   quiz.Day
	Due   int             // cards to review now, as many as the day's limit lets through
	Soon  int             // cards in the steps that are due within [LearnAhead], asked when nothing else is left
	New   int             // cards that are begun on the day, once what is due has been answered
	Begun int             // cards that have been begun on the day
	Gains int             // cards not due that the minutes left go to, of an exam's deck
	Left  int             // cards of the plan's decks that were never begun, New among them; without those held back
	Over  bool            // every card of the plan's decks was begun, or is held back
	Next  *catalogue.Deck // the deck to go on with then; nil where there is none
	Other int             // cards due that the plan leaves out, being of other decks or kinds
	Waits []Wait          // what comes later, the reasons in the order of their constants

	// So much is due that new cards come only once less than half of a day's reviews are.
	Backlog bool
}

// ToReview is how many cards there are to review.
func (t Today) ToReview() int { return t.Due + t.Soon }

// Wait returns the cards that wait for the reason; none where there are no such.
func (t Today) Wait(why Reason) Wait {
	for _, w := range t.Waits {
		if w.Why == why {
			return w
		}
	}
	return Wait{Why: why}
}

// A Wait is why some cards do not come now, and until when.
type Wait struct {
	Why   Reason
	Cards int
	At    time.Time // of [WaitStep]: when the first of them is due; else zero
	Day   quiz.Day  // the study day on which the first of them can come; 0 where none is certain
}

// A Reason says why cards wait.
type Reason string

// The reasons.
const (
	WaitStep      Reason = "step"         // in the steps, and not due within LearnAhead
	WaitReviews   Reason = "review_limit" // due, beyond the reviews of a day
	WaitNew       Reason = "new_limit"    // never begun, beyond the new cards of a day
	WaitBacklog   Reason = "backlog"      // never begun, until less than half of the reviews of a day is due
	WaitDue       Reason = "not_due"      // in review, and due on a later study day
	WaitBuried    Reason = "buried"       // begun or not
	WaitSuspended Reason = "suspended"    // likewise
)

// reasons are all of them.
var reasons = []Reason{WaitStep, WaitReviews, WaitNew, WaitBacklog, WaitDue, WaitBuried, WaitSuspended}

// Today says what the learner can do at the instant, in this session and others with
// its plan, however long. Of a session that asks something else than the scheduler
// would, it says what a scheduled one would ask.
func (s *Session) Today(now time.Time) Today {
	a := newAgenda(s.scheduled(), s.scheduler.Day(now))
	a.spare = s.Spare(now)
	return a.today(now)
}

// today is [Session.Today] of what the scheduler would ask.
func (a *agenda) today(now time.Time) Today {
	day := a.day
	w := make(waiting)
	t := Today{Day: day, Begun: a.tallies[day].New, Backlog: a.most > 0 && a.inBacklog()}
	t.Due, t.Soon, t.New = a.toDo(now)
	t.Gains = a.fills(t.Due + t.Soon + t.New)
	reviews := a.reviewsLeft()
	w.add(Wait{Why: WaitReviews, Cards: len(a.reviews) - reviews, Day: day + 1})
	for _, id := range a.steps[t.Due-reviews+t.Soon:] {
		due := a.cards[id].Due
		w.add(Wait{Why: WaitStep, Cards: 1, At: due, Day: a.scheduler.Day(due.In(now.Location()))})
	}
	for id, c := range a.cards {
		switch _, wanted := a.facets[id]; {
		case !wanted:
		case a.holds[id].On(day):
			w.add(waitFor(a.holds[id]))
		case c.State == fsrs.Review && c.DueDay > day:
			w.add(Wait{Why: WaitDue, Cards: 1, Day: c.DueDay})
		}
	}
	for _, f := range a.queue {
		switch _, begun := a.cards[f.ID]; {
		case begun:
		case a.holds[f.ID].On(day):
			w.add(waitFor(a.holds[f.ID]))
		default:
			t.Left++
		}
	}
	switch {
	case a.endsInBacklog():
		w.add(Wait{Why: WaitBacklog, Cards: t.Left})
	case a.most == 0:
		w.add(Wait{Why: WaitNew, Cards: t.Left})
	default:
		w.add(Wait{Why: WaitNew, Cards: t.Left - t.New, Day: day + 1})
	}
	t.Over = t.Left == 0 && a.plan.Kind == "" && a.plan.Format == "" && a.plan.Area == "" && !a.plan.Prepares(day)
	if t.Over {
		t.Next = a.nextDeck()
	}
	t.Other = a.dueElsewhere(now)
	t.Waits = w.all()
	return t
}

// toDo counts the cards that are due, those in the steps that soon will be, and those
// that can be begun.
func (a *agenda) toDo(now time.Time) (due, soon, fresh int) {
	due = a.reviewsLeft()
	for _, id := range a.steps {
		switch at := a.cards[id].Due; {
		case !at.After(now):
			due++
		case !at.After(now.Add(quiz.LearnAhead)):
			soon++
		}
	}
	if len(a.fresh) > 0 && !a.endsInBacklog() {
		fresh = len(a.fresh)
	}
	return due, soon, fresh
}

// waiting gathers what waits by its reason.
type waiting map[Reason]Wait

// add adds cards to those that wait for the same reason; the first of all counts.
func (w waiting) add(more Wait) {
	if before, is := w[more.Why]; is {
		more.Cards += before.Cards
		if before.Day < more.Day || before.Day == more.Day && before.At.Before(more.At) {
			more.Day, more.At = before.Day, before.At
		}
	}
	w[more.Why] = more
}

func (w waiting) all() []Wait {
	var all []Wait
	for _, why := range reasons {
		if w[why].Cards > 0 {
			all = append(all, w[why])
		}
	}
	return all
}

// waitFor is until when the hold keeps a card from being asked.
func waitFor(h quiz.Hold) Wait {
	if h.Suspended {
		return Wait{Why: WaitSuspended, Cards: 1}
	}
	return Wait{Why: WaitBuried, Cards: 1, Day: h.Until + 1}
}

// dueElsewhere counts the cards that are due and left out by the plan, as many as the
// day's limit of reviews lets through.
func (a *agenda) dueElsewhere(now time.Time) int {
	reviews, steps := 0, 0
	for id, c := range a.cards {
		f, _ := a.maker.Facet(id)
		_, wanted := a.facets[id]
		switch {
		case wanted || a.holds[id].On(a.day) || a.plan.Without.Flagged(id, f.Kinds[0]):
		case !a.scheduler.IsDueWithin(c, now, quiz.LearnAhead):
		case c.State == fsrs.Review:
			reviews++
		default:
			steps++
		}
	}
	limit := max(a.plan.Reviews-a.tallies[a.day].Repeats-a.reviewsLeft(), 0)
	return min(reviews, limit) + steps
}

// scheduled returns what the scheduler would ask of the learner.
func (s *Session) scheduled() *course {
	if s.plan.Mode == Scheduled && s.practice == nil {
		return s.course
	}
	plan := s.plan
	plan.Mode = Scheduled
	if s.practice != nil {
		plan.Kind, plan.Format = "", ""
	}
	return newCourse(s.learner, plan)
}
