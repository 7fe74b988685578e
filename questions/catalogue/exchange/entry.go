package exchange

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// A cell is a piece of a file and where it begins.
type cell struct {
	text  string
	parts []string // of a list, where the format has lists of its own
	place
}

// An entry is what a file says in one place: a row of a table, an object, an
// item of a list. Of several ports it makes several rows.
type entry struct {
	place
	cells [fields]cell
	has   [fields]bool
	marks []catalogue.Transport // of columns that are headed by one
}

// set puts a cell into the entry. Remarks are put together; anything else can be
// there only once.
func (r *reading) set(e *entry, f field, c cell, heading string) {
	switch remark := f == fieldDescription || f == fieldDescriptionEN || f == fieldDescriptionZH; {
	case !e.has[f]:
		e.cells[f], e.has[f] = c, true
	case remark:
		e.cells[f].text = paragraphs(e.text(f), tidy(c.text))
	default:
		r.report(Problem{Line: c.Line, Column: c.Column, Code: RepeatedColumn, Cell: heading})
	}
}

func (e *entry) text(f field) string { return tidy(e.cells[f].text) }

// add makes the rows of an entry.
func (r *reading) add(e *entry, c commas) {
	port, service := e.text(fieldPort), e.text(fieldService)
	if r.registry && (port == "" || service == "") {
		return // IANA lists names without a port, and numbers that are kept free
	}
	row := e.row()
	free := row.Service == "" && (isFree(row.Description.EN) || isFree(row.Description.ZH))
	spans, faults := readSpans(port, c)
	if (namesNobody(row.Service) || free) && len(faults) == 0 || port != "" && namesNobody(port) {
		r.passRow(e)
		return
	}
	transports, unknown := readTransports(e.text(fieldTransport))
	row.Transports = transports
	for _, t := range e.marks {
		if !slices.Contains(row.Transports, t) {
			row.Transports = append(row.Transports, t)
		}
	}
	faults = slices.Concat(faults, unknown, row.faults())
	bad := false
	for _, f := range faults {
		r.report(e.problem(f))
		bad = bad || !f.harmless
	}
	if bad {
		return
	}
	for _, s := range spans {
		r.addSpan(row, s)
	}
}

// passRow counts a row that says that a number is free.
func (r *reading) passRow(e *entry) {
	if r.passedRows == 0 {
		r.firstPassed = e.place
	}
	r.passedRows++
}

// problem is a fault at the place of its cell, or of the entry if there is no
// such cell.
func (e *entry) problem(f fault) Problem {
	at := e.place
	if e.has[f.field] {
		at = e.cells[f.field].place
	}
	p := Problem{Line: at.Line, Column: at.Column, Code: f.code, Cell: f.text, Count: f.count, Limit: f.limit}
	if f.harmless {
		p.Severity = Warning
	}
	return p
}

// row returns what the entry says of each of its ports, but for the transports.
func (e *entry) row() Row {
	row := Row{
		Service:     e.text(fieldService),
		Name:        catalogue.Text{EN: e.text(fieldNameEN), ZH: e.text(fieldNameZH)},
		Description: catalogue.Text{EN: e.text(fieldDescriptionEN), ZH: e.text(fieldDescriptionZH)},
		Aliases:     e.aliases(),
		Line:        e.Line, Column: e.Column,
	}
	addText(&row.Description, e.text(fieldDescription))
	if row.Service != "" {
		addText(&row.Name, e.text(fieldName))
		return row
	}
	for _, name := range []string{e.text(fieldName), row.Name.EN, row.Name.ZH} {
		if row.Service == "" {
			row.Service = name
		}
	}
	return row
}

func (e *entry) aliases() []string {
	parts := e.cells[fieldAliases].parts
	if parts == nil {
		parts = splitAliases(e.text(fieldAliases))
	}
	var all []string
	for _, part := range parts {
		if part = tidy(part); part != "" && !isFigure(part) {
			all = append(all, part)
		}
	}
	return all
}

// addText adds a text without a language to that which it is written in.
func addText(to *catalogue.Text, text string) {
	if chinese(text) {
		to.ZH = paragraphs(to.ZH, text)
	} else {
		to.EN = paragraphs(to.EN, text)
	}
}

// enough is how many bytes a cell that is put together grows to. It is then too
// long for any field, and would only cost time.
const enough = 64 << 10

// paragraphs puts two texts under each other; either may be empty.
func paragraphs(first, second string) string {
	if len(first) > enough {
		return first
	}
	return strings.TrimSpace(first + "\n" + second)
}

func (r *reading) addSpan(row Row, s span) {
	for _, t := range s.transports {
		if !slices.Contains(row.Transports, t) {
			row.Transports = append(slices.Clone(row.Transports), t)
		}
	}
	name := folded(row.Service)
	for p := int(s.from); p <= int(s.to); p++ {
		if len(r.deck.Rows) == MaxRows {
			r.overflow(place{row.Line, row.Column})
			return
		}
		row.Port = catalogue.Port(p)
		r.warnTwice(row, name)
		r.deck.Rows = append(r.deck.Rows, row)
	}
}

// A use is a port of one transport in the hands of a service, by its folded name.
type use struct {
	port      catalogue.Port
	transport catalogue.Transport // empty if unknown
	service   string
}

// warnTwice warns if the port has been given to the service before.
func (r *reading) warnTwice(row Row, name string) {
	transports := row.Transports
	if len(transports) == 0 {
		transports = []catalogue.Transport{""}
	}
	before := 0
	for _, t := range transports {
		key := use{row.Port, t, name}
		if line, ok := r.seen[key]; ok && before == 0 {
			before = line
		} else if !ok {
			r.seen[key] = row.Line
		}
	}
	if before != 0 {
		said := fmt.Sprintf("%s %d", row.Service, row.Port)
		r.report(
			Problem{Line: row.Line, Column: row.Column, Severity: Warning, Code: Twice, Cell: said, Count: before},
		)
	}
}

// folded is a name by which to compare, also one that has neither letters nor
// digits.
func folded(name string) string {
	if f := catalogue.Fold(name); f != "" {
		return f
	}
	return name
}
