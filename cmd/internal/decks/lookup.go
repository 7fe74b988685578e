package decks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
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
	Others      string          `json:"others,omitempty"` // what else uses the port
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

func lookupCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:               "lookup PORT|SERVICE ...",
		ValidArgsFunction: a.Completion(app.ListServices),
		Short:             textLookupShort.In(a.Lang),
		Long:              textLookupLong.In(a.Lang),
		Example:           textLookupExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runLookup(cmd.Context(), a, args)
		},
	}
}

// known is what a look-up looks through: the catalogue, with the learner's notes.
type known struct {
	*catalogue.Catalogue
	notes map[string]string // by service
}

func whatIsKnown(ctx context.Context, a *app.App) (k known, err error) {
	err = a.ToRead(ctx, func(db *app.DB) error {
		if k.Catalogue, err = db.Catalogue(ctx); err != nil || !db.IsThere() {
			return err
		}
		remarks, err := db.Remarks(ctx, db.LearnerID)
		k.notes = remarks.Notes
		return err
	})
	return k, err
}

// Lookup shows what is known of what the query means: a port, a service, a part of a name.
func Lookup(ctx context.Context, a *app.App, db *app.DB, query string) error {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	e, err := find(a, known{Catalogue: c}, query)
	if err != nil {
		return err
	}
	return showEntry(a, c, e, false)
}

// runLookup reports on each query, and on all before it fails for one.
func runLookup(ctx context.Context, a *app.App, queries []string) error {
	k, err := whatIsKnown(ctx, a)
	if err != nil {
		return err
	}
	if len(queries) == 0 {
		if queries, err = pipedQueries(a); err != nil {
			return err
		}
	}
	var failed error
	shown := 0
	for _, query := range slices.Concat(mapped(queries, expanded)...) {
		e, err := find(a, k, query)
		if err != nil {
			if failed != nil {
				app.Report(a.Messages, a.Lang, failed)
			}
			failed = err
			continue
		}
		if err := showEntry(a, k.Catalogue, e, shown > 0); err != nil {
			return err
		}
		shown++
	}
	if err := showSource(a, shown); err != nil {
		return err
	}
	return failed
}

func mapped[T, U any](all []T, to func(T) U) []U {
	out := make([]U, len(all))
	for i, each := range all {
		out[i] = to(each)
	}
	return out
}

// find looks for what the query means: a port, a name that is taught, a name that
// IANA has, one that a system has for a port, and last for names that it is a part
// of. The registry is read only
// where it is needed, since that takes longer than everything else here.
func find(a *app.App, c known, query string) (entry, error) {
	port, transports, err := catalogue.ParsePort(query)
	switch {
	case err == nil:
		return findPort(a, c, query, port, transports)
	case errors.Is(err, catalogue.ErrOutOfRange):
		return entry{}, app.UsageProblem(textNotAPort.In(a.Lang, query), "")
	}
	if found := slices.Concat(c.Find(query), ownNamed(c.Catalogue, query)); len(found) > 0 {
		return entryOf(a, c, query, found, nil), nil
	}
	registry, err := catalogue.IANA()
	if err != nil {
		return entry{}, err
	}
	if owners := ownersOf(registry.Named(query)); len(owners) > 0 {
		return entryOf(a, c, query, nil, owners), nil
	}
	if e, ok, err := findSystemName(a, c, registry, query); ok || err != nil {
		return e, err
	}
	return search(a, c, registry, query)
}

// findSystemName looks for a name that systems and scanners print for a port: what
// there is to say is that of the port.
func findSystemName(a *app.App, c known, registry *catalogue.Registry, query string) (e entry, ok bool, err error) {
	names, err := catalogue.SystemNamed(query)
	if err != nil || len(names) == 0 {
		return e, false, err
	}
	var services []*catalogue.Service
	var owners []ownerEntry
	for _, n := range names {
		services = append(services, at(c, n.Port, n.Transports)...)
		owners = append(owners, ownersAt(registry, n.Port, n.Transports)...)
	}
	e = entryOf(a, c, query, services, owners)
	if len(services)+len(owners) == 0 { // nobody else has a name for the port
		for _, n := range names {
			e.Owners = append(
				e.Owners,
				ownerEntry{Service: n.Name, Port: n.Port, Transports: n.Transports, Description: n.System},
			)
		}
	}
	return e, true, nil
}

// at returns the services on a port of one of the transports, if any are given.
func at(c known, port catalogue.Port, transports []catalogue.Transport) []*catalogue.Service {
	return slices.DeleteFunc(slices.Concat(c.At(port), ownAt(c.Catalogue, port)), func(s *catalogue.Service) bool {
		return !app.UsesAny(s, transports)
	})
}

// ownersAt returns the names that IANA has for a port of one of the transports, if
// any are given.
func ownersAt(registry *catalogue.Registry, port catalogue.Port, transports []catalogue.Transport) []ownerEntry {
	return ownersOf(slices.DeleteFunc(registry.At(port), func(e catalogue.Entry) bool {
		return len(transports) > 0 && !slices.Contains(transports, e.Transport)
	}))
}

