package exchange

import (
	"regexp"
	"strings"
)

// Lists that are neither a table nor JSON: /etc/services, and numbered ports.

// otherTransports are those in /etc/services that have numbers, but no ports.
var otherTransports = map[string]bool{"ddp": true, "divert": true, "ethertype": true}

var servicePort = regexp.MustCompile(`^(\d+)[/,]([A-Za-z0-9-]+)$`)

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
		at.line++
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
	for _, word := range words[min(2, len(words)):] {
		list.parts = append(list.parts, word.text)
	}
	r.set(&e, fieldAliases, list, "")
	r.set(&e, fieldDescription, cell{text: remark, place: at.after(stated + "#")}, "")
	r.add(&e)
}

// servicePort reads "22/tcp"; it returns false if the line is passed over.
func (r *reading) servicePort(e *entry, word cell) bool {
	m := servicePort.FindStringSubmatch(word.text)
	if m == nil {
		r.set(e, fieldPort, word, "")
		return true
	}
	if otherTransports[strings.ToLower(m[2])] {
		r.report(Problem{Line: word.line, Column: word.column, Severity: Warning, Code: OtherTransport, Cell: m[2]})
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

const (
	listNumber = `[ \t]*(?:#{1,6}[ \t]+)?(?:\d+[.、)．）][ \t]*)?(?:[-*+•][ \t]+)?`
	portLabel  = `(?:\*\*|__)?(?:端口号?|(?i:ports?))(?:\*\*|__)?[ \t]*[:：]`
)

var (
	listPort = regexp.MustCompile(`^` + listNumber + portLabel + `(.*)$`)
	listLine = regexp.MustCompile(`^[ \t]*[-*+•][ \t]+(.*)$`)
	listPart = regexp.MustCompile(`^(?:\*\*|__)?([^:：]{1,20}?)(?:\*\*|__)?[ \t]*[:：](.*)$`)
)

// A lister is the work on a list of ports.
type lister struct {
	r       *reading
	entry   *entry // that is being read; nil for none
	heading string // of the last part
	last    field  // of the last part; unread if a line that follows belongs to none
}

// list reads numbered ports, each with lines about it:
//
//  1. **端口：137、138**
//     - 服务：NetBIOS
//     - 说明：……
//
// Colons may be full-width or ASCII. What comes before the first port, and from
// a heading on, is passed over.
func (r *reading) list(text string) {
	l := lister{r: r}
	at := place{1, 1}
	for line := range strings.Lines(text) {
		if !l.line(strings.TrimRight(line, "\n"), at) {
			return
		}
		at.line++
	}
	l.end()
}

// line takes the next line; it returns false once the deck is full.
func (l *lister) line(line string, at place) bool {
	bare := strings.TrimSpace(line)
	if m := listPort.FindStringSubmatch(line); m != nil {
		l.end()
		if l.r.full(at) {
			return false
		}
		l.begin(m[1], at.after(line[:len(line)-len(m[1])]))
		return true
	}
	item := listLine.FindStringSubmatch(line)
	switch {
	case strings.HasPrefix(bare, "#"):
		l.end()
	case l.entry == nil:
	case bare == "":
		l.last = unread
	case item != nil:
		l.part(item[1], at.after(line[:len(line)-len(item[1])]))
	case l.last != unread:
		l.goOn(bare)
	}
	return true
}

func (l *lister) begin(ports string, at place) {
	bare := strings.TrimLeft(ports, " \t*_")
	at = at.after(ports[:len(ports)-len(bare)])
	l.entry = &entry{place: place{at.line, 1}}
	l.r.set(l.entry, fieldPort, cell{text: strings.TrimRight(bare, " \t*_。"), place: at}, "")
	l.last = unread
}

func (l *lister) end() {
	if l.entry != nil {
		l.r.add(l.entry)
	}
	l.entry = nil
}

// part takes "服务：HTTP". What has no known label is a remark.
func (l *lister) part(text string, at place) {
	l.last, l.heading = fieldDescription, ""
	value := text
	if m := listPart.FindStringSubmatch(text); m != nil {
		if f, ok := heading(m[1]); ok {
			l.last, l.heading, value = f, m[1], strings.TrimPrefix(strings.TrimPrefix(m[2], "**"), "__")
			at = at.after(text[:len(text)-len(value)])
		}
	}
	bare := strings.TrimLeft(value, " \t")
	at = at.after(value[:len(value)-len(bare)])
	l.r.set(l.entry, l.last, cell{text: bare, place: at}, l.heading)
}

// goOn adds a line to the last part.
func (l *lister) goOn(text string) {
	c := &l.entry.cells[l.last]
	c.text = paragraphs(c.text, text)
}
