package exchange

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
)

// separated reads a table with a separator between cells (RFC 4180). It is read
// here and not by encoding/csv because of the columns: that one counts bytes,
// and gives up at the first quotation mark that stands wrong.
func (r *reading) separated(text string, separator byte) {
	s := &scanner{text: text, separator: separator, place: place{1, 1}, report: r.report}
	var head [][]cell // as many records as tell what the columns are
	for len(head) < sample && !s.done() {
		if record, ok := s.next(); ok && !passedOver(record) {
			head = append(head, record)
		}
	}
	if len(head) == 0 {
		return
	}
	t := table{r: r, unguard: true}
	columns, ok := headed(head[0])
	if ok {
		t.columns, t.width = columns, len(columns)
		r.registry = isRegistry(head[0])
		head = head[1:]
	} else {
		t.columns = guessed(head)
	}
	if !t.usable(head) {
		return
	}
	for _, record := range head {
		if !t.add(record) {
			return
		}
	}
	for !s.done() {
		if record, ok := s.next(); ok && !passedOver(record) && !t.add(record) {
			return
		}
	}
}

// isRegistry reports whether the headings are those of the file that IANA
// publishes.
func isRegistry(head []cell) bool {
	var all []string
	for _, c := range head {
		all = append(all, strings.TrimSpace(c.text))
	}
	return strings.HasPrefix(strings.Join(all, ","), "Service Name,Port Number,Transport Protocol,")
}

// passedOver reports whether a record has nothing to say: it is blank or a
// comment.
func passedOver(record []cell) bool {
	for _, c := range record {
		if strings.TrimSpace(c.text) != "" {
			return len(record) == 1 && strings.HasPrefix(strings.TrimSpace(c.text), "#")
		}
	}
	return true
}

// A table makes entries of records, whatever file they come from.
type table struct {
	r       *reading
	columns columns
	width   int  // how many cells a record must have; 0 if that is left open
	unguard bool // cells may be guarded against being taken for a formula
}

// usable reports whether there are columns for ports and services, and says so
// if not.
func (t *table) usable(records [][]cell) bool {
	at := place{1, 1}
	if len(records) > 0 && len(records[0]) > 0 {
		at = records[0][0].place
	}
	code := Code("")
	switch {
	case !t.columns.has(fieldPort):
		code = NoPortColumn
	case !t.columns.has(fieldService) && !t.columns.has(fieldName) && !t.columns.has(fieldNameEN) && !t.columns.has(fieldNameZH):
		code = NoServiceColumn
	default:
		return true
	}
	t.r.report(Problem{Line: at.line, Column: at.column, Code: code})
	return false
}

// add adds a record; it returns false once the deck is full.
func (t *table) add(record []cell) bool {
	first := record[0].place
	if t.r.full(first) {
		return false
	}
	if t.width > 0 && !t.fits(record) {
		t.r.report(Problem{Line: first.line, Column: first.column, Code: WrongCells, Count: len(record), Limit: t.width})
		return true
	}
	e := entry{place: first}
	for i, c := range record {
		if i >= len(t.columns) || t.columns[i] == unread {
			continue
		}
		if t.unguard {
			c.text = unguard(c.text)
		}
		t.r.set(&e, t.columns[i], c, headingOf(t.columns[i]))
	}
	t.r.add(&e)
	return true
}

// fits reports whether a record has as many cells as there are headings. Empty
// ones at the end are not counted, which spreadsheets add.
func (t *table) fits(record []cell) bool {
	for i := t.width; i < len(record); i++ {
		if strings.TrimSpace(record[i].text) != "" {
			return false
		}
	}
	return len(record) >= t.width
}

// A scanner takes a table with separators apart.
type scanner struct {
	text      string // what is left
	separator byte
	place     // where it begins
	report    func(Problem)
}

func (s *scanner) done() bool { return s.text == "" }

// next returns the next record; ok is false if something is wrong with it, which
// was then reported.
func (s *scanner) next() (record []cell, ok bool) {
	begin, n, ok := s.place, 0, true
	for more := true; more; n++ {
		c, fine := s.cell()
		ok = ok && fine
		if n < MaxColumns {
			record = append(record, c)
		}
		more = !s.done() && s.skip(1) != "\n"
	}
	if n > MaxColumns {
		s.report(Problem{Line: begin.line, Column: begin.column, Code: WrongCells, Count: n, Limit: MaxColumns})
		return nil, false
	}
	return record, ok
}

// skip goes on by n bytes and returns them.
func (s *scanner) skip(n int) string {
	skipped := s.text[:n]
	s.place, s.text = s.after(skipped), s.text[n:]
	return skipped
}

// cell returns the next cell and leaves the scanner at what ends it.
func (s *scanner) cell() (c cell, ok bool) {
	blank := len(s.text) - len(strings.TrimLeft(s.text, s.blanks()))
	if strings.HasPrefix(s.text[blank:], `"`) {
		s.skip(blank)
		return s.quoted()
	}
	c.place = s.place
	c.text = s.skip(s.end())
	return c, true
}

// blanks are what may stand between a separator and a quotation mark.
func (s *scanner) blanks() string {
	if s.separator == '\t' {
		return " "
	}
	return " \t"
}

// end returns how far it is to what ends a cell without quotation marks.
func (s *scanner) end() int {
	if i := strings.IndexAny(s.text, "\n"+string(s.separator)); i >= 0 {
		return i
	}
	return len(s.text)
}

// quoted returns a cell in quotation marks. In it they are doubled.
func (s *scanner) quoted() (c cell, ok bool) {
	c.place = s.place
	var text strings.Builder
	for ok = true; ok; {
		s.skip(1) // a quotation mark
		i := strings.IndexByte(s.text, '"')
		if i < 0 {
			s.report(Problem{Line: c.line, Column: c.column, Code: UnbalancedQuote})
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
		s.report(Problem{Line: at.line, Column: at.column, Code: TextAfterQuote, Cell: after})
		return c, false
	}
	c.text = text.String()
	return c, true
}

// WriteCSV writes the deck as CSV in UTF-8, with headings and without a byte
// order mark. What a spreadsheet would take for a formula (= + - @ in front) gets
// an apostrophe before it, which [Read] takes away again.
//
// What it writes, [Read] reads back unchanged, but for the deck's name and the
// places. A deck that could not be read back is an error, and nothing is written.
func WriteCSV(w io.Writer, d Deck) error {
	if err := d.writable(); err != nil {
		return err
	}
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	out.Write(ownHeadings) // what goes wrong with a buffer would be said by Error
	for i := range d.Rows {
		record := d.Rows[i].record()
		for j := range record {
			record[j] = guard(record[j])
		}
		out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return all(w, &text)
}

// guard keeps a spreadsheet from taking a cell for a formula, which could do
// anything. A cell that looks guarded is guarded once more.
func guard(text string) string {
	if formula(text) {
		return "'" + text
	}
	return text
}

func unguard(text string) string {
	if bare := strings.TrimSpace(text); strings.HasPrefix(bare, "'") && formula(bare) {
		return bare[1:]
	}
	return text
}

func formula(text string) bool {
	rest := strings.TrimLeft(text, "'")
	return rest != "" && strings.IndexByte("=+-@", rest[0]) >= 0
}
