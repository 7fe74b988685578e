package exchange

import (
	"bytes"
	"io"
	"regexp"
	"strings"
)

// The tables of Markdown as GitHub has them: cells between pipes, a row of dashes
// below the headings. Text around them is passed over, and so is a table that
// has no column for ports.

var (
	delimiterRow = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)
	lineBreak    = regexp.MustCompile(`(?i)^<br\s*/?>`)
)

// isTable reports whether two lines begin a table with a column for ports.
func isTable(head, delimiter string) bool {
	if !strings.Contains(head, "|") || !strings.Contains(delimiter, "-") || len(head)+len(delimiter) > longestLine ||
		!delimiterRow.MatchString(delimiter) {
		return false
	}
	_, ok := headed(pipedCells(head, 1))
	return ok
}

func hasTable(text string) bool {
	before := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if isTable(before, line) {
			return true
		}
		before = line
	}
	return false
}

// markdown reads every table of the file that has a column for ports.
func (r *reading) markdown(text string) {
	lines := strings.Split(text, "\n")
	found := false
	for i := 0; i+1 < len(lines); i++ {
		if !isTable(lines[i], lines[i+1]) {
			continue
		}
		found = true
		head := pipedCells(lines[i], i+1)
		t := table{r: r, width: len(head)}
		t.columns, _ = headed(head)
		if !t.usable([][]cell{head}) {
			return
		}
		for i += 2; i < len(lines) && strings.Contains(lines[i], "|"); i++ {
			if !t.add(pipedCells(lines[i], i+1)) {
				return
			}
		}
	}
	if !found {
		r.report(Problem{Line: 1, Column: 1, Code: NoPortColumn})
	}
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
	return cell{text: plain(unwrapped(strings.TrimSpace(bare))), place: at}
}

// unwrapped takes away marks of emphasis or code around a whole cell.
func unwrapped(text string) string {
	for _, mark := range []string{"**", "__", "`", "*", "_"} {
		inner, ok := strings.CutPrefix(text, mark)
		if inner, closed := strings.CutSuffix(inner, mark); ok && closed && inner != "" && !strings.HasSuffix(inner, `\`) {
			return inner
		}
	}
	return text
}

// plain takes away the backslashes of Markdown and makes lines of its breaks.
func plain(text string) string {
	if !strings.ContainsAny(text, `\<`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && punctuation(text[i+1]):
			i++
		case text[i] == '<':
			if found := lineBreak.FindString(text[i:]); found != "" {
				out.WriteByte('\n')
				i += len(found) - 1
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// punctuation reports whether Markdown lets a backslash stand before the sign.
func punctuation(b byte) bool {
	return '!' <= b && b <= '/' || ':' <= b && b <= '@' || '[' <= b && b <= '`' || '{' <= b && b <= '~'
}

// markdownSigns mean something in a cell.
const markdownSigns = "\\|<*_`[]~&#!>"

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
