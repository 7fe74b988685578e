// Package questions makes questions from the catalogue and judges answers.
//
// Every question has exactly one right answer, by the rules R1 to R10 that the
// functions below name: a stem is built from a unique key (R1), with the
// transport where it asks for a port's service (R3); no wrong option is true of
// the stem in any reading (R2, [catalogue.Catalogue.Rivals]); options differ
// (R4) and are plausible (R5); what is not assigned by IANA is said to be
// "usually" so (R7); typed answers are taken in any usual form (R9); a false
// statement takes a port that the service might well have (R6), and a stem in the
// negative marks its NOT (R10). R8, the independent check of every question, is a
// test.
package questions

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"unicode"

	"portdrill/questions/catalogue"
)

// A Question is one asking. It is not changed once it was made.
type Question struct {
	ID          string // opaque: a hash of what is shown
	Kind        Kind
	Format      Format
	Lang        catalogue.Lang
	Deck        string
	Stem        string
	Block       Block    // what a machine printed, shown below the stem; empty of most questions
	Options     []string // to choose from or to sort; nil for typed answers, pairs and flashcards
	Left, Right []string // to be matched
	Answers     []string // a choice: the right option; typed: the canonical answer, then all that is accepted; a set: all that belong; pairs: "22=SSH"; an order: the options as they should stand
	Explanation Explanation
	Facets      []FacetID
	Services    []string // keys of the services asked about
	Ports       []string // "tcp/53" for every transport in use; a number asked for its range stands bare

	judge judge // nil for a set, pairs and an order, whose answers say it all
}

// An Explanation says what is right and why it matters, each part a sentence or
// two and any but the first possibly empty.
type Explanation struct {
	Fact  string // "SSH (Secure Shell) uses TCP 22."
	About string // what it is for
	Use   string // where one meets it
	Hook  string // a memory hook
}

// String returns the whole explanation as one paragraph.
func (e Explanation) String() string { return Paragraph(e.Fact, e.About, e.Use, e.Hook) }

// briefly is how long an explanation is that is read between two questions, in words.
const briefly = 60

// Brief returns the fact and as much of the rest as goes with it in about sixty words,
// after a contrast that may be empty, without what that has said; and what is left to
// tell when asked.
func (e Explanation) Brief(contrast string) (shown, left []string) {
	length := wordsOf(e.Fact) + wordsOf(contrast)
	for _, part := range []string{e.About, e.Use, e.Hook} {
		part = strings.TrimSpace(strings.Replace(part, contrast, "", 1))
		length += wordsOf(part)
		switch {
		case part == "":
		case length <= briefly && len(left) == 0:
			shown = append(shown, part)
		default:
			left = append(left, part)
		}
	}
	return shown, left
}

// wordsOf counts the words of a text; of a Chinese one two signs are a word.
func wordsOf(text string) int {
	n, signs := 0, 0
	for word := range strings.FieldsSeq(text) {
		n++
		for _, r := range word {
			signs += rank(!unicode.Is(unicode.Han, r))
		}
	}
	return n + signs/2
}

// Paragraph joins sentences as their language does: with a space, but none
// after a Chinese full stop or colon. Empty ones are left out.
func Paragraph(sentences ...string) string {
	all := ""
	for _, s := range sentences {
		if s != "" && all != "" && !strings.HasSuffix(all, "。") && !strings.HasSuffix(all, "：") {
			all += " "
		}
		all += s
	}
	return all
}

// A Reply is what a learner gave in answer: an option, a text, or neither,
// which is "I don't know".
type Reply struct {
	Choice   int      `json:"choice,omitempty"`  // 1-based; 0 for none
	Choices  []int    `json:"choices,omitempty"` // of a set or an order, 1-based; of pairs for each left the right
	Text     string   `json:"text,omitempty"`    // typed
	Pairs    []string `json:"pairs,omitempty"`   // "22=SSH"
	Order    []string `json:"order,omitempty"`   // the options in order
	DontKnow bool     `json:"dont_know,omitempty"`
}

// A Judgement is what a reply was worth.
type Judgement struct {
	Correct  bool
	Given    string // the option chosen or the text typed; empty for "I don't know"
	Service  string // key of the service that was named or chosen; may be empty
	Contrast string // for a wrong reply: what that would have been; may be empty
	Near     bool   // wrong, but for a slip in the spelling right

	// Of a wrong answer of several: what was given for each left side of the pairs, or
	// each place of the order, or chosen, each with whether it is right.
	Parts []Part
}

// A Part is one of several things that were given in answer.
type Part struct {
	Given   string // as in the answers of the question
	Correct bool
}

// ErrNoAnswer matches (with [errors.Is]) the error of a reply that is no answer
// to the question, such as option 7 of 4 or port 65536. Its message tells the
// learner, in the language of the question, what would be one; the question
// stands.
var ErrNoAnswer = errors.New("no valid answer")

