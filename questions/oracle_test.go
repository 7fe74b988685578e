// The independent check of every question (R8). An oracle reads the rows of the
// CSV files with a reader of its own and answers each question a second time
// from what a person is shown. It shares no code with the maker, the judge or
// the catalogue, so that an error in any of them shows as a disagreement.
package questions_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/width"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

const (
	en catalogue.Lang = "en"
	zh catalogue.Lang = "zh"
)

var langs = []catalogue.Lang{en, zh}

// A fault is a kind of defect that the oracle tells from the others.
type fault string

const (
	unreadable      fault = "the stem is of no known form"
	nobodyThere     fault = "no service is at the port of the stem"
	wrongTransport  fault = "the stem does not name just the transports in use (R3)"
	wrongWording    fault = "'usually' is missing or out of place (R7)"
	unknownName     fault = "the data know no such name"
	ambiguousName   fault = "several services go by the name in the stem (R1)"
	shortName       fault = "the stem leaves out the role that tells the service from its family (R1)"
	badLabel        fault = "a service or range is not called as the data call it in this language"
	leak            fault = "the stem gives the key away"
	leakyID         fault = "the ID gives an option away"
	unstable        fault = "equal specs made different questions"
	sharedID        fault = "one ID stands for two texts, or two for one"
	otherThanAsked  fault = "kind, format, language or deck are not those of the spec"
	optionCount     fault = "too few or too many options"
	sameOption      fault = "two options are the same (R4)"
	notAscending    fault = "numbers do not ascend"
	neverRight      fault = "an option is asked about only by name, so it is never right"
	noNumber        fault = "an option is no plain port number"
	noTrueOption    fault = "no option is true"
	anotherName     fault = "a second option is true: the key by another name (R2)"
	familyMember    fault = "a second option is true: of the family of the key (R2)"
	overlapping     fault = "a second option is true: listed as overlapping (R2)"
	sharedName      fault = "a second option is true: shares a name with the key (R2)"
	registeredThere fault = "a second option is true: registered at the port (R2)"
	wrongKey        fault = "the key is not the one true option"
	strangeAnswer   fault = "an accepted answer is not right"
	missingAnswer   fault = "a right answer is not among the accepted"
	wrongFacets     fault = "the facets are not those of the row"
	wrongServices   fault = "the services are not those of the row"
	wrongPorts      fault = "the ports are not those of the row"
	outsideRange    fault = "the number lies outside the range of the facet"
	reservedNumber  fault = "port 0 is asked for"
	noExplanation   fault = "there is no explanation"
	wrongFact       fault = "the explanation states another port"
	wrongLanguage   fault = "a text is in the other language"
	misjudged       fault = "the judge does not take just the true option for right"
	notRefused      fault = "what is no answer is judged"
	guessCounts     fault = "'I don't know' is right, or refused"
	rightRefused    fault = "a right typed answer is judged wrong"
	takenForAnother fault = "the name of another service or range is judged right"
	otherPortTaken  fault = "the number of another service is judged right"
	unusedTransport fault = "a transport not in use is judged right"
)

// A defect is a fault found in a question.
type defect struct {
	fault
	detail string
}

// A record is one row of services.csv.
type record struct {
	port        int
	transports  []string // in use, by alphabet
	key, family string
	status      string
	name, asked map[catalogue.Lang]string
	tags        []string
	names       nameSet // all that it goes by when typed
	registered  []registration
	byName      bool // asked about only where the stem names it
}

// A registration is a name that IANA has registered at the port of a record.
type registration struct {
	name       string
	transports []string
}

// A span is one row of ranges.csv.
type span struct {
	key      string
	from, to int
	name     map[catalogue.Lang]string
	names    nameSet
}

// A pile is one row of decks.csv.
type pile struct {
	key  string
	tags []string
}

// A nameSet holds the names of one thing, as written and in the two forms that
// they are compared in.
type nameSet struct {
	written []string
	plain   map[string]bool
	words   [][]string
}

func newNameSet(names []string) nameSet {
	set := nameSet{plain: make(map[string]bool)}
	for _, name := range names {
		if name != "" {
			set.written = append(set.written, name)
			set.plain[plain(name)] = true
			set.words = append(set.words, words(name))
		}
	}
	return set
}

func (n nameSet) has(name string) bool { return n.plain[plain(name)] }

// An oracle knows the rows and nothing else.
type oracle struct {
	records []*record
	spans   []*span
	piles   []pile
	shown   map[string][]*record // by plain name, as typed or as asked for
	bonds   map[[2]*record]fault // why the second is right where the first is asked for

	// What was read before. The same few texts come up hundreds of times.
	means sync.Map // text -> []*record
	stems sync.Map // kind, language and stem -> *reading
}

var builtinOracle = sync.OnceValues(func() (*oracle, error) { return readOracle(os.DirFS("catalogue/data")) })

