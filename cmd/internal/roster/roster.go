// Package roster reads the list of a class as people and learning platforms keep
// it: CSV in any encoding, or a workbook, with whatever columns beside the names.
//
// Nothing is guessed in silence. A [List] says what was taken from where, and has
// a [Doubt] for everything that somebody who knows the class had better look at.
package roster

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"portdrill/cmd/internal/workbook"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz/room"
)

// Largest is how many bytes of a list are read. A list of names takes few.
const Largest = 4 << 20

// What can keep a list from being read, besides the errors of [workbook.Sheets].
var (
	ErrNoNames  = errors.New("no column of names")
	ErrNobody   = errors.New("no learner")
	ErrTooLarge = errors.New("too many rows")
	ErrIsData   = errors.New("data of a program, not a table")
)

// Columns say which columns of a list are what, from 1; 0 for none. A name may be
// in several, which then make one.
type Columns struct {
	Name          []int
	Number, Group int
}

// ParseColumns reads "name=2+3,number=4,group=6".
func ParseColumns(text string) (c Columns, err error) {
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		var columns []int
		for word := range strings.SplitSeq(value, "+") {
			n, err := strconv.Atoi(strings.TrimSpace(word))
			if err != nil || n < 1 || n > tabular.MaxColumns {
				return c, fmt.Errorf("%q is no column", word)
			}
			columns = append(columns, n)
		}
		switch key = strings.ToLower(strings.TrimSpace(key)); {
		case key == "name":
			c.Name = columns
		case len(columns) > 1:
			return c, fmt.Errorf("%s takes one column", key)
		case key == "number":
			c.Number = columns[0]
		case key == "group":
			c.Group = columns[0]
		default:
			return c, fmt.Errorf("%q is none of name, number, group", key)
		}
	}
	if c.Name == nil {
		return c, errors.New("name is missing")
	}
	return c, nil
}

// A List is a class list as it was understood.
type List struct {
	Entries  []room.Entry
	Rows     []int // of each entry
	Sheet    string
	Encoding tabular.Encoding
	Heading  int // the row of the headings, 0 for none
	Columns  Columns
	Emails   []int // columns that were dropped
	Passed   []int // rows that are about nobody: blank names, sums, a second heading
	Repeated []int // rows that say again what one before says
	Doubts   []Doubt
}

// A Doubt is something that may have been meant otherwise.
type Doubt struct {
	Code DoubtCode
	Row  int // 0 if it is about no row
	Text string
	With int // another row
}

// A DoubtCode says what kind of doubt it is.
type DoubtCode string

// The kinds of doubt.
const (
	NoHeading    DoubtCode = "no-heading"     // columns were told by what is in them
	NoName       DoubtCode = "no-name"        // a row has other cells
	BadName      DoubtCode = "bad-name"       // a number, an address, a sign
	LongName     DoubtCode = "long-name"      // longer than LongestName
	SameName     DoubtCode = "same-name"      // two rows that nothing tells apart
	SameNumber   DoubtCode = "same-number"    // two people of one number
	BadRow       DoubtCode = "bad-row"        // its quotation marks do not match
	WideRow      DoubtCode = "wide-row"       // has more cells than the headings: an unquoted comma
	SeveralLists DoubtCode = "several-sheets" // of a workbook
	TwoNames     DoubtCode = "two-names"      // several columns may hold the name
	BadNumber    DoubtCode = "bad-number"     // rounded by a spreadsheet: 2.026E+11
	OddName      DoubtCode = "odd-name"       // has digits or brackets, or is several names
	BareName     DoubtCode = "bare-name"      // the only cell of its row: may be a note
	HiddenRow    DoubtCode = "hidden-row"     // in a workbook
	HasLeft      DoubtCode = "has-left"       // marked as withdrawn
	Moved        DoubtCode = "moved-numbers"  // a number now belongs to another learner
)

// Skips reports whether the row is left out if the list is taken nonetheless.
func (d Doubt) Skips() bool {
	return slices.Contains([]DoubtCode{NoName, BadName, LongName, SameNumber, BadRow, WideRow, HiddenRow, HasLeft}, d.Code)
}

// Read reads the list of a class. columns overrides what the headings say.
func Read(data []byte, columns Columns) (List, error) {
	if len(data) > Largest {
		return List{}, ErrTooLarge
	}
	sheets, from, err := workbook.Sheets(data)
	if err != nil {
		return List{}, err
	}
	if begins := strings.TrimSpace(string(data[:min(len(data), 64)])); strings.HasPrefix(begins, "{") ||
		strings.HasPrefix(begins, "[") {
		return List{}, ErrIsData
	}
	var best *reading
	lists := 0
	for _, sheet := range sheets {
		r := &reading{sheet: sheet, list: List{Sheet: sheet.Name, Encoding: from}}
		if !r.layout(columns) {
			continue
		}
		if r.list.Heading > 0 || len(r.list.Doubts) == 0 || best == nil {
			lists++
		}
		if best == nil || r.list.Heading > 0 && best.list.Heading == 0 {
			best = r
		}
	}
	if best == nil {
		return List{Encoding: from}, ErrNoNames
	}
	if lists > 1 {
		best.doubt(Doubt{Code: SeveralLists, Text: best.list.Sheet})
	}
	if err := best.read(); err != nil {
		return List{}, err
	}
	return best.list, nil
}

