package questions

import "portdrill/questions/catalogue"

// portToService: which service uses 53?
var portToService = kindOf{
	key: PortToService, name: catalogue.Text{EN: "which service uses a port", ZH: "看端口说服务"},
	formats: []Format{Choice, Typed, Flashcards}, make: makePortToService,
	aspect: "service", weight: 30,
}

func makePortToService(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.words.askService(s)
	m.wantService(choice{right: s, home: m.atHome(s), numbers: true})
	return nil
}
