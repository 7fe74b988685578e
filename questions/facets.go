package questions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// FacetsOf returns the facets of the deck: for each service, by tier, what its
// port is for and which port it has; then the ranges and their edges, which
// belong to every built-in deck; the mistakes of the post; then what else there
// is to know about each service; protocols without ports; and last the ephemeral ports
// of operating systems.
func (m *Maker) FacetsOf(d *catalogue.Deck) []Facet {
	switch d.Key {
	case catalogue.AllDeck:
		return m.curated
	case catalogue.IANADeck:
		return nil
	}
	var some []Facet
	for _, f := range m.all { // by tier too, as the services of every deck are
		if m.holds(d, f) {
			some = append(some, f)
		}
	}
	return some
}

// holds reports whether the facet belongs to the deck.
func (m *Maker) holds(d *catalogue.Deck, f Facet) bool {
	if len(f.Decks) > 0 {
		return slices.Contains(f.Decks, d.Key)
	}
	s := m.c.Service(f.Service)
	return s == nil && !d.Own || s != nil && d.Holds(s)
}

// The categories of facets that are mistakes, and of ranges and numbers.
const (
	mistakes    = "mistake"
	numbersArea = "range"
)

func mistakeFacet(m catalogue.Mistake) FacetID { return FacetID("mistake:" + m.ID) }

// allFacets returns the facets of the whole built-in catalogue in the order of [Maker.FacetsOf].
func (m *Maker) allFacets() []Facet {
	services := m.c.InDeck(m.c.Deck(catalogue.AllDeck))
	all := make([]Facet, 0, 4*len(services))
	for _, s := range services {
		all = append(all, m.facetsAbout(s, "service", "port")...)
	}
	for _, r := range m.c.Ranges {
		all = append(all, Facet{
			ID: FacetID("range:" + r.Key), Kinds: []Kind{RangeOfNumber}, Category: numbersArea, Tier: 1,
		})
	}
	for _, e := range m.rangeEdges() {
		all = append(all, Facet{ID: e.id, Kinds: e.kinds(), Category: numbersArea, Tier: 1})
	}
	for _, mistake := range m.c.Mistakes() {
		if mistake.Asked() {
			all = append(all, Facet{
				ID: mistakeFacet(mistake), Kinds: []Kind{SpotTheMistake}, Category: mistakes, Tier: 1,
				Decks: []string{catalogue.SeedDeck},
			})
		}
	}
	for _, s := range services {
		all = append(all, m.facetsAbout(s, furtherAspects...)...)
	}
	all = append(all, m.protocolFacets()...)
	for _, e := range m.ephemeralEdges() {
		all = append(all, Facet{ID: e.id, Kinds: e.kinds(), Category: numbersArea, Tier: 3, Decks: e.decks})
	}
	return all
}

// countFamilies counts the services of each family, as far as questions tell them apart.
func (m *Maker) countFamilies() map[string]int {
	families := make(map[string]int)
	for _, s := range m.c.InDeck(m.c.Deck(catalogue.AllDeck)) {
		if !s.ByName {
			families[s.Family]++
		}
	}
	return families
}

func facetOf(s *catalogue.Service, id FacetID, kinds ...Kind) Facet {
	return Facet{ID: id, Kinds: kinds, Service: s.Key, Category: s.Category, Tier: s.Tier}
}

// serviceFacet names what the port is for. Where both transports are in use
// the TCP one stands for both, and for a port whose transport an own deck leaves
// open. Of an own deck the ID begins with its key: "lab/tcp/8080:service".
func serviceFacet(s *catalogue.Service) FacetID {
	switch socket := s.Sockets()[0]; {
	case s.Deck == "":
		return FacetID(socket + ":service")
	case len(s.Transports) == 0:
		return FacetID(s.Deck + "/tcp/" + socket + ":service")
	default:
		return FacetID(s.Deck + "/" + socket + ":service")
	}
}

// portFacet names which port the service has.
func portFacet(s *catalogue.Service) FacetID { return FacetID(s.Key + ":port") }

// furtherAspects are what can be known about a service beside its port, as far as it
// has exactly one right answer and the name does not give it away.
var furtherAspects = []string{"transport", "twin", "replacement", "encrypted", "role"}

// facetsAbout returns the facets of such aspects of the service that kinds ask about.
// All kinds of one aspect exercise the same memory.
func (m *Maker) facetsAbout(s *catalogue.Service, aspects ...string) (all []Facet) {
	for _, aspect := range aspects {
		var asking []Kind
		for _, k := range kinds {
			if k.aspect == aspect && (k.saysService || !s.ByName) && (k.asks == nil || k.asks(m, s)) {
				asking = append(asking, k.key)
			}
		}
		id := FacetID(s.Key + ":" + aspect)
		if aspect == "service" {
			id = serviceFacet(s)
		}
		if len(asking) > 0 {
			all = append(all, facetOf(s, id, asking...))
		}
	}
	return all
}

func asksEncryption(s *catalogue.Service) bool {
	return (s.Encryption == "plaintext" || s.Encryption == "encrypted" || s.Encryption == "starttls") &&
		!names(s, "TLS", "HTTPS", "plain", "明文", "加密") && s.Category != "games"
}

// names reports whether a label of the service holds one of the words.
func names(s *catalogue.Service, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return strings.Contains(s.Label(catalogue.English), word) || strings.Contains(s.Label(catalogue.Chinese), word)
	})
}

// relatives are the other members of the service's family, as far as questions tell
// them apart by what they are for.
func (m *Maker) relatives(s *catalogue.Service) []*catalogue.Service {
	var all []*catalogue.Service
	for _, other := range m.c.Services {
		if other.Family == s.Family && other != s && !other.ByName {
			all = append(all, other)
		}
	}
	return all
}