// reading is the work on one sheet.
type reading struct {
	sheet      tabular.Sheet
	list       List
	roles      []role
	begin      int   // index of the first row below the headings
	attendance bool  // a learner can have several rows
	posts      []int // columns of roles such as teacher
	standings  []int // columns of states such as withdrawn
	widest     int   // how many cells a row can fill
	last       int   // the last row read
}

func (r *reading) doubt(d Doubt) { r.list.Doubts = append(r.list.Doubts, d) }

// read makes entries of the rows.
func (r *reading) read() error {
	for _, f := range r.sheet.Faults {
		r.doubt(Doubt{Code: BadRow, Row: f.Line})
	}
	r.posts, r.standings = r.columnsOf(post), r.columnsOf(standing)
	r.widest = r.mostCells()
	for i := r.begin; i < len(r.sheet.Rows); i++ {
		row := r.sheet.Rows[i]
		switch {
		case isRule(row):
			continue
		case r.endsAt(i) && !r.isHeading(r.sheet.Rows[i+1]):
			for _, rest := range r.sheet.Rows[i:] {
				r.list.Passed = append(r.list.Passed, rest.Number)
			}
			return r.anybody()
		case r.endsAt(i): // another list follows, with the same headings
			r.doubt(Doubt{Code: SeveralLists, Row: row.Number, Text: strings.TrimSpace(strings.Join(row.Cells, " "))})
			r.list.Passed = append(r.list.Passed, row.Number)
			continue
		case r.isHeading(row):
			r.list.Passed = append(r.list.Passed, row.Number)
			continue
		case row.Hidden:
			r.doubt(Doubt{Code: HiddenRow, Row: row.Number})
			continue
		}
		r.add(row)
		r.last = row.Number
		if len(r.list.Entries) > room.MostParticipants {
			return ErrTooLarge
		}
	}
	return r.anybody()
}

// mostCells returns how many cells a row can fill: as many as there are headings, unless half
// of the rows fill more, so that a column has no heading.
func (r *reading) mostCells() int {
	rows, wider := r.sheet.Rows[r.begin:], 0
	for _, row := range rows {
		if filled(row) > len(r.roles) {
			wider++
		}
	}
	if r.list.Heading == 0 || 2*wider >= len(rows) {
		return tabular.MaxColumns
	}
	return len(r.roles)
}

// filled returns how many cells a row has up to the last one that is not empty.
func filled(row tabular.Row) int {
	n := len(row.Cells)
	for n > 0 && row.Cells[n-1] == "" {
		n--
	}
	return n
}

func (r *reading) anybody() error {
	if len(r.list.Entries) == 0 {
		return ErrNobody
	}
	return nil
}

// columnsOf returns the columns of a role.
func (r *reading) columnsOf(wanted role) []int {
	var all []int
	for i, role := range r.roles {
		if role == wanted {
			all = append(all, i+1)
		}
	}
	return all
}

// isRule reports whether a row is the line below the headings of a table in Markdown.
func isRule(row tabular.Row) bool {
	text := strings.Join(row.Cells, "")
	return strings.Contains(text, "---") && strings.Trim(text, "-:") == ""
}

// hasLeft reports whether a row says that the learner has left.
func (r *reading) hasLeft(row tabular.Row) bool {
	return slices.ContainsFunc(r.standings, func(column int) bool { return departed()[plain(at(row.Cells, column))] })
}

// teaches reports whether a row has a role of those who teach, also as a part of a word, as
// in "Kursadministrator", unless it is one of a student.
func (r *reading) teaches(row tabular.Row) bool {
	const short = 4 // in bytes: "ta" is part of many words
	return slices.ContainsFunc(r.posts, func(column int) bool {
		post := plain(at(row.Cells, column))
		for word := range teaching() {
			if post == word || len(word) > short && strings.Contains(post, word) && !strings.Contains(post, "student") {
				return true
			}
		}
		return false
	})
}

// wordSet returns a function that returns the set of the words of a text.
func wordSet(text string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		words := make(map[string]bool)
		for word := range strings.FieldsSeq(text) {
			words[word] = true
		}
		return words
	})
}

// Words for those who teach, and for those who have left.
var (
	teaching = wordSet(`teacher teachers ta teachingassistant instructor instructors lecturer owner tutor coteacher
		editingteacher noneditingteacher admin designer observer
		dozent dozentin lehrer lehrerin lehrkraft trainer enseignant profesor professor docente 教师 教師 老师 老師 助教 班主任 导师 教員 учитель преподаватель`)
	departed = wordSet(`withdrawn withdrew dropped left inactive suspended transferred expelled deleted completed rejected
		abgemeldet ausgeschieden abandonné baja
		退学 退學 休学 休學 转学 轉學 转出 退课 退選 退选 已退课 停用 отчислен`)
)

