package tabular

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A Sheet is a table: that of a CSV file, or one of a workbook.
type Sheet struct {
	Name   string // of a workbook's
	Rows   []Row  // those that are not blank
	Faults []Fault
}

// A Row is a row of a table. Cells have no white space around them.
type Row struct {
	Number int // from 1: of the row in a workbook, of the first line in a text
	Cells  []string
}

// Limits of a workbook. One may be packed a hundredfold.
const (
	largestBook = 64 << 20
	largestPart = 32 << 20
)

// Sheets returns the tables of a file: one of a text with separators, or the
// visible ones of a workbook, as they are seen there. The error is that of
// [Decode], or a [KindError] for a workbook that cannot be read.
func Sheets(data []byte) ([]Sheet, Encoding, error) {
	if KindOf(data) == Workbook {
		sheets, err := workbook(data)
		return sheets, "", err
	}
	text, from, err := Decode(data)
	if err != nil {
		return nil, from, err
	}
	return []Sheet{separated(text)}, from, nil
}

// separators are what cells of a text may be separated by, the rarest in names
// first.
var separators = []string{"\t", ";", "，", ",", "|"}

func separated(text string) Sheet {
	var sheet Sheet
	s := NewScanner(text, separatorOf(text), func(f Fault) { sheet.Faults = append(sheet.Faults, f) })
	for !s.Done() {
		number := s.place.Line
		record, ok := s.Next()
		if !ok {
			continue
		}
		row := Row{Number: number}
		for _, c := range record {
			row.Cells = append(row.Cells, strings.TrimSpace(Unguard(c.Text)))
		}
		if strings.Join(row.Cells, "") != "" {
			sheet.Rows = append(sheet.Rows, row)
		}
	}
	return sheet
}

// separatorOf returns the separator that most of the first lines have as often as
// each other.
func separatorOf(text string) string {
	const enough = 20
	best, most := ",", 0
	for _, separator := range separators {
		counts := make(map[int]int)
		lines := 0
		for line := range strings.SplitSeq(text, "\n") {
			if strings.TrimSpace(line) == "" {
				continue
			}
			if n := strings.Count(line, separator); n > 0 {
				counts[n]++
			}
			if lines++; lines == enough {
				break
			}
		}
		for _, alike := range counts {
			if alike > most {
				best, most = separator, alike
			}
		}
	}
	return best
}

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

// workbook returns the visible sheets that have cells.
func workbook(data []byte) ([]Sheet, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: largestBook, UnzipXMLSizeLimit: largestPart,
	})
	if err != nil {
		return nil, &KindError{OtherZip}
	}
	defer book.Close() // nothing was changed
	var sheets []Sheet
	for _, name := range book.GetSheetList() {
		if shown, err := book.GetSheetVisible(name); err == nil && !shown {
			continue
		}
		rows, err := book.GetRows(name)
		if err != nil {
			return nil, &KindError{OtherZip}
		}
		raw, err := book.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, &KindError{OtherZip}
		}
		sheet := Sheet{Name: name}
		for i, cells := range rows {
			row := Row{Number: i + 1}
			for j, c := range cells[:min(len(cells), MaxColumns)] {
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
