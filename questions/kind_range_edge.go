package questions

import (
	"fmt"
	"slices"
	"strconv"

	"portdrill/questions/catalogue"
)

// rangeEdge: the highest System port?
var rangeEdge = kindOf{
	key: RangeEdge, name: catalogue.Text{EN: "where a range begins or ends", ZH: "范围的起点和终点"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeRangeEdge,
	guess: 0.54, weight: 2, wantsNumber: true, saysService: true,
	fair:   func(_ *Maker, _ *catalogue.Deck, f Facet, _ catalogue.Lang) bool { return f.ID != maxFacet },
	answer: func(m *Maker, f Facet) string { return strconv.Itoa(m.edge(f.ID).number) },
}

func makeRangeEdge(m *making, f Facet, _ *catalogue.Service) error {
	e := m.m.edge(f.ID)
	m.q.Stem = m.say(e.ask)
	m.q.Explanation = Explanation{Fact: m.say(e.why)}
	m.q.Ports = []string{strconv.Itoa(e.number)}
	var wrong []int
	contrasts := make(map[string]string)
	for _, other := range otherEdges(m, e) {
		wrong = append(wrong, other.number)
		contrasts[strconv.Itoa(other.number)] = fmt.Sprintf("%d%s", other.number, m.say(other.is()))
	}
	m.wantNumber(e.number, wrong, contrasts)
	return nil
}

// otherEdges returns the edges that are asked about beside this one, each number
// once. The highest of all ports is none of them: it is always the largest.
func otherEdges(m *making, e edge) []edge {
	var all []edge
	for _, other := range m.m.edges {
		asked := m.deck == nil || m.deck.Own || m.m.holds(m.deck, m.m.facets[other.id])
		known := slices.ContainsFunc(all, func(known edge) bool { return known.number == other.number })
		if asked && !known && other.id != maxFacet && other.number != e.number {
			all = append(all, other)
		}
	}
	return all
}
