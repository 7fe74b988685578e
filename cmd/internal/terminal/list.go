package terminal

import (
	"cmp"
	"fmt"
	"slices"
	"text/template"

	"github.com/manifoldco/promptui"

	"portdrill/questions"
)

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

// menuKeys choose the rows of a menu. The letters that move in a list and leave it are
// not among them.
const menuKeys = "123456789abcdefghilmnoprstuvwxyz"

// rowsOf are the keys that choose one of so many rows of a menu.
func rowsOf(n int) string {
	switch {
	case n <= maxDigits:
		return digits(n)
	case n == maxDigits+1:
		return digits(maxDigits) + " " + menuKeys[maxDigits:n]
	}
	return fmt.Sprintf("%s a-%c", digits(maxDigits), menuKeys[min(n, len(menuKeys))-1])
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
					return p.style.Faint(Truncate(p.timed(Visible(label, false)), w-margin, p.style.Sign("…")))
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

// maxDigits is how many rows have a digit to choose them by.
const maxDigits = 9

// numbered puts before each row the key that chooses it, as far as there are keys.
func (p *Prompts) numbered(rows []string) []string {
	all := make([]string, 0, len(rows)+1)
	for i, row := range rows {
		key := byte(' ')
		if i < len(menuKeys) {
			key = menuKeys[i]
		}
		all = append(all, p.fit(string(key)+"  "+row))
	}
	return all
}

// before is how many columns promptui and we put before a row, with a free one.
const before = 6

// fit cuts a row to one line of the screen.
func (p *Prompts) fit(row string) string {
	w, _ := p.size()
	return Truncate(Visible(row, false), w-before, p.style.Sign("…"))
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
