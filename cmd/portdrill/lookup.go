package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// An entry is what is known about one thing that was looked up.
type entry struct {
	Query     string          `json:"query"`
	Port      *catalogue.Port `json:"port"`  // null for a name
	Range     string          `json:"range"` // of the port; empty for a name
	Services  []serviceEntry  `json:"services"`
	Owners    []ownerEntry    `json:"owners"` // all that IANA has for a port, or for a name that is not taught
	Source    string          `json:"source"`
	Reserved  bool            `json:"reserved,omitempty"`  // IANA keeps the number back
	Ephemeral []clientRange   `json:"ephemeral,omitempty"` // systems that give the number to clients
	Search    bool            `json:"search,omitempty"`    // several names fit; none is the very one

	transports []catalogue.Transport // that the query named; none is all
}

// An ownerEntry is a name that IANA has registered at a port.
type ownerEntry struct {
	Service     string                `json:"service"`
	Port        catalogue.Port        `json:"port"`
	Transports  []catalogue.Transport `json:"transports"`
	Description string                `json:"description"`
}

// A clientRange is where an operating system takes clients' ports from.
type clientRange struct {
	System string         `json:"system"`
	From   catalogue.Port `json:"from"`
	To     catalogue.Port `json:"to"`
	Source string         `json:"source"`
}

type serviceEntry struct {
	Key         string          `json:"service"`
	Name        string          `json:"name"`
	Expansion   string          `json:"expansion,omitempty"`
	Port        catalogue.Port  `json:"port"`
	Ports       []string        `json:"ports"`
	Range       string          `json:"range"`
	Status      string          `json:"status"`
	Registered  []string        `json:"registered"` // names that IANA has for the number
	Category    string          `json:"category"`
	Encryption  string          `json:"encryption"`
	Aliases     []string        `json:"aliases"`
	Description string          `json:"description"`
	Use         string          `json:"use"`
	SecureTwin  []string        `json:"secure_twin"`
	Replacement []string        `json:"replacement"`
	Confused    []confusedEntry `json:"confused"`
	Note        string          `json:"note,omitempty"` // of one's own
	Deck        string          `json:"deck,omitempty"` // the deck of one's own that alone has it

	PortSource      string      `json:"port_source"`
	TransportSource string      `json:"transport_source"`
	Decks           []deckOfOne `json:"decks"`
}

// A deckOfOne is a deck that a service belongs to, and why.
type deckOfOne struct {
	Key    string `json:"deck"`
	Source string `json:"source"`
}

type confusedEntry struct {
	Service string         `json:"service"`
	Name    string         `json:"name"`
	Port    catalogue.Port `json:"port"`
	Tell    string         `json:"tell"`
}

func (a *app) lookupCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "lookup PORT|NAME ...",
		ValidArgsFunction: a.listServices,
		Short:             wording.LookupShort.In(a.lang),
		Long:              wording.LookupLong.In(a.lang),
		Example:           wording.LookupExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.lookup(cmd.Context(), args)
		},
	}
}

// lookup reports on each query, and on all before it fails for one.
func (a *app) lookup(ctx context.Context, queries []string) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	if len(queries) == 0 {
		if queries, err = a.pipedQueries(); err != nil {
			return err
		}
	}
	var failed error
	shown := 0
	for _, query := range queries {
		e, err := a.find(c, query)
		if err != nil {
			if failed != nil {
				report(a.aside, a.lang, failed)
			}
			failed = err
			continue
		}
		if err := a.showEntry(c, e, shown > 0); err != nil {
			return err
		}
		shown++
	}
	if err := a.showSource(shown); err != nil {
		return err
	}
	return failed
}

// find looks for what the query means: a port, a name that is taught, a name that
// IANA has, and last for names that it is a part of. The registry is read only
// where it is needed, since that takes longer than everything else here.
func (a *app) find(c *catalogue.Catalogue, query string) (entry, error) {
	port, transports, err := catalogue.ParsePort(query)
	switch {
	case err == nil:
		return a.findPort(c, query, port, transports)
	case errors.Is(err, catalogue.ErrOutOfRange):
		return entry{}, usageProblem(wording.NotAPort.In(a.lang, query), "")
	}
	if found := slices.Concat(c.Find(query), ownNamed(c, query)); len(found) > 0 {
		return a.entry(c, query, found, nil), nil
	}
	registry, err := catalogue.IANA()
	if err != nil {
		return entry{}, err
	}
	if owners := ownersOf(registry.Named(query)); len(owners) > 0 {
		return a.entry(c, query, nil, owners), nil
	}
	return a.search(c, registry, query)
}

