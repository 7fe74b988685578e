package tabular

import (
	"strings"
)

// A Sheet is a table: that of a CSV file, or one of a workbook, which package
// workbook of the commands reads.
type Sheet struct {
	Name   string // of a workbook's
	Rows   []Row  // those that are not blank
	Faults []Fault
}

// A Row is a row of a table. Cells have no white space around them.
type Row struct {
	Number int // from 1: of the row in a workbook, of the first line in a text
	Cells  []string
	Hidden bool // in a workbook
}

// Table returns the table of a text with separators. The error is that of [Decode].
func Table(data []byte) (Sheet, Encoding, error) {
	text, from, err := Decode(data)
	if err != nil {
		return Sheet{}, from, err
	}
	return separated(text), from, nil
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
