package minds

import (
	"math"
)

// An MCM remembers by the Multiscale Context Model:
//
//	Mozer, M. C., Pashler, H., Cepeda, N., Lindsey, R. & Vul, E. (2009). Predicting the
//	optimal spacing of study: a multiscale context model of memory. Advances in Neural
//	Information Processing Systems 22, 1321-1329.
//
// Leaky integrators, the i-th with the time constant τ_i, lose what is stored in them:
// x_i falls by e^(-t/τ_i). The first i of them together have the strength
//
//	s_i = Σ γ_j·x_j / Σ γ_j, j = 1..i
//
// and the strength of all is the probability of recall. An item that is met adds
// ε·(1 - s_i) to every x_i: what the faster ones still hold, the slower ones do not
// store. ε is 1 for what was not recalled, and more for what was.
type MCM struct {
	clock
	tries
	items map[int]*traces
}

type traces struct {
	x     [integrators]float64
	gamma [integrators]float64 // adding up to 1
	at    clock
}

// The parameters: γ_i = τ_i^-forgetting, by which one meeting leaves .36, .22 and .15
// after 1, 7 and 30 days. Items differ in how fast they are forgotten.
const (
	integrators   = 32
	shortestTau   = 0.02 // days
	longestTau    = 4000.0
	afterSuccess  = 3.0
	forgetting    = 0.18
	forgettingDev = 0.25 // of its logarithm
)

// NewMCM returns the learner of a seed.
func NewMCM(seed uint64) *MCM {
	return &MCM{tries: tries{seed: seed}, items: make(map[int]*traces)}
}

func tau(i int) float64 {
	return shortestTau * math.Pow(longestTau/shortestTau, float64(i)/(integrators-1))
}

var taus = func() (all [integrators]float64) {
	for i := range all {
		all[i] = tau(i)
	}
	return all
}()

func (m *MCM) newTraces(item int) *traces {
	exponent := forgetting * math.Exp(forgettingDev*newRand(m.seed, uint64(item)).NormFloat64())
	t, sum := &traces{at: m.clock}, 0.0
	for i := range t.gamma {
		t.gamma[i] = math.Pow(taus[i], -exponent)
		sum += t.gamma[i]
	}
	for i := range t.gamma {
		t.gamma[i] /= sum
	}
	return t
}

// Recall is the probability that the item is recalled now.
func (m *MCM) Recall(item int) float64 {
	t := m.items[item]
	if t == nil {
		return 0
	}
	since, s := float64(m.clock-t.at), 0.0
	for i, x := range t.x {
		s += t.gamma[i] * x * math.Exp(-since/taus[i])
	}
	return min(s, 1)
}

// Answer tries to recall the item, and meets it.
func (m *MCM) Answer(item int) bool {
	right := m.happens(item, m.Recall(item))
	t := m.items[item]
	if t == nil {
		t = m.newTraces(item)
		m.items[item] = t
	}
	epsilon := 1.0
	if right {
		epsilon = afterSuccess
	}
	since, s, weight := float64(m.clock-t.at), 0.0, 0.0
	for i := range t.x {
		t.x[i] *= math.Exp(-since / taus[i])
		s += t.gamma[i] * t.x[i]
		weight += t.gamma[i]
		t.x[i] += epsilon * max(1-s/weight, 0)
	}
	t.at = m.clock
	return right
}
