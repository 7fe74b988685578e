package exchange

import (
	"slices"
	"strings"
	"unicode"

	"portdrill/questions/catalogue/lazyregexp"
)

// Lists that are neither a table nor JSON: /etc/services, and numbered ports.

// otherTransports are those in /etc/services that have numbers, but no ports.
var otherTransports = map[string]bool{"ddp": true, "divert": true, "ethertype": true}

var servicePort = lazyregexp.New(`^(\d+)[/,]([A-Za-z0-9-]+)$`)

// services reads lines of the form "ssh 22/tcp alias # remark".
func (r *reading) services(text string) {
	at := place{1, 1}
	for line := range strings.Lines(text) {
		stated, remark, _ := strings.Cut(strings.TrimRight(line, "\n"), "#")
		if strings.TrimSpace(stated) != "" {
			if r.full(at) {
				return
			}
			r.serviceLine(stated, remark, at)
		}
		at.Line++
	}
}

func (r *reading) serviceLine(stated, remark string, at place) {
	words := wordsOf(stated, at)
	e := entry{place: words[0].place}
	r.set(&e, fieldService, words[0], "")
	if len(words) > 1 && !r.servicePort(&e, words[1]) {
		return
	}
	list := cell{place: at, parts: []string{}}
	rest := words[min(2, len(words)):]
	if len(rest) > 0 && isFigure(rest[0].text) { // how often nmap found the port open
		rest = rest[1:]
	}
	if isRemark(rest) {
		remark = textOf(rest) + " " + remark
		rest = nil
	}
	for _, word := range rest {
		list.parts = append(list.parts, word.text)
	}
	r.set(&e, fieldAliases, list, "")
	r.set(&e, fieldDescription, cell{text: remark, place: at.after(stated + "#")}, "")
	r.entries = append(r.entries, e)
}

// isRemark reports whether the words behind a port are a remark without a # and no
// aliases: those are single words in small letters.
func isRemark(words []cell) bool {
	capital := slices.ContainsFunc(words, func(c cell) bool { return strings.ContainsFunc(c.text, unicode.IsUpper) })
	prose := slices.ContainsFunc(
		words,
		func(c cell) bool { return strings.ContainsAny(c.text, "(),;:") || chinese(c.text) },
	)
	return len(words) > 0 && (capital || prose)
}

// servicePort reads "22/tcp"; it returns false if the line is passed over.
func (r *reading) servicePort(e *entry, word cell) bool {
	m := servicePort().FindStringSubmatch(word.text)
	if m == nil {
		r.set(e, fieldPort, word, "")
		return true
	}
	if otherTransports[strings.ToLower(m[2])] {
		r.report(Problem{Line: word.Line, Column: word.Column, Severity: Warning, Code: OtherTransport, Cell: m[2]})
		return false
	}
	r.set(e, fieldPort, cell{text: m[1], place: word.place}, "")
	r.set(e, fieldTransport, cell{text: m[2], place: word.after(m[1] + "/")}, "")
	return true
}

func wordsOf(line string, at place) []cell {
	var words []cell
	for {
		bare := strings.TrimLeft(line, " \t")
		at = at.after(line[:len(line)-len(bare)])
		n := strings.IndexAny(bare, " \t")
		if n < 0 {
			n = len(bare)
		}
		if n == 0 {
			return words
		}
		words = append(words, cell{text: bare[:n], place: at})
		at, line = at.after(bare[:n]), bare[n:]
	}
}

// textOf puts words together again.
func textOf(words []cell) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.text
	}
	return strings.Join(all, " ")
}

// Lists with a line for each thing that is said of a port:
//
//  1. **端口：137、138**
//     - 服务：NetBIOS
//     - 说明：……
//
// with or without numbers, bullets and blank lines, as YAML, and in whatever order.
// Colons may be full-width or ASCII. What comes before the first port, and from a
// heading of Markdown on, is passed over.

const (
	listNumber = `[ \t]*(?:>[ \t]*)?(?:#{1,6}[ \t]+)?(?:[（(]?\d+[.、)．）:：][ \t]*)?(?:[-*+•·][ \t]+)?`
	portLabel  = `(?:\*\*|__|")?(?:端口号?|(?i:ports?|port[ _]?(?:number|no\.?)))(?:\*\*|__|")?[ \t]*[:：]`
)

var (
	listLine = lazyregexp.New(`^[ \t]*[-*+•·][ \t]+(.*)$`)
	listPart = lazyregexp.New(
		`^(` + listNumber + `)(?:\*\*|__|["'])?([^:：*]{1,30}?)(?:\*\*|__|["'])?[ \t]*(?:[:：]|=(?:[^=>]|$))(.*)$`,
	)
)

// A part is a line "服务：HTTP" of a list.
type part struct {
	field   field
	heading cell
	value   cell
	begins  bool // behind a number or a dash
}

