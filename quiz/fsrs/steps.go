package fsrs

import "time"

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

// Answer is what becomes of a card by an answer of grade g, elapsed days after
// the one before, for the retention that is desired (above 0, below 1).
//
// Good in the last step, and Easy in any, end the steps. In review Again leads
// to relearning; the intervals of the other grades keep their order, Hard <=
// Good < Easy, as far as the maximum allows.
func (m Model) Answer(c Card, elapsed int, g Grade, retention float64, steps Steps) Outcome {
	next := c
	next.Memory = m.Next(c.Memory, elapsed, g)
	if c.State != Review {
		state, waits := Learning, steps.Learning
		if c.State == Relearning {
			state, waits = Relearning, steps.Relearning
		}
		return m.step(next, state, waits, g, retention, steps.Maximum)
	}
	if g == Again {
		next.Lapses++
		next.Step = 0
		return m.step(next, Relearning, steps.Relearning, g, retention, steps.Maximum)
	}
	next.Step = 0
	return Outcome{Card: next, Days: m.orderedInterval(c.Memory, elapsed, g, retention, steps.Maximum)}
}

// step moves a card on in its steps, or out of them into review.
func (m Model) step(c Card, state State, waits []time.Duration, g Grade, retention float64, maximum int) Outcome {
	if wait, at, stays := nextStep(waits, c.Step, g); stays {
		c.State, c.Step = state, at
		return Outcome{Card: c, Wait: wait}
	}
	c.State, c.Step = Review, 0
	return Outcome{Card: c, Days: m.Interval(c.Memory, retention, maximum)}
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

// orderedInterval is the interval of a review, in order with those that the
// other grades would have had; the maximum wins over the order.
func (m Model) orderedInterval(mem Memory, elapsed int, g Grade, retention float64, maximum int) int {
	interval := func(g Grade) int { return m.Interval(m.Next(mem, elapsed, g), retention, maximum) }
	good := interval(Good)
	hard := min(interval(Hard), good)
	good = max(good, hard+1)
	switch g {
	case Hard:
		return hard
	case Easy:
		return min(max(interval(Easy), good+1), maximum)
	default:
		return min(good, maximum)
	}
}
