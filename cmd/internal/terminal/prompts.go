package terminal

import (
	"cmp"
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

	unfinished unfinished // where a prompt was that is to be drawn anew

	once    bool          // nothing can be taken back
	nested  bool          // leaving a list goes back to a menu
	exam    bool          // questions can be skipped and marked
	asked   bool          // a question since the last menu
	redrawn bool          // what was asked last is drawn anew
	grace   time.Duration // after a list of options is drawn, in which keys are dropped

	endResizes func()
	endOnce    sync.Once // a signal may close, too
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
	p.endResizes = onResize(p.keys.resize)
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

// Settle has keys passed over that are struck within the time after a list was drawn:
// nobody reads as fast, so they were meant for what was there before.
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
	p.endOnce.Do(p.endResizes)
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

// pick has one of the rows chosen, which must differ, beginning at one, and returns its
// place. Of other keys than the arrows decide says what they do. The list is gone
// afterwards.
func (p *Prompts) pick(
	label string, rows []string, at int, decide func(key rune) (decision, int),
) (index int, decided decision, err error) {
	number, active := 0, ""
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided, number = decide(key)
		return move(key), decided != undecided
	})
	defer reader.Close()
	list := p.list(label, rows, reader, &active)
	at = min(cmp.Or(p.unfinished.row, at), len(rows)-1)
	p.unfinished = unfinished{}
	_, _, err = list.RunCursorAt(at, max(at-list.Size+1, 0))
	p.eraseLines(1)
	if decided.redraws() {
		p.unfinished.row = max(slices.Index(rows, active), 0)
	}
	switch decided {
	case chose:
		return number - 1, decided, nil
	case entered, marked:
		return slices.Index(rows, active), decided, nil
	case dontKnow:
		return 0, decided, nil
	case commanded:
		return 0, decided, commands[string(rune(number))]
	case undecided, quit, escaped, interrupted, stopped, resized, timeUp:
	}
	return 0, decided, p.leaving(decided, err)
}

// Pick has one of the rows of a menu chosen and returns its place. The error is
// [ErrQuit] or [ErrInterrupted].
func (p *Prompts) Pick(title string, rows []string) (int, error) {
	if p.asked { // what was struck for a question starts nothing else
		p.asked = false
		p.keys.forget(p.grace)
	}
	p.say(title)
	keys := textKeysMenu.In(p.lang, digits(min(len(rows), mostDigits)))
	if p.nested {
		keys = textKeysSubmenu.In(p.lang, digits(min(len(rows), mostDigits)))
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
	for _, line := range Wrap(text, w-margin) {
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

// choiceKeys are the keys at a list of n options, in as many words as there is room
// for.
func (p *Prompts) choiceKeys(n int) string {
	if p.exam {
		return p.roomFor(textKeysExam.In(p.lang, digits(n)), textKeysExamShort.In(p.lang, digits(n)))
	}
	if p.once {
		return p.roomFor(textKeysOnce.In(p.lang, digits(n)), textKeysOnceShort.In(p.lang, digits(n)))
	}
	return p.roomFor(textKeysChoice.In(p.lang, digits(n)), textKeysChoiceShort.In(p.lang, digits(n)))
}

// roomFor returns the long text above a list, or the short one where it would be cut.
func (p *Prompts) roomFor(long, short string) string {
	w, _ := p.size()
	if Width(p.timed(long)) <= w-margin {
		return long
	}
	return short
}

// digits are the keys that choose one of so many rows.
func digits(n int) string {
	if n == 1 {
		return "1"
	}
	return fmt.Sprintf("1-%d", n)
}

// besides are the rows of a screen that a list leaves free: for its label, for the
// cursor, and for two rows of what it is about.
const besides = 4

// list is promptui's list of the rows, which keeps the active one up to date.
func (p *Prompts) list(label string, rows []string, reader *promptReader, active *string) *promptui.Select {
	w, h := p.size()
	return &promptui.Select{
		Label:    label,
		Items:    rows,
		Size:     min(len(rows), max(h-besides, 2)),
		HideHelp: true,
		Templates: &promptui.SelectTemplates{
			Label:    "{{ . | label }}",
			Active:   "{{ . | active }}",
			Inactive: "  {{ . }}",
			Selected: "{{ . }}", // never shown, but looked through for functions
			// Only these: promptui's own colour whatever NO_COLOR says.
			FuncMap: template.FuncMap{
				"faint": p.style.Faint,
				"label": func(label string) string { // evaluated each time it is drawn
					return p.style.Faint(Truncate(p.timed(label), w-margin, p.style.Sign("…")))
				},
				"active": func(row string) string {
					*active = row
					return p.style.Key(p.style.Sign("❯ ") + row)
				},
			},
		},
		Stdin:  reader,
		Stdout: p.out,
	}
}

// timed puts the time that is left before a text, if it is limited.
func (p *Prompts) timed(text string) string {
	if p.left == nil {
		return text
	}
	return p.style.Sign(clockText(p.left()) + " · " + text)
}

// rows are the options and "I don't know", each on one line of the screen.
func (p *Prompts) rows(q *questions.Question) []string {
	return append(p.numbered(q.Options), p.fit("?  "+TextDontKnow.In(p.lang)))
}

// mostDigits is how many rows have a digit to choose them by.
const mostDigits = 9

// numbered puts before each row the digit that chooses it, as far as there are
// digits.
func (p *Prompts) numbered(rows []string) []string {
	all := make([]string, 0, len(rows)+1)
	for i, row := range rows {
		number := " "
		if i < mostDigits {
			number = fmt.Sprint(i + 1)
		}
		all = append(all, p.fit(number+"  "+row))
	}
	return all
}

// before is how many columns promptui and we put before a row, with a free one.
const before = 6

// fit cuts a row to one line of the screen.
func (p *Prompts) fit(row string) string {
	w, _ := p.size()
	return Truncate(row, w-before, p.style.Sign("…"))
}

// menuKey says what a key decides at a menu of n rows.
func menuKey(key rune, n int) (decision, int) {
	switch r := []rune(norm.NFKC.String(string(key)))[0]; {
	case '1' <= r && int(r-'0') <= min(n, mostDigits):
		return chose, int(r - '0')
	case r == 'q' || r == 'Q':
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

// move returns the key that moves promptui's list as the given one should, or 0.
func move(key rune) rune {
	switch key {
	case keyUp, 'k':
		return keyUp
	case keyDown, 'j':
		return keyDown
	case keyTick:
		return keyRedraw
	default:
		return 0
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

// stop gives the terminal back while the program is stopped, and takes it over
// again when it goes on. What was shown is to be drawn anew then.
func (p *Prompts) stop() error {
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

// clear empties the screen: after a new size nobody knows where its rows are.
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
