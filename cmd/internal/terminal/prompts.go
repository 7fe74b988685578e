package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/manifoldco/promptui"
	"golang.org/x/term"
	"golang.org/x/text/unicode/norm"

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

	left func() time.Duration // of a countdown; nil for none

	onStop func() (said string) // nil for nothing; see OnStop

	unfinished unfinished // where a prompt was that is to be drawn anew

	once    bool          // nothing can be taken back
	nested  bool          // leaving a list goes back to a menu
	exam    bool          // questions can be skipped and marked
	asked   bool          // a question since the last menu
	redrawn bool          // what was asked last is drawn anew
	grace   time.Duration // after a list of options is drawn, in which keys are dropped

	endResizes   func()
	endContinues func()
	endOnce      sync.Once // a signal may close, too
}

// An unfinished prompt is gone on with where it was left.
type unfinished struct {
	parts []int // of an answer that has several, by number
	row   int
	text  string
}

// NewPrompts takes the terminal over until Close: keys are no longer echoed or
// collected into lines, so that those struck between two prompts are not lost.
func NewPrompts(in, out *os.File, style Style, lang catalogue.Lang, size func() (w, h int)) (*Prompts, error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("take over the terminal: %w", err)
	}
	p := &Prompts{
		in: in, out: &terminalWriter{out: out}, keys: newKeyboard(in),
		style: style, lang: lang, size: size, state: state,
	}
	p.endResizes, p.endContinues = onResize(p.keys.resize), onContinue(p.takeOver)
	fmt.Fprint(p.out, pasteBracketed)
	return p, nil
}

// Out returns the writer for everything that is printed while the terminal is
// taken over.
func (p *Prompts) Out() io.Writer { return p.out }

// AnswerOnce leaves out the key that takes an answer back, where none can be.
func (p *Prompts) AnswerOnce() { p.once = true }

// Sit says whether what is asked is an exam, for the texts of its keys.
func (p *Prompts) Sit(exam bool) { p.exam = exam }

// Settle has keys passed over that are struck within the time after a list was drawn: it
// is too short to read the list, so they were meant for what was there before.
func (p *Prompts) Settle(within time.Duration) { p.grace = within }

// Nest says that leaving a list goes back to a menu, for the texts of its keys, until the
// returned function is called.
func (p *Prompts) Nest() (end func()) {
	before := p.nested
	p.nested = true
	return func() { p.nested = before }
}

// Speak changes the language.
func (p *Prompts) Speak(lang catalogue.Lang) { p.lang = lang }

// Close gives the terminal back as it was, the cursor visible.
func (p *Prompts) Close() error {
	p.endOnce.Do(func() {
		p.endResizes()
		p.endContinues()
	})
	p.out.end()
	return term.Restore(int(p.in.Fd()), p.state)
}

// Ask asks with a list of options or with a line to type in. Keys that were struck
// before the question was drawn are dropped: they do not answer what was not seen.
func (p *Prompts) Ask(q *questions.Question) (questions.Reply, error) {
	p.forget(q.Format)
	switch q.Format {
	case questions.Choice, questions.Boolean:
		return p.choose(q)
	case questions.Typed:
		return p.typed()
	case questions.Flashcards:
		return p.turn(q.Options)
	case questions.Set, questions.Matching, questions.Ordering:
	}
	reply, err := p.several(q)
	if errors.Is(err, errDontKnow) {
		p.tell(TextDontKnow.In(p.lang))
		return questions.Reply{DontKnow: true}, nil
	}
	return reply, err
}

// forget drops what was struck before a question was drawn, unless it is one that was
// drawn before. A list is answered by one key: there also what is struck too soon.
func (p *Prompts) forget(f questions.Format) {
	within := p.grace
	if f == questions.Typed || f == questions.Flashcards {
		within = 0
	}
	if !p.redrawn {
		p.keys.forget(within)
	}
	p.asked, p.redrawn = true, false
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
	commanded // by the letter in number
	marked    // the option that is shown, or no longer
	quit
	escaped
	interrupted
	stopped // Ctrl-Z
	resized
	timeUp
)

func (p *Prompts) choose(q *questions.Question) (questions.Reply, error) {
	rows := p.rows(q)
	label := p.choiceKeys(len(q.Options))
	index, decided, err := p.pick(label, rows, 0, func(key rune) (decision, int) { return choiceKey(key, len(q.Options)) })
	switch {
	case err != nil:
		return questions.Reply{}, err
	case decided == dontKnow:
		index = len(q.Options)
	}
	fmt.Fprintln(p.out, indent+p.style.Key(p.style.Sign("❯"))+" "+rows[index])
	if index == len(q.Options) {
		return questions.Reply{DontKnow: true}, nil
	}
	return questions.Reply{Choice: index + 1}, nil
}

// redraws reports whether the prompt is to be drawn anew.
func (d decision) redraws() bool { return d == stopped || d == resized }

// Pick has one of the rows of a menu chosen and returns its place. The error is
// [ErrQuit] or [ErrInterrupted].
func (p *Prompts) Pick(title string, rows []string) (int, error) {
	if p.asked { // what was struck for a question starts nothing else
		p.asked = false
		p.keys.forget(p.grace)
	}
	p.say(title)
	keys := textKeysMenu.In(p.lang, rowsOf(len(rows)))
	if p.nested {
		keys = textKeysSubmenu.In(p.lang, rowsOf(len(rows)))
	}
	index, _, err := p.pick(keys, p.numbered(rows), 0, func(key rune) (decision, int) {
		return menuKey(key, len(rows))
	})
	if errors.Is(err, ErrRedraw) {
		return p.Pick(title, rows)
	}
	if err != nil {
		return 0, err
	}
	p.tell(rows[index])
	return index, nil
}

