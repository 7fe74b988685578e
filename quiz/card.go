package quiz

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// A Card is what one learner remembers about one facet. It is derived from the
// log: [Scheduler.Replay] makes the same card again.
type Card struct {
	Facet questions.FacetID
	fsrs.Card
	Begun   Day       // of the first review
	Last    Day       // of the last review
	Due     time.Time // UTC; in the steps when it is asked again, in review Last's instant + Days
	DueDay  Day       // in review: due from this study day on
	Days    int       // the interval, 0 in the steps
	Reviews int
	Target  float64 // the retention that Due aims at
}

// A Scheduler says when a card is due. It has the calendar that fsrs lacks.
type Scheduler struct {
	Model     fsrs.Model
	Steps     fsrs.Steps
	Unstated  []time.Duration // learning steps of answers in the log that do not state theirs
	Retention float64         // desired, above 0 and below 1
	Price     float64         // of a second, in items known for a day; 0 for a fixed retention
	Pace      fsrs.Pace
	Rollover  time.Duration // after midnight
	Fuzz      bool          // moves intervals a little, each card's in a way of its own
}

// fuzz is that of the card's next interval. It depends on the facet and on how
// often it was reviewed, so that previews, replays and other devices agree.
func (s Scheduler) fuzz(c Card) fsrs.Fuzz {
	if !s.Fuzz {
		return fsrs.Fuzz{}
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", c.Facet, c.Reviews)
	return fsrs.NewFuzz(h.Sum64())
}

// DerivationVersion changes whenever the same log would lead to other cards or
// totals. What was derived by another version is derived anew.
//
// 2: each answer's own target; intervals are fuzzed; confusions.
//
// 3: slots, fits, the first day of confusions, time and recalled reviews of days.
//
// 4: the answers that stand, in place of all that was counted of them.
//
// 5: answers state the learning steps that were in force; cards that are scheduled anew
// follow the price of time. Older logs lead to the same cards as before.
//
// 6: exponentials that are the same on every processor. The last digits of some memories
// differ from before.
const DerivationVersion = 6

// DefaultRetention is the probability of recall that a card is due at.
const DefaultRetention = 0.90

// NewScheduler returns the scheduler of a learner who chose nothing.
func NewScheduler() (Scheduler, error) { return SchedulerOf(DefaultSettings()) }

// Day returns the study day of t.
func (s Scheduler) Day(t time.Time) Day { return DayOf(t, s.Rollover) }

// A Rating is what a review of a card was worth.
type Rating struct {
	Grade  fsrs.Grade
	At     time.Time
	Day    Day
	Target float64 // the retention to aim at until the next asking, above 0 and below 1
}

// Next returns c as it stands after the review. Days that went backwards, by a
// clock set back, count as none. A card that is in a learning step which there is no more
// is in the last one.
func (s Scheduler) Next(c Card, r Rating) Card {
	if n := len(s.Steps.Learning); c.State == fsrs.Learning && n > 0 {
		c.Step = min(c.Step, n-1)
	}
	return s.next(c, r)
}

func (s Scheduler) next(c Card, r Rating) Card {
	if c.State == fsrs.New {
		c.Begun = r.Day
	}
	out := s.Model.Answer(c.Card, c.elapsed(r.Day), r.Grade, r.Target, s.Steps, s.fuzz(c))
	c.Card = out.Card
	c.Last, c.Days, c.Target = r.Day, out.Days, r.Target
	c.Due = r.At.Add(out.Wait + time.Duration(out.Days)*hoursADay).UTC()
	c.DueDay = r.Day + Day(out.Days)
	c.Reviews++
	return c
}

// elapsed is how many days the last review lies back, never below 0.
func (c Card) elapsed(day Day) int {
	if c.State == fsrs.New {
		return 0
	}
	return max(int(day-c.Last), 0)
}

// Stated returns the learning steps as an answer states them.
func (s Scheduler) Stated() []time.Duration { return append([]time.Duration{}, s.Steps.Learning...) }

// MemoryAfter returns what the card's would be after an answer of the grade.
func (s Scheduler) MemoryAfter(c Card, g fsrs.Grade, day Day) fsrs.Memory {
	return s.Model.Next(c.Memory, c.elapsed(day), g)
}

// LearnAhead is how long before its time a card in the steps may be asked when
// nothing else is left.
const LearnAhead = 20 * time.Minute

// IsDue reports whether the card is due at the instant: in review from its study
// day on, in the steps from its instant on.
func (s Scheduler) IsDue(c Card, now time.Time) bool { return s.IsDueWithin(c, now, 0) }

// IsDueWithin is [Scheduler.IsDue] where a card in the steps may be asked so long
// before its time.
func (s Scheduler) IsDueWithin(c Card, now time.Time, ahead time.Duration) bool {
	if c.State == fsrs.Review {
		return c.DueDay <= s.Day(now)
	}
	return !c.Due.After(now.Add(ahead))
}

// CountDue returns how many cards are there to be asked: reviews of today and
// what is in the steps and due within [LearnAhead].
func (s Scheduler) CountDue(cards []Card, now time.Time) int {
	n := 0
	for _, c := range cards {
		if s.IsDueWithin(c, now, LearnAhead) {
			n++
		}
	}
	return n
}

// CountDueBy returns how many cards will be due on the study day if none is
// answered before.
func (s Scheduler) CountDueBy(cards []Card, day Day) int {
	n := 0
	for _, c := range cards {
		if !c.IsAhead(day) && (c.State != fsrs.Review || c.DueDay <= day) {
			n++
		}
	}
	return n
}

// IsAhead reports whether the card was answered last on a day that comes long after the
// study day: by a clock that was wrong. It says nothing about what is known now.
func (c Card) IsAhead(day Day) bool { return c.Last > day+1 }

// NotHeld returns the cards that may be asked on the study day.
func NotHeld(cards []Card, holds map[questions.FacetID]Hold, day Day) []Card {
	return slices.DeleteFunc(slices.Clone(cards), func(c Card) bool { return holds[c.Facet].On(day) })
}

// Known is the probability that the card is recalled on the study day; 0 where that
// cannot be told, see [Card.IsAhead].
func (s Scheduler) Known(c Card, day Day) float64 {
	if c.IsAhead(day) {
		return 0
	}
	return s.Model.Retrievability(c.Memory, c.elapsed(day))
}
