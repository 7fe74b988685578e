package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"text/template"
	"time"
	"unicode"

	"github.com/manifoldco/promptui"
	"golang.org/x/term"
	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// Prompts asks on a terminal with promptui, whose weak points are mended here:
// it reads ahead, knows no digit keys, rings the bell, leaves stale rows where a
// row is wider than the screen, and colours whatever NO_COLOR says.
type Prompts struct {
	in    *os.File
	out   *terminalWriter
	keys  *keyboard
	style Style
	lang  catalogue.Lang
	size  func() (w, h int)
	state *term.State
}

// NewPrompts takes the terminal over until Close: keys are no longer echoed or
// collected into lines, so that those struck between two prompts are not lost.
func NewPrompts(in, out *os.File, style Style, lang catalogue.Lang, size func() (w, h int)) (*Prompts, error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("take over the terminal: %w", err)
	}
	ignoreResizes()
	return &Prompts{
		in: in, out: &terminalWriter{out: out}, keys: newKeyboard(in), style: style, lang: lang, size: size, state: state,
	}, nil
}

// Out returns the writer for everything that is printed while the terminal is
// taken over.
func (p *Prompts) Out() io.Writer { return p.out }

// Close gives the terminal back as it was, the cursor visible.
func (p *Prompts) Close() error {
	p.out.end()
	return term.Restore(int(p.in.Fd()), p.state)
}

// A terminalWriter writes to a terminal that was taken over, where a new line
// does not begin at its left edge by itself. It drops the bell.
type terminalWriter struct {
	mu    sync.Mutex
	out   io.Writer
	ended bool
}

func (w *terminalWriter) Write(text []byte) (int, error) {
	const bell = 0x07
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || len(text) == 1 && text[0] == bell {
		return len(text), nil
	}
	if _, err := w.out.Write(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// end shows the cursor and writes nothing more: a signal may have come while a
// prompt, which hides the cursor, was being drawn.
func (w *terminalWriter) end() {
	const showCursor = "\x1b[?25h"
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		io.WriteString(w.out, showCursor)
	}
	w.ended = true
}

// Close does nothing: promptui closes what it was given after each prompt.
func (w *terminalWriter) Close() error { return nil }

// Ask asks with a list of options or with a line to type in.
func (p *Prompts) Ask(q *questions.Question) (questions.Reply, error) {
	if picksOne(q.Format) {
		return p.choose(q)
	}
	listOptions(p.out, q)
	return p.typed(q.Format)
}

// indent is put before what is chosen from or typed, and before the answer that
// is left of it, so that all stand in the same column.
const indent = "  "

// A decision is what a key decided; the prompt has ended by then.
type decision int

const (
	undecided decision = iota
	entered            // what is shown
	chose              // an option by its number
	dontKnow
	undo
	quit
	interrupted
)

func (p *Prompts) choose(q *questions.Question) (questions.Reply, error) {
	rows := p.rows(q)
	decided, number, active := undecided, 0, ""
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided, number = choiceKey(key, len(q.Options))
		return move(key), decided != undecided
	})
	defer reader.Close()
	_, _, err := p.list(rows, reader, &active).Run()
	p.eraseLines(1)
	index := len(q.Options)
	switch decided {
	case chose:
		index = number - 1
	case entered:
		index = slices.Index(rows, active)
	case dontKnow:
	default:
		return questions.Reply{}, leaving(decided, err)
	}
	fmt.Fprintln(p.out, indent+p.style.Key("❯")+" "+rows[index])
	if index == len(q.Options) {
		return questions.Reply{DontKnow: true}, nil
	}
	return questions.Reply{Choice: index + 1}, nil
}

// Again waits for Enter, or for a key that leaves.
func (p *Prompts) Again(time.Duration) error {
	w, _ := p.size()
	fmt.Fprintln(p.out, indent+p.style.Faint(Truncate(wording.TryAgain.In(p.lang), w-margin-len(indent), "…")))
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided, _ = choiceKey(key, 0)
		return 0, decided == entered || decided == quit || decided == interrupted
	})
	defer reader.Close()
	_, err := reader.Read(make([]byte, 1))
	if decided == entered {
		return nil
	}
	return leaving(decided, err)
}

// digits are the keys that choose one of so many rows.
func digits(n int) string {
	if n == 1 {
		return "1"
	}
	return fmt.Sprintf("1-%d", n)
}

