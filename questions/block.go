package questions

import (
	"slices"
	"strings"
	"unicode/utf8"

	"portdrill/questions/rules"
)

// The widths of the two forms of a [Block], in columns: what a terminal of 80 and one of
// 50 have for a line, two being left free at the right edge.
const (
	WideBlock   = 78
	NarrowBlock = 48
)

// A Block is what a machine printed, which a question shows in monospaced type below its
// stem. It has two forms. The narrow one holds all that is needed for the answer: of a
// table it leaves out columns, those that tell least first, in the order that the
// question gives; other lines go on in the next line, set in.
type Block struct {
	Wide   []string `json:"wide"`   // of at most [WideBlock] columns
	Narrow []string `json:"narrow"` // of at most [NarrowBlock] columns
}

// IsZero reports whether there is nothing to show.
func (b Block) IsZero() bool { return len(b.Wide) == 0 }

// Fit returns the lines for a screen of the width, in columns. What does not fit in the
// narrow form either goes on in the next line.
func (b Block) Fit(width int) []string {
	if !exceeds(b.Wide, width) {
		return b.Wide
	}
	return foldedLines(b.Narrow, width)
}

// Text is the stem with the narrow form of the block below it, as records and papers
// keep it: see [SplitText].
func (q *Question) Text() string {
	return strings.Join(append([]string{q.Stem}, q.Block.Narrow...), "\n")
}

// SplitText splits what [Question.Text] returned into the stem and the lines of the block,
// nil for none.
func SplitText(text string) (stem string, block []string) {
	stem, lines, is := strings.Cut(text, "\n")
	if !is {
		return stem, nil
	}
	return stem, strings.Split(lines, "\n")
}

// tableBlock makes a block of a table whose first row is the heading. Each form leaves
// out the columns that are named, in that order, until it fits.
func tableBlock(table [][]string, leave ...string) Block {
	return Block{Wide: fittedTable(table, WideBlock, leave), Narrow: fittedTable(table, NarrowBlock, leave)}
}

func fittedTable(table [][]string, width int, leave []string) []string {
	lines := rules.Aligned(table, columnGap)
	for ; exceeds(lines, width) && len(leave) > 0; leave = leave[1:] {
		table = withoutColumn(table, leave[0])
		lines = rules.Aligned(table, columnGap)
	}
	if exceeds(lines, width) {
		return rules.Aligned(table, columnGap[1:])
	}
	return lines
}

// lineBlock makes a block of lines that are no table.
func lineBlock(lines []string) Block {
	return Block{Wide: foldedLines(lines, WideBlock), Narrow: foldedLines(lines, NarrowBlock)}
}

// columnGap stands between the columns of a table; half of it where they are too wide.
const columnGap = "  "

func withoutColumn(table [][]string, name string) [][]string {
	i := slices.Index(table[0], name)
	if i < 0 {
		return table
	}
	rest := make([][]string, len(table))
	for at, row := range table {
		rest[at] = slices.Delete(slices.Clone(row), i, i+1)
	}
	return rest
}

func exceeds(lines []string, width int) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return columns(line) > width })
}

// columns counts those of a text without wide signs.
func columns(text string) int { return utf8.RuneCountInString(text) }

// foldedLines breaks lines that are too wide at spaces; what follows is set in.
func foldedLines(lines []string, width int) (all []string) {
	const indent = "    "
	for _, line := range lines {
		for columns(line) > width && width > 0 {
			signs := []rune(line)
			at := strings.LastIndex(strings.TrimRight(string(signs[:width+1]), " "), " ")
			if at <= len(indent) {
				break // a word wider than the screen
			}
			all = append(all, strings.TrimRight(line[:at], " "))
			line = indent + strings.TrimLeft(line[at:], " ")
		}
		all = append(all, line)
	}
	return all
}
