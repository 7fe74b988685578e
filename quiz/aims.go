package quiz

import (
	"math"
	"slices"
	"sync"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/quiz/fsrs/exact"
)

// A Schedule says what a card's next asking aims at.
type Schedule string

// The schedules.
const (
	ByPrice Schedule = "price" // a retention for every memory, by the price of time that the retention stands for
	Fixed   Schedule = "fixed" // the same retention always, as FSRS was published
)

// Schedules are all of them.
var Schedules = []Schedule{ByPrice, Fixed}

// prices are what a second of answering costs, in items known for a day, for those who
// want to remember so much when a card is due. Between them its logarithm is linear.
var prices = []struct{ retention, price float64 }{
	{LeastRetention, 4}, {0.80, 2}, {0.85, 1}, {DefaultRetention, 0.5}, {0.95, 0.12}, {MostRetention, 0.06},
}

// priceOf is the price of time that a retention stands for.
func priceOf(retention float64) float64 {
	for i, high := range prices[1:] {
		if low := prices[i]; retention <= high.retention {
			part := (retention - low.retention) / (high.retention - low.retention)
			return low.price * exact.Pow(high.price/low.price, part)
		}
	}
	return prices[len(prices)-1].price
}

// UsualPace is how long answers take where too few of a learner's are known.
var UsualPace = fsrs.Pace{Right: 4, Wrong: 9}

// PaceOf is how long a learner's right and wrong answers take: the medians, nearer to
// the usual ones the fewer there are, to half a second.
func PaceOf(right, wrong []time.Duration) fsrs.Pace {
	const worth = 50 // answers that what is usual counts as
	shrunk := func(took []time.Duration, usual float64) float64 {
		if len(took) == 0 {
			return usual
		}
		took = slices.Sorted(slices.Values(took))
		median, n := took[len(took)/2].Seconds(), float64(len(took))
		return max(math.Round(2*(float64(median*n)+float64(usual*worth))/(n+worth))/2, 0.5)
	}
	return fsrs.Pace{Right: shrunk(right, UsualPace.Right), Wrong: shrunk(wrong, UsualPace.Wrong)}
}

// isPace reports whether the pace can be reckoned with.
func isPace(p fsrs.Pace) bool {
	const longest = 60
	return p.Right > 0 && p.Right <= longest && p.Wrong > 0 && p.Wrong <= longest
}

// WithPace returns the scheduler for a learner who answers so fast.
func (s Scheduler) WithPace(p fsrs.Pace) Scheduler {
	s.Pace = p
	return s
}

// Target is the retention to aim at after a review that left the memory, where the next
// asking can be guessed right with the probability: of those who are right, so many know
// it as are wanted.
//
//	1 - (1-R)·(1-g)
//
// so that four options call for .925 where .90 is wanted.
func (s Scheduler) Target(m fsrs.Memory, guess float64) float64 {
	beside := func(wanted float64) float64 { return 1 - float64((1-wanted)*(1-guess)) }
	if s.Price <= 0 {
		return beside(s.Retention)
	}
	const places = 1e4
	return math.Round(beside(aimsFor(s.Model, s.Price, s.Pace).Target(m))*places) / places
}

// solved keeps the aims that were solved for. They follow from the key alone; a class
// has one for everybody who chose nothing.
var solved struct {
	sync.Mutex
	of map[aimed]func() *fsrs.Aims
}

type aimed struct {
	model fsrs.Model
	price float64
	pace  fsrs.Pace
}

func aimsFor(m fsrs.Model, price float64, pace fsrs.Pace) *fsrs.Aims {
	const most = 64 // kept at a time
	key := aimed{m, price, pace}
	solved.Lock()
	aims := solved.of[key]
	if aims == nil {
		if solved.of == nil || len(solved.of) >= most {
			solved.of = make(map[aimed]func() *fsrs.Aims)
		}
		aims = sync.OnceValue(func() *fsrs.Aims { return fsrs.NewAims(m, price, pace) })
		solved.of[key] = aims
	}
	solved.Unlock()
	return aims()
}
