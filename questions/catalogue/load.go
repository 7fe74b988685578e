package catalogue

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue/lazyregexp"
)

//go:generate go run ./generate

// Builtin returns the catalogue that is part of the program. The compiler lays it out
// as [Load] makes it of data/, so that nothing is read when the program starts.
func Builtin() *Catalogue { return &builtin }

// IsBuiltin reports whether the catalogue is that of [Builtin], but for own decks.
func (c *Catalogue) IsBuiltin() bool {
	return len(c.Services) == len(builtin.Services) && &c.Services[0] == &builtin.Services[0]
}

// Load reads a catalogue from services.csv, ranges.csv, decks.csv,
// confusions.csv, overlaps.csv, scenarios.csv, mistakes.csv, ephemeral.csv,
// protocols.csv and port-sets.csv.
// Every row is checked; the error joins all problems found, each as
// "services.csv:17: port: …" with the line it is on.
func Load(files fs.FS) (*Catalogue, error) {
	c := new(Catalogue)
	l := &loader{files: files, c: c, byKey: make(map[string]*Service), byName: make(map[string][]*Service)}
	l.ranges()
	checks := l.services()
	l.index()
	l.overlaps()
	l.decks()
	l.confusions()
	l.scenarios()
	l.mistakes()
	l.ephemeral()
	l.protocols()
	l.portSets()
	for _, check := range checks {
		check()
	}
	if err := errors.Join(l.problems...); err != nil {
		return nil, err
	}
	return c, nil
}

type loader struct {
	files    fs.FS
	c        *Catalogue
	byKey    map[string]*Service
	byName   map[string][]*Service // by folded name
	problems []error
}

// A row is one record of a CSV file.
type row struct {
	file    string
	line    int
	columns map[string]int // the index of each
	fields  []string
	report  func(error)
}

func (r row) get(column string) string { return strings.TrimSpace(r.fields[r.columns[column]]) }

func (r row) problem(column, format string, args ...any) {
	r.report(fmt.Errorf("%s:%d: %s: %s", r.file, r.line, column, fmt.Sprintf(format, args...)))
}

// must returns the field and reports it if it is empty.
func (r row) must(column string) string {
	v := r.get(column)
	if v == "" {
		r.problem(column, "is empty")
	}
	return v
}

// text returns the field in both languages; either both are there or, unless
// required, neither.
func (r row) text(column string, required bool) Text {
	t := Text{EN: r.get(column + "_en"), ZH: r.get(column + "_zh")}
	if t.EN == "" && (required || t.ZH != "") {
		r.problem(column+"_en", "is empty")
	}
	if t.ZH == "" && (required || t.EN != "") {
		r.problem(column+"_zh", "is empty")
	}
	return t
}

// oneOf returns the field and reports it if it is none of the words.
func (r row) oneOf(column string, words ...string) string {
	v := r.get(column)
	if !slices.Contains(words, v) {
		r.problem(column, "%q is none of %s", v, strings.Join(words, ", "))
	}
	return v
}

func (r row) port(column string) Port {
	n, err := strconv.ParseUint(r.get(column), 10, 16)
	if err != nil {
		r.problem(column, "%q is not a port: 0 to 65535", r.get(column))
	}
	return Port(n)
}

func (r row) number(column string) int {
	n, err := strconv.Atoi(r.get(column))
	if err != nil {
		r.problem(column, "%q is not a number", r.get(column))
	}
	return n
}

// list returns the parts of the field, trimmed; empty parts are reported.
func (r row) list(column, sep string) []string {
	if r.get(column) == "" {
		return nil
	}
	parts := strings.Split(r.get(column), sep)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
		if parts[i] == "" {
			r.problem(column, "has an empty part")
		}
	}
	return parts
}

