// Package workbook reads the workbooks of spreadsheets, as far as lists of names and ports
// need them: the cells of the visible sheets, as they are seen. A library that also writes
// and calculates would take longer to initialize than most commands take to run, and tests
// compare what is read here with what such a library reads.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"

	"portdrill/questions/catalogue/exchange/tabular"
)

// Sheets returns the tables of a file: one of a text with separators, or the visible
// ones of a workbook that have cells, as they are seen there. The error is that of
// [tabular.Decode], or a [tabular.KindError] for a workbook that cannot be read.
func Sheets(data []byte) ([]tabular.Sheet, tabular.Encoding, error) {
	if tabular.KindOf(data) == tabular.Workbook {
		sheets, err := read(data)
		if err != nil {
			return nil, "", &tabular.KindError{Kind: tabular.OtherZip}
		}
		return sheets, "", nil
	}
	sheet, from, err := tabular.Table(data)
	if err != nil {
		return nil, from, err
	}
	return []tabular.Sheet{sheet}, from, nil
}

// read reads an Office Open XML workbook (ECMA-376, part 1, chapter 18).
func read(data []byte) ([]tabular.Sheet, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	b := &book{archive: archive, left: largestBook}
	places, err := b.sheets()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(b.readStrings(), b.readFormats()); err != nil {
		return nil, err
	}
	var sheets []tabular.Sheet
	for _, p := range places {
		sheet, err := b.sheet(p)
		if err != nil {
			return nil, err
		}
		if len(sheet.Rows) > 0 {
			sheets = append(sheets, sheet)
		}
	}
	return sheets, nil
}

// sheet reads the rows of a sheet, and copies merged cells to the rows below their first.
func (b *book) sheet(p sheetPlace) (tabular.Sheet, error) {
	sheet := tabular.Sheet{Name: p.Name}
	rows, merged, err := b.readSheet(p.path)
	if err != nil {
		return sheet, err
	}
	copies := spread(rows, merged)
	for _, r := range rows {
		row := tabular.Row{Number: r.number, Hidden: r.hidden}
		for _, c := range r.cells {
			row.Cells = append(row.Cells, b.seen(c))
		}
		if strings.Join(row.Cells, "") == "" {
			continue
		}
		for column, of := range copies[r.number] {
			for len(row.Cells) <= column {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[column] = b.seen(of)
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet, nil
}

// mostMerged is how many rows a merged cell is copied to.
const mostMerged = 1000

// spread returns the cells that merged areas show in the rows below their first one, by
// row and column.
func spread(rows []row, merged []area) map[int]map[int]cell {
	copies := make(map[int]map[int]cell)
	byNumber := make(map[int]row, len(rows))
	for _, r := range rows {
		byNumber[r.number] = r
	}
	for _, m := range merged {
		var first cell
		if cells := byNumber[m.firstRow].cells; m.column < len(cells) {
			first = cells[m.column]
		}
		for number := m.firstRow + 1; number <= min(m.lastRow, m.firstRow+mostMerged); number++ {
			if copies[number] == nil {
				copies[number] = make(map[int]cell)
			}
			copies[number][m.column] = first
		}
	}
	return copies
}

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// seen returns what a cell shows.
func (b *book) seen(c cell) string {
	return strings.TrimSpace(lineFeeds.Replace(b.text(c)))
}
