package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
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
	return &Prompts{
		in: in, out: &terminalWriter{out}, keys: newKeyboard(in), style: style, lang: lang, size: size, state: state,
	}, nil
}

// Out returns the writer for everything that is printed while the terminal is
// taken over.
func (p *Prompts) Out() io.Writer { return p.out }

// Close gives the terminal back as it was, the cursor visible.
func (p *Prompts) Close() error {
	const showCursor = "\x1b[?25h"
	fmt.Fprint(p.out, showCursor)
	return term.Restore(int(p.in.Fd()), p.state)
}

// A terminalWriter writes to a terminal that was taken over, where a new line
// does not begin at its left edge by itself. It drops the bell.
type terminalWriter struct{ out io.Writer }

func (w *terminalWriter) Write(text []byte) (int, error) {
	const bell = 0x07
	if len(text) == 1 && text[0] == bell {
		return 1, nil
	}
	if _, err := w.out.Write(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Close does nothing: promptui closes what it was given after each prompt.
func (w *terminalWriter) Close() error { return nil }

// Ask asks with a list of options or with a line to type in.
func (p *Prompts) Ask(q *questions.Question) (questions.Reply, error) {
	if q.Format == questions.Choice {
		return p.choose(q)
	}
	return p.typed()
}

// functions returns promptui's template functions, of which only those that we
// use are left, so that it colours nothing by itself.
func (p *Prompts) functions() template.FuncMap {
	return template.FuncMap{
		"key":   p.style.Key,
		"faint": p.style.Faint,
		"settle": func(text string) string {
			// promptui's reader still redraws while the last line is printed.
			time.Sleep(20 * time.Millisecond)
			return text
		},
	}
}

func (p *Prompts) choose(q *questions.Question) (questions.Reply, error) {
	rows := p.rows(q)
	picked := undecided
	number := 0
	reader := p.keys.reader(func(key rune) (keep, end bool) {
		picked, number = choiceKey(key, len(q.Options))
		return isMove(key), picked != undecided
	})
	defer reader.Close()
	w, _ := p.size()
	list := promptui.Select{
		Label:        Truncate(wording.KeysChoice.In(p.lang, len(q.Options)), w-margin, "…"),
		Items:        rows,
		Size:         len(rows),
		HideHelp:     true,
		HideSelected: true,
		Templates: &promptui.SelectTemplates{
			Label:    "{{ . | faint }}",
			Active:   "{{ `❯` | key }} {{ . | key }}",
			Inactive: "  {{ . }}",
			Selected: "{{ . | settle }}",
			FuncMap:  p.functions(),
		},
		Stdin:  reader,
		Stdout: p.out,
	}
	index, _, err := list.Run()
	switch {
	case picked == quit:
		p.eraseLine()
		return questions.Reply{}, ErrQuit
	case picked == dontKnow:
		p.eraseLine()
		index = len(q.Options)
	case picked == chose:
		p.eraseLine()
		index = number - 1
	case err != nil:
		p.eraseLine()
		return questions.Reply{}, leaving(err)
	}
	fmt.Fprintln(p.out, p.style.Key("❯")+" "+rows[index])
	if index == len(q.Options) {
		return questions.Reply{DontKnow: true}, nil
	}
	return questions.Reply{Choice: index + 1}, nil
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
	case r == 'q' || r == 'Q':
		return quit, 0
	default:
		return undecided, 0
	}
}

// isMove reports whether a key may go to promptui's list: control keys, and j
// and k, which move. Anything else would only be collected.
func isMove(key rune) bool { return unicode.IsControl(key) || key == 'j' || key == 'k' }

func (p *Prompts) typed() (questions.Reply, error) {
	const lead = "> "
	w, _ := p.size()
	typing := line{room: w - margin - Width(lead) - 1} // 1 for the cursor
	reader := p.keys.reader(func(key rune) (keep, end bool) { return typing.fits(key), false })
	defer reader.Close()
	prompt := promptui.Prompt{
		Label: lead,
		Templates: &promptui.PromptTemplates{
			Prompt: "{{ . }}", Valid: "{{ . }}", Invalid: "{{ . }}",
			Success: "{{ . | settle }}",
			FuncMap: p.functions(),
		},
		Pointer: promptui.PipeCursor,
		Stdin:   reader,
		Stdout:  p.out,
	}
	fmt.Fprintln(p.out, p.style.Faint(Truncate(wording.KeysTyped.In(p.lang), w-margin, "…")))
	text, err := prompt.Run()
	if err != nil {
		p.eraseLine()
		return questions.Reply{}, leaving(err)
	}
	return replyOf(text, questions.Typed)
}

// A line keeps count of the columns that typing takes, so that it stays within
// the screen: a longer one would leave stale rows.
type line struct {
	signs []int // the width of each
	used  int
	room  int
}

// fits reports whether a key may be handed on to the line.
func (l *line) fits(key rune) bool {
	const backspace, del = 0x08, 0x7f
	switch {
	case key == backspace || key == del:
		if n := len(l.signs); n > 0 {
			l.used -= l.signs[n-1]
			l.signs = l.signs[:n-1]
		}
		return true
	case unicode.IsControl(key):
		return true
	}
	columns := Width(string(key))
	if l.used+columns > l.room {
		return false
	}
	l.signs = append(l.signs, columns)
	l.used += columns
	return true
}

// eraseLine removes the empty line that promptui leaves where it was ended.
func (p *Prompts) eraseLine() { fmt.Fprint(p.out, "\x1b[1A\x1b[2K\r") }

func leaving(err error) error {
	switch {
	case errors.Is(err, promptui.ErrInterrupt):
		return ErrInterrupted
	case errors.Is(err, promptui.ErrEOF), strings.Contains(err.Error(), "EOF"):
		return ErrQuit
	default:
		return fmt.Errorf("ask on the terminal: %w", err)
	}
}