// each reads a file whose first line names the columns and hands on the rows.
func (l *loader) each(name string, columns []string, do func(row)) {
	f, err := l.files.Open(name)
	if err != nil {
		l.report(fmt.Errorf("%s: %w", name, err))
		return
	}
	defer f.Close()
	reader := csv.NewReader(f)
	head, err := reader.Read()
	if err != nil {
		l.report(fmt.Errorf("%s:1: no line that names the columns: %w", name, err))
		return
	}
	if !slices.Equal(head, columns) {
		got, want := strings.Join(head, ","), strings.Join(columns, ",")
		l.report(fmt.Errorf("%s:1: the columns are %s, not %s", name, got, want))
		return
	}
	index := make(map[string]int, len(head))
	for i, column := range head {
		index[column] = i
	}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			l.reportCSV(name, err)
			return
		}
		line, _ := reader.FieldPos(0)
		do(row{file: name, line: line, columns: index, fields: record, report: l.report})
	}
}

func (l *loader) report(err error) { l.problems = append(l.problems, err) }

func (l *loader) reportCSV(name string, err error) {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		err = fmt.Errorf("%s:%d: column %d: %w", name, parse.Line, parse.Column, parse.Err)
	}
	l.report(err)
}

var rangeColumns = []string{"key", "from", "to", "name_en", "name_zh", "about_en", "about_zh", "accepted"}

func (l *loader) ranges() {
	next := 0
	l.each("ranges.csv", rangeColumns, func(r row) {
		rng := &Range{
			Key: r.must("key"), From: r.port("from"), To: r.port("to"),
			Name: r.text("name", true), About: r.text("about", true),
			Accepted: r.list("accepted", ","),
		}
		if int(rng.From) != next || rng.To < rng.From {
			r.problem("from", "%d to %d does not go on from %d", rng.From, rng.To, next)
		}
		next = int(rng.To) + 1
		l.c.Ranges = append(l.c.Ranges, rng)
	})
	if next != math.MaxUint16+1 {
		l.report(fmt.Errorf("ranges.csv: the ranges end before %d", next))
	}
}

var serviceColumns = []string{
	"port", "transport", "service_key", "name_en", "name_zh", "asked_en", "asked_zh", "acronym_expansion", "acronym_zh",
	"aliases", "category", "family", "decks", "rank", "tier", "status",
	"encryption", "secure_counterpart", "replacement", "desc_en", "desc_zh", "use_en", "use_zh", "hook_en", "hook_zh", "rfc",
	"iana_service", "iana_transports", "iana_registered", "asked_by", "others_en", "others_zh", "source", "note",
}

var categories = []string{
	"database", "devops", "diagnostic", "file transfer", "games", "industrial", "mail", "media", "messaging",
	"mobile network", "monitoring/management", "name & directory", "overlay & SDN", "printing", "remote access",
	"routing", "storage", "time", "voip", "vpn/security", "web", "windows",
}

var keyShape = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// services returns what is to be checked once their names are known.
func (l *loader) services() (links []func()) {
	ranked := make(map[int]bool)
	l.each("services.csv", serviceColumns, func(r row) {
		s := readService(r)
		l.addService(r, s)
		if ranked[s.Rank] {
			r.problem("rank", "%d stands in an earlier row too", s.Rank)
		}
		ranked[s.Rank] = true
		links = append(links, func() {
			if last := len(l.c.Services); s.Rank < 1 || s.Rank > last { // so that there are no holes
				r.problem("rank", "%d is not from 1 to %d, the number of services", s.Rank, last)
			}
			l.checkLinks(r, "secure_counterpart", s.SecureTwin)
			l.checkLinks(r, "replacement", s.Replacement)
			l.checkNames(r, s)
		})
	})
	slices.SortStableFunc(l.c.Services, byPort)
	return links
}

func byPort(a, b *Service) int {
	return cmp.Or(cmp.Compare(a.Port, b.Port), slices.Compare(a.Transports, b.Transports))
}

