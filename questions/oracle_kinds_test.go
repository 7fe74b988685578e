package questions_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of oracle_test.go, for all other kinds: it too knows nothing but
// the rows and what a person is shown.

const (
	noSuchRow      fault = "the stem is about no row, or about several (R1)"
	notToBeAsked   fault = "the row has no single answer to that"
	wrongShape     fault = "the question has not the shape of its format"
	notAsAuthored  fault = "the options are not those that were authored"
	inItsPlace     fault = "a second option is true: used in place of the service that has the twin"
	encryptedToo   fault = "a second option is true: encrypted, so a step forward as well"
	outsider       fault = "an option is not of the family"
	misspelt       fault = "a wrong expansion does not spell the acronym"
	unmarkedNot    fault = "the NOT of the stem is not marked (R10)"
	notOneMisfit   fault = "not just one option is outside the category (R10)"
	doubtfulMisfit fault = "an option outside the category may be taken for one within"
	wrongSet       fault = "the answers are not all that belong to the category, or others too"
	notBijective   fault = "left and right are not matched one to one"
	takenForEach   fault = "two services may be taken for each other"
	wrongOrder     fault = "the answers do not ascend by port"
	nobodysSocket  fault = "a statement names a socket that nobody has (R6)"
)

// A bank is the oracle with the columns and the file that the other kinds need.
type bank struct {
	*oracle
	rows   map[string]map[string]string // of services.csv, by service_key
	scenes []map[string]string          // of scenarios.csv
	claims []map[string]string          // of mistakes.csv

	systems  []map[string]string // of ephemeral.csv
	portless []map[string]string // of protocols.csv
}

var builtinBank = sync.OnceValues(func() (*bank, error) {
	o, err := builtinOracle()
	if err != nil {
		return nil, err
	}
	b := &bank{oracle: o, rows: make(map[string]map[string]string)}
	services, err := readRows(os.DirFS("catalogue/data"), "services.csv")
	if err != nil {
		return nil, err
	}
	for _, row := range services {
		b.rows[row["service_key"]] = row
	}
	if b.scenes, err = readRows(os.DirFS("catalogue/data"), "scenarios.csv"); err != nil {
		return nil, err
	}
	if b.systems, err = readRows(os.DirFS("catalogue/data"), "ephemeral.csv"); err != nil {
		return nil, err
	}
	if b.portless, err = readRows(os.DirFS("catalogue/data"), "protocols.csv"); err != nil {
		return nil, err
	}
	b.claims, err = readRows(os.DirFS("catalogue/data"), "mistakes.csv")
	return b, err
})

func theBank(t testing.TB) *bank {
	t.Helper()
	b, err := builtinBank()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stemShapes are the stems of a kind, by language. Where two formats word it
// differently the format is part of the key.
var stemShapes = map[string]map[catalogue.Lang]*regexp.Regexp{
	"range-edge":               stemShape(`What is the (highest|lowest) (?:(.+) port|port number)(?: on (.+) by default)?\?`, `(?:(.+?) ?(?:(默认的临时端口)?)中)?最(大|小)的(?:号码|端口号)是多少？`),
	"valid-number":             stemShape(`How many of these can be port numbers\? (.+)`, `下列数中有几个可以是端口号？(.+)`),
	"valid-number boolean":     stemShape(`Is (\d+) a port number\?`, `(\d+) 是端口号吗？`),
	"transport":                stemShape(`Which transport does (.+) use by default\?`, `(.+?) ?默认使用哪种传输协议？`),
	"secure-twin":              stemShape(`(.+) has a port of its own for D?TLS from the first byte\. Which one\?`, `(.+?) ?另有一个从首字节起就用 D?TLS 加密的专用端口，是哪一个？`),
	"replacement":              stemShape(`What is used today in place of (.+)\?`, `如今用什么取代 ?(.+?) ?？`),
	"family-role":              stemShape(`These ports are all of one family\. Which one is this\? “(.+)”`, `下列端口同属一个协议家族，这说的是哪一个？“(.+)”`),
	"family-role typed":        stemShape(`Of the family of (.+), which port is this\? “(.+)”`, `在 ?(.+?) ?所属的协议家族中，这说的是哪个端口？“(.+)”`),
	"description-to-service":   stemShape(`Which service is this\? “(.+)”`, `这说的是哪个服务？“(.+)”`),
	"encrypted":                stemShape(`How does (.+) send its data\?`, `(.+?) ?怎样传送数据？`),
	"acronym":                  stemShape(`What does (.+) stand for\?`, `(.+) 的英文全称是什么？`),
	"symptom":                  stemShape(`(.+)`, `(.+)`),
	"firewall-scenario":        stemShape(`(.+)`, `(.+)`),
	"odd-one-out":              stemShape(`Three of these ports are for (.+)\. Which one is (.+)\?`, `下列端口有三个用于 ?(.+)，哪一个(.+)？`),
	"spot-the-mistake":         stemShape(`A blog post says: “(.+)” What is right\?`, `一篇博客说：“(.+)”正确的是哪一项？`),
	"spot-the-mistake boolean": stemShape(`True or false\? (.+)`, `判断对错：(.+)`),
	"select-all":               stemShape(`Which of these ports are for (.+)\? Choose all\.`, `下列哪些端口用于 ?(.+)？请全部选出。`),
	"match":                    stemShape(`Which port belongs to which service\?`, `哪个端口属于哪个服务？`),
	"order":                    stemShape(`Put these services in the order of their ports, the lowest first\.`, `请按端口号从小到大排列这些服务。`),
	"no-port": stemShape(
		`(?:Which protocol has number (\d+) in the IP header, and no ports\?|`+
			`A cheat sheet takes IP protocol number (\d+) for a port\. Which protocol has that number\?|`+
			`Which protocol without ports is this\? “(.+)”)`,
		`(?:IP 首部中协议号为 (\d+) 的是哪个协议？它没有端口。|`+
			`一份速查表把 (\d+) 列为端口，其实它是哪个协议的 IP 协议号？|这说的是哪个没有端口的协议？“(.+)”)`),
	"true-false": stemShape(`True or false\? (.+) (is usually found on|uses) ([A-Z]+(?: and [A-Z]+)*) (\d+)\.`, `判断对错：(.+?) ?(通常使用|使用) ([A-Z]+(?: 和 [A-Z]+)*) (\d+)。`),
}

func stemShape(english, chinese string) map[catalogue.Lang]*regexp.Regexp {
	return map[catalogue.Lang]*regexp.Regexp{en: regexp.MustCompile("^" + english + "$"), zh: regexp.MustCompile("^" + chinese + "$")}
}

func shapeOf(q *questions.Question) *regexp.Regexp {
	shapes, own := stemShapes[string(q.Kind)+" "+string(q.Format)]
	if !own {
		shapes = stemShapes[string(q.Kind)]
	}
	return shapes[q.Lang]
}

// What the few fixed answers and areas are called.
var (
	yesSaid   = map[catalogue.Lang]string{en: "Yes", zh: "是"}
	noSaid    = map[catalogue.Lang]string{en: "No", zh: "否"}
	trueSaid  = map[catalogue.Lang]string{en: "True", zh: "对"}
	falseSaid = map[catalogue.Lang]string{en: "False", zh: "错"}
	notSaid   = map[catalogue.Lang]string{en: "NOT", zh: "不是"}

	waysSaid = map[string]map[catalogue.Lang]string{
		"plaintext": {en: "In clear text, which anybody on the way can read", zh: "明文传送，途中任何人都能读到"},
		"starttls":  {en: "In clear text at first, then upgraded to TLS on the same port", zh: "先明文，再在同一端口升级为 TLS 加密"},
		"encrypted": {en: "Encrypted by its own protocol or by TLS from the start", zh: "由协议自身或 TLS 从一开始就加密"},
	}
	transportsSaid = []string{"TCP", "UDP"}

	areasSaid = map[string]string{
		"e-mail": "mail", "databases": "database", "routing": "routing", "telephony and video calls": "voip",
		"file transfer": "file transfer", "printing": "printing", "time": "time",
		"电子邮件": "mail", "数据库": "database", "路由": "routing", "语音与视频通话": "voip",
		"文件传输": "file transfer", "打印": "printing", "对时": "time",
		"the web": "web", "monitoring and managing devices": "monitoring/management", "VPNs and authentication": "vpn/security",
		"names, addresses and directories": "name & directory", "Windows networks": "windows",
		"网页": "web", "监控与管理设备": "monitoring/management", "VPN 与身份认证": "vpn/security",
		"名称、地址与目录": "name & directory", "Windows 网络": "windows",
	}
)

// A matter is what the oracle makes of a question: what it is about and which
// answers are right.
type matter struct {
	asked  []*record // that services and ports name, in their order
	ports  []string  // named where no service is
	facets []questions.FacetID
	said   []string // what the explanation must say
	hints  []string // what the stem must not hold beside the answers

	truth  func(option string) fault // why an option is true; empty if it is not
	fixed  []string                  // the options, where they are always the same
	rising bool                      // the options are numbers that ascend
	most   int                       // options; 4 if 0

	right     *record  // the service whose name or port is asked for; nil for a text
	wantsPort bool     // the port of right, not its name
	texts     []string // the right texts, the canonical first, where right is nil

	inside []string // of a set: the options that belong
	order  []string // of an order: the options as they should stand
	pairs  []string // of a matching: "22=SSH"
}

// An inquiry is the examination of a question of one of the other kinds.
type inquiry struct {
	*examination
	rows   map[string]map[string]string
	scenes []map[string]string
	claims []map[string]string

	systems  []map[string]string
	portless []map[string]string
	matter   *matter
}

// inquire answers the question anew and compares. What it finds is in defects.
func (b *bank) inquire(q *questions.Question) *inquiry {
	x := &inquiry{examination: &examination{oracle: b.oracle, reading: &reading{}, q: q, key: -1}, rows: b.rows, scenes: b.scenes, claims: b.claims, systems: b.systems, portless: b.portless}
	x.lookAtShape()
	x.lookAtLanguage()
	if x.matter = x.read(); x.matter == nil {
		return x
	}
	x.truth, x.right = x.matter.truth, x.matter.right
	x.lookForHints()
	x.lookAtSubject()
	x.lookAtFact()
	switch q.Format {
	case questions.Choice, questions.Boolean:
		x.lookAtOptions()
		x.examineKey()
	case questions.Typed:
		x.lookAtAccepted()
	case questions.Flashcards:
		if len(q.Answers) != 1 || !x.isCanonical(q.Answers[0]) {
			x.report(wrongKey, "%q", q.Answers)
		}
	case questions.Set:
		x.lookAtNumbers()
		x.lookAtAnswers(wrongSet, x.matter.inside)
	case questions.Matching:
		x.lookAtAnswers(notBijective, x.matter.pairs)
	case questions.Ordering:
		x.lookAtAnswers(wrongOrder, x.matter.order)
	}
	return x
}

// lookAtShape sees to it that each format has what is shown in it, and no more.
func (x *inquiry) lookAtShape() {
	q := x.q
	options, sides := len(q.Options), len(q.Left)
	holds := false
	switch q.Format {
	case questions.Choice:
		holds = 3 <= options && options <= 4 || q.Kind == questions.TransportOf && options == 2
	case questions.Boolean:
		holds = options == 2
	case questions.Typed, questions.Flashcards:
		holds = options == 0
	case questions.Set:
		holds = 4 <= options && options <= 6
	case questions.Ordering:
		holds = options == 4
	case questions.Matching:
		holds = options == 0 && sides == 4
	}
	if !holds || len(q.Right) != sides || (sides > 0) != (q.Format == questions.Matching) || len(q.Answers) == 0 {
		x.report(wrongShape, "%s: %q, %q with %q, answers %q", q.Format, q.Options, q.Left, q.Right, q.Answers)
	}
	for _, shown := range [][]string{q.Options, q.Left, q.Right} {
		for i, text := range shown {
			if slices.ContainsFunc(shown[:i], func(other string) bool { return plain(other) == plain(text) }) || plain(text) == "" {
				x.report(sameOption, "%q", shown)
			}
		}
	}
}

func (x *inquiry) lookAtLanguage() {
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
	}
}

