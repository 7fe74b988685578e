package progress

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
)

// A Source is what figures about areas are made of.
type Source struct {
	Syllabus  *Syllabus
	Answers   []quiz.Counted // at least those of the last [Window] study days with any
	Cards     []quiz.Card    // that were begun
	Scheduler quiz.Scheduler
	Day       quiz.Day // the study day that it is
}

// A Standing is how an area stands.
type Standing struct {
	Area
	Facets    int     // that the area has
	Begun     int     // of these
	Coverage  float64 // Begun / Facets, 0 to 1
	Known     float64 // facets known now: the sum of the cards' retrievabilities
	Forgotten float64 // mean of 1 - retrievability over the cards begun; 0 where there are none

	// Of the answers of the last [Window] study days with any:
	Answers, Correct int
	Counted          int      // answers but those that began a card
	Ranked           bool     // Counted is at least [LeastAnswers]
	Accuracy         Estimate // of what is asked, the share that is known; by Counted, zero unless ranked
	Chance           float64  // that an area no weaker than the rest looks like this; 1 unless ranked
	Weak             bool
	Median           time.Duration // response time, to the half of a tenth of a second; 0 for none
	Trends           []Trend       // by [TrendDays], as far as there are answers enough
}

// A Trend is how much more of what is asked is known than before.
type Trend struct {
	Days   int      // so many now against so many before
	Change Estimate // -1 to 1: of the share that is known
}

// TrendDays are how many days trends look back, and as many before.
var TrendDays = [...]int{7, 30, 90}

// Better and Worse report whether the change is more than chance would make of it.
func (t Trend) Better() bool { return t.Change.Low > 0 }

// Worse is the other direction of [Trend.Better].
func (t Trend) Worse() bool { return t.Change.High < 0 }

// Trend returns that over so many days; ok is false where answers are too few.
func (s Standing) Trend(days int) (t Trend, ok bool) {
	for _, t := range s.Trends {
		if t.Days == days {
			return t, true
		}
	}
	return Trend{Days: days}, false
}

// A Report is how all areas stand.
type Report struct {
	Rate  Estimate // the share that is known of all that was asked
	Areas []Standing
}

// By returns the areas of one sort, in the order of the report.
func (r Report) By(by By) []Standing {
	var some []Standing
	for _, s := range r.Areas {
		if s.By == by {
			some = append(some, s)
		}
	}
	return some
}

// Areas returns how every area stands in which there are answers or cards: what is
// weak first, then what is known least, by the upper end of the interval, so that
// few answers bring nothing to the top; and what is not ranked last.
func Areas(src Source) Report {
	g := gathering{
		Source: src, areas: make(map[Area]*gathered), of: make(map[spot][]*gathered), strata: make(map[layer]*stratum),
	}
	last := lastDay(src.Answers)
	for _, answer := range src.Answers {
		if answer.Day > last-Window {
			g.addAnswer(answer)
		}
	}
	for _, c := range src.Cards {
		g.addCard(c)
	}
	return g.report()
}

// lastDay is the last study day with an answer.
func lastDay(answers []quiz.Counted) quiz.Day {
	last := quiz.Day(math.MinInt32)
	for _, answer := range answers {
		last = max(last, answer.Day)
	}
	return last
}

// A gathering sorts answers and cards by areas.
type gathering struct {
	Source
	areas  map[Area]*gathered
	of     map[spot][]*gathered // areas looked up before
	strata map[layer]*stratum
	whole  sample
}

// A spot is all of an answer that its areas depend on.
type spot struct {
	facet questions.FacetID
	kind  questions.Kind
}

// A layer names a stratum.
type layer struct {
	kind    questions.Kind
	options int
}

// gathered is what was gathered about an area.
type gathered struct {
	Standing
	sample   sample
	now, old [len(TrendDays)]window
	strata   map[layer]*stratum
	tenths   map[int]int // answers by response time in tenths of a second
}

// A window is the answers of some days.
type window struct {
	sample
	answers int
}

func (g *gathering) area(a Area) *gathered {
	of := g.areas[a]
	if of == nil {
		of = &gathered{
			Standing: Standing{Area: a, Facets: g.Syllabus.Size(a)},
			strata:   make(map[layer]*stratum), tenths: make(map[int]int),
		}
		g.areas[a] = of
	}
	return of
}

func (g *gathering) areasOf(at spot) []*gathered {
	all, known := g.of[at]
	if !known {
		for _, a := range g.Syllabus.Of(at.facet, at.kind) {
			all = append(all, g.area(a))
		}
		g.of[at] = all
	}
	return all
}

func (g *gathering) addAnswer(c quiz.Counted) {
	t, at, fresh := trialOf(c), layer{c.Kind, c.Options}, c.Fresh()
	if !fresh {
		g.whole.add(t)
		addTo(g.strata, at, func(s *stratum) { s.all, s.correct = s.all+1, s.correct+t.correct })
	}
	ago := int(g.Day - c.Day)
	for _, of := range g.areasOf(spot{c.Facet, c.Kind}) {
		of.Answers++
		of.Correct += t.correct
		if fresh {
			continue
		}
		of.Counted++
		of.sample.add(t)
		of.addToWindows(ago, t)
		of.tenths[int(c.Took/tenth)]++
		addTo(of.strata, at, func(s *stratum) { s.n, s.right = s.n+1, s.right+t.correct })
	}
}

