// Package fsrs is the Free Spaced Repetition Scheduler, version 6: how well
// something is remembered, and when to ask for it next.
//
// It is pure arithmetic in days. It knows no clock, no calendar and no chance:
// whoever calls it says how many days have passed. The formulas are those of
// the page "The Algorithm" in the wiki of open-spaced-repetition; stability and
// difficulty are rounded to 8 decimals where the reference implementation
// ts-fsrs 5.4.2 rounds them, so that both agree on every interval.
//
// Products that are added to something are converted explicitly, as in
// float64(x*y)+z, because a processor may otherwise fuse the two operations and
// round once instead of twice; and exponentials are those of package exact. So
// memories come out the same on every processor. Only what weights are fitted
// with is left to the processor: what comes of it is kept, not computed again.
package fsrs

import (
	"fmt"
	"math"

	"portdrill/quiz/fsrs/exact"
)

// A Grade is how well something was remembered.
type Grade int

// The four grades.
const (
	Again Grade = iota + 1 // forgotten
	Hard                   // remembered with effort
	Good
	Easy
)

var gradeNames = [...]string{Again: "again", Hard: "hard", Good: "good", Easy: "easy"}

// String returns the grade as a word: again, hard, good or easy.
func (g Grade) String() string {
	if !g.Valid() {
		return fmt.Sprintf("grade %d", int(g))
	}
	return gradeNames[g]
}

// Valid reports whether g is one of the four grades.
func (g Grade) Valid() bool { return Again <= g && g <= Easy }

// Weights are the 21 parameters of the model, w0 to w20.
type Weights [21]float64

// DefaultWeights are those published with FSRS-6, fitted to the reviews of many
// thousands of learners.
var DefaultWeights = Weights{
	0.212, 1.2931, 2.3065, 8.2956, // w0-w3: stability after the first grade
	6.4133, 0.8334, 3.0194, 0.001, // w4-w7: difficulty
	1.8722, 0.1666, 0.796, // w8-w10: stability after recall
	1.4835, 0.0614, 0.2629, 1.6483, // w11-w14: stability after forgetting
	0.6014, 1.8729, // w15 hard penalty, w16 easy bonus
	0.5425, 0.0912, 0.0658, // w17-w19: stability within a day
	0.1542, // w20: decay of the forgetting curve
}

// Bounds of what the model computes.
const (
	minStability        = 0.001   // days
	maxStability        = 36500.0 // days
	minInitialStability = 0.1     // days
	minDifficulty       = 1.0
	maxDifficulty       = 10.0
)

// A Memory is how well one thing is remembered. The zero Memory is of something
// that was never asked.
type Memory struct {
	Stability  float64 // days until the probability of recall has fallen to 90 %
	Difficulty float64 // 1 (easy) to 10 (hard)
}

// IsZero reports whether m is of something that was never asked.
func (m Memory) IsZero() bool { return m == Memory{} }

// A Model computes memories with its weights. The zero Model has no weights and
// is of no use; [NewModel] makes one.
type Model struct {
	w             Weights
	decay, factor float64
	longTerm      bool
	relearning    int // steps
}

// NewModel returns the model with the weights. The error is that of
// [Weights.Check].
func NewModel(w Weights) (Model, error) {
	if err := w.Check(); err != nil {
		return Model{}, err
	}
	decay := -w[20]
	factor := round8(exact.Exp(exact.Log(0.9)/decay) - 1)
	return Model{w: w, decay: decay, factor: factor}, nil
}

// Decay returns the decay of the forgetting curve, w20, above 0.
func (m Model) Decay() float64 { return -m.decay }

// Retrievability is the probability, 0 to 1, that something of this stability is
// recalled elapsed days after it was last asked:
//
//	R(t,S) = (1 + FACTOR·t/S)^DECAY,  FACTOR = 0.9^(1/DECAY) - 1
func (m Model) Retrievability(mem Memory, elapsed int) float64 {
	return round8(exact.Pow(1+float64(m.factor*float64(elapsed)/mem.Stability), m.decay))
}

// Interval is the number of days, at least 1 and at most maximum, after which
// the probability of recall will have fallen to the retention (above 0, below
// or equal to 1):
//
//	I(r,S) = S/FACTOR · (r^(1/DECAY) - 1)
func (m Model) Interval(mem Memory, retention float64, maximum int) int {
	return interval(mem, m.modifier(retention), maximum)
}

