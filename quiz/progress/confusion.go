package progress

import (
	"cmp"
	"math"
	"slices"

	"portdrill/quiz"
)

// A Confusion is a service that was taken for another one. It has a direction: who
// takes POP2 for POP3 may well know what POP2 is.
type Confusion struct {
	Right, Chosen string // keys of the services
	Count         int    // ever
	First, Last   quiz.Day
	Recent        int  // in the last [Window] study days with an answer
	Since         int  // answers about the right one on days after Last
	Numbers       bool // the last time a number was asked for, and the port of Chosen given
	Over          bool // it has stopped
}

// A pair is a confusion by its services.
type pair struct{ right, chosen string }

// Confusions returns what was mixed up: what goes on first, by how often it was of
// late, then how often ever, and what is over last.
//
// It is over where it would be improbable, if it went on as before, not to have
// happened again: see [isOver].
func Confusions(s *Syllabus, all map[quiz.Mixed]quiz.Confusion, answers []quiz.Counted) []Confusion {
	found := make(map[pair]*Confusion)
	for mixed, c := range all {
		p := pair{s.service(mixed.Facet), mixed.Chosen}
		if p.right == "" || p.right == p.chosen {
			continue
		}
		of := found[p]
		if of == nil {
			of = &Confusion{Right: p.right, Chosen: p.chosen, First: c.First, Last: c.Last}
			found[p] = of
		}
		f, _ := s.maker.Facet(mixed.Facet)
		if number := f.Kinds[0].WantsNumber(); c.Last > of.Last || of.Count == 0 || c.Last == of.Last && number {
			of.Numbers = number
		}
		of.Count += c.Count
		of.First, of.Last = min(of.First, c.First), max(of.Last, c.Last)
	}
	asked := s.askedByDay(found, answers)
	out := make([]Confusion, 0, len(found))
	for _, c := range found {
		c.follow(asked[c.Right])
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		return cmp.Or(compareBools(a.Over, b.Over), cmp.Compare(b.Recent, a.Recent), cmp.Compare(b.Count, a.Count),
			cmp.Compare(b.Last, a.Last), cmp.Compare(a.Right, b.Right), cmp.Compare(a.Chosen, b.Chosen))
	})
	return out
}

// A daily is what was answered about a service on a study day.
type daily struct {
	day     quiz.Day
	answers int
	chosen  map[string]int // that it was mixed up with
}

// askedByDay returns, for the services that were mixed up, what was answered on the
// days of the window, in order. Nobody mixes up what they never learned: the answers
// that began cards are left out.
func (s *Syllabus) askedByDay(found map[pair]*Confusion, answers []quiz.Counted) map[string][]daily {
	wanted := make(map[string]bool)
	for p := range found {
		wanted[p.right] = true
	}
	last := lastDay(answers)
	byDay := make(map[string]map[quiz.Day]*daily)
	for _, c := range answers {
		service := s.service(c.Facet)
		if !wanted[service] || c.Kind.Several() || c.Day <= last-Window || c.Fresh() && c.Chosen == "" {
			continue
		}
		if byDay[service] == nil {
			byDay[service] = make(map[quiz.Day]*daily)
		}
		d := byDay[service][c.Day]
		if d == nil {
			d = &daily{day: c.Day, chosen: make(map[string]int)}
			byDay[service][c.Day] = d
		}
		d.answers++
		if c.Chosen != "" {
			d.chosen[c.Chosen]++
		}
	}
	sorted := make(map[string][]daily, len(byDay))
	for service, days := range byDay {
		for _, d := range days {
			sorted[service] = append(sorted[service], *d)
		}
		slices.SortFunc(sorted[service], func(a, b daily) int { return cmp.Compare(a.day, b.day) })
	}
	return sorted
}

// follow goes through the days on which the right one was asked for.
func (c *Confusion) follow(days []daily) {
	for _, d := range days {
		c.Recent += d.chosen[c.Chosen]
		if d.day > c.Last {
			c.Since += d.answers
		}
	}
	if c.Recent == 0 { // for half a year
		c.Over = c.Since >= LeastAnswers
		return
	}
	c.Over = c.stopsAfter(days, 0, improbable) || c.stopsAfter(days, 1, moreSo)
}

// How improbable it has to be, if a confusion went on, that it did not happen again,
// or only once more, which somebody who guesses may do.
const (
	improbable = 0.05
	moreSo     = 0.01
)

// stopsAfter reports whether the confusion stopped but for so many strays.
func (c *Confusion) stopsAfter(days []daily, strays int, level float64) bool {
	before, times, after, later := 0, 0, 0, 0
	for _, d := range slices.Backward(days) {
		n := d.chosen[c.Chosen]
		if times == 0 && later+n <= strays {
			after, later = after+d.answers, later+n
			continue
		}
		before, times = before+d.answers, times+n
	}
	return times > 0 && later == strays && isOver(before, times, after, later, level)
}

// isOver reports whether a confusion that happened so many times in the answers
// before would have happened more often than later in the answers after, with all
// but the probability. How often it happens is not known better than by those: the
// count is that of a Beta-binomial distribution with Jeffreys' prior (Gelman et al.,
// Bayesian Data Analysis, 3rd ed., sections 2.4 and 2.8):
//
//	P(X ≤ later),  X ~ BetaBinomial(after, times+½, before-times+½)
func isOver(before, times, after, later int, level float64) bool {
	a, b := float64(times)+0.5, float64(max(before-times, 0))+0.5
	n, p := float64(after), 0.0
	for k := range later + 1 {
		x := float64(k)
		p += math.Exp(choose(after, k) + lgamma(x+a) + lgamma(n-x+b) - lgamma(n+a+b) - lgamma(a) - lgamma(b) + lgamma(a+b))
	}
	return after > 0 && p <= level
}
