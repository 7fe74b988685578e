package progress

import (
	"cmp"
	"slices"

	"portdrill/quiz"
)

// A Span is some study days of an area's past.
type Span struct {
	From, To quiz.Day // both included
	Answers  int      // without those that began cards
	Share    Estimate // that is known; of too few answers it says little
}

// A Past is how an area went.
type Past struct {
	Area
	Answers int    // in all spans
	Spans   []Span // the earliest first
}

// History returns how the areas told apart in this way went up to the study day, in
// so many spans of so many days; what was answered most first.
func History(s *Syllabus, answers []quiz.Counted, by By, day quiz.Day, spans, days int) []Past {
	samples := make(map[Area][]window)
	first := day - quiz.Day(spans*days) + 1
	for _, c := range answers {
		if c.Day < first || c.Day > day || c.Fresh() {
			continue
		}
		for _, a := range s.Of(c.Facet, c.Kind) {
			if a.By != by {
				continue
			}
			if samples[a] == nil {
				samples[a] = make([]window, spans)
			}
			w := &samples[a][int(c.Day-first)/days]
			w.add(trialOf(c))
			w.answers++
		}
	}
	all := make([]Past, 0, len(samples))
	for a, windows := range samples {
		p := Past{Area: a}
		for i, w := range windows {
			from := first + quiz.Day(i*days)
			p.Answers += w.answers
			p.Spans = append(p.Spans, Span{from, from + quiz.Day(days) - 1, w.answers, w.estimate(0.5, 1)})
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Past) int { return cmp.Or(cmp.Compare(b.Answers, a.Answers), a.compare(b.Area)) })
	return all
}
