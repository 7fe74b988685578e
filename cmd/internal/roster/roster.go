// Package roster reads the list of a class as people and learning platforms keep
// it: CSV in any encoding, or a workbook, with whatever columns beside the names.
//
// Nothing is guessed in silence. A [List] says what was taken from where, and has
// a [Doubt] for everything that somebody who knows the class had better look at.
package roster

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	SeveralLists DoubtCode = "several-sheets" // of a workbook
	TwoNames     DoubtCode = "two-names"      // several columns may hold the name
	BadNumber    DoubtCode = "bad-number"     // rounded by a spreadsheet: 2.026E+11
)

// Skips reports whether the row is left out if the list is taken nonetheless.
func (d Doubt) Skips() bool {
	return slices.Contains([]DoubtCode{NoName, BadName, LongName, SameNumber, BadRow}, d.Code)
}

// LongestName is how many characters a name on a list has at most. Names of
// people are far shorter; whole sentences are no names.
const LongestName = 120

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
		lists++
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
	begin      int  // index of the first row below the headings
	attendance bool // who joined and left is one
}

func (r *reading) doubt(d Doubt) { r.list.Doubts = append(r.list.Doubts, d) }

// read makes entries of the rows.
func (r *reading) read() error {
	for _, f := range r.sheet.Faults {
		r.doubt(Doubt{Code: BadRow, Row: f.Line})
	}
	for i := r.begin; i < len(r.sheet.Rows); i++ {
		row := r.sheet.Rows[i]
		if r.endsAt(i) {
			break
		}
		if r.isHeading(row) {
			r.list.Passed = append(r.list.Passed, row.Number)
			continue
		}
		r.add(row)
		if len(r.list.Entries) > room.MostParticipants {
			return ErrTooLarge
		}
	}
	if len(r.list.Entries) == 0 {
		return ErrNobody
	}
	return nil
}

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
		Name:   nameFrom(row.Cells, c.Name),
		Number: clean(at(row.Cells, c.Number)),
		Group:  clean(at(row.Cells, c.Group)),
	}
	switch code := nameFault(e.Name); {
	case isSum(e.Name) || e.Name == "" && r.saysNothing(row):
		r.list.Passed = append(r.list.Passed, row.Number)
		return
	case code != "":
		r.doubt(Doubt{Code: code, Row: row.Number, Text: catalogue.Shorten(e.Name, longestShown)})
		return
	}
	if rounded.MatchString(e.Number) {
		r.doubt(Doubt{Code: BadNumber, Row: row.Number, Text: e.Number})
		e.Number = ""
	}
	if strings.Contains(e.Number, "@") {
		e.Number = ""
	}
	if strings.Contains(e.Group, "@") {
		e.Group = ""
	}
	if r.known(e, row.Number) {
		return
	}
	r.list.Entries = append(r.list.Entries, e)
	r.list.Rows = append(r.list.Rows, row.Number)
}

// rounded are numbers as a spreadsheet writes long ones: their last digits are lost.
var rounded = regexp.MustCompile(`^\d([.,]\d+)?[eE]\+\d+$`)

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

// clean is what can be seen of a cell, on one line.
func clean(cell string) string {
	name, _ := room.Visible(cell)
	return name
}

// nameFrom puts a name together. Chinese, Japanese and Korean names are written
// without a blank.
func nameFrom(cells []string, columns []int) string {
	var parts []string
	for _, column := range columns {
		if part := clean(at(cells, column)); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 2 && isEastAsian(parts[0]) && isEastAsian(parts[1]) {
		return parts[1] + parts[0] // columns stand as first and last name
	}
	return strings.Join(parts, " ")
}

func isEastAsian(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	})
}

// nameFault says why a text is no name, or nothing.
func nameFault(name string) DoubtCode {
	switch {
	case name == "":
		return NoName
	case len([]rune(name)) > LongestName:
		return LongName
	case strings.Contains(name, "@") || !strings.ContainsFunc(name, unicode.IsLetter):
		return BadName
	}
	return ""
}

// sums are what stands where a name would in rows that are about nobody.
var sums = []string{
	"total",
	"sum",
	"summe",
	"average",
	"mean",
	"pointspossible",
	"合计",
	"总计",
	"平均",
	"总人数",
	"合計",
	"總計",
	"count",
}

func isSum(name string) bool { return slices.Contains(sums, plain(name)) }

// longestShown is how much of a cell is shown, in characters.
const longestShown = 40
