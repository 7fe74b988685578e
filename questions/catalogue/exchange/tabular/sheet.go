package tabular

import "strings"

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

// Sheets returns the tables of a file: one of a text with separators, or the
// visible ones of a workbook, as they are seen there. The error is that of
// [Decode], or a [KindError] for a workbook that cannot be read.
func Sheets(data []byte) ([]Sheet, Encoding, error) {
	if KindOf(data) == Workbook {
		if readWorkbook == nil {
			return nil, "", &KindError{Workbook}
		}
		sheets, err := readWorkbook(data)
		return sheets, "", err
	}
	text, from, err := Decode(data)
	if err != nil {
		return nil, from, err
	}
	return []Sheet{separated(text)}, from, nil
}

// readWorkbook reads the sheets of a workbook.
var readWorkbook func(data []byte) ([]Sheet, error)

// RegisterWorkbook has workbooks read by the function, which returns the visible sheets
// that have cells, or a [KindError]. Without one they are refused: what reads them brings
// more than this package may depend on. It is called by init functions.
func RegisterWorkbook(read func(data []byte) ([]Sheet, error)) { readWorkbook = read }

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