func theOracle(t testing.TB) *oracle {
	t.Helper()
	o, err := builtinOracle()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func theMaker(t testing.TB) *questions.Maker {
	t.Helper()
	c := catalogue.Builtin()
	return questions.NewMaker(c)
}

func readOracle(files fs.FS) (*oracle, error) {
	tables := make(map[string][]map[string]string)
	for _, name := range []string{"services.csv", "ranges.csv", "decks.csv", "overlaps.csv"} {
		rows, err := readRows(files, name)
		if err != nil {
			return nil, err
		}
		tables[name] = rows
	}
	o := &oracle{shown: make(map[string][]*record), bonds: make(map[[2]*record]fault)}
	for _, row := range tables["services.csv"] {
		o.records = append(o.records, newRecord(row))
	}
	for _, row := range tables["ranges.csv"] {
		o.spans = append(o.spans, newSpan(row))
	}
	for _, row := range tables["decks.csv"] {
		o.piles = append(o.piles, pile{key: row["key"], tags: split(row["tags"], ",")})
	}
	o.indexNames()
	o.bind(tables["overlaps.csv"])
	return o, nil
}

// readRows returns the rows of a file, each with its fields by column.
func readRows(files fs.FS, name string) ([]map[string]string, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := make(map[string]string)
		for i, column := range all[0] {
			row[column] = strings.TrimSpace(fields[i])
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func newRecord(row map[string]string) *record {
	r := &record{
		port: number(row["port"]), transports: split(row["transport"], "/"), key: row["service_key"],
		family: row["family"], status: row["status"], tags: split(row["decks"], ","), byName: row["asked_by"] == "name",
		name:  map[catalogue.Lang]string{en: row["name_en"], zh: row["name_zh"]},
		asked: map[catalogue.Lang]string{en: row["asked_en"], zh: row["asked_zh"]},
	}
	slices.Sort(r.transports)
	names := split(row["aliases"], ",")
	for _, column := range []string{"name_en", "name_zh", "service_key", "iana_service", "acronym_expansion", "acronym_zh"} {
		names = append(names, row[column])
	}
	r.names = newNameSet(names)
	for _, part := range split(row["iana_registered"], ";") {
		name, transports, _ := strings.Cut(strings.TrimSuffix(part, ")"), "(")
		r.registered = append(r.registered, registration{name, split(transports, "/")})
	}
	return r
}

func newSpan(row map[string]string) *span {
	return &span{
		key: row["key"], from: number(row["from"]), to: number(row["to"]),
		name:  map[catalogue.Lang]string{en: row["name_en"], zh: row["name_zh"]},
		names: newNameSet(append(split(row["accepted"], ","), row["name_en"], row["name_zh"])),
	}
}

// indexNames notes who goes by which name. The role that a stem adds is part of
// a name there, and so is the Latin name before the Chinese one.
func (o *oracle) indexNames() {
	for _, r := range o.records {
		all := maps.Clone(r.names.plain)
		for _, shown := range []string{r.asked[en], r.asked[zh], r.name[en] + r.name[zh]} {
			all[plain(shown)] = true
		}
		delete(all, "")
		for name := range all {
			o.shown[name] = append(o.shown[name], r)
		}
	}
}

// bind works out which records are right where another is asked for.
func (o *oracle) bind(overlaps []map[string]string) {
	listed := make(map[[2]string]bool)
	for _, row := range overlaps {
		listed[[2]string{row["a"], row["b"]}] = true
		listed[[2]string{row["b"], row["a"]}] = true
	}
	for _, a := range o.records {
		for _, b := range o.records {
			switch {
			case a == b:
				o.bonds[[2]*record{a, b}] = anotherName
			case a.family == b.family:
				o.bonds[[2]*record{a, b}] = familyMember
			case listed[[2]string{a.key, b.key}]:
				o.bonds[[2]*record{a, b}] = overlapping
			case slices.ContainsFunc(a.names.written, b.names.has):
				o.bonds[[2]*record{a, b}] = sharedName
			}
		}
	}
}

// bond returns why b is right in some reading where a is asked for; empty if it
// is not.
func (o *oracle) bond(a, b *record) fault { return o.bonds[[2]*record{a, b}] }

// at returns the records with the port.
func (o *oracle) at(port int) []*record {
	var there []*record
	for _, r := range o.records {
		if r.port == port {
			there = append(there, r)
		}
	}
	return there
}

func (o *oracle) keyed(key string) *record {
	i := slices.IndexFunc(o.records, func(r *record) bool { return r.key == key })
	return o.records[i]
}

// spanOf returns the range that the number lies in.
func (o *oracle) spanOf(n int) *span {
	i := slices.IndexFunc(o.spans, func(s *span) bool { return s.from <= n && n <= s.to })
	return o.spans[i]
}

// named returns the records that a text on the screen can mean: those that go
// by the whole of it, else those that go by what stands before or in brackets.
func (o *oracle) named(text string) []*record {
	if known, ok := o.means.Load(text); ok {
		return known.([]*record)
	}
	found := slices.Clone(o.shown[plain(text)])
	if m := bracketed.FindStringSubmatch(text); len(found) == 0 && m != nil {
		for _, r := range slices.Concat(o.shown[plain(m[1])], o.shown[plain(m[2])]) {
			if !slices.Contains(found, r) {
				found = append(found, r)
			}
		}
	}
	o.means.Store(text, found)
	return found
}

var bracketed = regexp.MustCompile(`^(.*?)\s*[(（](.*)[)）]$`)

// spanNamed returns the range that goes by the name, nil if there is none.
func (o *oracle) spanNamed(name string) *span {
	for _, s := range o.spans {
		if s.names.has(name) {
			return s
		}
	}
	return nil
}

// calls reports whether the text is what the row calls the service in the
// language. In Chinese the Latin name may stand before the Chinese one.
func (r *record) calls(text string, lang catalogue.Lang) bool {
	return text == r.name[lang] || lang == zh && plain(text) == plain(r.name[en]+r.name[zh])
}

// sockets returns the port with each transport in use.
func (r *record) sockets() []string {
	var all []string
	for _, t := range r.transports {
		all = append(all, fmt.Sprintf("%s/%d", t, r.port))
	}
	return all
}

func (r *record) serviceFacet() questions.FacetID {
	return questions.FacetID(r.sockets()[0] + ":service")
}
func (r *record) portFacet() questions.FacetID { return questions.FacetID(r.key + ":port") }

// facets are both directions, as far as they are asked about.
func (r *record) facets() []questions.FacetID {
	if r.byName {
		return []questions.FacetID{r.portFacet()}
	}
	return []questions.FacetID{r.serviceFacet(), r.portFacet()}
}
func (s *span) facet() questions.FacetID { return questions.FacetID("range:" + s.key) }

// facetsOf returns the facets of a deck, in no order that means anything.
func (o *oracle) facetsOf(p pile) []questions.FacetID {
	var all []questions.FacetID
	for _, r := range o.records {
		if slices.Contains(p.tags, "*") || slices.ContainsFunc(r.tags, func(tag string) bool { return slices.Contains(p.tags, tag) }) {
			all = append(all, r.facets()...)
		}
	}
	for _, s := range o.spans {
		all = append(all, s.facet())
	}
	return all
}

// number reads what the rows are known to hold; if they do not, no test can go on.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func split(s, sep string) []string {
	var parts []string
	for part := range strings.SplitSeq(s, sep) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// plain strips a name of all that makes no difference to a reader: case, width,
// spaces and punctuation.
func plain(s string) string { return strings.Join(words(s), "") }

// words returns the words of a text; each Chinese sign is one.
func words(s string) []string {
	var all []string
	s = strings.ToLower(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		s = strings.ToLower(width.Fold.String(s))
	}
	begin := -1 // of a word that goes on
	end := func(at int) {
		if begin >= 0 {
			all = append(all, s[begin:at])
		}
		begin = -1
	}
	for i, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			end(i)
		case r >= 0x80 && unicode.Is(unicode.Han, r):
			end(i)
			all = append(all, string(r))
		case begin < 0:
			begin = i
		}
	}
	end(len(s))
	return all
}

// holds reports whether the part stands in the whole, word by word.
func holds(whole, part []string) bool {
	for i := 0; len(part) > 0 && i+len(part) <= len(whole); i++ {
		if slices.Equal(whole[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// A form is how a stem is worded for what IANA has assigned, and for what is
// only usual.
type form struct{ firm, usual *regexp.Regexp }

func newForm(firm, usual string) form {
	return form{regexp.MustCompile("^" + firm + "$"), regexp.MustCompile("^" + usual + "$")}
}

var forms = map[questions.Kind]map[catalogue.Lang]form{
	questions.PortToService: {
		en: newForm(`Which service uses (.+)\?`, `Which service is usually found on (.+)\?`),
		zh: newForm(`哪个服务使用 (.+)？`, `哪个服务通常使用 (.+)？`),
	},
	questions.ServiceToPort: {
		en: newForm(`Which port number belongs to (.+)\?`, `Which port number does (.+) usually have\?`),
		zh: newForm(`(.+?) ?对应哪个端口号？`, `(.+?) ?通常使用哪个端口号？`),
	},
	questions.RangeOfNumber: {
		en: newForm(`Which range contains port (\d+)\?`, `Which range usually contains port (\d+)\?`),
		zh: newForm(`端口 (\d+) 属于哪个范围？`, `端口 (\d+) 通常属于哪个范围？`),
	},
}

var (
	socketForms = map[catalogue.Lang]*regexp.Regexp{
		en: regexp.MustCompile(`^(?:([A-Z]+) )?port (\d+)(?: \(([A-Z]+(?: and [A-Z]+)*)\))?$`),
		zh: regexp.MustCompile(`^(?:([A-Z]+) )?(\d+) 端口(?:（([A-Z]+(?: 和 [A-Z]+)*)）)?$`),
	}
	transportName = regexp.MustCompile(`[A-Z]+`)
	usually       = map[catalogue.Lang]string{en: "usually", zh: "通常"}
)

// A reading is what the oracle makes of a stem.
type reading struct {
	right   *record // the service asked about, nil for a range
	span    *span   // the range asked about, nil for a service
	number  int     // of the service, or the one whose range is asked for
	defects []defect

	// truth returns why an option is true; empty if it is not.
	truth func(option string) fault
}

func (r *reading) report(f fault, format string, args ...any) {
	r.defects = append(r.defects, defect{f, fmt.Sprintf(format, args...)})
}

// readStem returns what the stem asks. Without a truth it cannot be answered.
func (o *oracle) readStem(q *questions.Question) *reading {
	shown := strings.Join([]string{string(q.Kind), string(q.Lang), q.Stem}, "\n")
	if known, ok := o.stems.Load(shown); ok {
		return known.(*reading)
	}
	read := &reading{}
	form, known := forms[q.Kind][q.Lang]
	if !known {
		read.report(unreadable, "a %s in %s", q.Kind, q.Lang)
		return read
	}
	m, usual := form.usual.FindStringSubmatch(q.Stem), true
	if m == nil {
		m, usual = form.firm.FindStringSubmatch(q.Stem), false
	}
	if m == nil {
		read.report(unreadable, "%s", q.Stem)
		return read
	}
	switch q.Kind {
	case questions.PortToService:
		o.readSocket(read, m[1], q.Lang)
	case questions.ServiceToPort:
		o.readName(read, m[1], q.Lang)
	case questions.RangeOfNumber:
		o.readNumber(read, m[1])
	}
	if want := read.right != nil && read.right.status != "iana"; read.truth != nil && usual != want {
		read.report(wrongWording, "%s", q.Stem)
	}
	o.stems.Store(shown, read)
	return read
}

// readSocket reads "TCP port 22". Where a transport is missing from the stem
// every service on the port is meant.
func (o *oracle) readSocket(read *reading, text string, lang catalogue.Lang) {
	m := socketForms[lang].FindStringSubmatch(text)
	if m == nil {
		read.report(unreadable, "%s", text)
		return
	}
	named := transportName.FindAllString(strings.ToLower(m[1])+m[3], -1)
	if m[1] != "" {
		named = append(named, m[1])
	}
	for i := range named {
		named[i] = strings.ToLower(named[i])
	}
	slices.Sort(named)
	read.number = number(m[2])
	there := o.at(read.number)
	if len(there) == 0 {
		read.report(nobodyThere, "%s", text)
		return
	}
	owners := slices.DeleteFunc(slices.Clone(there), func(r *record) bool { return !meet(r.transports, named) })
	if len(owners) == 0 {
		owners = there
	}
	read.right = owners[0]
	if len(owners) > 1 || !slices.Equal(named, read.right.transports) {
		read.report(wrongTransport, "%s, but %s is in use", text, strings.Join(read.right.transports, " and "))
	}
	read.truth = o.truthAt(owners, there, named)
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// truthAt says of a name whether it is true of the port of the owners.
func (o *oracle) truthAt(owners, there []*record, named []string) func(string) fault {
	why := make(map[*record]fault)
	for _, owner := range owners {
		for _, r := range o.records {
			if f := o.bond(owner, r); f != "" && why[r] != anotherName {
				why[r] = f
			}
		}
	}
	registered := make(map[string]bool)
	for _, r := range there {
		for _, registration := range r.registered {
			if len(named) == 0 || meet(registration.transports, named) {
				registered[plain(registration.name)] = true
			}
		}
	}
	return func(option string) fault {
		for _, r := range o.named(option) {
			if why[r] != "" {
				return why[r]
			}
			if slices.ContainsFunc(r.names.written, func(name string) bool { return registered[plain(name)] }) {
				return registeredThere
			}
		}
		if registered[plain(option)] {
			return registeredThere
		}
		return ""
	}
}

// readName reads "SMTP (relay between mail servers)".
func (o *oracle) readName(read *reading, text string, lang catalogue.Lang) {
	meant := o.named(text)
	if len(meant) == 0 {
		read.report(unknownName, "%s", text)
		return
	}
	read.right, read.number = meant[0], meant[0].port
	switch full := read.right.asked[lang]; {
	case len(meant) > 1:
		read.report(ambiguousName, "%s may be %s or %s", text, meant[0].key, meant[1].key)
	case full != "" && text != full:
		read.report(shortName, "%s for %s", text, full)
	case full == "" && !read.right.calls(text, lang):
		read.report(badLabel, "%s", text)
	}
	if m := bracketed.FindStringSubmatch(text); m != nil {
		meant = slices.Concat(meant, o.shown[plain(m[1])])
	}
	why := o.numbersOf(meant)
	read.truth = func(option string) fault { return why[option] }
}

// numbersOf returns the numbers that any of the services has in any reading.
func (o *oracle) numbersOf(meant []*record) map[string]fault {
	why := make(map[string]fault)
	for _, r := range o.records {
		port := strconv.Itoa(r.port)
		for _, asked := range meant {
			f := o.bond(asked, r)
			if f == "" && slices.ContainsFunc(r.registered, func(reg registration) bool { return asked.names.has(reg.name) }) {
				f = registeredThere
			}
			if f != "" && why[port] != anotherName {
				why[port] = f
			}
		}
	}
	return why
}

func (o *oracle) readNumber(read *reading, text string) {
	n, err := strconv.Atoi(text)
	if err != nil || n > 65535 {
		read.report(unreadable, "port %s", text)
		return
	}
	read.number = n
	if n == 0 {
		read.report(reservedNumber, "%s", text)
	}
	read.span = o.spanOf(n)
	read.truth = func(option string) fault {
		if o.spanNamed(option) == read.span {
			return anotherName
		}
		return ""
	}
}

// An examination is the work of the oracle on one question.
type examination struct {
	*oracle
	*reading
	q       *questions.Question
	defects []defect
	key     int // index of the true option; -1 for none
}

// examine answers the question anew and compares. What it finds is in defects.
func (o *oracle) examine(q *questions.Question) *examination {
	x := &examination{oracle: o, reading: o.readStem(q), q: q, key: -1}
	x.defects = slices.Clone(x.reading.defects)
	x.examineTexts()
	x.examineLeaks()
	if x.truth == nil {
		return x
	}
	x.examineSubject()
	if q.Format == questions.Choice {
		x.examineOptions()
		x.examineKey()
	} else {
		x.examineAccepted()
	}
	return x
}

func (x *examination) report(f fault, format string, args ...any) {
	x.defects = append(x.defects, defect{f, fmt.Sprintf(format, args...)})
}

// examineTexts looks at the languages and at what the explanation says.
func (x *examination) examineTexts() {
	if hasHan(x.q.Stem) != (x.q.Lang == zh) {
		x.report(wrongLanguage, "stem: %s", x.q.Stem)
	}
	e := x.q.Explanation
	for _, part := range []string{e.Fact, e.About, e.Use, e.Hook} {
		if part != "" && hasHan(part) != (x.q.Lang == zh) {
			x.report(wrongLanguage, "explanation: %s", part)
		}
	}
	if e.Fact == "" || e.String() == "" {
		x.report(noExplanation, "%+v", e)
		return
	}
	if x.truth == nil {
		return
	}
	said := words(e.Fact)
	must := []string{strconv.Itoa(x.number)}
	if x.span != nil {
		must = append(must, strconv.Itoa(x.span.from), strconv.Itoa(x.span.to))
	} else {
		must = append(must, x.right.transports...)
	}
	for _, each := range must {
		if !slices.Contains(said, each) {
			x.report(wrongFact, "%s is not in: %s", each, e.Fact)
		}
	}
	if x.right != nil && strings.Contains(e.Fact, usually[x.q.Lang]) != (x.right.status != "iana") {
		x.report(wrongWording, "explanation: %s", e.Fact)
	}
}

// longEnough is how many signs two texts may not share by chance.
const longEnough = 8

// examineLeaks looks for the key in the stem, and for any option in the ID.
func (x *examination) examineLeaks() {
	stem := words(x.q.Stem)
	for _, name := range x.keyNames() {
		if holds(stem, name) {
			x.report(leak, "%s is in: %s", strings.Join(name, " "), x.q.Stem)
		}
	}
	id := words(x.q.ID)
	for _, shown := range slices.Concat(x.q.Options, x.q.Answers) {
		option := words(shown)
		joined := strings.Join(option, "")
		if holds(id, option) || len(joined) >= longEnough && strings.Contains(strings.Join(id, ""), joined) {
			x.report(leakyID, "%s is in %s", shown, x.q.ID)
		}
	}
	if x.q.ID == "" {
		x.report(leakyID, "there is none")
	}
}

// keyNames returns the names that the key goes by, in words.
func (x *examination) keyNames() [][]string {
	var all [][]string
	for _, answer := range x.q.Answers {
		all = append(all, words(answer))
	}
	if len(x.q.Answers) == 0 {
		return all
	}
	switch x.q.Kind {
	case questions.PortToService:
		for _, r := range x.named(x.q.Answers[0]) {
			all = append(all, r.names.words...)
		}
	case questions.RangeOfNumber:
		if s := x.spanNamed(x.q.Answers[0]); s != nil {
			all = append(all, s.names.words...)
		}
	}
	return all
}

// examineSubject compares what the question says it is about with the rows.
func (x *examination) examineSubject() {
	var services, ports []string
	var facet questions.FacetID
	switch x.q.Kind {
	case questions.PortToService:
		services, ports, facet = []string{x.right.key}, x.right.sockets(), x.right.serviceFacet()
	case questions.ServiceToPort:
		services, ports, facet = []string{x.right.key}, x.right.sockets(), x.right.portFacet()
	case questions.RangeOfNumber:
		ports, facet = []string{strconv.Itoa(x.number)}, x.span.facet()
	}
	if !slices.Equal(x.q.Services, services) {
		x.report(wrongServices, "%q, want %q", x.q.Services, services)
	}
	if !slices.Equal(x.q.Ports, ports) {
		x.report(wrongPorts, "%q, want %q", x.q.Ports, ports)
	}
	switch {
	case slices.Equal(x.q.Facets, []questions.FacetID{facet}):
	case x.span != nil && len(x.q.Facets) == 1 && strings.HasPrefix(string(x.q.Facets[0]), "range:"):
		x.report(outsideRange, "%d for %s", x.number, x.q.Facets[0])
	default:
		x.report(wrongFacets, "%q, want %q", x.q.Facets, facet)
	}
}

// examineOptions looks at each option by itself and beside the others.
func (x *examination) examineOptions() {
	least, most := 3, 4
	if x.span != nil {
		most = 3
	}
	if n := len(x.q.Options); n < least || n > most {
		x.report(optionCount, "%d: %q", n, x.q.Options)
	}
	for i, option := range x.q.Options {
		x.examineLabel(option)
		for _, other := range x.q.Options[:i] {
			if x.same(option, other) {
				x.report(sameOption, "%q and %q", other, option)
			}
		}
	}
	if x.q.Kind == questions.ServiceToPort {
		x.examineNumbers()
	}
}

// same reports whether two options mean the same to a reader.
func (x *examination) same(a, b string) bool {
	if plain(a) == plain(b) {
		return true
	}
	switch x.q.Kind {
	case questions.PortToService:
		others := x.named(b)
		return slices.ContainsFunc(x.named(a), func(r *record) bool { return slices.Contains(others, r) })
	case questions.RangeOfNumber:
		return x.spanNamed(a) != nil && x.spanNamed(a) == x.spanNamed(b)
	}
	return false
}

// examineLabel looks whether an option is called as the rows call it.
func (x *examination) examineLabel(option string) {
	switch x.q.Kind {
	case questions.PortToService:
		meant := x.named(option)
		if len(meant) == 0 {
			x.report(unknownName, "%q", option)
		} else if !slices.ContainsFunc(meant, func(r *record) bool { return r.calls(option, x.q.Lang) }) {
			x.report(badLabel, "%q", option)
		} else if meant[0].byName {
			x.report(neverRight, "%q", option)
		}
	case questions.RangeOfNumber:
		if s := x.spanNamed(option); s == nil {
			x.report(unknownName, "%q", option)
		} else if option != s.name[x.q.Lang] {
			x.report(badLabel, "%q", option)
		}
	}
}

func (x *examination) examineNumbers() {
	last := -1
	for _, option := range x.q.Options {
		n, err := strconv.Atoi(option)
		if err != nil || option != strconv.Itoa(n) || n < 0 || n > 65535 {
			x.report(noNumber, "%q", option)
		} else if n < last {
			x.report(notAscending, "%q", x.q.Options)
		}
		last = max(last, n)
	}
}

// examineKey sees to it that one option is true, and that it is the key.
func (x *examination) examineKey() {
	why := make([]fault, len(x.q.Options))
	for i, option := range x.q.Options {
		why[i] = x.truth(option)
		named := len(x.q.Answers) > 0 && option == x.q.Answers[0]
		if why[i] != "" && (x.key < 0 || named) {
			x.key = i
		}
	}
	if x.key < 0 {
		x.report(noTrueOption, "%q", x.q.Options)
	} else if len(x.q.Answers) != 1 || x.q.Answers[0] != x.q.Options[x.key] {
		x.report(wrongKey, "%q, want %q", x.q.Answers, x.q.Options[x.key])
	}
	for i, f := range why {
		if f != "" && i != x.key {
			x.report(f, "%q", x.q.Options[i])
		}
	}
}

// examineAccepted compares what is said to be accepted with the rows.
func (x *examination) examineAccepted() {
	if len(x.q.Options) > 0 {
		x.report(optionCount, "%q in a question that is typed", x.q.Options)
	}
	if len(x.q.Answers) == 0 {
		x.report(missingAnswer, "there is none")
		return
	}
	right := x.rightAnswers()
	given := newNameSet(x.q.Answers)
	for _, answer := range x.q.Answers {
		if !right.has(answer) && !(x.right != nil && x.right.calls(answer, zh)) {
			x.report(strangeAnswer, "%q", answer)
		}
	}
	for _, answer := range right.written {
		if !given.has(answer) {
			x.report(missingAnswer, "%q", answer)
		}
	}
	if canonical := x.q.Answers[0]; !x.callsRight(canonical) {
		x.report(badLabel, "%q", canonical)
	}
}

// rightAnswers returns all that is right when typed.
func (x *examination) rightAnswers() nameSet {
	switch x.q.Kind {
	case questions.PortToService:
		return x.right.names
	case questions.ServiceToPort:
		right := []string{strconv.Itoa(x.right.port)}
		for _, t := range x.right.transports {
			right = append(right, fmt.Sprintf("%s/%d", t, x.right.port), fmt.Sprintf("%d/%s", x.right.port, t))
		}
		return newNameSet(right)
	default:
		return x.span.names
	}
}

// callsRight reports whether the text is how the answer is shown.
func (x *examination) callsRight(text string) bool {
	switch x.q.Kind {
	case questions.PortToService:
		return x.right.calls(text, x.q.Lang)
	case questions.ServiceToPort:
		return text == strconv.Itoa(x.right.port)
	default:
		return text == x.span.name[x.q.Lang]
	}
}

// A judge is what the oracle holds against its own answer: the method Judge of
// a question, or a bad one.
type judge func(questions.Reply) (questions.Judgement, error)

// tryChoice gives the judge every option, and numbers that none has.
func (x *examination) tryChoice(judge judge) {
	for i, option := range x.q.Options {
		judged, err := judge(questions.Reply{Choice: i + 1})
		if err != nil || judged.Correct != (i == x.key) || judged.Given != option {
			x.report(misjudged, "option %d of %q: %+v, %v", i+1, x.q.Options, judged, err)
		}
	}
	for _, i := range []int{-1, 0, len(x.q.Options) + 1} {
		x.mustRefuse(judge, questions.Reply{Choice: i})
	}
	x.mustNotCountGuess(judge)
}

// tryTyped gives the judge all that must be taken, and all that must not.
func (x *examination) tryTyped(judge judge) {
	x.mustRefuse(judge, questions.Reply{})
	x.mustRefuse(judge, questions.Reply{Text: " \t"})
	x.mustNotCountGuess(judge)
	switch x.q.Kind {
	case questions.PortToService:
		x.tryNames(judge, x.right.names)
		for _, r := range x.records {
			x.tryOthers(judge, r.names, x.right.names)
		}
	case questions.ServiceToPort:
		x.tryPort(judge)
	case questions.RangeOfNumber:
		x.tryNames(judge, x.span.names)
		for _, s := range x.spans {
			x.tryOthers(judge, s.names, x.span.names)
		}
	}
}

// tryNames types every right name in every usual way.
func (x *examination) tryNames(judge judge, right nameSet) {
	for _, name := range slices.Concat(x.q.Answers, right.written) {
		x.mustTake(judge, name)
	}
}

func (x *examination) mustTake(judge judge, text string) {
	variants := []string{
		text, strings.ToUpper(text), strings.ToLower(text), width.Widen.String(text),
		" " + text + "  ", "\t" + width.Widen.String(strings.ToUpper(text)) + "\u3000",
	}
	for _, typed := range variants {
		if judged, err := judge(questions.Reply{Text: typed}); err != nil || !judged.Correct {
			x.report(rightRefused, "%q: %+v, %v", typed, judged, err)
		}
	}
}

// tryOthers types the names that are not also right.
func (x *examination) tryOthers(judge judge, others, right nameSet) {
	for _, name := range others.written {
		if right.has(name) {
			continue
		}
		for _, typed := range []string{name, strings.ToUpper(name), width.Widen.String(name)} {
			if judged, err := judge(questions.Reply{Text: typed}); err != nil || judged.Correct {
				x.report(takenForAnother, "%q: %+v, %v", typed, judged, err)
			}
		}
	}
}

// tryPort types the number in every usual way, and other numbers.
func (x *examination) tryPort(judge judge) {
	for _, answer := range x.q.Answers {
		x.mustTake(judge, answer)
	}
	n := x.right.port
	x.mustTake(judge, fmt.Sprintf("端口 %d", n))
	for _, t := range []string{"dccp", "sctp", "tcp", "udp"} {
		for _, written := range []string{"%s/%d", "%s %d", "%[2]d/%[1]s", "%[2]d %[1]s"} {
			typed := fmt.Sprintf(written, t, n)
			if slices.Contains(x.right.transports, t) {
				x.mustTake(judge, typed)
			} else if judged, err := judge(questions.Reply{Text: typed}); err != nil || judged.Correct {
				x.report(unusedTransport, "%q: %+v, %v", typed, judged, err)
			}
		}
	}
	for _, r := range x.records {
		x.mustNotTakePort(judge, r.port)
	}
	for _, near := range []int{0, 1, n - 1, n + 1, 65535} {
		x.mustNotTakePort(judge, near)
	}
	wrapped := strconv.Itoa(n + 65536) // the same in 16 bits
	for _, typed := range []string{"65536", "６５５３６", "655535", "99999999999999999999", "-1", "0x35", wrapped, "tcp/" + wrapped} {
		x.mustRefuse(judge, questions.Reply{Text: typed})
	}
}

func (x *examination) mustNotTakePort(judge judge, port int) {
	if port == x.right.port {
		return
	}
	text := strconv.Itoa(port)
	for _, typed := range []string{text, width.Widen.String(text), x.right.transports[0] + "/" + text} {
		if judged, err := judge(questions.Reply{Text: typed}); err != nil || judged.Correct {
			x.report(otherPortTaken, "%q: %+v, %v", typed, judged, err)
		}
	}
}

// mustRefuse gives what is no answer, which is not the same as a wrong one.
func (x *examination) mustRefuse(judge judge, reply questions.Reply) {
	if judged, err := judge(reply); !errors.Is(err, questions.ErrNoAnswer) || judged.Correct {
		x.report(notRefused, "%+v: %+v, %v", reply, judged, err)
	}
}

func (x *examination) mustNotCountGuess(judge judge) {
	if judged, err := judge(questions.Reply{DontKnow: true}); err != nil || judged.Correct {
		x.report(guessCounts, "%+v, %v", judged, err)
	}
}

// A register sees to it that an ID stands for one text and a text for one ID.
type register struct {
	mu    sync.Mutex
	texts map[string]string // by ID
	ids   map[string]string // by text
}

func newRegister() *register {
	return &register{texts: make(map[string]string), ids: make(map[string]string)}
}

func (g *register) enter(q *questions.Question) []defect {
	text := strings.Join(append([]string{string(q.Kind), string(q.Format), string(q.Lang), q.Stem}, q.Options...), "\n")
	g.mu.Lock()
	defer g.mu.Unlock()
	knownText, idUsed := g.texts[q.ID]
	knownID, textUsed := g.ids[text]
	g.texts[q.ID], g.ids[text] = text, q.ID
	if idUsed && knownText != text || textUsed && knownID != q.ID {
		return []defect{{sharedID, fmt.Sprintf("%s, %s: %q, %q", q.ID, knownID, text, knownText)}}
	}
	return nil
}

// A tally counts questions and gathers defects. Any number of tests fill it.
type tally struct {
	mu       sync.Mutex
	asked    map[string]int // by kind and format
	found    map[fault]int
	examples map[fault][]string
}

func newTally() *tally {
	return &tally{asked: make(map[string]int), found: make(map[fault]int), examples: make(map[fault][]string)}
}

// showExamples of each fault tell enough to find its cause.
const showExamples = 12

func (y *tally) count(q *questions.Question) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.asked[string(q.Kind)+", "+string(q.Format)]++
}

func (y *tally) add(spec questions.Spec, q *questions.Question, defects []defect) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, d := range defects {
		y.found[d.fault]++
		if len(y.examples[d.fault]) < showExamples {
			y.examples[d.fault] = append(y.examples[d.fault],
				fmt.Sprintf("%+v\n\t\t%s %q, key %.80q\n\t\t%s", spec, q.Stem, q.Options, q.Answers, d.detail))
		}
	}
}

// report fails the test for every fault and returns how many questions there were.
func (y *tally) report(t *testing.T) int {
	t.Helper()
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(y.asked)) {
		t.Logf("%7d %s", y.asked[kind], kind)
		total += y.asked[kind]
	}
	for _, f := range slices.Sorted(maps.Keys(y.found)) {
		t.Errorf("%d times: %s\n\t%s", y.found[f], f, strings.Join(y.examples[f], "\n\t"))
	}
	return total
}

func mustMake(t testing.TB, m *questions.Maker, spec questions.Spec) *questions.Question {
	t.Helper()
	q, err := m.Make(spec)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// everyOther is how many questions are made once for each that is made twice. What differs
// from one making to the next, as the order of a map does, differs in many of them.
const everyOther = 8

// compareMade reports where two makings of one spec differ, or differ from it.
func compareMade(spec questions.Spec, q, again *questions.Question) []defect {
	var found []defect
	if q.ID != again.ID || q.Stem != again.Stem || !slices.Equal(q.Options, again.Options) ||
		!slices.Equal(q.Answers, again.Answers) || q.Explanation != again.Explanation ||
		!slices.Equal(q.Facets, again.Facets) || !slices.Equal(q.Services, again.Services) || !slices.Equal(q.Ports, again.Ports) {
		found = append(found, defect{unstable, again.Stem + strings.Join(again.Options, ", ")})
	}
	if q.Kind != kindOf(spec.Facet) || q.Format != spec.Format || q.Lang != spec.Lang || q.Deck != spec.Deck ||
		!slices.Equal(q.Facets, []questions.FacetID{spec.Facet}) {
		found = append(found, defect{otherThanAsked, fmt.Sprintf("%s %s %s %s %q", q.Kind, q.Format, q.Lang, q.Deck, q.Facets)})
	}
	return found
}

func kindOf(id questions.FacetID) questions.Kind {
	switch {
	case strings.HasPrefix(string(id), "range:"):
		return questions.RangeOfNumber
	case strings.HasSuffix(string(id), ":service"):
		return questions.PortToService
	default:
		return questions.ServiceToPort
	}
}

// specs returns the specs of n seeds for each facet. Seeds of different decks
// and languages are kept apart: the chance in a question depends on its facet
// and seed alone, so the same seeds would look at the same draws again.
func (o *oracle) specs(p pile, lang catalogue.Lang, format questions.Format, facets []questions.FacetID, n int) iter.Seq[questions.Spec] {
	deck := slices.IndexFunc(o.piles, func(other pile) bool { return other.key == p.key })
	first := uint64(deck*len(langs)+slices.Index(langs, lang)) << 32
	return func(yield func(questions.Spec) bool) {
		for _, facet := range facets {
			for i := range uint64(n) {
				if !yield(questions.Spec{Facet: facet, Format: format, Lang: lang, Deck: p.key, Seed: first + i}) {
					return
				}
			}
		}
	}
}

// leastQuestions are examined. What is typed, its number for a range apart, does
// not vary by seed, so most of them are choices.
const (
	leastQuestions = 200_000
	seedsPerTyped  = 4
)

// The law: every question has exactly one right answer, which is the key, and
// says nothing that the rows do not say (R1 to R5, R7).
func TestEveryQuestionHasOneRightAnswer(t *testing.T) {
	t.Parallel()
	o, maker := theOracle(t), theMaker(t)
	choices := 0
	for _, p := range o.piles {
		choices += len(o.facetsOf(p)) * len(langs)
	}
	seeds := map[questions.Format]int{questions.Choice: leastQuestions/choices + 1, questions.Typed: seedsPerTyped}
	found, ids := newTally(), newRegister()
	examine := func(t *testing.T, spec questions.Spec) {
		q := mustMake(t, maker, spec)
		found.count(q)
		found.add(spec, q, o.checkShown(q))
		found.add(spec, q, ids.enter(q))
		again := q
		if spec.Seed%everyOther == 0 {
			again = mustMake(t, maker, spec)
		}
		found.add(spec, q, compareMade(spec, q, again))
	}
	t.Run("decks", func(t *testing.T) {
		for _, p := range o.piles {
			for _, lang := range langs {
				t.Run(p.key+" "+string(lang), func(t *testing.T) {
					t.Parallel()
					for format, n := range seeds {
						for spec := range o.specs(p, lang, format, o.facetsOf(p), n) {
							examine(t, spec)
						}
					}
				})
			}
		}
	})
	if total := found.report(t); total < leastQuestions {
		t.Errorf("%d questions, want %d", total, leastQuestions)
	}
}

// checkShown returns the defects of a question and, where there are options, of
// its judge.
func (o *oracle) checkShown(q *questions.Question) []defect {
	x := o.examine(q)
	if q.Format == questions.Choice {
		x.tryChoice(q.Judge)
	}
	return x.defects
}

// The law: a typed answer is taken in any usual form, and nothing that means
// something else is ever taken for it (R9).
func TestTypedAnswersAreTakenForWhatTheyAre(t *testing.T) {
	t.Parallel()
	o, maker := theOracle(t), theMaker(t)
	found := newTally()
	all := o.facetsOf(pile{tags: []string{"*"}})
	t.Run("facets", func(t *testing.T) {
		for _, lang := range langs {
			t.Run(string(lang), func(t *testing.T) {
				t.Parallel()
				for _, facet := range all {
					spec := questions.Spec{Facet: facet, Format: questions.Typed, Lang: lang, Deck: "all", Seed: 1}
					q := mustMake(t, maker, spec)
					x := o.examine(q)
					x.tryTyped(q.Judge)
					found.count(q)
					found.add(spec, q, x.defects)
				}
			})
		}
	})
	found.report(t)
}

// nearNames are services whose names are one slip of a finger apart.
var nearNames = [][]string{
	{"pop2", "pop3", "pop3s"}, {"ftp", "tftp", "sftp", "ftps"}, {"imap", "imaps"}, {"sip", "sips"}, {"http", "https"},
	{"ldap", "ldaps", "ldp"}, {"smtp", "snmp", "nntp"}, {"amqp", "amqps"}, {"coap", "coaps"}, {"ntp", "ptp"}, {"rip", "ripng"},
	{"dhcp", "dhcpv6"}, {"nntp", "nntps"}, {"stun", "stuns"}, {"rtp", "rtcp", "rtsp", "rtmp"}, {"rsh", "ssh"}, {"telnet", "telnets"},
}

// The law: a typed name that is near to another is never taken for it.
func TestNearNamesAreNotTakenForEachOther(t *testing.T) {
	o, maker := theOracle(t), theMaker(t)
	tried := 0
	for _, group := range nearNames {
		for _, right := range o.records {
			if right.byName || !slices.ContainsFunc(group, right.names.has) {
				continue
			}
			for _, lang := range langs {
				q := mustMake(t, maker, questions.Spec{Facet: right.serviceFacet(), Format: questions.Typed, Lang: lang})
				for _, name := range group {
					judged, err := q.Judge(questions.Reply{Text: name})
					if want := right.names.has(name); err != nil || judged.Correct != want {
						t.Errorf("%s typed %q: %+v, %v, want correct %t", q.Stem, name, judged, err, want)
					}
					tried++
				}
			}
		}
	}
	if tried < 2*len(nearNames) {
		t.Errorf("only %d names were tried", tried)
	}
}

// The law: a deck holds the facets of its rows, both ways, and the three ranges.
func TestDecksHoldTheFacetsOfTheirRows(t *testing.T) {
	o, maker := theOracle(t), theMaker(t)
	for _, p := range o.piles {
		var got []questions.FacetID
		for _, f := range maker.FacetsOf(maker.Catalogue().Deck(p.key)) {
			switch f.Kinds[0] {
			case questions.PortToService, questions.ServiceToPort, questions.RangeOfNumber:
				got = append(got, f.ID)
			}
		}
		want := o.facetsOf(p)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("deck %s has %d facets %q, want %d %q", p.key, len(got), got, len(want), want)
		}
	}
}

// nearEdge is how far from one of the edges half of the numbers lie at most.
const nearEdge = 50

var edges = []int{1023, 1024, 49151, 49152}

func isNearEdge(n int) bool {
	return slices.ContainsFunc(edges, func(edge int) bool {
		return edge-nearEdge <= n && n <= edge+nearEdge
	})
}

// The law: a number asked for its range lies in it and is never 0, and about
// every second one lies near an edge, where the mistakes are made.
func TestHalfOfTheNumbersLieNearAnEdge(t *testing.T) {
	o, maker := theOracle(t), theMaker(t)
	const asked = 10_000
	for _, s := range o.spans {
		near := 0
		seen := make(map[int]bool)
		for seed := range uint64(asked) {
			q := mustMake(t, maker, questions.Spec{Facet: s.facet(), Format: questions.Choice, Lang: en, Seed: seed})
			read := o.readStem(q)
			if read.span != s || read.number == 0 {
				t.Errorf("%s in a question about %s", q.Stem, s.facet())
			}
			if isNearEdge(read.number) {
				near++
			}
			seen[read.number] = true
		}
		share := float64(near) / asked
		t.Logf("%s: %.1f %% near an edge, %d numbers", s.key, 100*share, len(seen))
		if share < 0.45 || share > 0.55 {
			t.Errorf("%s: %.1f %% of the numbers lie near an edge, want 45 to 55", s.key, 100*share)
		}
		for _, edge := range edges {
			if o.spanOf(edge) == s && !seen[edge] {
				t.Errorf("%s: %d never came up in %d", s.key, edge, asked)
			}
		}
	}
}

// The law: where the key stands tells nothing. Ranges, which stand in their order,
// are left out.
func TestTheKeyStandsAnywhere(t *testing.T) {
	t.Parallel()
	const leastChoices = 100_000
	o, maker := theOracle(t), theMaker(t)
	combinations := 0
	for _, p := range o.piles {
		combinations += len(o.movable(p)) * len(langs)
	}
	places := make(places)
	total := 0
	for _, p := range o.piles {
		for _, lang := range langs {
			for spec := range o.specs(p, lang, questions.Choice, o.movable(p), leastChoices/combinations+1) {
				places.count(mustMake(t, maker, spec))
				total++
			}
		}
	}
	places.report(t)
	if total < leastChoices {
		t.Errorf("%d questions, want %d", total, leastChoices)
	}
}

// movable returns the facets of the deck whose key can stand anywhere: all but the
// ranges.
func (o *oracle) movable(p pile) []questions.FacetID {
	return slices.DeleteFunc(o.facetsOf(p), func(id questions.FacetID) bool { return kindOf(id) == questions.RangeOfNumber })
}

// places counts where the key stood, by kind and number of options.
type places map[string][]int

func (p places) count(q *questions.Question) {
	for _, kind := range []string{string(q.Kind), "all kinds"} {
		group := fmt.Sprintf("%s, %d options", kind, len(q.Options))
		if p[group] == nil {
			p[group] = make([]int, len(q.Options))
		}
		p[group][slices.Index(q.Options, q.Answers[0])]++
	}
}

// critical is the chi-square that chance exceeds one time in a hundred, by
// degrees of freedom.
var critical = map[int]float64{2: 9.21, 3: 11.34}

func (p places) report(t *testing.T) {
	t.Helper()
	for _, group := range slices.Sorted(maps.Keys(p)) {
		chi, most := chiSquare(p[group]), critical[len(p[group])-1]
		t.Logf("%s: %v, chi-square %.2f", group, p[group], chi)
		if chi > most {
			t.Errorf("%s: the key stands in the places %v times: chi-square %.2f, want at most %.2f", group, p[group], chi, most)
		}
	}
}

func chiSquare(counts []int) float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	expected := float64(total) / float64(len(counts))
	chi := 0.0
	for _, n := range counts {
		chi += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return chi
}

// The law: what is known to be wrong in public question banks is right here.
func TestDefectsOfPublicBanks(t *testing.T) {
	for name, test := range map[string]func(*testing.T, *oracle, *questions.Maker){
		"SMTP with 25 and 465":              bankOffersTwoNumbersOfOneProtocol,
		"what is false is always 9999":      bankGivesTheFalseAway,
		"DNS over UDP only":                 bankForgetsATransport,
		"SNMP and its trap, FTP 20-21":      bankMergesTwoNumbers,
		"SMB, LDAP and SNMP are registered": bankMovesTheRanges,
	} {
		t.Run(name, func(t *testing.T) { test(t, theOracle(t), theMaker(t)) })
	}
}

// "SMTP default port?" with 25, 110, 143 and 465 has two defensible answers.
func bankOffersTwoNumbersOfOneProtocol(t *testing.T, o *oracle, maker *questions.Maker) {
	q := copied(goodQuestion(t, o, questions.Spec{Facet: "smtp:port", Format: questions.Choice, Lang: en, Seed: 1}))
	if q.Options = []string{"25", "110", "143", "465"}; !slices.Equal(faults(o.examine(q).defects), []fault{familyMember}) {
		t.Errorf("%s %q: %v, want %q", q.Stem, q.Options, o.examine(q).defects, familyMember)
	}
	mail := []string{"25", "465", "587"}
	for _, facet := range []questions.FacetID{"smtp:port", "submissions:port", "submission:port"} {
		for seed := range uint64(500) {
			q := mustMake(t, maker, questions.Spec{Facet: facet, Format: questions.Choice, Lang: en, Deck: "security-plus", Seed: seed})
			if offered := slices.DeleteFunc(slices.Clone(q.Options), func(s string) bool { return !slices.Contains(mail, s) }); len(offered) != 1 {
				t.Errorf("%s %q", q.Stem, q.Options)
			}
		}
	}
}

// A wrong option that is never a right one is known for wrong without knowing
// the port.
func bankGivesTheFalseAway(t *testing.T, o *oracle, maker *questions.Maker) {
	for _, r := range o.records {
		for _, facet := range r.facets() {
			for seed := range uint64(40) {
				q := mustMake(t, maker, questions.Spec{Facet: facet, Format: questions.Choice, Lang: en, Deck: "all", Seed: seed})
				for _, option := range q.Options {
					if !o.isSomewhereRight(q.Kind, option) {
						t.Errorf("%s %q: %q is never right", q.Stem, q.Options, option)
					}
				}
			}
		}
	}
}

func (o *oracle) isSomewhereRight(kind questions.Kind, option string) bool {
	return slices.ContainsFunc(o.records, func(r *record) bool {
		if kind == questions.ServiceToPort {
			return option == strconv.Itoa(r.port)
		}
		return r.calls(option, en)
	})
}

// DNS uses TCP as well as UDP, and so do the others of two transports.
func bankForgetsATransport(t *testing.T, o *oracle, maker *questions.Maker) {
	for _, r := range o.records {
		if len(r.transports) < 2 {
			continue
		}
		q := mustMake(t, maker, questions.Spec{Facet: r.portFacet(), Format: questions.Typed, Lang: en})
		for _, typed := range r.sockets() {
			if judged, err := q.Judge(questions.Reply{Text: typed}); err != nil || !judged.Correct {
				t.Errorf("%s typed %q: %+v, %v", q.Stem, typed, judged, err)
			}
		}
		if r.byName {
			continue
		}
		asked := mustMake(t, maker, questions.Spec{Facet: r.serviceFacet(), Format: questions.Typed, Lang: en})
		for _, transport := range r.transports {
			if !slices.Contains(words(asked.Stem), transport) {
				t.Errorf("%s does not name %s", asked.Stem, transport)
			}
		}
	}
	if dns := o.keyed("domain"); !slices.Equal(dns.sockets(), []string{"tcp/53", "udp/53"}) {
		t.Errorf("DNS uses %q", dns.sockets())
	}
}

// Two numbers are two answers: "20-21" is neither the port of FTP control nor
// that of FTP data, and the trap is not where SNMP is asked.
func bankMergesTwoNumbers(t *testing.T, o *oracle, maker *questions.Maker) {
	pairs := [][2]string{{"ftp-data", "ftp"}, {"snmp", "snmptrap"}, {"bootps", "bootpc"}, {"ftps-data", "ftps"}, {"netbios-ns", "netbios-dgm"}}
	for _, pair := range pairs {
		low, high := o.keyed(pair[0]), o.keyed(pair[1])
		for _, right := range []*record{low, high} {
			q := mustMake(t, maker, questions.Spec{Facet: right.portFacet(), Format: questions.Typed, Lang: en})
			for _, between := range []string{"-", "/", ",", ", ", " ", "–", " and ", "~"} {
				typed := fmt.Sprintf("%d%s%d", low.port, between, high.port)
				if judged, _ := q.Judge(questions.Reply{Text: typed}); judged.Correct {
					t.Errorf("%s typed %q is taken for right", q.Stem, typed)
				}
			}
			other := low.port + high.port - right.port
			if judged, err := q.Judge(questions.Reply{Text: strconv.Itoa(other)}); err != nil || judged.Correct {
				t.Errorf("%s typed %d: %+v, %v", q.Stem, other, judged, err)
			}
		}
	}
}

// SMB, LDAP and SNMP are below 1024, so they are not in the range of 1024 to
// 49151 called registered.
func bankMovesTheRanges(t *testing.T, o *oracle, maker *questions.Maker) {
	missing := map[int]bool{445: true, 389: true, 161: true}
	for seed := uint64(0); len(missing) > 0 && seed < 100_000; seed++ {
		q := mustMake(t, maker, questions.Spec{Facet: "range:system", Format: questions.Choice, Lang: en, Seed: seed})
		n := o.readStem(q).number
		if !missing[n] {
			continue
		}
		delete(missing, n)
		if len(q.Answers) != 1 || q.Answers[0] != "System (well-known)" {
			t.Errorf("%s %q", q.Stem, q.Answers)
		}
		damaged := copied(q)
		if damaged.Answers[0] = "User (registered)"; !slices.Equal(faults(o.examine(damaged).defects), []fault{wrongKey}) {
			t.Errorf("%s %q: %v, want %q", q.Stem, damaged.Answers, o.examine(damaged).defects, wrongKey)
		}
	}
	if len(missing) > 0 {
		t.Errorf("never asked for the range of %v", slices.Sorted(maps.Keys(missing)))
	}
}

// A plant is a defect planted in a good question.
type plant struct {
	name   string
	facet  questions.FacetID
	format questions.Format
	lang   catalogue.Lang
	damage func(q *questions.Question)
	want   []fault // all that is to be reported
}

// putWrong replaces as many wrong options as there are texts. Numbers stay in
// order.
func putWrong(texts ...string) func(*questions.Question) {
	return func(q *questions.Question) {
		for i, option := range q.Options {
			if option != q.Answers[0] && len(texts) > 0 {
				q.Options[i], texts = texts[0], texts[1:]
			}
		}
		if q.Kind == questions.ServiceToPort {
			slices.SortFunc(q.Options, func(a, b string) int { return number(a) - number(b) })
		}
	}
}

// putKey replaces the right option, and not the answer.
func putKey(text string) func(*questions.Question) {
	return func(q *questions.Question) { q.Options[slices.Index(q.Options, q.Answers[0])] = text }
}

func putStem(stem string) func(*questions.Question) {
	return func(q *questions.Question) { q.Stem = stem }
}

func wrongOption(q *questions.Question) string {
	return q.Options[slices.IndexFunc(q.Options, func(option string) bool { return option != q.Answers[0] })]
}

var plants = []plant{
	{"the key by another name", "tcp/22:service", questions.Choice, en, putWrong("OpenSSH"), []fault{anotherName, sameOption, badLabel}},
	{"the key in the other language", "tcp/6379:service", questions.Choice, en, putWrong("Redis 缓存数据库"), []fault{anotherName, sameOption, badLabel}},
	{"a member of the family", "tcp/21:service", questions.Choice, en, putWrong("FTP data"), []fault{familyMember}},
	{"a number of the family", "smtp:port", questions.Choice, en, putWrong("465"), []fault{familyMember}},
	{"a service listed as overlapping", "tcp/9418:service", questions.Choice, en, putWrong("SSH"), []fault{overlapping}},
	{"a number listed as overlapping", "git:port", questions.Choice, zh, putWrong("22"), []fault{overlapping}},
	{"a name registered at the port", "tcp/8443:service", questions.Choice, en, putWrong("pcsync-https"), []fault{registeredThere, unknownName}},
	{"a name registered by its other transport is fine but unknown", "tcp/465:service", questions.Choice, en, putWrong("igmpv3lite"), []fault{unknownName}},
	{"www beside HTTP", "tcp/6379:service", questions.Choice, en, putWrong("www", "HTTP"), []fault{sameOption, badLabel}},
	{"width and case alone", "tcp/6379:service", questions.Choice, en, putWrong("Telnet", "ＴＥＬＮＥＴ"), []fault{sameOption, badLabel}},
	{"punctuation alone", "tcp/6379:service", questions.Choice, en, putWrong("FTP data", "FTP-Data"), []fault{sameOption, badLabel}},
	{"what is asked only by name", "tcp/6379:service", questions.Choice, en, putWrong("Grafana"), []fault{neverRight}},
	{"one number twice", "redis:port", questions.Choice, en, putWrong("5432", "5432"), []fault{sameOption}},
	{"zeros before a number", "redis:port", questions.Choice, en, putWrong("05432"), []fault{noNumber}},
	{"two numbers in one option", "snmp:port", questions.Choice, en, func(q *questions.Question) { q.Options[slices.Index(q.Options, wrongOption(q))] = "161-162" }, []fault{noNumber}},
	{"synonyms of one range", "range:system", questions.Choice, en, putWrong("User (registered)", "Registered"), []fault{sameOption, badLabel}},
	{"a synonym in place of the key", "tcp/22:service", questions.Choice, en, putKey("OpenSSH"), []fault{wrongKey, badLabel}},
	{"the key swapped", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Answers[0] = wrongOption(q) }, []fault{wrongKey}},
	{"the key of a range swapped", "range:user", questions.Choice, zh, func(q *questions.Question) { q.Answers[0] = wrongOption(q) }, []fault{wrongKey}},
	{"two keys", "ssh:port", questions.Choice, en, func(q *questions.Question) { q.Answers = append(q.Answers, wrongOption(q)) }, []fault{wrongKey}},
	{"the key missing", "tcp/22:service", questions.Choice, en, putKey("Memcached"), []fault{noTrueOption}},
	{"two options", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Options = []string{q.Answers[0], wrongOption(q)} }, []fault{optionCount}},
	{"five options", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Options = append(q.Options, "Gopher") }, []fault{optionCount}},
	{"four ranges", "range:user", questions.Choice, en, func(q *questions.Question) { q.Options = append(q.Options, "None of these") }, []fault{optionCount, unknownName}},
	{"descending numbers", "redis:port", questions.Choice, en, func(q *questions.Question) { slices.Reverse(q.Options) }, []fault{notAscending}},

	{"no transport where two services share the port", "udp/514:service", questions.Choice, en, putStem("Which service uses port 514?"), []fault{wrongTransport, wrongServices, wrongFacets, wrongPorts, wrongFact}},
	{"no transport", "tcp/22:service", questions.Choice, en, putStem("Which service uses port 22?"), []fault{wrongTransport}},
	{"one transport of two", "tcp/53:service", questions.Choice, en, putStem("Which service uses UDP port 53?"), []fault{wrongTransport}},
	{"one transport too many", "tcp/22:service", questions.Choice, zh, putStem("哪个服务使用 22 端口（TCP 和 UDP）？"), []fault{wrongTransport}},
	{"uses for what is not assigned", "udp/51820:service", questions.Choice, en, putStem("Which service uses UDP port 51820?"), []fault{wrongWording}},
	{"belongs to for what is not assigned", "kafka:port", questions.Typed, en, putStem("Which port number belongs to Apache Kafka?"), []fault{wrongWording}},
	{"usually for what is assigned", "tcp/22:service", questions.Choice, zh, putStem("哪个服务通常使用 TCP 22 端口？"), []fault{wrongWording}},
	{"an explanation that is too sure", "kafka:port", questions.Typed, en, func(q *questions.Question) { q.Explanation.Fact = "Apache Kafka uses TCP 9092." }, []fault{wrongWording}},
	{"the name of the family", "radius:port", questions.Choice, en, putStem("Which port number belongs to RADIUS?"), []fault{ambiguousName}},
	{"the name without the role", "smtp:port", questions.Choice, en, putStem("Which port number belongs to SMTP?"), []fault{shortName}},
	{"a stem of another kind", "ssh:port", questions.Choice, en, putStem("Is 22 the port of this service?"), []fault{unreadable, leak}},
	{"a port that nobody has", "tcp/22:service", questions.Choice, en, putStem("Which service uses TCP port 9999?"), []fault{nobodyThere}},

	{"the key in the stem", "tcp/22:service", questions.Choice, en, putStem("Which service uses TCP port 22 (SSH)?"), []fault{leak, wrongTransport}},
	{"an alias of the key in the stem", "tcp/3389:service", questions.Choice, zh, putStem("哪个远程桌面服务使用 3389 端口（TCP 和 UDP）？"), []fault{leak, unreadable}},
	{"the number in the stem", "redis:port", questions.Choice, en, putStem("Which port number belongs to Redis (6379)?"), []fault{leak, badLabel}},
	{"the number in the stem, wide", "redis:port", questions.Typed, zh, putStem("Redis 缓存数据库（６３７９）对应哪个端口号？"), []fault{leak, badLabel}},
	{"the range in the stem", "range:system", questions.Choice, en, putStem("Which range, System or another, contains port 80?"), []fault{leak, unreadable}},
	{"the key in the ID", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.ID = "tcp/22-ssh" }, []fault{leakyID}},
	{"the key hidden in the ID", "tcp/5432:service", questions.Choice, en, func(q *questions.Question) { q.ID = "q1postgresqlx" }, []fault{leakyID}},

	{"the wrong port", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Ports = []string{"tcp/23"} }, []fault{wrongPorts}},
	{"a transport missing from the ports", "tcp/53:service", questions.Choice, en, func(q *questions.Question) { q.Ports = []string{"udp/53"} }, []fault{wrongPorts}},
	{"the wrong service", "ssh:port", questions.Choice, en, func(q *questions.Question) { q.Services = []string{"telnet"} }, []fault{wrongServices}},
	{"the facet of the other direction", "ssh:port", questions.Typed, en, func(q *questions.Question) { q.Facets = []questions.FacetID{"tcp/22:service"} }, []fault{wrongFacets}},
	{"a number outside of the range", "range:system", questions.Choice, en, putStem("Which range contains port 1024?"), []fault{outsideRange, wrongKey, wrongPorts, wrongFact}},
	{"port 0", "range:system", questions.Choice, zh, putStem("端口 0 属于哪个范围？"), []fault{reservedNumber, wrongPorts}},

	{"no explanation", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Explanation = questions.Explanation{} }, []fault{noExplanation}},
	{"an English explanation", "tcp/22:service", questions.Choice, zh, func(q *questions.Question) { q.Explanation.Fact = "SSH uses TCP 22." }, []fault{wrongLanguage}},
	{"a Chinese hook", "tcp/22:service", questions.Choice, en, func(q *questions.Question) { q.Explanation.Hook = "二二得四。" }, []fault{wrongLanguage}},
	{"an English stem", "tcp/22:service", questions.Choice, zh, putStem("Which service uses TCP port 22?"), []fault{wrongLanguage, unreadable}},
	{"a Chinese option", "tcp/6379:service", questions.Choice, en, putWrong("远程终端协议"), []fault{badLabel}},
	{"another port explained", "ssh:port", questions.Choice, en, func(q *questions.Question) { q.Explanation.Fact = "SSH uses TCP 23." }, []fault{wrongFact}},

	{"the name of another accepted", "tcp/109:service", questions.Typed, en, func(q *questions.Question) { q.Answers = append(q.Answers, "pop3") }, []fault{strangeAnswer}},
	{"a name not accepted", "tcp/22:service", questions.Typed, en, func(q *questions.Question) {
		q.Answers = slices.DeleteFunc(q.Answers, func(s string) bool { return plain(s) == "sftp" })
	}, []fault{missingAnswer}},
	{"a transport not in use accepted", "ssh:port", questions.Typed, en, func(q *questions.Question) { q.Answers = append(q.Answers, "udp/22") }, []fault{strangeAnswer}},
	{"an alias before the name", "tcp/22:service", questions.Typed, en, func(q *questions.Question) { slices.Reverse(q.Answers) }, []fault{badLabel}},
	{"options where one types", "ssh:port", questions.Typed, en, func(q *questions.Question) { q.Options = []string{"22", "23", "25"} }, []fault{optionCount}},
}

