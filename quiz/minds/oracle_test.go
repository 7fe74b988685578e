package minds

import (
	"math"
	"testing"

	"portdrill/quiz/fsrs"
)

// bound is what no scheduler passes on average, even one that knows the memory of the
// learner and of every item, in services known on the day of the exam: each item alone
// takes what answers it is worth to it at a price of time, and the time that all have is
// sold at that price. By weak duality that is a bound at any price; the least is taken.
// ok is false for learners of whom none is known below the size of the deck.
func (tr trial) bound(t *testing.T, learner string, seed uint64) (services float64, ok bool) {
	var worths []func(price float64) float64 // of as many kinds of items, equally many
	switch learner {
	case "users":
		worths = tr.worthsOfUser(t, int(seed)%len(UserWeights))
	case "actr":
		worths = tr.worthsOfACTR(UsualOffset)
	case "actr0":
		worths = tr.worthsOfACTR(HardOffset)
	default:
		return float64(tr.services), false
	}
	budget := float64(tr.days) * (tr.minutes + wrongTakes).Seconds() // the last answer may run over
	at := func(price float64) float64 {
		sum := 0.0
		for _, worth := range worths {
			sum += worth(price) * 2 * float64(tr.services) / float64(len(worths))
		}
		return (sum + price*budget) / 2
	}
	const cheapest, prices, step = 2e-4, 8, 2.0 // items for a second
	low, best := math.Inf(1), 0.0
	for n := range prices {
		price := cheapest * math.Pow(step, float64(n))
		if b := at(price); b < low {
			low, best = b, price
		}
	}
	for _, price := range []float64{best / math.Sqrt(step), best * math.Sqrt(step)} {
		low = min(low, at(price))
	}
	return min(low, float64(tr.services)), true
}

// quantiles of a normal distribution in the middle of as many equal parts.
func quantiles(n int) (all []float64) {
	for i := range n {
		all = append(all, math.Sqrt2*math.Erfinv(2*(float64(i)+0.5)/float64(n)-1))
	}
	return all
}

// worthsOfUser solves by dynamic programming for items of four first stabilities and
// four growths, exact to a grid.
func (tr trial) worthsOfUser(t *testing.T, person int) (all []func(float64) float64) {
	u, err := NewUser(person, 0)
	if err != nil {
		t.Fatal(err)
	}
	const parts = 4
	for _, growth := range quantiles(parts) {
		o := newOracle(u.model, math.Exp(growthDev*growth), tr.days)
		for _, first := range quantiles(parts) {
			begun := u.model.Next(fsrs.Memory{}, 0, fsrs.Again)
			begun.Stability *= math.Exp(firstDev * first)
			all = append(all, func(price float64) float64 { return o.worth(price, begun) })
		}
	}
	return all
}

const (
	oracleS, oracleD = 36, 5
	oracleLeast      = 0.005
	oracleMost       = 5000.0
)

type point struct {
	i, j         int
	partI, partJ float64
}

func pointOf(m fsrs.Memory) point {
	at := func(x float64, n int) (int, float64) {
		x = min(max(x, 0), float64(n-1))
		i := min(int(x), n-2)
		return i, x - float64(i)
	}
	var p point
	p.i, p.partI = at(math.Log(m.Stability/oracleLeast)/math.Log(oracleMost/oracleLeast)*(oracleS-1), oracleS)
	p.j, p.partJ = at((m.Difficulty-1)/9*(oracleD-1), oracleD)
	return p
}

// An oracle knows how an item grows.
type oracle struct {
	days   int
	recall [oracleS][oracleD][]float64  // by days elapsed
	next   [oracleS][oracleD][][2]point // after a failure and a success, by days elapsed
	price  float64
	value  [][oracleS][oracleD]float64 // right after an answer on the day
}

func newOracle(m fsrs.Model, growth float64, days int) *oracle {
	o := &oracle{days: days, price: -1}
	for i := range oracleS {
		for j := range oracleD {
			mem := fsrs.Memory{
				Stability:  oracleLeast * math.Pow(oracleMost/oracleLeast, float64(i)/(oracleS-1)),
				Difficulty: 1 + 9*float64(j)/(oracleD-1),
			}
			for k := range days + 1 {
				o.recall[i][j] = append(o.recall[i][j], m.Retrievability(mem, k))
				o.next[i][j] = append(o.next[i][j], [2]point{
					pointOf(grown(m, mem, k, fsrs.Again, growth)), pointOf(grown(m, mem, k, fsrs.Good, growth)),
				})
			}
		}
	}
	return o
}

