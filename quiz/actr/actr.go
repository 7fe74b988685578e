// Package actr is a memory that is not FSRS, to try schedulers on: the
// declarative memory of ACT-R with decay that depends on activation, by
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
// it still is active decays faster, which is why spacing pays.
package actr

import (
	"math"
	"math/rand/v2"
	"time"
)

// The parameters published for word pairs. Between sessions, where little
// interferes, time passes more slowly by the factor resting.
const (
	a       = 0.177
	c       = 0.217
	tau     = -0.704
	s       = 0.255
	resting = 0.025
)

// Items differ in how easily they are learned: their offsets are normal with
// this mean and deviation. Ports are met again and again outside of any drill, so
// that the mean lies above the 0 of word pairs that nobody knew.
const (
	meanOffset = 0.5
	deviation  = 0.4
)

// A Mind is a learner. It is not for several goroutines.
type Mind struct {
	rng   *rand.Rand
	now   float64 // seconds as the mind counts them
	items map[string]*item
}

type item struct {
	offset float64
	met    []meeting
}

type meeting struct{ at, decay float64 }

// New returns the mind of a seed.
func New(seed uint64) *Mind {
	return &Mind{rng: rand.New(rand.NewPCG(seed, 0)), items: make(map[string]*item)}
}

// Study lets time pass within a session.
func (m *Mind) Study(d time.Duration) { m.now += d.Seconds() }

// Rest lets time pass between sessions.
func (m *Mind) Rest(d time.Duration) { m.now += float64(d.Seconds() * resting) }

// Recall is the probability that the item is recalled now, 0 if it was never met.
func (m *Mind) Recall(key string) float64 {
	it := m.items[key]
	if it == nil || len(it.met) == 0 {
		return 0
	}
	return 1 / (1 + math.Exp((tau-it.activation(m.now))/s))
}

// Tries reports whether the item is recalled now, by chance.
func (m *Mind) Tries(key string) bool { return m.rng.Float64() < m.Recall(key) }

// Chance is a number from 0 to 1, for whatever else hangs on chance.
func (m *Mind) Chance() float64 { return m.rng.Float64() }

// Meet adds a meeting with the item: it was recalled, or shown.
func (m *Mind) Meet(key string) {
	it := m.items[key]
	if it == nil {
		it = &item{offset: meanOffset + float64(deviation*m.rng.NormFloat64())}
		m.items[key] = it
	}
	decay := a
	if len(it.met) > 0 {
		decay += float64(c * math.Exp(it.activation(m.now)-it.offset))
	}
	it.met = append(it.met, meeting{m.now, decay})
}

func (it *item) activation(now float64) float64 {
	sum := 0.0
	for _, met := range it.met {
		sum += math.Pow(max(now-met.at, 1), -met.decay)
	}
	return it.offset + math.Log(sum)
}
