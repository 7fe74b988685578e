// Package exchange reads decks of a learner's own from files, checks them, and
// writes them.
//
// It reads tables (CSV, TSV, with semicolons, Markdown), JSON, /etc/services,
// the registry of IANA as IANA publishes it in CSV, and numbered lists of ports
// as in the blog post this trainer began with. The form is told by the content;
// the ending of the file's name decides where that leaves a doubt. Files are in
// UTF-8, in UTF-16 with a byte order mark, or in GB18030.
//
// A file is read as a whole or not at all: whatever is wrong with it is said
// with line and column, and one error leaves no rows.
package exchange

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue"
)

// What a deck is limited to. The registry of IANA, the largest list of ports
// that there is, has some 12,000 rows in 1 MB.
const (
	MaxSize    = 16 << 20 // of a file, in bytes
	MaxRows    = 70_000   // of a deck: more than there are ports
	MaxName    = 200      // characters of a service, a name or an alias
	MaxText    = 4_000    // characters of a description
	MaxAliases = 50       // of one row
	MaxColumns = 200      // of a table
)

// A Row says what one port is for.
type Row struct {
	Port        catalogue.Port
	Transports  []catalogue.Transport // as written, none twice; empty if unknown
	Service     string                // as written; never empty
	Name        catalogue.Text        // either may be empty
	Description catalogue.Text        // either may be empty
	Aliases     []string              // none of them empty

	// Where the row begins in the file, from 1; the column counts characters. A
	// line with several ports makes several rows.
	Line, Column int
}

// A Deck is a list of ports that somebody made.
//
// Texts in it are valid UTF-8 without control signs other than tabs and line
// feeds, and without white space around them.
type Deck struct {
	Name string // as the file has it (JSON), else the file's name without its ending
	Rows []Row  // in the order of the file
}

// Read reads a deck. The name is that of the file, of which nothing is opened.
//
// The problems stand in the order of the file, at most a hundred of them. If one
// of them is an error (see [Failed]) the deck has no rows; warnings stand beside
// a whole deck. A row that stands twice is a warning and is kept.
func Read(name string, data []byte) (Deck, []Problem) {
	r := &reading{deck: Deck{Name: deckName(name)}, seen: make(map[use]int)}
	if text, ok := r.decode(data); ok {
		r.read(recognise(name, text), text)
	}
	return r.finish()
}

// ReadFrom is [Read] for a file that is not in memory yet. It takes no more than
// [MaxSize] bytes and one. The error is that of the reader.
func ReadFrom(name string, from io.Reader) (Deck, []Problem, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return Deck{}, nil, fmt.Errorf("read %s: %w", name, err)
	}
	deck, problems := Read(name, data)
	return deck, problems, nil
}

// deckName returns the last part of a path of either kind, without the ending.
func deckName(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if bare := strings.TrimSuffix(base, path.Ext(base)); bare != "" {
		base = bare
	}
	name := tidy(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(base, "")))
	return tidy(catalogue.Shorten(name, MaxName))
}

// reading is the work on one file.
type reading struct {
	deck       Deck
	problems   []Problem
	more       int // problems beyond those that are listed
	failed     bool
	entries    int         // of the file, whatever became of them
	overflowed bool        // there are more of them, or of rows, than a deck may have
	seen       map[use]int // the line of each
	registry   bool        // the file is IANA's: what has no port or name is passed over
}

func (r *reading) read(f format, text string) {
	switch f {
	case inJSON:
		r.json(text)
	case inServices:
		r.services(text)
	case inList:
		r.list(text)
	case inMarkdown:
		r.markdown(text)
	case inCommas, inTabs, inSemicolons:
		r.separated(text, separators[f])
	case unknown:
		r.report(Problem{Line: 1, Column: 1, Code: UnknownFormat})
	}
	if len(r.deck.Rows) == 0 && !r.failed {
		r.report(Problem{Line: 1, Column: 1, Code: NoRows})
	}
}

// maxProblems is how many problems are listed.
const maxProblems = 100

func (r *reading) report(p Problem) {
	r.failed = r.failed || p.Severity == Error
	p.Cell = catalogue.Shorten(p.Cell, 40)
	if len(r.problems) < maxProblems-1 {
		r.problems = append(r.problems, p)
		return
	}
	r.more++
	if i := slices.IndexFunc(r.problems, isWarning); p.Severity == Error && i >= 0 {
		r.problems[i] = p // errors must not be lost among warnings
	}
}

func isWarning(p Problem) bool { return p.Severity == Warning }

func (r *reading) finish() (Deck, []Problem) {
	if r.failed {
		r.deck.Rows = nil
	}
	slices.SortStableFunc(r.problems, byPlace)
	if r.more > 0 {
		r.problems = append(r.problems, Problem{Code: MoreProblems, Count: r.more, Severity: Warning})
	}
	return r.deck, r.problems
}

// full reports whether the file has more entries than a deck may have rows, or
// they made more rows, and says so once.
func (r *reading) full(at place) bool {
	if r.entries++; r.entries > MaxRows {
		r.overflow(at)
	}
	return r.overflowed
}

func (r *reading) overflow(at place) {
	if !r.overflowed {
		r.report(Problem{Line: at.line, Column: at.column, Code: TooManyRows, Limit: MaxRows})
	}
	r.overflowed = true
}

// A place is a line and a column of the file, from 1.
type place struct{ line, column int }

// after returns the place behind a text that begins here.
func (p place) after(text string) place {
	if n := strings.Count(text, "\n"); n > 0 {
		p.line += n
		p.column = 1
		text = text[strings.LastIndexByte(text, '\n')+1:]
	}
	p.column += utf8.RuneCountInString(text)
	return p
}

// tidy takes away what a cell may have and a text must not: white space around
// it, and line ends of other kinds.
func tidy(text string) string { return strings.TrimSpace(lineFeeds.Replace(text)) }

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// chinese reports whether a text without a language is Chinese.
func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// all writes a whole file at once, or nothing of it.
func all(w io.Writer, text *bytes.Buffer) error {
	if text.Len() > MaxSize {
		return fmt.Errorf("%d bytes are more than the %d that can be read again", text.Len(), MaxSize)
	}
	_, err := w.Write(text.Bytes())
	return err
}
