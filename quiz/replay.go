package quiz

import (
	"cmp"
	"slices"

	"portdrill/questions"
)

// Derived is what follows from a learner's log, or from the part of it that the
// cards and days in the maps are about.
type Derived struct {
	Cards map[questions.FacetID]Card
	Days  map[Day]Tally
	Holds map[questions.FacetID]Hold // only those that hold something back
}

// A Hold says that a facet is not to be asked about.
type Hold struct {
	Suspended bool // until it is taken back
	Buried    bool
	Until     Day // of what is buried: not on this study day, but on the next
}

// On reports whether nothing is to be asked on the study day.
func (h Hold) On(day Day) bool { return h.Suspended || h.Buried && day <= h.Until }

// A Tally is what was done on one study day.
type Tally struct {
	Answers int // all of them
	Correct int
	Reviews int // answers that moved a card
	New     int // cards that were begun
}

// Replay derives everything from the events of one learner, in whatever order
// they are handed over: they count by (Order, ID).
func (s Scheduler) Replay(events []Event) Derived {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	undone := Undone(events)
	d := Derived{Cards: make(map[questions.FacetID]Card), Days: make(map[Day]Tally), Holds: make(map[questions.FacetID]Hold)}
	for _, e := range events {
		if !undone[e.ID] {
			s.Apply(d, e)
		}
	}
	return d
}

// Undone returns the events that were taken back.
func Undone(events []Event) map[EventID]bool {
	undone := make(map[EventID]bool)
	for _, e := range events {
		if e.Kind == UndoEvent {
			undone[e.Undo.Target] = true
		}
	}
	return undone
}

// Apply derives what the event changes. d must hold the cards of the event's
// facets that were begun, and the tally of its day if there is one; the event
// must be the last in the log. What an undo changes follows from a replay alone.
func (s Scheduler) Apply(d Derived, e Event) {
	if e.Kind != AnswerEvent {
		d.hold(e)
		return
	}
	a := e.Answer
	tally := d.Days[e.Day]
	tally.Answers++
	if a.Correct {
		tally.Correct++
	}
	if a.Counts == Review {
		tally.Reviews++
		for _, facet := range a.Facets {
			c, begun := d.Cards[facet]
			if !begun {
				tally.New++
			}
			c.Facet = facet
			d.Cards[facet] = s.Next(c, a.Grade, e.At, e.Day)
		}
	}
	d.Days[e.Day] = tally
}

// hold derives what an event about cards, other than an answer, changes.
func (d Derived) hold(e Event) {
	for _, facet := range e.About {
		h := d.Holds[facet]
		switch e.Kind {
		case SuspendEvent:
			h.Suspended = true
		case BuryEvent:
			h.Buried, h.Until = true, e.Day
		case UnsuspendEvent:
			h = Hold{}
		case ResetEvent:
			h = Hold{}
			delete(d.Cards, facet)
		}
		if d.Holds[facet] = h; h == (Hold{}) {
			delete(d.Holds, facet)
		}
	}
}