// read finds out what the stem asks; nil if it cannot.
func (x *inquiry) read() *matter {
	shape := shapeOf(x.q)
	if shape == nil {
		x.report(unreadable, "a %s in %s", x.q.Kind, x.q.Lang)
		return nil
	}
	m := shape.FindStringSubmatch(x.q.Stem)
	if m == nil {
		x.report(unreadable, "%s", x.q.Stem)
		return nil
	}
	switch x.q.Kind { //nolint:exhaustive // what machines print has readers of its own
	case questions.RangeEdge:
		return x.readEdge(m)
	case questions.ValidNumber:
		return x.readValidity(m)
	case questions.TransportOf:
		return x.onRow(m[1], x.readTransport)
	case questions.SecureTwin:
		if r := x.called(m[1], func(*record) bool { return true }); r != nil {
			return x.readTwin(r)
		}
		return nil
	case questions.ReplacementOf:
		return x.onRow(m[1], x.readReplacement)
	case questions.EncryptedOrNot:
		return x.onRow(m[1], x.readEncryption)
	case questions.FamilyRole:
		return x.readRole(m)
	case questions.DescriptionToService:
		return x.readDescription(m[1])
	case questions.Acronym:
		return x.readAcronym(m[1])
	case questions.Symptom, questions.FirewallScenario:
		return x.readScene(m[1])
	case questions.SpotTheMistake:
		return x.readClaim(m[1])
	case questions.OddOneOut:
		return x.readOdd(m)
	case questions.SelectAll:
		return x.readAll(m[1])
	case questions.Match:
		return x.readPairs()
	case questions.Order:
		return x.readOrder()
	case questions.TrueFalse:
		return x.readStatement(m)
	case questions.NoPort:
		return x.readProtocol(m)
	case questions.PortToService, questions.ServiceToPort, questions.RangeOfNumber, questions.IANAOwner:
	}
	x.report(unreadable, "a %s", x.q.Kind)
	return nil
}

// just returns the truth of the one text that is right.
func just(right string) func(string) fault {
	return func(option string) fault {
		if option == right {
			return anotherName
		}
		return ""
	}
}

func (x *inquiry) readEdge(m []string) *matter {
	which, name, system := m[1], m[2], m[3]
	if x.q.Lang == zh {
		which, name, system = m[3], m[1], ""
		if m[2] != "" {
			name, system = "", m[1]
		}
	}
	if system != "" {
		return x.readSystemsEdge(which == "highest" || which == "大", system)
	}
	highest := which == "highest" || which == "大"
	n, facet := 65535, questions.FacetID("number:max")
	if name != "" {
		s := x.spanNamed(name)
		if s == nil {
			x.report(unknownName, "%s", name)
			return nil
		}
		if n = s.from; highest {
			n = s.to
		}
		facet = questions.FacetID(fmt.Sprintf("edge:%d", n))
	} else if !highest {
		x.report(reservedNumber, "%s", x.q.Stem)
	}
	right := strconv.Itoa(n)
	return &matter{
		ports: []string{right}, facets: []questions.FacetID{facet}, said: []string{right},
		truth: just(right), rising: true, texts: []string{right},
	}
}

