package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// An entry is what is known about one thing that was looked up.
type entry struct {
	Query    string          `json:"query"`
	Port     *catalogue.Port `json:"port"`  // null for a name
	Range    string          `json:"range"` // of the port; empty for a name
	Services []serviceEntry  `json:"services"`
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
}

type confusedEntry struct {
	Service string         `json:"service"`
	Name    string         `json:"name"`
	Port    catalogue.Port `json:"port"`
	Tell    string         `json:"tell"`
}

func (a *app) lookupCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "lookup PORT|NAME ...",
		Short:   wording.LookupShort.In(a.lang),
		Example: wording.LookupExamples.In(a.lang),
		RunE:    func(_ *cobra.Command, args []string) error { return a.lookup(args) },
	}
}

// lookup reports on each query, and on all before it fails for one.
func (a *app) lookup(queries []string) error {
	m, err := maker()
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
		e, err := a.find(m.Catalogue(), query)
		if err != nil {
			if failed != nil {
				report(a.err, a.lang, failed)
			}
			failed = err
			continue
		}
		if err := a.showEntry(m.Catalogue(), e, shown > 0); err != nil {
			return err
		}
		shown++
	}
	return failed
}

// pipedQueries reads what to look up from standard input, a query a line.
func (a *app) pipedQueries() ([]string, error) {
	if _, typed := terminalOf(a.in); typed {
		return nil, usageProblem(wording.NothingGiven.In(a.lang), wording.UsageHint.In(a.lang, "portdrill lookup"))
	}
	var queries []string
	in := bufio.NewReader(a.in)
	for {
		line, err := terminal.ReadLine(in)
		switch {
		case errors.Is(err, io.EOF) && len(queries) == 0:
			return nil, usageProblem(wording.NothingGiven.In(a.lang), wording.UsageHint.In(a.lang, "portdrill lookup"))
		case errors.Is(err, io.EOF):
			return queries, nil
		case err != nil:
			return nil, fmt.Errorf("read what to look up: %w", err)
		}
		if line = strings.TrimSpace(line); line != "" {
			queries = append(queries, line)
		}
	}
}

func (a *app) find(c *catalogue.Catalogue, query string) (entry, error) {
	port, _, err := catalogue.ParsePort(query)
	switch {
	case err == nil:
		return a.entry(c, query, &port, c.At(port)), nil
	case errors.Is(err, catalogue.ErrOutOfRange):
		return entry{}, usageProblem(wording.NotAPort.In(a.lang, query), "")
	}
	if found := c.Find(query); len(found) > 0 {
		return a.entry(c, query, nil, found), nil
	}
	hint := wording.Nearest.In(a.lang, strings.Join(nearestNames(c, query), ", "))
	return entry{}, problem{wording.NothingNamed.In(a.lang, query), hint, exitFailed}
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

func (a *app) entry(c *catalogue.Catalogue, query string, port *catalogue.Port, services []*catalogue.Service) entry {
	e := entry{Query: query, Port: port, Services: []serviceEntry{}}
	if port != nil {
		e.Range = c.RangeOf(*port).Key
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

func (a *app) showEntry(c *catalogue.Catalogue, e entry, another bool) error {
	if a.json {
		return a.writeJSON(e)
	}
	var text strings.Builder
	if another {
		text.WriteString("\n")
	}
	style := a.style()
	if e.Port != nil {
		r := c.RangeOf(*e.Port)
		fmt.Fprintf(&text, "%s  %s %d-%d\n", style.Heading(fmt.Sprint(*e.Port)), r.Name.In(a.lang), r.From, r.To)
		if len(e.Services) == 0 {
			text.WriteString(a.paragraph(wording.LookupNobody.In(a.lang)))
			text.WriteString(a.paragraph(r.About.In(a.lang)))
		}
	}
	for _, s := range e.Services {
		a.describe(&text, style, c, s, e.Port == nil)
	}
	return a.write(text.String())
}

const entryIndent = "  "

func (a *app) paragraph(text string) string {
	w, _ := a.screenSize()
	const widest = 88
	return terminal.Indent(text, entryIndent, min(w-1, widest))
}

// describe writes what is known about a service, one fact a paragraph. The range
// is left out where it stands above.
func (a *app) describe(text *strings.Builder, style terminal.Style, c *catalogue.Catalogue, s serviceEntry, withRange bool) {
	name := style.Heading(s.Name)
	if s.Expansion != "" && catalogue.Fold(s.Expansion) != catalogue.Fold(s.Name) {
		name += " · " + s.Expansion
	}
	usually := ""
	if s.Status != string(catalogue.Assigned) {
		usually = wording.LookupUsually.In(a.lang)
	}
	fmt.Fprintf(text, "%s  %s%s\n", style.Key(strings.Join(s.Ports, ", ")), name, usually)
	text.WriteString(a.paragraph(s.Description))
	text.WriteString(a.paragraph(s.Use))
	r := c.Range(s.Range)
	fact := func(label wording.Text, value string) {
		if value != "" {
			text.WriteString(a.paragraph(wording.LookupFact.In(a.lang, label.In(a.lang), value)))
		}
	}
	registered := strings.Join(s.Registered, ", ")
	if registered == "" {
		registered = wording.LookupUnassigned.In(a.lang)
	}
	if withRange {
		fact(wording.LookupRange, fmt.Sprintf("%s %d-%d", r.Name.In(a.lang), r.From, r.To))
	}
	fact(wording.LookupIANA, registered)
	fact(wording.LookupTwin, strings.Join(s.SecureTwin, ", "))
	fact(wording.LookupReplace, strings.Join(s.Replacement, ", "))
	fact(wording.LookupAlso, strings.Join(s.Aliases, ", "))
	for _, other := range s.Confused {
		fact(wording.LookupConfused, fmt.Sprintf("%s %d. %s", other.Name, other.Port, other.Tell))
	}
}
