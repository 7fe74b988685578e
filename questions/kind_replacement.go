package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// replacementOf: what replaces Telnet?
var replacementOf = kindOf{
	key: ReplacementOf, name: catalogue.Text{EN: "what to use instead", ZH: "应当改用什么"},
	formats: []Format{Typed, Choice, Flashcards}, // in some decks one answer is right for all
	make:    makeReplacement,
	guess:   0.83, bareLabels: true,
	aspect: "replacement", asks: func(_ *Maker, s *catalogue.Service) bool { return len(s.Replacement) == 1 },
	answers: 3, answer: func(m *Maker, f Facet) string { return m.c.Service(f.Service).Replacement[0].Key },
}

var (
	askSuccessor = catalogue.Text{EN: "What is used today in place of %s?", ZH: "如今用什么取代%s？"}
	replacedBy   = catalogue.Text{EN: "%[2]s is used today in place of %[1]s.", ZH: "如今用%[2]s取代%[1]s。"}
)

func makeReplacement(m *making, _ Facet, s *catalogue.Service) error {
	right := m.c.Service(s.Replacement[0].Key)
	m.about(s)
	m.q.Stem = m.say(askSuccessor, m.words.led(m.onPort(s)))
	m.q.Explanation.Fact = m.say(replacedBy, m.words.led(s.Label(m.words.lang)), m.words.led(m.words.spaced(right.Label(m.words.lang))))
	m.q.Explanation.About = s.Use.In(m.words.lang)
	m.q.Explanation.Use, m.q.Explanation.Hook = "", ""
	m.wantService(choice{right: right, beside: []*catalogue.Service{s}, home: m.linked(s, successors)})
	if m.q.Format == Typed {
		m.q.Answers = canonicalFirst(right.Label(m.words.lang), successorNames(m, s, right))
		m.q.judge = judgeSuccessor{judgeService{m: m.m, words: m.words, right: right}, m.q.Answers}
	}
	return nil
}

func successors(s *catalogue.Service) []catalogue.Endpoint { return s.Replacement }

// successorNames returns what may be typed for what is used in place of s. What
// moves files takes the place of what moved files alone, and so do its encrypted
// versions.
func successorNames(m *making, s, right *catalogue.Service) []string {
	const files = "file transfer"
	if s.Category != files {
		return slices.DeleteFunc(slices.Clone(right.Names()), func(name string) bool {
			return movesFiles[catalogue.Fold(name)]
		})
	}
	names := slices.Clone(right.Names())
	for _, twin := range s.SecureTwin {
		names = append(names, m.c.Service(twin.Key).Names()...)
	}
	return names
}

// movesFiles are names of what moves files within a service that does more.
var movesFiles = map[string]bool{"sftp": true, "scp": true}

// judgeSuccessor is right for the names of what is used in place of a service.
type judgeSuccessor struct {
	judgeService
	names []string
}

func (j judgeSuccessor) text(s string) (Judgement, error) {
	if slices.ContainsFunc(j.names, func(name string) bool { return catalogue.Fold(name) == catalogue.Fold(s) }) {
		return j.took(j.right), nil
	}
	judged, err := j.judgeService.text(s)
	judged.Correct = false
	return judged, err
}