// list is promptui's list of the rows, which keeps the active one up to date.
func (p *Prompts) list(rows []string, reader *promptReader, active *string) *promptui.Select {
	w, h := p.size()
	return &promptui.Select{
		Label:    Truncate(wording.KeysChoice.In(p.lang, digits(len(rows)-1)), w-margin, "…"),
		Items:    rows,
		Size:     min(len(rows), max(h-2, 2)), // beside the label and the row of the cursor
		HideHelp: true,
		Templates: &promptui.SelectTemplates{
			Label:    "{{ . | faint }}",
			Active:   "{{ . | active }}",
			Inactive: "  {{ . }}",
			Selected: "{{ . }}", // never shown, but looked through for functions
			// Only these: promptui's own colour whatever NO_COLOR says.
			FuncMap: template.FuncMap{
				"faint": p.style.Faint,
				"active": func(row string) string {
					*active = row
					return p.style.Key("❯ " + row)
				},
			},
		},
		Stdin:  reader,
		Stdout: p.out,
	}
}

// rows are the options and "I don't know", each on one line of the screen.
func (p *Prompts) rows(q *questions.Question) []string {
	const before = 6 // columns that promptui and we put before a row, and a free one
	w, _ := p.size()
	rows := make([]string, 0, len(q.Options)+1)
	for i, option := range q.Options {
		rows = append(rows, Truncate(fmt.Sprintf("%d  %s", i+1, option), w-before, "…"))
	}
	return append(rows, Truncate("?  "+wording.DontKnow.In(p.lang), w-before, "…"))
}

// choiceKey says what a key decides at a list of n options. Full-width keys, as
// Chinese input methods send them, count.
func choiceKey(key rune, n int) (decision, int) {
	switch r := []rune(norm.NFKC.String(string(key)))[0]; {
	case '1' <= r && int(r-'0') <= n:
		return chose, int(r - '0')
	case r == '?':
		return dontKnow, 0
	case r == 'u' || r == 'U':
		return undo, 0
	case r == 'q' || r == 'Q':
		return quit, 0
	default:
		return anyKey(key), 0
	}
}

// anyKey says what a key decides at every prompt.
func anyKey(key rune) decision {
	switch key {
	case keyEnter, keyNewline:
		return entered
	case keyEnd:
		return quit
	case keyInterrupt:
		return interrupted
	default:
		return undecided
	}
}

// move returns the key that moves promptui's list as the given one should, or 0.
func move(key rune) rune {
	switch key {
	case keyUp, 'k':
		return keyUp
	case keyDown, 'j':
		return keyDown
	default:
		return 0
	}
}

func (p *Prompts) typed(format questions.Format) (questions.Reply, error) {
	const lead = indent + "> "
	w, _ := p.size()
	typing := line{room: w - margin - Width(lead) - 1} // 1 for the cursor
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided = anyKey(key)
		return typing.edit(key), decided != undecided
	})
	defer reader.Close()
	prompt := promptui.Prompt{
		Label: lead,
		Templates: &promptui.PromptTemplates{
			Prompt: "{{ . }}", Valid: "{{ . }}", Invalid: "{{ . }}", Success: "{{ . }}",
		},
		Pointer: promptui.PipeCursor,
		Stdin:   reader,
		Stdout:  p.out,
	}
	keys := wording.KeysTyped
	if format != questions.Typed {
		keys = wording.KeysNumbers
	}
	fmt.Fprintln(p.out, p.style.Faint(Truncate(keys.In(p.lang), w-margin, "…")))
	_, err := prompt.Run()
	p.eraseLines(2)
	if decided != entered {
		return questions.Reply{}, leaving(decided, err)
	}
	text := string(typing.signs)
	fmt.Fprintln(p.out, lead+text)
	return replyOf(text, format)
}

// A line follows what is typed at promptui's prompt, which does not say it when
// it is ended, and keeps it within the screen: a longer one would leave stale
// rows.
type line struct {
	signs []rune
	at    int // of the cursor
	room  int // in columns
}

// edit returns the key that promptui is to edit its line with, 0 for none.
func (l *line) edit(key rune) rune {
	switch {
	case key == keyErase || key == keyErase2:
		if l.at > 0 {
			l.at--
			l.signs = slices.Delete(l.signs, l.at, l.at+1)
		}
		return keyErase
	case key == keyLeft:
		l.at = max(l.at-1, 0)
		return keyLeft
	case key == keyRight:
		l.at = min(l.at+1, len(l.signs))
		return keyRight
	case unicode.IsControl(key) || Width(string(l.signs)+string(key)) > l.room:
		return 0
	}
	l.signs = slices.Insert(l.signs, l.at, key)
	l.at++
	return key
}

// eraseLines removes the empty line that promptui leaves where it was ended, and
// those above it.
func (p *Prompts) eraseLines(n int) {
	fmt.Fprint(p.out, strings.Repeat("\x1b[1A\x1b[2K", n)+"\r")
}

// leaving is the error for a prompt that ended without an answer: for what was
// decided, or because nothing more can be read.
func leaving(d decision, err error) error {
	switch {
	case d == interrupted:
		return ErrInterrupted
	case d == undo:
		return ErrUndo
	case d == quit, errors.Is(err, promptui.ErrEOF):
		return ErrQuit
	default:
		return fmt.Errorf("ask on the terminal: %w", err)
	}
}
