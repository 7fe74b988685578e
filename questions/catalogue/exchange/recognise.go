package exchange

import (
	"path"
	"regexp"
	"strings"
)

// A format is a form that decks are read in.
type format int

const (
	unknown      format = iota
	inCommas            // CSV
	inTabs              // TSV
	inSemicolons        // CSV as spreadsheets write it where the comma is for decimals
	inMarkdown          // a table
	inJSON
	inServices // /etc/services
	inList     // numbered ports with services and remarks, as in the blog post
)

// separators are what stands between cells.
var separators = map[format]byte{inCommas: ',', inTabs: '\t', inSemicolons: ';'}

// recognise tells the format by what the file begins with, then by what is in
// it, then by the ending of its name. A beginning goes first because remarks may
// quote anything.
func recognise(file, text string) format {
	ending := strings.ToLower(path.Ext(file))
	first, rest := firstLine(text)
	if ending == ".json" || ending != ".md" && strings.IndexAny(strings.TrimSpace(text), "{[") == 0 {
		return inJSON
	}
	if f := separatedHeading(first); f != unknown {
		return f
	}
	if next, _, _ := strings.Cut(rest, "\n"); isTable(first, next) {
		return inMarkdown
	}
	bare := separatedBare(first)
	switch {
	case bare != unknown && (ending == ".csv" || ending == ".tsv"):
		return bare
	case listStart.MatchString(text):
		return inList
	case hasTable(text):
		return inMarkdown
	case mostly(text, servicesLine):
		return inServices
	case bare != unknown:
		return bare
	}
	return byEnding[ending]
}

// byEnding is what a file is taken for whose content fits nothing. It then says
// what is missing from one of the kind.
var byEnding = map[string]format{".csv": inCommas, ".tsv": inTabs, ".md": inMarkdown}

// firstLine returns the first line that is neither blank nor a comment, and what
// follows it.
func firstLine(text string) (line, rest string) {
	for rest = text; rest != ""; {
		line, rest, _ = strings.Cut(rest, "\n")
		if bare := strings.TrimSpace(line); bare != "" && !strings.HasPrefix(bare, "#") {
			return line, rest
		}
	}
	return "", ""
}

// separatedHeading returns the format of a line that has headings, one of them
// for ports.
func separatedHeading(line string) format {
	for _, f := range []format{inCommas, inTabs, inSemicolons} {
		if _, ok := headed(cellsOf(line, separators[f])); ok {
			return f
		}
	}
	return unknown
}

// separatedBare returns the format of a line in which a port is one of several
// cells.
func separatedBare(line string) format {
	for _, f := range []format{inTabs, inCommas, inSemicolons} {
		cells := cellsOf(line, separators[f])
		if len(cells) > 1 && guessed([][]cell{cells}).has(fieldPort) {
			return f
		}
	}
	return unknown
}

// longestLine is how much of a line is looked at to recognise a format.
const longestLine = 64 << 10

func cellsOf(line string, separator byte) []cell {
	if len(line) > longestLine {
		return nil
	}
	var r reading // whatever is wrong is said when the file is read
	s := scanner{text: line, separator: separator, place: place{1, 1}, report: r.report}
	cells, _ := s.next()
	return cells
}

var (
	servicesLine = regexp.MustCompile(`^\s*\S+[ \t]+\d+\s*[/,]\s*[A-Za-z]+(\s|$)`)
	listStart    = regexp.MustCompile(`(?m)^` + listNumber + portLabel)
)

// mostly reports whether more than half of the lines have the shape, of those
// that are neither blank nor comments.
func mostly(text string, shape *regexp.Regexp) bool {
	fit, lines := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if bare := strings.TrimSpace(line); bare == "" || strings.HasPrefix(bare, "#") {
			continue
		}
		lines++
		if len(line) <= longestLine && shape.MatchString(line) {
			fit++
		}
	}
	return 2*fit > lines
}
