package questions

import (
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// trueFalse: TCP 22 is Telnet?
var trueFalse = kindOf{
	key: TrueFalse, name: catalogue.Text{EN: "whether a statement is true", ZH: "判断对错"},
	formats: []Format{Boolean}, make: makeTrueFalse,
	several: true, ofOneFact: true,
}

var (
	askIfTrue  = catalogue.Text{EN: "True or false? %s", ZH: "判断对错：%s"}
	trueAnswer = catalogue.Text{EN: "True", ZH: "对"}
	falseWord  = catalogue.Text{EN: "False", ZH: "错"}
)

// makeTrueFalse states where a service is, as often truly as falsely; a false
// statement takes a port that the service might well have (R6).
func makeTrueFalse(m *making, _ Facet, _ *catalogue.Service) error {
	members := slices.DeleteFunc(m.members(), func(s *catalogue.Service) bool { return s.ByName })
	if len(members) == 0 {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	s := members[0]
	m.q.Facets = []FacetID{serviceFacet(s), portFacet(s)}
	m.q.Services, m.q.Ports = []string{s.Key}, s.Sockets()
	m.q.Explanation = m.words.explain(s)
	said, answer := s, trueAnswer
	if wrong := m.wrongServices(choice{right: s, home: m.atHome(s), numbers: true}); m.rng.IntN(2) == 0 {
		said, answer = wrong[m.rng.IntN(len(wrong))], falseWord
		m.q.Explanation = Explanation{Fact: m.facts([]*catalogue.Service{said, s})}
		if pair, known := m.c.Pair(said.Key, s.Key); known {
			m.q.Explanation.About = pair.Tell.In(m.words.lang)
		}
	}
	m.q.Stem = m.say(askIfTrue, statement(m, said, s))
	m.wantText(m.say(answer), []string{m.say(trueAnswer), m.say(falseWord)}, nil)
	return nil
}

// statement says of a service that it is on the sockets of another, or its own.
func statement(m *making, said, sockets *catalogue.Service) string {
	if sockets.Deck != "" {
		deck := m.words.led(m.words.spaced(sockets.Deck))
		return fmt.Sprintf(m.words.inDeckUses, deck, m.words.spaced(said.Label(m.words.lang)), m.words.brief(sockets))
	}
	return fmt.Sprintf(m.uses(sockets), m.words.spaced(said.Label(m.words.lang)), m.words.brief(sockets))
}
