package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"portdrill/questions/catalogue/exchange/tabular"
)

// Limits of a workbook. One may be packed a hundredfold.
const (
	largestBook = 64 << 20
	largestPart = 32 << 20
	mostAreas   = 10_000 // merged cells of a sheet
)

// A book is a workbook that is being read.
type book struct {
	archive  *zip.Reader
	left     int64 // bytes that may still be unpacked
	from1904 bool  // days are counted from 1904
	strings  []string
	formats  []string // of the styles of cells; "" shows a number as it is
}

// A cell is the XML of a cell.
type cell struct {
	Place  string   `xml:"r,attr"` // such as B3; "" is the one behind the last
	Style  int      `xml:"s,attr"`
	Type   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

// A richText is text of which parts may have fonts of their own. What is there to be read
// aloud, rPh, is left out.
type richText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t richText) String() string { return unescaped(t.Text + strings.Join(t.Runs, "")) }

// A row is a row of a sheet: its number, from 1, and its cells from the first column on.
type row struct {
	number int
	hidden bool
	cells  []cell
}

// An area is the column and the rows of cells that are merged.
type area struct{ column, firstRow, lastRow int }

// A sheetPlace is a sheet as the workbook names it.
type sheetPlace struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	ID    string `xml:"id,attr"`
	path  string
}

var errLarge = errors.New("the workbook is too large")

// A handler is called at the start of an element.
type handler func(*xml.Decoder, xml.StartElement) error

// walkIfThere is [book.walk] of a part that a workbook need not have.
func (b *book) walkIfThere(name string, handlers map[string]handler) error {
	if err := b.walk(name, handlers); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// walk reads a part of the workbook and calls the handlers of its elements, by their names.
func (b *book) walk(name string, handlers map[string]handler) error {
	file, err := b.archive.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	limited := &io.LimitedReader{R: file, N: min(largestPart, b.left)}
	defer func(before int64) { b.left -= before - limited.N }(limited.N)
	d := xml.NewDecoder(limited)
	for {
		token, err := d.Token()
		switch {
		case limited.N <= 0:
			return errLarge
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		}
		if start, ok := token.(xml.StartElement); ok && handlers[start.Name.Local] != nil {
			if err := handlers[start.Name.Local](d, start); err != nil {
				return fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
}

// each returns what decodes an element and hands it on.
func each[T any](do func(T)) handler {
	return func(d *xml.Decoder, start xml.StartElement) error {
		var element T
		if err := d.DecodeElement(&element, &start); err != nil {
			return err
		}
		do(element)
		return nil
	}
}

// sheets returns the visible sheets of cells, in their order.
func (b *book) sheets() (places []sheetPlace, err error) {
	type properties struct {
		From1904 bool `xml:"date1904,attr"`
	}
	err = b.walk("xl/workbook.xml", map[string]handler{
		"workbookPr": each(func(p properties) { b.from1904 = p.From1904 }),
		"sheet":      each(func(p sheetPlace) { places = append(places, p) }),
	})
	if err != nil {
		return nil, err
	}
	type relationship struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
	paths := make(map[string]string)
	err = b.walk("xl/_rels/workbook.xml.rels", map[string]handler{
		"Relationship": each(func(r relationship) {
			if path.Base(r.Type) != "worksheet" {
				return // a chart, for example
			}
			if inside, absolute := strings.CutPrefix(r.Target, "/"); absolute {
				paths[r.ID] = inside
			} else {
				paths[r.ID] = path.Join("xl", r.Target)
			}
		}),
	})
	var visible []sheetPlace
	for _, p := range places {
		if p.path = paths[p.ID]; p.path != "" && (p.State == "" || p.State == "visible") {
			visible = append(visible, p)
		}
	}
	return visible, err
}

func (b *book) readStrings() error {
	return b.walkIfThere("xl/sharedStrings.xml", map[string]handler{
		"si": each(func(t richText) { b.strings = append(b.strings, t.String()) }),
	})
}

func (b *book) readFormats() error {
	type format struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	}
	type styles struct {
		Cells []format `xml:"xf"`
	}
	codes := make(map[int]string)
	var cells []format
	err := b.walkIfThere("xl/styles.xml", map[string]handler{
		"numFmt":  each(func(f format) { codes[f.ID] = f.Code }),
		"cellXfs": each(func(s styles) { cells = s.Cells }),
	})
	for _, c := range cells {
		code, own := codes[c.ID]
		if !own {
			code = builtinFormats[c.ID]
		}
		b.formats = append(b.formats, code)
	}
	return err
}

// readSheet returns the rows of a sheet, as far as [tabular.MaxColumns] goes, and the cells
// in it that are merged.
func (b *book) readSheet(name string) (rows []row, merged []area, err error) {
	type rowElement struct {
		Number int    `xml:"r,attr"`
		Hidden bool   `xml:"hidden,attr"`
		Cells  []cell `xml:"c"`
	}
	type mergeElement struct {
		Area string `xml:"ref,attr"`
	}
	last := 0
	err = b.walk(name, map[string]handler{
		"row": each(func(r rowElement) {
			if last++; r.Number > 0 {
				last = r.Number
			}
			rows = append(rows, row{last, r.Hidden, inColumns(r.Cells)})
		}),
		"mergeCell": each(func(m mergeElement) {
			begin, end, _ := strings.Cut(m.Area, ":")
			column, first := position(begin)
			if _, last := position(end); 0 <= column && column < tabular.MaxColumns && len(merged) < mostAreas {
				merged = append(merged, area{column, first, last})
			}
		}),
	})
	return rows, merged, err
}

// inColumns puts cells where they say that they are.
func inColumns(cells []cell) (placed []cell) {
	next := 0
	for _, c := range cells {
		if column, _ := position(c.Place); column >= 0 {
			next = column
		}
		if next >= tabular.MaxColumns {
			break
		}
		for len(placed) <= next {
			placed = append(placed, cell{})
		}
		placed[next] = c
		next++
	}
	return placed
}

// position returns the column, from 0, and the row, from 1, of a place such as B3; the
// column is -1 if it names none.
func position(place string) (column, row int) {
	letters := strings.TrimRight(place, "0123456789")
	for _, r := range letters {
		if r < 'A' || r > 'Z' || column > tabular.MaxColumns {
			return -1, 0
		}
		column = 26*column + int(r-'A') + 1
	}
	row, _ = strconv.Atoi(place[len(letters):]) // 0 is no row
	return column - 1, row
}

// text returns what a cell holds, as it is shown.
func (b *book) text(c cell) string {
	switch c.Type {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(c.Value)); err == nil && 0 <= i && i < len(b.strings) {
			return b.strings[i]
		}
		return ""
	case "inlineStr":
		return c.Inline.String()
	case "b":
		return map[string]string{"0": "FALSE", "1": "TRUE"}[c.Value]
	case "", "n":
		if 0 < c.Style && c.Style < len(b.formats) {
			return b.shown(c.Value, b.formats[c.Style])
		}
		return b.shown(c.Value, "")
	}
	return unescaped(c.Value) // the text of a formula, an error, a date
}

// unescaped replaces what stands for a character that XML cannot hold, such as _x000D_.
func unescaped(text string) string {
	const length = len("_x000D_")
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "_x")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		escape := text[len(before):]
		if len(escape) >= length && escape[length-1] == '_' {
			if code, err := strconv.ParseUint(escape[len("_x"):length-1], 16, 16); err == nil {
				b.WriteRune(rune(code))
				text = escape[length:]
				continue
			}
		}
		b.WriteString("_x")
		text = after
	}
}
