package questions

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"portdrill/questions/catalogue"
)

// OwnQuestion is the kind of a question that a person wrote. It is in no deck, and about no
// facet.
const OwnQuestion Kind = "own"

// A Written is a question as a person wrote it.
type Written struct {
	Stem        string   `json:"stem"`
	Block       Block    `json:"block,omitzero"`
	Options     []string `json:"options,omitempty"` // none where the answer is typed
	Answers     []string `json:"answers"`           // of the options those that are right, or all that can be typed, the first as it is shown
	Explanation string   `json:"explanation,omitempty"`
}

// Bounds of a question that a person wrote, in characters.
const (
	LongestStem   = 600
	LongestOption = 200
	MostOptions   = 8
)

// What can be wrong with a question that a person wrote.
var (
	ErrNoStem     = errors.New("no stem, or a very long one")
	ErrOptions    = errors.New("options that are empty, very long, alike, alone or many")
	ErrAnswers    = errors.New("no answer, or one that is no option")
	ErrOwnFormats = errors.New("a format that does not go with the options and answers")
)

// format is how the answer is given, if the question does not say.
func (w Written) format() Format {
	switch {
	case len(w.Options) == 0:
		return Typed
	case len(w.Answers) > 1:
		return Set
	}
	return Choice
}

// check returns what is wrong.
func (w Written) check(f Format) error {
	isText := func(text string, longest int) bool {
		return strings.TrimSpace(text) != "" && len([]rune(text)) <= longest && !strings.ContainsFunc(text, unicode.IsControl)
	}
	isOption := func(text string) bool { return isText(text, LongestOption) }
	folded := make(map[string]bool)
	for _, option := range w.Options {
		folded[catalogue.Fold(option)] = true
	}
	several := f == Set
	switch {
	case !isText(w.Stem, LongestStem):
		return ErrNoStem
	case len(w.Options) == 1 || len(w.Options) > MostOptions || len(folded) < len(w.Options) ||
		slices.ContainsFunc(w.Options, func(o string) bool { return !isOption(o) }):
		return ErrOptions
	case len(w.Answers) == 0 || !distinct(w.Answers) || slices.ContainsFunc(w.Answers, func(a string) bool {
		return !isOption(a) || len(w.Options) > 0 && !slices.Contains(w.Options, a)
	}):
		return ErrAnswers
	case f != Typed && f != Choice && f != Boolean && !several, (f == Typed) != (len(w.Options) == 0),
		len(w.Options) > 0 && len(w.Answers) > 1 && !several, f == Boolean && len(w.Options) != 2:
		return ErrOwnFormats
	}
	return nil
}

// makeWritten makes the question that a person wrote.
func makeWritten(spec Spec) (*Question, error) {
	w := *spec.Written
	if spec.Format == "" {
		spec.Format = w.format()
	}
	if err := w.check(spec.Format); err != nil {
		return nil, err
	}
	q := &Question{
		Kind: OwnQuestion, Format: spec.Format, Lang: spec.Lang, Deck: spec.Deck, Stem: w.Stem, Block: w.Block,
		Options: slices.Clone(w.Options), Answers: slices.Clone(w.Answers), Explanation: Explanation{Fact: w.Explanation},
		Facets: []FacetID{}, Services: []string{}, Ports: []string{},
	}
	if spec.Format != Set {
		q.judge = judgeText{q.Options, q.Answers, nil}
	}
	q.identify()
	return q, nil
}
