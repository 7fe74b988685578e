package decks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
)

func showEntry(a *app.App, c *catalogue.Catalogue, e entry, another bool) error {
	if a.JSON {
		return a.PrintJSON(e)
	}
	t := &lookupText{App: a, c: c, style: a.Style()}
	if another {
		t.WriteString("\n")
	}
	switch {
	case e.Search:
		t.list(e)
	case e.Port != nil:
		t.port(e)
	default:
		t.name(e)
	}
	return a.Print(t.String())
}

// showSource ends what was shown with where the numbers come from; in JSON every
// object says so itself.
func showSource(a *app.App, shown int) error {
	if shown == 0 || a.JSON {
		return nil
	}
	return a.Print("\n" + a.Style().Faint(textLookupSource.In(a.Lang, catalogue.RegistryDate)) + "\n")
}

// A lookupText is the text about one thing that was looked up, while it is
// written.
type lookupText struct {
	strings.Builder
	*app.App
	c     *catalogue.Catalogue
	style terminal.Style
}

const entryIndent = "  "

func (t *lookupText) paragraph(text string) {
	w, _ := t.ScreenSize()
	const widest = 88
	t.WriteString(terminal.Indent(text, entryIndent, min(w-1, widest)))
}

// fact writes a paragraph such as "IANA: domain", unless the value is empty.
func (t *lookupText) fact(label wording.Text, value string) {
	if value != "" {
		t.paragraph(textLookupFact.In(t.Lang, label.In(t.Lang), value))
	}
}

func (t *lookupText) listed(all []string) string { return strings.Join(all, wording.Listed.In(t.Lang)) }

// readable leaves the names out that only Chinese readers have a use for, unless the
// text is for them.
func (t *lookupText) readable(names []string) []string {
	if t.Lang == catalogue.Chinese {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	})
}

// port writes who owns a port: the services in use first, then who else is
// registered there.
func (t *lookupText) port(e entry) {
	r := t.c.RangeOf(*e.Port)
	fmt.Fprintf(t, "%s  %s\n", t.style.Heading(fmt.Sprint(*e.Port)), t.extent(r))
	for _, s := range e.Services {
		t.service(s, "")
	}
	others := slices.DeleteFunc(slices.Clone(e.Owners), func(o ownerEntry) bool { return t.stands(e.Services, o) })
	for _, o := range others {
		t.owner(o)
	}
	if len(e.Services)+len(others) == 0 {
		t.paragraph(textLookupNobody.In(t.Lang))
		t.paragraph(r.About.In(t.Lang))
	}
	t.fact(textLookupElsewhere, t.elsewhere(*e.Port, e.transports))
	if e.Reserved {
		t.paragraph(textLookupReserved.In(t.Lang))
	}
	var systems []string
	for _, r := range e.Ephemeral {
		systems = append(systems, fmt.Sprintf("%s %d-%d", r.System, r.From, r.To))
	}
	t.fact(textLookupEphemeral, t.listed(systems))
}

// stands reports whether one of the services at the port of the owner is what it
// registered, by this name or another.
func (t *lookupText) stands(services []serviceEntry, o ownerEntry) bool {
	return slices.ContainsFunc(services, func(s serviceEntry) bool { return t.c.Service(s.Key).Accepts(o.Service) })
}

// elsewhere lists the services that use the port, but on none of the transports
// that were asked for.
func (t *lookupText) elsewhere(p catalogue.Port, transports []catalogue.Transport) string {
	var others []string
	for _, s := range t.c.At(p) {
		if !app.UsesAny(s, transports) {
			others = append(others, strings.Join(s.Sockets(), ", ")+" "+s.Label(t.Lang))
		}
	}
	return t.listed(others)
}

// name writes what goes by a name, each with the range of its port.
func (t *lookupText) name(e entry) {
	for _, s := range e.Services {
		t.service(s, t.extent(t.c.Range(s.Range)))
	}
	for _, o := range e.Owners {
		t.owner(o)
		t.fact(textLookupRange, t.extent(t.c.RangeOf(o.Port)))
		t.fact(textLookupInUse, t.inUse(o.Port))
	}
}

// inUse lists the services that use a port which is another's by the registry.
func (t *lookupText) inUse(p catalogue.Port) string {
	var names []string
	for _, s := range t.c.At(p) {
		names = append(names, s.Label(t.Lang))
	}
	return t.listed(names)
}

func (t *lookupText) extent(r *catalogue.Range) string {
	return fmt.Sprintf("%s %d-%d", r.Name.In(t.Lang), r.From, r.To)
}