func readService(r row) *Service {
	s := &Service{
		Key: r.must("service_key"), Port: r.port("port"), Transports: r.transports("transport"),
		Name: r.text("name", true), Asked: r.text("asked", false),
		Expansion: Text{EN: r.get("acronym_expansion"), ZH: r.get("acronym_zh")},
		Aliases:   r.list("aliases", ","), Category: r.oneOf("category", categories...), Family: r.must("family"),
		Decks:      r.list("decks", ","),
		Status:     Status(r.oneOf("status", string(Assigned), string(Taken), string(Unassigned))),
		Encryption: r.oneOf("encryption", "plaintext", "encrypted", "starttls", "optional", "mixed"),
		SecureTwin: r.endpoints("secure_counterpart"), Replacement: r.endpoints("replacement"),
		Description: r.text("desc", true), Use: r.text("use", true), Hook: r.text("hook", false),
		RFC: r.get("rfc"), IANAName: r.get("iana_service"), Registered: r.registrations("iana_registered"),
		ByName: r.oneOf("asked_by", "", "name") == "name", Others: r.text("others", false), Source: r.get("source"),
		Note: r.get("note"),
	}
	s.Rank = r.number("rank")
	s.Tier, _ = strconv.Atoi(r.oneOf("tier", "1", "2", "3"))
	if !keyShape().MatchString(s.Key) {
		r.problem("service_key", "%q has other signs than a-z, 0-9 and single hyphens", s.Key)
	}
	if len(s.Decks) == 0 {
		r.problem("decks", "is empty")
	}
	if (s.Status == Assigned) != (s.IANAName != "") {
		r.problem("iana_service", "%q does not go with status %q", s.IANAName, s.Status)
	}
	if s.Others.EN != "" && !s.ByName {
		r.problem("asked_by", "must be name: others use the port too")
	}
	if s.ByName && s.Source == "" {
		r.problem("source", "is empty")
	}
	return s
}

func (l *loader) addService(r row, s *Service) {
	if l.byKey[s.Key] != nil {
		r.problem("service_key", "%q stands in an earlier row too", s.Key)
	}
	for _, other := range l.c.Services {
		for _, t := range s.Transports {
			if other.Port == s.Port && other.Uses(t) {
				r.problem("port", "%s/%d is used by %s in an earlier row", t, s.Port, other.Key)
			}
		}
	}
	l.byKey[s.Key] = s
	l.c.Services = append(l.c.Services, s)
}

func (l *loader) checkLinks(r row, column string, links []Endpoint) {
	for _, to := range links {
		if s := l.byKey[to.Key]; s == nil || s.Port != to.Port {
			r.problem(column, "there is no service %s on port %d", to.Key, to.Port)
		}
	}
}

// sharedNames are names that belong to services of different families by
// history, not by mistake. Typed, they are taken where the port leaves no doubt.
var sharedNames = map[string]bool{"sftp": true}

func (l *loader) checkNames(r row, s *Service) {
	for _, name := range s.folded {
		for _, other := range l.byName[name] {
			if other.Family != s.Family && !sharedNames[name] {
				r.problem("aliases", "%q is a name of %s too", name, other.Key)
			}
		}
	}
}

// index notes who goes by which key and name. Of a name, the one whose key it is comes
// before the others: FTP is first of all the control connection.
func (l *loader) index() {
	for _, s := range l.c.Services {
		s.index()
		key := Fold(s.Key)
		for _, name := range s.folded {
			place := len(l.byName[name])
			if name == key && !sharedNames[name] {
				place = 0
			}
			l.byName[name] = slices.Insert(l.byName[name], place, s)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.byKey)) {
		l.c.byKey = append(l.c.byKey, l.byKey[key])
	}
	for _, name := range slices.Sorted(maps.Keys(l.byName)) {
		l.c.byName = append(l.c.byName, named{name, l.byName[name]})
	}
}

func (r row) transports(column string) []Transport {
	return readTransports(r, column, r.must(column))
}

func readTransports(r row, column, words string) []Transport {
	var ts []Transport
	for word := range strings.SplitSeq(words, "/") {
		t := Transport(word)
		if !slices.Contains([]Transport{TCP, UDP, SCTP, DCCP}, t) || slices.Contains(ts, t) {
			r.problem(column, "%q is no list of transports", words)
			continue
		}
		ts = append(ts, t)
	}
	slices.Sort(ts)
	return ts
}

// endpoints reads "ftps:990;ssh:22".
func (r row) endpoints(column string) []Endpoint {
	var all []Endpoint
	for _, part := range r.list(column, ";") {
		key, number, _ := strings.Cut(part, ":")
		port, err := strconv.ParseUint(number, 10, 16)
		if err != nil {
			r.problem(column, "%q is not of the form key:port", part)
			continue
		}
		all = append(all, Endpoint{Key: key, Port: Port(port)})
	}
	return all
}

var registrationShape = lazyregexp.New(`^([^()]+)\(([a-z/]+)\)$`)

