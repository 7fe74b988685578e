package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/lazyregexp"
)

// A span is one port or a range of them, both ends included.
type span struct {
	from, to   catalogue.Port
	transports []catalogue.Transport
}

// A commas says what a comma between digits means in the ports of a file.
type commas int

const (
	undecided commas = iota // "3,389" may be one port or two
	lists
	thousands
)

// A portReader takes a cell of ports apart, token by token.
type portReader struct {
	text   string // what is left
	commas commas

	spans   []span
	code    Code
	bad     string
	bare    int                   // index of the first span that no transport has been said of yet
	pending []catalogue.Transport // said before the ports they are of
	joined  bool                  // nothing but a slash or a bracket stands behind the last port
	depth   int                   // of brackets
	open    string                // a range without an end
}

// readSpans reads the ports of a cell as people write them: "22", "tcp/22",
// "137、138、139", "6000-6063", "20/21 (TCP)", "TCP 80, UDP 53", "67 & 68". Faults are
// about the first thing that is none; a harmless one stands beside the ports.
func readSpans(text string, c commas) ([]span, []fault) {
	if text == "" {
		return nil, []fault{{field: fieldPort, code: MissingPort}}
	}
	if n := utf8.RuneCountInString(text); n > MaxText {
		return nil, []fault{{field: fieldPort, code: TooLong, text: text, count: n, limit: MaxText}}
	}
	p := portReader{text: strings.ToLower(norm.NFKC.String(text)), commas: c}
	for p.code == "" && p.next() {
	}
	switch {
	case p.code != "":
		return nil, []fault{{field: fieldPort, code: p.code, text: strings.TrimSpace(p.bad)}}
	case len(p.spans) == 0:
		return nil, []fault{{field: fieldPort, code: NotAPort, text: text}}
	}
	if p.open != "" {
		return p.spans, []fault{{field: fieldPort, code: OpenRange, text: p.open, harmless: true}}
	}
	return p.spans, nil
}

// PortsIn returns the ports and transports in a text that has nothing else. It returns none
// for other texts, and for those that a comma makes ambiguous.
func PortsIn(text string) (ports []catalogue.Port, named []catalogue.Transport) {
	const most = 16 // no answer has more
	spans, faults := readSpans(tidy(text), undecided)
	if len(faults) > 0 {
		return nil, nil
	}
	for _, s := range spans {
		for p := int(s.from); p <= int(s.to); p++ {
			if ports = append(ports, catalogue.Port(p)); len(ports) > most {
				return nil, nil
			}
		}
		for _, t := range s.transports {
			if !slices.Contains(named, t) {
				named = append(named, t)
			}
		}
	}
	return ports, named
}

// fillers are words that stand beside ports and say nothing of them.
var fillers = []string{
	"port", "ports", "端口", "端口号", "号", "和", "与", "及", "或", "以及", "and", "or", "to", "default", "默认", "默认端口", "e", "y", "und", "both", "puerto", "porta",
}

// rangeSigns stand between the ends of a range.
const rangeSigns = "-–—~～−至到"

