package fsrs

import (
	"fmt"
	"slices"
	"time"
)

// A State says in which part of its life a card is.
type State int

// The states of a card.
const (
	New        State = iota // never asked
	Learning                // in the learning steps, within a day
	Review                  // asked again after whole days
	Relearning              // forgotten, in the relearning steps
)

var stateNames = [...]string{New: "new", Learning: "learning", Review: "review", Relearning: "relearning"}

// String returns the state as a word: new, learning, review or relearning.
func (s State) String() string { return stateNames[s] }

// A Card is how far one thing has come. The zero Card was never asked.
type Card struct {
	State  State
	Memory Memory
	Step   int // index of the learning or relearning step it is in
	Lapses int // how often it was forgotten in review
}

// An Outcome is a card after an answer, and how long to wait.
type Outcome struct {
	Card
	Wait time.Duration // in the steps: until it is asked again; 0 in review
	Days int           // in review: until it is asked again, at least 1; 0 in the steps
}

// Steps are the settings of a scheduler beside the weights.
type Steps struct {
	Learning   []time.Duration // each under a day; none sends a new card to review at once
	Relearning []time.Duration // each under a day; none keeps a forgotten card in review
	Maximum    int             // days; no interval is longer
}

// DefaultSteps are those of the reference implementations.
var DefaultSteps = Steps{
	Learning:   []time.Duration{time.Minute, 10 * time.Minute},
	Relearning: []time.Duration{10 * time.Minute},
	Maximum:    36500,
}

// Check reports what cannot be kept: a step that is not above 0 and under a day,
// or a maximum outside of 1 to 36500 days. With steps of a day or more ts-fsrs
// 5.4.2 sends forgotten cards out for weeks without relearning.
func (s Steps) Check() error {
	const day = 24 * time.Hour
	for _, wait := range slices.Concat(s.Learning, s.Relearning) {
		if wait <= 0 || wait >= day {
			return fmt.Errorf("a step of %s: want more than 0 and less than a day", wait)
		}
	}
	if s.Maximum < 1 || s.Maximum > maxStability {
		return fmt.Errorf("a maximum of %d days: want 1 to %d", s.Maximum, int(maxStability))
	}
	return nil
}

// Preview is what would become of the card by each of the grades; the element 0
// is of none.
func (m Model) Preview(c Card, elapsed int, retention float64, steps Steps, fuzz Fuzz) [Easy + 1]Outcome {
	var all [Easy + 1]Outcome
	for g := Again; g <= Easy; g++ {
		all[g] = m.Answer(c, elapsed, g, retention, steps, fuzz)
	}
	return all
}

// Answer is what becomes of a card by an answer of grade g, elapsed days after
// the one before, for the retention that is desired (above 0, below 1).
//
// Good in the last step, and Easy in any, end the steps. In review Again leads
// to relearning; the intervals of the other grades keep their order, Hard <=
// Good < Easy, as far as the maximum allows. A model of the long term knows no
// steps.
func (m Model) Answer(c Card, elapsed int, g Grade, retention float64, steps Steps, fuzz Fuzz) Outcome {
	ask := asking{m, elapsed, m.modifier(retention), steps, fuzz}
	next := c
	next.Memory = m.Next(c.Memory, elapsed, g)
	if m.longTerm {
		return ask.longTerm(next, c.Memory, g)
	}
	if c.State != Review {
		state, waits := Learning, steps.Learning
		if c.State == Relearning {
			state, waits = Relearning, steps.Relearning
		}
		return ask.step(next, state, waits, g)
	}
	next.Step = 0
	if g == Again {
		next.Lapses++
		return ask.step(next, Relearning, steps.Relearning, g)
	}
	return Outcome{Card: next, Days: ask.inOrder(next.Memory, c.Memory, Hard, g)}
}

// An asking is all that an answer meets beside the card and the grade.
type asking struct {
	Model
	elapsed  int
	modifier float64
	steps    Steps
	fuzz     Fuzz
}

// step moves a card on in its steps, or out of them into review.
func (a asking) step(c Card, state State, waits []time.Duration, g Grade) Outcome {
	if wait, at, stays := nextStep(waits, c.Step, g); stays {
		c.State, c.Step = state, at
		return Outcome{Card: c, Wait: wait}
	}
	c.State, c.Step = Review, 0
	days := interval(c.Memory, a.modifier, a.steps.Maximum)
	return Outcome{Card: c, Days: a.fuzz.days(days, 1, a.elapsed, a.steps.Maximum)}
}

// longTerm sends a card, which had the memory before, to review whatever the
// grade.
func (a asking) longTerm(next Card, before Memory, g Grade) Outcome {
	if next.State != New && g == Again {
		next.Lapses++
	}
	next.State, next.Step = Review, 0
	return Outcome{Card: next, Days: a.inOrder(next.Memory, before, Again, g)}
}

// nextStep returns the wait after a grade in the step with the index, and the
// step the card is then in; stays is false if it leaves the steps.
func nextStep(waits []time.Duration, at int, g Grade) (wait time.Duration, next int, stays bool) {
	switch {
	case at >= len(waits) || g == Easy:
		return 0, 0, false
	case g == Again:
		return waits[0], 0, true
	case g == Hard:
		return hardWait(waits), at, true
	case at+1 < len(waits):
		return waits[at+1], at + 1, true
	default:
		return 0, 0, false
	}
}

// hardWait lies between the first two steps, or half above the only one, in
// whole minutes.
func hardWait(waits []time.Duration) time.Duration {
	wait := waits[0] * 3 / 2
	if len(waits) > 1 {
		wait = (waits[0] + waits[1]) / 2
	}
	return wait.Round(time.Minute)
}

// inOrder is the interval of a grade that leads from the memory before to the
// next, in order with those of the grades from the first on: the worst of them is
// no longer than the next, each further one at least a day longer. The maximum
// wins over the order, which in ts-fsrs it does not.
func (a asking) inOrder(next, before Memory, first, grade Grade) int {
	unordered := func(g Grade) int {
		if g == grade {
			return interval(next, a.modifier, a.steps.Maximum)
		}
		return interval(a.Next(before, a.elapsed, g), a.modifier, a.steps.Maximum)
	}
	days, least, better := 0, 1, unordered(first+1)
	for g := first; g <= grade; g++ {
		switch {
		case g == first:
			days = min(unordered(first), better)
		case g == first+1:
			days = better
		default:
			days = unordered(g)
		}
		days = min(max(days, least), a.steps.Maximum)
		days = a.fuzz.days(days, least, a.elapsed, a.steps.Maximum)
		least = days + 1
	}
	return days
}
