package exchange

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
)

// separated reads a table with a separator between cells.
func (r *reading) separated(text, separator string) {
	s := tabular.NewScanner(text, separator, r.fault)
	var records [][]cell
	for !s.Done() {
		record, ok := s.Next()
		if !ok {
			continue
		}
		cells := make([]cell, len(record))
		for i, c := range record {
			cells[i] = cell{text: tabular.Unguard(c.Text), place: place(c.Place)}
		}
		if passedOver(cells) {
			continue
		}
		if records = append(records, cells); len(records) > MaxRows+headingRows {
			r.overflow(cells[0].place)
			return
		}
	}
	r.strict = true
	r.records(records)
}

// records reads a table of which it is not known whether it has headings.
func (r *reading) records(records [][]cell) {
	if len(records) == 0 {
		return
	}
	for i := range records[:min(len(records), headingRows)] {
		if r.given == nil && hasPort(records[i]) && !portsIn(records[i]) {
			r.registry = r.registry || isRegistry(records[i])
			r.table(table{head: records[i], records: records[i+1:]})
			return
		}
	}
	if r.given != nil {
		port := r.given.first(fieldPort)
		if port < len(records[0]) && !portLike(tidy(records[0][port].text)) {
			records = records[1:] // headings
		}
		r.entriesOf(r.given, records, nil)
		return
	}
	if !headless(records) {
		r.table(table{head: records[0], records: records[1:]})
		return
	}
	columns := guessed(records)
	switch {
	case !columns.has(fieldPort):
		r.report(Problem{Line: records[0][0].Line, Column: records[0][0].Column, Code: NoPortColumn})
	case !columns.has(fieldService):
		r.report(Problem{Line: records[0][0].Line, Column: records[0][0].Column, Code: NoServiceColumn})
	default:
		r.entriesOf(columns, records, nil)
	}
}

// headingRows are those within which headings are looked for. Titles may stand
// above them.
const headingRows = 5

// portsIn reports whether a record has a port, which headings have not.
func portsIn(record []cell) bool {
	return slices.ContainsFunc(
		record,
		func(c cell) bool { text := tidy(c.text); return text != "" && portLike(text) },
	)
}