// next reads a token; it returns false at the end.
func (p *portReader) next() bool {
	r, size := utf8.DecodeRuneInString(p.text)
	switch {
	case p.text == "":
		return false
	case isDigit(r):
		p.number()
	case isWord(r) && !strings.ContainsRune(rangeSigns, r):
		p.word()
	case r == '(' || r == '[' || r == '【':
		p.depth++
		p.text = p.text[size:]
	case r == ')' || r == ']' || r == '】':
		p.depth = max(0, p.depth-1)
		p.text = p.text[size:]
	case r == '-' && len(p.spans) == 0 && len(p.pending) == 0 && len(p.text) > 1 && isDigit(rune(p.text[1])):
		p.fail(OutOfRange, p.text) // a negative number
	case strings.ContainsRune(rangeSigns, r), strings.ContainsRune("/:| \t+&*`_'\"、.。·•", r):
		p.text = p.text[size:]
	case strings.ContainsRune(",，;；\n", r):
		p.joined = false
		if strings.ContainsRune(";；\n", r) {
			p.settle()
		}
		p.text = p.text[size:]
	default:
		p.fail(NotAPort, p.text)
	}
	return true
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

func (p *portReader) fail(code Code, bad string) { p.code, p.bad = code, bad }

// number reads a port or a range, whose ends are numbers with a sign between.
func (p *portReader) number() {
	first, rest := p.digits(p.text)
	if end, behind, ok := p.rangeEnd(rest); ok {
		p.add(first, end, p.text[:len(p.text)-len(behind)])
		p.text = behind
		return
	}
	if r, _ := utf8.DecodeRuneInString(rest); isWord(r) && !p.wordIsHarmless(rest) {
		word := p.text[:len(p.text)-len(strings.TrimLeftFunc(rest, func(r rune) bool { return isWord(r) || isDigit(r) }))]
		if hexadecimal().MatchString(word) {
			p.fail(NotDecimal, word)
		} else {
			p.fail(NotAPort, word)
		}
		return
	}
	p.add(first, first, first)
	p.text = rest
	if strings.HasPrefix(rest, "+") && !beginsPort(rest[1:]) { // "5900+": from there on
		p.open = first + "+"
	}
}

var hexadecimal = lazyregexp.New(`^(?:0x[0-9a-f]+|[0-9a-f]+h)$`)

// wordIsHarmless reports whether a word directly behind a number may stand there:
// a transport, or one of Chinese.
func (p *portReader) wordIsHarmless(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	word, _ := cutWord(rest)
	_, known := transportWord(word)
	return known || unicode.Is(unicode.Han, r) || slices.Contains(fillers, word)
}

func beginsPort(text string) bool {
	bare := strings.TrimLeft(text, " ")
	return bare != "" && isDigit(rune(bare[0]))
}

// digits returns the number that text begins with, without the commas of thousands,
// and what follows.
func (p *portReader) digits(text string) (number, rest string) {
	n := 0
	for n < len(text) && isDigit(rune(text[n])) {
		n++
	}
	number, rest = text[:n], text[n:]
	if m := grouped3(text); m != "" {
		switch p.commas {
		case thousands:
			return strings.ReplaceAll(m, ",", ""), text[len(m):]
		case undecided:
			if value, err := strconv.Atoi(strings.ReplaceAll(m, ",", "")); err == nil && value <= 65535 {
				p.fail(Ambiguous, m)
			}
		case lists:
		}
	}
	return number, rest
}

var groupedShape = lazyregexp.New(`^\d{1,2},\d{3}(?:\D|$)`)

// grouped3 returns the number with a comma before its last three digits that text
// begins with: "3,389".
func grouped3(text string) string {
	m := groupedShape().FindString(text)
	return strings.TrimRight(m, strings.TrimLeft(m, "0123456789,"))
}

// rangeEnd returns the number behind the sign of a range.
func (p *portReader) rangeEnd(rest string) (end, behind string, ok bool) {
	bare := strings.TrimLeft(rest, " ")
	r, size := utf8.DecodeRuneInString(bare)
	if size == 0 || !strings.ContainsRune(rangeSigns, r) {
		if !strings.HasPrefix(bare, "to ") && !strings.HasPrefix(bare, "..") {
			return "", "", false
		}
		size = 2
	}
	bare = strings.TrimLeft(strings.TrimLeft(bare[size:], "."), " ")
	if bare == "" || !isDigit(rune(bare[0])) {
		return "", "", false
	}
	end, behind = p.digits(bare)
	return end, behind, true
}

func (p *portReader) add(first, last, text string) {
	from, err := strconv.ParseUint(first, 10, 16)
	to, err2 := strconv.ParseUint(last, 10, 16)
	switch {
	case p.code != "" || p.depth > 0 && len(p.spans) > 0: // a remark, such as (RFC 4251)
		return
	case err != nil || err2 != nil:
		p.fail(OutOfRange, text)
		return
	case to < from:
		p.fail(RangeReversed, text)
		return
	}
	p.spans = append(
		p.spans,
		span{from: catalogue.Port(from), to: catalogue.Port(to), transports: slices.Clone(p.pending)},
	)
	p.joined = true
}

// word reads a word: a transport, one that says nothing, or a remark in brackets.
func (p *portReader) word() {
	word, rest := cutWord(p.text)
	before := p.text
	p.text = rest
	if ts, ok := transportWord(word); ok {
		p.transport(ts, rest)
		return
	}
	if p.depth > 0 || slices.Contains(fillers, word) || strings.Trim(word, "和与及或端口号默认") == "" {
		return
	}
	p.fail(NotAPort, before)
}

// transport takes a transport: of the ports behind it, or of those before it.
func (p *portReader) transport(ts []catalogue.Transport, rest string) {
	ahead := strings.TrimLeft(rest, " :/(")
	for {
		word, behind := cutWord(ahead)
		if _, ok := transportWord(word); !ok && word != "和" && word != "and" {
			break
		}
		ahead = strings.TrimLeft(behind, " :/+&(,")
	}
	if beginsPort(ahead) && !p.joined { // "TCP 80"
		if len(p.pending) > 0 && len(p.spans) > p.bare {
			p.settle()
		}
		p.pending = append(p.pending, ts...)
		return
	}
	for i := p.bare; i < len(p.spans); i++ {
		p.spans[i].transports = append(p.spans[i].transports, ts...)
	}
	if len(p.spans) > 0 && !moreTransports(rest) {
		p.bare, p.joined = len(p.spans), false
	}
}

// moreTransports reports whether another transport follows for the same ports:
// "53/tcp/udp".
func moreTransports(rest string) bool {
	word, _ := cutWord(strings.TrimLeft(rest, " /+&和与及andor"))
	_, ok := transportWord(word)
	return ok || strings.HasPrefix(strings.TrimLeft(rest, " /+&"), "tcp") ||
		strings.HasPrefix(strings.TrimLeft(rest, " /+&"), "udp")
}

// settle ends a part: what follows is of other transports.
func (p *portReader) settle() {
	p.pending, p.bare, p.joined = nil, len(p.spans), false
}

// cutWord cuts the letters that text begins with.
func cutWord(text string) (word, rest string) {
	rest = strings.TrimLeftFunc(text, isWord)
	return text[:len(text)-len(rest)], rest
}

// transportWord returns the transports that a word in small letters names.
func transportWord(word string) ([]catalogue.Transport, bool) {
	t := catalogue.Transport(word)
	return []catalogue.Transport{t}, slices.Contains(transports, t)
}

// portLike reports whether a cell is meant as ports, right or wrong ones.
func portLike(text string) bool {
	_, faults := readSpans(text, lists)
	return len(faults) == 0 || faults[0].harmless || faults[0].code == OutOfRange || faults[0].code == RangeReversed
}

// commasIn decides what commas between digits mean, by all the ports of a file. A
// number of thousands without one says that commas stand between ports; one whose
// last digits are no port by themselves, or that begins with one digit, says that
// they stand between thousands.
func commasIn(cells []string) commas {
	plain, apart, within := false, false, false
	for _, text := range cells {
		for word := range strings.FieldsFuncSeq(norm.NFKC.String(text), func(r rune) bool { return !isDigit(r) && r != ',' }) {
			m := grouped3(word)
			value, _ := strconv.Atoi(strings.ReplaceAll(m, ",", ""))
			switch {
			case m == "":
				plain = plain || len(word) >= 4 && !strings.Contains(word, ",")
				apart = apart || strings.Contains(word, ",")
			case value > 65535:
				apart = true
			case m[strings.IndexByte(m, ',')+1] == '0' || strings.IndexByte(m, ',') == 1:
				within = true
			}
		}
	}
	switch {
	case within && !plain && !apart:
		return thousands
	case (plain || apart) && !within:
		return lists
	}
	return undecided
}
