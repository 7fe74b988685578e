package fsrs

import (
	"math"

	"portdrill/quiz/fsrs/exact"
)

// Aims say how likely recall should be when something is asked again: for every
// memory the wait that is worth most, where a second of answering has a price.
//
// A constant retention asks too often about what is hard, where asking gains little,
// and about what is young; and too seldom about what is stable. With R(j) the
// probability of recall j days after a review that left the memory m, the value of m is
//
//	V(m) = max over k of  Σ γ^j·R(j), j = 1..k  +  γ^k·(R(k)·V(good) + (1-R(k))·V(again) - price·seconds)
//
// in items known for a day, of which one in a year counts half. It is found by value
// iteration on a grid of stabilities and difficulties, and between its points the
// waits are interpolated.
type Aims struct {
	model Model
	ratio [gridS][gridD]float64 // logarithm of the best wait in stabilities
}

// A Pace is how long answers take, in seconds.
type Pace struct{ Right, Wrong float64 }

// The grid, and the waits that are tried: every day, and later by growing steps.
const (
	gridS, gridD   = 44, 7
	leastS, mostS  = 0.03, 2000.0 // days
	longestWait    = 400          // days
	waitGrowth     = 1.12
	halfLifeOfDays = 365.0
	closeEnough    = 0.02 // items known for a day
	betweenSweeps  = 8    // how often a policy is evaluated before it is improved again
)

// NewAims solves for the price, in items known for a day per second of answering, and
// the pace. It takes some milliseconds.
func NewAims(m Model, price float64, pace Pace) *Aims {
	return newSolver(m, price, pace).solve()
}

// Target is the probability of recall to aim at after a review that left the memory.
// It is rounded to four decimals.
func (a *Aims) Target(mem Memory) float64 {
	i, j := onS(mem.Stability), onD(mem.Difficulty)
	low := mix(a.ratio[i.at][j.at], a.ratio[i.at][j.at+1], j.part)
	high := mix(a.ratio[i.at+1][j.at], a.ratio[i.at+1][j.at+1], j.part)
	r := a.model.curve(exact.Exp(mix(low, high, i.part)))
	return clamp(math.Round(r*1e4)/1e4, 0.01, 0.99)
}

// curve is the probability of recall after so many stabilities.
func (m Model) curve(stabilities float64) float64 {
	return exact.Pow(1+float64(m.factor*stabilities), m.decay)
}

// A place lies between two points of a grid: so much of the way to the next one.
type place struct {
	at   int
	part float64
}

func onGrid(x float64, points int) place {
	x = clamp(x, 0, float64(points-1))
	at := min(int(x), points-2)
	return place{at, x - float64(at)}
}

func onS(stability float64) place {
	return onGrid(exact.Log(stability/leastS)/exact.Log(mostS/leastS)*(gridS-1), gridS)
}

func onD(difficulty float64) place {
	return onGrid((difficulty-minDifficulty)/(maxDifficulty-minDifficulty)*(gridD-1), gridD)
}

func mix(a, b, part float64) float64 { return float64(a*(1-part)) + float64(b*part) }

// A solver holds what value iteration looks up again and again.
type solver struct {
	model  Model
	waits  []int
	choice [gridS][gridD][]choice // by wait
	value  [gridS][gridD]float64
	best   [gridS][gridD]int
}

// A choice is a wait: what it is worth by itself, and where it leads.
type choice struct {
	now            float64 // known until then, less the price
	right, wrong   float64 // probabilities, discounted
	goodS, goodD   place
	againS, againD place
}

func newSolver(m Model, price float64, pace Pace) *solver {
	v := &solver{model: m}
	for k := 1; k <= longestWait; k = max(k+1, int(math.Round(float64(k)*waitGrowth))) {
		v.waits = append(v.waits, k)
	}
	gamma := exact.Pow(2, -1/halfLifeOfDays)
	for i := range gridS {
		s := leastS * exact.Pow(mostS/leastS, float64(i)/(gridS-1))
		known, recall := v.knownUntil(s, gamma)
		for j := range gridD {
			d := minDifficulty + float64(float64(j)/(gridD-1)*(maxDifficulty-minDifficulty))
			for n, k := range v.waits {
				mem, r, left := Memory{s, d}, recall[n], exact.Pow(gamma, float64(k))
				good, again := m.Next(mem, k, Good), m.Next(mem, k, Again)
				cost := price * (float64(r*pace.Right) + float64((1-r)*pace.Wrong))
				v.choice[i][j] = append(v.choice[i][j], choice{
					now: known[n] - float64(left*cost), right: left * r, wrong: left * (1 - r),
					goodS: onS(good.Stability), goodD: onD(good.Difficulty),
					againS: onS(again.Stability), againD: onD(again.Difficulty),
				})
			}
		}
	}
	return v
}

// knownUntil returns for each wait Σ γ^j·R(j) up to it, and R at its end.
func (v *solver) knownUntil(s, gamma float64) (known, recall []float64) {
	sum, day := 0.0, 0
	for _, k := range v.waits {
		r := 0.0
		for day < k {
			day++
			r = v.model.curve(float64(day) / s)
			sum += float64(r * exact.Pow(gamma, float64(day)))
		}
		known, recall = append(known, sum), append(recall, r)
	}
	return known, recall
}

// solve iterates until values hardly change.
func (v *solver) solve() *Aims {
	for change := math.Inf(1); change >= closeEnough; {
		change = v.sweep(true)
		for range betweenSweeps {
			v.sweep(false)
		}
	}
	a := &Aims{model: v.model}
	for i := range gridS {
		s := leastS * exact.Pow(mostS/leastS, float64(i)/(gridS-1))
		for j := range gridD {
			a.ratio[i][j] = exact.Log(float64(v.waits[v.best[i][j]]) / s)
		}
	}
	return a
}

// sweep takes every value anew, by the best choice of all or by that of the last time,
// and returns by how much one has changed most.
func (v *solver) sweep(all bool) (change float64) {
	for i := range gridS {
		for j := range gridD {
			best := v.worth(&v.choice[i][j][v.best[i][j]])
			if all {
				for n := range v.choice[i][j] {
					if worth := v.worth(&v.choice[i][j][n]); worth > best {
						best, v.best[i][j] = worth, n
					}
				}
			}
			change = max(change, math.Abs(best-v.value[i][j]))
			v.value[i][j] = best
		}
	}
	return change
}

func (v *solver) worth(c *choice) float64 {
	return c.now + float64(c.right*v.at(c.goodS, c.goodD)) + float64(c.wrong*v.at(c.againS, c.againD))
}

func (v *solver) at(s, d place) float64 {
	low := mix(v.value[s.at][d.at], v.value[s.at][d.at+1], d.part)
	return mix(low, mix(v.value[s.at+1][d.at], v.value[s.at+1][d.at+1], d.part), s.part)
}
