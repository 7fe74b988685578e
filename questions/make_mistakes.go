package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

var askMistake = catalogue.Text{EN: "A blog post says: “%s” What is right?", ZH: "一篇博客说：“%s”正确的是哪一项？"}

// mistake asks to put right what the post that the project began with has wrong.
// The claim is among the options: it is what a reader may have come to believe.
func (m *making) mistake(id FacetID) {
	all := m.c.Mistakes()
	found := all[slices.IndexFunc(all, func(each catalogue.Mistake) bool { return mistakeFacet(each) == id })]
	right := found.Right.In(m.words.lang)
	m.q.Ports = found.Ports
	m.q.Explanation = Explanation{Fact: right, About: found.Why.In(m.words.lang), Use: found.Truth.In(m.words.lang)}
	if m.q.Format == Boolean {
		said, answer := found.Right, trueAnswer
		if m.rng.IntN(2) == 0 {
			said, answer = found.Said, falseWord
		}
		m.q.Stem = m.say(askIfTrue, said.In(m.words.lang))
		m.wantText(m.say(answer), []string{m.say(trueAnswer), m.say(falseWord)}, nil)
		return
	}
	m.q.Stem = m.say(askMistake, found.Said.In(m.words.lang))
	shown := []string{right, found.Said.In(m.words.lang)}
	for _, wrong := range found.Wrong {
		shown = append(shown, wrong.In(m.words.lang))
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(right, shown, nil)
}
