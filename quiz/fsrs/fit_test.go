package fsrs_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"portdrill/quiz/fsrs"
)

// forgetful are weights of somebody who forgets sooner than most.
func forgetful() fsrs.Weights {
	w := fsrs.DefaultWeights
	w[0], w[2], w[8], w[20] = 0.05, 0.4, 1.2, 0.4
	return w
}

// studied is what a learner of the weights answers who is asked when nine in ten are
// recalled by the published ones: ten cards a day are begun, until there are so many
// reviews.
func studied(t testing.TB, w fsrs.Weights, reviews int, seed uint64) (all []fsrs.History) {
	t.Helper()
	truth, err := fsrs.NewModel(w)
	if err != nil {
		t.Fatal(err)
	}
	model, chance := defaultModel(t), rand.New(rand.NewPCG(seed, 0))
	type card struct {
		truth, model fsrs.Memory
		last, due    int
	}
	var cards []card
	const newADay, firstRecall, retention, longest = 10, 0.4, 0.9, 36500
	for day, done := 0, 0; done < reviews; day++ {
		for range newADay {
			cards, all = append(cards, card{due: day, last: day}), append(all, nil)
		}
		for i := range cards {
			c := &cards[i]
			if c.due > day {
				continue
			}
			recall, grade := firstRecall, fsrs.Again
			if !c.truth.IsZero() {
				recall = truth.Retrievability(c.truth, day-c.last)
				done++
			}
			if chance.Float64() < recall {
				grade = fsrs.Good
			}
			all[i] = append(all[i], fsrs.Rating{Day: day, Grade: grade})
			c.truth, c.model = truth.Next(c.truth, day-c.last, grade), model.Next(c.model, day-c.last, grade)
			c.last, c.due = day, day+model.Interval(c.model, retention, longest)
		}
	}
	return all
}

// The law: weights are fitted to enough reviews only, and to somebody who is unlike most
// they fit better than those of most.
func TestFit(t *testing.T) {
	m := defaultModel(t)
	few := studied(t, forgetful(), 100, 1)
	if f, err := m.Fit(few); !errors.Is(err, fsrs.ErrTooFew) || f.Reviews != fsrs.CountPredicted(few) {
		t.Errorf("of %d reviews came %+v, %v", fsrs.CountPredicted(few), f, err)
	}
	histories := studied(t, forgetful(), 1000, 1)
	f, err := m.Fit(histories)
	if err != nil || f.Weights.Check() != nil {
		t.Fatal(err, f.Weights.Check())
	}
	if !f.Better() || f.Reviews < 1000 || f.Held < f.Reviews/10 || f.Held > f.Reviews/2 {
		t.Errorf("%+v are no better than the published weights", f)
	}
	again, err := m.Fit(histories)
	if err != nil || again != f {
		t.Errorf("once more: %+v, %v; first: %+v", again, err, f)
	}

	own, err := fsrs.NewModel(f.Weights)
	if err != nil {
		t.Fatal(err)
	}
	if once, err := own.Fit(histories); err != nil || once.Better() || once.Weights != f.Weights || once.Before != f.After {
		t.Errorf("what is in force was fitted again: %+v, %v", once, err)
	}
}

// The law: what is held out changes how weights are judged, and not what they are.
func TestFitDoesNotSeeWhatIsHeldOut(t *testing.T) {
	m, histories := defaultModel(t), studied(t, forgetful(), 1000, 2)
	last := 0
	for _, h := range histories {
		last = max(last, h[len(h)-1].Day)
	}
	before, err := m.Fit(histories)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range histories {
		if i := len(h) - 1; h[i].Day == last && h[i].Grade == fsrs.Good {
			h[i].Grade = fsrs.Again
		}
	}
	after, err := m.Fit(histories)
	if err != nil || after.Weights != before.Weights || after.After <= before.After {
		t.Errorf("all was forgotten on the last day: %+v, %v; before: %+v", after, err, before)
	}
}

// The law: whatever the histories, what comes out are weights.
func TestFitOfAnything(t *testing.T) {
	m := defaultModel(t)
	make := func(grade func(i int) fsrs.Grade, apart int) (all []fsrs.History) {
		for range 100 {
			var h fsrs.History
			for i := range 8 {
				h = append(h, fsrs.Rating{Day: i * apart, Grade: grade(i)})
			}
			all = append(all, h)
		}
		return append(all, nil)
	}
	for name, histories := range map[string][]fsrs.History{
		"all forgotten":        make(func(int) fsrs.Grade { return fsrs.Again }, 1),
		"all easy":             make(func(int) fsrs.Grade { return fsrs.Easy }, 1),
		"hard years later":     make(func(int) fsrs.Grade { return fsrs.Hard }, 3000),
		"in turn":              make(func(i int) fsrs.Grade { return fsrs.Grade(1 + i%4) }, 20),
		"by a clock set back":  append(make(func(int) fsrs.Grade { return fsrs.Good }, -1), make(func(int) fsrs.Grade { return fsrs.Good }, 1)...),
		"one day is held out":  make(func(i int) fsrs.Grade { return fsrs.Grade(1 + 2*(i%2)) }, 1),
		"forgotten and never":  make(func(i int) fsrs.Grade { return fsrs.Grade(1 + 3*(i%2)) }, 1),
		"forgotten every year": make(func(i int) fsrs.Grade { return fsrs.Again }, 365),
	} {
		f, err := m.Fit(histories)
		if err != nil || f.Weights.Check() != nil || !(f.Before > 0 && f.After > 0 && f.Error >= 0) {
			t.Errorf("%s: %+v, %v, %v", name, f, err, f.Weights.Check())
		}
		if w := f.Weights; name == "all easy" && !(w[0] <= w[1] && w[1] <= w[2] && w[2] <= w[3]) {
			t.Errorf("%s: first stabilities %v", name, w[:4])
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, reviews := range []int{10_000, 100_000} {
		m, histories := defaultModel(b), studied(b, forgetful(), reviews, 3)
		b.Run(fmt.Sprint(reviews), func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Fit(histories); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
