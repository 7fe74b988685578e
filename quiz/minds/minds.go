// Package minds are simulated learners whose memories are not FSRS's, or not of its
// published weights; rivals that schedule by other rules; and a bound that no scheduler
// passes. Schedulers are tried on them. Only tests import it.
package minds

import (
	"math/rand/v2"
	"time"
)

// A clock passes in days.
type clock float64

// Study lets time pass within a session.
func (c *clock) Study(d time.Duration) { *c += clock(d.Hours() / 24) }

// Rest lets time pass between sessions.
func (c *clock) Rest(d time.Duration) { *c += clock(d.Hours() / 24) }

// newRand is chance of a seed; each thing that hangs on chance has a stream of its own,
// so that learners with one seed have the same items whatever they are asked.
func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// tries by chance whether something of the probability happens. Rivals are compared in
// pairs: the draws for an item are the same for all of them.
type tries struct {
	seed uint64
	of   map[int]*rand.Rand
}

func (t *tries) happens(item int, p float64) bool {
	if t.of == nil {
		t.of = make(map[int]*rand.Rand)
	}
	if t.of[item] == nil {
		t.of[item] = newRand(t.seed, uint64(item)+1<<32)
	}
	return t.of[item].Float64() < p
}
