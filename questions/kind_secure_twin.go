package questions

import (
	"strings"

	"portdrill/questions/catalogue"
)

// secureTwin: LDAP over TLS: which port?
var secureTwin = kindOf{
	key: SecureTwin, name: catalogue.Text{EN: "the port of the encrypted version", ZH: "加密版使用哪个端口"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeSecureTwin,
	guess: 0.27, weight: 3, wantsNumber: true, saysService: true,
	aspect: "twin", asks: func(_ *Maker, s *catalogue.Service) bool { return len(s.SecureTwin) == 1 },
	answers: 3, answer: func(m *Maker, f Facet) string { return m.c.Service(f.Service).SecureTwin[0].Key },
}

var (
	askTwin = catalogue.Text{
		EN: "%s has a port of its own for %s from the first byte. Which one?",
		ZH: "%s另有一个从首字节起就用 %s 加密的专用端口，是哪一个？",
	}
	twinIs = catalogue.Text{EN: "Encrypted from the first byte, %s becomes %s.", ZH: "%s若从首字节起就加密，则使用%s。"}
)

func makeSecureTwin(m *making, _ Facet, s *catalogue.Service) error {
	twin := m.c.Service(s.SecureTwin[0].Key)
	m.about(s)
	m.q.Stem = m.say(askTwin, m.words.spaced(s.Label(m.words.lang)), encryptionOf(twin))
	m.q.Explanation.Fact = m.say(twinIs, m.words.spaced(m.onPort(s)), m.words.led(m.onPort(twin)))
	m.q.Explanation.About, m.q.Explanation.Use, m.q.Explanation.Hook = twin.Description.In(m.words.lang), twin.Use.In(m.words.lang), twin.Hook.In(m.words.lang)
	m.wantPort(choice{right: twin, beside: besideTwin(m, s), home: m.linked(s, twins)})
	return nil
}

// encryptionOf names the encryption of an encrypted twin.
func encryptionOf(twin *catalogue.Service) string {
	if strings.Contains(twin.Name.EN, "DTLS") {
		return "DTLS"
	}
	return "TLS"
}

// besideTwin are the services that no wrong option may be right for where the twin
// of s is asked for: s itself, and what is used in its place.
func besideTwin(m *making, s *catalogue.Service) []*catalogue.Service {
	all := []*catalogue.Service{s}
	for _, successor := range s.Replacement {
		all = append(all, m.c.Service(successor.Key))
	}
	return all
}

func twins(s *catalogue.Service) []catalogue.Endpoint { return s.SecureTwin }
