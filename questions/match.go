package questions

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue"
)

// judgeService is right for the name of the service, in a question that asks
// what a port is for.
type judgeService struct {
	m       *Maker
	words   *words
	right   *catalogue.Service
	options []*catalogue.Service
	ofDeck  []string // what the deck that is learned calls the service
}

func (j judgeService) choice(i int) Judgement { return j.took(j.options[i]) }

func (j judgeService) text(s string) (Judgement, error) {
	ofDeck := slices.ContainsFunc(j.ofDeck, func(word string) bool { return catalogue.Fold(word) == catalogue.Fold(s) })
	if j.right.Accepts(s) || ofDeck && catalogue.Fold(s) != "" {
		return j.took(j.right), nil
	}
	if found := j.m.named(j.right, s); len(found) > 0 {
		return j.took(found[0]), nil
	}
	return Judgement{Near: j.near(s)}, nil
}

func (j judgeService) took(s *catalogue.Service) Judgement {
	if s == j.right {
		return Judgement{Correct: true, Service: s.Key}
	}
	return Judgement{Service: s.Key, Contrast: j.words.contrast(j.m.c, j.right, s)}
}

// judgePort is right for the number of the service's port.
type judgePort struct {
	m       *Maker
	words   *words
	right   *catalogue.Service
	options []catalogue.Port
}

func (j judgePort) choice(i int) Judgement { return j.took(j.options[i]) }

func (j judgePort) text(s string) (Judgement, error) {
	port, transports, err := parsePort(s, j.words)
	if err != nil {
		return Judgement{}, err
	}
	judged := j.took(port)
	unused := slices.DeleteFunc(transports, j.right.Uses)
	if judged.Correct && len(unused) > 0 {
		name := j.words.led(j.words.spaced(j.right.Label(j.words.lang)))
		said := fmt.Sprintf(j.words.wrongTransport, name, j.words.brief(j.right), strings.Join(j.words.transports(unused), j.words.and))
		return Judgement{Service: j.right.Key, Contrast: said}, nil
	}
	return judged, nil
}

func (j judgePort) took(p catalogue.Port) Judgement {
	if p == j.right.Port {
		return Judgement{Correct: true, Service: j.right.Key}
	}
	at := j.m.at(j.right, p)
	said := j.words.owners(j.m.c, p, at...)
	if len(at) == 0 {
		return Judgement{Contrast: said}
	}
	if pair, ok := j.m.c.Pair(j.right.Key, at[0].Key); ok {
		said = Paragraph(said, pair.Tell.In(j.words.lang))
	}
	return Judgement{Service: at[0].Key, Contrast: said}
}

// judgeRange is right for the range that a number lies in.
type judgeRange struct {
	c     *catalogue.Catalogue
	words *words
	right *catalogue.Range
}

func (j judgeRange) choice(i int) Judgement { return j.took(j.c.Ranges[i]) }

func (j judgeRange) text(s string) (Judgement, error) {
	for _, r := range j.c.Ranges {
		if r.Accepts(s) {
			return j.took(r), nil
		}
	}
	return Judgement{}, nil
}

func (j judgeRange) took(r *catalogue.Range) Judgement {
	if r == j.right {
		return Judgement{Correct: true}
	}
	return Judgement{Contrast: fmt.Sprintf(j.words.rangeIs, j.words.spaced(r.Name.In(j.words.lang)), r.From, r.To)}
}

// judgeText is right for a text, among options or typed.
type judgeText struct {
	options, answers []string
	contrasts        map[string]string // by wrong text
}

func (j judgeText) choice(i int) Judgement { return j.took(j.options[i], j.options[i] == j.answers[0]) }

func (j judgeText) text(s string) (Judgement, error) {
	folded := catalogue.Fold(s)
	return j.took(s, slices.ContainsFunc(j.answers, func(a string) bool { return catalogue.Fold(a) == folded })), nil
}

func (j judgeText) took(text string, correct bool) Judgement {
	if correct {
		return Judgement{Correct: true}
	}
	return Judgement{Contrast: j.contrasts[text]}
}

// judgeNumber is right for a number that is typed. It does not say which numbers
// are ports: that may be the very thing that is asked.
type judgeNumber struct{ judgeText }

func (j judgeNumber) text(s string) (Judgement, error) {
	digits := strings.TrimLeft(strings.TrimSpace(norm.NFKC.String(s)), "0")
	return j.took(digits, digits == j.answers[0]), nil
}

// judgeSeveral judges what was given of things that belong together, which is
// whole or wrong: of a set the options chosen, of an order all of them in the
// order given, of pairs "22=SSH".
func (q *Question) judgeSeveral(given []string) Judgement {
	want := q.Answers
	parts := q.partsOf(given)
	if q.Format != Ordering {
		want, given = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(given))
	}
	j := Judgement{Correct: slices.Equal(want, given), Given: strings.Join(given, ", ")}
	if !j.Correct {
		j.Parts = parts
	}
	return j
}

// partsOf says of each part of an answer whether it is right by itself.
func (q *Question) partsOf(given []string) []Part {
	parts := make([]Part, len(given))
	for i, part := range given {
		right := slices.Contains(q.Answers, part)
		if q.Format == Ordering {
			right = q.Answers[i] == part
		}
		parts[i] = Part{part, right}
	}
	return parts
}

// longestShown is how much of what is no port is shown, in characters.
const longestShown = 12

// parsePort reads a port as people write it. What is no port from 0 to 65535 is
// an error of [ErrNoAnswer], not a wrong answer.
func parsePort(s string, w *words) (catalogue.Port, []catalogue.Transport, error) {
	port, transports, err := catalogue.ParsePort(s)
	switch {
	case errors.Is(err, catalogue.ErrOutOfRange):
		return 0, nil, noAnswer(fmt.Sprintf(w.notAPort, catalogue.Shorten(strings.TrimSpace(s), longestShown)))
	case errors.Is(err, catalogue.ErrNotDecimal):
		return 0, nil, noAnswer(w.decimalOnly)
	case err != nil:
		return 0, nil, noAnswer(w.typeNumber)
	}
	return port, transports, nil
}
