package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A field is what a column, a key or a line of an entry is about.
type field int

// Of name and description there are three each: one without a language, which is
// told by its script.
const (
	fieldPort field = iota
	fieldTransport
	fieldService
	fieldName
	fieldNameEN
	fieldNameZH
	fieldDescription
	fieldDescriptionEN
	fieldDescriptionZH
	fieldAliases
	fields // how many there are
)

// Further meanings of headings, which the cells below them decide about.
const (
	fieldProtocol    field = iota + fields + 1 // a transport, or what the service speaks
	fieldAcronym                               // the short name of the service
	fieldApplication                           // what uses the service
	fieldMarkTCP                               // a mark, or the port
	fieldMarkUDP
	fieldMarkSCTP
	fieldPortTCP
	fieldPortUDP
	fieldBrief // a description that begins with the name
)

// ownHeadings are the columns of the tables that are written.
var ownHeadings = []string{
	"port",
	"transport",
	"service",
	"name_en",
	"name_zh",
	"description_en",
	"description_zh",
	"aliases",
}

// plainHeading is a heading in small letters, without what is not a letter or a
// digit: "Port Number(s)" is "portnumbers". Slashes are kept between transports.
func plainHeading(text string) string {
	text = strings.ToLower(strings.TrimSpace(norm.NFKC.String(text)))
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, text)
	if plain == "tcpudp" || plain == "udptcp" {
		return "tcp/udp"
	}
	return plain
}

// heading returns what a heading is about: as a whole, else by what stands outside
// of its brackets, else by one of its words that is for ports or services.
func heading(text string) (field, bool) {
	if len(text) > 4*MaxName || strings.ContainsAny(text, "|,;\t") { // a whole line of headings is none
		return 0, false
	}
	text = strings.ReplaceAll(text, "_", " ")
	if f, ok := headings()[plainHeading(text)]; ok {
		return f, ok
	}
	if bare := remark().ReplaceAllString(text, ""); bare != text {
		if f, ok := headings()[plainHeading(bare)]; ok {
			return f, ok
		}
	}
	words := strings.FieldsFunc(
		strings.ToLower(norm.NFKC.String(text)),
		func(r rune) bool { return !unicode.IsLetter(r) && r != '(' && r != ')' },
	)
	if len(words) < 2 || len(words) > 4 {
		return chineseHeading(text)
	}
	var best field = -1
	for _, word := range words {
		f, ok := headings()[plainHeading(word)]
		if f == fieldPort && !qualifies(words) {
			continue
		}
		switch {
		case !ok:
		case f == fieldService,
			f == fieldDescription && best != fieldService && best != fieldPort,
			(best < 0 || best == fieldProtocol) && (f == fieldPort || f == fieldProtocol):
			best = f
		}
	}
	return best, best >= 0
}

// qualifiers are words beside "port" that leave it the port of the service: not as
// in "similar ports" or "port security".
var qualifiers = []string{
	"default", "common", "standard", "usual", "official", "known", "well", "number", "numbers", "no", "nr", "tcp", "udp", "server", "network",
	"listen", "listening", "service", "application", "protocol", "unencrypted", "unsecure", "unsecured", "insecure", "nonsecure", "plain", "encrypted", "secured", "ssl", "tls", "secure", "proto", "transport", "s", "(s)", "assigned", "used", "the", "of", "or", "and", "typical", "main", "destination",
}

func qualifies(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		f, ok := headings()[plainHeading(word)]
		return !slices.Contains(qualifiers, word) && (!ok || f != fieldPort)
	})
}

// chineseHeading knows headings of which the last word says what they are about:
// 默认端口, 所用协议, 服务说明.
func chineseHeading(text string) (field, bool) {
	plain := plainHeading(text)
	if !chinese(plain) || len([]rune(plain)) > 8 {
		return 0, false
	}
	for _, ending := range []string{"说明", "描述", "备注", "用途", "作用", "端口号", "端口", "传输层协议", "传输协议", "协议", "服务名称", "服务名", "服务", "名称"} {
		if strings.HasSuffix(plain, ending) {
			return headings()[ending], true
		}
	}
	return 0, false
}

// columns are what the columns of a table are about; unread for nothing that is
// read.
type columns []field

const unread field = -1

// hasPort reports whether the headings have one for ports.
func hasPort(head []cell) bool {
	return slices.ContainsFunc(head, func(c cell) bool {
		f, ok := heading(c.text)
		return ok && (f == fieldPort && plainHeading(c.text) != "number" || f == fieldPortTCP || f == fieldPortUDP)
	})
}

func (c columns) has(f field) bool { return slices.Contains(c, f) }

// first returns the first column of the field, -1 if there is none.
func (c columns) first(f field) int { return slices.Index(c, f) }

// sample is how many records are looked at to find out what columns are about.
const sample = 200

