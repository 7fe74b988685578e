// Package workbook reads the workbooks of spreadsheets. It stands among the commands
// because the library that it uses reaches further than questions may.
package workbook

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"portdrill/questions/catalogue/exchange/tabular"
)

// Limits of a workbook. One may be packed a hundredfold.
const (
	largestBook = 64 << 20
	largestPart = 32 << 20
)

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// whole returns the stored number where a spreadsheet shows only its first digits, as in
// 2.026E+13, or adds separators, as in 20,260,101.00.
func whole(shown, stored string) string {
	plain := strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(shown)
	if before, after, ok := strings.Cut(plain, "."); ok && strings.Trim(after, "0") == "" {
		plain = before
	}
	if plain == stored {
		return stored
	}
	if !strings.Contains(shown, "E+") {
		return shown
	}
	if strings.Trim(stored, "0123456789") == "" {
		return stored
	}
	if f, err := strconv.ParseFloat(stored, 64); err == nil && math.Abs(f) < 1<<53 && f == math.Trunc(f) {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return shown
}

// Sheets returns the tables of a file: one of a text with separators, or the visible
// ones of a workbook that have cells, as they are seen there. The error is that of
// [tabular.Decode], or a [tabular.KindError] for a workbook that cannot be read.
func Sheets(data []byte) ([]tabular.Sheet, tabular.Encoding, error) {
	if tabular.KindOf(data) == tabular.Workbook {
		sheets, err := read(data)
		return sheets, "", err
	}
	sheet, from, err := tabular.Table(data)
	if err != nil {
		return nil, from, err
	}
	return []tabular.Sheet{sheet}, from, nil
}

func read(data []byte) ([]tabular.Sheet, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: largestBook, UnzipXMLSizeLimit: largestPart,
	})
	if err != nil {
		return nil, &tabular.KindError{Kind: tabular.OtherZip}
	}
	defer book.Close() // nothing was changed
	var sheets []tabular.Sheet
	for _, name := range book.GetSheetList() {
		if shown, err := book.GetSheetVisible(name); err == nil && !shown {
			continue
		}
		sheet, err := readSheet(book, name)
		if err != nil {
			return nil, &tabular.KindError{Kind: tabular.OtherZip}
		}
		if len(sheet.Rows) > 0 {
			sheets = append(sheets, sheet)
		}
	}
	return sheets, nil
}

func readSheet(book *excelize.File, name string) (tabular.Sheet, error) {
	sheet := tabular.Sheet{Name: name}
	rows, err := book.GetRows(name)
	if err != nil {
		return sheet, err
	}
	raw, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return sheet, err
	}
	merged, err := spread(book, name)
	if err != nil {
		return sheet, err
	}
	for i, cells := range rows {
		shown, err := book.GetRowVisible(name, i+1)
		row := tabular.Row{Number: i + 1, Hidden: err == nil && !shown}
		for j, c := range cells[:min(len(cells), tabular.MaxColumns)] {
			if i < len(raw) && j < len(raw[i]) {
				c = whole(c, raw[i][j])
			}
			row.Cells = append(row.Cells, strings.TrimSpace(lineFeeds.Replace(c)))
		}
		if strings.Join(row.Cells, "") == "" {
			continue
		}
		for column, text := range merged[i+1] {
			for len(row.Cells) < column {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[column-1] = text
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet, nil
}

// mostMerged is how many rows a merged cell is copied to.
const mostMerged = 1000

// spread returns the texts of merged cells for the rows below their first one, by row and
// column.
func spread(book *excelize.File, name string) (map[int]map[int]string, error) {
	merged, err := book.GetMergeCells(name)
	if err != nil {
		return nil, err
	}
	all := make(map[int]map[int]string)
	for _, m := range merged {
		column, first, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		_, last, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || err2 != nil || column > tabular.MaxColumns {
			continue
		}
		for row := first + 1; row <= min(last, first+mostMerged); row++ {
			if all[row] == nil {
				all[row] = make(map[int]string)
			}
			all[row][column] = strings.TrimSpace(lineFeeds.Replace(m.GetCellValue()))
		}
	}
	return all, nil
}
