package questions

import (
	"fmt"
	"strconv"

	"portdrill/questions/catalogue"
)

// rangeEdge: the highest System port? It is typed: among other edges it would show which
// it is.
var rangeEdge = kindOf{
	key: RangeEdge, name: catalogue.Text{EN: "where a range starts or ends", ZH: "端口范围的起点和终点"},
	formats: []Format{Typed, Flashcards}, make: makeRangeEdge,
	wantsNumber: true, saysService: true,
}

func makeRangeEdge(m *making, f Facet, _ *catalogue.Service) error {
	e := m.m.edge(f.ID)
	m.q.Stem = m.say(e.ask)
	m.q.Explanation = Explanation{Fact: m.say(e.why)}
	m.q.Ports = []string{strconv.Itoa(e.number)}
	contrasts := make(map[string]string)
	for _, other := range m.m.edges() {
		contrasts[strconv.Itoa(other.number)] = fmt.Sprintf("%d%s", other.number, m.say(other.is()))
	}
	m.wantNumber(e.number, contrasts)
	return nil
}
