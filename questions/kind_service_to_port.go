package questions

import "portdrill/questions/catalogue"

// serviceToPort: which port does DNS use?
var serviceToPort = kindOf{
	key: ServiceToPort, name: catalogue.Text{EN: "which port a service uses", ZH: "看服务说端口"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeServiceToPort,
	aspect: "port", weight: 28, wantsNumber: true, saysService: true,
}

func makeServiceToPort(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.words.askPort(s)
	m.wantPort(choice{right: s, home: m.atHome(s)})
	return nil
}
