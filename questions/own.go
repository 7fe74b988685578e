package questions

import (
	"cmp"
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// Here is what is different about services that only a deck of somebody's own
// has: they are asked about as that deck has them, by stems that name it, and
// beside each other; questions about anything else never meet them.

// ownFacets returns the facets of services of own decks: what the port is for
// and, where the deck gives the name one port only, which port it has.
func (m *Maker) ownFacets() []Facet {
	var all []Facet
	for _, s := range m.c.Own() {
		all = append(all, facetOf(s, serviceFacet(s), PortToService))
		if m.onOnePort(s) {
			all = append(all, facetOf(s, portFacet(s), ServiceToPort))
		}
	}
	return all
}

// onOnePort reports whether nothing else in the deck of the service, on another
// port, goes by one of its names.
func (m *Maker) onOnePort(s *catalogue.Service) bool {
	deck := m.c.Deck(s.Deck)
	return !slices.ContainsFunc(s.Names(), func(name string) bool {
		if slices.ContainsFunc(m.c.Find(name), func(other *catalogue.Service) bool { return deck.Holds(other) && other.Port != s.Port }) {
			return true
		}
		return slices.ContainsFunc(m.ownNamed[ownName{s.Deck, catalogue.Fold(name)}], func(other *catalogue.Service) bool { return other != s })
	})
}

// An ownName is a folded name in a deck of somebody's own.
type ownName struct{ deck, name string }

func ownByName(c *catalogue.Catalogue) map[ownName][]*catalogue.Service {
	named := make(map[ownName][]*catalogue.Service)
	for _, s := range c.Own() {
		for _, name := range s.Names() {
			key := ownName{s.Deck, catalogue.Fold(name)}
			named[key] = append(named[key], s)
		}
	}
	return named
}

// named returns the services that go by the name where the right one is at home:
// in its own deck, and in the catalogue.
func (m *Maker) named(right *catalogue.Service, name string) []*catalogue.Service {
	if len(m.ownNamed) == 0 {
		return m.c.Find(name)
	}
	return slices.Concat(m.ownNamed[ownName{right.Deck, catalogue.Fold(name)}], m.c.Find(name))
}

// at returns the services on the port where the right one is at home.
func (m *Maker) at(right *catalogue.Service, p catalogue.Port) []*catalogue.Service {
	var at []*catalogue.Service
	if right.Deck != "" {
		own := m.c.Own()
		for _, s := range own[firstAt(own, p):] {
			if s.Port != p {
				break
			}
			if s.Deck == right.Deck {
				at = append(at, s)
			}
		}
	}
	return append(at, m.c.At(p)...)
}

// firstAt returns the index of the first service, of those sorted by port, that
// has no lower port.
func firstAt(all []*catalogue.Service, p catalogue.Port) int {
	i, _ := slices.BinarySearchFunc(all, p, func(s *catalogue.Service, p catalogue.Port) int { return cmp.Compare(s.Port, p) })
	return i
}

// pool returns the services that wrong options are taken from: all of the
// catalogue, and beside a service of somebody's own deck the nearest of that deck.
func (m *making) pool(right *catalogue.Service) []*catalogue.Service {
	const most = 200
	own := m.c.InOwn(right.Deck)
	from := max(firstAt(own, right.Port)-most/2, 0)
	return slices.Concat(own[from:min(from+most, len(own))], m.c.Services)
}

// elsewhere says what the catalogue has in contrast to an own deck: for the name,
// and for the number.
func (m *making) elsewhere(s *catalogue.Service) string {
	said := ""
	for _, name := range s.Names() {
		for _, other := range m.c.Find(name) {
			if other.Port != s.Port && said == "" {
				said = fmt.Sprintf(m.words.catalogueHas, m.words.led(m.words.spaced(other.Label(m.words.lang))), m.words.brief(other))
			}
		}
	}
	if len(m.c.At(s.Port)) > 0 {
		said = Paragraph(said, m.words.owners(m.c, s.Port, m.c.At(s.Port)...))
	}
	return said
}

// inDeck words a stem about several services, some of which may be in a deck of
// somebody's own alone.
func (m *making) inDeck(services []*catalogue.Service, stem, about catalogue.Text) string {
	own := slices.IndexFunc(services, func(s *catalogue.Service) bool { return s.Deck != "" })
	if own < 0 {
		return m.say(stem)
	}
	return m.say(about, m.words.led(m.words.spaced(services[own].Deck)))
}