// registrations reads "name(tcp/udp); nameserver(tcp/udp)".
func (r row) registrations(column string) []Registration {
	var all []Registration
	for _, part := range r.list(column, ";") {
		m := registrationShape().FindStringSubmatch(part)
		if m == nil {
			r.problem(column, "%q is not of the form name(tcp/udp)", part)
			continue
		}
		all = append(all, Registration{Name: m[1], Transports: readTransports(r, column, m[2])})
	}
	return all
}

var deckColumns = []string{"key", "tags", "name_en", "name_zh", "about_en", "about_zh", "blueprint"}

func (l *loader) decks() {
	l.each("decks.csv", deckColumns, func(r row) {
		d := &Deck{
			Key: r.must("key"), Name: r.text("name", true), About: r.text("about", true),
			Blueprint: r.blueprint("blueprint"), tags: r.list("tags", ","),
		}
		if l.c.Deck(d.Key) != nil {
			r.problem("key", "%q stands in an earlier row too", d.Key)
		}
		l.c.Decks = append(l.c.Decks, d)
		if len(l.c.InDeck(d)) == 0 {
			r.problem("tags", "no service belongs to the deck %s", d.Key)
		}
	})
	for _, must := range []string{DefaultDeck, SeedDeck, AllDeck} {
		if l.c.Deck(must) == nil {
			l.report(fmt.Errorf("decks.csv: the deck %s is missing", must))
		}
	}
}

// blueprint reads "port-to-service:60 service-to-port:40", which makes 100.
func (r row) blueprint(column string) map[string]int {
	parts := strings.Fields(r.get(column))
	if len(parts) == 0 {
		return nil
	}
	weights, total := make(map[string]int), 0
	for _, part := range parts {
		kind, number, _ := strings.Cut(part, ":")
		weight, err := strconv.Atoi(number)
		if _, twice := weights[kind]; err != nil || weight < 1 || twice {
			r.problem(column, "%q is not of the form kind:weight, or the kind stands there twice", part)
			continue
		}
		weights[kind] = weight
		total += weight
	}
	if total != 100 {
		r.problem(column, "the weights make %d, not 100", total)
	}
	return weights
}

func (l *loader) confusions() {
	l.each("confusions.csv", []string{"a", "b", "reason", "why_en", "why_zh", "tell_en", "tell_zh"}, func(r row) {
		pair := Confusion{Why: r.text("why", true), Tell: r.text("tell", true)}
		a, b := l.known(r, "a"), l.known(r, "b")
		if a == nil || b == nil {
			return
		}
		pair.A, pair.B = a.Key, b.Key
		if _, twice := l.c.Pair(pair.A, pair.B); twice || a == b {
			r.problem("b", "%s and %s stand in an earlier row too, or are the same", pair.A, pair.B)
		}
		l.c.Confusions = append(l.c.Confusions, pair)
	})
}

// overlaps reads the pairs that the data lists, and adds those that share a
// name and those of which one goes by a name registered at the other's port.
func (l *loader) overlaps() {
	l.each("overlaps.csv", []string{"a", "b", "why"}, func(r row) {
		r.must("why")
		if a, b := l.known(r, "a"), l.known(r, "b"); a != nil && b != nil {
			l.overlap(a, b)
		}
	})
	for _, s := range l.c.Services {
		for _, name := range s.folded {
			l.overlapAll(s, name)
		}
		for _, r := range s.Registered {
			l.overlapAll(s, Fold(r.Name))
		}
	}
}

// overlapAll makes the service overlap with all that go by the folded name.
func (l *loader) overlapAll(s *Service, name string) {
	for _, other := range l.byName[name] {
		if other != s {
			l.overlap(s, other)
		}
	}
}

func (l *loader) overlap(a, b *Service) {
	if !slices.Contains(a.overlaps, b.Key) {
		a.overlaps, b.overlaps = append(a.overlaps, b.Key), append(b.overlaps, a.Key)
	}
}

// known returns the service whose key is in the column and reports it if there
// is none.
func (l *loader) known(r row, column string) *Service {
	s := l.byKey[r.get(column)]
	if s == nil {
		r.problem(column, "there is no service %q", r.get(column))
	}
	return s
}
