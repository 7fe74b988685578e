package fsrs

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"portdrill/quiz/fsrs/exact"
)

// A Rating is a grade that was given on a day, counted from any day on.
type Rating struct {
	Day   int
	Grade Grade
}

// A History is all that was answered about one thing, in order.
type History []Rating

// A Fit is the weights that suit a learner's histories best, and how well they predict
// reviews that they were not fitted to.
type Fit struct {
	Weights Weights
	Reviews int     // a day or more after the one before
	Held    int     // of these, the last ones, that nothing was fitted to
	Before  float64 // mean log loss of those with the weights before, in nats
	After   float64 // with these weights
	Error   float64 // standard error of the difference, by pairs
}

// FewestReviews is how many reviews that lie a day or more after the one before weights
// can be fitted to.
const FewestReviews = 300

// ErrTooFew says that there are fewer reviews than [FewestReviews].
var ErrTooFew = errors.New("too few reviews to fit weights to")

// Better reports whether the weights predict what they were not fitted to better than
// those before: by more than one standard error, and by enough to be worth a change.
func (f Fit) Better() bool {
	const worthIt = 0.005 // nats
	return f.Before-f.After > max(f.Error, worthIt)
}

// held is the part of the reviews that is held out.
const held = 0.2

// Fit fits weights to all but the last fifth of the reviews, by days, and compares them
// with the model on that fifth. The error is [ErrTooFew].
//
// The weights are those that are likeliest after what is known of other learners: the sum
// of log losses and of squared distances from [DefaultWeights] becomes least. It is come
// near to by Adam (Kingma and Ba 2015) on batches of whole histories, as in fsrs-rs, the
// optimizer of FSRS. The result hangs on nothing but the arguments; yet processors may
// disagree about its last digits, so keep the weights, not the histories alone.
func (m Model) Fit(histories []History) (Fit, error) {
	days := predictedDays(histories)
	if len(days) < FewestReviews {
		return Fit{Reviews: len(days)}, fmt.Errorf("%w: %d of %d", ErrTooFew, len(days), FewestReviews)
	}
	slices.Sort(days)
	first := days[len(days)-int(held*float64(len(days)))] // day of the first that is held out
	fit := Fit{Weights: newFitting(histories, first).run(), Reviews: len(days)}
	after, err := m.with(fit.Weights)
	if err != nil {
		return fit, err // which bounds rule out
	}
	fit.compare(m.losses(histories, first), after.losses(histories, first))
	return fit, nil
}

// with returns the model with other weights.
func (m Model) with(w Weights) (Model, error) {
	other, err := NewModel(w)
	other.longTerm = m.longTerm
	return other.ForRelearning(m.relearning), err
}

// predictedDays are the days of all reviews that something is predicted of: those a day or
// more after the one before.
func predictedDays(histories []History) (days []int) {
	for _, h := range histories {
		for i := 1; i < len(h); i++ {
			if h[i].Day > h[i-1].Day {
				days = append(days, h[i].Day)
			}
		}
	}
	return days
}

// CountPredicted is how many reviews lie a day or more after the one before.
func CountPredicted(histories []History) int { return len(predictedDays(histories)) }

// losses are the log losses of the reviews from the day on, by history.
func (m Model) losses(histories []History, from int) [][]float64 {
	all := make([][]float64, len(histories))
	for i, h := range histories {
		if len(h) == 0 || h[len(h)-1].Day < from {
			continue
		}
		mem, before := Memory{}, h[0].Day
		for _, r := range h {
			elapsed := max(r.Day-before, 0)
			if elapsed > 0 && r.Day >= from {
				all[i] = append(all[i], LogLoss(m.Retrievability(mem, elapsed), r.Grade))
			}
			mem, before = m.Next(mem, elapsed, r.Grade), r.Day
		}
	}
	return all
}

// LogLoss is how far a predicted recall was off, in nats: -ln of the probability of what
// happened. Predictions are taken a little away from 0 and 1, where it has no end.
func LogLoss(recall float64, g Grade) float64 {
	recall = clamp(recall, surest, 1-surest)
	if g == Again {
		return -exact.Log(1 - recall)
	}
	return -exact.Log(recall)
}

const surest = 1e-6

// compare takes in the losses of the same reviews by the weights before and by these.
// What is predicted of one card goes wrong together, so that cards count, not reviews,
// for how far chance reaches.
func (f *Fit) compare(before, after [][]float64) {
	var sum [2]float64
	for i := range before {
		for j := range before[i] {
			sum[0] += before[i][j]
			sum[1] += after[i][j]
			f.Held++
		}
	}
	n := float64(max(f.Held, 1))
	f.Before, f.After = sum[0]/n, sum[1]/n
	squares := 0.0
	for i := range before {
		off := 0.0 // of the card
		for j := range before[i] {
			off += before[i][j] - after[i][j] - (f.Before - f.After)
		}
		squares += off * off
	}
	f.Error = math.Sqrt(squares) / n
}

// How weights differ among learners: standard deviations, as in fsrs-rs, but for the first
// four, which are those of logarithms.
var spread = Weights{
	1, 1, 1, 1,
	0.57, 0.28, 0.6, 0.12,
	0.39, 0.18, 0.33,
	0.3, 0.09, 0.16, 0.57,
	0.25, 1.03,
	0.31, 0.32, 0.14,
	0.27,
}

