package questions

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"portdrill/questions/catalogue"
)

// Here is what questions about several services at once share. They are drawn from the
// deck, and from the whole catalogue where the deck has too few.

// areas are the categories that a service belongs to beyond doubt, which not all
// are: remote desktop, for one, is remote access and Windows.
var areas = map[string]catalogue.Text{
	"mail":          {EN: "e-mail", ZH: "电子邮件"},
	"database":      {EN: "databases", ZH: "数据库"},
	"routing":       {EN: "routing", ZH: "路由"},
	"voip":          {EN: "telephony and video calls", ZH: "语音与视频通话"},
	"file transfer": {EN: "file transfer", ZH: "文件传输"},
	"printing":      {EN: "printing", ZH: "打印"},
	"time":          {EN: "time", ZH: "对时"},
	"web":           {EN: "the web", ZH: "网页"},

	"monitoring/management": {EN: "monitoring and managing devices", ZH: "监控与管理设备"},
	"name & directory":      {EN: "names, addresses and directories", ZH: "名称、地址与目录"},
	"windows":               {EN: "Windows networks", ZH: "Windows 网络"},
	"vpn/security":          {EN: "VPNs and authentication", ZH: "VPN 与身份认证"},
}

// overlapping are areas some of whose services one could count to the other.
var overlapping = map[string][]string{
	"windows": {
		"file transfer", "vpn/security", "name & directory", "database", "monitoring/management", "printing",
	},
	"name & directory": {"vpn/security", "database", "windows"},
}

// ErrTooSmall is returned where neither the deck nor the catalogue has enough
// services for a kind of question.
var ErrTooSmall = fmt.Errorf("too few services for this kind of question")

// members returns the services of the deck in the order of chance, those of the
// rest of the catalogue after them, but for a deck of somebody's own, beside whose
// services they would look like its own.
func (m *making) members() []*catalogue.Service {
	all := slices.Clone(m.c.Services)
	if m.deck != nil && m.deck.Own {
		all = m.c.InDeck(m.deck)
	}
	if m.among != nil {
		all = slices.DeleteFunc(all, func(s *catalogue.Service) bool { return !m.among[s.Key] })
	}
	m.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if m.deck != nil {
		slices.SortStableFunc(all, func(a, b *catalogue.Service) int {
			return rank(m.deck.Holds(a)) - rank(m.deck.Holds(b))
		})
	}
	return all
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// apart returns the first n services that pass and of which none could be taken
// for another.
func (m *making) apart(from []*catalogue.Service, n int, pass func(*catalogue.Service) bool) ([]*catalogue.Service, error) {
	picked := m.atMostApart(from, n, pass)
	if len(picked) < n {
		return nil, fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	return picked, nil
}

// atMostApart is [making.apart] where fewer than n are enough.
func (m *making) atMostApart(from []*catalogue.Service, n int, pass func(*catalogue.Service) bool) []*catalogue.Service {
	var picked []*catalogue.Service
	for _, s := range from {
		if len(picked) == n {
			break
		}
		if pass(s) && m.alone(s) && m.differs(s, picked) {
			picked = append(picked, s)
		}
	}
	return picked
}

// alone reports whether nobody else is on the service's port, and it on no other;
// of a service that only somebody's own deck has, as far as that deck goes.
func (m *making) alone(s *catalogue.Service) bool {
	_, onOnePort := m.m.Facet(portFacet(s))
	return onOnePort && !slices.ContainsFunc(m.m.at(s, s.Port), func(other *catalogue.Service) bool {
		return other != s && (s.Deck == "" || m.deck.Holds(other))
	})
}

// covers makes the question be about the services: their facets, keys and ports.
func (m *making) covers(services []*catalogue.Service) {
	for _, s := range services {
		m.q.Facets = append(m.q.Facets, portFacet(s))
		m.q.Services = append(m.q.Services, s.Key)
		m.q.Ports = append(m.q.Ports, s.Sockets()...)
	}
}

// facts says of each service which port it has.
func (m *making) facts(services []*catalogue.Service) string {
	said := ""
	for _, s := range services {
		said = Paragraph(said, m.words.explain(s).Fact)
	}
	return said
}

// An area has services that can stand side by side.
type area struct {
	category string
	services []*catalogue.Service
}

// wellKnown is the rank up to which a service is known beyond its decks.
const wellKnown = 60

// pairsOfAreas returns pairs of areas with at least n services each among the system ports, or
// among those above: the ports of most areas lie near each other, and beside ports
// that lie elsewhere they would show it. They are taken from the deck and what is well
// known beside it. What is not of the area that is asked for is taken from another of
// them, so that it is as often of the one that is asked for.
func (m *making) pairsOfAreas(n int) ([][2]area, error) {
	from := m.members()
	if m.deck != nil && !m.deck.Own {
		from = slices.DeleteFunc(from, func(s *catalogue.Service) bool {
			return !m.deck.Holds(s) && s.Rank > wellKnown
		})
		m.rng.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	}
	var both [2][]area
	for _, category := range slices.Sorted(maps.Keys(areas)) {
		for above := range both {
			services := m.atMostApart(from, len(from), func(s *catalogue.Service) bool {
				return !s.ByName && s.Category == category && (above == 1) == (m.c.RangeOf(s.Port).Key != "system")
			})
			if len(services) >= n {
				both[above] = append(both[above], area{category, services})
			}
		}
	}
	pairs := slices.Concat(pairsOf(both[0]), pairsOf(both[1]))
	if len(pairs) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	return pairs, nil
}

// areaName is what the area is called, after the words of a stem.
func (m *making) areaName(category string) string { return m.words.led(m.say(areas[category])) }

// pairsOf returns the pairs of areas of which no service of the one could be counted
// to the other, either way round.
func pairsOf(all []area) [][2]area {
	var pairs [][2]area
	for _, in := range all {
		for _, out := range all {
			overlap := slices.Contains(overlapping[in.category], out.category) ||
				slices.Contains(overlapping[out.category], in.category)
			if in.category != out.category && !overlap {
				pairs = append(pairs, [2]area{in, out})
			}
		}
	}
	return pairs
}

// isOutside reports whether the service could be taken for none of the area.
func (m *making) isOutside(s *catalogue.Service, category string) bool {
	return !slices.ContainsFunc(m.c.Services, func(other *catalogue.Service) bool {
		return other.Category == category && !m.c.Rivals(s, other)
	})
}

func byPort(a, b *catalogue.Service) int { return cmp.Compare(a.Port, b.Port) }

func ports(of []*catalogue.Service) []string {
	texts := make([]string, len(of))
	for i, s := range of {
		texts[i] = portText(s.Port)
	}
	return texts
}