// Type has a line typed and returns it without blanks around it. Nothing typed is
// the preset.
func (p *Prompts) Type(title, preset string) (string, error) {
	p.say(title)
	keys := textKeysLine.In(p.lang)
	if preset != "" {
		keys = textKeysPreset.In(p.lang, preset)
	}
	if p.nested {
		keys += textKeysBack.In(p.lang)
	} else {
		keys += textKeysQuit.In(p.lang)
	}
	text, err := p.line(keys, preset)
	if errors.Is(err, ErrRedraw) {
		return p.Type(title, preset)
	}
	if err != nil {
		return "", err
	}
	if isQuit(text) {
		return "", ErrQuit
	}
	return text, nil
}

// say prints a text wrapped.
func (p *Prompts) say(text string) {
	w, _ := p.size()
	for _, line := range Wrap(Visible(text, false), w-margin) {
		fmt.Fprintln(p.out, p.style.Heading(line))
	}
}

// Again waits for Enter, or for a key that leaves.
func (p *Prompts) Again(time.Duration) error {
	w, _ := p.size()
	again := Truncate(textTryAgain.In(p.lang), w-margin-len(indent), p.style.Sign("…"))
	fmt.Fprintln(p.out, indent+p.style.Faint(again))
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided, _ = menuKey(key, 0)
		return 0, decided == entered || decided == quit || decided == escaped || decided == interrupted
	})
	defer reader.Close()
	_, err := reader.Read(make([]byte, 1))
	if decided == entered {
		return nil
	}
	return p.leaving(decided, err)
}

// menuKey says what a key decides at a menu of n rows.
func menuKey(key rune, n int) (decision, int) {
	r := unicode.ToLower([]rune(norm.NFKC.String(string(key)))[0])
	at := strings.IndexRune(menuKeys, r)
	switch {
	case 0 <= at && at < n:
		return chose, at + 1
	case r == 'q':
		return quit, 0
	default:
		return anyKey(key), 0
	}
}

// choiceKey says what a key decides at a list of n options. Full-width keys, as
// Chinese input methods send them, count.
func choiceKey(key rune, n int) (decision, int) {
	switch r := []rune(norm.NFKC.String(string(key)))[0]; {
	case '1' <= r && int(r-'0') <= n:
		return chose, int(r - '0')
	case r == '?':
		return dontKnow, 0
	case commands[strings.ToLower(string(r))] != nil:
		return commanded, int(unicode.ToLower(r))
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
	case keyEscape:
		return escaped
	case keyInterrupt:
		return interrupted
	case keyStop:
		return stopped
	case keyResized:
		return resized
	case keyTimeUp:
		return timeUp
	default:
		return undecided
	}
}

// eraseLines removes the empty line that promptui leaves where it was ended, and
// those above it.
func (p *Prompts) eraseLines(n int) {
	fmt.Fprint(p.out, strings.Repeat("\x1b[1A\x1b[2K", n)+"\r")
}

// leaving is the error for a prompt that ended without an answer: for what was
// decided, or because nothing more can be read.
func (p *Prompts) leaving(d decision, err error) error {
	p.redrawn = d.redraws()
	switch {
	case d == interrupted:
		return ErrInterrupted
	case d == stopped:
		return p.stop()
	case d == resized:
		p.clear()
		return ErrRedraw
	case d == timeUp:
		return ErrTimeUp
	case d == escaped:
		return ErrEscape
	case d == quit, errors.Is(err, promptui.ErrEOF):
		return ErrQuit
	default:
		return fmt.Errorf("ask on the terminal: %w", err)
	}
}

// OnStop has a function called before Ctrl-Z stops the program. What it returns is printed
// then.
func (p *Prompts) OnStop(do func() (said string)) { p.onStop = do }

// stop gives the terminal back while the program is stopped, and takes it over
// again when it goes on. What was shown is to be drawn anew then.
func (p *Prompts) stop() error {
	if p.onStop != nil {
		fmt.Fprint(p.out, p.onStop()+"\n")
	}
	fmt.Fprint(p.out, pasteUnbracketed+showCursor)
	if err := term.Restore(int(p.in.Fd()), p.state); err != nil {
		return fmt.Errorf("give the terminal back: %w", err)
	}
	if err := stopProgram(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	if _, err := term.MakeRaw(int(p.in.Fd())); err != nil {
		return fmt.Errorf("take over the terminal: %w", err)
	}
	fmt.Fprint(p.out, pasteBracketed)
	return ErrRedraw
}

// takeOver takes the terminal over again after something else has stopped the program, which
// could not give it back before; what is shown is drawn anew.
func (p *Prompts) takeOver() {
	if _, err := term.MakeRaw(int(p.in.Fd())); err == nil {
		p.keys.resize()
	}
}

// clear empties the screen: after a new size its rows may be anywhere.
func (p *Prompts) clear() { fmt.Fprint(p.out, "\x1b[H\x1b[2J") }

// Countdown shows at each prompt how much time is left, and ends it with [ErrTimeUp]
// where nothing is, until the returned function is called.
func (p *Prompts) Countdown(left func() time.Duration) (stop func()) {
	p.left = left
	end := p.keys.countDown(left)
	return func() {
		end()
		p.left = nil
	}
}