// firsts are how many weights are stabilities after a first grade. They differ by factors,
// and so are fitted by their logarithms.
const firsts = int(Easy)

// A fitting is under way.
type fitting struct {
	train []training
	total int // predictions
	given [firsts]bool
	at    Weights // logarithms of the first four
	tape  tape
}

// training is a history as far as weights are fitted to it.
type training struct {
	ratings     []Rating
	predictions int
}

func newFitting(histories []History, until int) *fitting {
	f := &fitting{at: toLogs(DefaultWeights)}
	for _, h := range histories {
		end := slices.IndexFunc(h, func(r Rating) bool { return r.Day >= until })
		if end >= 0 {
			h = h[:end]
		}
		if n := CountPredicted([]History{h}); n > 0 {
			f.train = append(f.train, training{h, n})
			f.total += n
			f.given[h[0].Grade-1] = true
		}
	}
	return f
}

func toLogs(w Weights) Weights {
	for i := range firsts {
		w[i] = math.Log(w[i])
	}
	return w
}

func (f *fitting) weights() Weights {
	w := f.at
	for i := range firsts {
		w[i] = math.Exp(w[i])
	}
	return w
}

// How long and how fast is fitted, as in fsrs-rs but for the least number of steps.
const (
	batchSize  = 512 // predictions
	epochs     = 5
	leastSteps = 200
	rate       = 0.04
)

// run fits the weights, which are rounded to four decimals as the published ones are.
func (f *fitting) run() Weights {
	chance := rand.New(rand.NewPCG(uint64(f.total), 0))
	batches := f.batches(chance)
	if len(batches) == 0 {
		return DefaultWeights
	}
	adam := adam{steps: max(epochs*len(batches), leastSteps)}
	for adam.step < adam.steps {
		for _, batch := range batches {
			if adam.step == adam.steps {
				break
			}
			adam.move(&f.at, f.gradient(batch))
			f.clip()
		}
		batches = f.batches(chance)
	}
	f.fillIn()
	w := f.weights()
	for i, b := range bounds {
		const places = 1e4
		w[i] = clamp(math.Round(w[i]*places)/places, b[0], b[1])
	}
	return w
}

// batches are all histories in an order of chance, cut where there are enough.
func (f *fitting) batches(chance *rand.Rand) (all [][]training) {
	chance.Shuffle(len(f.train), func(i, j int) { f.train[i], f.train[j] = f.train[j], f.train[i] })
	from, size := 0, 0
	for i, t := range f.train {
		if size += t.predictions; size >= batchSize || i == len(f.train)-1 {
			all = append(all, f.train[from:i+1])
			from, size = i+1, 0
		}
	}
	return all
}

// gradient is that of the sum of log losses of the batch, and of its share of how unlikely
// the weights are.
func (f *fitting) gradient(batch []training) Weights {
	var g Weights
	f.tape.model = smoothOf(f.weights())
	predictions := 0
	for _, t := range batch {
		f.tape.forward(t.ratings)
		f.tape.backward(&g)
		predictions += t.predictions
	}
	for i := range firsts {
		g[i] *= f.tape.model.w[i]
	}
	prior, share := toLogs(DefaultWeights), float64(predictions)/float64(f.total)
	for i := range g {
		g[i] += 2 * share * (f.at[i] - prior[i]) / (spread[i] * spread[i])
	}
	return g
}

func (f *fitting) clip() {
	for i, b := range bounds {
		if i < firsts {
			b = [2]float64{math.Log(b[0]), math.Log(b[1])}
		}
		f.at[i] = clamp(f.at[i], b[0], b[1])
	}
}

// fillIn moves the stability after a first grade that was never given as far as those
// after its neighbours have moved, so that Hard stays between Again and Good.
func (f *fitting) fillIn() {
	prior := toLogs(DefaultWeights)
	for i := range firsts {
		if f.given[i] {
			continue
		}
		low, high := i-1, i+1
		for low >= 0 && !f.given[low] {
			low--
		}
		for high < firsts && !f.given[high] {
			high++
		}
		moved := func(j int) float64 { return f.at[j] - prior[j] }
		switch {
		case low < 0:
			f.at[i] = prior[i] + moved(high)
		case high == firsts:
			f.at[i] = prior[i] + moved(low)
		default:
			part := (prior[i] - prior[low]) / (prior[high] - prior[low])
			f.at[i] = prior[i] + mix(moved(low), moved(high), part)
		}
	}
	f.clip()
}

// adam is where the moments of the gradient are kept.
type adam struct {
	step, steps   int
	mean, squared Weights
}

// move goes a step, at a rate that falls to 0 along a cosine.
func (a *adam) move(at *Weights, gradient Weights) {
	const beta1, beta2, tiny = 0.9, 0.999, 1e-8
	now := rate * (1 + math.Cos(math.Pi*float64(a.step)/float64(a.steps))) / 2
	a.step++
	first, second := 1-math.Pow(beta1, float64(a.step)), 1-math.Pow(beta2, float64(a.step))
	for i, g := range gradient {
		a.mean[i] = beta1*a.mean[i] + (1-beta1)*g
		a.squared[i] = beta2*a.squared[i] + (1-beta2)*g*g
		at[i] -= now * (a.mean[i] / first) / (math.Sqrt(a.squared[i]/second) + tiny)
	}
}
