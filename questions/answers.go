package questions

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// Here a question gets its options, its answers and its judge, by what it asks
// for: a service, a port, or a text.

// say words a text about something in the language of the question.
func (m *making) say(text catalogue.Text, args ...any) string {
	return fmt.Sprintf(text.In(m.words.lang), args...)
}

func (m *making) about(s *catalogue.Service) {
	m.q.Explanation = m.words.explain(s)
	if s.Deck != "" {
		m.q.Explanation.Use = m.elsewhere(s)
	}
	m.q.Services = []string{s.Key}
	m.q.Ports = s.Sockets()
}

// wantService asks for the service, among wrong ones.
func (m *making) wantService(s *catalogue.Service, wrong []*catalogue.Service) {
	judge := judgeService{m: m.m, words: m.words, right: s, ofDeck: m.deck.Words(s)}
	label := s.Label(m.words.lang)
	m.q.Answers = []string{label}
	switch m.q.Format {
	case Choice:
		judge.options = append(slices.Clone(wrong), s)
		m.rng.Shuffle(len(judge.options), func(i, j int) {
			judge.options[i], judge.options[j] = judge.options[j], judge.options[i]
		})
		for _, option := range judge.options {
			m.q.Options = append(m.q.Options, option.Label(m.words.lang))
		}
	case Typed:
		m.q.Answers = canonicalFirst(label, slices.Concat(s.Names(), judge.ofDeck))
	case Boolean, Set, Matching, Ordering, Flashcards: // the label is enough
	}
	m.q.judge = judge
}

// wantPort asks for the port of the service, among wrong ones.
func (m *making) wantPort(s *catalogue.Service, wrong []catalogue.Port) {
	judge := judgePort{m: m.m, words: m.words, right: s}
	m.q.Answers = []string{portText(s.Port)}
	switch m.q.Format {
	case Choice:
		judge.options = append(slices.Clone(wrong), s.Port)
		slices.Sort(judge.options)
		for _, p := range judge.options {
			m.q.Options = append(m.q.Options, portText(p))
		}
	case Typed:
		for _, t := range s.Transports { // none where a deck leaves them open
			m.q.Answers = append(m.q.Answers, fmt.Sprintf("%s/%d", t, s.Port), fmt.Sprintf("%d/%s", s.Port, t))
		}
	case Boolean, Set, Matching, Ordering, Flashcards: // the number is enough
	}
	m.q.judge = judge
}

// wantText asks for a text. shown are all options in the order they are shown,
// the right one among them; accepted is what else is right when typed.
func (m *making) wantText(right string, shown, accepted []string) {
	m.q.Answers = []string{right}
	switch m.q.Format {
	case Choice, Boolean:
		m.q.Options = shown
	case Typed:
		m.q.Answers = canonicalFirst(right, accepted)
	case Set, Matching, Ordering, Flashcards: // the text is enough
	}
	m.q.judge = judgeText{options: m.q.Options, answers: m.q.Answers}
}

// wantNumber asks for a number among wrong ones, which are drawn so that the
// right one may stand anywhere.
func (m *making) wantNumber(right int, wrong []int) {
	place := m.rng.IntN(maxDistractors + 1)
	m.rng.Shuffle(len(wrong), func(i, j int) { wrong[i], wrong[j] = wrong[j], wrong[i] })
	var below, above []int
	for _, n := range wrong {
		if n < right {
			below = append(below, n)
		} else {
			above = append(above, n)
		}
	}
	takeBelow, takeAbove := shares(place, len(below), len(above))
	numbers := append(append(slices.Clone(below[:takeBelow]), above[:takeAbove]...), right)
	slices.Sort(numbers)
	shown := make([]string, len(numbers))
	for i, n := range numbers {
		shown[i] = strconv.Itoa(n)
	}
	m.wantText(strconv.Itoa(right), shown, nil)
	m.q.judge = judgeNumber{judgeText{options: m.q.Options, answers: m.q.Answers}}
}

// shares returns how many of those below and above the key become options, if
// the key is to stand in the place and there are so many of each.
func shares(place, below, above int) (takeBelow, takeAbove int) {
	takeBelow = min(place, below)
	takeAbove = min(maxDistractors-takeBelow, above)
	return min(maxDistractors-takeAbove, below), takeAbove
}

// canonicalFirst returns the names with the canonical one before the others.
func canonicalFirst(canonical string, names []string) []string {
	all := []string{canonical}
	for _, name := range names {
		if !strings.EqualFold(name, canonical) {
			all = append(all, name)
		}
	}
	return all
}

func portText(p catalogue.Port) string { return strconv.Itoa(int(p)) }
