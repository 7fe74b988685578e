package fsrs_test

import (
	"testing"

	"portdrill/quiz/fsrs"
)

var pace = fsrs.Pace{Right: 4, Wrong: 9}

func aimsAt(t *testing.T, price float64) *fsrs.Aims {
	m, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		t.Fatal(err)
	}
	return fsrs.NewAims(m, price, pace)
}

// The law: the dearer a second is, the later everything is asked; and what is more
// stable is asked no sooner.
func TestAimsFollowThePrice(t *testing.T) {
	m, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		t.Fatal(err)
	}
	const longest = 36500
	wait := func(a *fsrs.Aims, s, d float64) int {
		mem := fsrs.Memory{Stability: s, Difficulty: d}
		return m.Interval(mem, a.Target(mem), longest)
	}
	cheap, dear := aimsAt(t, 0.5), aimsAt(t, 2)
	for d := 1.0; d <= 10; d += 0.5 {
		before := 0
		for s := 0.1; s < 1000; s *= 1.3 {
			a, b := wait(cheap, s, d), wait(dear, s, d)
			if a > b+1+b/10 { // a grid is a grid
				t.Errorf("S %.1f D %.1f: %d days at the low price, %d at the high one", s, d, a, b)
			}
			if a < before {
				t.Errorf("S %.1f D %.1f: %d days, and %d for less", s, d, a, before)
			}
			before = a
		}
	}
	mem := fsrs.Memory{Stability: 100, Difficulty: 5}
	young := fsrs.Memory{Stability: 3, Difficulty: 5}
	if hard := (fsrs.Memory{Stability: 3, Difficulty: 9}); cheap.Target(young) >= cheap.Target(mem) || cheap.Target(hard) >= cheap.Target(young) {
		t.Errorf("aims at %v for what is stable, %v for what is young, %v for what is hard too",
			cheap.Target(mem), cheap.Target(young), cheap.Target(hard))
	}
}

// A target is a probability whatever the memory.
func TestAimsHaveBounds(t *testing.T) {
	for _, price := range []float64{0.01, 0.5, 20} {
		a := aimsAt(t, price)
		for _, mem := range []fsrs.Memory{{Stability: 0.001, Difficulty: 1}, {Stability: 36500, Difficulty: 10}, {Stability: 0.03, Difficulty: 10}} {
			if r := a.Target(mem); !(r > 0 && r < 1) {
				t.Errorf("price %v, %v: aims at %v", price, mem, r)
			}
		}
	}
}

func BenchmarkNewAims(b *testing.B) {
	m, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fsrs.NewAims(m, 0.5, pace)
	}
}
