package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// noPort: which protocol has number 47 in IP, and no port?
var noPort = kindOf{
	key: NoPort, name: catalogue.Text{EN: "a protocol without ports", ZH: "没有端口的协议"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeNoPort,
	weight: 2, saysService: true,
}

// protocolsArea is the category of facets that are protocols without ports.
const protocolsArea = "protocol"

var (
	askNumbered = catalogue.Text{
		EN: "Which protocol has number %d in the IP header, and no ports?",
		ZH: "IP 首部中协议号为 %d 的是哪个协议？它没有端口。",
	}
	askListed = catalogue.Text{
		EN: "A cheat sheet takes IP protocol number %d for a port. Which protocol has that number?",
		ZH: "一份速查表把 %d 列为端口，其实它是哪个协议的 IP 协议号？",
	}
	askPortless = catalogue.Text{EN: "Which protocol without ports is this? “%s”", ZH: "这说的是哪个没有端口的协议？“%s”"}
	isNumbered  = catalogue.Text{EN: "%s is IP protocol %d and has no ports.", ZH: "%s的 IP 协议号是 %d，它没有端口。"}
	isBelowIP   = catalogue.Text{
		EN: "%s travels directly in the frames of a network, not in IP: it has neither an IP protocol number nor ports.",
		ZH: "%s 由链路层的帧直接承载，不在 IP 之上，既没有 IP 协议号，也没有端口。",
	}
)

func protocolFacet(p catalogue.Protocol) FacetID { return FacetID("proto:" + p.Key) }

// protocolFacets returns the facets of the protocols without ports.
func (m *Maker) protocolFacets() []Facet {
	const afterPorts = 2
	var all []Facet
	for _, p := range m.c.Protocols() {
		all = append(all, Facet{
			ID: protocolFacet(p), Kinds: []Kind{NoPort}, Category: protocolsArea, Tier: afterPorts, Decks: p.Decks,
		})
	}
	return all
}

func makeNoPort(m *making, f Facet, _ *catalogue.Service) error {
	all := m.c.Protocols()
	right := all[slices.IndexFunc(all, func(p catalogue.Protocol) bool { return protocolFacet(p) == f.ID })]
	ways := []catalogue.Text{askNumbered, askListed, askPortless}
	if right.Number == catalogue.NotOverIP {
		ways = ways[2:]
	}
	m.q.Explanation = Explanation{
		Fact: m.numbered(right), About: right.About.In(m.words.lang), Use: right.Use.In(m.words.lang),
	}
	if way := ways[m.rng.IntN(len(ways))]; way == askPortless {
		m.q.Stem = m.say(way, right.About.In(m.words.lang))
		m.q.Explanation.About = "" // it was in the stem
	} else {
		m.q.Stem = m.say(way, right.Number)
	}
	hand := m.protocolHand(f.ID)
	shown, contrasts := make([]string, len(hand)), make(map[string]string)
	for i, p := range hand {
		shown[i] = p.Name.EN
	}
	for _, p := range all {
		contrasts[p.Name.EN] = m.numbered(p)
	}
	m.wantText(right.Name.EN, shown, right.Names())
	m.q.judge = judgeText{m.q.Options, m.q.Answers, contrasts}
	return nil
}

// numbered says which number the protocol has in IP, if IP carries it.
func (m *making) numbered(p catalogue.Protocol) string {
	name := m.words.spaced(p.Name.In(m.words.lang))
	if p.Number == catalogue.NotOverIP {
		return m.say(isBelowIP, p.Name.EN)
	}
	return m.say(isNumbered, name, p.Number)
}

// protocolHand returns the options beside and with the protocol: all that are learned
// with it are dealt out in hands of at most four, whichever is asked for, so that each
// is the right one as often as any other.
func (m *making) protocolHand(right FacetID) []catalogue.Protocol {
	all := m.c.Protocols()
	home := slices.DeleteFunc(slices.Clone(all), func(p catalogue.Protocol) bool {
		f, _ := m.m.Facet(protocolFacet(p))
		return m.deck == nil || !m.m.holds(m.deck, f)
	})
	is := func(p catalogue.Protocol) bool { return protocolFacet(p) == right }
	handsOf := func(n int) int { return (n + handOf - 1) / handOf }
	if n := len(home); n < handOf || n/handsOf(n) <= minDistractors || !slices.ContainsFunc(home, is) {
		home = all
	}
	home = shuffled(m.fair, home)
	return shuffled(m.rng, partWith(home, slices.IndexFunc(home, is), handsOf(len(home))))
}