// readProtocol is about a protocol without ports, by its number or by what it is for.
func (x *inquiry) readProtocol(m []string) *matter {
	named := func(option string) *map[string]string {
		for i, row := range x.portless {
			for _, name := range append(split(row["aliases"], ","), row["name_en"], row["name_zh"]) {
				if plain(name) == plain(option) {
					return &x.portless[i]
				}
			}
		}
		return nil
	}
	number, about := m[1]+m[2], m[3]
	var meant []map[string]string
	for _, row := range x.portless {
		if number != "" && row["number"] == number || about != "" && row["about_"+string(x.q.Lang)] == about {
			meant = append(meant, row)
		}
	}
	if len(meant) != 1 {
		x.report(ambiguousName, "%d protocols: %s", len(meant), x.q.Stem)
		return nil
	}
	right := meant[0]
	for i, option := range x.q.Options {
		if row := named(option); row == nil || option != (*row)["name_en"] {
			x.report(badLabel, "%q", option)
		} else if j := slices.IndexFunc(x.q.Options[:i], func(o string) bool { return named(o) == row }); j >= 0 {
			x.report(sameOption, "%q", x.q.Options)
		}
	}
	said := []string{right["name_en"]}
	if right["number"] != "" {
		said = append(said, right["number"])
	}
	return &matter{
		facets: []questions.FacetID{questions.FacetID("proto:" + right["key"])}, said: said, hints: []string{right["name_en"]},
		truth: func(option string) fault {
			if row := named(option); row != nil && (*row)["key"] == right["key"] {
				return anotherName
			}
			return ""
		},
		texts: append([]string{right["name_en"], right["name_zh"]}, split(right["aliases"], ",")...),
	}
}

// readSystemsEdge is about the ephemeral ports of an operating system.
func (x *inquiry) readSystemsEdge(highest bool, system string) *matter {
	for _, row := range x.systems {
		if system != row["name_"+string(x.q.Lang)] {
			continue
		}
		right := row["from"]
		if highest {
			right = row["to"]
		}
		return &matter{
			ports: []string{right}, facets: []questions.FacetID{questions.FacetID("edge:" + row["key"] + "-" + right)},
			said: []string{right}, truth: just(right), rising: true, texts: []string{right},
		}
	}
	x.report(unknownName, "%s", system)
	return nil
}

func (x *inquiry) readValidity(m []string) *matter {
	found := &matter{facets: []questions.FacetID{"number:max"}, said: []string{"65535"}}
	if x.q.Format == questions.Boolean {
		n := number(m[1])
		if n == 0 {
			x.report(reservedNumber, "%s", x.q.Stem)
		}
		found.ports, found.fixed = m[1:], []string{yesSaid[x.q.Lang], noSaid[x.q.Lang]}
		if found.truth = just(yesSaid[x.q.Lang]); n > 65535 {
			found.truth = just(noSaid[x.q.Lang])
		}
		return found
	}
	for text := range strings.SplitSeq(strings.ReplaceAll(m[1], "、", ", "), ", ") {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil || text != strconv.Itoa(n):
			x.report(noNumber, "%q", text)
		case n == 0:
			x.report(reservedNumber, "%q", text)
		case 0 < n && n <= 65535:
			found.ports = append(found.ports, text)
		}
	}
	found.fixed, found.truth = []string{"1", "2", "3", "4"}, just(strconv.Itoa(len(found.ports)))
	return found
}

var placed = map[catalogue.Lang]*regexp.Regexp{
	en: regexp.MustCompile(`^(.+) on port (\d+)$`),
	zh: regexp.MustCompile(`^(\d+) 端口的 ?(.+?) ?$`),
}

// onRow reads "LDAP on port 389" and goes on with the row.
func (x *inquiry) onRow(text string, goOn func(*record) *matter) *matter {
	m := placed[x.q.Lang].FindStringSubmatch(text)
	if m == nil {
		x.report(unreadable, "%s", text)
		return nil
	}
	name, port := m[1], m[2]
	if x.q.Lang == zh {
		name, port = m[2], m[1]
	}
	r := x.called(name, func(r *record) bool { return strconv.Itoa(r.port) == port })
	if r == nil {
		return nil
	}
	return goOn(r)
}

// called returns the one record that is shown by the name and passes.
func (x *inquiry) called(name string, pass func(*record) bool) *record {
	meant := slices.DeleteFunc(slices.Clone(x.named(name)), func(r *record) bool { return !pass(r) })
	exact := slices.DeleteFunc(slices.Clone(meant), func(r *record) bool { return !x.shows(r, name) })
	switch {
	case len(meant) == 0:
		x.report(noSuchRow, "%s", name)
	case len(exact) == 0:
		x.report(badLabel, "%s", name)
	case len(exact) > 1:
		x.report(ambiguousName, "%s may be %s or %s", name, exact[0].key, exact[1].key)
	default:
		return exact[0]
	}
	return nil
}

// shows reports whether the text is how the service is shown. Where the stem says
// what it does, a Chinese name in brackets is left out that would say it again.
func (x *inquiry) shows(r *record, text string) bool {
	switch x.q.Kind { //nolint:exhaustive // the other kinds show the name that x.calls
	case questions.DescriptionToService, questions.Symptom, questions.FirewallScenario, questions.ReplacementOf:
		return r.calls(text, x.q.Lang) || x.q.Format == questions.Choice && text == r.name[en]
	}
	return r.calls(text, x.q.Lang)
}

func (r *record) facet(aspect string) []questions.FacetID {
	return []questions.FacetID{questions.FacetID(r.key + ":" + aspect)}
}

func (x *inquiry) readTransport(r *record) *matter {
	if len(r.transports) != 1 {
		x.report(notToBeAsked, "%s uses %q", r.key, r.transports)
	}
	right, shown := strings.ToUpper(r.transports[0]), transportsSaid
	if !slices.Contains(shown, right) {
		shown = append(slices.Clone(shown), right)
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("transport"), said: factOf(r), hints: []string{"TCP", "UDP", "DTLS", "QUIC"},
		truth: just(right), fixed: shown, texts: []string{right},
	}
}

// factOf is what an explanation says of every service.
func factOf(r *record) []string { return append([]string{strconv.Itoa(r.port)}, r.transports...) }

// linked returns the one record that a column names as "key:port".
func (x *inquiry) linked(r *record, column string) *record {
	links := split(x.rows[r.key][column], ";")
	if len(links) != 1 {
		x.report(notToBeAsked, "%s has %q as %s", r.key, links, column)
		return nil
	}
	key, _, _ := strings.Cut(links[0], ":")
	return x.keyed(key)
}

func (x *inquiry) readTwin(r *record) *matter {
	twin := x.linked(r, "secure_counterpart")
	if twin == nil {
		return nil
	}
	why := x.numbersOf([]*record{r, twin})
	for _, link := range split(x.rows[r.key]["replacement"], ";") {
		if _, port, _ := strings.Cut(link, ":"); why[port] == "" {
			why[port] = inItsPlace
		}
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("twin"), said: []string{strconv.Itoa(r.port), strconv.Itoa(twin.port)},
		truth: func(option string) fault { return why[option] }, rising: true, right: twin, wantsPort: true,
	}
}

func (x *inquiry) readReplacement(r *record) *matter {
	right := x.linked(r, "replacement")
	if right == nil {
		return nil
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("replacement"), said: words(right.name[x.q.Lang]), right: right,
		truth: func(option string) fault {
			for _, other := range x.named(option) {
				if f := x.bond(right, other); f != "" {
					return f
				}
				if f := x.bond(r, other); f != "" {
					return f
				}
				if x.rows[other.key]["encryption"] == "encrypted" && !x.isSuccessor(other) {
					return encryptedToo
				}
			}
			return ""
		},
	}
}

// isSuccessor reports whether the service is what one other at least is replaced by.
func (x *inquiry) isSuccessor(r *record) bool {
	for _, row := range x.rows {
		if row["replacement"] == fmt.Sprintf("%s:%d", r.key, r.port) {
			return true
		}
	}
	return false
}

