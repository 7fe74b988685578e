package questions

import (
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// transportOf: does NTP use TCP or UDP?
var transportOf = kindOf{
	key: TransportOf, name: catalogue.Text{EN: "TCP, UDP or both", ZH: "TCP、UDP 还是两者"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeTransport,
	options: 2, guess: 0.65, weight: 4, saysService: true,
	aspect: "transport",
	asks: func(_ *Maker, s *catalogue.Service) bool {
		return len(s.Transports) == 1 && !names(s, "TCP", "UDP", "DTLS")
	},
	fair: func(m *Maker, _ *catalogue.Deck, f Facet, _ catalogue.Lang) bool {
		s := m.c.Service(f.Service)
		return s.Uses(catalogue.TCP) || s.Uses(catalogue.UDP)
	},
	answers: 2, answer: func(m *Maker, f Facet) string { return string(m.c.Service(f.Service).Transports[0]) },
}

var (
	askTransport  = catalogue.Text{EN: "Which transport does %s use by default?", ZH: "%s默认使用哪种传输协议？"}
	howTheyDiffer = catalogue.Text{
		EN: "TCP sets up a connection and sends again what was lost; UDP sends single datagrams and promises nothing.",
		ZH: "TCP 先建立连接，丢失的数据会重传；UDP 只发送单个数据报，不作任何保证。",
	}
)

func makeTransport(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.say(askTransport, m.words.spaced(m.onPort(s)))
	right := strings.ToUpper(string(s.Transports[0]))
	shown := []string{"TCP", "UDP"}
	if !slices.Contains(shown, right) {
		shown = append(shown, right)
	}
	m.wantText(right, shown, nil)
	m.contrast(func(string) string { return m.say(howTheyDiffer) })
	return nil
}
