package forecast

import (
	"math"
	"math/rand/v2"
	"time"

	"portdrill/quiz/fsrs"
)

// A guess is what a learner may be like. Memories follow FSRS, but for a factor to each of
// what it computes; the logarithms of those factors are normal, and so wide that a learner
// for whom word pairs are hard is among them.
type guess struct {
	model  fsrs.Model // with another decay
	first  float64    // of the stability after the first answer, as a logarithm
	growth float64    // of what a right answer adds to it
	lapse  float64    // of the stability after a wrong one
}

// How widely guesses are spread, and by how much items of one learner differ, as standard
// deviations of logarithms. Chosen on seeds 0 to 9 of four simulated learners.
const (
	firstDev, growthDev, lapseDev = 1.5, 1.3, 1.0
	usualDecay, decayDev          = 0.3, 0.7
	leastDecay, mostDecay         = 0.1, 0.8
	itemFirstDev, itemGrowthDev   = 0.8, 0.5
	leastStability, mostStability = 0.001, 36500.0
	leastLikely                   = 0.01 // what no answer falls below, however unlikely
)

// eases are by how many deviations an item is easier than others, and how likely that is.
var eases = [...]struct{ by, likely float64 }{{-1.86, 0.1}, {-0.77, 0.23}, {0, 0.34}, {0.77, 0.23}, {1.86, 0.1}}

func newGuess(w fsrs.Weights, rng *rand.Rand) guess {
	const decay = 20
	w[decay] = min(max(usualDecay*math.Exp(decayDev*rng.NormFloat64()), leastDecay), mostDecay)
	model, err := fsrs.NewModel(w)
	if err != nil { // the others were checked
		panic(err)
	}
	return guess{model, firstDev * rng.NormFloat64(), growthDev * rng.NormFloat64(), lapseDev * rng.NormFloat64()}
}

// A memory is how well a learner of a guess remembers an item.
type memory struct {
	fsrs.Memory
	first, growth float64 // factors
	last          int     // day
}

func (g *guess) memory(easier float64) memory {
	return memory{first: math.Exp(g.first + itemFirstDev*easier), growth: math.Exp(g.growth + itemGrowthDev*easier)}
}

// meets takes in an answer.
func (it *memory) meets(g *guess, day int, grade fsrs.Grade) {
	before := it.Memory
	it.Memory = g.model.Next(before, day-it.last, grade)
	switch {
	case before.IsZero():
		it.Stability *= it.first
	case grade == fsrs.Again:
		it.Stability = min(it.Stability*math.Exp(g.lapse), before.Stability)
	default:
		it.Stability = before.Stability + (it.Stability-before.Stability)*it.growth
	}
	it.Stability = min(max(it.Stability, leastStability), mostStability)
	it.last = day
}

// recall is the probability that it is recalled on the day.
func (it *memory) recall(g *guess, day int) float64 {
	if it.IsZero() {
		return 0
	}
	return g.model.Retrievability(it.Memory, max(day-it.last, 0))
}

// remembers returns how well an item may be remembered after its reviews, by chance among
// what they make likely, and the logarithm of how likely they were.
func (g *guess) remembers(before past, rng *rand.Rand) (it memory, log float64) {
	var its [len(eases)]memory
	var likely [len(eases)]float64
	sum := 0.0
	for n, e := range eases {
		it, p := g.memory(e.by), e.likely
		it.Memory, it.last = before.Memory, before.last
		for _, r := range before.reviews {
			if elapsed := r.Day - it.last; elapsed > 0 && !it.IsZero() {
				right := min(max(g.model.Retrievability(it.Memory, elapsed), leastLikely), 1-leastLikely)
				if r.Grade == fsrs.Again {
					right = 1 - right
				}
				p *= right
			}
			it.meets(g, r.Day, r.Grade)
		}
		its[n], likely[n] = it, p
		sum += p
	}
	n, at := 0, rng.Float64()*sum
	for ; n < len(its)-1 && at > likely[n]; n++ {
		at -= likely[n]
	}
	return its[n], math.Log(sum)
}

// A mind learns as a learner of a guess does.
type mind struct {
	*guess
	knows float64 // probability that something new is known already
	rng   *rand.Rand
	items []memory
	now   float64 // days
}

const anInstant = 0.01 // days; sums of hours fall short of a day

func (m *mind) day() int { return int(m.now + anInstant) }

// Recall is [rehearsal.Mind].
func (m *mind) Recall(item int) float64 { return m.items[item].recall(m.guess, m.day()) }

// Answer is [rehearsal.Mind].
func (m *mind) Answer(item int) bool {
	it, p := &m.items[item], m.knows
	if it.IsZero() {
		*it = m.memory(m.rng.NormFloat64())
	} else {
		p = m.Recall(item)
	}
	grade := fsrs.Again
	if m.rng.Float64() < p {
		grade = fsrs.Good
	}
	it.meets(m.guess, m.day(), grade)
	return grade == fsrs.Good
}

// Study and Rest are [rehearsal.Mind].
func (m *mind) Study(d time.Duration) { m.now += d.Hours() / hoursADay }
func (m *mind) Rest(d time.Duration)  { m.now += d.Hours() / hoursADay }

const hoursADay = 24
