package questions

import (
	"strings"

	"portdrill/questions/catalogue"
)

// acronym: what does LDAP stand for?
var acronym = kindOf{
	key: Acronym, name: catalogue.Text{EN: "what an acronym stands for", ZH: "缩写的全称"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeAcronym,
	weight: 2, saysService: true,
	aspect: "port", asks: func(_ *Maker, s *catalogue.Service) bool { return len(exchanges(s)) >= minDistractors },
}

var (
	askExpansion = catalogue.Text{EN: "What does %s stand for?", ZH: "%s 的英文全称是什么？"}
	notThisWord  = catalogue.Text{EN: "%s, not %s.", ZH: "是 %s，不是 %s。"}
	standsForIt  = catalogue.Text{EN: "%s stands for %s.", ZH: "%s 的全称是 %s。"}
)

// makeAcronym asks for the words behind an acronym; the wrong ones spell it too.
func makeAcronym(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.say(askExpansion, s.Name.EN)
	m.q.Explanation.Fact = m.say(standsForIt, s.Name.EN, s.Expansion.EN)
	shown := []string{s.Expansion.EN}
	if m.q.Format == Choice {
		shown = append(shown, m.wrongExpansions(s)...)
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	accepted := []string{s.Expansion.EN}
	if s.Expansion.ZH != "" {
		accepted = append(accepted, s.Expansion.ZH)
	}
	m.wantText(s.Expansion.EN, shown, accepted)
	m.contrast(func(option string) string {
		said, words := "", strings.Fields(option)
		for i, right := range strings.Fields(s.Expansion.EN) {
			if words[i] != right {
				said = Paragraph(said, m.say(notThisWord, right, words[i]))
			}
		}
		return said
	})
	return nil
}
