package questions

import (
	"slices"
	"strings"
	"unicode"

	"portdrill/questions/catalogue"
)

// spotTheMistake: the post says POP3 is on 109: what is right?
var spotTheMistake = kindOf{
	key: SpotTheMistake, name: catalogue.Text{EN: "what is wrong in a text", ZH: "找出文中的错误"},
	formats: []Format{Choice, Boolean}, make: makeMistake,
	options: 3, guess: 0.38, outOfExams: true,
}

var (
	askMistake = catalogue.Text{EN: "A blog post says: “%s” What is right?", ZH: "一篇博客说：“%s”正确的是哪一项？"}
	postHas    = catalogue.Text{EN: "A blog post has it wrong: “%s”", ZH: "有一篇博客写错了：“%s”"}
)

// makeMistake asks to put right what the post that the project began with has wrong.
// The claim itself, which is known to be wrong, is no option.
func makeMistake(m *making, f Facet, _ *catalogue.Service) error {
	all := m.c.Mistakes()
	found := all[slices.IndexFunc(all, func(each catalogue.Mistake) bool { return mistakeFacet(each) == f.ID })]
	right := found.Right.In(m.words.lang)
	m.q.Ports = found.Ports
	m.q.Explanation = Explanation{Fact: right, About: found.Why.In(m.words.lang)}
	if m.q.Format == Boolean {
		said, answer := found.Right, trueAnswer
		if m.rng.IntN(2) == 0 {
			said, answer = found.Said, falseWord
		} else { // the reason is why something is wrong that was not shown
			m.q.Explanation.About = ""
			m.q.Explanation.Use = Paragraph(m.say(postHas, found.Said.In(m.words.lang)), found.Why.In(m.words.lang))
		}
		m.q.Stem = m.say(askIfTrue, said.In(m.words.lang))
		m.wantText(m.say(answer), []string{m.say(trueAnswer), m.say(falseWord)}, nil)
		return nil
	}
	m.q.Stem = m.say(askMistake, found.Said.In(m.words.lang))
	shown := []string{right}
	for _, wrong := range found.Wrong {
		shown = append(shown, wrong.In(m.words.lang))
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(right, shown, nil)
	m.contrast(func(option string) string { return ownersIn(m, option, right) })
	return nil
}

// ownersIn says what is on the ports that a wrong text names and the right one does
// not.
func ownersIn(m *making, wrong, right string) string {
	said := ""
	for number := range strings.FieldsFuncSeq(wrong, func(r rune) bool { return !unicode.IsDigit(r) }) {
		port, _, err := catalogue.ParsePort(number)
		if err == nil && !strings.Contains(right, number) && len(m.c.At(port)) > 0 {
			said = Paragraph(said, m.words.owners(m.c, port, m.c.At(port)...))
		}
	}
	return said
}