// findPort returns the services that use the port and the names that IANA has for
// it; only those of the transports, if any are given.
func (a *app) findPort(c *catalogue.Catalogue, query string, port catalogue.Port, transports []catalogue.Transport) (entry, error) {
	services := slices.DeleteFunc(slices.Concat(c.At(port), ownAt(c, port)), func(s *catalogue.Service) bool { return !usesAny(s, transports) })
	var owners []ownerEntry
	if a.json || len(transports) > 0 || !teachesAll(c, port) {
		registry, err := catalogue.IANA()
		if err != nil {
			return entry{}, err
		}
		owners = ownersOf(slices.DeleteFunc(registry.At(port), func(e catalogue.Entry) bool {
			return len(transports) > 0 && !slices.Contains(transports, e.Transport)
		}))
	}
	e := a.entry(c, query, services, owners)
	e.Port, e.Range, e.transports = &port, c.RangeOf(port).Key, transports
	e.Reserved = catalogue.IsReserved(port)
	for _, r := range c.EphemeralAt(port) {
		e.Ephemeral = append(e.Ephemeral, clientRange{r.System.In(a.lang), r.From, r.To, r.Source + ", " + r.Date})
	}
	return e, nil
}

// teachesAll reports whether every name that IANA has for the port is one of a
// service that is taught, which is then shown with all there is to say: the
// registry, whose reading takes longer than all else, has nothing to add.
func teachesAll(c *catalogue.Catalogue, port catalogue.Port) bool {
	at := c.At(port)
	return len(at) > 0 && !slices.ContainsFunc(at[0].Registered, func(r catalogue.Registration) bool {
		return !slices.ContainsFunc(at, func(s *catalogue.Service) bool { return s.Accepts(r.Name) })
	})
}

// ownAt returns the services that decks of one's own have on the port.
func ownAt(c *catalogue.Catalogue, port catalogue.Port) []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(c.Own()), func(s *catalogue.Service) bool { return s.Port != port })
}

// ownNamed returns the services that go by the name in decks of one's own.
func ownNamed(c *catalogue.Catalogue, name string) []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(c.Own()), func(s *catalogue.Service) bool { return !s.Accepts(name) })
}

// usesAny reports whether the service uses one of the transports. No transports
// are as good as all.
func usesAny(s *catalogue.Service, transports []catalogue.Transport) bool {
	return len(transports) == 0 || slices.ContainsFunc(transports, s.Uses)
}

// ownersOf joins the entries of a name at a port, one for each transport, into
// one. Where their descriptions differ, the first one is kept: that of TCP.
func ownersOf(entries []catalogue.Entry) []ownerEntry {
	var owners []ownerEntry
	for _, e := range entries {
		i := slices.IndexFunc(owners, func(o ownerEntry) bool { return o.Service == e.Service && o.Port == e.Port })
		if i < 0 {
			i = len(owners)
			owners = append(owners, ownerEntry{Service: e.Service, Port: e.Port})
		}
		owners[i].Transports = append(owners[i].Transports, e.Transport)
		owners[i].Description = cmp.Or(owners[i].Description, e.Description)
	}
	return owners
}

// search looks for names that the query is a part of. A single one is taken for
// what was meant; without any, the error names those that are spelt alike.
func (a *app) search(c *catalogue.Catalogue, registry *catalogue.Registry, query string) (entry, error) {
	services := namedLike(c, query)
	owners := slices.DeleteFunc(ownersOf(registry.WithPrefix(query)), func(o ownerEntry) bool { return len(c.Find(o.Service)) > 0 })
	if len(services)+len(owners) == 0 {
		hint := wording.Nearest.In(a.lang, strings.Join(nearestNames(c, query), ", "))
		return entry{}, problem{wording.NothingNamed.In(a.lang, query), hint, exitFailed}
	}
	e := a.entry(c, query, services, owners)
	e.Search = len(services)+len(owners) > 1
	return e, nil
}

// namedLike returns the services of which a name begins as the text does, then
// those that have it inside one.
func namedLike(c *catalogue.Catalogue, text string) []*catalogue.Service {
	text = catalogue.Fold(text)
	if text == "" {
		return nil
	}
	var beginning, inside []*catalogue.Service
	for _, s := range c.Services {
		switch {
		case slices.ContainsFunc(s.Names(), func(name string) bool { return strings.HasPrefix(catalogue.Fold(name), text) }):
			beginning = append(beginning, s)
		case slices.ContainsFunc(searched(s), func(name string) bool { return within(name, text) }):
			inside = append(inside, s)
		}
	}
	if len(text) == 1 { // one letter is inside of nearly every name
		return beginning
	}
	return append(beginning, inside...)
}

