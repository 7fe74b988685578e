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

// wantService asks for the service of the choice.
func (m *making) wantService(c choice) {
	var wrong []*catalogue.Service
	if m.q.Format == Choice {
		wrong = m.wrongServices(c)
	}
	m.wantServiceAmong(c.right, wrong)
}

// wantServiceAmong asks for the service, among wrong ones.
func (m *making) wantServiceAmong(s *catalogue.Service, wrong []*catalogue.Service) {
	judge := judgeService{m: m.m, words: m.words, right: s, ofDeck: m.deck.Words(s)}
	label := m.shownLabel(s)
	m.q.Answers = []string{label}
	switch m.q.Format {
	case Choice:
		judge.options = append(slices.Clone(wrong), s)
		m.rng.Shuffle(len(judge.options), func(i, j int) {
			judge.options[i], judge.options[j] = judge.options[j], judge.options[i]
		})
		for _, option := range judge.options {
			m.q.Options = append(m.q.Options, m.shownLabel(option))
		}
	case Typed:
		m.q.Answers = canonicalFirst(label, slices.Concat(s.Names(), judge.ofDeck))
	case Boolean, Set, Matching, Ordering, Flashcards: // the label is enough
	}
	m.q.judge = judge
}

// shownLabel is the label of an option.
func (m *making) shownLabel(s *catalogue.Service) string {
	if m.q.Format != Choice {
		return s.Label(m.words.lang)
	}
	return labelIn(m.q.Kind, s, m.words.lang)
}

// labelIn is the label of an option of the kind. Where a stem says what a service
// does, or names its like, the Chinese name that explains an acronym would repeat it.
func labelIn(k Kind, s *catalogue.Service, lang catalogue.Lang) string {
	label := s.Label(lang)
	if k.row().bareLabels && strings.HasPrefix(label, s.Name.EN+"（") {
		return s.Name.EN
	}
	return label
}

// wantPort asks for the port of the service of the choice.
func (m *making) wantPort(c choice) {
	c.numbers = true
	var wrong []*catalogue.Service
	if m.q.Format == Choice {
		wrong = m.wrongServices(c)
	}
	m.wantPortAmong(c.right, wrong)
}

// wantPortAmong asks for the port of the service, among those of wrong ones.
func (m *making) wantPortAmong(s *catalogue.Service, wrong []*catalogue.Service) {
	judge := judgePort{m: m.m, words: m.words, right: s}
	m.q.Answers = []string{portText(s.Port)}
	switch m.q.Format {
	case Choice:
		judge.options = []catalogue.Port{s.Port}
		for _, other := range wrong {
			judge.options = append(judge.options, other.Port)
		}
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
	m.q.judge = judgeText{m.q.Options, m.q.Answers, nil}
}

// contrast adds what each wrong option would have been, as far as there is something
// to say.
func (m *making) contrast(say func(option string) string) {
	contrasts := make(map[string]string)
	for _, option := range m.q.Options {
		if option != m.q.Answers[0] {
			contrasts[option] = say(option)
		}
	}
	m.q.judge = judgeText{m.q.Options, m.q.Answers, contrasts}
}

// wantNumber asks for a number. The contrasts say what others are.
func (m *making) wantNumber(right int, contrasts map[string]string) {
	m.wantText(strconv.Itoa(right), nil, nil)
	m.q.judge = judgeNumber{judgeText{nil, m.q.Answers, contrasts}}
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

// onPort names a service with its port, so that no other is meant: "LDAP on
// port 389".
func (m *making) onPort(s *catalogue.Service) string {
	return m.say(catalogue.Text{EN: "%[1]s on port %[2]d", ZH: "%[2]d 端口的%[1]s"}, m.words.led(s.Label(m.words.lang)), s.Port)
}

// usesPort says which port the service uses.
func (m *making) usesPort(s *catalogue.Service) string {
	return fmt.Sprintf(m.uses(s), m.words.spaced(s.Label(m.words.lang)), onTransport(s))
}

func (m *making) uses(s *catalogue.Service) string {
	if s.Status == catalogue.Assigned {
		return m.words.uses
	}
	return m.words.usuallyUses
}
