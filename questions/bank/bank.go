// Package bank writes questions for the question banks of teachers: in GIFT and
// in the XML of Moodle, from where most learning platforms import.
//
// Questions to choose (also true or false) become multiple choice with one right
// answer; typed ones become numerical if all that is accepted are plain numbers,
// else short answers with everything that is accepted. Other formats have no
// counterpart in both and are refused.
package bank

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions"
)

// Takes reports whether questions of the format can be written.
func Takes(f questions.Format) bool {
	return f == questions.Choice || f == questions.Boolean || f == questions.Typed
}

// longestName is how many characters of a stem become the name of the question
// in the bank. Moodle takes 255.
const longestName = 100

// An item is a question as a bank has it.
type item struct {
	name     string // no other item has it
	stem     string
	block    []string // what a machine printed; nil for none
	options  []string // in the order they are shown; nil if the answer is typed
	right    []string // one option, or all that is accepted
	feedback string
}

// items makes items of the questions. The error says which one cannot be
// written, and why.
func items(qs []*questions.Question) ([]item, error) {
	names := make(map[string]bool, len(qs))
	all := make([]item, 0, len(qs))
	for i, q := range qs {
		if err := writable(q); err != nil {
			return nil, fmt.Errorf("write question %d (%s): %w", i+1, q.ID, err)
		}
		it := item{name: uniqueName(q.Stem, names), stem: text(q.Stem), block: q.Block.Narrow, feedback: text(q.Explanation.String())}
		for _, option := range q.Options {
			it.options = append(it.options, text(option))
		}
		for _, answer := range accepted(q) {
			it.right = append(it.right, text(answer))
		}
		all = append(all, it)
	}
	return all, nil
}

func writable(q *questions.Question) error {
	switch {
	case !Takes(q.Format):
		return fmt.Errorf("the format %q has no counterpart", q.Format)
	case strings.TrimSpace(q.Stem) == "":
		return fmt.Errorf("it has no stem")
	case slices.ContainsFunc(slices.Concat(q.Options, q.Answers), func(s string) bool { return text(s) == "" }):
		return fmt.Errorf("an option or answer is empty")
	case q.Format == questions.Typed && len(q.Answers) == 0:
		return fmt.Errorf("it has no answer")
	case q.Format != questions.Typed && !oneRight(q):
		return fmt.Errorf("not exactly one of its options is right")
	}
	return nil
}

func oneRight(q *questions.Question) bool {
	if len(q.Answers) == 0 || len(q.Options) < 2 {
		return false
	}
	right := 0
	for _, option := range q.Options {
		if text(option) == text(q.Answers[0]) {
			right++
		}
	}
	return right == 1
}

// accepted returns what is right: the option, or all that may be typed, once
// each whatever the case, which banks do not look at.
func accepted(q *questions.Question) []string {
	if q.Format != questions.Typed {
		return q.Answers[:1]
	}
	var all []string
	for _, answer := range q.Answers {
		if !slices.ContainsFunc(all, func(a string) bool { return strings.EqualFold(text(a), text(answer)) }) {
			all = append(all, answer)
		}
	}
	return all
}

// text is a text without what no bank can hold: white space around it, line
// ends of other kinds, and control signs.
func text(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s))
}

// html is the stem as HTML, with the block below it in monospaced type. Only questions
// with a block are written so: in plain text its columns would not stand below each other.
func (it item) html() string {
	return "<p>" + html.EscapeString(it.stem) + "</p><pre>" + html.EscapeString(strings.Join(it.block, "\n")) + "</pre>"
}

// uniqueName names a question by its stem, with a number if the name is taken.
func uniqueName(stem string, taken map[string]bool) string {
	name := strings.Join(strings.Fields(text(stem)), " ")
	if signs := []rune(name); len(signs) > longestName {
		name = string(signs[:longestName-1]) + "…"
	}
	unique := name
	for n := 2; taken[unique]; n++ {
		unique = fmt.Sprintf("%s (%d)", name, n)
	}
	taken[unique] = true
	return unique
}

// numerical reports whether everything that is accepted is a plain number.
func (it item) numerical() bool {
	return it.options == nil && !slices.ContainsFunc(it.right, func(s string) bool { return !isNumber(s) })
}

func isNumber(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && strconv.Itoa(n) == s
}

// shuffled reports whether the options may change places: numbers stand in their
// order, and so do two options, which are yes and no.
func (it item) shuffled() bool {
	return len(it.options) > 2 && slices.ContainsFunc(it.options, func(s string) bool { return !isNumber(s) })
}

// wildcards keeps a star in a short answer from standing for anything.
func wildcards(answer string) string { return strings.ReplaceAll(answer, "*", `\*`) }