// within reports whether the folded text is a part of a word of the name, or of
// several words from the beginning of one. It is not where it would span the end
// of one word and the beginning of the next, as "sq" in "TLS / QUIC".
func within(name, text string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' })
	for i, word := range words {
		if strings.Contains(catalogue.Fold(word), text) || strings.HasPrefix(catalogue.Fold(strings.Join(words[i:], "")), text) {
			return true
		}
	}
	return false
}

// searched returns the names to look inside of: all Chinese ones, of the English
// ones those that are words. Inside of abbreviations anything can be found.
func searched(s *catalogue.Service) []string {
	names := []string{s.Name.EN, s.Expansion.EN}
	for _, name := range s.Names() {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			names = append(names, name)
		}
	}
	return names
}

// nearestNames returns the few names that come nearest to the one typed, each of
// another service.
func nearestNames(c *catalogue.Catalogue, typed string) []string {
	const few = 4
	typed = catalogue.Fold(typed)
	best := make(map[string]string) // service key to its nearest name
	var keys []string
	for _, s := range c.Services {
		names := slices.Clone(s.Names())
		slices.SortStableFunc(names, func(x, y string) int {
			return distance(typed, catalogue.Fold(x)) - distance(typed, catalogue.Fold(y))
		})
		best[s.Key] = names[0]
		keys = append(keys, s.Key)
	}
	slices.SortStableFunc(keys, func(x, y string) int {
		return distance(typed, catalogue.Fold(best[x])) - distance(typed, catalogue.Fold(best[y]))
	})
	nearest := make([]string, 0, few)
	for _, key := range keys[:min(few, len(keys))] {
		nearest = append(nearest, best[key])
	}
	return nearest
}

func (a *app) entry(c *catalogue.Catalogue, query string, services []*catalogue.Service, owners []ownerEntry) entry {
	e := entry{
		Query: query, Services: []serviceEntry{}, Owners: append([]ownerEntry{}, owners...),
		Source: wording.LookupSource.In(a.lang, catalogue.RegistryDate),
	}
	for _, s := range services {
		e.Services = append(e.Services, a.serviceEntry(c, s))
	}
	return e
}

func (a *app) serviceEntry(c *catalogue.Catalogue, s *catalogue.Service) serviceEntry {
	e := serviceEntry{
		Key: s.Key, Name: s.Label(a.lang), Expansion: s.Expansion.EN, Port: s.Port, Ports: s.Sockets(),
		Range: c.RangeOf(s.Port).Key, Status: string(s.Status), Registered: []string{},
		Category: s.Category, Encryption: s.Encryption, Aliases: otherNames(s, a.lang),
		Description: s.Description.In(a.lang), Use: s.Use.In(a.lang),
		SecureTwin: a.endpoints(c, s.SecureTwin), Replacement: a.endpoints(c, s.Replacement), Confused: []confusedEntry{},
		Note: a.notes[s.Key], Deck: s.Deck, PortSource: a.sourceOf(s), TransportSource: a.transportSource(), Decks: []deckOfOne{},
	}
	for _, d := range c.Decks {
		if d.Key != catalogue.AllDeck && d.Holds(s) {
			e.Decks = append(e.Decks, deckOfOne{d.Key, d.About.In(a.lang)})
		}
	}
	for _, r := range s.Registered {
		e.Registered = append(e.Registered, r.Name)
	}
	for _, pair := range c.Confused(s.Key) {
		other := c.Service(pair.A)
		if other == s {
			other = c.Service(pair.B)
		}
		e.Confused = append(e.Confused, confusedEntry{other.Key, other.Label(a.lang), other.Port, pair.Tell.In(a.lang)})
	}
	return e
}

// otherNames returns the names but for the one that is shown first.
func otherNames(s *catalogue.Service, lang catalogue.Lang) []string {
	shown := catalogue.Fold(s.Label(lang))
	return slices.DeleteFunc(slices.Clone(s.Names()), func(name string) bool { return catalogue.Fold(name) == shown })
}

func (a *app) endpoints(c *catalogue.Catalogue, to []catalogue.Endpoint) []string {
	names := make([]string, len(to))
	for i, endpoint := range to {
		names[i] = fmt.Sprintf("%s %d", c.Service(endpoint.Key).Label(a.lang), endpoint.Port)
	}
	return names
}
