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
}

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
	d := Derived{Cards: make(map[questions.FacetID]Card), Days: make(map[Day]Tally)}
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
