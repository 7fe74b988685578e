package minds

import (
	"math"
	"math/rand/v2"
	"time"

	"portdrill/quiz/rehearsal"
)

// again is after which time of the day a rival asks what was wrong.
const again = 10 * time.Minute

// A box is what a rival knows of an item.
type box struct {
	n        int // of a ladder, the rung; of SM-2, how often it was right in a row
	ease     float64
	interval int // days
	last     int // day
}

// boxes sort what is due by how late it is, in intervals, and ask ahead what is due next.
type boxes map[int]*box

func (b boxes) of(item int) *box {
	if b[item] == nil {
		b[item] = &box{ease: 2.5}
	}
	return b[item]
}

// Urgency is [rehearsal.Rule].
func (b boxes) Urgency(item, day int) float64 {
	at := b.of(item)
	return -float64(day-at.last) / float64(max(at.interval, 1))
}

// Worth is [rehearsal.Rule].
func (b boxes) Worth(item, day int) float64 { return -b.Urgency(item, day) }

func (b boxes) wait(at *box, day int) (time.Duration, int) {
	if at.last = day; at.interval == 0 {
		return again, 0
	}
	return 0, at.interval
}

// A ladder has rungs of so many days: a right answer climbs, a wrong one falls down.
type ladder struct {
	boxes
	days []int
}

// The ladders.
var (
	leitner14 = []int{0, 1, 3, 7, 14}
	leitner60 = []int{0, 1, 3, 7, 14, 30, 60}
	memrise   = []int{0, 1, 6, 12, 48, 96, 180}
)

// Answer is [rehearsal.Rule].
func (l ladder) Answer(item, day int, right bool) (time.Duration, int) {
	at := l.of(item)
	if at.n = min(at.n+1, len(l.days)-1); !right {
		at.n = 0
	}
	at.interval = l.days[at.n]
	return l.wait(at, day)
}

// An sm2 is the algorithm of P. A. Wozniak, Optimization of learning (1990): a right
// answer is worth 4, a wrong one 2, and is asked again on the day.
type sm2 struct{ boxes }

// Answer is [rehearsal.Rule].
func (s sm2) Answer(item, day int, right bool) (time.Duration, int) {
	at := s.of(item)
	q := 4.0
	if !right {
		q = 2
	}
	at.ease = max(at.ease+0.1-(5-q)*(0.08+(5-q)*0.02), 1.3)
	if at.n++; !right {
		at.n = 0
	}
	switch at.n {
	case 0, 1:
		at.interval = at.n
	case 2:
		at.interval = 6
	default:
		at.interval = int(math.Round(float64(at.interval) * at.ease))
	}
	return s.wait(at, day)
}

// A random rule asks anything at any time.
type random struct{ *rand.Rand }

// Answer, Urgency and Worth are [rehearsal.Rule].
func (random) Answer(int, int, bool) (time.Duration, int) { return 0, 1 }
func (r random) Urgency(int, int) float64                 { return r.Float64() }
func (random) Worth(int, int) float64                     { return 0 }

var _ = []rehearsal.Rule{ladder{}, sm2{}, random{}, (*rehearsal.FSRS)(nil)}
