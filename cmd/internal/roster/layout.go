package roster

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Headings stand within the first rows; above them may be a title and what the
// list is about.
const firstRows = 12

// layout finds out which columns are what; it returns false if there is no name.
func (r *reading) layout(columns Columns) bool {
	if len(r.sheet.Rows) == 0 {
		return false
	}
	best, most := -1, 0
	for i, row := range r.sheet.Rows[:min(len(r.sheet.Rows), firstRows)] {
		if roles := rolesOf(row.Cells); namesPeople(roles) && saying(roles) > most {
			best, most = i, saying(roles)
		}
	}
	if best >= 0 {
		row := r.sheet.Rows[best]
		r.roles, r.list.Heading, r.begin = rolesOf(row.Cells), row.Number, best+1
	}
	switch {
	case columns.Name != nil:
		r.list.Columns = columns
		r.dropEmails()
		return true
	case best < 0:
		return r.layoutByContent()
	}
	r.list.Columns = r.headed(r.sheet.Rows[best].Cells)
	r.attendance = slices.Contains(r.roles, action)
	r.dropEmails()
	return true
}

func rolesOf(cells []string) []role {
	roles := make([]role, len(cells))
	for i, c := range cells {
		if roles[i] = headingOf(c).role; strings.Contains(c, "@") {
			roles[i] = noHeading
		}
	}
	return roles
}

// namesPeople reports whether a row of headings has a column for names. A row with an
// address is no row of headings.
func namesPeople(roles []role) bool {
	if slices.Contains(roles, noHeading) {
		return false
	}
	return slices.ContainsFunc(roles, func(r role) bool { return r == fullName || r == firstName || r == lastName })
}

// saying counts the columns that headings are known of, each role once.
func saying(roles []role) int {
	seen := make(map[role]bool)
	for _, r := range roles {
		if r != unknown {
			seen[r] = true
		}
	}
	return len(seen)
}

// headed chooses columns by their headings.
func (r *reading) headed(cells []string) Columns {
	full, first, last := r.choose(cells, fullName), r.choose(cells, firstName), r.choose(cells, lastName)
	var c Columns
	switch {
	case first > 0 && last > 0 && slices.Contains(familyFirst, plain(at(cells, last))):
		c.Name = []int{last, first}
	case first > 0 && last > 0:
		c.Name = []int{first, last}
	case full > 0 && first > 0 && r.isWhole(full, first, first):
		c.Name = []int{full}
	case full > 0 && first > 0: // "name" beside a first name is the family's
		c.Name = []int{first, full}
	case full > 0 && last > 0 && r.isWhole(full, last, last):
		c.Name = []int{full}
	case full > 0 && last > 0 && !r.overlaps(full, last): // "name" beside a surname is the given one
		c.Name = []int{full, last}
	case full > 0 && last > 0:
		c.Name = []int{full}
		r.doubt(Doubt{Code: TwoNames, Row: r.list.Heading, Text: at(cells, full) + ", " + at(cells, last)})
	default:
		c.Name = []int{max(full, first, last)}
		if full == 0 {
			r.doubt(Doubt{Code: TwoNames, Row: r.list.Heading, Text: at(cells, c.Name[0])})
		}
	}
	if middle := r.choose(cells, middleName); middle > 0 && len(c.Name) == 2 {
		c.Name = []int{c.Name[0], middle, c.Name[1]}
	}
	if further := r.choose(cells, furtherName); further > 0 && last > 0 && slices.Contains(c.Name, last) {
		c.Name = append(c.Name, further)
	}
	if other := r.another(cells, c.Name); other > 0 {
		r.doubt(Doubt{Code: TwoNames, Row: r.list.Heading, Text: at(cells, c.Name[0]) + ", " + at(cells, other)})
	}
	if c.Number = r.choose(cells, number); 0 < c.Number && c.Number < slices.Min(c.Name) && r.countsRows(cells, c.Number) {
		c.Number = 0
	}
	c.Group = r.choose(cells, group)
	return c
}

// familyFirst are headings in languages that put the family name first.
var familyFirst = []string{"họ", "họđệm", "họlót", "vezetéknév"}

// countsRows reports whether a column headed "No." merely numbers the rows, which no later
// list has to repeat.
func (r *reading) countsRows(cells []string, column int) bool {
	if !slices.Contains([]string{"no", "nr", "nº", "n", "num", "номер", "番号", "번호", "编号", "編號"}, plain(at(cells, column))) {
		return false
	}
	want := 0
	for _, row := range r.body() {
		cell := at(row, column)
		if cell == "" {
			continue
		}
		if want++; cell != strconv.Itoa(want) {
			return false
		}
	}
	return want > 1
}

// another returns a column with the same heading as one that the names are from: two
// lists side by side.
func (r *reading) another(cells []string, names []int) int {
	for i, cell := range cells {
		for _, name := range names {
			if _, filled := r.count(i+1, isNameLike); i+1 != name && filled > 0 && cell != "" && plain(cell) == plain(at(cells, name)) {
				return i + 1
			}
		}
	}
	return 0
}

// overlaps reports whether a column has the text of another in any row.
func (r *reading) overlaps(full, part int) bool {
	for _, row := range r.body() {
		if at(row, part) != "" && strings.Contains(at(row, full), at(row, part)) {
			return true
		}
	}
	return false
}

