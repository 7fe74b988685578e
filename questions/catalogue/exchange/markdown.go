package exchange

import (
	"bytes"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"portdrill/questions/catalogue/lazyregexp"
)

// The tables of Markdown as GitHub has them: cells between pipes, a row of dashes
// below the headings, rows with fewer cells than headings. Text around them is
// passed over, and so is a table that has no column for ports or services.

var delimiterRow = lazyregexp.New(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// isTable reports whether two lines begin a table.
func isTable(head, delimiter string) bool {
	return strings.Contains(head, "|") && strings.Contains(delimiter, "-") &&
		len(head)+len(delimiter) <= longestLine &&
		(strings.Contains(delimiter, "|") || !strings.Contains(strings.Trim(strings.TrimSpace(head), "|"), "|")) &&
		delimiterRow().MatchString(delimiter)
}

// isPortTable reports whether two lines begin a table with a column for ports.
func isPortTable(head, delimiter string) bool {
	return isTable(head, delimiter) && hasPort(pipedCells(head, 1))
}

func hasTable(text string, is func(head, delimiter string) bool) bool {
	before := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if is(before, line) {
			return true
		}
		before = line
	}
	return false
}

var boxBorder = lazyregexp.New(`^[ \t]*\+[-=+]*[-=][-=+]*\+[ \t]*$`)

// unboxed turns tables as database clients print them, with borders of "+---+", into
// Markdown. The second border is the line below the headings. Line numbers stay the same.
func unboxed(text string) string {
	if !strings.Contains(text, "+-") && !strings.Contains(text, "+=") {
		return text
	}
	lines := strings.Split(text, "\n")
	borders := 0
	for i, line := range lines {
		switch {
		case boxBorder().MatchString(line):
			if borders++; borders == 2 {
				lines[i] = strings.NewReplacer("+", "|", "=", "-").Replace(line)
			} else {
				lines[i] = ""
			}
		case strings.TrimSpace(line) == "" || !strings.Contains(line, "|"):
			borders = 0
		}
	}
	return strings.Join(lines, "\n")
}

// markdown reads every table of the file that has columns for ports and services.
func (r *reading) markdown(text string) {
	lines := strings.Split(text, "\n")
	for i := 0; i+1 < len(lines); i++ {
		if !isTable(lines[i], lines[i+1]) {
			continue
		}
		t := table{head: pipedCells(lines[i], i+1), among: true}
		for i += 2; i < len(lines) && strings.Contains(lines[i], "|"); i++ {
			record := pipedCells(lines[i], i+1)
			if r.full(record[0].place) {
				return
			}
			t.records = append(t.records, record)
		}
		i-- // a table may follow at once
		if len(t.head) > MaxColumns {
			r.report(
				Problem{
					Line:   t.head[0].Line,
					Column: t.head[0].Column,
					Code:   WrongCells,
					Count:  len(t.head),
					Limit:  MaxColumns,
				},
			)
			continue
		}
		r.table(t)
	}
	r.passTables()
}

// passTables says which tables were passed over, and why the file has no ports if
// no other was there.
func (r *reading) passTables() {
	if len(r.entries) > 0 || r.failed {
		for _, p := range r.passed {
			p.Severity, p.Known, p.Code = Warning, sentences[p.Code], TablePassedOver
			r.report(p)
		}
		return
	}
	missing := Problem{Line: 1, Column: 1, Code: NoPortColumn}
	for _, p := range r.passed {
		if missing.Code == NoPortColumn {
			missing = p
		}
	}
	r.report(missing)
}

// pipedCells takes a row apart. There is always one cell at least, and not many
// more than a table may have columns.
func pipedCells(line string, number int) []cell {
	at := place{number, 1}
	bare := strings.TrimLeft(line, " \t")
	at = at.after(line[:len(line)-len(bare)])
	bare = strings.TrimRight(bare, " \t")
	if strings.HasPrefix(bare, "|") {
		at, bare = at.after("|"), bare[1:]
	}
	var cells []cell
	for {
		n, more := pipe(bare)
		cells = append(cells, pipedCell(bare[:n], at))
		if !more || n+1 == len(bare) || len(cells) > MaxColumns {
			return cells
		}
		at, bare = at.after(bare[:n+1]), bare[n+1:]
	}
}

// pipe returns how far it is to the next pipe that is not escaped; more is false
// if there is none.
func pipe(text string) (n int, more bool) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '|':
			return i, true
		}
	}
	return len(text), false
}

