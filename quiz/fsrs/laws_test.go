package fsrs_test

import (
	"math"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
)

// The law: fuzz moves an interval by no more than Anki's delta, always the same
// way for the same seed, never over the maximum or out of the order of grades,
// and short intervals not at all. Over many seeds it uses the whole span evenly.
func TestFuzz(t *testing.T) {
	model := defaultModel(t)
	steps := fsrs.DefaultSteps
	steps.Maximum = 400
	for _, stability := range []float64{0.5, 1.4, 2, 3, 6.6, 12, 30, 100, 390, 2000} {
		card := fsrs.Card{State: fsrs.Review, Memory: fsrs.Memory{Stability: stability, Difficulty: 5}}
		plain := model.Preview(card, int(stability), 0.9, steps, fsrs.Fuzz{})
		seen := make(map[int]int)
		const seeds = 4000
		for seed := range uint64(seeds) {
			got := model.Preview(card, int(stability), 0.9, steps, fsrs.NewFuzz(seed))
			if got != model.Preview(card, int(stability), 0.9, steps, fsrs.NewFuzz(seed)) {
				t.Fatalf("seed %d gives two outcomes", seed)
			}
			hard, good, easy := got[fsrs.Hard].Days, got[fsrs.Good].Days, got[fsrs.Easy].Days
			if hard < 1 || hard > good || good > easy || easy > steps.Maximum || good == easy && easy < steps.Maximum {
				t.Fatalf("stability %v, seed %d: %d, %d, %d days", stability, seed, hard, good, easy)
			}
			if want := float64(plain[fsrs.Good].Days); math.Abs(float64(good)-want) > most(want) {
				t.Fatalf("stability %v, seed %d: %d days, unmoved %v", stability, seed, good, want)
			}
			if plain[fsrs.Good].Memory != got[fsrs.Good].Memory {
				t.Fatal("fuzz moved a memory")
			}
			seen[good]++
		}
		if days := plain[fsrs.Good].Days; days < 3 && len(seen) != 1 {
			t.Errorf("%d days were moved: %v", days, seen)
		}
		if plain[fsrs.Easy].Days == steps.Maximum { // there the maximum and the order press them together
			continue
		}
		for days, n := range seen {
			if share := float64(n) * float64(len(seen)) / seeds; share < 0.5 || share > 1.6 {
				t.Errorf("stability %v: %d days %d times of %d, in %d places", stability, days, n, seeds, len(seen))
			}
		}
	}
}

// most is Anki's delta, and a day for rounding.
func most(days float64) float64 {
	delta := 2.0
	delta += 0.15 * max(min(days, 7)-2.5, 0)
	delta += 0.10 * max(min(days, 20)-7, 0)
	return delta + 0.05*max(days-20, 0)
}

// The law: a preview is what the answers would be.
func TestPreview(t *testing.T) {
	model := defaultModel(t)
	card := fsrs.Card{State: fsrs.Review, Memory: fsrs.Memory{Stability: 9, Difficulty: 5}}
	all := model.Preview(card, 9, 0.9, fsrs.DefaultSteps, fsrs.NewFuzz(7))
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		if got := model.Answer(card, 9, g, 0.9, fsrs.DefaultSteps, fsrs.NewFuzz(7)); got != all[g] {
			t.Errorf("%s: %+v, previewed %+v", g, got, all[g])
		}
	}
}

// The law: without the short term there are no steps, and nothing is asked twice
// on a day.
func TestLongTermHasNoSteps(t *testing.T) {
	model := defaultModel(t).LongTerm()
	var card fsrs.Card
	for i := range 60 {
		g := fsrs.Grade(1 + i*7%4)
		out := model.Answer(card, i%3, g, 0.9, fsrs.DefaultSteps, fsrs.Fuzz{})
		if out.State != fsrs.Review || out.Days < 1 || out.Wait != 0 {
			t.Fatalf("answer %d: %+v", i, out)
		}
		card = out.Card
	}
}

// The law: steps of a day or more, of nothing, and a maximum that is none are
// refused.
func TestStepsAreChecked(t *testing.T) {
	if err := fsrs.DefaultSteps.Check(); err != nil {
		t.Error(err)
	}
	for name, s := range map[string]fsrs.Steps{
		"a day":          {Learning: []time.Duration{24 * time.Hour}, Maximum: 1},
		"nothing":        {Relearning: []time.Duration{0}, Maximum: 1},
		"below nothing":  {Learning: []time.Duration{-time.Minute}, Maximum: 1},
		"no maximum":     {},
		"a century more": {Maximum: 36501},
	} {
		if err := s.Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The law: there are 21 weights, no more and no fewer.
func TestWeightsAreCounted(t *testing.T) {
	list := fsrs.DefaultWeights[:]
	if w, err := fsrs.WeightsOf(list); err != nil || w != fsrs.DefaultWeights {
		t.Errorf("the default: %v", err)
	}
	for _, list := range [][]float64{nil, list[:16], list[:18], list[:20], append(list[:21:21], 1)} {
		if _, err := fsrs.WeightsOf(list); err == nil {
			t.Errorf("%d weights: accepted", len(list))
		}
	}
}

// The law: weights of FSRS-4.5 and FSRS-5 become what migrateParameters of ts-fsrs
// 5.4.2 makes of them.
func TestOlderWeightsAreMigrated(t *testing.T) {
	for name, c := range map[string]struct{ list, want []float64 }{
		"FSRS-4.5": {
			[]float64{0.4872, 1.4003, 3.7145, 13.8206, 5.1618, 1.2298, 0.8975, 0.031, 1.6474, 0.1367, 1.0461, 2.1072, 0.0793, 0.3246, 1.587, 0.2272, 2.8755},
			[]float64{0.4872, 1.4003, 3.7145, 13.8206, 7.6214, 0.51510155, 1.3975, 0.031, 1.6474, 0.1367, 1.0461, 2.1072, 0.0793, 0.3246, 1.587, 0.2272, 2.8755, 0, 0, 0, 0.5},
		},
		"FSRS-5": {
			[]float64{0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925, 1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621},
			[]float64{0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925, 1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621, 0, 0.5},
		},
	} {
		if w, err := fsrs.WeightsOf(c.list); err != nil || w != fsrs.Weights(c.want) {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
}