// trialOf is the answer as a trial.
func trialOf(c quiz.Counted) trials {
	t := trials{n: 1, guess: guessOf(c.Options)}
	if c.Correct {
		t.correct = 1
	}
	return t
}

func addTo(strata map[layer]*stratum, at layer, add func(*stratum)) {
	if strata[at] == nil {
		strata[at] = new(stratum)
	}
	add(strata[at])
}

func (of *gathered) addToWindows(ago int, t trials) {
	for i, days := range TrendDays {
		switch {
		case ago < days:
			of.now[i].add(t)
			of.now[i].answers += t.n
		case ago < 2*days:
			of.old[i].add(t)
			of.old[i].answers += t.n
		}
	}
}

func (g *gathering) addCard(c quiz.Card) {
	known := g.Scheduler.Known(c, g.Day)
	areas := g.Syllabus.AreasOf(c.Facet)
	if f, is := g.Syllabus.maker.Facet(c.Facet); is {
		for _, k := range f.Kinds {
			areas = append(slices.Clip(areas), Area{ByKind, string(k)})
		}
	}
	for _, a := range areas {
		of := g.area(a)
		of.Begun++
		of.Known += known
		of.Forgotten += 1 - known // a sum until all cards are there
	}
}

func (g *gathering) report() Report {
	rate := g.whole.smoothed()
	tested := 0
	for _, of := range g.areas {
		if of.Ranked = of.Counted >= LeastAnswers; of.Ranked {
			tested++
		}
	}
	r := Report{Rate: g.whole.estimate(0.5, 1)}
	for _, of := range g.areas {
		g.finish(of, rate, tested)
		r.Areas = append(r.Areas, of.Standing)
	}
	slices.SortFunc(r.Areas, func(a, b Standing) int {
		return cmp.Or(-compareBools(a.Weak, b.Weak), -compareBools(a.Ranked, b.Ranked),
			cmp.Compare(a.Accuracy.High, b.Accuracy.High), a.compare(b.Area))
	})
	return r
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// finish makes figures of what was gathered. Weak is decided by the test of
// [chance] at a level divided by how many areas are tested (Bonferroni), whatever
// they are told apart by.
func (g *gathering) finish(of *gathered, rate float64, tested int) {
	if of.Facets > 0 {
		of.Coverage = float64(of.Begun) / float64(of.Facets)
	}
	if of.Begun > 0 {
		of.Forgotten /= float64(of.Begun)
	}
	of.Median = median(of.tenths)
	of.Chance = 1
	if !of.Ranked {
		return
	}
	of.Accuracy = of.sample.estimate(rate, priorAnswers)
	for i, days := range TrendDays {
		if of.now[i].answers >= LeastAnswers && of.old[i].answers >= LeastAnswers {
			of.Trends = append(of.Trends, Trend{days, change(of.old[i].sample, of.now[i].sample)})
		}
	}
	of.Chance = chance(g.strataOf(of))
	rest := g.whole.less(of.sample)
	of.Weak = of.Chance*float64(tested) <= familywise && rest.share()-of.Accuracy.Mean >= leastShortfall
}

// strataOf returns the strata that the area has answers in. A kind of question
// cannot be compared with itself: it is with all that are answered in the same way.
func (g *gathering) strataOf(of *gathered) []stratum {
	merged := make(map[layer]*stratum)
	name := func(l layer) layer {
		if of.By == ByKind {
			l.kind = ""
		}
		return l
	}
	for l, s := range of.strata {
		addTo(merged, name(l), func(m *stratum) { m.n, m.right = m.n+s.n, m.right+s.right })
	}
	for l, s := range g.strata {
		if m := merged[name(l)]; m != nil {
			m.all, m.correct = m.all+s.all, m.correct+s.correct
		}
	}
	var all []stratum
	for _, l := range slices.SortedFunc(maps.Keys(merged), func(a, b layer) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.options, b.options))
	}) {
		all = append(all, *merged[l])
	}
	return all
}

// change is the difference of two shares, with the interval that follows from those
// of both (Zou and Donner, "Construction of confidence limits about effect measures",
// 2008, which for shares is Newcombe's method 10 of 1998):
//
//	low  = d - √((k₂-l₂)² + (u₁-k₁)²),  high = d + √((u₂-k₂)² + (k₁-l₁)²)
//
// where those of the shares are from Jeffreys' prior.
func change(old, now sample) Estimate {
	before, after := old.estimate(0.5, 1), now.estimate(0.5, 1)
	d := after.Mean - before.Mean
	return Estimate{
		Mean: d,
		Low:  d - math.Hypot(after.Mean-after.Low, before.High-before.Mean),
		High: d + math.Hypot(after.High-after.Mean, before.Mean-before.Low),
	}
}

const tenth = time.Second / 10

// median is the exact one of the times, in tenths of a second, 0 where there are
// none.
func median(tenths map[int]int) time.Duration {
	n := 0
	for _, count := range tenths {
		n += count
	}
	if n == 0 {
		return 0
	}
	lower, upper := -1, -1 // the two in the middle; of an odd number they are one
	seen := 0
	for _, t := range slices.Sorted(maps.Keys(tenths)) {
		seen += tenths[t]
		if lower < 0 && seen >= (n+1)/2 {
			lower = t
		}
		if seen >= n/2+1 {
			upper = t
			break
		}
	}
	return time.Duration(lower+upper) * tenth / 2
}
