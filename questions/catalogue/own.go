package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An OwnDeck is a deck of somebody's own, matched with the built-in catalogue.
type OwnDeck struct {
	Key   string // of letters of any language, digits and hyphens; see [DeckKey]
	Name  Text
	About Text

	Members  []*Service            // of the built-in catalogue: the rows that agree with it
	Words    map[*Service][]string // what the deck calls a member besides its names
	Services []*Service            // the rows that differ from it, each with a key of the deck: "lab/grafana"
}

// With returns the catalogue together with decks of one's own. What is built in
// stays as it is: services of own decks are found by their key and in their deck
// alone, not by name, by port or in [Catalogue.Services].
func (c *Catalogue) With(decks ...OwnDeck) *Catalogue {
	joined := *c
	joined.ownByKey = make(map[string]*Service)
	maps.Copy(joined.ownByKey, c.ownByKey)
	joined.Decks = slices.Clone(c.Decks)
	joined.own = slices.Clone(c.own)
	for _, d := range decks {
		deck := &Deck{Key: d.Key, Name: d.Name, About: d.About, Own: true, members: make(map[*Service]bool), words: d.Words}
		for _, s := range d.Members {
			deck.members[s] = true
		}
		for _, s := range d.Services {
			s.Deck, s.Family, s.Category = d.Key, s.Key, OwnCategory
			s.Encryption, s.Tier = "optional", 1
			s.index()
			joined.ownByKey[s.Key] = s
			joined.own = append(joined.own, s)
		}
		joined.Decks = append(joined.Decks, deck)
	}
	slices.SortStableFunc(joined.own, byPort)
	return &joined
}

// OwnCategory is the category of services that are only in a deck of one's own.
const OwnCategory = "own"

// Own returns the services that differ from the catalogue and are only in decks
// of one's own, by port.
func (c *Catalogue) Own() []*Service { return c.own }

// InOwn returns those of [Catalogue.Own] that belong to the deck with the key, by
// port; none for the empty key.
func (c *Catalogue) InOwn(deck string) []*Service {
	var in []*Service
	for _, s := range c.own {
		if deck != "" && s.Deck == deck {
			in = append(in, s)
		}
	}
	return in
}

// DeckKey makes the key of a deck of one's own from a name: lower case, with one
// hyphen for whatever is neither a letter nor a digit, at most 40 characters. It
// is empty for a name that has neither.
func DeckKey(name string) string {
	const most = 40
	key := slug(name)
	if signs := []rune(key); len(signs) > most {
		key = strings.TrimRight(string(signs[:most]), "-")
	}
	return key
}

// Reserved reports whether a deck of one's own cannot have the key: the names of
// transports would make its facets look like others, and "iana" is the registry.
func Reserved(key string) bool {
	return rank(Transport(key)) >= 0 || key == IANADeck || key == AllDeck
}

func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-")
}

// ServiceKey makes the key of a service in a deck of one's own: "lab/grafana".
// Where the deck has other services of that name, its port tells them apart.
func ServiceKey(deck, name string, port Port, alone bool) string {
	key := deck + "/" + slug(name)
	if !alone || strings.HasSuffix(key, "/") {
		key = strings.TrimRight(key, "/") + "/" + strings.TrimLeft(fmt.Sprintf("%s-%d", slug(name), port), "-")
	}
	return key
}

// shortestPart is how many characters of a name are enough to know it by.
const shortestPart = 3

// Resembles reports whether the name is a part of one of the service's names, or
// the other way round: "SQL" and "Microsoft SQL Server", "DNS 服务器" and "DNS".
func (s *Service) Resembles(name string) bool { return s.resembles(Fold(name)) }

func (s *Service) resembles(folded string) bool {
	for _, n := range s.folded {
		within := strings.Contains(n, folded) || strings.Contains(folded, n)
		if within && min(utf8.RuneCountInString(n), utf8.RuneCountInString(folded)) >= shortestPart {
			return true
		}
	}
	return false
}

// sharesName reports whether the two could be one by their names, of which at
// least one was not written for this catalogue: they share one, one resembles a
// name of the other, or goes by a name that IANA has at the other's port.
func sharesName(a, b *Service) bool {
	for _, name := range a.folded {
		if slices.Contains(b.folded, name) || b.resembles(name) {
			return true
		}
	}
	return goesByRegistered(a, b) || goesByRegistered(b, a)
}

func goesByRegistered(a, b *Service) bool {
	return slices.ContainsFunc(b.Registered, func(r Registration) bool { return a.Accepts(r.Name) })
}
