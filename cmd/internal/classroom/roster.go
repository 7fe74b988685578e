package classroom

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// LargestRoster is how many bytes of a list are read. A list of names takes few; a
// table of a spreadsheet may be packed a hundredfold.
const (
	LargestRoster  = 4 << 20
	largestInTable = 64 << 20
)

// What can be wrong with a list.
var (
	ErrNoNames    = errors.New("there is no column of names")
	ErrRosterSize = errors.New("there are too many rows")
	errNoTable    = errors.New("neither a table of text nor of a spreadsheet")
)

// A BadRow is a row of a list whose name is none.
type BadRow struct {
	Row  int // from 1
	Text string
}

func (b *BadRow) Error() string { return fmt.Sprintf("row %d: %q is no name", b.Row, b.Text) }

// ReadRoster reads the list of a class: CSV in UTF-8, UTF-16 or GB18030, with commas,
// semicolons or tabs, or the first table of an xlsx file. A row of headings says
// which columns are the name, the number and the group; without one they come in this
// order. Blank rows are passed over. The error is a [BadRow], [ErrNoNames],
// [ErrRosterSize], or that it is no table.
func ReadRoster(data []byte) ([]room.Entry, error) {
	if len(data) > LargestRoster {
		return nil, ErrRosterSize
	}
	rows, err := rowsOf(data)
	if err != nil {
		return nil, err
	}
	var all []room.Entry
	columns := columnsOf{name: 0, number: 1, group: 2}
	begun := false
	for i, row := range rows {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if !begun {
			begun = true
			if found, is := headings(row); is {
				columns = found
				continue
			}
		}
		e, err := columns.entry(row)
		if err != nil {
			return nil, &BadRow{i + 1, at(row, columns.name)}
		}
		if all = append(all, e); len(all) > room.MostParticipants {
			return nil, ErrRosterSize
		}
	}
	if len(all) == 0 {
		return nil, ErrNoNames
	}
	return all, nil
}

// columnsOf says which columns are what; -1 for none.
type columnsOf struct{ name, number, group int }

// What columns are called, in lower case.
var (
	nameHeadings   = []string{"name", "full name", "student", "student name", "姓名", "名字", "学生", "学生姓名"}
	numberHeadings = []string{"number", "no", "no.", "id", "student number", "student id", "student no", "学号", "编号", "序号"}
	groupHeadings  = []string{"group", "team", "class", "组", "小组", "组别", "分组", "班级"}
)

func headings(row []string) (c columnsOf, is bool) {
	c = columnsOf{-1, -1, -1}
	for i := range row {
		switch heading := strings.ToLower(at(row, i)); {
		case c.name < 0 && slices.Contains(nameHeadings, heading):
			c.name = i
		case slices.Contains(numberHeadings, heading) && (c.number < 0 || heading == "学号"):
			c.number = i
		case c.group < 0 && slices.Contains(groupHeadings, heading):
			c.group = i
		}
	}
	return c, c.name >= 0
}

func (c columnsOf) entry(row []string) (room.Entry, error) {
	name, err := room.CleanName(wording.Clip(at(row, c.name), room.LongestName))
	if err != nil {
		return room.Entry{}, err
	}
	return room.Entry{Name: name, Number: seen(at(row, c.number)), Group: seen(at(row, c.group))}, nil
}

// seen is what can be seen of a text, cut to the length of a name.
func seen(text string) string {
	clean, err := room.CleanName(wording.Clip(text, room.LongestName))
	if err != nil {
		return ""
	}
	return clean
}

// at is the cell without blanks, and without the apostrophe that keeps a spreadsheet
// from running it.
func at(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	cell := strings.TrimSpace(row[i])
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@", rune(cell[1])) {
		cell = cell[1:]
	}
	return cell
}

func rowsOf(data []byte) ([][]string, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return spreadsheet(data)
	}
	text, err := plainText(data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	first, _, _ := strings.Cut(text, "\n")
	for _, separator := range "\t;,，" {
		if strings.ContainsRune(first, separator) {
			r.Comma = separator
			break
		}
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, errNoTable
	}
	return rows, nil
}

// plainText brings a text to UTF-8: what is not valid as such is taken for GB18030, as
// spreadsheets in China write.
func plainText(data []byte) (string, error) {
	text, err := data, error(nil)
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case !utf8.Valid(data):
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	}
	if err != nil || bytes.IndexByte(text, 0) >= 0 || bytes.ContainsRune(text, utf8.RuneError) {
		return "", errNoTable
	}
	return strings.ReplaceAll(strings.TrimPrefix(string(text), "\uFEFF"), "\r", "\n"), nil
}

// The parts of an xlsx file that hold the first table and the texts in it (ECMA-376,
// part 1, sections 18.3 and 18.4).
type (
	sheetXML struct {
		Rows []struct {
			N     int `xml:"r,attr"`
			Cells []struct {
				Place  string `xml:"r,attr"`
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	sharedXML struct {
		Items []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
)

// widest is how many columns of a table are looked at.
const widest = 64

func spreadsheet(data []byte) ([][]string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errNoTable
	}
	var shared sharedXML
	if err := part(z, "xl/sharedStrings.xml", &shared); err != nil && !errors.Is(err, errNoPart) {
		return nil, err
	}
	var sheet sheetXML
	if err := part(z, firstSheet(z), &sheet); err != nil {
		return nil, errNoTable
	}
	var rows [][]string
	for _, r := range sheet.Rows {
		row := make([]string, 0, len(r.Cells))
		for i, c := range r.Cells {
			place := column(c.Place, i)
			if place >= widest {
				continue
			}
			for len(row) <= place {
				row = append(row, "")
			}
			row[place] = valueOf(c.Type, c.Value, c.Inline, shared)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

var errNoPart = errors.New("no such part")

func part(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return errNoPart
	}
	defer f.Close()
	if err := xml.NewDecoder(io.LimitReader(f, largestInTable)).Decode(into); err != nil {
		return errNoTable
	}
	return nil
}

// firstSheet is the name of the first table. Programs number them from 1.
func firstSheet(z *zip.Reader) string {
	var names []string
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/") && strings.HasSuffix(f.Name, ".xml") {
			names = append(names, f.Name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// column is the index that a place such as "C7" is in; i where it says none.
func column(place string, i int) int {
	n := 0
	for _, c := range place {
		if c < 'A' || c > 'Z' || n > widest {
			break
		}
		n = 26*n + int(c-'A') + 1
	}
	if n == 0 {
		return i
	}
	return n - 1
}

func valueOf(kind, value, inline string, shared sharedXML) string {
	switch kind {
	case "inlineStr":
		return inline
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(shared.Items) {
			return ""
		}
		return shared.Items[n].Text + strings.Join(shared.Items[n].Runs, "")
	}
	if f, err := strconv.ParseFloat(value, 64); kind == "" && err == nil && strings.ContainsAny(value, "eE.") && f == float64(int64(f)) {
		return strconv.FormatInt(int64(f), 10) // a number of a student, as a spreadsheet rounds it
	}
	return value
}