// partOf reads a line; ok is false if its label is not known.
func partOf(line string, at place) (p part, ok bool) {
	m := listPart().FindStringSubmatchIndex(line)
	if m == nil {
		return p, false
	}
	label, value := line[m[4]:m[5]], strings.TrimPrefix(strings.TrimPrefix(line[m[6]:m[7]], "**"), "__")
	f, ok := heading(label)
	if !ok || strings.TrimSpace(value) == "" && (f == fieldPort || strings.HasSuffix(label, "s")) { // a title, such as "services:" in YAML
		return p, false
	}
	bare := strings.TrimLeft(value, " \t*_")
	behind := line[:len(line)-len(bare)]
	bare = strings.Trim(strings.TrimRight(strings.TrimRight(bare, " \t"), "*_"), "\"'` \t,")
	return part{
		f,
		cell{text: label, place: at},
		cell{text: bare, place: at.after(behind)},
		strings.TrimSpace(line[:m[3]]) != "",
	}, true
}

// A lister is the work on a list of ports. What is said of a port is a record, and
// its labels are headings.
type lister struct {
	r       *reading
	head    []cell
	records [][]cell
	begins  []place
	current map[int]cell // of the record that is being read, by heading; nil for none
	begun   place
	leader  field // whose label begins a record
	last    int   // heading of the last part; -1 if a line that follows belongs to none
	heads   map[string]int
}

func (r *reading) list(text string) {
	l := lister{r: r, last: -1, leader: unread, heads: make(map[string]int)}
	at := place{1, 1}
	for line := range strings.Lines(text) {
		if !l.line(strings.TrimRight(line, "\n"), at) {
			return
		}
		at.Line++
	}
	l.end()
	if len(l.head) > 0 {
		if !l.isOfPorts() {
			r.report(Problem{Line: 1, Column: 1, Code: UnknownFormat})
			return
		}
		r.table(table{head: l.head, records: l.records, begins: l.begins})
	}
}

// isOfPorts reports whether most records say which port they are about; else it is
// some other text with colons.
func (l *lister) isOfPorts() bool {
	ports := 0
	for _, record := range l.records {
		for i, c := range record {
			if f, _ := heading(l.head[i].text); f == fieldPort && c.text != "" {
				ports++
			}
		}
	}
	return 2*ports > len(l.records)
}

// line takes the next line; it returns false once the deck is full.
func (l *lister) line(line string, at place) bool {
	bare := strings.TrimSpace(line)
	if len(line) > longestLine {
		return true
	}
	p, ok := partOf(line, at)
	item := listLine().FindStringSubmatch(line)
	switch {
	case ok && (l.leader == unread || p.field == l.leader || l.repeats(p)):
		if l.leader == unread && p.field != fieldPort && !p.begins && p.field != fieldService {
			return true // a remark before the first port
		}
		l.end()
		if l.r.full(at) {
			return false
		}
		l.leader, l.current, l.begun = p.field, make(map[int]cell), at
		l.take(p)
	case ok && l.current != nil:
		l.take(p)
	case strings.HasPrefix(bare, "#"):
		l.end()
	case l.current == nil:
	case bare == "" || strings.HasPrefix(bare, "```"):
		l.last = -1
	case item != nil: // what has no known label is a remark
		l.take(part{
			field: fieldDescription, heading: cell{text: "remark", place: at},
			value: cell{text: strings.TrimSpace(item[1]), place: at.after(line[:len(line)-len(item[1])])},
		})
	case l.last >= 0 && !strings.HasPrefix(bare, "---"):
		c := l.current[l.last]
		c.text = paragraphs(c.text, bare)
		l.current[l.last] = c
	}
	return true
}

// repeats reports whether a part is of another port: its label is there already
// and it begins an item.
func (l *lister) repeats(p part) bool {
	i, known := l.heads[plainHeading(p.heading.text)]
	_, there := l.current[i]
	return l.current != nil && known && there && p.begins && p.field == fieldPort
}

// take puts a part into the record.
func (l *lister) take(p part) {
	key := plainHeading(p.heading.text)
	i, ok := l.heads[key]
	if !ok {
		i = len(l.head)
		l.heads[key] = i
		l.head = append(l.head, p.heading)
	}
	l.last = i
	c, there := l.current[i]
	switch {
	case !there:
		l.current[i] = p.value
	case p.field == fieldDescription:
		c.text = paragraphs(c.text, p.value.text)
		l.current[i] = c
	default:
		l.r.report(Problem{Line: p.value.Line, Column: p.value.Column, Code: RepeatedColumn, Cell: p.heading.text})
	}
}