func (x *inquiry) readEncryption(r *record) *matter {
	way := x.rows[r.key]["encryption"]
	if way != "plaintext" && way != "encrypted" && way != "starttls" {
		x.report(notToBeAsked, "%s is %s", r.key, way)
	}
	right := waysSaid[way][x.q.Lang]
	return &matter{
		asked: []*record{r}, facets: r.facet("encrypted"), said: words(right),
		hints: []string{"TLS", "SSL", "DTLS", "QUIC", "HTTPS", "encrypted", "plain", "加密", "明文"},
		truth: just(right), texts: []string{right}, most: 3,
		fixed: []string{waysSaid["plaintext"][x.q.Lang], waysSaid["starttls"][x.q.Lang], waysSaid["encrypted"][x.q.Lang]},
	}
}

// described returns the one record that the text describes.
func (x *inquiry) described(text string) *record {
	var found []*record
	for _, r := range x.records {
		if x.rows[r.key]["desc_"+string(x.q.Lang)] == text {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		x.report(noSuchRow, "%d are described by: %s", len(found), text)
		return nil
	}
	return found[0]
}

func (x *inquiry) readDescription(text string) *matter {
	r := x.described(text)
	if r == nil {
		return nil
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("port"), said: factOf(r), hints: append(r.names.written, strconv.Itoa(r.port)), right: r,
		truth: func(option string) fault { return x.whyNamed(r, option) },
	}
}

// whyNamed returns why the option is right where the record is asked for.
func (x *inquiry) whyNamed(r *record, option string) fault {
	for _, other := range x.named(option) {
		if f := x.bond(r, other); f != "" {
			return f
		}
	}
	return ""
}

func (x *inquiry) readRole(m []string) *matter {
	r := x.described(m[len(m)-1])
	if r == nil {
		return nil
	}
	family := make(map[string]bool)
	for _, other := range x.records {
		if other.family == r.family {
			family[strconv.Itoa(other.port)] = true
		}
	}
	if len(family) < 3 {
		x.report(notToBeAsked, "%s has %d ports", r.family, len(family))
	}
	for _, option := range x.q.Options {
		if !family[option] {
			x.report(outsider, "%q", option)
		}
	}
	if x.q.Format == questions.Typed {
		if by := x.called(m[1], func(other *record) bool { return other.family == r.family }); by == r {
			x.report(leak, "%s", x.q.Stem)
		}
	}
	for _, name := range r.names.words {
		if holds(words(m[len(m)-1]), name) {
			x.report(leak, "%q is in: %s", name, x.q.Stem)
		}
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("role"), said: factOf(r), truth: just(strconv.Itoa(r.port)),
		rising: true, right: r, wantsPort: true,
	}
}

func (x *inquiry) readAcronym(name string) *matter {
	var found []*record
	for _, r := range x.records {
		if r.name[en] == name && x.rows[r.key]["acronym_expansion"] != "" {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		x.report(noSuchRow, "%d are called %s", len(found), name)
		return nil
	}
	row := x.rows[found[0].key]
	right := row["acronym_expansion"]
	for _, option := range x.q.Options {
		if option != right && (!spellsAlike(option, right) || found[0].names.has(option)) {
			x.report(misspelt, "%q for %q", option, right)
		}
	}
	return &matter{
		asked: found, facets: found[0].facet("port"), said: words(right), truth: just(right),
		texts: slices.DeleteFunc([]string{right, row["acronym_zh"]}, func(s string) bool { return s == "" }),
	}
}

// spellsAlike reports whether two texts differ, but not in how their words begin.
func spellsAlike(a, b string) bool {
	first, second := words(a), words(b)
	return plain(a) != plain(b) && slices.EqualFunc(first, second, func(v, w string) bool { return v[0] == w[0] })
}

var sceneKinds = map[questions.Kind]string{questions.Symptom: "symptom", questions.FirewallScenario: "firewall"}

func (x *inquiry) readScene(stem string) *matter {
	i := slices.IndexFunc(x.scenes, func(s map[string]string) bool {
		return s["kind"] == sceneKinds[x.q.Kind] && s["stem_"+string(x.q.Lang)] == stem
	})
	if i < 0 {
		x.report(noSuchRow, "%s", stem)
		return nil
	}
	scene := x.scenes[i]
	r := x.keyed(scene["answer"])
	options := []*record{r}
	for _, key := range split(scene["distractors"], ";") {
		options = append(options, x.keyed(key))
	}
	for _, other := range x.scenes { // what answers another scene, and is of another area, is no answer to this
		answer := x.keyed(other["answer"])
		if other["kind"] == scene["kind"] && x.rows[answer.key]["category"] != x.rows[r.key]["category"] && x.bond(r, answer) == "" {
			options = append(options, answer)
		}
	}
	for _, shown := range x.q.Options {
		if !slices.ContainsFunc(options, func(r *record) bool { return x.shows(r, shown) }) {
			x.report(notAsAuthored, "%q", shown)
		}
	}
	if x.q.Explanation.Fact != scene["why_"+string(x.q.Lang)] {
		x.report(wrongFact, "%s", x.q.Explanation.Fact)
	}
	return &matter{
		asked: []*record{r}, facets: r.facet("port"), hints: append(r.names.written, strconv.Itoa(r.port)), right: r,
		truth: func(option string) fault {
			if x.shows(r, option) {
				return anotherName
			}
			return ""
		},
	}
}

// readClaim reads what the post says, or what is right instead.
func (x *inquiry) readClaim(said string) *matter {
	lang := string(x.q.Lang)
	i := slices.IndexFunc(x.claims, func(c map[string]string) bool {
		corrected := x.q.Format == questions.Boolean && c["right_"+lang] == said
		return c["said_"+lang] == said || corrected
	})
	if i < 0 {
		x.report(noSuchRow, "%s", said)
		return nil
	}
	claim := x.claims[i]
	right := claim["right_"+lang]
	found := &matter{
		facets: []questions.FacetID{questions.FacetID("mistake:" + claim["id"])}, ports: split(claim["ports"], ";"),
		said: []string{right}, truth: just(right),
	}
	if x.q.Format == questions.Boolean {
		found.fixed = []string{trueSaid[x.q.Lang], falseSaid[x.q.Lang]}
		if found.truth = just(trueSaid[x.q.Lang]); said != right {
			found.truth = just(falseSaid[x.q.Lang])
		}
		return found
	}
	authored := append(split(strings.ReplaceAll(claim["wrong_"+lang], "；", ";"), ";"), right)
	for _, option := range x.q.Options {
		if !slices.Contains(authored, option) {
			x.report(notAsAuthored, "%q", option)
		}
	}
	return found
}

// alone returns the one record on each port.
func (x *inquiry) alone(ports []string) []*record {
	var all []*record
	for _, port := range ports {
		n, err := strconv.Atoi(port)
		if there := x.at(n); err != nil || len(there) != 1 {
			x.report(nobodyThere, "%d are on %s", len(there), port)
			return nil
		} else {
			all = append(all, there[0])
		}
	}
	return all
}

// apart sees to it that no two records could be taken for each other.
func (x *inquiry) apart(all []*record) {
	for i, a := range all {
		for _, b := range all[:i] {
			if x.bond(a, b) != "" || a.port == b.port {
				x.report(takenForEach, "%s and %s", b.key, a.key)
			}
		}
	}
}

// among is the matter of a question about several services, in the order of
// their ports.
func among(all []*record) *matter {
	all = slices.SortedFunc(slices.Values(all), func(a, b *record) int { return a.port - b.port })
	found := &matter{asked: all}
	for _, r := range all {
		found.facets = append(found.facets, r.portFacet())
	}
	return found
}

// inArea returns which ports belong to the area that the stem names, and looks
// for those that could be thought to.
func (x *inquiry) inArea(said string, all []*record) (within []*record, known bool) {
	category, known := areasSaid[said]
	if !known {
		x.report(unknownName, "%s", said)
		return nil, false
	}
	for _, r := range all {
		if x.rows[r.key]["category"] == category {
			within = append(within, r)
			continue
		}
		for _, member := range x.records {
			if x.rows[member.key]["category"] == category && x.bond(member, r) != "" {
				x.report(doubtfulMisfit, "%s beside %s of %s", r.key, member.key, category)
			}
		}
	}
	return within, true
}

func (x *inquiry) readOdd(m []string) *matter {
	if m[2] != notSaid[x.q.Lang] {
		x.report(unmarkedNot, "%s", x.q.Stem)
	}
	all := x.alone(x.q.Options)
	within, known := x.inArea(m[1], all)
	if all == nil || !known {
		return nil
	}
	x.apart(all)
	if len(all)-len(within) != 1 {
		x.report(notOneMisfit, "%q, of which %d are of %s", x.q.Options, len(within), m[1])
	}
	found := among(all)
	found.rising = true
	for _, r := range all {
		found.said = append(found.said, strconv.Itoa(r.port))
	}
	found.truth = func(option string) fault {
		if slices.ContainsFunc(within, func(r *record) bool { return strconv.Itoa(r.port) == option }) {
			return ""
		}
		return anotherName
	}
	return found
}

func (x *inquiry) readAll(area string) *matter {
	all := x.alone(x.q.Options)
	within, known := x.inArea(area, all)
	if all == nil || !known {
		return nil
	}
	x.apart(all)
	if len(within) < 2 || len(within) > 4 {
		x.report(wrongShape, "%d of %q are of %s", len(within), x.q.Options, area)
	}
	found := among(all)
	for _, r := range within {
		found.inside = append(found.inside, strconv.Itoa(r.port))
	}
	found.said = found.inside
	return found
}

// shownAs returns the record that each label stands for.
func (x *inquiry) shownAs(labels []string) []*record {
	var all []*record
	for _, label := range labels {
		r := x.called(label, func(*record) bool { return true })
		if r == nil {
			return nil
		}
		all = append(all, r)
	}
	return all
}

func (x *inquiry) readPairs() *matter {
	all, right := x.alone(x.q.Left), x.shownAs(x.q.Right)
	if all == nil || right == nil {
		return nil
	}
	x.apart(all)
	found := among(all)
	found.said = x.q.Left
	if !slices.IsSortedFunc(all, func(a, b *record) int { return a.port - b.port }) {
		x.report(notAscending, "%q", x.q.Left)
	}
	for _, r := range found.asked {
		i := slices.Index(right, r)
		if i < 0 {
			x.report(notBijective, "%s has nobody in %q", r.key, x.q.Right)
			return found
		}
		found.pairs = append(found.pairs, fmt.Sprintf("%d=%s", r.port, x.q.Right[i]))
	}
	return found
}

func (x *inquiry) readOrder() *matter {
	all := x.shownAs(x.q.Options)
	if all == nil {
		return nil
	}
	x.apart(all)
	found := among(all)
	for _, r := range found.asked {
		found.said = append(found.said, strconv.Itoa(r.port))
		found.order = append(found.order, x.q.Options[slices.Index(all, r)])
	}
	return found
}

// readStatement reads "SSH uses TCP 22." It is true if in any reading it is.
func (x *inquiry) readStatement(m []string) *matter {
	named := transportName.FindAllString(m[3], -1)
	for i := range named {
		named[i] = strings.ToLower(named[i])
	}
	slices.Sort(named)
	there := slices.DeleteFunc(x.at(number(m[4])), func(r *record) bool { return !slices.Equal(r.transports, named) })
	if len(there) != 1 {
		x.report(nobodysSocket, "%s %s", m[3], m[4])
		return nil
	}
	owner := there[0]
	if strings.Contains(m[2], usually[x.q.Lang]) != (owner.status != "iana") {
		x.report(wrongWording, "%s", x.q.Stem)
	}
	said := x.called(m[1], func(*record) bool { return true })
	if said == nil {
		return nil
	}
	found := &matter{
		asked: []*record{owner}, facets: []questions.FacetID{owner.serviceFacet(), owner.portFacet()}, said: factOf(owner),
		fixed: []string{trueSaid[x.q.Lang], falseSaid[x.q.Lang]}, truth: just(falseSaid[x.q.Lang]),
	}
	found.said = append(found.said, factOf(said)...)
	if x.bond(owner, said) == anotherName {
		found.truth = just(trueSaid[x.q.Lang])
	} else if f := x.mayBeAt(said, owner); f != "" {
		found.truth = func(string) fault { return f } // neither true nor false
	}
	return found
}

// mayBeAt returns why one could defend that the service is where the owner is.
func (x *inquiry) mayBeAt(said, owner *record) fault {
	if f := x.bond(owner, said); f != "" {
		return f
	}
	if said.port == owner.port || slices.ContainsFunc(owner.registered, func(r registration) bool { return said.names.has(r.name) }) {
		return registeredThere
	}
	return ""
}

// lookForHints looks for the answers, and what would tell them, in the stem.
func (x *inquiry) lookForHints() {
	if x.q.Format == questions.Boolean {
		if len(x.q.ID) != 16 {
			x.report(leakyID, "%s", x.q.ID)
		}
		return
	}
	x.examineLeaks()
	stem := words(x.q.Stem)
	for _, hint := range x.matter.hints {
		if holds(stem, words(hint)) {
			x.report(leak, "%s is in: %s", hint, x.q.Stem)
		}
	}
}

func (x *inquiry) lookAtSubject() {
	var services, ports []string
	for _, r := range x.matter.asked {
		services = append(services, r.key)
		ports = append(ports, r.sockets()...)
	}
	ports = append(ports, x.matter.ports...)
	if !slices.Equal(x.q.Services, services) {
		x.report(wrongServices, "%q, want %q", x.q.Services, services)
	}
	if !slices.Equal(x.q.Ports, ports) {
		x.report(wrongPorts, "%q, want %q", x.q.Ports, ports)
	}
	if !slices.Equal(x.q.Facets, x.matter.facets) {
		x.report(wrongFacets, "%q, want %q", x.q.Facets, x.matter.facets)
	}
}

func (x *inquiry) lookAtFact() {
	said := words(x.q.Explanation.Fact)
	for _, each := range x.matter.said {
		if !holds(said, words(each)) {
			x.report(wrongFact, "%s is not in: %s", each, x.q.Explanation.Fact)
		}
	}
}

func (x *inquiry) lookAtOptions() {
	if fixed := x.matter.fixed; fixed != nil && !slices.Equal(x.q.Options, fixed) {
		x.report(notAsAuthored, "%q, want %q", x.q.Options, fixed)
	}
	if x.matter.rising {
		x.lookAtNumbers()
	}
	if x.matter.right == nil || x.matter.wantsPort {
		return
	}
	seen := make(map[*record]bool)
	for _, option := range x.q.Options {
		r := x.called(option, func(*record) bool { return true })
		if r != nil && seen[r] {
			x.report(sameOption, "%q", x.q.Options)
		}
		seen[r] = true
	}
}

// lookAtNumbers sees to it that the options are numbers that ascend. Some are no
// ports, where just that is asked.
func (x *inquiry) lookAtNumbers() {
	last := -1
	for _, option := range x.q.Options {
		n, err := strconv.Atoi(option)
		if err != nil || option != strconv.Itoa(n) || n < 0 {
			x.report(noNumber, "%q", option)
		} else if n < last {
			x.report(notAscending, "%q", x.q.Options)
		}
		last = max(last, n)
	}
}

// lookAtAnswers compares the answers of a set, of pairs or of an order.
func (x *inquiry) lookAtAnswers(f fault, want []string) {
	if !slices.Equal(x.q.Answers, want) {
		x.report(f, "%q, want %q", x.q.Answers, want)
	}
}

// isCanonical reports whether the text is how the right answer is shown.
func (x *inquiry) isCanonical(text string) bool {
	switch {
	case x.matter.wantsPort:
		return text == strconv.Itoa(x.matter.right.port)
	case x.matter.right != nil:
		return x.shows(x.matter.right, text)
	default:
		return text == x.matter.texts[0]
	}
}

// rightTexts returns all that is right when typed.
func (x *inquiry) rightTexts() nameSet {
	switch r := x.matter.right; {
	case r == nil:
		return newNameSet(x.matter.texts)
	case x.q.Kind == questions.ReplacementOf:
		return x.successorNames(r)
	case !x.matter.wantsPort:
		return r.names
	default:
		right := []string{strconv.Itoa(r.port)}
		for _, socket := range r.sockets() {
			transport, port, _ := strings.Cut(socket, "/")
			right = append(right, socket, port+"/"+transport)
		}
		return newNameSet(right)
	}
}

// successorNames are the names of what is used in place of a service. Only in place
// of what moves files are SFTP and SCP used, and then FTPS is, too.
func (x *inquiry) successorNames(r *record) nameSet {
	asked := x.rows[x.matter.asked[0].key]
	all := slices.Clone(r.names.written)
	if asked["category"] != "file transfer" {
		return newNameSet(slices.DeleteFunc(all, func(name string) bool { return plain(name) == "sftp" || plain(name) == "scp" }))
	}
	for _, link := range split(asked["secure_counterpart"], ";") {
		key, _, _ := strings.Cut(link, ":")
		all = append(all, x.keyed(key).names.written...)
	}
	return newNameSet(all)
}

func (x *inquiry) lookAtAccepted() {
	right, given := x.rightTexts(), newNameSet(x.q.Answers)
	for _, answer := range x.q.Answers {
		if !right.has(answer) && !(x.matter.right != nil && x.matter.right.calls(answer, zh)) {
			x.report(strangeAnswer, "%q", answer)
		}
	}
	for _, answer := range right.written {
		if !given.has(answer) {
			x.report(missingAnswer, "%q", answer)
		}
	}
	if len(x.q.Answers) > 0 && !x.isCanonical(x.q.Answers[0]) {
		x.report(badLabel, "%q", x.q.Answers[0])
	}
}

// try gives the judge right and wrong replies of the format. What is typed is
// tried at length only where it is said so: it does not vary by seed.
func (x *inquiry) try(judge judge, atLength bool) {
	if x.matter == nil {
		return
	}
	switch x.q.Format {
	case questions.Choice, questions.Boolean:
		x.tryChoice(judge)
	case questions.Typed:
		x.tryWriting(judge, atLength)
	case questions.Flashcards:
		x.mustRefuse(judge, questions.Reply{})
		x.mustNotCountGuess(judge)
	case questions.Set, questions.Matching, questions.Ordering:
		x.mustNotCountGuess(judge)
		x.mustRefuse(judge, questions.Reply{})
		x.mustRefuse(judge, questions.Reply{Choices: []int{}})
		x.trySeveral(judge)
	}
}

func (x *inquiry) tryWriting(judge judge, atLength bool) {
	x.mustRefuse(judge, questions.Reply{})
	x.mustRefuse(judge, questions.Reply{Text: " \u3000"})
	x.mustNotCountGuess(judge)
	right := x.rightTexts()
	switch {
	case !atLength:
		x.mustTake(judge, x.q.Answers[0])
	case x.matter.wantsPort:
		x.tryPort(judge)
	case x.matter.right != nil:
		x.tryNames(judge, right)
		for _, r := range x.records {
			x.tryOthers(judge, r.names, right)
		}
	default:
		x.tryNames(judge, right)
		x.tryOthers(judge, x.otherTexts(), right)
	}
}

// otherTexts returns what may be typed for a text and is not it.
func (x *inquiry) otherTexts() nameSet {
	others := []string{"TCP", "UDP", "SCTP", "DCCP", "1022", "1023", "1024", "1025", "49150", "49151", "49152", "65534", "65535", "65536", "0", "-1"}
	for _, r := range x.records {
		others = append(others, x.rows[r.key]["acronym_expansion"], x.rows[r.key]["acronym_zh"], r.name[en])
	}
	return newNameSet(others)
}

// trySeveral gives the judge every way to choose, match or sort.
func (x *inquiry) trySeveral(judge judge) {
	switch x.q.Format {
	case questions.Set:
		x.trySubsets(judge)
		x.tryNoOptions(judge, len(x.q.Options), []int{1})
	case questions.Matching:
		for order := range permutations(len(x.q.Right)) {
			x.tryMatching(judge, order)
		}
		x.tryNoOptions(judge, len(x.q.Right), []int{1, 2, 3})
	case questions.Ordering:
		for order := range permutations(len(x.q.Options)) {
			x.tryOrdering(judge, order)
		}
		x.tryNoOptions(judge, len(x.q.Options), []int{1, 2, 3})
	case questions.Choice, questions.Typed, questions.Boolean, questions.Flashcards: // one answer
	}
}

// tryNoOptions adds to some options one that there is not, or one again.
func (x *inquiry) tryNoOptions(judge judge, n int, some []int) {
	for _, bad := range []int{-1, 0, n + 1, some[0]} {
		x.mustRefuse(judge, questions.Reply{Choices: append(slices.Clone(some), bad)})
	}
}

func (x *inquiry) mustBe(judge judge, reply questions.Reply, right bool) {
	if judged, err := judge(reply); err != nil || judged.Correct != right {
		x.report(misjudged, "%+v, right %t: %+v, %v", reply, right, judged, err)
	}
}

// trySubsets chooses every subset, upwards and downwards.
func (x *inquiry) trySubsets(judge judge) {
	for bits := 1; bits < 1<<len(x.q.Options); bits++ {
		var chosen []int
		right := true
		for i, option := range x.q.Options {
			in := bits>>i&1 == 1
			if in {
				chosen = append(chosen, i+1)
			}
			right = right && in == slices.Contains(x.matter.inside, option)
		}
		x.mustBe(judge, questions.Reply{Choices: chosen}, right)
		slices.Reverse(chosen)
		x.mustBe(judge, questions.Reply{Choices: chosen}, right)
	}
}

// tryMatching matches the left ones with the right ones in the order.
func (x *inquiry) tryMatching(judge judge, order []int) {
	var pairs []string
	var chosen []int
	right := true
	for i, left := range x.q.Left {
		pair := left + "=" + x.q.Right[order[i]]
		pairs, chosen = append(pairs, pair), append(chosen, order[i]+1)
		right = right && slices.Contains(x.matter.pairs, pair)
	}
	x.mustBe(judge, questions.Reply{Choices: chosen}, right)
	x.mustBe(judge, questions.Reply{Pairs: pairs}, right)
	backwards := slices.Clone(pairs)
	slices.Reverse(backwards)
	x.mustBe(judge, questions.Reply{Pairs: backwards}, right)
	x.mustRefuse(judge, questions.Reply{Choices: chosen[1:]})
	x.mustRefuse(judge, questions.Reply{Pairs: pairs[1:]})
	x.mustRefuse(judge, questions.Reply{Pairs: append(pairs[1:], pairs[1])})
	x.mustRefuse(judge, questions.Reply{Pairs: append(slices.Clone(backwards[1:]), x.q.Left[1]+"="+x.q.Right[order[0]])})
}

// tryOrdering sorts the options in the order.
func (x *inquiry) tryOrdering(judge judge, order []int) {
	var texts []string
	var chosen []int
	for _, i := range order {
		texts, chosen = append(texts, x.q.Options[i]), append(chosen, i+1)
	}
	right := slices.Equal(texts, x.matter.order)
	x.mustBe(judge, questions.Reply{Choices: chosen}, right)
	x.mustBe(judge, questions.Reply{Order: texts}, right)
	x.mustRefuse(judge, questions.Reply{Choices: chosen[1:]})
	x.mustRefuse(judge, questions.Reply{Order: texts[1:]})
	x.mustRefuse(judge, questions.Reply{Order: append(slices.Clone(texts[1:]), texts[1])})
	x.mustRefuse(judge, questions.Reply{Order: append(slices.Clone(texts[1:]), "none of these")})
}

// permutations yields every order of the first n indices.
func permutations(n int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		var extend func(begun []int) bool
		extend = func(begun []int) bool {
			if len(begun) == n {
				return yield(slices.Clone(begun))
			}
			for i := range n {
				if !slices.Contains(begun, i) && !extend(append(begun, i)) {
					return false
				}
			}
			return true
		}
		extend(nil)
	}
}

// A kindPlant is a defect planted in a good question of one of the other kinds.
type kindPlant struct {
	name   string
	spec   questions.Spec
	damage func(q *questions.Question)
	want   []fault // all that is to be reported
}

func ask(facet questions.FacetID, kind questions.Kind, format questions.Format, lang catalogue.Lang) questions.Spec {
	return questions.Spec{Facet: facet, Kind: kind, Format: format, Lang: lang, Deck: "all", Seed: 1}
}

// setOfThree is a question of which three options belong.
var setOfThree = questions.Spec{Kind: questions.SelectAll, Format: questions.Set, Lang: en, Deck: "all", Seed: 2}

// putNumber replaces a wrong number. Numbers stay in order.
func putNumber(text string) func(*questions.Question) {
	return func(q *questions.Question) {
		putWrong(text)(q)
		slices.SortFunc(q.Options, func(a, b string) int { return number(a) - number(b) })
	}
}

// replaced replaces a part of the stem.
func replaced(part, by string) func(*questions.Question) {
	return func(q *questions.Question) { q.Stem = strings.Replace(q.Stem, part, by, 1) }
}

func swapFirst(texts []string) { texts[0], texts[1] = texts[1], texts[0] }

var kindPlants = []kindPlant{
	{"a range by another edge", ask("edge:1023", questions.RangeEdge, questions.Flashcards, en), putStem("What is the lowest User (registered) port?"), []fault{wrongFacets, wrongPorts, wrongKey}},
	{"one port number too many", ask("number:max", questions.ValidNumber, questions.Choice, en), putStem("How many of these can be port numbers? 21, 22, 23, 80"), []fault{wrongPorts, wrongKey}},
	{"0 among the numbers", ask("number:max", questions.ValidNumber, questions.Choice, zh), replaced("？", "？0、"), []fault{reservedNumber}},
	{"a third answer to yes or no", ask("number:max", questions.ValidNumber, questions.Boolean, en), func(q *questions.Question) { q.Options = append(q.Options, "Perhaps") }, []fault{wrongShape, notAsAuthored}},
	{"a transport of two asked", ask("ntp:transport", questions.TransportOf, questions.Choice, en), func(q *questions.Question) {
		putStem("Which transport does LDAP on port 389 use by default?")(q)
		q.Explanation.Fact = "LDAP uses TCP and UDP 389."
	}, []fault{notToBeAsked, wrongKey, wrongServices, wrongPorts, wrongFacets}},
	{"the transport in the stem", ask("ntp:transport", questions.TransportOf, questions.Typed, en), putStem("Which transport does UDP NTP on port 123 use by default?"), []fault{noSuchRow}},
	{"a port that the service has not", ask("ntp:transport", questions.TransportOf, questions.Choice, en), replaced("123", "124"), []fault{noSuchRow}},
	{"a twin beside another of the family", ask("http:twin", questions.SecureTwin, questions.Choice, en), putNumber("8443"), []fault{familyMember}},
	{"the other port of a statement not told", ask("", questions.TrueFalse, questions.Boolean, en), aboutGit("True or false? Telnet uses TCP 9418.", ""), []fault{wrongFact}},
	{"a twin beside what is used in its place", ask("telnet:twin", questions.SecureTwin, questions.Choice, en), putNumber("22"), []fault{inItsPlace}},
	{"a twin beside its own unencrypted port", ask("http:twin", questions.SecureTwin, questions.Choice, en), putNumber("80"), []fault{anotherName}},
	{"a twin beside an overlapping number", ask("domain:twin", questions.SecureTwin, questions.Choice, en), putNumber("42"), []fault{overlapping}},
	{"an encrypted rival of the replacement", ask("telnet:replacement", questions.ReplacementOf, questions.Choice, en), putWrong("WireGuard"), []fault{encryptedToo}},
	{"the twin beside the replacement", ask("telnet:replacement", questions.ReplacementOf, questions.Choice, en), putWrong("Telnet over TLS"), []fault{familyMember}},
	{"a stranger in the family", ask("smtp:role", questions.FamilyRole, questions.Choice, en), putNumber("143"), []fault{outsider}},
	{"the key names its own family", ask("submission:role", questions.FamilyRole, questions.Typed, en), replaced("SMTP", "Message submission"), []fault{leak}},
	{"the description of another", ask("domain:port", questions.DescriptionToService, questions.Choice, en), putStem("Which service is this? “Names things.”"), []fault{noSuchRow}},
	{"a relative beside the one described", ask("domain:port", questions.DescriptionToService, questions.Choice, en), putWrong("mDNS"), []fault{familyMember}},
	{"a service described that is not the key", ask("domain:port", questions.DescriptionToService, questions.Flashcards, zh), func(q *questions.Question) { q.Answers[0] = "SSH（安全外壳协议）" }, []fault{wrongKey}},
	{"a fourth way to send data", ask("telnet:encrypted", questions.EncryptedOrNot, questions.Choice, en), func(q *questions.Question) { q.Options = append(q.Options, "By pigeon") }, []fault{notAsAuthored}},
	{"plain where it is encrypted", ask("ssh:encrypted", questions.EncryptedOrNot, questions.Flashcards, en), func(q *questions.Question) { q.Answers[0] = waysSaid["plaintext"][en] }, []fault{wrongKey}},
	{"an expansion of other letters", ask("snmp:port", questions.Acronym, questions.Choice, en), putWrong("Simple Mail Transfer Protocol"), []fault{misspelt}},
	{"an expansion in the stem", ask("snmp:port", questions.Acronym, questions.Choice, zh), putStem("Simple Network Management Protocol 的英文全称是什么？"), []fault{noSuchRow}},
	{"a symptom with an option of one's own", ask("domain:port", questions.Symptom, questions.Choice, en), putWrong("Gopher"), []fault{notAsAuthored}},
	{"a task at the firewall for a symptom", ask("domain:port", questions.Symptom, questions.Choice, en), func(q *questions.Question) { q.Kind = questions.FirewallScenario }, []fault{noSuchRow}},
	{"an English reason", ask("domain:port", questions.Symptom, questions.Choice, zh), func(q *questions.Question) { q.Explanation.Fact = "It is always DNS." }, []fault{wrongLanguage, wrongFact}},
	{"a symptom without a way out", ask("domain:port", questions.Symptom, questions.Choice, en), func(q *questions.Question) { q.Options = []string{q.Answers[0], wrongOption(q)} }, []fault{wrongShape}},
	{"a claim that nobody made", ask("mistake:10", questions.SpotTheMistake, questions.Choice, en), replaced("109", "108"), []fault{noSuchRow}},
	{"a NOT that is not marked", ask("", questions.OddOneOut, questions.Choice, en), replaced("NOT", "not"), []fault{unmarkedNot}},
	{"an area of another category", ask("", questions.OddOneOut, questions.Choice, zh), func(q *questions.Question) {
		q.Stem = regexp.MustCompile(`用于.+，`).ReplaceAllString(q.Stem, "用于打印，")
	}, []fault{notOneMisfit, anotherName}},
	{"one that belongs left out", ask("", questions.SelectAll, questions.Set, en), func(q *questions.Question) { q.Answers = q.Answers[1:] }, []fault{wrongSet}},
	{"one that does not belong", ask("", questions.SelectAll, questions.Set, zh), func(q *questions.Question) {
		q.Answers = slices.Clone(q.Options)
	}, []fault{wrongSet}},
	{"a set that does not ascend", ask("", questions.SelectAll, questions.Set, en), func(q *questions.Question) { swapFirst(q.Options) }, []fault{notAscending}},
	{"two pairs crossed", ask("", questions.Match, questions.Matching, en), func(q *questions.Question) {
		a, b := strings.Split(q.Answers[0], "="), strings.Split(q.Answers[1], "=")
		q.Answers[0], q.Answers[1] = a[0]+"="+b[1], b[0]+"="+a[1]
	}, []fault{notBijective}},
	{"one name for two ports", ask("", questions.Match, questions.Matching, zh), func(q *questions.Question) { q.Right[0] = q.Right[1] }, []fault{sameOption, notBijective}},
	{"left without right", ask("", questions.Match, questions.Matching, en), func(q *questions.Question) { q.Right = nil }, []fault{wrongShape}},
	{"ports that do not ascend", ask("", questions.Match, questions.Matching, en), func(q *questions.Question) { swapFirst(q.Left) }, []fault{notAscending}},
	{"an order with two places exchanged", ask("", questions.Order, questions.Ordering, en), func(q *questions.Question) { swapFirst(q.Answers) }, []fault{wrongOrder}},
	{"an order of relatives", ask("", questions.Order, questions.Ordering, en), func(q *questions.Question) {
		q.Options = []string{"FTP data", "FTP control", "SSH", "DNS"}
		q.Answers = q.Options
		q.Services = []string{"ftp-data", "ftp", "ssh", "domain"}
		q.Ports = []string{"tcp/20", "tcp/21", "tcp/22", "tcp/53", "udp/53"}
		q.Facets = []questions.FacetID{"ftp-data:port", "ftp:port", "ssh:port", "domain:port"}
		q.Explanation.Fact = "FTP uses 20 and 21, SSH 22, DNS 53."
	}, []fault{takenForEach}},
	{"a socket that nobody has", ask("", questions.TrueFalse, questions.Boolean, en), func(q *questions.Question) {
		q.Stem = regexp.MustCompile(`\d+\.$`).ReplaceAllString(q.Stem, "9999.")
	}, []fault{nobodysSocket}},
	{"a statement that is half true", ask("", questions.TrueFalse, questions.Boolean, en), aboutGit("True or false? SSH uses TCP 9418.", "SSH uses TCP 22."), []fault{overlapping}},
	{"a true statement called false", ask("", questions.TrueFalse, questions.Boolean, en), aboutGit("True or false? Git daemon uses TCP 9418.", ""), []fault{wrongKey}},
	{"a statement that is too weak", ask("", questions.TrueFalse, questions.Boolean, en), aboutGit("True or false? Telnet is usually found on TCP 9418.", "Telnet uses TCP 23."), []fault{wrongWording}},
}

// aboutGit makes a statement of it that is said to be false, with the fact about what
// is named.
func aboutGit(stem, fact string) func(*questions.Question) {
	return func(q *questions.Question) {
		q.Stem, q.Answers = stem, []string{"False"}
		q.Services, q.Ports, q.Facets = []string{"git"}, []string{"tcp/9418"}, []questions.FacetID{"tcp/9418:service", "git:port"}
		q.Explanation.Fact = strings.TrimSpace(fact + " Git uses TCP 9418.")
	}
}

// goodOfKind returns a question in which the oracle finds nothing.
func goodOfKind(t *testing.T, b *bank, spec questions.Spec) *questions.Question {
	t.Helper()
	q := mustMake(t, theMaker(t), spec)
	if defects := b.defectsOf(q, true); len(defects) > 0 {
		t.Fatalf("%s is not good before it is damaged: %v", q.Stem, defects)
	}
	c := copied(q)
	c.Left, c.Right = slices.Clone(q.Left), slices.Clone(q.Right)
	return c
}

// The law: the oracle sees each kind of defect of the other kinds and names it.
func TestOracleSeesPlantedDefectsOfEveryKind(t *testing.T) {
	b := theBank(t)
	for _, p := range kindPlants {
		t.Run(p.name, func(t *testing.T) {
			q := goodOfKind(t, b, p.spec)
			p.damage(q)
			x := b.inquire(q)
			if got := faults(x.defects); !slices.Equal(got, sortedFaults(p.want)) {
				t.Errorf("%s %q %q\n reported %q\n want     %q", q.Stem, q.Options, q.Answers, x.defects, p.want)
			}
		})
	}
}

// A kindJudge goes wrong in one way.
type kindJudge struct {
	name  string
	spec  questions.Spec
	spoil func(good judge) judge
	want  []fault
}

// choosing returns a judge that reads other choices than were made.
func choosing(misread func([]int) []int) func(judge) judge {
	return func(good judge) judge {
		return func(r questions.Reply) (questions.Judgement, error) {
			r.Choices = misread(slices.Clone(r.Choices))
			return good(r)
		}
	}
}

var kindJudges = []kindJudge{
	{"takes false for true", ask("", questions.TrueFalse, questions.Boolean, en), oneAside, []fault{misjudged}},
	{"takes every set", ask("", questions.SelectAll, questions.Set, en), alwaysRight, []fault{misjudged, notRefused, guessCounts}},
	{"looks at two of a set", setOfThree, choosing(func(n []int) []int { return n[:min(len(n), 2)] }), []fault{misjudged}},
	{"minds the order of a set", ask("", questions.SelectAll, questions.Set, en), choosing(func(n []int) []int {
		if slices.IsSorted(n) || slices.Min(n) < 1 {
			return n
		}
		return n[:1]
	}), []fault{misjudged}},
	{"minds no order", ask("", questions.Order, questions.Ordering, en), choosing(func(n []int) []int { slices.Sort(n); return n }), []fault{misjudged}},
	{"takes half an order for wrong", ask("", questions.Order, questions.Ordering, zh), neverRefuses, []fault{notRefused}},
	{"takes half of the pairs for wrong", ask("", questions.Match, questions.Matching, zh), neverRefuses, []fault{notRefused}},
	{"takes a guess", ask("", questions.Match, questions.Matching, en), guessing, []fault{guessCounts}},
	{"takes the twin of another", ask("http:twin", questions.SecureTwin, questions.Typed, en), typing(func(s string) string {
		return strings.Replace(s, "8443", "443", 1)
	}), []fault{otherPortTaken}},
	{"takes another expansion", ask("snmp:port", questions.Acronym, questions.Typed, en), typing(func(s string) string {
		return strings.Replace(s, "Network Time", "Simple Network Management", 1)
	}), []fault{takenForAnother}},
	{"takes 49151 for 1023", ask("edge:1023", questions.RangeEdge, questions.Typed, en), typing(func(s string) string {
		return strings.Replace(s, "49151", "1023", 1)
	}), []fault{takenForAnother}},
}

// The law: the oracle sees each way in which a judge of these kinds can go wrong.
func TestOracleSeesBadJudgesOfEveryKind(t *testing.T) {
	b := theBank(t)
	for _, bad := range kindJudges {
		t.Run(bad.name, func(t *testing.T) {
			q := goodOfKind(t, b, bad.spec)
			x := b.inquire(q)
			x.try(bad.spoil(q.Judge), true)
			if got := faults(x.defects); !slices.Equal(got, sortedFaults(bad.want)) {
				t.Errorf("reported %q, want %q", x.defects, bad.want)
			}
		})
	}
}
