package fsrs

import (
	"fmt"
	"math"
	"slices"

	"portdrill/quiz/fsrs/exact"
)

// bounds are between which each weight makes sense: those that ts-fsrs 5.4.2 and
// fsrs-rs clip weights to. Here weights outside of them are refused, since a
// scheduler that computes with others than it was given cannot be understood.
var bounds = [len(Weights{})][2]float64{
	{minStability, 100}, {minStability, 100}, {minStability, 100}, {minStability, 100},
	{1, 10}, {0.001, 4}, {0.001, 4}, {0.001, 0.75},
	{0, 4.5}, {0, 0.8}, {0.001, 3.5},
	{0.001, 5}, {0.001, 0.25}, {0.001, 0.9}, {0, 4},
	{0, 1}, {1, 6},
	{0, 2}, {0, 2}, {0, 0.8},
	{0.1, 0.8},
}

// WeightsOf makes weights of a list, such as an optimizer writes: the 21 of FSRS-6,
// the 19 of FSRS-5 or the 17 of FSRS-4.5, which are migrated as ts-fsrs does it. An
// error says that there are others, or is that of [Weights.Check].
func WeightsOf(list []float64) (Weights, error) {
	var w Weights
	switch len(list) {
	case len(w):
	case 19:
		w[20] = decayFSRS5
	case 17:
		w[20] = decayFSRS5
		list = slices.Clone(list)
		list[4] = round8(float64(list[5]*2) + list[4])
		list[5] = round8(exact.Log(float64(list[5]*3)+1) / 3)
		list[6] = round8(list[6] + 0.5)
	default:
		return w, fmt.Errorf("%d weights: FSRS-6 has %d, FSRS-5 19 and FSRS-4.5 17", len(list), len(w))
	}
	copy(w[:], list)
	return w, w.Check()
}

// decayFSRS5 is the decay of the forgetting curve before FSRS-6, which has a weight
// for it.
const decayFSRS5 = 0.5

// Check reports the first weight that is not finite or out of bounds.
func (w Weights) Check() error {
	for i, x := range w {
		switch low, high := bounds[i][0], bounds[i][1]; {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return fmt.Errorf("weight w%d is %v: want a finite number", i, x)
		case x < low || x > high:
			return fmt.Errorf("weight w%d is %v: want %v to %v", i, x, low, high)
		}
	}
	return nil
}

// LongTerm returns the model without what happens within a day: no steps, and
// answers of one day are taken as any others ("enable_short_term: false" in
// ts-fsrs).
func (m Model) LongTerm() Model {
	m.longTerm = true
	return m
}

// ForRelearning returns the model for so many relearning steps. Where there are
// several, w17 and w18 are held down so far that a card that was forgotten and
// walks through all of them does not come out stronger than it was:
//
//	sqrt(-(ln w11 + ln(2^w13 - 1) + 0.3·w14) / steps), from 0.01 to 2
//
// as in clipParameters of ts-fsrs 5.4.2.
func (m Model) ForRelearning(steps int) Model {
	m.relearning = steps
	if steps < 2 {
		return m
	}
	gain := exact.Log(m.w[11]) + exact.Log(exact.Pow(2, m.w[13])-1) + float64(m.w[14]*0.3)
	ceiling := clamp(round8(math.Sqrt(max(-gain/float64(steps), 0))), 0.01, 2)
	m.w[17], m.w[18] = min(m.w[17], ceiling), min(m.w[18], ceiling)
	return m
}
