package rehearsal

import (
	"time"

	"portdrill/quiz/fsrs"
)

// An FSRS is the rule of FSRS with a target for every memory.
type FSRS struct {
	Model  fsrs.Model
	Steps  fsrs.Steps
	Target func(fsrs.Memory) float64
	Exam   int                 // day of the exam, by which minutes that are left are worth something; 0 for none
	Counts func(item int) bool // for the exam; nil for all
	Pace   fsrs.Pace
	Seed   uint64 // of fuzz

	cards map[int]*memory
}

type memory struct {
	fsrs.Card
	last    int
	reviews uint64
}

// Begin takes in a card that was begun before, last answered on the day.
func (f *FSRS) Begin(item int, c fsrs.Card, last, reviews int) {
	if f.cards == nil {
		f.cards = make(map[int]*memory)
	}
	f.cards[item] = &memory{c, last, uint64(reviews)}
}

// Answer is [Rule].
func (f *FSRS) Answer(item, day int, right bool) (time.Duration, int) {
	if f.cards[item] == nil {
		f.Begin(item, fsrs.Card{}, day, 0)
	}
	c, grade := f.cards[item], fsrs.Good
	if !right {
		grade = fsrs.Again
	}
	const shift = 20 // more than there are reviews of a card
	fuzz := fsrs.NewFuzz(f.Seed ^ uint64(item)<<shift ^ c.reviews)
	next := f.Model.Next(c.Memory, day-c.last, grade)
	out := f.Model.Answer(c.Card, day-c.last, grade, f.Target(next), f.Steps, fuzz)
	c.Card, c.last = out.Card, day
	c.reviews++
	return out.Wait, out.Days
}

// Urgency is [Rule]: what is least likely to be recalled comes first.
func (f *FSRS) Urgency(item, day int) float64 { return f.recall(item, day) }

func (f *FSRS) recall(item, day int) float64 {
	c := f.cards[item]
	return f.Model.Retrievability(c.Memory, day-c.last)
}

// Worth is [Rule]: see [Worth].
func (f *FSRS) Worth(item, day int) float64 {
	c := f.cards[item]
	if f.Exam <= 0 || f.Counts != nil && !f.Counts(item) {
		return 0
	}
	return Worth(f.Model, c.Memory, day-c.last, f.Exam-day, f.Pace)
}

// Worth is by how much an answer now raises the probability of recall so many days from
// now, per second that it takes:
//
//	(R·R'(good) + (1-R)·R'(again) - R') / seconds
func Worth(m fsrs.Model, mem fsrs.Memory, elapsed, until int, pace fsrs.Pace) float64 {
	if until < 0 {
		return 0
	}
	r := m.Retrievability(mem, elapsed)
	good, again := m.Next(mem, elapsed, fsrs.Good), m.Next(mem, elapsed, fsrs.Again)
	later := r*m.Retrievability(good, until) + (1-r)*m.Retrievability(again, until)
	return (later - m.Retrievability(mem, elapsed+until)) / (r*pace.Right + (1-r)*pace.Wrong)
}

// Card returns the card of an item that was begun.
func (f *FSRS) Card(item int) fsrs.Card { return f.cards[item].Card }
