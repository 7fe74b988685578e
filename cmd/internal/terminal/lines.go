package terminal

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// Lines asks line by line, for a pipe, a screen reader or a test. Nothing that
// was printed is ever changed.
type Lines struct {
	in   *bufio.Reader
	out  io.Writer
	lang catalogue.Lang
	tty  bool
	told bool // of the keys
}

// NewLines returns an asker that reads in and writes out. On a terminal the end
// of the input is a way to leave; in a pipe it means that answers are missing.
func NewLines(in io.Reader, out io.Writer, lang catalogue.Lang, tty bool) *Lines {
	return &Lines{in: bufio.NewReader(in), out: out, lang: lang, tty: tty}
}

// Speak changes the language.
func (l *Lines) Speak(lang catalogue.Lang) { l.lang = lang }

// Ask prints the options with their numbers and reads one line. A person is told of the
// keys once.
func (l *Lines) Ask(q *questions.Question) (questions.Reply, error) {
	listOptions(l.out, q)
	if picksOne(q.Format) {
		fmt.Fprintln(l.out, "  ?  "+TextDontKnow.In(l.lang))
	}
	if l.tty && !l.told {
		fmt.Fprintln(l.out, textKeysPlain.In(l.lang))
		l.told = true
	}
	line, err := l.read()
	if err != nil {
		return questions.Reply{}, err
	}
	if line == "" && q.Format == questions.Flashcards { // the next step is the usual one
		return questions.Reply{Choice: usualRow(len(q.Options)) + 1}, nil
	}
	return replyOf(line, q.Format)
}

// Pick prints the rows of a menu with their numbers and reads one.
func (l *Lines) Pick(title string, rows []string) (int, error) {
	fmt.Fprintln(l.out, Visible(title, false))
	for i, row := range rows {
		fmt.Fprintf(l.out, "  %d  %s\n", i+1, Visible(row, false))
	}
	for {
		text, err := l.read()
		if err != nil {
			return 0, err
		}
		if isQuit(text) || strings.EqualFold(text, "q") {
			return 0, ErrQuit
		}
		if text == "" && len(rows) == 1 {
			return 0, nil
		}
		if n, err := strconv.Atoi(norm.NFKC.String(text)); err == nil && 1 <= n && n <= len(rows) {
			return n - 1, nil
		}
		fmt.Fprintln(l.out, TextPickRow.In(l.lang, len(rows)))
	}
}

// Type reads a line. An empty one is the preset.
func (l *Lines) Type(title, preset string) (string, error) {
	if preset != "" {
		title += " [" + preset + "]"
	}
	fmt.Fprintln(l.out, Visible(title, false))
	text, err := l.read()
	if err != nil {
		return "", err
	}
	if isQuit(text) {
		return "", ErrQuit
	}
	return cmp.Or(text, preset), nil
}

// Line reads a line as it is, without asking for it; the error is that of [ReadLine].
func (l *Lines) Line() (string, error) { return ReadLine(l.in) }

// read reads a line, without blanks around it.
func (l *Lines) read() (string, error) {
	fmt.Fprint(l.out, "> ")
	line, err := ReadLine(l.in)
	if !l.tty {
		fmt.Fprintln(l.out, Visible(line, false)) // a pipe echoes nothing
	}
	switch {
	case errors.Is(err, io.EOF) && l.tty:
		return "", ErrQuit
	case errors.Is(err, io.EOF):
		return "", ErrInputEnded
	case err != nil && !errors.Is(err, ErrLongLine):
		return "", fmt.Errorf("read a line: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// isQuit reports whether the text is the command that leaves.
func isQuit(text string) bool { return strings.EqualFold(norm.NFKC.String(text), ":q") }

// How long a pipe waits until an answer can be kept, and between two attempts.
const (
	pipePatience = 10 * time.Second
	pipePause    = 500 * time.Millisecond
)

// Again waits: on a terminal for a line, since a person can make room or close the other
// program.
func (l *Lines) Again(tried time.Duration) error {
	if !l.tty {
		if tried >= pipePatience {
			return ErrGivenUp
		}
		time.Sleep(pipePause)
		return nil
	}
	fmt.Fprint(l.out, textTryAgain.In(l.lang)+"\n> ")
	line, err := ReadLine(l.in)
	if errors.Is(err, io.EOF) {
		return ErrQuit
	}
	if err != nil && !errors.Is(err, ErrLongLine) {
		return fmt.Errorf("read an answer: %w", err)
	}
	_, err = replyOf(line, questions.Choice)
	if errors.Is(err, ErrQuit) {
		return err
	}
	return nil
}

// picksOne reports whether one option is chosen.
func picksOne(f questions.Format) bool { return f == questions.Choice || f == questions.Boolean }

// listOptions prints what there is to choose from, to sort or to pair, each with
// its number.
func listOptions(out io.Writer, q *questions.Question) {
	for i, option := range q.Options {
		fmt.Fprintf(out, "  %d  %s\n", i+1, Visible(option, false))
	}
	widest := 0
	for _, left := range q.Left {
		widest = max(widest, Width(left))
	}
	for i, left := range q.Left {
		fmt.Fprintf(out, "  %s  -  %d  %s\n", Pad(Visible(left, false), widest), i+1, Visible(q.Right[i], false))
	}
}

// commands are what is typed with a colon before it, and at a choice without.
var commands = map[string]error{
	"u": ErrUndo, "q": ErrQuit, "s": Suspend, "b": Bury, "n": Note, "f": Flag, "e": More, "p": Pause,
	"h": Help, "m": Mark, "l": List,
}

// An UnknownCommand is what was typed with a colon before it and is no command.
type UnknownCommand string

// Error returns it with its colon.
func (u UnknownCommand) Error() string { return ":" + string(u) }

// replyOf reads what a person typed: ? is "I don't know", a letter with a colon
// before it is a command, and at a choice, where a number chooses, it needs none. No
// port and no service begins with a colon, so that what does is never an answer.
func replyOf(line string, format questions.Format) (questions.Reply, error) {
	text := strings.TrimSpace(line)
	folded := strings.ToLower(norm.NFKC.String(text))
	letter, colon := strings.CutPrefix(folded, ":")
	command := commands[letter]
	switch {
	case folded == "?":
		return questions.Reply{DontKnow: true}, nil
	case command != nil && (colon || format != questions.Typed):
		return questions.Reply{}, command
	case colon:
		return questions.Reply{}, UnknownCommand(letter)
	case picksOne(format) || format == questions.Flashcards:
		if n, err := strconv.Atoi(folded); err == nil {
			return questions.Reply{Choice: n, Text: text}, nil
		}
	case format != questions.Typed:
		return questions.Reply{Choices: numbers(folded)}, nil
	}
	return questions.Reply{Text: text}, nil
}

// numbers reads numbers with anything between them; what is no number counts as
// none.
func numbers(text string) []int {
	var all []int
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || '9' < r }) {
		n, _ := strconv.Atoi(word)
		all = append(all, n)
	}
	return all
}

// LongestLine is how many bytes of a line are read, far more than any answer needs.
const LongestLine = 64 << 10

// ErrLongLine is returned for a line that is longer than [LongestLine]; the
// whole line was passed over.
var ErrLongLine = errors.New("line too long")

// ReadLine reads a line without its end. A last line without an end counts; the
// error is io.EOF only where nothing is left.
func ReadLine(r *bufio.Reader) (string, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > LongestLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) == 0 && !long:
			return "", io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return "", err
		case long:
			return "", ErrLongLine
		}
		return strings.TrimRight(strings.ToValidUTF8(string(line), "\uFFFD"), "\r\n"), nil
	}
}