// An edge is a number at the edge of a range, or the highest of all.
type edge struct {
	id     FacetID
	number int
	ask    catalogue.Text
	why    catalogue.Text
	decks  []string // as of a [Facet]
}

func (e edge) kinds() []Kind {
	if e.id == maxFacet {
		return []Kind{RangeEdge, ValidNumber}
	}
	return []Kind{RangeEdge}
}

// is says which edge the number is, after it.
func (e edge) is() catalogue.Text {
	return catalogue.Text{
		EN: strings.NewReplacer("What is", " is", "?", ".").Replace(e.ask.EN),
		ZH: " 是" + strings.ReplaceAll(e.ask.ZH, "是多少？", "。"),
	}
}

const maxFacet FacetID = "number:max"

const lastPort catalogue.Port = 65535

// edge returns the edge that the facet is about.
func (m *Maker) edge(id FacetID) edge {
	edges := m.edges()
	return edges[slices.IndexFunc(edges, func(e edge) bool { return e.id == id })]
}

// rangeEdges returns the edges between the ranges, from the ranges themselves.
func (m *Maker) rangeEdges() []edge {
	system, user := m.c.Range("system"), m.c.Range("user")
	at := func(p catalogue.Port, ask, why catalogue.Text) edge {
		return edge{id: FacetID(fmt.Sprintf("edge:%d", p)), number: int(p), ask: ask, why: why}
	}
	highest := edge{
		id: maxFacet, number: int(lastPort),
		ask: catalogue.Text{EN: "What is the highest port number?", ZH: "最大的端口号是多少？"},
		why: catalogue.Text{
			EN: "Port numbers have 16 bits: 0 to 65535, which makes 65,536 of them. 0 is reserved.",
			ZH: "端口号是 16 位：0 到 65535，共 65536 个，其中 0 为保留值。",
		},
	}
	systemEnds := catalogue.Text{
		EN: "System (well-known) ports are 0 to 1023, User (registered) ports 1024 to 49151.",
		ZH: "系统端口（公认端口）是 0 到 1023，用户端口（注册端口）是 1024 到 49151。",
	}
	userEnds := catalogue.Text{
		EN: "User (registered) ports are 1024 to 49151, Dynamic (private) ports 49152 to 65535.",
		ZH: "用户端口（注册端口）是 1024 到 49151，动态端口（私有端口）是 49152 到 65535。",
	}
	return []edge{
		at(system.To, catalogue.Text{EN: "What is the highest System (well-known) port?", ZH: "系统端口（公认端口）中最大的号码是多少？"}, systemEnds),
		at(user.From, catalogue.Text{EN: "What is the lowest User (registered) port?", ZH: "用户端口（注册端口）中最小的号码是多少？"}, systemEnds),
		at(user.To, catalogue.Text{EN: "What is the highest User (registered) port?", ZH: "用户端口（注册端口）中最大的号码是多少？"}, userEnds),
		at(user.To+1, catalogue.Text{EN: "What is the lowest Dynamic (private) port?", ZH: "动态端口（私有端口）中最小的号码是多少？"}, userEnds),
		highest,
	}
}

var (
	askLowest  = catalogue.Text{EN: "What is the lowest ephemeral port on %s by default?", ZH: "%s默认的临时端口中最小的号码是多少？"}
	askHighest = catalogue.Text{EN: "What is the highest ephemeral port on %s by default?", ZH: "%s默认的临时端口中最大的号码是多少？"}
	systemHas  = catalogue.Text{EN: "By default %s takes ephemeral ports from %d to %d.", ZH: "%s默认的临时端口是 %d 到 %d。"}
)

// ephemeralEdges returns where the ephemeral ports of operating systems begin,
// and where they end if that is before the ports do.
func (m *Maker) ephemeralEdges() []edge {
	var all []edge
	for _, e := range m.c.Ephemeral() {
		name := wordsIn(catalogue.Chinese).spaced(e.System.ZH)
		add := func(p catalogue.Port, ask catalogue.Text) {
			all = append(all, edge{
				id: FacetID(fmt.Sprintf("edge:%s-%d", e.Key, p)), number: int(p),
				ask: catalogue.Text{EN: fmt.Sprintf(ask.EN, e.System.EN), ZH: fmt.Sprintf(ask.ZH, name)},
				why: catalogue.Text{
					EN: fmt.Sprintf(systemHas.EN, e.System.EN, e.From, e.To) + " " + e.About.EN,
					ZH: fmt.Sprintf(systemHas.ZH, name, e.From, e.To) + e.About.ZH,
				},
				decks: e.Decks,
			})
		}
		add(e.From, askLowest)
		if e.To < lastPort {
			add(e.To, askHighest)
		}
	}
	return all
}

// FacetsOfService returns the facets of the service with the key.
func (m *Maker) FacetsOfService(key string) (ids []FacetID) {
	first, found := slices.BinarySearchFunc(m.byService, key, func(i uint16, key string) int { return cmp.Compare(m.all[i].Service, key) })
	if !found || key == "" {
		return nil
	}
	for _, i := range m.byService[first:] {
		if m.all[i].Service != key {
			break
		}
		ids = append(ids, m.all[i].ID)
	}
	return ids
}

// Siblings returns the other facets of the same service.
func (m *Maker) Siblings(f Facet) []FacetID {
	return slices.DeleteFunc(m.FacetsOfService(f.Service), func(id FacetID) bool { return id == f.ID })
}
