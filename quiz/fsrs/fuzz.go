package fsrs

import (
	"math"
	"math/rand/v2"
)

// A Fuzz moves an interval of days a little, so that cards begun together do not
// stay together for ever. The zero Fuzz moves nothing.
type Fuzz struct {
	on     bool
	factor float64 // 0 to 1, 1 excluded
}

// NewFuzz returns the fuzz of a seed: always the same for the same.
func NewFuzz(seed uint64) Fuzz {
	return Fuzz{on: true, factor: rand.New(rand.NewPCG(seed, 0)).Float64()}
}

// fuzzRanges are by which part of itself an interval may move, from so many days
// on (rslib/src/scheduler/states/fuzz.rs of Anki).
var fuzzRanges = [...]struct{ from, to, part float64 }{
	{2.5, 7, 0.15}, {7, 20, 0.10}, {20, math.Inf(1), 0.05},
}

// delta is by how many days, up or down, an interval may move: not at all below
// 2.5, else 1 and the parts of what lies in each range.
func delta(days float64) float64 {
	if days < fuzzRanges[0].from {
		return 0
	}
	delta := 1.0
	for _, r := range fuzzRanges {
		delta += float64(r.part * max(min(days, r.to)-r.from, 0))
	}
	return delta
}

// Days moves an interval that was not asked for in order with others: up to the
// maximum, and if it is longer than the days that have elapsed it stays longer.
func (f Fuzz) Days(days, elapsed, maximum int) int { return f.days(days, 1, elapsed, maximum) }

// days moves an interval between the least and the maximum. One that is longer
// than the days that have elapsed stays longer.
func (f Fuzz) days(days, least, elapsed, maximum int) int {
	if !f.on || float64(days) < fuzzRanges[0].from {
		return days
	}
	d := delta(float64(days))
	low, high := math.Round(float64(days)-d), math.Round(float64(days)+d)
	if low = max(low, 2, float64(least)); days > elapsed {
		low = max(low, float64(elapsed+1))
	}
	high = min(max(high, low), float64(maximum))
	low = min(low, high)
	return int(math.Floor(low + float64(f.factor*(high-low+1))))
}