// findPort returns the services that use the port and the names that IANA has for
// it; only those of the transports, if any are given.
func findPort(
	a *app.App,
	c known,
	query string,
	port catalogue.Port,
	transports []catalogue.Transport,
) (entry, error) {
	services := at(c, port, transports)
	var owners []ownerEntry
	if a.JSON || len(transports) > 0 || !teachesAll(c.Catalogue, port) {
		registry, err := catalogue.IANA()
		if err != nil {
			return entry{}, err
		}
		owners = ownersAt(registry, port, transports)
	}
	e := entryOf(a, c, query, services, owners)
	e.Port, e.Range, e.transports = &port, c.RangeOf(port).Key, transports
	e.Reserved = catalogue.IsReserved(port)
	for _, r := range c.EphemeralAt(port) {
		e.Ephemeral = append(e.Ephemeral, clientRange{r.System.In(a.Lang), r.From, r.To, r.Source + ", " + r.Date})
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
func search(a *app.App, c known, registry *catalogue.Registry, query string) (entry, error) {
	services := namedLike(c.Catalogue, query)
	owners := slices.DeleteFunc(
		ownersOf(registry.WithPrefix(query)),
		func(o ownerEntry) bool { return len(c.Find(o.Service)) > 0 },
	)
	if len(services)+len(owners) == 0 {
		return entry{}, app.NoService(a, c.Catalogue, query)
	}
	e := entryOf(a, c, query, services, owners)
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
	words := strings.FieldsFunc(
		name,
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' },
	)
	for i, word := range words {
		if strings.Contains(catalogue.Fold(word), text) ||
			strings.HasPrefix(catalogue.Fold(strings.Join(words[i:], "")), text) {
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

func entryOf(a *app.App, c known, query string, services []*catalogue.Service, owners []ownerEntry) entry {
	e := entry{
		Query: query, Services: []serviceEntry{}, Owners: append([]ownerEntry{}, owners...),
		Source: textLookupSource.In(a.Lang, catalogue.RegistryDate),
	}
	for _, s := range services {
		e.Services = append(e.Services, serviceEntryOf(a, c, s))
	}
	return e
}

func serviceEntryOf(a *app.App, c known, s *catalogue.Service) serviceEntry {
	e := serviceEntry{
		Key: s.Key, Name: s.Label(a.Lang), Expansion: s.Expansion.EN, Port: s.Port, Ports: s.Sockets(),
		Range: c.RangeOf(s.Port).Key, Status: string(s.Status), Registered: []string{},
		Category: s.Category, Encryption: s.Encryption, Aliases: otherNames(s, a.Lang),
		Description: s.Description.In(a.Lang), Use: s.Use.In(a.Lang), Others: s.Others.In(a.Lang),
		SecureTwin:  endpoints(a, c.Catalogue, s.SecureTwin),
		Replacement: endpoints(a, c.Catalogue, s.Replacement), Confused: []confusedEntry{},
		Note: c.notes[s.Key], Deck: s.Deck, PortSource: sourceOf(a, s), TransportSource: transportSource(a), Decks: []deckOfOne{},
	}
	for _, d := range c.Decks {
		if d.Key != catalogue.AllDeck && d.Holds(s) {
			e.Decks = append(e.Decks, deckOfOne{d.Key, d.About.In(a.Lang)})
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
		e.Confused = append(
			e.Confused,
			confusedEntry{other.Key, other.Label(a.Lang), other.Port, pair.Tell.In(a.Lang)},
		)
	}
	return e
}

// otherNames returns the names but for the one that is shown first.
func otherNames(s *catalogue.Service, lang catalogue.Lang) []string {
	shown := catalogue.Fold(s.Label(lang))
	return slices.DeleteFunc(slices.Clone(s.Names()), func(name string) bool { return catalogue.Fold(name) == shown })
}

func endpoints(a *app.App, c *catalogue.Catalogue, to []catalogue.Endpoint) []string {
	names := make([]string, len(to))
	for i, endpoint := range to {
		names[i] = fmt.Sprintf("%s %d", c.Service(endpoint.Key).Label(a.Lang), endpoint.Port)
	}
	return names
}

// LookupFromMenu looks up what is typed, until a line is empty.
func LookupFromMenu(ctx context.Context, a *app.App) error {
	for {
		text, err := a.Chooser().Type(textLookupWhat.In(a.Lang), "")
		if err != nil {
			return err
		}
		if text == "" {
			return nil
		}
		if err := a.Within(ctx, func(ctx context.Context) error { return runLookup(ctx, a, strings.Fields(text)) }); err != nil {
			return err
		}
	}
}

var (
	textNotAPort    = wording.T("%s is not a port number (0 to 65535)", "%s 不是端口号（0 到 65535）")
	textLookupShort = wording.T("look up a port or a service", "查询端口或服务")
	textLookupLong  = wording.T(
		`Takes ports (53, tcp/53) and names, short or long, in English or Chinese. For a
port it shows the services that use it, then the others registered with IANA.
Part of a name lists the services that match.

Lists, ranges and addresses work as well: 80,443, 8000-8010, localhost:8080.

Without arguments it reads one query per line from standard input. It also takes
the output of ss, netstat (of any system), lsof -i, nmap and docker ps, and looks
up each port once.`,
		`可查端口（53、tcp/53）和名称，长短皆可，中英文都行。查端口时先列出使用它的服务，
再列出在 IANA 登记该端口的其他名称。只给出名称的一部分，则列出所有匹配的服务。

也可以是多个端口、端口范围或地址：80,443、8000-8010、localhost:8080。

不带参数时从标准输入读取，每行一个；也可以是 ss、netstat（各种系统）、lsof -i、nmap
或 docker ps 的输出：取其中的端口，相同的只查一次。`,
	)
	textLookupExamples = wording.T(
		`  portdrill lookup 53
  portdrill lookup dns 443 50000
  portdrill lookup 域名系统 --json
  portdrill lookup mail
  ss -tuln | portdrill lookup`,
		`  portdrill lookup 53
  portdrill lookup dns 443 50000
  portdrill lookup 域名系统 --json
  portdrill lookup 邮件
  ss -tuln | portdrill lookup`,
	)
	textLookupWhat = wording.T("Port or service (Enter: back to the menu)", "端口或服务（直接回车返回菜单）")
)
