package progress

import (
	"math"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

func assertNear(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s is %.12f, want %.12f", what, got, want)
	}
}

// Quantiles that have a closed form: Beta(1,1) is uniform, Beta(n,1) is the n-th
// root, Beta(½,½) the arcsine law; and that of the binomial beyond: I_x(k, n-k+1) is
// the chance of k or more of n.
func TestBetaQuantiles(t *testing.T) {
	for _, p := range []float64{0.05, 0.5, 0.95} {
		assertNear(t, "uniform", betaQuantile(p, 1, 1), p, 1e-12)
		assertNear(t, "root", betaQuantile(p, 7, 1), math.Pow(p, 1.0/7), 1e-12)
		assertNear(t, "arcsine", betaQuantile(p, 0.5, 0.5), math.Pow(math.Sin(math.Pi*p/2), 2), 1e-12)
		assertNear(t, "mirror", betaQuantile(p, 3, 8), 1-betaQuantile(1-p, 8, 3), 1e-12)
		assertNear(t, "and back", betaBelow(betaQuantile(p, 900_000, 100_000), 900_000, 100_000), p, 1e-9)
	}
	const n, k, x = 12, 9, 0.7
	tail := 0.0
	for i := k; i <= n; i++ {
		tail += math.Exp(choose(n, i)) * math.Pow(x, float64(i)) * math.Pow(1-x, float64(n-i))
	}
	assertNear(t, "binomial tail", betaBelow(x, k, n-k+1), tail, 1e-12)
}

// Law: what guessing alone gets right counts for nothing, and of typed answers each
// counts whole.
func TestSharesAreCorrectedForGuessing(t *testing.T) {
	var typed, chosen, guessed, both sample
	typed.add(trials{n: 40, correct: 30})
	chosen.add(trials{n: 40, correct: 30, guess: 0.25})
	guessed.add(trials{n: 40, correct: 8, guess: 0.25})
	both.add(trials{n: 40, correct: 30})
	both.add(trials{n: 40, correct: 30, guess: 0.25})
	assertNear(t, "typed", typed.share(), 0.75, 1e-12)
	assertNear(t, "its size", typed.size(), 40, 1e-9)
	assertNear(t, "chosen", chosen.share(), (0.75-0.25)/0.75, 1e-12)
	assertNear(t, "below chance", guessed.share(), 0, 0)
	assertNear(t, "both", both.share(), (30.0+20)/(40+30), 1e-12)
	if chosen.size() >= 30 || both.size() <= typed.size() || both.size() >= 70 {
		t.Errorf("chosen answers tell as much as %v typed ones, with 40 typed ones %v", chosen.size(), both.size())
	}
	e := typed.estimate(0.9, priorAnswers)
	assertNear(t, "shrunk", e.Mean, (9.0+30)/(10+40), 1e-12)
	if !(e.Low < e.Mean && e.Mean < e.High) {
		t.Errorf("%+v", e)
	}
	none := sample{}.estimate(0.9, priorAnswers)
	assertNear(t, "of nothing", none.Mean, 0.9, 1e-12)
}

// Fisher's lady tasted eight cups: to have four, and three or more, of four right is
// 1 and 17 in 70. Strata of which one says nothing add nothing; and what is counted
// exactly agrees with the approximation for many answers.
func TestChance(t *testing.T) {
	cups := func(right int) float64 { return chance([]stratum{{all: 8, correct: 4, n: 4, right: right}}) }
	assertNear(t, "none right", cups(0), 1.0/70, 1e-12)
	assertNear(t, "one at most", cups(1), 17.0/70, 1e-12)
	assertNear(t, "any", cups(4), 1, 1e-12)
	with := chance([]stratum{{all: 8, correct: 4, n: 4, right: 1}, {all: 5, correct: 3, n: 5, right: 3}})
	assertNear(t, "with one that says nothing", with, 17.0/70, 1e-12)
	big := []stratum{{all: 4000, correct: 3600, n: 800, right: 700}, {all: 900, correct: 500, n: 5, right: 2}}
	if exact, near := chance(big), mantelHaenszel(big); exact <= 0 || math.Abs(exact-near) > 0.25*near {
		t.Errorf("exact %g, approximated %g", exact, near)
	}
}

// A trend lies within what both sides leave open; that of the same twice is nothing.
func TestChange(t *testing.T) {
	var poor, good, few sample
	poor.add(trials{n: 40, correct: 20})
	good.add(trials{n: 40, correct: 36})
	few.add(trials{n: 5, correct: 4})
	up, same, unsure := change(poor, good), change(good, good), change(poor, few)
	assertNear(t, "up", up.Mean, (36.5-20.5)/41, 1e-12)
	if !(up.Low > 0.2 && up.High < 0.6) || same.Mean != 0 || same.Low >= 0 || same.High <= 0 {
		t.Errorf("up %+v, same %+v", up, same)
	}
	if unsure.Low > 0 || unsure.High-unsure.Low < up.High-up.Low {
		t.Errorf("of few answers %+v", unsure)
	}
	down := change(good, poor)
	assertNear(t, "mirrored", down.Low, -up.High, 1e-12)
}

