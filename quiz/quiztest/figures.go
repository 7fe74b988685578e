// Package quiztest counts figures as they were counted before the answers that stand
// were kept: beside the log, event by event. It is what tests hold figures to. Only
// tests import it.
package quiztest

import (
	"maps"
	"math"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Figures are all that was counted.
type Figures struct {
	Days       map[quiz.Day]quiz.Tally
	Confusions map[quiz.Mixed]quiz.Confusion
	Slots      map[Slot]Count
	Fits       map[quiz.Bin]quiz.Fit

	Before    map[questions.FacetID]quiz.Card // the cards as they stood before the event
	scheduler quiz.Scheduler                  // in force
}

// A Slot is what answers were counted by.
type Slot struct {
	Day     quiz.Day
	Facet   questions.FacetID
	Kind    questions.Kind
	Options int
	Fresh   bool
	Chosen  string
}

// A Count is how the answers of a slot were, with their times in tenths of a second,
// the shortest first.
type Count struct {
	Correct int
	Took    []int64
}

func (c Count) plus(correct bool, took time.Duration) Count {
	if correct {
		c.Correct++
	}
	tenths := max(took.Milliseconds(), 0) / 100
	at, _ := slices.BinarySearch(c.Took, tenths)
	c.Took = slices.Insert(c.Took, at, tenths)
	return c
}

// FiguresOf counts the events of one learner, in whatever order they come.
func FiguresOf(events []quiz.Event) *Figures {
	f := &Figures{
		Days: make(map[quiz.Day]quiz.Tally), Confusions: make(map[quiz.Mixed]quiz.Confusion),
		Slots: make(map[Slot]Count), Fits: make(map[quiz.Bin]quiz.Fit), Before: make(map[questions.FacetID]quiz.Card),
	}
	f.follow(quiz.DefaultSettings())
	quiz.Walk(events, f.See)
	return f
}

func (f *Figures) follow(s quiz.Settings) { f.scheduler, _ = quiz.SchedulerOf(s) }

// See counts the next event, which is not taken back, and led to what is shown.
func (f *Figures) See(e quiz.Event, after quiz.Derived) {
	switch {
	case e.Change != nil:
		f.follow(after.Settings)
		f.Before = maps.Clone(after.Cards)
	case e.Kind == quiz.ResetEvent:
		for _, facet := range e.About {
			delete(f.Before, facet)
		}
	case e.Answer != nil:
		f.answer(e)
		for _, facet := range e.Answer.Facets {
			if card, begun := after.Cards[facet]; begun {
				f.Before[facet] = card
			}
		}
	}
}

func (f *Figures) answer(e quiz.Event) {
	a, t := e.Answer, f.Days[e.Day]
	t.Answers++
	if a.Correct {
		t.Correct++
	}
	t.Took += min(max(a.Took, 0), quiz.LongestTook)
	_, begun := f.Before[a.Facets[0]]
	if a.Counts == quiz.Review {
		t.Reviews++
		f.review(e, &t, begun)
	}
	f.Days[e.Day] = t
	mixed, is := e.Mixed()
	if is {
		m, before := f.Confusions[mixed]
		if !before {
			m.First = e.Day
		}
		f.Confusions[mixed] = quiz.Confusion{Count: m.Count + 1, First: m.First, Last: e.Day}
	}
	s := Slot{e.Day, a.Facets[0], a.Kind, options(a), a.Counts == quiz.Review && !begun, mixed.Chosen}
	f.Slots[s] = f.Slots[s].plus(a.Correct, a.Took)
}

func (f *Figures) review(e quiz.Event, t *quiz.Tally, begun bool) {
	card := f.Before[e.Answer.Facets[0]]
	recalled := 0
	if e.Answer.Grade != fsrs.Again {
		recalled = 1
	}
	switch {
	case !begun:
		t.New++
		return
	case card.State == fsrs.Review:
		t.Repeats++
		t.Recalled += recalled
	}
	elapsed := int(e.Day - card.Last)
	if elapsed < 1 {
		return
	}
	likely := min(max(f.scheduler.Model.Retrievability(card.Memory, elapsed), 1e-6), 1-1e-6)
	loss := -math.Log(likely)
	if recalled == 0 {
		loss = -math.Log(1 - likely)
	}
	bin := quiz.Bin{Lag: power(elapsed, 3.62), Nth: power(card.Reviews+1, 1.89), Likely: int(likely * 20)}
	if card.Lapses > 0 {
		bin.Lapses = 1 + power(card.Lapses, 1.73)
	}
	f.Fits[bin] = f.Fits[bin].Plus(quiz.Fit{
		Reviews: 1, Recalled: recalled, Predicted: int64(math.Round(likely * 1e6)), Loss: int64(math.Round(loss * 1e6)),
	})
}

func options(a *quiz.Answer) int {
	guess := a.Kind.Guess(a.Format)
	switch {
	case guess == 0:
		return 0
	case len(a.Options) > 1:
		return len(a.Options)
	}
	return int(math.Round(1 / guess))
}

func power(n int, base float64) int {
	exponent := 0
	for reached := base; reached <= float64(n); reached *= base {
		exponent++
	}
	return exponent
}

// SlotsOf counts answers as slots were.
func SlotsOf(answers []quiz.Counted) map[Slot]Count {
	all := make(map[Slot]Count)
	for _, a := range answers {
		s := Slot{a.Day, a.Facet, a.Kind, a.Options, a.Fresh(), a.Chosen}
		all[s] = all[s].plus(a.Correct, a.Took)
	}
	return all
}
