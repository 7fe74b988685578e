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

// whole returns the number of which a spreadsheet shows the first digits alone, such
// as 2.026E+13, if the workbook has all of them.
func whole(shown, stored string) string {
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
		rows, err := book.GetRows(name)
		if err != nil {
			return nil, &tabular.KindError{Kind: tabular.OtherZip}
		}
		raw, err := book.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, &tabular.KindError{Kind: tabular.OtherZip}
		}
		sheet := tabular.Sheet{Name: name}
		for i, cells := range rows {
			row := tabular.Row{Number: i + 1}
			for j, c := range cells[:min(len(cells), tabular.MaxColumns)] {
				if strings.Contains(c, "E+") && i < len(raw) && j < len(raw[i]) {
					c = whole(c, raw[i][j])
				}
				row.Cells = append(row.Cells, strings.TrimSpace(lineFeeds.Replace(c)))
			}
			if strings.Join(row.Cells, "") != "" {
				sheet.Rows = append(sheet.Rows, row)
			}
		}
		if len(sheet.Rows) > 0 {
			sheets = append(sheets, sheet)
		}
	}
	return sheets, nil
}
