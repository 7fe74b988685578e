package questions

import (
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// encryptedOrNot: how does Telnet travel?
var encryptedOrNot = kindOf{
	key: EncryptedOrNot, name: catalogue.Text{EN: "whether traffic is encrypted", ZH: "流量是否加密"},
	formats: []Format{Choice, Flashcards}, make: makeEncrypted,
	options: 3, guess: 0.62, weight: 3, saysService: true,
	aspect: "encrypted", asks: func(_ *Maker, s *catalogue.Service) bool { return asksEncryption(s) },
	answers: 3, answer: func(m *Maker, f Facet) string { return m.c.Service(f.Service).Encryption },
}

var (
	askEncrypted = catalogue.Text{EN: "How does %s send its data?", ZH: "%s怎样传送数据？"}
	sendsItsData = catalogue.Text{EN: "%s: %s.", ZH: "%s：%s。"}
	soDoes       = catalogue.Text{EN: "That is how %s does it.", ZH: "%s才是这样。"}
)

// A way is how data may travel.
type way struct {
	encryption string
	say        catalogue.Text
}

// ways are those there are, from what the catalogue calls it. Services that
// do now this and now that are not asked about.
var ways = []way{
	{"plaintext", catalogue.Text{EN: "In clear text, which anybody on the way can read", ZH: "明文传送，途中任何人都能读到"}},
	{"starttls", catalogue.Text{EN: "In clear text at first, then upgraded to TLS on the same port", ZH: "先明文，再在同一端口升级为 TLS 加密"}},
	{"encrypted", catalogue.Text{EN: "Encrypted by its own protocol or by TLS from the start", ZH: "由协议自身或 TLS 从一开始就加密"}},
}

func makeEncrypted(m *making, _ Facet, s *catalogue.Service) error {
	m.about(s)
	m.q.Stem = m.say(askEncrypted, m.words.spaced(m.onPort(s)))
	right := ""
	var shown []string
	for _, way := range ways {
		shown = append(shown, m.say(way.say))
		if way.encryption == s.Encryption {
			right = m.say(way.say)
		}
	}
	m.q.Explanation.Fact = m.say(sendsItsData, s.Label(m.words.lang), lowerFirst(right))
	m.wantText(right, shown, nil)
	m.contrast(func(option string) string { return sentSo(m, option) })
	return nil
}

// sentSo names a service that sends its data in the way that the option says.
func sentSo(m *making, option string) string {
	var best *catalogue.Service
	for _, s := range m.c.Services {
		i := slices.IndexFunc(ways, func(w way) bool { return m.say(w.say) == option && w.encryption == s.Encryption })
		if i >= 0 && asksEncryption(s) && (best == nil || s.Rank < best.Rank) {
			best = s
		}
	}
	return m.say(soDoes, m.words.spaced(m.onPort(best)))
}

func lowerFirst(s string) string {
	if s == "" || s[0] >= 0x80 {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
