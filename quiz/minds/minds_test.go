package minds

import (
	"math"
	"testing"
	"time"

	"portdrill/quiz/rehearsal"
)

const day = 24 * time.Hour

// met returns the probability of recall two months after eight meetings with the rests
// between them, averaged over many items.
func met(mind rehearsal.Mind, rest time.Duration) float64 {
	const items, meetings = 100, 8
	for n := range meetings {
		for item := range items {
			mind.Answer(item)
		}
		if mind.Study(10 * time.Minute); n < meetings-1 {
			mind.Rest(rest)
		}
	}
	mind.Rest(60 * day)
	return known(mind, items) / items
}

// The law of every learner: what was never met is not recalled; what was met is forgotten
// with time; and less after several meetings with rests between than without.
func TestMinds(t *testing.T) {
	for _, l := range learners {
		m := l.make(t, 1)
		if m.Recall(0) != 0 || m.Answer(0) {
			t.Errorf("%s: it was never met", l.name)
		}
		for item := range 100 {
			m.Answer(item)
		}
		m.Rest(day)
		before := known(m, 100)
		if m.Rest(30 * day); known(m, 100) >= before {
			t.Errorf("%s: %.1f known after a day, %.1f after a month", l.name, before, known(m, 100))
		}
		massed, spaced := 0.0, 0.0
		for seed := range uint64(16) { // of as many people: one of them differs
			massed += met(l.make(t, seed), 0) / 16
			spaced += met(l.make(t, seed), 7*day) / 16
		}
		if spaced <= massed {
			t.Errorf("%s: two months later %.3f after massed meetings, %.3f after spaced ones", l.name, massed, spaced)
		}
	}
}

// One meeting leaves as much in the multiscale model as it was calibrated to.
func TestMCMForgets(t *testing.T) {
	for days, want := range map[int]float64{1: 0.36, 7: 0.22, 30: 0.15} {
		sum := 0.0
		const items = 2000
		m := NewMCM(3)
		for item := range items {
			m.Answer(item)
		}
		m.Rest(time.Duration(days) * day)
		if sum = known(m, items) / items; math.Abs(sum-want) > 0.03 {
			t.Errorf("%.3f after %d days, want about %.2f", sum, days, want)
		}
	}
}

// The law of a comparison: with the same seed and rule everything comes out the same;
// every rival uses its minutes and begins nothing that is not counted; and none knows
// more than the bound.
func TestTrial(t *testing.T) {
	tr := trial{services: 40, days: 15, minutes: 3 * time.Minute, new: 1000, exam: true}
	for _, l := range learners {
		const runs = 3
		var most float64
		for seed := range uint64(runs) {
			one, _ := tr.bound(t, l.name, seed)
			most += one / runs
		}
		for _, name := range names[1:] {
			sum := 0.0
			for seed := range uint64(runs) {
				r := tr.plays(tr.course(), l.make(t, seed), rules(t, name, tr, seed), tr.days)
				if again := tr.plays(tr.course(), l.make(t, seed), rules(t, name, tr, seed), tr.days); again.last() != r.last() {
					t.Errorf("%s under %s: %v known, and %v", l.name, name, r.last(), again.last())
				}
				if want := float64(tr.days) * tr.minutes.Minutes(); r.minutes < want {
					t.Errorf("%s under %s: used %.1f of %.0f minutes", l.name, name, r.minutes, want)
				}
				sum += r.last() / runs
			}
			if sum > most {
				t.Errorf("%s under %s: knows %.1f, and no more than %.1f is possible", l.name, name, sum, most)
			}
		}
	}
}