// service writes what is known about a service, one fact a paragraph. The range is
// empty where it stands above.
func (t *lookupText) service(s serviceEntry, portRange string) {
	usually := ""
	switch s.Status {
	case string(catalogue.Assigned):
	case string(catalogue.InDeckOnly):
		usually = textLookupInDeck.In(t.Lang, s.Deck)
	default:
		usually = textLookupUsually.In(t.Lang)
	}
	name, expansion := s.title()
	fmt.Fprintf(t, "%s  %s%s%s\n", t.style.Key(strings.Join(s.Ports, ", ")), t.style.Heading(name), expansion, usually)
	t.paragraph(s.Description)
	t.paragraph(s.Use)
	t.fact(textLookupOthers, s.Others)
	t.fact(textLookupRange, portRange)
	if s.Deck != "" {
		return
	}
	t.fact(textLookupIANA, cmp.Or(t.listed(s.Registered), textLookupUnassigned.In(t.Lang)))
	t.fact(textLookupTwin, t.listed(s.SecureTwin))
	t.fact(textLookupReplace, t.listed(s.Replacement))
	t.fact(textLookupAlso, t.listed(t.readable(s.Aliases)))
	t.fact(textLookupNote, s.Note)
	for _, other := range s.Confused {
		t.fact(textLookupConfused, questions.Paragraph(fmt.Sprintf("%s %d%s", other.Name, other.Port, app.TextStop.In(t.Lang)), other.Tell))
	}
}

// title returns the name of the service and, as " · Domain Name System", what it
// stands for if that says more.
func (s serviceEntry) title() (name, expansion string) {
	if s.Expansion == "" || catalogue.Fold(s.Expansion) == catalogue.Fold(s.Name) {
		return s.Name, ""
	}
	return s.Name, " · " + s.Expansion
}

// owner writes a name that IANA has registered and that is not taught.
func (t *lookupText) owner(o ownerEntry) {
	sockets := make([]string, len(o.Transports))
	for i, transport := range o.Transports {
		sockets[i] = fmt.Sprintf("%s/%d", transport, o.Port)
	}
	name := t.style.Heading(o.Service) + textLookupRegistered.In(t.Lang)
	fmt.Fprintf(t, "%s  %s\n", t.style.Key(strings.Join(sockets, ", ")), name)
	if o.Description != "" {
		t.paragraph(o.Description)
	}
}

// A hit is one line of a list: a service that the query is part of the name of.
type hit struct {
	port       catalogue.Port
	label, key string
}

// list writes the services that a search found, the first few of them: port, label
// and key, one a line.
func (t *lookupText) list(e entry) {
	const most = 20
	hits := t.hits(e)
	fmt.Fprintf(t, "%s  %s\n", t.style.Heading(e.Query), textLookupHits.In(t.Lang, len(hits)))
	shown := hits[:min(most, len(hits))]
	column := t.labelColumn(shown)
	for _, h := range shown {
		label := terminal.Pad(terminal.Truncate(h.label, column, "…"), column)
		fmt.Fprintf(t, "%s%s  %s  %s\n", entryIndent, t.style.Key(fmt.Sprintf("%5d", h.port)), label, h.key)
	}
	if rest := len(hits) - len(shown); rest > 0 {
		t.paragraph(textLookupMore.In(t.Lang, rest))
	}
}

// labelColumn returns how many columns the labels get, so that each line fits on
// the screen.
func (t *lookupText) labelColumn(hits []hit) int {
	const narrowest, widest = 12, 44
	label, key := 0, 0
	for _, h := range hits {
		label, key = max(label, terminal.Width(h.label)), max(key, terminal.Width(h.key))
	}
	w, _ := t.ScreenSize()
	rest := terminal.Width(entryIndent) + len("65535") + 2*len("  ") + key
	return min(label, widest, max(narrowest, w-1-rest))
}

func (t *lookupText) hits(e entry) []hit {
	var hits []hit
	for _, s := range e.Services {
		name, expansion := s.title()
		hits = append(hits, hit{s.Port, name + expansion, s.Key})
	}
	for _, o := range e.Owners {
		hits = append(hits, hit{o.Port, cmp.Or(o.Description, o.Service), o.Service + textLookupRegistered.In(t.Lang)})
	}
	return hits
}

var (
	textLookupUsually    = wording.T(" (usually)", "（通常）")
	textLookupFact       = wording.T("%s: %s", "%s：%s")
	textLookupAlso       = wording.T("also called", "别名")
	textLookupOthers     = wording.T("also on this port", "此端口上还常见")
	textLookupRange      = wording.T("range", "端口范围")
	textLookupTwin       = wording.T("encrypted version", "加密版")
	textLookupReplace    = wording.T("use instead", "建议改用")
	textLookupNote       = wording.T("your note", "你的备注")
	textLookupConfused   = wording.T("often confused with", "易混淆")
	textLookupNobody     = wording.T("not registered, no known service", "未登记，也没有已知的服务")
	textLookupRegistered = wording.T(" (registered with IANA)", "（IANA 登记）")
	textLookupElsewhere  = wording.T("on another transport", "另一种传输协议")
	textLookupInUse      = wording.T("in actual use", "实际常用")
	textLookupHits       = wording.N("%d match", "%d matches", "%d 项匹配")
	textLookupMore       = wording.N("and %d more", "and %d more", "另有 %d 项")
	textLookupReserved   = wording.T("Reserved by IANA, not assigned.", "IANA 保留，不分配。")
	textLookupEphemeral  = wording.T("ephemeral by default on", "默认用作临时端口的系统")
	textLookupIANA       = wording.T("IANA", "IANA 登记")
	textLookupUnassigned = wording.T("no name registered", "未登记")
	textLookupInDeck     = wording.T(" (in your deck %s)", "（自建卡组 %s）")
)
