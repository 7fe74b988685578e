// Package exchange reads decks of a learner's own from files, checks them, and
// writes them.
//
// It reads tables (CSV, TSV, with semicolons, Markdown, HTML), JSON, the text export of
// Anki, /etc/services, the registry of IANA in CSV, lists with a labelled line for each
// property of a port, and lines of a name and a port. It detects the format by the content,
// and in doubt by the extension of the file name.
// Package tabular tells the encoding.
//
// Whatever is wrong with a file is said with line and column. A row that cannot be
// read is left out and is an error; what can be understood, or passed over rightly,
// is none.
package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
)

// What a deck is limited to. The registry of IANA, the largest list of ports
// that there is, has some 12,000 rows in 1 MB.
const (
	MaxSize    = 16 << 20 // of a file, in bytes
	MaxRows    = 70_000   // of a deck: more than there are ports
	MaxName    = 200      // characters of a service, a name or an alias
	MaxText    = 4_000    // characters of a description
	MaxAliases = 50       // of one row
	MaxColumns = tabular.MaxColumns
)

// A Row says what one port is for.
type Row struct {
	Port        catalogue.Port
	Transports  []catalogue.Transport // as written, none twice; empty if unknown
	Service     string                // as written; never empty
	Name        catalogue.Text        // either may be empty
	Description catalogue.Text        // either may be empty
	Aliases     []string              // none of them empty

	// Where the row begins in the file, from 1; the column counts characters. A
	// line with several ports makes several rows.
	Line, Column int
}

// A Deck is a list of ports that somebody made.
//
// Texts in it are valid UTF-8 without control signs other than tabs and line
// feeds, and without white space around them.
type Deck struct {
	Name string // as the file has it (JSON), else the file's name without its ending
	Rows []Row  // in the order of the file
}

// Read reads a deck. The name is that of the file, of which nothing is opened.
//
// The problems stand in the order of the file, at most a hundred of them. Errors
// (see [Failed]) are rows that are left out, or say why the deck has none. A row
// that stands twice is a warning and is kept.
func Read(name string, data []byte) (Deck, []Problem) {
	all := ReadColumns(name, data, nil)
	return all.Deck, all.Problems
}

// Columns say which columns of a table are what, from 1: "port", "service",
// "transport", "name", "description".
type Columns map[string]int

// ParseColumns reads "port=1,service=3".
func ParseColumns(text string) (Columns, error) {
	c := make(Columns)
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(strings.TrimSpace(value))
		key = strings.ToLower(strings.TrimSpace(key))
		if _, known := givenFields[key]; err != nil || n < 1 || n > MaxColumns || !known {
			return nil, fmt.Errorf("%q names no column", part)
		}
		c[key] = n
	}
	if c["port"] == 0 || c["service"] == 0 {
		return nil, errors.New("port or service is missing")
	}
	return c, nil
}

var givenFields = map[string]field{
	"port": fieldPort, "service": fieldService, "transport": fieldTransport, "name": fieldName, "description": fieldDescription,
}

// fields returns the columns in their order; nil if none were given.
func (c Columns) fields() (all columns) {
	for key, n := range c {
		for len(all) < n {
			all = append(all, unread)
		}
		all[n-1] = givenFields[key]
	}
	return all
}

// A Reading is a file as it was understood.
type Reading struct {
	Deck     Deck
	Problems []Problem
	Headings map[string]string // of a table: what stands above the "port", the "service", the "transport"
}

// ReadColumns is [Read] of a table of which the columns are known, if c says so.
func ReadColumns(name string, data []byte, c Columns) Reading {
	r := &reading{deck: Deck{Name: deckName(name)}, seen: make(map[use]int), given: c.fields()}
	if tabular.KindOf(data) == tabular.WebPage {
		if text, ok := r.page(data); ok {
			r.read(inHTML, text)
		}
	} else if text, ok := r.decode(data); ok {
		text = unboxed(text)
		r.read(recognise(name, text), text)
	}
	return r.reading()
}

func (r *reading) reading() Reading {
	all := Reading{Headings: r.columns}
	all.Deck, all.Problems = r.finish()
	return all
}

// ReadSheets reads a deck from the tables of a workbook.
func ReadSheets(name string, sheets []tabular.Sheet, c Columns) Reading {
	r := &reading{deck: Deck{Name: deckName(name)}, seen: make(map[use]int), given: c.fields()}
	r.workbook(sheets)
	return r.reading()
}

// deckName returns the last part of a path of either kind, without the ending.
func deckName(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if bare := strings.TrimSuffix(base, path.Ext(base)); bare != "" {
		base = bare
	}
	name := tidy(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(base, "")))
	return tidy(catalogue.Shorten(name, MaxName))
}

