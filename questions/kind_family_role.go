package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// familyRole: which of 25, 465, 587 relays between servers?
var familyRole = kindOf{
	key: FamilyRole, name: catalogue.Text{EN: "which of several related services does what", ZH: "同族服务的分工"},
	formats: []Format{Choice, Typed}, make: makeFamilyRole,
	guess: 0.54, weight: 1,
	aspect: "role", asks: func(m *Maker, s *catalogue.Service) bool { return m.families()[s.Family] > minDistractors },
	fair: func(m *Maker, deck *catalogue.Deck, f Facet, _ catalogue.Lang) bool {
		in := 0
		for _, other := range m.relatives(m.c.Service(f.Service)) {
			in += 1 - rank(deck.Holds(other))
		}
		return in >= minDistractors
	},
}

var askRole = catalogue.Text{
	EN: "These ports are all of one family. Which one is this? “%s”",
	ZH: "下列端口同属一个协议家族，这说的是哪一个？“%s”",
}

var askRoleTyped = catalogue.Text{
	EN: "Of the family of %s, which port is this? “%s”",
	ZH: "在%s所属的协议家族中，这说的是哪个端口？“%s”",
}

// makeFamilyRole tells the members of a family apart by what each is for.
func makeFamilyRole(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.say(askRole, s.Description.In(m.words.lang))
	if m.q.Format == Typed {
		m.q.Stem = m.say(askRoleTyped, familyName(m, s), s.Description.In(m.words.lang))
	}
	relatives := m.m.relatives(s)
	if m.deck != nil { // those that are asked about too, if there are enough
		foreign := func(other *catalogue.Service) bool { return !m.deck.Holds(other) }
		if in := slices.DeleteFunc(slices.Clone(relatives), foreign); len(in) >= minDistractors {
			relatives = in
		}
	}
	m.rng.Shuffle(len(relatives), func(i, j int) { relatives[i], relatives[j] = relatives[j], relatives[i] })
	m.wantPortAmong(s, relatives[:min(maxDistractors, len(relatives))])
	return nil
}

// familyName names the family by one of its other members.
func familyName(m *making, s *catalogue.Service) string {
	return m.words.led(m.words.spaced(m.m.relatives(s)[0].Label(m.words.lang)))
}