type noAnswer string

func (e noAnswer) Error() string   { return string(e) }
func (noAnswer) Is(err error) bool { return err == ErrNoAnswer }

// judge is what is right for one question.
type judge interface {
	// choice judges the option with the index.
	choice(i int) Judgement

	// text judges a typed answer that is not empty.
	text(s string) (Judgement, error)
}

// Judge says whether the reply is right. The error is one of [ErrNoAnswer].
func (q *Question) Judge(r Reply) (Judgement, error) {
	words := wordsIn(q.Lang)
	switch {
	case r.DontKnow:
		return Judgement{}, nil
	case q.Format == Set, q.Format == Matching, q.Format == Ordering:
		given, ok := q.severalGiven(r)
		if !ok {
			return Judgement{}, noAnswer(words.pickSeveral(q))
		}
		return q.judgeSeveral(given), nil
	case q.Format == Choice, q.Format == Boolean:
		i, ok := q.option(r)
		if !ok {
			return Judgement{}, noAnswer(words.pickOption(len(q.Options)))
		}
		judged := q.judge.choice(i)
		judged.Given = q.Options[i]
		return judged, nil
	case strings.TrimSpace(r.Text) == "":
		return Judgement{}, noAnswer(words.typeAnswer)
	default:
		judged, err := q.judge.text(r.Text)
		judged.Given = strings.TrimSpace(r.Text)
		return judged, err
	}
}

// option returns the index of the option that was chosen, by number or, typed,
// by its text.
func (q *Question) option(r Reply) (int, bool) {
	if r.Choice != 0 {
		return r.Choice - 1, 1 <= r.Choice && r.Choice <= len(q.Options)
	}
	for i, option := range q.Options {
		if r.Text != "" && catalogue.Fold(r.Text) == catalogue.Fold(option) {
			return i, true
		}
	}
	return 0, false
}

// severalGiven returns what was given as texts, in the form of the answers; ok is
// false if it is no whole answer.
func (q *Question) severalGiven(r Reply) (given []string, ok bool) {
	switch {
	case q.Format == Matching && r.Pairs != nil:
		return r.Pairs, q.matches(r.Pairs)
	case q.Format == Ordering && r.Order != nil:
		return r.Order, rearranged(r.Order, q.Options)
	}
	from := q.Options
	if q.Format == Matching {
		from = q.Right
	}
	for i, n := range r.Choices {
		if n < 1 || n > len(from) {
			return nil, false
		}
		text := from[n-1]
		if q.Format == Matching && i < len(q.Left) {
			text = q.Left[i] + "=" + text
		}
		given = append(given, text)
	}
	switch q.Format {
	case Matching:
		return given, q.matches(given)
	case Ordering:
		return given, rearranged(given, q.Options)
	case Set, Choice, Typed, Boolean, Flashcards: // of these only a set has several answers
	}
	return given, len(given) > 0 && distinct(given)
}

// matches reports whether the pairs give each on the left another on the right.
func (q *Question) matches(pairs []string) bool {
	var left, right []string
	for _, pair := range pairs {
		l, r, _ := strings.Cut(pair, "=")
		left, right = append(left, l), append(right, r)
	}
	return rearranged(left, q.Left) && rearranged(right, q.Right)
}

// rearranged reports whether a and b hold the same texts.
func rearranged(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func distinct(texts []string) bool {
	seen := make(map[string]bool, len(texts))
	for _, text := range texts {
		seen[text] = true
	}
	return len(seen) == len(texts)
}

// identify sets the ID, which depends on nothing but what is shown.
func (q *Question) identify() {
	shown := slices.Concat([]string{string(q.Kind), string(q.Format), string(q.Lang), q.Stem}, q.Block.Wide, q.Options, q.Left, q.Right)
	sum := sha256.Sum256([]byte(strings.Join(shown, "\x00")))
	q.ID = strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// SeveralAreas is the area of a question about services of more than one.
const SeveralAreas = "several"

// AreaOf is what weakness in the question is reported by: the category that the
// services it is about have in common, or [SeveralAreas]; "range" for a number,
// "protocol" for a protocol without ports, and "mistake" for a mistake of the post. It
// is empty for a service that is not in the catalogue.
func AreaOf(c *catalogue.Catalogue, q *Question) string {
	switch {
	case q.Kind == OwnQuestion:
		return catalogue.OwnCategory
	case q.Kind == SpotTheMistake:
		return mistakes
	case q.Kind == NoPort:
		return protocolsArea
	case len(q.Services) == 0:
		return numbersArea
	}
	area := ""
	for i, key := range q.Services {
		s := c.Service(key)
		switch {
		case s == nil:
			return ""
		case i > 0 && s.Category != area:
			return SeveralAreas
		}
		area = s.Category
	}
	return area
}