// resolve says what the columns are about: what the headings say, and where they
// leave it open, what stands below them. code is what is missing.
func resolve(head []cell, records [][]cell) (c columns, code Code) {
	for _, h := range head {
		f, known := heading(h.text)
		if !known {
			f = unread
		}
		c = append(c, f)
	}
	s := samples(records)
	for i, f := range c {
		switch transport := s.mostly(i, transportLike); {
		case f == fieldProtocol && (plainHeading(head[i].text) == "type" || strings.HasSuffix(plainHeading(head[i].text), "类型")) && !transport && c.has(fieldService):
			c[i] = unread
		case f == fieldProtocol && (transport || c.has(fieldService) && s.mostly(i, isIPProtocol)):
			c[i] = fieldTransport
		case f == fieldService && transport && !c.has(fieldTransport) && !s.anyOther(i) && plainHeading(head[i].text) != "service":
			c[i] = fieldTransport
		case f == unread && s.filled(i) > 0 && !s.anyOther(i) && transport && !c.has(fieldTransport) && !c.has(fieldProtocol),
			f == unread && tidy(head[i].text) == "" && s.filled(i) > 0 && !s.anyOther(i): // the heading to the left spans it
			c[i] = fieldTransport
		case f == fieldMarkTCP && s.mostly(i, portLike) && !s.mostly(i, isMark):
			c[i] = fieldPortTCP
		case f == fieldMarkUDP && s.mostly(i, portLike) && !s.mostly(i, isMark):
			c[i] = fieldPortUDP
		}
	}
	c.choosePort(head, s)
	c.chooseService(s)
	switch ports := c.count(fieldPort) + c.count(fieldPortTCP) + c.count(fieldPortUDP); {
	case ports == 0:
		return c, NoPortColumn
	case c.count(fieldPort) > 1 && !s.exclusive(c, fieldPort):
		return c, TwoPortColumns
	case !c.has(fieldService) && !c.has(fieldBrief):
		return c, NoServiceColumn
	}
	return c, ""
}

func (c columns) count(f field) int {
	n := 0
	for _, each := range c {
		if each == f {
			n++
		}
	}
	return n
}

// choosePort leaves one column for ports: that whose cells are ports where several
// headings say so, and where none does, the only one whose cells are.
func (c columns) choosePort(head []cell, s samples) {
	if c.count(fieldPort) > 1 && !s.exclusive(c, fieldPort) {
		for i, f := range c {
			if f == fieldPort && (plainHeading(head[i].text) == "number" || !s.mostly(i, portLike)) {
				c[i] = unread
			}
		}
	}
	if c.has(fieldPort) || c.has(fieldPortTCP) || c.has(fieldPortUDP) {
		return
	}
	found := -1
	for i, f := range c {
		if (f == unread || f == fieldPort) && s.mostly(i, portLike) && !s.counts(i) {
			if found >= 0 {
				return
			}
			found = i
		}
	}
	if found >= 0 {
		c[found] = fieldPort
	}
}

// chooseService leaves one column for the service: the one that names it most
// shortly. What others say of it is a description.
func (c columns) chooseService(s samples) {
	chosen, as := -1, fieldService
	for _, f := range []field{fieldAcronym, fieldProtocol, fieldService, fieldName, fieldNameEN, fieldNameZH, fieldApplication} {
		i := c.first(f)
		if i < 0 || chosen >= 0 || s.filled(i) == 0 || f == fieldProtocol && !s.isShorter(i, c.first(fieldService)) {
			continue
		}
		chosen = i
	}
	for _, f := range []field{fieldService, fieldProtocol, fieldAcronym} { // of which no cell is filled
		if i := c.first(f); i >= 0 && chosen < 0 {
			chosen = i
		}
	}
	if chosen < 0 { // headings that say what the port is used for, or nothing that is known
		for _, f := range []field{fieldDescription, unread} {
			for i := range c {
				if c[i] == f && chosen < 0 && s.isBrief(i) {
					chosen, as = i, fieldBrief
				}
			}
		}
	}
	same := unread // fields of which several columns name the service, one in each record
	if chosen >= 0 && as == fieldService && s.exclusive(c, c[chosen]) {
		same = c[chosen]
	}
	for i, f := range c {
		switch {
		case i == chosen || f == same && same != unread:
			c[i] = as
		case f == fieldAcronym, f == fieldProtocol, f == fieldService, f == fieldApplication:
			c[i] = fieldDescription
		}
	}
}

// samples are the first records of a table.
type samples [][]cell

func (s samples) each(column int, do func(string)) {
	for _, record := range s[:min(len(s), sample)] {
		if column >= 0 && column < len(record) {
			if text := tidy(record[column].text); text != "" {
				do(text)
			}
		}
	}
}

