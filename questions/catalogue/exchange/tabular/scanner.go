package tabular

import (
	"strings"
	"unicode/utf8"
)

// MaxColumns is how many columns of a table are read.
const MaxColumns = 200

// A Place is a line and a column of a file, from 1; the column counts characters.
// In a workbook they are the row and the column of a cell.
type Place struct{ Line, Column int }

// After returns the place behind a text that begins here.
func (p Place) After(text string) Place {
	if n := strings.Count(text, "\n"); n > 0 {
		p.Line += n
		p.Column = 1
		text = text[strings.LastIndexByte(text, '\n')+1:]
	}
	p.Column += utf8.RuneCountInString(text)
	return p
}

// A Cell is a piece of a file and where it begins.
type Cell struct {
	Text string
	Place
}

// A Fault says what is wrong with a record of a separated table.
type Fault struct {
	Place
	Kind  FaultKind
	Text  string // behind a closing quotation mark
	Count int    // of cells
}

// A FaultKind is what can be wrong with a record.
type FaultKind int

// The kinds of faults.
const (
	TooManyCells    FaultKind = iota // more than MaxColumns
	UnbalancedQuote                  // the rest of the file is one cell
	TextAfterQuote
)

// A Scanner takes a table with separators apart (RFC 4180). It is used and not
// encoding/csv because of the columns: that one counts bytes, and gives up at the
// first quotation mark that stands wrong.
type Scanner struct {
	text      string // what is left
	separator string
	place     Place // where it begins
	fault     func(Fault)
}

// NewScanner returns a scanner of the text, whose lines end in line feeds. The
// separator is one character. A first line such as "sep=;", which Excel takes to
// name the separator, is passed over and obeyed.
func NewScanner(text, separator string, fault func(Fault)) *Scanner {
	s := &Scanner{text: text, separator: separator, place: Place{1, 1}, fault: fault}
	if named, n := NamedSeparator(text); n > 0 {
		s.skip(n)
		s.separator = named
	}
	return s
}

// NamedSeparator returns the separator that a first line "sep=;" names, and the
// length of that line, 0 if there is none.
func NamedSeparator(text string) (separator string, n int) {
	line, _, _ := strings.Cut(text, "\n")
	bare := strings.Trim(strings.TrimSpace(line), `"`)
	named := ""
	if len(bare) >= 4 && strings.EqualFold(bare[:4], "sep=") {
		named = bare[4:]
	}
	if bare == line && named == "" || utf8.RuneCountInString(named) != 1 {
		if !strings.EqualFold(strings.TrimRight(line, "\t"), "sep=") || !strings.HasSuffix(line, "\t") {
			return "", 0
		}
		named = "\t"
	}
	return named, min(len(line)+1, len(text))
}

// Done reports whether nothing is left.
func (s *Scanner) Done() bool { return s.text == "" }

// Next returns the next record; ok is false if something is wrong with it, which
// was then reported.
func (s *Scanner) Next() (record []Cell, ok bool) {
	begin, n, ok := s.place, 0, true
	for more := true; more; n++ {
		c, fine := s.cell()
		ok = ok && fine
		if n < MaxColumns {
			record = append(record, c)
		}
		more = !s.Done() && s.next() != "\n"
	}
	if n > MaxColumns {
		s.fault(Fault{Place: begin, Kind: TooManyCells, Count: n})
		return nil, false
	}
	return record, ok
}

// next goes on by what ends a cell, and returns it.
func (s *Scanner) next() string {
	if strings.HasPrefix(s.text, "\n") {
		return s.skip(1)
	}
	return s.skip(len(s.separator))
}

// skip goes on by n bytes and returns them.
func (s *Scanner) skip(n int) string {
	skipped := s.text[:n]
	s.place, s.text = s.place.After(skipped), s.text[n:]
	return skipped
}

// cell returns the next cell and leaves the scanner at what ends it.
func (s *Scanner) cell() (c Cell, ok bool) {
	blank := len(s.text) - len(strings.TrimLeft(s.text, s.blanks()))
	if strings.HasPrefix(s.text[blank:], `"`) {
		s.skip(blank)
		return s.quoted()
	}
	c.Place = s.place
	c.Text = s.skip(s.end())
	return c, true
}

// blanks are what may stand between a separator and a quotation mark.
func (s *Scanner) blanks() string {
	if s.separator == "\t" {
		return " "
	}
	return " \t"
}

// end returns how far it is to what ends a cell without quotation marks.
func (s *Scanner) end() int {
	if i := strings.IndexAny(s.text, "\n"+s.separator); i >= 0 {
		return i
	}
	return len(s.text)
}

// quoted returns a cell in quotation marks. In it they are doubled.
func (s *Scanner) quoted() (c Cell, ok bool) {
	c.Place = s.place
	var text strings.Builder
	for ok = true; ok; {
		s.skip(1) // a quotation mark
		i := strings.IndexByte(s.text, '"')
		if i < 0 {
			s.fault(Fault{Place: c.Place, Kind: UnbalancedQuote})
			s.text = "" // nothing that follows can be told apart
			return c, false
		}
		text.WriteString(s.skip(i))
		if !strings.HasPrefix(s.text, `""`) {
			break
		}
		text.WriteString(s.skip(1))
	}
	s.skip(1)
	at := s.place
	if after := strings.TrimSpace(s.skip(s.end())); after != "" {
		s.fault(Fault{Place: at, Kind: TextAfterQuote, Text: after})
		return c, false
	}
	c.Text = text.String()
	return c, true
}

// Unguard takes away the apostrophe that keeps a spreadsheet from taking a cell
// for a formula, and the formula that makes it keep digits as text: ="0012".
func Unguard(text string) string {
	bare := strings.TrimSpace(text)
	if inner, is := strings.CutPrefix(bare, `="`); is {
		if inner, is = strings.CutSuffix(inner, `"`); is && !strings.Contains(inner, `"`) {
			return inner
		}
	}
	if strings.HasPrefix(bare, "'") && IsFormula(bare) {
		return bare[1:]
	}
	return text
}

// Guard puts an apostrophe before what a spreadsheet would take for a formula, so that it
// shows the cell instead of running it. [Unguard] takes it away again.
func Guard(text string) string {
	if IsFormula(text) {
		return "'" + text
	}
	return text
}

// IsFormula reports whether a spreadsheet would take the cell for a formula, whatever
// apostrophes stand before it. Some take the full-width signs too, and look for them
// behind a tab or the end of a line (owasp.org, CSV Injection).
func IsFormula(text string) bool {
	return strings.IndexAny(strings.TrimLeft(text, "'"), "=+-@＝＋－＠\t\r\n") == 0
}
