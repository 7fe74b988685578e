package terminal

import (
	"strings"

	"github.com/rivo/uniseg"

	"portdrill/questions/catalogue/lazyregexp"
)

// Width returns the number of terminal columns that the text takes: two for a
// Chinese sign, none for a combining one.
func Width(text string) int { return uniseg.StringWidth(text) }

// Wrap breaks the text into lines of at most width columns, where the line
// breaking rules of Unicode (UAX #14) allow it: between English words, between
// Chinese signs but not before their punctuation. A number stays with the word
// before it, as in "TCP 22", and a flag with its dashes. A word that is longer than a
// line is broken anywhere.
func Wrap(text string, width int) []string {
	var lines []string
	line, state := "", -1
	for text != "" {
		var segment string
		var must bool
		segment, text, must, state = uniseg.FirstLineSegmentInString(text, state)
		if dashes := strings.Trim(segment, "-") == ""; !must && (dashes || number(text) && strings.HasSuffix(segment, " ")) {
			var more string
			more, text, must, state = uniseg.FirstLineSegmentInString(text, state)
			segment += more
		}
		if Width(line)+Width(strings.TrimRight(segment, " \n")) > width && line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		for Width(strings.TrimRight(segment, " \n")) > width {
			head := Truncate(segment, width, "")
			lines = append(lines, head)
			segment = segment[len(head):]
		}
		line += segment
		if must && text != "" {
			lines = append(lines, strings.TrimRight(line, " \n"))
			line = ""
		}
	}
	if line != "" {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return lines
}

// number reports whether the text begins with one.
func number(text string) bool { return text != "" && '0' <= text[0] && text[0] <= '9' }

// Indent wraps the text to the width and puts the indent before each line.
func Indent(text, indent string, width int) string {
	var all strings.Builder
	for _, line := range Wrap(text, max(width-Width(indent), 1)) {
		all.WriteString(indent + line + "\n")
	}
	return all.String()
}

// Truncate cuts the text so that it takes at most width columns, with the tail
// in place of what was cut.
func Truncate(text string, width int, tail string) string {
	if Width(text) <= width {
		return text
	}
	room := width - Width(tail)
	cut := ""
	for state := -1; text != ""; {
		var sign string
		var columns int
		sign, text, columns, state = uniseg.FirstGraphemeClusterInString(text, state)
		if columns > room {
			break
		}
		cut += sign
		room -= columns
	}
	return cut + tail
}

// Pad fills the text with spaces to the width in columns.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-Width(text), 0))
}

// escapeSequence matches what colours text (ECMA-48, 8.3.117).
var escapeSequence = lazyregexp.New("\x1b\\[[0-9;]*m")

// Reflow breaks those lines of a text that are wider than the screen. What follows in
// a row with columns stands below its last column where there is room, else further
// in than the row. A line that was broken loses its colours.
func Reflow(text string, width int) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if !strings.Contains(line, "\x1b") && Width(line) <= width {
			continue
		}
		bare := escapeSequence().ReplaceAllString(strings.TrimSuffix(line, "\n"), "")
		if Width(bare) > width {
			lines[i] = strings.Join(reflowLine(bare, width), "\n") + line[len(strings.TrimSuffix(line, "\n")):]
		}
	}
	return strings.Join(lines, "")
}

// columnGap matches what stands before the last column of a row.
var columnGap = lazyregexp.New(`^ *\S.*\S {2,}`)

func reflowLine(line string, width int) []string {
	head := columnGap().FindString(line)
	within := len(line) - len(strings.TrimLeft(line, " "))
	hang := Width(head)
	if head == "" {
		head, hang = line[:within], within
	}
	const deeper = 4
	rest := line[len(head):]
	var broken []string
	if hang > width/2 { // the columns before it stand on a line of their own
		hang = min(within+deeper, width/2)
		if shorter := strings.TrimRight(head, " "); Width(shorter) > width {
			broken = reflowLine(shorter, width)
		} else {
			broken = []string{shorter}
		}
		head = strings.Repeat(" ", hang)
	}
	for _, part := range Wrap(rest, width-hang) {
		broken = append(broken, head+part)
		head = strings.Repeat(" ", hang)
	}
	return broken
}
