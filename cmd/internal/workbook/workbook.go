// Package workbook lets lists be read from Excel workbooks (.xlsx). It is imported for
// that alone, as image formats are; package tabular stays free of what it needs.
package workbook

import (
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"

	"portdrill/questions/catalogue/exchange/tabular"
)

func init() { tabular.RegisterWorkbook(read) }

// Limits of a workbook. One may be packed a hundredfold.
const (
	largestBook = 64 << 20
	largestPart = 32 << 20
)

// read returns the visible sheets that have cells.
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
		sheet := tabular.Sheet{Name: name}
		for i, cells := range rows {
			row := tabular.Row{Number: i + 1}
			for _, c := range cells[:min(len(cells), tabular.MaxColumns)] {
				row.Cells = append(row.Cells, strings.TrimSpace(tabular.LineFeeds.Replace(c)))
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
