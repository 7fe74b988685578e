package exchange

import (
	"path"
	"strings"

	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/questions/catalogue/lazyregexp"
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
	inList     // a line for each thing that is said of a port
	inPairs    // lines of a name and a port
	inHTML     // a web page with tables
	inAnki     // the text export of Anki
)

// separators are what stands between cells.
var separators = map[format]string{inCommas: ",", inTabs: "\t", inSemicolons: ";"}

// recognise tells the format by what the file begins with, then by what is in
// it, then by the ending of its name. A beginning goes first because remarks may
// quote anything.
func recognise(file, text string) format {
	ending := strings.ToLower(path.Ext(file))
	if _, n := tabular.NamedSeparator(text); n > 0 {
		return namedSeparator(text)
	}
	if _, ok := ankiHeadOf(text); ok {
		return inAnki
	}
	first, rest := firstLine(text)
	if ending == ".json" || ending != ".md" && jsonStart().MatchString(text) {
		return inJSON
	}
	if f := separatedHeading(first); f != unknown && !listStart().MatchString(first) {
		return f
	}
	if next, _, _ := strings.Cut(rest, "\n"); isPortTable(first, next) {
		return inMarkdown
	}
	bare := separatedBare(first)
	switch {
	case bare != unknown && (ending == ".csv" || ending == ".tsv"):
		return bare
	case hasTable(text, isPortTable) && !listStart().MatchString(text):
		return inMarkdown
	case strings.Contains(text, "<table") && !hasTable(text, isPortTable):
		return inHTML
	case listStart().MatchString(text) && styleOf(text) == nil:
		return inList
	case hasTable(text, isPortTable):
		return inMarkdown
	case mostly(text, servicesLine().MatchString):
		return inServices
	case ending == ".csv" || ending == ".tsv":
		if f := separatedAnywhere(text); f != unknown {
			return f
		}
	case styleOf(text) != nil:
		return inPairs
	case hasTable(text, isTable):
		return inMarkdown
	case bare != unknown:
		return bare
	}
	return byEnding[ending]
}

// namedSeparator is the format of a table whose first line names the separator.
func namedSeparator(text string) format {
	named, _ := tabular.NamedSeparator(text)
	for f, separator := range separators {
		if separator == named {
			return f
		}
	}
	return inCommas // the scanner obeys the line
}

// separatedAnywhere returns the format of a table with titles above its headings,
// or with headings that are not known.
func separatedAnywhere(text string) format {
	lines := strings.SplitN(text, "\n", headingRows+1)
	for _, line := range lines[:min(len(lines), headingRows)] {
		if f := separatedHeading(line); f != unknown {
			return f
		}
	}
	for _, line := range lines[:min(len(lines), headingRows)] {
		if f := separatedBare(line); f != unknown {
			return f
		}
	}
	return unknown
}

// byEnding is what a file is taken for whose content fits nothing. It then says
// what is missing from one of the kind.
var byEnding = map[string]format{".csv": inCommas, ".tsv": inTabs, ".md": inMarkdown}

// firstLine returns the first line that is neither blank nor a comment, and what
// follows it.
func firstLine(text string) (line, rest string) {
	for rest = text; rest != ""; {
		line, rest, _ = strings.Cut(rest, "\n")
		if bare := strings.TrimSpace(line); bare != "" && !strings.HasPrefix(bare, "#") && !section().MatchString(bare) {
			return line, rest
		}
	}
	return "", ""
}

// separatedHeading returns the format of a line that has headings, one of them
// for ports.
func separatedHeading(line string) format {
	for _, f := range []format{inCommas, inTabs, inSemicolons} {
		if cells := cellsOf(line, separators[f]); hasPort(cells) && !portsIn(cells) {
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

func cellsOf(line, separator string) []cell {
	if len(line) > longestLine {
		return nil
	}
	s := tabular.NewScanner(line, separator, func(tabular.Fault) {}) // what is wrong is said when the file is read
	record, _ := s.Next()
	cells := make([]cell, len(record))
	for i, c := range record {
		cells[i] = cell{text: c.Text, place: place(c.Place)}
	}
	return cells
}

var (
	servicesLine = lazyregexp.New(`^\s*\S+[ \t]+\d+\s*[/,]\s*[A-Za-z]+(\s|$)`)
	section      = lazyregexp.New(`^\[[A-Za-z0-9 _-]+\]$`) // of an INI file

	// Not "[section]" or "[[table]]" of settings, nor "{|" of a wiki.
	jsonStart = lazyregexp.New(`^\s*[\[{][\s\[{]*(?:["'\]}\d-]|true|false|null|$)|^\s*\{\s*\w+\s*:`)

	listStart = lazyregexp.New(`(?m)^` + listNumber + portLabel)
)

// mostly reports whether more than half of the lines are like that, of those that
// are neither blank nor comments.
func mostly(text string, like func(string) bool) bool {
	fit, lines := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if bare := strings.TrimSpace(line); bare == "" || strings.HasPrefix(bare, "#") {
			continue
		}
		lines++
		if len(line) <= longestLine && like(line) {
			fit++
		}
	}
	return 2*fit > lines
}
