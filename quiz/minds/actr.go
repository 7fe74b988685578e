package minds

import (
	"math"
	"time"
)

// The parameters published for word pairs. Between sessions, where little
// interferes, time passes more slowly by the factor resting.
const (
	a       = 0.177
	c       = 0.217
	tau0    = -0.704
	s0      = 0.255
	resting = 0.025
)

// Items differ in how easily they are learned: their offsets are normal with a mean and
// this deviation. Ports are met again and again outside of any drill, so that the usual
// mean lies above the 0 of word pairs that nobody knew.
const (
	UsualOffset = 0.5
	HardOffset  = 0.0
	deviation   = 0.4
)

// An ACTR remembers by the declarative memory of ACT-R with decay that depends on
// activation:
//
//	Pavlik, P. I. & Anderson, J. R. (2005). Practice and forgetting effects on
//	vocabulary memory: an activation-based model of the spacing effect.
//	Cognitive Science 29, 559-586.
//
// An item that was met at the times t_k before has the activation
//
//	m = offset + ln(sum over k of (t - t_k)^-d_k),   d_k = c·e^m(t_k) + a
//
// and is recalled with the probability 1/(1 + e^((tau-m)/s)). What is met while
// it still is active decays faster, which is why spacing pays. A failure teaches as much
// as a success.
type ACTR struct {
	tries
	mean  float64
	now   float64 // seconds as the mind counts them
	items map[int]*item
}

type item struct {
	offset float64
	met    []meeting
}

type meeting struct{ at, decay float64 }

// NewACTR returns the learner of a seed, with the mean offset of items.
func NewACTR(mean float64, seed uint64) *ACTR {
	return &ACTR{tries: tries{seed: seed}, mean: mean, items: make(map[int]*item)}
}

// Study lets time pass within a session.
func (m *ACTR) Study(d time.Duration) { m.now += d.Seconds() }

// Rest lets time pass between sessions.
func (m *ACTR) Rest(d time.Duration) { m.now += d.Seconds() * resting }

// Recall is the probability that the item is recalled now, 0 if it was never met.
func (m *ACTR) Recall(key int) float64 {
	it := m.items[key]
	if it == nil {
		return 0
	}
	return recalled(it.activation(m.now))
}

func recalled(activation float64) float64 { return 1 / (1 + math.Exp((tau0-activation)/s0)) }

// Answer tries to recall the item, and meets it.
func (m *ACTR) Answer(key int) bool {
	right := m.happens(key, m.Recall(key))
	it := m.items[key]
	if it == nil {
		it = &item{offset: m.mean + deviation*newRand(m.seed, uint64(key)).NormFloat64()}
		m.items[key] = it
	}
	it.meet(m.now)
	return right
}

func (it *item) meet(now float64) {
	decay := a
	if len(it.met) > 0 {
		decay += c * math.Exp(it.activation(now)-it.offset)
	}
	it.met = append(it.met, meeting{now, decay})
}

func (it *item) activation(now float64) float64 {
	sum := 0.0
	for _, met := range it.met {
		sum += math.Pow(max(now-met.at, 1), -met.decay)
	}
	return it.offset + math.Log(sum)
}