// copied returns a copy of the question that can be damaged.
func copied(q *questions.Question) *questions.Question {
	c := *q
	c.Options, c.Answers, c.Facets = slices.Clone(q.Options), slices.Clone(q.Answers), slices.Clone(q.Facets)
	c.Services, c.Ports = slices.Clone(q.Services), slices.Clone(q.Ports)
	return &c
}

// goodQuestion returns a question in which the oracle finds nothing.
func goodQuestion(t *testing.T, o *oracle, spec questions.Spec) *questions.Question {
	t.Helper()
	q := mustMake(t, theMaker(t), spec)
	if defects := o.checkShown(q); len(defects) > 0 {
		t.Fatalf("%s is not good before it is damaged: %v", q.Stem, defects)
	}
	return q
}

func faults(defects []defect) []fault {
	var all []fault
	for _, d := range defects {
		all = append(all, d.fault)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func sortedFaults(fs []fault) []fault { return slices.Sorted(slices.Values(fs)) }

// The law: the oracle sees each kind of defect and names that kind, no other.
func TestOracleSeesPlantedDefects(t *testing.T) {
	o := theOracle(t)
	for _, p := range plants {
		t.Run(p.name, func(t *testing.T) {
			q := copied(goodQuestion(t, o, questions.Spec{Facet: p.facet, Format: p.format, Lang: p.lang, Deck: "all", Seed: 1}))
			p.damage(q)
			x := o.examine(q)
			if got := faults(x.defects); !slices.Equal(got, sortedFaults(p.want)) {
				t.Errorf("%s %q %q\n reported %q\n want     %q", q.Stem, q.Options, q.Answers, x.defects, p.want)
			}
		})
	}
}

// The law: a name in two rows makes their services options that must not meet,
// although neither family nor a list of overlaps says so.
func TestOracleSeesSharedNames(t *testing.T) {
	files := make(fstest.MapFS)
	for _, name := range []string{"services.csv", "ranges.csv", "decks.csv", "overlaps.csv"} {
		data, err := os.ReadFile("catalogue/data/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(data), `"memcached,memcache,`, `"memcached,memcache,beanstalk,`, 1))}
	}
	services := string(files["services.csv"].Data)
	files["services.csv"].Data = []byte(strings.Replace(services, `"gopher,`, `"gopher,beanstalk,`, 1))
	o, err := readOracle(files)
	if err != nil {
		t.Fatal(err)
	}
	q := copied(goodQuestion(t, o, questions.Spec{Facet: "tcp/70:service", Format: questions.Choice, Lang: en, Seed: 1}))
	putWrong("Memcached")(q)
	if got := faults(o.examine(q).defects); !slices.Equal(got, []fault{sharedName}) {
		t.Errorf("%q: reported %q, want %q", q.Options, got, sharedName)
	}
}

// The law: the oracle sees what only shows over several questions.
func TestOracleSeesDefectsBetweenQuestions(t *testing.T) {
	o := theOracle(t)
	spec := questions.Spec{Facet: "tcp/22:service", Format: questions.Choice, Lang: en, Deck: "all", Seed: 1}
	q := goodQuestion(t, o, spec)
	check := func(name string, want fault, damage func(*questions.Question), compare func(q, damaged *questions.Question) []defect) {
		t.Run(name, func(t *testing.T) {
			if got := compare(q, copied(q)); len(got) > 0 {
				t.Errorf("before the damage: %v", got)
			}
			damaged := copied(q)
			damage(damaged)
			if got := faults(compare(q, damaged)); !slices.Equal(got, []fault{want}) {
				t.Errorf("reported %q, want %q", got, want)
			}
		})
	}
	inRegister := func(q, damaged *questions.Question) []defect {
		ids := newRegister()
		return slices.Concat(ids.enter(q), ids.enter(damaged))
	}
	again := func(q, damaged *questions.Question) []defect { return compareMade(spec, q, damaged) }
	asAsked := func(_, damaged *questions.Question) []defect { return compareMade(spec, damaged, damaged) }
	check("one ID for two texts", sharedID, func(q *questions.Question) { slices.Reverse(q.Options) }, inRegister)
	check("two IDs for one text", sharedID, func(q *questions.Question) { q.ID += "x" }, inRegister)
	check("other options the second time", unstable, func(q *questions.Question) { slices.Reverse(q.Options) }, again)
	check("another language than asked for", otherThanAsked, func(q *questions.Question) { q.Lang = zh }, asAsked)
	check("another facet than asked for", otherThanAsked, func(q *questions.Question) { q.Facets[0] = "ssh:port" }, asAsked)
}

// A badJudge goes wrong in one way.
type badJudge struct {
	name   string
	facet  questions.FacetID
	format questions.Format
	spoil  func(good judge) judge
	want   []fault
}

// typing returns a judge that reads something else than was typed.
func typing(misread func(string) string) func(judge) judge {
	return func(good judge) judge {
		return func(r questions.Reply) (questions.Judgement, error) {
			r.Text = misread(r.Text)
			return good(r)
		}
	}
}

func alwaysRight(judge) judge {
	return func(r questions.Reply) (questions.Judgement, error) { return questions.Judgement{Correct: true}, nil }
}

// neverRefuses takes what is no answer for a wrong one.
func neverRefuses(good judge) judge {
	return func(r questions.Reply) (questions.Judgement, error) {
		judged, err := good(r)
		if err != nil {
			judged, err = questions.Judgement{}, nil
		}
		return judged, err
	}
}

// oneAside judges each of four options as the next.
func oneAside(good judge) judge {
	return func(r questions.Reply) (questions.Judgement, error) {
		if 1 <= r.Choice && r.Choice <= 4 {
			r.Choice = r.Choice%4 + 1
		}
		return good(r)
	}
}

// guessing takes "I don't know" for the right answer.
func guessing(good judge) judge {
	return func(r questions.Reply) (questions.Judgement, error) {
		if r.DontKnow {
			return questions.Judgement{Correct: true}, nil
		}
		return good(r)
	}
}

var badJudges = []badJudge{
	{"takes the next option", "tcp/22:service", questions.Choice, oneAside, []fault{misjudged}},
	{"takes every option", "tcp/22:service", questions.Choice, alwaysRight, []fault{misjudged, notRefused, guessCounts}},
	{"takes option 9 for wrong", "ssh:port", questions.Choice, neverRefuses, []fault{notRefused}},
	{"takes one slip for none", "tcp/109:service", questions.Typed, typing(func(s string) string {
		if strings.EqualFold(s, "pop3") {
			return "pop2"
		}
		return s
	}), []fault{takenForAnother}},
	{"minds the case", "tcp/109:service", questions.Typed, typing(func(s string) string {
		if s == "POP2" {
			return "no such name"
		}
		return s
	}), []fault{rightRefused}},
	{"minds the width", "domain:port", questions.Typed, typing(func(s string) string {
		if s == "５３" {
			return "5"
		}
		return s
	}), []fault{rightRefused}},
	{"minds no transport", "ssh:port", questions.Typed, typing(func(s string) string {
		return strings.Replace(s, "udp", "tcp", 1)
	}), []fault{unusedTransport}},
	{"counts in 16 bits", "ssh:port", questions.Typed, typing(func(s string) string {
		return strings.Replace(s, "65558", "22", 1)
	}), []fault{notRefused}},
	{"takes 65536 for wrong", "ssh:port", questions.Typed, neverRefuses, []fault{notRefused}},
	{"reads hexadecimal", "domain:port", questions.Typed, typing(func(s string) string {
		return strings.Replace(s, "0x35", "53", 1)
	}), []fault{notRefused}},
	{"takes the neighbour", "ssh:port", questions.Typed, typing(func(s string) string {
		return strings.Replace(s, "23", "22", 1)
	}), []fault{otherPortTaken}},
	{"takes a guess", "range:user", questions.Typed, guessing, []fault{guessCounts}},
	{"takes another range", "range:user", questions.Typed, typing(func(s string) string {
		if strings.EqualFold(s, "ephemeral") {
			return "user"
		}
		return s
	}), []fault{takenForAnother}},
}

// The law: the oracle sees each way in which a judge can go wrong.
func TestOracleSeesBadJudges(t *testing.T) {
	o := theOracle(t)
	for _, b := range badJudges {
		t.Run(b.name, func(t *testing.T) {
			q := goodQuestion(t, o, questions.Spec{Facet: b.facet, Format: b.format, Lang: en, Deck: "all", Seed: 1})
			x := o.examine(q)
			try := x.tryTyped
			if b.format == questions.Choice {
				try = x.tryChoice
			}
			if try(q.Judge); len(x.defects) > 0 {
				t.Fatalf("the good judge: %v", x.defects)
			}
			try(b.spoil(q.Judge))
			if got := faults(x.defects); !slices.Equal(got, sortedFaults(b.want)) {
				t.Errorf("reported %q, want %q", x.defects, b.want)
			}
		})
	}
}
