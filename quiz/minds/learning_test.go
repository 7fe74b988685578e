//go:build learning

package minds

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/quiz/rehearsal"
)

// Seeds of the table. Nothing was chosen by them.
const (
	firstSeed = 217 // person 26
	seeds     = 20

	boundSeeds = 8  // of which the bound is computed, which takes longer
	bounded    = 50 // services; fewer are all learned
)

// each plays the trial with every seed.
func each(t *testing.T, tr trial, learner int, rival string, every int) (all []record) {
	for seed := range uint64(seeds) {
		mind := learners[learner].make(t, firstSeed+seed)
		c := tr.course()
		c.Fill = c.Fill && rival != asItWas
		if tr.exam && rival == "price of time" { // as the program does once an exam is set
			c.Spread = tr.spread
		}
		all = append(all, tr.plays(c, mind, rules(t, rival, tr, firstSeed+seed), every))
	}
	return all
}

// spread is how many of those left are begun on a day, as the program has it until an exam.
func (tr trial) spread(day, left int) int {
	return quiz.Goal{Exam: quiz.Day(tr.days)}.NewADay(quiz.Day(day), left, usualNew)
}

const usualNew = 10 // a day

func of(records []record, figure func(record) float64) (s sample) {
	for _, r := range records {
		s = append(s, figure(r))
	}
	return s
}

// What learners know on the day of an exam, under each rival. "Known" is the sum of the
// probabilities of recall at the end of the day, in services.
func TestExam(t *testing.T) {
	t.Parallel()
	for _, tr := range []trial{
		{services: 208, days: 60, minutes: 5 * time.Minute, new: 1000, exam: true},
		{services: 208, days: 90, minutes: 5 * time.Minute, new: 1000, exam: true},
		{services: 23, days: 21, minutes: 2 * time.Minute, new: 1000, exam: true},
	} {
		t.Logf("Exam on day %d, %d services, %g minutes a day: known, and more than FSRS .90 as it was", tr.days, tr.services, tr.minutes.Minutes())
		for i, l := range learners {
			var base, best sample
			for _, name := range names {
				all := each(t, tr, i, name, tr.days)
				s := of(all, record.last)
				if base == nil {
					base = s
				}
				if name == "price of time" {
					best = s
				}
				t.Logf("  %-6s %-20s %s  %s  %5.0f min", l.name, name, s, s.minus(base), of(all, minutesOf).mean())
			}
			if tr.services > bounded {
				tr.logBound(t, l.name, best)
			}
		}
	}
}

// How much time learners need in a year for the same mean knowledge as under each rival.
// The price of time is tried at several prices; between them lies what is compared.
func TestYear(t *testing.T) {
	t.Parallel()
	tr := trial{services: 208, days: 365, new: 10}
	for i, l := range learners {
		var curve [][]record
		for _, price := range []float64{0.06, 0.12, 0.25, 0.5, 1, 2, 4, 8} {
			curve = append(curve, each(t, tr, i, fmt.Sprintf("price %g", price), 7))
		}
		usual := curve[3]
		t.Logf("A year, 10 new a day, %s: %s min, %s known with the price of time", l.name, of(usual, minutesOf), of(usual, record.mean))
		for _, name := range names {
			if name == asItWas || name == "price of time" || name == "random" { // which asks as much as there is time
				continue
			}
			all := each(t, tr, i, name, 7)
			var needs, takes sample
			for seed, r := range all {
				points := make([]record, len(curve))
				for n := range curve {
					points[n] = curve[n][seed]
				}
				if minutes, ok := minutesFor(points, r.mean()); ok {
					needs, takes = append(needs, minutes), append(takes, r.minutes)
				}
			}
			t.Logf("  %-6s %-20s %s min, %s known; the price of time takes %s %% more (%d seeds)",
				l.name, name, of(all, minutesOf), of(all, record.mean), needs.percentOf(takes), len(needs))
		}
	}
}

func minutesOf(r record) float64 { return r.minutes }

// minutesFor is how long it takes to know so much, between two of the points.
func minutesFor(points []record, known float64) (float64, bool) {
	points = slices.SortedFunc(slices.Values(points), func(a, b record) int {
		if a.mean() < b.mean() {
			return -1
		}
		return 1
	})
	for i := range points[1:] {
		low, high := points[i], points[i+1]
		if low.mean() <= known && known <= high.mean() {
			part := (known - low.mean()) / (high.mean() - low.mean())
			return low.minutes + part*(high.minutes-low.minutes), true
		}
	}
	return 0, false
}

// How much better weights predict that were fitted to the reviews of one learner: the log
// loss of the last fifth, which they were not fitted to.
func TestFits(t *testing.T) {
	t.Parallel()
	const usual = 48
	for _, reviews := range []int{300, 500, 1300, 3500} {
		for _, l := range []struct {
			name   string
			number int
			make   func(seed uint64) (*User, error)
		}{{"users", seeds + 4, anyUser}, {"as published", usual, NewUsual}} {
			var before, after sample
			fits := fitted(t, l.make, reviews, l.number, firstSeed)
			for _, f := range fits {
				before, after = append(before, f.Before), append(after, f.After)
			}
			change := after.minus(before)
			_, worse, taken := gain(fits)
			t.Logf("Fitted to %4d reviews, %-12s loss %.4f -> %.4f (%+.4f ±%.4f), worse for %d, taken by %d of %d",
				reviews, l.name, before.mean(), after.mean(), change.mean(), change.margin(), worse, taken, l.number)
		}
	}
}

var _ rehearsal.Mind = (*ACTR)(nil)

// logBound says how much of what is possible at all is known.
func (tr trial) logBound(t *testing.T, learner string, priced sample) {
	var bounds sample
	for seed := range uint64(boundSeeds) {
		if len(bounds) > 0 && learner != "users" { // the same for all seeds
			bounds = append(bounds, bounds[0])
			continue
		}
		most, ok := tr.bound(t, learner, firstSeed+seed)
		if !ok {
			t.Logf("  %-6s no bound is known but the deck", learner)
			return
		}
		bounds = append(bounds, most)
	}
	share := priced[:boundSeeds].percentOf(bounds)
	t.Logf("  %-6s %-20s %6.1f; the price of time reaches %.0f %%", learner, "bound", bounds.mean(), 100+share.mean())
}

// mean is that of all days that were looked at.
func (r record) mean() float64 {
	sum, n := 0.0, 0.0
	for _, k := range r.known {
		if !math.IsNaN(k) {
			sum, n = sum+k, n+1
		}
	}
	return sum / n
}

// A sample is one figure by seed.
type sample []float64

func (s sample) mean() float64 {
	sum := 0.0
	for _, x := range s {
		sum += x
	}
	return sum / float64(len(s))
}

// margin is half of the 95 % interval of the mean, by Student's t.
func (s sample) margin() float64 {
	mean, square := s.mean(), 0.0
	for _, x := range s {
		square += (x - mean) * (x - mean)
	}
	n := float64(len(s) - 1)
	t := 1.96 + 2.37/n + 2.8/(n*n) // within 1 % from 5 degrees of freedom on
	return t * math.Sqrt(square/n/float64(len(s)))
}

func (s sample) String() string { return fmt.Sprintf("%6.1f ±%4.1f", s.mean(), s.margin()) }

// minus is the difference by seed.
func (s sample) minus(o sample) (d sample) {
	for i := range s {
		d = append(d, s[i]-o[i])
	}
	return d
}

// percentOf is how many percent more s is than o, by seed.
func (s sample) percentOf(o sample) (d sample) {
	for i := range s {
		d = append(d, 100*(s[i]/o[i]-1))
	}
	return d
}