func (o *oracle) at(day int, p point) float64 {
	v := &o.value[day]
	low := v[p.i][p.j]*(1-p.partJ) + v[p.i][p.j+1]*p.partJ
	high := v[p.i+1][p.j]*(1-p.partJ) + v[p.i+1][p.j+1]*p.partJ
	return low*(1-p.partI) + high*p.partI
}

// solve goes backwards from the exam. An answer may be followed by others on its day.
func (o *oracle) solve(price float64) {
	if o.price == price {
		return
	}
	o.price, o.value = price, make([][oracleS][oracleD]float64, o.days)
	const sameDay = 3
	for day := o.days - 1; day >= 0; day-- {
		for i := range oracleS {
			for j := range oracleD {
				best := o.recall[i][j][o.days-day]
				for k := 1; day+k < o.days; k = max(k+1, k*9/8) {
					best = max(best, o.asked(i, j, day, k))
				}
				o.value[day][i][j] = best
			}
		}
		for range sameDay {
			for i := range oracleS {
				for j := range oracleD {
					o.value[day][i][j] = max(o.value[day][i][j], o.asked(i, j, day, 0))
				}
			}
		}
	}
}

func (o *oracle) asked(i, j, day, k int) float64 {
	r, next := o.recall[i][j][k], o.next[i][j][k]
	return r*(o.at(day+k, next[1])-o.price*rightTakes.Seconds()) +
		(1-r)*(o.at(day+k, next[0])-o.price*wrongTakes.Seconds())
}

// worth is that of an item which is this well remembered after the first answer.
func (o *oracle) worth(price float64, begun fsrs.Memory) (best float64) {
	o.solve(price)
	for day := range o.days {
		best = max(best, o.at(day, pointOf(begun))-price*wrongTakes.Seconds())
	}
	return best
}

// worthsOfACTR searches for the best days to meet an item on, of some offsets, by adding,
// taking away and moving one at a time. What is found is nearly the best, so that the
// bound is one to a little.
func (tr trial) worthsOfACTR(mean float64) (all []func(float64) float64) {
	const parts = 6
	for _, z := range quantiles(parts) {
		offset := mean + deviation*z
		all = append(all, func(price float64) float64 { return tr.searched(offset, price) })
	}
	return all
}

func (tr trial) searched(offset, price float64) float64 {
	const every = 4
	counts := make([]int, tr.days) // meetings by day
	for day := every; day < tr.days; day += every {
		counts[day] = 1
	}
	worth := tr.worthOf(offset, price, counts)
	for improved := true; improved; {
		improved = false
		for _, move := range movesOf(counts) {
			move.make(counts, 1)
			if w := tr.worthOf(offset, price, counts); w > worth+1e-6 {
				worth, improved = w, true
			} else {
				move.make(counts, -1)
			}
		}
	}
	return max(worth, 0)
}

// A move takes a meeting away and adds another; -1 is none.
type move struct{ from, to int }

func (m move) make(counts []int, n int) {
	if m.from >= 0 {
		counts[m.from] -= n
	}
	if m.to >= 0 {
		counts[m.to] += n
	}
}

func movesOf(counts []int) (all []move) {
	const far = 2
	for day, n := range counts {
		all = append(all, move{-1, day})
		if n == 0 {
			continue
		}
		all = append(all, move{day, -1})
		for to := max(day-far, 0); to <= min(day+far, len(counts)-1); to++ {
			if to != day {
				all = append(all, move{day, to})
			}
		}
	}
	return all
}

// mostADay is how often an item is met on one day: asked, and once more if it was wrong.
const mostADay = 2

// worthOf is what an item is worth that is met on the days, the meetings of one day ten
// minutes apart.
func (tr trial) worthOf(offset, price float64, counts []int) float64 {
	it, cost := item{offset: offset}, 0.0
	studied := tr.minutes.Seconds()
	aDay := studied + (24*3600-studied)*resting
	for day, n := range counts {
		if n < 0 || n > mostADay {
			return math.Inf(-1)
		}
		for k := range n {
			now, r := float64(day)*aDay+float64(k)*again.Seconds(), 0.0
			if len(it.met) > 0 {
				r = recalled(it.activation(now))
			}
			cost += r*rightTakes.Seconds() + (1-r)*wrongTakes.Seconds()
			it.meet(now)
		}
	}
	if len(it.met) == 0 {
		return 0
	}
	return recalled(it.activation(float64(tr.days)*aDay)) - price*cost
}