// modifier is how many days there are to one of stability.
func (m Model) modifier(retention float64) float64 {
	return round8((exact.Pow(retention, 1/m.decay) - 1) / m.factor)
}

func interval(mem Memory, modifier float64, maximum int) int {
	days := math.Round(mem.Stability * modifier)
	return int(min(max(days, 1), float64(maximum)))
}

// Next is the memory after an answer of grade g, elapsed days (0 or more) after
// the one before. For the zero Memory it is the first memory, and elapsed counts
// for nothing.
func (m Model) Next(mem Memory, elapsed int, g Grade) Memory {
	if mem.IsZero() {
		return Memory{
			Stability:  max(m.w[g-1], minInitialStability),
			Difficulty: clamp(m.initialDifficulty(g), minDifficulty, maxDifficulty),
		}
	}
	return Memory{Stability: m.nextStability(mem, elapsed, g), Difficulty: m.nextDifficulty(mem.Difficulty, g)}
}

func (m Model) nextStability(mem Memory, elapsed int, g Grade) float64 {
	if elapsed == 0 && !m.longTerm {
		return m.sameDayStability(mem.Stability, g)
	}
	r := m.Retrievability(mem, elapsed)
	if g != Again {
		return m.recallStability(mem, r, g)
	}
	// A lapse never leaves more than a same-day lapse would, nor more than there was.
	most := round8(mem.Stability)
	if !m.longTerm {
		most = round8(mem.Stability / exact.Exp(m.w[17]*m.w[18]))
	}
	return min(max(most, minStability), m.forgetStability(mem, r))
}

// initialDifficulty is D0(G) = w4 - e^(w5·(G-1)) + 1.
func (m Model) initialDifficulty(g Grade) float64 {
	return round8(m.w[4] - exact.Exp(float64(g-1)*m.w[5]) + 1)
}

// nextDifficulty moves by -w6·(G-3), damped the nearer it is to 10, and then
// reverts a little to the difficulty of what is easy at once:
//
//	D' = D + ΔD·(10-D)/9,  D” = w7·D0(4) + (1-w7)·D'
func (m Model) nextDifficulty(d float64, g Grade) float64 {
	delta := -m.w[6] * float64(g-3)
	damped := round8(float64(delta*(maxDifficulty-d)) / 9)
	reverted := float64(m.w[7]*m.initialDifficulty(Easy)) + float64((1-m.w[7])*(d+damped))
	return clamp(round8(reverted), minDifficulty, maxDifficulty)
}

// recallStability is
//
//	S'r = S·(1 + e^w8·(11-D)·S^-w9·(e^(w10·(1-R)) - 1)·[w15 if hard]·[w16 if easy])
func (m Model) recallStability(mem Memory, r float64, g Grade) float64 {
	factor := 1.0
	switch g {
	case Hard:
		factor = m.w[15]
	case Easy:
		factor = m.w[16]
	case Again, Good:
	}
	growth := float64(exact.Exp(m.w[8]) * (11 - mem.Difficulty) * exact.Pow(mem.Stability, -m.w[9]) *
		(exact.Exp((1-r)*m.w[10]) - 1) * factor)
	return round8(clamp(mem.Stability*(1+growth), minStability, maxStability))
}

// forgetStability is S'f = w11·D^-w12·((S+1)^w13 - 1)·e^(w14·(1-R)).
func (m Model) forgetStability(mem Memory, r float64) float64 {
	s := m.w[11] * exact.Pow(mem.Difficulty, -m.w[12]) * (exact.Pow(mem.Stability+1, m.w[13]) - 1) *
		exact.Exp((1-r)*m.w[14])
	return round8(clamp(s, minStability, maxStability))
}

// sameDayStability is S'(S,G) = S·e^(w17·(G-3+w18))·S^-w19, which never shrinks
// what was remembered.
func (m Model) sameDayStability(s float64, g Grade) float64 {
	growth := exact.Pow(s, -m.w[19]) * exact.Exp(m.w[17]*(float64(g-3)+m.w[18]))
	if g >= Hard {
		growth = max(growth, 1)
	}
	return round8(clamp(s*growth, minStability, maxStability))
}

func clamp(x, low, high float64) float64 { return min(max(x, low), high) }

// round8 rounds to 8 decimals, halves upward as JavaScript's Math.round does.
func round8(x float64) float64 {
	const scale = 1e8
	scaled := float64(x * scale)
	rounded := math.Round(scaled)
	if scaled < 0 && scaled-rounded == 0.5 {
		rounded++
	}
	return rounded / scale
}