// isWhole reports whether a column has the names that two others have in parts.
func (r *reading) isWhole(full, first, last int) bool {
	for _, row := range r.body() {
		if !strings.Contains(at(row, full), at(row, first)) || !strings.Contains(at(row, full), at(row, last)) {
			return false
		}
	}
	return true
}

func (r *reading) body() [][]string {
	var rows [][]string
	for _, row := range r.sheet.Rows[r.begin:] {
		rows = append(rows, row.Cells)
	}
	return rows
}

// choose returns the column of the role whose heading says it best, 0 for none. A
// column of addresses is none, whatever stands above it.
func (r *reading) choose(cells []string, wanted role) int {
	column, best := 0, 0
	for i, cell := range cells {
		if h := headingOf(cell); h.role == wanted && (column == 0 || h.rank < best) && !r.isEmail(i+1) {
			column, best = i+1, h.rank
		}
	}
	return column
}

func (r *reading) dropEmails() {
	for i := range r.width() {
		if i < len(r.roles) && r.roles[i] == email || r.isEmail(i+1) {
			r.list.Emails = append(r.list.Emails, i+1)
		}
	}
}

func (r *reading) width() int {
	width := 0
	for _, row := range r.sheet.Rows {
		width = max(width, len(row.Cells))
	}
	return width
}

// isEmail reports whether most cells of a column are addresses.
func (r *reading) isEmail(column int) bool {
	addresses, filled := r.count(column, func(cell string) bool {
		return strings.Contains(cell, "@") && withoutAddress(cell) == cell
	})
	return 2*addresses > filled
}

// count returns how many cells of a column are like that, and how many are not
// empty.
func (r *reading) count(column int, like func(string) bool) (n, filled int) {
	for _, row := range r.sheet.Rows[r.begin:] {
		cell := at(row.Cells, column)
		if cell == "" {
			continue
		}
		filled++
		if like(cell) {
			n++
		}
	}
	return n, filled
}

// layoutByContent tells columns without headings by what is in them. It must be
// plain: names in one column, and numbers beside them that the first row has too,
// so that it is no heading. Anything else is a doubt.
func (r *reading) layoutByContent() bool {
	headed := r.unknownHeadings()
	if headed {
		r.begin = 1
	}
	var names, numbers []int
	for column := 1; column <= r.width(); column++ {
		if r.isEmail(column) {
			continue
		}
		like, filled := r.count(column, isNumber)
		switch {
		case filled == 0:
		case like == filled:
			numbers = append(numbers, column)
		default:
			if like, _ := r.count(column, isNameLike); 10*like >= 9*filled && 2*filled >= len(r.sheet.Rows)-r.begin {
				names = append(names, column)
			}
		}
	}
	r.dropEmails()
	first := r.sheet.Rows[0].Cells
	if len(names) == 0 {
		return false
	}
	r.list.Columns.Name = names[:1]
	if len(numbers) > 0 {
		r.list.Columns.Number = numbers[0]
	}
	rest := names[1:]
	if len(rest) == 1 && (r.repeats(rest[0]) || r.isShort(rest[0])) {
		r.list.Columns.Group, rest = rest[0], nil
	}
	switch {
	case len(rest) > 0 || r.isShort(names[0]) && len(names) > 1:
		r.doubt(Doubt{Code: TwoNames, Text: strings.Join(first, ", ")})
	case headed || len(numbers) == 0 || !r.isDistinct(numbers[0]) || !r.isDistinct(names[0]):
		r.doubt(Doubt{Code: NoHeading, Row: r.sheet.Rows[0].Number, Text: strings.Join(first, ", ")})
	}
	return true
}

// unknownHeadings reports whether the first row has a word above a column of numbers.
func (r *reading) unknownHeadings() bool {
	if len(r.sheet.Rows) < 2 {
		return false
	}
	for i, cell := range r.sheet.Rows[0].Cells {
		like, filled := r.count(i+1, isNumber)
		if !isNumber(cell) && isNameLike(cell) && filled > 1 && like == filled-1 {
			return true
		}
	}
	return false
}

// repeats reports whether a column has each of its texts twice or more on average.
func (r *reading) repeats(column int) bool {
	different, filled := r.different(column)
	return 2*different <= filled
}

// isDistinct reports whether at least nine in ten cells of a column have a text of their own.
func (r *reading) isDistinct(column int) bool {
	different, filled := r.different(column)
	return 10*different >= 9*filled
}

// different returns how many different texts a column has, and how many cells are filled.
func (r *reading) different(column int) (n, filled int) {
	seen := make(map[string]bool)
	return r.count(column, func(cell string) bool {
		before := seen[cell]
		seen[cell] = true
		return !before
	})
}

// isShort reports whether no cell of a column has more than three characters, as
// names of groups do and of people do not, but for Chinese ones.
func (r *reading) isShort(column int) bool {
	long, _ := r.count(column, func(cell string) bool { return len([]rune(cell)) > 3 || isEastAsian(cell) })
	return long == 0
}

// isNumber reports whether a cell is the number of a student: most of its
// characters are digits.
func isNumber(cell string) bool {
	digits := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			digits++
		} else if unicode.IsSpace(r) || unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return 2*digits > len([]rune(cell))
}

// isNameLike reports whether a cell has letters and no digits.
func isNameLike(cell string) bool {
	return strings.ContainsFunc(cell, unicode.IsLetter) && !strings.ContainsFunc(cell, func(r rune) bool {
		return unicode.IsDigit(r) || strings.ContainsRune("@:/\\<>{}[]=#", r)
	})
}