// end makes a record of what was said of a port.
func (l *lister) end() {
	if l.current != nil {
		record := make([]cell, len(l.head))
		for i := range record {
			record[i].place = l.begun
			if c, ok := l.current[i]; ok {
				record[i] = c
			}
		}
		if len(record) > 0 {
			l.records = append(l.records, record)
			l.begins = append(l.begins, l.begun)
		}
	}
	l.current, l.last = nil, -1
}

// Lines of a name and a port, in either order: "ssh:22", "SSH - 22", "FTP：21".

var pairLine = lazyregexp.New(
	`^[ \t]*(?:[-*+•·][ \t]+|\d+[.、)．）][ \t]*)?(.+?)(?:[ \t]*(?:[:：=\t|→]|=>|->)[ \t]*|[ \t]+[-–—][ \t]*|[ \t]*[-–—][ \t]+)(.+?)[ \t]*[.,;，；。]?$`,
)

var pairBrackets = lazyregexp.New(
	`^[ \t]*(?:[-*+•·][ \t]+|\d+[.、)．）][ \t]*)?([^()（）]+?)[ \t]*[(（]([^()（）]+)[)）][ \t]*$`,
)

// pairBlank cuts a line with nothing but blanks between a name and a port: "22 SSH",
// "Secure Shell 22".
func pairBlank(line string) []string {
	words := strings.Fields(line)
	if len(words) < 2 {
		return nil
	}
	first, last := words[0], words[len(words)-1]
	switch {
	case portLike(first) && !portLike(last):
		return []string{line, first, strings.Join(words[1:], " ")}
	case portLike(last) && !portLike(first):
		return []string{line, strings.Join(words[:len(words)-1], " "), last}
	}
	return nil
}

// A pairStyle cuts a line into the line, and what are a name and a port.
type pairStyle func(line string) []string

// pairStyles are the ways that a name and a port stand in a line, the plainest last.
var pairStyles = []pairStyle{
	func(line string) []string { return pairLine().FindStringSubmatch(line) },
	func(line string) []string { return pairBrackets().FindStringSubmatch(line) },
	pairBlank,
}

// styleOf returns the way that most lines of a text are written; nil if they are no
// pairs.
func styleOf(text string) pairStyle {
	for _, style := range pairStyles {
		if mostly(text, func(line string) bool { _, _, ok := pairOf(line, style); return ok }) {
			return style
		}
	}
	return nil
}

// anyPair reads a name and a port in whatever way.
func anyPair(line string) (port, name string, ok bool) {
	for _, style := range pairStyles {
		if port, name, ok = pairOf(line, style); ok {
			return port, name, true
		}
	}
	return "", "", false
}

// pairOf reads a line of a name and a port.
func pairOf(line string, style pairStyle) (port, name string, ok bool) {
	if len(line) > longestLine {
		return "", "", false
	}
	m := style(line)
	if m == nil {
		return "", "", false
	}
	first, second := plain(strings.TrimSpace(m[1])), plain(strings.TrimSpace(m[2]))
	if isProse(first) || isProse(second) {
		return "", "", false
	}
	_, before := readSpans(first, lists)
	_, behind := readSpans(second, lists)
	switch {
	case len(behind) == 0 && len(before) > 0:
		return second, first, strings.ContainsFunc(first, unicode.IsLetter)
	case len(before) == 0 && len(behind) > 0:
		return first, second, strings.ContainsFunc(second, unicode.IsLetter)
	}
	return "", "", false
}

// isProse reports whether a text is part of a sentence about ports, as in "SSH uses port".
func isProse(text string) bool {
	words := strings.Fields(strings.ToLower(text))
	return len(words) > 2 && (slices.Contains(words[1:], "port") || slices.Contains(words[1:], "ports"))
}

// pairRemark matches a name followed by a transport: "SSH (TCP)".
var pairRemark = lazyregexp.New(`^(.+?)[ \t]*[(（]([^()（）]+)[)）]$`)

// pairs reads lines of a name and a port. Others are remarks if they have no
// digit, and errors if they have.
func (r *reading) pairs(text string) {
	style := styleOf(text)
	at := place{1, 1}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		port, name, ok := pairOf(line, style)
		bare := strings.TrimSpace(line)
		switch {
		case ok:
			if r.full(at) {
				return
			}
			e := entry{place: at}
			r.set(&e, fieldPort, cell{text: port, place: at}, "")
			if m := pairRemark().FindStringSubmatch(name); m != nil && transportLike(m[2]) {
				name = m[1]
				r.set(&e, fieldTransport, cell{text: m[2], place: at}, "")
			}
			r.set(&e, fieldService, cell{text: name, place: at}, "")
			r.entries = append(r.entries, e)
		case bare != "" && !strings.HasPrefix(bare, "#") && strings.ContainsFunc(bare, unicode.IsDigit):
			r.report(Problem{Line: at.Line, Column: at.Column, Code: NotAPair, Cell: bare})
		}
		at.Line++
	}
}
