package progress

import (
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Days are what was done on each study day with an answer.
type Days map[quiz.Day]quiz.Tally

// Total is what was done on all of them.
func (d Days) Total() quiz.Tally {
	var sum quiz.Tally
	for _, t := range d {
		sum = sum.Plus(t)
	}
	return sum
}

// Between is what was done from one study day to another, both included.
func (d Days) Between(from, to quiz.Day) quiz.Tally {
	var sum quiz.Tally
	for day := from; day <= to; day++ {
		sum = sum.Plus(d[day])
	}
	return sum
}

// Streak is on how many study days in a row there are answers, up to the day or,
// while nothing was answered on that yet, the one before. Longest is the longest
// there ever was.
func (d Days) Streak(day quiz.Day) (now, longest int) {
	last := day
	if d[last].Answers == 0 {
		last--
	}
	for d[last-quiz.Day(now)].Answers > 0 {
		now++
	}
	run, before := 0, quiz.Day(0)
	for _, each := range d.Sorted() {
		if run > 0 && each != before+1 {
			run = 0
		}
		run, before = run+1, each
		longest = max(longest, run)
	}
	return now, longest
}

// Sorted returns the study days with answers in order.
func (d Days) Sorted() []quiz.Day {
	var all []quiz.Day
	for day, t := range d {
		if t.Answers > 0 {
			all = append(all, day)
		}
	}
	slices.Sort(all)
	return all
}

// Last returns the last study day with an answer; ok is false if there is none.
func (d Days) Last() (last quiz.Day, ok bool) {
	all := d.Sorted()
	if len(all) == 0 {
		return 0, false
	}
	return all[len(all)-1], true
}

// A Week is what was done in the seven study days that begin on a Monday.
type Week struct {
	Monday quiz.Day
	quiz.Tally
	Retention Estimate // share of the reviews out of the steps that was recalled
}

const daysAWeek = 7

// mondayOf returns the Monday of the study day's week: 1970-01-01 was a Thursday.
func mondayOf(d quiz.Day) quiz.Day {
	const thursday = 3 // days after Monday
	return d - quiz.Day(((int(d)+thursday)%daysAWeek+daysAWeek)%daysAWeek)
}

// Weeks returns so many weeks up to that of the study day, the earliest first, from
// the first with an answer on.
func (d Days) Weeks(day quiz.Day, most int) []Week {
	all := d.Sorted()
	if len(all) == 0 {
		return nil
	}
	last := mondayOf(day)
	first := max(mondayOf(all[0]), last-quiz.Day(daysAWeek*(most-1)))
	var weeks []Week
	for monday := first; monday <= last; monday += daysAWeek {
		w := Week{Monday: monday, Tally: d.Between(monday, monday+daysAWeek-1)}
		var s sample
		s.add(trials{n: w.Repeats, correct: w.Recalled})
		w.Retention = s.estimate(0.5, 1)
		weeks = append(weeks, w)
	}
	return weeks
}

// MatureFrom is the stability in days from which a card counts as mature.
const MatureFrom = 21

// States counts cards by how far they are.
type States struct {
	New, Learning, Young, Mature, Relearning int // Young and Mature are in review
	Suspended                                int // of all of these
}

// StatesOf counts the cards. New are those of so many facets that were not begun.
func StatesOf(cards []quiz.Card, holds map[questions.FacetID]quiz.Hold, facets int) States {
	s := States{New: max(facets-len(cards), 0)}
	for _, c := range cards {
		switch {
		case c.State == fsrs.Learning:
			s.Learning++
		case c.State == fsrs.Relearning:
			s.Relearning++
		case c.Memory.Stability >= MatureFrom:
			s.Mature++
		default:
			s.Young++
		}
	}
	for _, h := range holds {
		if h.Suspended {
			s.Suspended++
		}
	}
	return s
}

// Forecast returns how many cards are due on each of so many study days, if each is
// answered on its day and none comes back within them. What is overdue, or in the
// steps, is due on the first.
func Forecast(cards []quiz.Card, holds map[questions.FacetID]quiz.Hold, day quiz.Day, days int) []int {
	due := make([]int, days)
	for _, c := range cards {
		at := c.DueDay
		if c.State != fsrs.Review {
			at = day
		}
		if h := holds[c.Facet]; h.Suspended || c.IsAhead(day) {
			continue
		} else if h.Buried {
			at = max(at, h.Until+1)
		}
		if i := int(max(at, day) - day); i < days {
			due[i]++
		}
	}
	return due
}

// A Readiness is how much of a deck is known.
type Readiness struct {
	Deck          *catalogue.Deck
	Facets, Begun int
	Known         float64 // 0 to 1: mean retrievability, where what was not begun has none
}

// ReadinessOf returns that of every deck of which something was begun, as they stand
// in the catalogue, on the study day. The deck of everything is none of them.
func ReadinessOf(m *questions.Maker, cards []quiz.Card, s quiz.Scheduler, day quiz.Day) []Readiness {
	known := make(map[questions.FacetID]float64, len(cards))
	for _, c := range cards {
		known[c.Facet] = s.Known(c, day)
	}
	var all []Readiness
	for _, d := range m.Catalogue().Decks {
		if d.Key == catalogue.AllDeck {
			continue
		}
		if r := readiness(m.FacetsOf(d), known); r.Begun > 0 {
			r.Deck = d
			all = append(all, r)
		}
	}
	return all
}

func readiness(facets []questions.Facet, known map[questions.FacetID]float64) Readiness {
	r := Readiness{Facets: len(facets)}
	for _, f := range facets {
		if k, begun := known[f.ID]; begun {
			r.Begun++
			r.Known += k
		}
	}
	if r.Facets > 0 {
		r.Known /= float64(r.Facets)
	}
	return r
}