func (s samples) filled(column int) (n int) {
	s.each(column, func(string) { n++ })
	return n
}

// mostly reports whether more than half of the cells of a column are like that.
func (s samples) mostly(column int, like func(string) bool) bool {
	n, all := 0, 0
	s.each(column, func(text string) {
		if all++; like(text) {
			n++
		}
	})
	return 2*n > all
}

// exclusive reports whether no record has more than one of the columns of a field.
func (s samples) exclusive(c columns, f field) bool {
	for _, record := range s[:min(len(s), sample)] {
		n := 0
		for i := range record {
			if i < len(c) && c[i] == f && tidy(record[i].text) != "" {
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	return true
}

// isShorter reports whether the cells of a column are shorter than those of another,
// as SSH is than Secure Shell, or there is no other.
func (s samples) isShorter(column, than int) bool {
	length := func(column int) (n int) {
		s.each(column, func(text string) { n += len([]rune(text)) })
		return n
	}
	return than < 0 || s.filled(than) == 0 || length(column)*s.filled(than) < length(than)*s.filled(column)
}

func (s samples) anyOther(column int) (any bool) {
	s.each(column, func(text string) { any = any || !transportLike(text) })
	return any
}

// counts reports whether a column is 1, 2, 3 ...
func (s samples) counts(column int) bool {
	n, inOrder := 0, true
	s.each(column, func(text string) {
		n++
		inOrder = inOrder && text == strconv.Itoa(n)
	})
	return inOrder && n > 2
}

// isBrief reports whether the cells of a column are texts as short as names.
func (s samples) isBrief(column int) bool {
	const brief = 120
	return s.filled(column) > 0 && s.mostly(column, func(text string) bool {
		return len([]rune(text)) <= brief && strings.ContainsFunc(text, unicode.IsLetter) && !transportLike(text)
	})
}

// Marks in a column that is headed by a transport.
var (
	yesMarks = []string{
		"✓",
		"✔",
		"✔️",
		"✅",
		"x",
		"yes",
		"y",
		"true",
		"1",
		"是",
		"有",
		"√",
		"●",
		"○",
		"+",
		"tcp",
		"udp",
		"sctp",
		"支持",
		"официально",
		"official",
		"sí",
		"sim",
		"ja",
		"oui",
		"☑",
		"☑️",
		"assigned",
		"unofficial",
		"multiple use",
	}
	noMarks = []string{
		"",
		"✗",
		"✘",
		"❌",
		"no",
		"n",
		"false",
		"0",
		"否",
		"无",
		"×",
		"-",
		"–",
		"—",
		"none",
		"n/a",
		"reserved",
		"不支持",
		"não",
		"nein",
		"non",
		"✖",
		"✖️",
	}
)

func isMark(text string) bool {
	text = strings.ToLower(text)
	return slices.Contains(yesMarks, text) || slices.Contains(noMarks, text)
}

// guessed returns what columns without headings are about by what stands in them:
// ports where most are, transports where nothing else is, then the service and what
// is said of it.
func guessed(records [][]cell) columns {
	width := 0
	for _, record := range records[:min(len(records), sample)] {
		width = max(width, len(record))
	}
	s := samples(records)
	c := make(columns, width)
	best, most := unread, 0
	for i := range c {
		c[i] = unread
		n := 0
		s.each(i, func(text string) {
			if portLike(text) {
				n++
			}
		})
		if n > most && !s.counts(i) || n > most && most == 0 {
			best, most = field(i), n
		}
	}
	if best != unread {
		c[best] = fieldPort
	}
	rest := []field{fieldService, fieldDescription}
	for i := range c {
		filled := s.filled(i)
		n := 0
		s.each(i, func(text string) {
			if ts, faults := readTransports(text); len(faults) == 0 && len(ts) > 0 {
				n++
			}
		})
		switch {
		case c[i] == fieldPort || filled == 0 || s.mostly(i, isFigure):
		case !c.has(fieldTransport) && n == filled:
			c[i] = fieldTransport
		case len(rest) > 0:
			c[i], rest = rest[0], rest[1:]
		}
	}
	return c
}

// headless reports whether the first record of a table without known headings is
// one of headings nonetheless: where others have a port, it has none.
func headless(records [][]cell) bool {
	c := guessed(records[1:])
	i := c.first(fieldPort)
	return len(records) < 3 || i < 0 || i >= len(records[0]) || portLike(tidy(records[0][i].text)) ||
		!strings.ContainsFunc(
			records[0][i].text,
			unicode.IsLetter,
		) || strings.ContainsFunc(records[0][i].text, unicode.IsDigit)
}

// headingOf returns what a field is called in a message.
func headingOf(f field) string {
	return [fields]string{"port", "transport", "service", "name", "name_en", "name_zh",
		"description", "description_en", "description_zh", "aliases"}[f]
}