// With even odds, not once more in n answers has the probability 1/(n+1) where
// nothing was seen before (Jeffreys' prior aside): here by the product.
func TestIsOver(t *testing.T) {
	p := 1.0
	for j := range 6 {
		p *= (10.5 + float64(j)) / (21 + float64(j))
	}
	if isOver(20, 10, 6, 0, p*0.999) || !isOver(20, 10, 6, 0, p*1.001) {
		t.Errorf("six without any after ten of twenty: want the probability %v", p)
	}
	if isOver(20, 10, 0, 0, 0.99) || !isOver(2, 2, 10, 0, 0.05) || isOver(20, 1, 10, 0, 0.05) {
		t.Error("none after, or two of two, or one of twenty")
	}
}

func TestMedian(t *testing.T) {
	for _, each := range []struct {
		tenths map[int]int
		want   time.Duration
	}{
		{nil, 0}, {map[int]int{7: 1}, 700 * time.Millisecond}, {map[int]int{7: 1, 10: 1}, 850 * time.Millisecond},
		{map[int]int{1: 2, 3: 1}, 100 * time.Millisecond}, {map[int]int{1: 2, 3: 2, 50: 1}, 300 * time.Millisecond},
	} {
		if got := median(each.tenths); got != each.want {
			t.Errorf("median of %v is %v, want %v", each.tenths, got, each.want)
		}
	}
}

// A day without answers ends a streak, but the day that it is does not yet.
func TestStreak(t *testing.T) {
	d := Days{}
	for _, day := range []quiz.Day{100, 101, 102, 103, 110, 111} {
		d[day] = quiz.Tally{Answers: 3}
	}
	for _, each := range []struct {
		day          quiz.Day
		now, longest int
	}{{111, 2, 4}, {112, 2, 4}, {113, 0, 4}, {103, 4, 4}} {
		if now, longest := d.Streak(each.day); now != each.now || longest != each.longest {
			t.Errorf("on %d a streak of %d, the longest %d; want %d and %d", each.day, now, longest, each.now, each.longest)
		}
	}
	if now, longest := (Days{}).Streak(5); now != 0 || longest != 0 {
		t.Errorf("of nothing %d, %d", now, longest)
	}
}

// Weeks begin on Mondays: 2026-11-23 is one, and 2026-11-24 is in its week.
func TestWeeks(t *testing.T) {
	monday := quiz.DayOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), 0)
	d := Days{monday - 8: {Answers: 1}, monday: {Answers: 4, Repeats: 3, Recalled: 2}, monday + 1: {Answers: 5, Repeats: 1, Recalled: 1}}
	weeks := d.Weeks(monday+1, 52)
	if len(weeks) != 3 || weeks[0].Monday != monday-14 || weeks[0].Answers != 1 || weeks[2].Answers != 9 {
		t.Fatalf("%+v", weeks)
	}
	assertNear(t, "retention", weeks[2].Retention.Mean, 3.5/5, 1e-12)
	if got := d.Weeks(monday+1, 2); len(got) != 2 || got[0].Monday != monday-7 {
		t.Errorf("%+v", got)
	}
}

// What is overdue or in the steps is due today; suspended never; buried from the
// next day on.
func TestForecast(t *testing.T) {
	card := func(id questions.FacetID, state fsrs.State, due quiz.Day) quiz.Card {
		c := quiz.Card{Facet: id, DueDay: due}
		c.State = state
		return c
	}
	cards := []quiz.Card{
		card("late", fsrs.Review, 90), card("now", fsrs.Review, 100), card("step", fsrs.Learning, 300), card("soon", fsrs.Review, 102),
		card("far", fsrs.Review, 130), card("held", fsrs.Review, 100), card("buried", fsrs.Review, 100),
	}
	holds := map[questions.FacetID]quiz.Hold{"held": {Suspended: true}, "buried": {Buried: true, Until: 100}}
	if got, want := Forecast(cards, holds, 100, 4), []int{3, 1, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Two reviews, of which one was predicted with .9 and recalled, one with .8 and not.
func TestCalibration(t *testing.T) {
	fits := map[quiz.Bin]quiz.Fit{
		{Lag: 1, Likely: 18}: {Reviews: 1, Recalled: 1, Predicted: 900_000, Loss: 105_361},
		{Lag: 2, Likely: 16}: {Reviews: 1, Recalled: 0, Predicted: 800_000, Loss: 1_609_438},
	}
	c := CalibrationOf(fits)
	assertNear(t, "predicted", c.Predicted, 0.85, 1e-12)
	assertNear(t, "actual", c.Actual, 0.5, 1e-12)
	assertNear(t, "log loss", c.LogLoss, (-math.Log(0.9)-math.Log(0.2))/2, 1e-6)
	assertNear(t, "RMSE(bins)", c.RMSE, math.Sqrt((0.01+0.64)/2), 1e-12)
	if len(c.Curve) != 2 || c.Curve[0].From != 0.8 || c.Curve[1].Reviews != 1 {
		t.Errorf("%+v", c.Curve)
	}
	if none := CalibrationOf(nil); none.Reviews != 0 || none.RMSE != 0 {
		t.Errorf("%+v", none)
	}
}