// fault reports what is wrong with a record.
func (r *reading) fault(f tabular.Fault) {
	p := Problem{Line: f.Line, Column: f.Column}
	switch f.Kind {
	case tabular.TooManyCells:
		p.Code, p.Count, p.Limit = WrongCells, f.Count, MaxColumns
	case tabular.UnbalancedQuote:
		p.Code = UnbalancedQuote
	case tabular.TextAfterQuote:
		p.Code, p.Cell = TextAfterQuote, f.Text
	}
	r.report(p)
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

// A table is records below headings, whatever file they come from.
type table struct {
	head    []cell
	records [][]cell
	among   bool    // other tables may have the ports
	begins  []place // of the records, where that is not their first cell
}

// table makes entries of a table, or says why it cannot.
func (r *reading) table(t table) {
	columns, code := resolve(t.head, t.records)
	if r.given != nil {
		columns, code = r.given, ""
	}
	at := t.head[0].place
	switch {
	case code == "":
		r.columns = namesOf(columns, t.head)
		r.entriesOf(columns, t.records, t.begins)
	case t.among:
		r.passed = append(r.passed, Problem{Line: at.Line, Column: at.Column, Code: code})
	default:
		if code == NoServiceColumn && len(t.records) > 0 {
			at = t.records[0][0].place
		}
		r.report(Problem{Line: at.Line, Column: at.Column, Code: code})
	}
}

// namesOf says which columns were taken for what, as headings in a message.
func namesOf(columns columns, head []cell) map[string]string {
	names := make(map[string]string)
	for f, name := range map[field]string{fieldPort: "port", fieldService: "service", fieldBrief: "service", fieldTransport: "transport"} {
		if i := columns.first(f); i >= 0 {
			names[name] = tidy(head[i].text)
		}
	}
	return names
}

// entriesOf makes an entry of each record. Cells that are missing are empty. Those
// beyond the headings are passed over in Markdown, as on GitHub; in other tables
// they say that the cells have moved.
func (r *reading) entriesOf(columns columns, records [][]cell, begins []place) {
	for j, record := range records {
		e := entry{place: record[0].place}
		if begins != nil {
			e.place = begins[j]
		}
		if r.strict && r.full(e.place) {
			return
		}
		if r.strict && !fits(columns, record) {
			r.report(
				Problem{Line: e.Line, Column: e.Column, Code: WrongCells, Count: len(record), Limit: len(columns)},
			)
			continue
		}
		if isTitle(columns, record) {
			r.passRow(&e)
			continue
		}
		for i, c := range record {
			if i < len(columns) {
				r.take(&e, columns[i], c)
			}
		}
		if !isHeadingRow(&e) {
			r.entries = append(r.entries, e)
		}
	}
}

// fits reports whether a record has no more cells than there are headings. Empty
// ones at the end are not counted, which spreadsheets add.
func fits(columns columns, record []cell) bool {
	for i := len(columns); i < len(record); i++ {
		if strings.TrimSpace(record[i].text) != "" {
			return false
		}
	}
	return true
}

// isTitle reports whether a record of several columns has one cell alone and no
// port: it is a title between rows, or goes on with the one above it.
func isTitle(columns columns, record []cell) bool {
	filled, last := 0, ""
	for _, c := range record {
		if text := tidy(c.text); text != "" {
			filled++
			last = text
		}
	}
	return filled == 1 && len(columns) > 2 && len(record) > 2 && !strings.ContainsFunc(last, unicode.IsDigit)
}

// isHeadingRow reports whether a record says again what the headings say.
func isHeadingRow(e *entry) bool {
	f, ok := heading(e.text(fieldPort))
	return ok && f == fieldPort
}

// take puts a cell into an entry, by what its column is about.
func (r *reading) take(e *entry, f field, c cell) {
	marked := tidy(c.text)
	if f >= 0 && f < fields && e.has[f] {
		if marked == "" {
			return
		}
		if e.text(f) == "" {
			e.has[f] = false // the other column of the field has none here
		}
	}
	if transport, ok := markFields[f]; ok {
		if !slices.Contains(noMarks, strings.ToLower(marked)) {
			e.marks = append(e.marks, transport)
		}
		return
	}
	if prefix, ok := portFields[f]; ok {
		r.takePort(e, prefix, c)
		return
	}
	switch {
	case f == unread:
	case f == fieldTransport && e.has[f]:
		e.cells[f].text += "/" + marked
	case f == fieldBrief, f == fieldService && utf8.RuneCountInString(marked) > MaxName && brief(marked) != marked:
		r.set(e, fieldService, cell{text: brief(marked), place: c.place}, headingOf(fieldService))
		if brief(marked) != marked {
			r.set(e, fieldDescription, c, headingOf(fieldDescription))
		}
	case f < fields:
		r.set(e, f, c, headingOf(f))
	}
}

// markFields are columns with a mark for a transport, portFields those with the port
// of one.
var (
	markFields = map[field]catalogue.Transport{
		fieldMarkTCP:  catalogue.TCP,
		fieldMarkUDP:  catalogue.UDP,
		fieldMarkSCTP: catalogue.SCTP,
	}
	portFields = map[field]string{fieldPortTCP: "tcp ", fieldPortUDP: "udp "}
)

// takePort takes the port of one transport, if there is one.
func (r *reading) takePort(e *entry, transport string, c cell) {
	text := tidy(c.text)
	switch {
	case slices.Contains(noMarks, strings.ToLower(text)):
	case e.has[fieldPort]:
		e.cells[fieldPort].text += "; " + transport + text
	default:
		r.set(e, fieldPort, cell{text: transport + text, place: c.place}, headingOf(fieldPort))
	}
}

// brief is the name that a description begins with: "HTTP" of "HTTP - Hypertext
// Transfer Protocol".
func brief(text string) string {
	end := len(text)
	for _, sign := range []string{" - ", " – ", "—", ": ", "：", " (", "（", "；", "; ", "\n", " -- "} {
		if i := strings.Index(text, sign); i > 1 && i < end {
			end = i
		}
	}
	return strings.TrimSpace(text[:end])
}

// WriteCSV writes the deck as CSV in UTF-8, with headings and without a byte
// order mark. What a spreadsheet would take for a formula (see [tabular.IsFormula]) gets
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
			record[j] = tabular.Guard(record[j])
		}
		out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return all(w, &text)
}
