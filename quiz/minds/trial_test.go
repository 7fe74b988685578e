package minds

import (
	"fmt"
	"math"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/quiz/rehearsal"
)

// A trial is what a learner goes through with each rival.
type trial struct {
	services int
	days     int
	minutes  time.Duration // 0 for as many as are needed
	new      int           // a day
	exam     bool          // on the last day
}

// learners are those that rivals are tried on, by name.
var learners = []struct {
	name string
	make func(t *testing.T, seed uint64) rehearsal.Mind
}{
	{"users", func(t *testing.T, seed uint64) rehearsal.Mind {
		u, err := NewUser(int(seed)%len(UserWeights), seed)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}},
	{"actr", func(_ *testing.T, seed uint64) rehearsal.Mind { return NewACTR(UsualOffset, seed) }},
	{"mcm", func(_ *testing.T, seed uint64) rehearsal.Mind { return NewMCM(seed) }},
	{"actr0", func(_ *testing.T, seed uint64) rehearsal.Mind { return NewACTR(HardOffset, seed) }},
}

// How long answers take, and prices of a second.
const (
	rightTakes = 4 * time.Second
	wrongTakes = 9 * time.Second
	examPrice  = 2.0
	usualPrice = 0.5
)

var usualPace = fsrs.Pace{Right: 4, Wrong: 9}

// constant aims at the same retention always.
func constant(retention float64) func(fsrs.Memory) float64 {
	return func(fsrs.Memory) float64 { return retention }
}

// priced aims are solved for once.
func priced(t *testing.T, price float64) func(fsrs.Memory) float64 {
	if aims[price] == nil {
		aims[price] = fsrs.NewAims(published(t), price, usualPace)
	}
	return aims[price].Target
}

var aims = make(map[float64]*fsrs.Aims)

func published(t *testing.T) fsrs.Model {
	m, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var (
	twoSteps = fsrs.DefaultSteps
	oneStep  = fsrs.Steps{Learning: []time.Duration{again}, Relearning: []time.Duration{again}, Maximum: twoSteps.Maximum}
)

// rules are the rivals. Those of FSRS have the published weights.
func rules(t *testing.T, name string, tr trial, seed uint64) rehearsal.Rule {
	f := &rehearsal.FSRS{Model: published(t), Steps: oneStep, Pace: usualPace, Seed: seed}
	if tr.exam {
		f.Exam = tr.days
	}
	switch name {
	case asItWas, "FSRS .90, two steps":
		f.Steps, f.Target = twoSteps, constant(0.90)
	case "FSRS .90, one step":
		f.Target = constant(0.90)
	case "FSRS .80, one step":
		f.Target = constant(0.80)
	case "price of time":
		f.Target = priced(t, usualPrice)
		if tr.exam {
			f.Target = priced(t, examPrice)
		}
	case "Leitner to 14 days":
		return ladder{make(boxes), leitner14}
	case "Leitner to 60 days":
		return ladder{make(boxes), leitner60}
	case "SM-2":
		return sm2{make(boxes)}
	case "Memrise's ladder":
		return ladder{make(boxes), memrise}
	case "random":
		return random{newRand(seed, 3<<40)}
	default: // a price
		var price float64
		if _, err := fmt.Sscanf(name, "price %g", &price); err != nil {
			t.Fatal(name)
		}
		f.Target = priced(t, price)
	}
	return f
}

// asItWas is what the program did before: a session ended where nothing was due, however
// many minutes were left.
const asItWas = "FSRS .90, as it was"

var names = []string{
	asItWas, "FSRS .90, two steps", "FSRS .90, one step", "FSRS .80, one step", "price of time",
	"Leitner to 14 days", "Leitner to 60 days", "SM-2", "Memrise's ladder", "random",
}

// A record is how a learner got on.
type record struct {
	known   []float64 // by day from 0: services, either direction counting a half, by expected recall at its end
	minutes float64
	answers int
}

func (r record) last() float64 { return r.known[len(r.known)-1] }

// course is one of services, of which both directions are items, the second some after
// the first.
func (tr trial) course() rehearsal.Course {
	order := teaching(tr.services)
	return rehearsal.Course{
		Items: len(order), Group: func(item int) int { return order[item] },
		Minutes: tr.minutes, New: tr.new, Fill: tr.minutes > 0, Right: rightTakes, Wrong: wrongTakes,
	}
}

// teaching returns the service of each item: the second direction comes ten later.
func teaching(services int) (order []int) {
	const lag = 10
	for n := range services + lag {
		if n < services {
			order = append(order, n)
		}
		if n >= lag {
			order = append(order, n-lag)
		}
	}
	return order
}

// plays lets the mind learn by the rule; what is known is looked at every so many days,
// and on the last one.
func (tr trial) plays(c rehearsal.Course, mind rehearsal.Mind, rule rehearsal.Rule, every int) record {
	if _, all := rule.(random); all {
		for item := range c.Items {
			c.Begin(item, 0)
		}
	}
	r := record{known: make([]float64, tr.days)}
	for day := range tr.days {
		done := c.Day(mind, rule, day)
		r.minutes += done.Spent.Minutes()
		r.answers += done.Answers
		if r.known[day] = math.NaN(); day == tr.days-1 || day%every == 0 {
			r.known[day] = known(mind, c.Items) / 2
		}
	}
	return r
}

func known(mind rehearsal.Mind, items int) (sum float64) {
	for item := range items {
		sum += mind.Recall(item)
	}
	return sum
}
