package fsrs_test

import (
	"math"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
)

func defaultModel(t testing.TB) fsrs.Model {
	t.Helper()
	m, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The law: at a desired retention of 90 % the interval is the stability, since
// that is how stability is defined.
func TestIntervalIsStabilityAtNinetyPercent(t *testing.T) {
	model := defaultModel(t)
	for _, s := range []float64{1, 2, 10, 33, 100, 1000} {
		mem := fsrs.Memory{Stability: s, Difficulty: 5}
		if got := model.Interval(mem, 0.9, 36500); got != int(s) {
			t.Errorf("stability %v: interval %d", s, got)
		}
		if r := model.Retrievability(mem, int(s)); math.Abs(r-0.9) > 1e-6 {
			t.Errorf("stability %v: retrievability %v after as many days", s, r)
		}
	}
}

// The law: something answered right each time on the day it is due is spaced
// further each time. The numbers are worked out in the comment of
// cmd/portdrill's two-week story.
func TestGoodSpacesFurther(t *testing.T) {
	model := defaultModel(t)
	var card fsrs.Card
	var intervals []int
	elapsed := 0
	for range 8 {
		out := model.Answer(card, elapsed, fsrs.Good, 0.9, fsrs.DefaultSteps, fsrs.Fuzz{})
		card, elapsed = out.Card, out.Days
		if out.State == fsrs.Review {
			intervals = append(intervals, out.Days)
		}
	}
	for i := 1; i < len(intervals); i++ {
		if intervals[i] <= intervals[i-1] {
			t.Errorf("intervals %v do not grow", intervals)
		}
	}
	if intervals[0] != 2 || intervals[1] != 11 {
		t.Errorf("intervals %v, want 2 and 11 first", intervals)
	}
}

// The law: a better grade never leads to an earlier asking or a lower stability.
func TestGradesKeepTheirOrder(t *testing.T) {
	model := defaultModel(t)
	for s := 0.5; s < 3000; s *= 1.7 {
		for d := 1.0; d <= 10; d++ {
			for _, elapsed := range []int{0, 1, int(s), int(3 * s)} {
				card := fsrs.Card{State: fsrs.Review, Memory: fsrs.Memory{Stability: s, Difficulty: d}}
				var days [5]int
				var stability [5]float64
				for g := fsrs.Again; g <= fsrs.Easy; g++ {
					out := model.Answer(card, elapsed, g, 0.9, fsrs.DefaultSteps, fsrs.Fuzz{})
					days[g], stability[g] = out.Days, out.Memory.Stability
				}
				if days[fsrs.Again] != 0 || days[fsrs.Hard] > days[fsrs.Good] || days[fsrs.Good] >= days[fsrs.Easy] {
					t.Fatalf("S %v D %v after %d days: intervals %v", s, d, elapsed, days)
				}
				if stability[1] > stability[2] || stability[2] > stability[3] || stability[3] > stability[4] {
					t.Fatalf("S %v D %v after %d days: stabilities %v", s, d, elapsed, stability)
				}
			}
		}
	}
}

// The law: the steps are those of the settings. Good walks them to the end,
// Again starts them anew, Hard waits between the first two, Easy leaves them.
func TestSteps(t *testing.T) {
	model := defaultModel(t)
	answer := func(c fsrs.Card, g fsrs.Grade) fsrs.Outcome {
		return model.Answer(c, 0, g, 0.9, fsrs.DefaultSteps, fsrs.Fuzz{})
	}
	first := map[fsrs.Grade]time.Duration{fsrs.Again: time.Minute, fsrs.Hard: 6 * time.Minute, fsrs.Good: 10 * time.Minute}
	for g, want := range first {
		if out := answer(fsrs.Card{}, g); out.State != fsrs.Learning || out.Wait != want {
			t.Errorf("new, %s: %s in %s, want learning in %s", g, out.State, out.Wait, want)
		}
	}
	if out := answer(fsrs.Card{}, fsrs.Easy); out.State != fsrs.Review || out.Days != 8 {
		t.Errorf("new, easy: %s in %d days, want review in 8", out.State, out.Days)
	}
	second := answer(fsrs.Card{}, fsrs.Good)
	if out := answer(second.Card, fsrs.Again); out.Wait != time.Minute || out.Lapses != 0 {
		t.Errorf("forgotten in the second step: %+v, want one minute and no lapse", out)
	}
	known := fsrs.Card{State: fsrs.Review, Memory: fsrs.Memory{Stability: 20, Difficulty: 5}}
	lapsed := model.Answer(known, 20, fsrs.Again, 0.9, fsrs.DefaultSteps, fsrs.Fuzz{})
	if lapsed.State != fsrs.Relearning || lapsed.Wait != 10*time.Minute || lapsed.Lapses != 1 {
		t.Errorf("forgotten in review: %+v, want relearning in 10 minutes and a lapse", lapsed)
	}
	if out := answer(lapsed.Card, fsrs.Good); out.State != fsrs.Review || out.Days < 1 {
		t.Errorf("relearned: %+v, want review", out)
	}
}

// The law: weights that are no numbers are refused, never replaced.
func TestWeightsAreChecked(t *testing.T) {
	for name, damage := range map[string]func(*fsrs.Weights){
		"NaN":      func(w *fsrs.Weights) { w[3] = math.NaN() },
		"infinite": func(w *fsrs.Weights) { w[17] = math.Inf(1) },
		"no decay": func(w *fsrs.Weights) { w[20] = 0 },
		"too low":  func(w *fsrs.Weights) { w[4] = 0.9 },
		"too high": func(w *fsrs.Weights) { w[11] = 5.1 },
	} {
		w := fsrs.DefaultWeights
		damage(&w)
		if _, err := fsrs.NewModel(w); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	model := defaultModel(b)
	mem := fsrs.Memory{Stability: 20, Difficulty: 5}
	b.ReportAllocs()
	for b.Loop() {
		model.Next(mem, 20, fsrs.Good)
	}
}
