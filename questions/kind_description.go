package questions

import "portdrill/questions/catalogue"

// descriptionToService: what turns names into addresses?
var descriptionToService = kindOf{
	key: DescriptionToService, name: catalogue.Text{EN: "a service from its description", ZH: "看描述说服务"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeDescription,
	guess: 0.33, weight: 8, bareLabels: true,
	aspect: "port", fair: isUntold(DescriptionToService),
	stems: func(_ *Maker, s *catalogue.Service) []catalogue.Text { return []catalogue.Text{s.Description} },
}

var askWhat = catalogue.Text{EN: "Which service is this? “%s”", ZH: "这说的是哪个服务？“%s”"}

func makeDescription(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.say(askWhat, s.Description.In(m.words.lang))
	m.q.Explanation.About = "" // it was in the stem
	m.wantService(choice{right: s, home: m.untold(m.atHome(s))})
	return nil
}