// reading is the work on one file.
type reading struct {
	deck       Deck
	problems   []Problem
	more       int // problems beyond those that are listed
	failed     bool
	unread     bool        // the file as a whole cannot be read
	count      int         // of the file's entries, whatever became of them
	overflowed bool        // there are more of them, or of rows, than a deck may have
	seen       map[use]int // the line of each
	registry   bool        // the file is IANA's: what has no port or name is passed over

	strict  bool              // a row has no more cells than there are headings
	given   columns           // which columns are what, if that was said
	columns map[string]string // heading of the port, the service, the transport

	entries     []entry
	passed      []Problem // tables without columns for ports and services
	passedRows  int       // that name no service
	firstPassed place
}

func (r *reading) read(f format, text string) {
	switch f {
	case inJSON:
		r.json(text)
	case inServices:
		r.services(text)
	case inList:
		r.list(text)
	case inPairs:
		r.pairs(text)
	case inMarkdown:
		r.markdown(text)
	case inCommas, inTabs, inSemicolons:
		r.separated(text, separators[f])
	case inHTML:
		r.pageTables(text)
	case inAnki:
		r.anki(text)
	case unknown:
		r.report(Problem{Line: 1, Column: 1, Code: UnknownFormat})
	}
	r.addEntries()
}

// addEntries makes rows of the entries, once all of them are known: what commas
// mean is told by all ports of a file.
func (r *reading) addEntries() {
	if !r.unread {
		ports := make([]string, len(r.entries))
		for i := range r.entries {
			ports[i] = r.entries[i].text(fieldPort)
		}
		c := commasIn(ports)
		for i := range r.entries {
			r.add(&r.entries[i], c)
		}
	}
	if r.passedRows > 0 {
		r.report(Problem{
			Line: r.firstPassed.Line, Column: r.firstPassed.Column, Code: RowsPassedOver, Count: r.passedRows, Severity: Warning,
		})
	}
	if len(r.deck.Rows) == 0 && !r.failed {
		r.report(Problem{Line: 1, Column: 1, Code: NoRows})
	}
}

// workbook reads the sheets of a workbook that have ports.
func (r *reading) workbook(sheets []tabular.Sheet) {
	for _, sheet := range sheets {
		var records [][]cell
		for _, row := range sheet.Rows {
			cells := make([]cell, len(row.Cells))
			for i, text := range row.Cells {
				cells[i] = cell{text: text, place: place{row.Number, i + 1}}
			}
			if records = append(records, cells); len(records) > MaxRows+headingRows {
				r.overflow(cells[0].place)
				return
			}
		}
		for i := range records[:min(len(records), headingRows)] {
			if hasPort(records[i]) && !portsIn(records[i]) {
				r.table(table{head: records[i], records: records[i+1:], among: true})
				break
			}
		}
		if len(sheets) == 1 && len(r.entries) == 0 && len(r.passed) == 0 {
			r.records(records)
		}
	}
	if len(r.entries) == 0 || len(r.passed) > 0 {
		r.passTables()
	}
	r.addEntries()
}

// maxProblems is how many problems are listed.
const maxProblems = 100

func (r *reading) report(p Problem) {
	r.failed = r.failed || p.Severity == Error
	r.unread = r.unread || p.Severity == Error && slices.Contains(whole, p.Code)
	p.Cell = catalogue.Shorten(p.Cell, 40)
	if len(r.problems) < maxProblems-1 {
		r.problems = append(r.problems, p)
		return
	}
	r.more++
	if i := slices.IndexFunc(r.problems, isWarning); p.Severity == Error && i >= 0 {
		r.problems[i] = p // errors must not be lost among warnings
	}
}

func isWarning(p Problem) bool { return p.Severity == Warning }

func (r *reading) finish() (Deck, []Problem) {
	if r.unread {
		r.deck.Rows = nil
	}
	slices.SortStableFunc(r.problems, byPlace)
	if r.more > 0 {
		r.problems = append(r.problems, Problem{Code: MoreProblems, Count: r.more, Severity: Warning})
	}
	return r.deck, r.problems
}

// full reports whether the file has more entries than a deck may have rows, or
// they made more rows, and says so once.
func (r *reading) full(at place) bool {
	if r.count++; r.count > MaxRows {
		r.overflow(at)
	}
	return r.overflowed
}

func (r *reading) overflow(at place) {
	if !r.overflowed {
		r.report(Problem{Line: at.Line, Column: at.Column, Code: TooManyRows, Limit: MaxRows})
	}
	r.overflowed = true
}

// A place is a line and a column of the file, from 1.
type place tabular.Place

// after returns the place behind a text that begins here.
func (p place) after(text string) place { return place(tabular.Place(p).After(text)) }

// tidy takes away what a cell may have and a text must not: white space around
// it, and line ends of other kinds.
func tidy(text string) string { return strings.TrimSpace(lineFeeds.Replace(text)) }

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// chinese reports whether a text without a language is Chinese.
func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// all writes a whole file at once, or nothing of it.
func all(w io.Writer, text *bytes.Buffer) error {
	if text.Len() > MaxSize {
		return fmt.Errorf("%d bytes are more than the %d that can be read again", text.Len(), MaxSize)
	}
	_, err := w.Write(text.Bytes())
	return err
}