func pipedCell(text string, at place) cell {
	bare := strings.TrimLeft(text, " \t")
	at = at.after(text[:len(text)-len(bare)])
	return cell{text: plain(strings.TrimSpace(bare)), place: at}
}

// plain returns the text of a cell of Markdown as it is shown: without marks of
// emphasis and code, links by their text, footnotes and pictures left out, breaks
// as lines.
func plain(text string) string {
	if !strings.ContainsAny(text, "\\<*_`~[!&:") {
		return text
	}
	var out strings.Builder
	for text != "" {
		n := inline(&out, text)
		text = text[n:]
	}
	return strings.TrimSpace(out.String())
}

var (
	lineBreak  = lazyregexp.New(`(?i)^<br\s*/?>`)
	htmlTag    = lazyregexp.New(`^</?[A-Za-z][^<>]*>`)
	autolink   = lazyregexp.New(`^<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*)>`)
	link       = lazyregexp.New(`^!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+"[^"]*")?\)|\[[^\[\]]*\])`)
	footnote   = lazyregexp.New(`^\[\^[^\[\]\s]+\]`)
	codeSpan   = lazyregexp.New("^`+([^`]+)`+")
	emphasis   = lazyregexp.New(`^(\*{1,3}|_{1,3}|~~)([^\s*_~](?:[^*_~\\]|\\.)*?)?(\*{1,3}|_{1,3}|~~)`)
	entityName = lazyregexp.New(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)
	shortcode  = lazyregexp.New(`^:[a-z][a-z0-9_+-]*:`)
)

// inline writes the piece that text begins with, and returns its length.
func inline(out *strings.Builder, text string) int {
	switch b := text[0]; {
	case b == '\\' && len(text) > 1 && punctuation(text[1]):
		out.WriteByte(text[1])
		return 2
	case b == '<':
		if m := lineBreak().FindString(text); m != "" {
			out.WriteByte('\n')
			return len(m)
		}
		if m := autolink().FindStringSubmatch(text); m != nil {
			out.WriteString(m[1])
			return len(m[0])
		}
		if m := htmlTag().FindString(text); m != "" {
			return len(m)
		}
	case b == '[' || b == '!':
		if m := footnote().FindString(text); m != "" {
			return len(m)
		}
		if m := link().FindStringSubmatch(text); m != nil {
			if b != '!' {
				out.WriteString(plain(m[1]))
			}
			return len(m[0])
		}
	case b == '`':
		if m := codeSpan().FindStringSubmatch(text); m != nil {
			out.WriteString(strings.TrimSpace(strings.ReplaceAll(m[1], `\|`, "|")))
			return len(m[0])
		}
	case b == '*' || b == '~' || b == '_' && (out.Len() == 0 || !isWordByte(out.String()[out.Len()-1])):
		if m := emphasis().FindStringSubmatch(text); m != nil && m[1] == m[3] && m[2] != "" {
			out.WriteString(plain(m[2]))
			return len(m[0])
		}
	case b == '&':
		if m := entityName().FindString(text); m != "" {
			out.WriteString(strings.ReplaceAll(html.UnescapeString(m), "\u00a0", " "))
			return len(m)
		}
	case b == ':':
		if m := shortcode().FindString(text); m != "" { // an emoji
			return len(m)
		}
	}
	_, size := utf8.DecodeRuneInString(text)
	out.WriteString(text[:size])
	return size
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b >= 0x80
}

// punctuation reports whether Markdown lets a backslash stand before the sign.
func punctuation(b byte) bool {
	return '!' <= b && b <= '/' || ':' <= b && b <= '@' || '[' <= b && b <= '`' || '{' <= b && b <= '~'
}

// markdownSigns mean something in a cell.
const markdownSigns = "\\|<*_`[]~&#!>:"

// WriteMarkdown writes the deck as a table of Markdown in UTF-8. It keeps the
// promises of [WriteCSV].
func WriteMarkdown(w io.Writer, d Deck) error {
	if err := d.writable(); err != nil {
		return err
	}
	var text bytes.Buffer
	text.WriteString("| " + strings.Join(ownHeadings, " | ") + " |\n")
	text.WriteString(strings.Repeat("|---", len(ownHeadings)) + "|\n")
	for i := range d.Rows {
		for _, c := range d.Rows[i].record() {
			text.WriteString("| ")
			text.WriteString(strings.ReplaceAll(escapeBefore(c, markdownSigns), "\n", "<br>"))
			text.WriteByte(' ')
		}
		text.WriteString("|\n")
	}
	return all(w, &text)
}
