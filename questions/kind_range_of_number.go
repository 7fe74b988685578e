package questions

import (
	"fmt"

	"portdrill/questions/catalogue"
)

// rangeOfNumber: which range contains 50000?
var rangeOfNumber = kindOf{
	key: RangeOfNumber, name: catalogue.Text{EN: "which range a number is in", ZH: "端口号属于哪个端口范围"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeRangeOfNumber,
	options: 3, weight: 5, saysService: true,
}

func makeRangeOfNumber(m *making, f Facet, _ *catalogue.Service) error {
	r := m.c.Range(f.ID.aspect())
	p := numberIn(m, r)
	m.q.Stem = fmt.Sprintf(m.words.whichRange, p)
	name := r.Name.In(m.words.lang)
	m.q.Explanation = Explanation{
		Fact:  fmt.Sprintf(m.words.inRange, p, m.words.led(name), r.From, r.To),
		About: r.About.In(m.words.lang),
	}
	m.q.Ports = []string{portText(p)}
	m.q.Answers = []string{name}
	switch m.q.Format {
	case Choice:
		for _, each := range m.c.Ranges {
			m.q.Options = append(m.q.Options, each.Name.In(m.words.lang))
		}
	case Typed:
		m.q.Answers = canonicalFirst(name, r.Accepted)
	case Boolean, Set, Matching, Ordering, Flashcards: // the name is enough
	}
	m.q.judge = judgeRange{c: m.c, words: m.words, right: r}
	return nil
}

// nearEdge is how close to the edge of its range half of the numbers are that a
// question asks the range of.
const nearEdge = 50

// numberIn draws a number of the range, one time in two within nearEdge of an
// edge between ranges. Port 0, which is reserved, is never drawn.
func numberIn(m *making, r *catalogue.Range) catalogue.Port {
	from, to := max(int(r.From), 1), int(r.To)
	low, high := 0, 0 // how many numbers lie near the lower and the upper edge
	if r.From > 0 {
		low = nearEdge + 1
	}
	if r.To < lastPort {
		high = nearEdge + 1
	}
	if m.rng.IntN(2) == 0 {
		n := m.rng.IntN(low + high)
		if n < low {
			return catalogue.Port(from + n)
		}
		return catalogue.Port(to - (n - low))
	}
	return catalogue.Port(from + low + m.rng.IntN(to-from+1-low-high))
}