// endsAt reports whether another part of the file begins: a title alone in its
// row, with headings below it.
func (r *reading) endsAt(i int) bool {
	rows := r.sheet.Rows
	filled := 0
	for _, c := range rows[i].Cells {
		if c != "" {
			filled++
		}
	}
	return filled == 1 && len(r.roles) > 1 && i+1 < len(rows) && namesPeople(rolesOf(rows[i+1].Cells))
}

// isHeading reports whether a row says again what the headings say.
func (r *reading) isHeading(row tabular.Row) bool {
	return r.list.Heading > 0 && namesPeople(rolesOf(row.Cells)) && slices.Equal(rolesOf(row.Cells), r.roles)
}

func (r *reading) add(row tabular.Row) {
	c := r.list.Columns
	e := room.Entry{
		Name:   withoutAddress(nameFrom(row.Cells, c.Name)),
		Number: numberFrom(at(row.Cells, c.Number)),
		Group:  clean(at(row.Cells, c.Group)),
	}
	shown := catalogue.Shorten(e.Name, longestShown)
	switch code := nameFault(e.Name); {
	case r.isAboutNobody(e) || e.Name == "" && r.saysNothing(row) || r.teaches(row):
		r.list.Passed = append(r.list.Passed, row.Number)
		return
	case filled(row) > r.widest:
		text := catalogue.Shorten(strings.Join(row.Cells, ", "), longestShown)
		r.doubt(Doubt{Code: WideRow, Row: row.Number, Text: text})
		return
	case r.hasLeft(row):
		r.doubt(Doubt{Code: HasLeft, Row: row.Number, Text: shown})
		return
	case code != "":
		r.doubt(Doubt{Code: code, Row: row.Number, Text: shown})
		return
	}
	if r.looksLikeNote(row, e.Name) {
		r.doubt(Doubt{Code: BareName, Row: row.Number, Text: shown})
	}
	written := joined(row.Cells, c.Name)
	if strings.ContainsFunc(e.Name, isOdd) || numbered().MatchString(e.Name) || garbled().MatchString(written) {
		r.doubt(Doubt{Code: OddName, Row: row.Number, Text: catalogue.Shorten(written, longestShown)})
	}
	if rounded().MatchString(e.Number) {
		r.doubt(Doubt{Code: BadNumber, Row: row.Number, Text: e.Number})
		e.Number = ""
	}
	for _, cell := range []*string{&e.Number, &e.Group} {
		if strings.Contains(*cell, "@") {
			*cell = ""
		}
	}
	if r.known(e, row.Number) {
		return
	}
	r.list.Entries = append(r.list.Entries, e)
	r.list.Rows = append(r.list.Rows, row.Number)
}

// saysNothing reports whether a row without a name has nothing in the columns that
// are read.
func (r *reading) saysNothing(row tabular.Row) bool {
	c := r.list.Columns
	return at(row.Cells, c.Number) == "" && at(row.Cells, c.Group) == ""
}

// known compares an entry with those before it; it returns true if the entry is
// not to be added.
func (r *reading) known(e room.Entry, row int) bool {
	for i, b := range r.list.Entries {
		sameName := room.Fold(b.Name) == room.Fold(e.Name)
		switch {
		case e.Number != "" && b.Number == e.Number && sameName,
			sameName && r.attendance && e.Number == b.Number:
			r.list.Repeated = append(r.list.Repeated, row)
			return true
		case e.Number != "" && b.Number == e.Number:
			r.doubt(Doubt{Code: SameNumber, Row: row, With: r.list.Rows[i], Text: e.Number})
			return true
		case sameName && e.Number == b.Number && room.Fold(b.Group) == room.Fold(e.Group):
			r.doubt(Doubt{Code: SameName, Row: row, With: r.list.Rows[i], Text: catalogue.Shorten(e.Name, longestShown)})
			return false
		}
	}
	return false
}

// at is the cell of a column, which counts from 1.
func at(cells []string, column int) string {
	if column < 1 || column > len(cells) {
		return ""
	}
	return cells[column-1]
}

// Headed returns what tells who a row of a table is about that has more than people, by
// the headings at the index of the sheet's rows. It is nil if they name no column of names
// or student numbers.
func Headed(sheet tabular.Sheet, heading int) func(tabular.Row) room.Entry {
	cells := sheet.Rows[heading].Cells
	r := &reading{sheet: sheet, roles: rolesOf(cells), begin: heading + 1}
	c := Columns{Number: r.choose(cells, number)}
	if namesPeople(r.roles) {
		c = r.headed(cells)
	}
	if c.Name == nil && c.Number == 0 {
		return nil
	}
	return func(row tabular.Row) room.Entry {
		return room.Entry{Name: withoutAddress(nameFrom(row.Cells, c.Name)), Number: numberFrom(at(row.Cells, c.Number))}
	}
}
