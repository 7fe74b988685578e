package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// orderByPort: by port, the lowest first
var orderByPort = kindOf{
	key: Order, name: catalogue.Text{EN: "sort services by port", ZH: "按端口号排序"},
	formats: []Format{Ordering}, make: makeOrder,
	several: true,
}

var (
	askOrder   = catalogue.Text{EN: "Put these services in the order of their ports, the lowest first.", ZH: "请按端口号从小到大排列这些服务。"}
	askOrderIn = catalogue.Text{EN: "Put these services in the order of their ports in %s, the lowest first.", ZH: "请按%s中的端口号从小到大排列这些服务。"}
)

func makeOrder(m *making, _ Facet, _ *catalogue.Service) error {
	services, err := m.apart(m.members(), pairs, func(*catalogue.Service) bool { return true })
	if err != nil {
		return err
	}
	m.q.Stem = m.inDeck(services, askOrder, askOrderIn)
	for _, s := range services {
		m.q.Options = append(m.q.Options, s.Label(m.words.lang))
	}
	slices.SortFunc(services, byPort)
	m.covers(services)
	m.q.Explanation = Explanation{Fact: m.facts(services)}
	for _, s := range services {
		m.q.Answers = append(m.q.Answers, s.Label(m.words.lang))
	}
	return nil
}
