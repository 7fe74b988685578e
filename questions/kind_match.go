package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// matchPairs: four ports with four services
var matchPairs = kindOf{
	key: Match, name: catalogue.Text{EN: "match ports and services", ZH: "端口与服务配对"},
	formats: []Format{Matching}, make: makePairs,
	several: true,
}

var (
	askPairs   = catalogue.Text{EN: "Which port belongs to which service?", ZH: "哪个端口属于哪个服务？"}
	askPairsIn = catalogue.Text{EN: "Which port belongs to which service in %s?", ZH: "在%s中，哪个端口属于哪个服务？"}
)

// pairs is how many pairs are to be matched, and how many services sorted.
const pairs = 4

func makePairs(m *making, _ Facet, _ *catalogue.Service) error {
	services, err := m.apart(m.members(), pairs, func(*catalogue.Service) bool { return true })
	if err != nil {
		return err
	}
	m.q.Stem = m.inDeck(services, askPairs, askPairsIn)
	for _, s := range services {
		m.q.Right = append(m.q.Right, s.Label(m.words.lang))
	}
	slices.SortFunc(services, byPort)
	m.covers(services)
	m.q.Explanation = Explanation{Fact: m.facts(services)}
	for _, s := range services {
		m.q.Left = append(m.q.Left, portText(s.Port))
		m.q.Answers = append(m.q.Answers, portText(s.Port)+"="+s.Label(m.words.lang))
	}
	return nil
}
