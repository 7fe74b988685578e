package terminal

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// tell shows the verdict, which in a mock exam comes at the end.
func (p *Player) tell(v session.Verdict) {
	switch {
	case p.Exam != nil:
	case v.Question.Format == questions.Flashcards: // the back was shown
		p.showNext(v)
	default:
		p.showVerdict(v)
	}
}

// showVerdict says whether the answer was right, in colour, in a word and in a
// sign, and why: for a wrong answer also what that would have been.
func (p *Player) showVerdict(v session.Verdict) {
	sign, paint := p.sign(v.Judgement)
	p.lead(p.Style.Sign(sign), paint, p.verdictFact(v))
	p.showParts(v)
	parts, _ := p.explain(v)
	for _, part := range parts {
		p.say("    ", part)
	}
	if services := v.Question.Services; len(services) == 1 && p.Notes[services[0]] != "" {
		p.say("    ", textYourNote.In(p.Lang, p.Notes[services[0]]))
	}
	p.showNext(v)
}

// verdictFact says what is right: of two options, and of several things at once,
// also the answer itself, which the fact may not say.
func (p *Player) verdictFact(v session.Verdict) string {
	q := v.Question
	switch {
	case v.Judgement.Correct || q.Format == questions.Choice && !q.Kind.Several() || q.Format == questions.Typed:
		return q.Explanation.Fact
	case len(v.Judgement.Parts) > 0 && q.Format != questions.Set:
		right := 0
		for _, part := range v.Judgement.Parts {
			if part.Correct {
				right++
			}
		}
		return textPartsRight.In(p.Lang, right, len(v.Judgement.Parts))
	case q.Format == questions.Matching || q.Format == questions.Ordering:
		// That is all there is to say.
		return textAnswerIs.In(p.Lang, strings.Join(q.Answers, wording.Listed.In(p.Lang)))
	default:
		return questions.Paragraph(textAnswerIs.In(p.Lang, strings.Join(q.Answers, wording.Listed.In(p.Lang))),
			q.Explanation.Fact)
	}
}

func (p *Player) sign(j questions.Judgement) (string, func(string) string) {
	switch {
	case j.Correct:
		return "✓ " + textRight.In(p.Lang), p.Style.Right
	case j.Given == "":
		return "→ " + textShown.In(p.Lang), p.Style.Wrong
	default:
		return "✗ " + textWrong.In(p.Lang), p.Style.Wrong
	}
}

// showParts shows of wrong pairs, and of a wrong order, which were right, and what those
// that were not should have been.
func (p *Player) showParts(v session.Verdict) {
	q := v.Question
	if q.Format != questions.Matching && q.Format != questions.Ordering {
		return
	}
	for i, part := range v.Judgement.Parts {
		given, right := p.partWords(q, i, part)
		if part.Correct {
			p.say("    ", p.Style.Sign("✓ "+given))
		} else {
			p.say("    ", p.Style.Sign("✗ "+given+" → "+right))
		}
	}
}

// partWords words what was given as the i-th part of an answer, and what is right there.
func (p *Player) partWords(q *questions.Question, i int, part questions.Part) (given, right string) {
	if q.Format == questions.Matching {
		left, chosen, _ := strings.Cut(part.Given, "=")
		for _, answer := range q.Answers {
			if service, is := strings.CutPrefix(answer, left+"="); is {
				right = service
			}
		}
		return left + " = " + chosen, right
	}
	withPort := func(answer string) string {
		if at := slices.Index(q.Answers, answer); at >= 0 && at < len(q.Services) {
			return answer + p.bracketed(p.Port(q.Services[at]))
		}
		return answer
	}
	return fmt.Sprintf("%d. %s", i+1, withPort(part.Given)), withPort(q.Answers[i])
}

// explain returns what a verdict says beside the fact, and what is left to tell. On
// a low screen it keeps to what is needed.
func (p *Player) explain(v session.Verdict) (shown, left []string) {
	e := v.Question.Explanation
	shown, left = e.Brief(v.Judgement.Contrast)
	if !p.roomy() && len(shown) > 1 {
		shown, left = shown[:1:1], append(shown[1:], left...)
	}
	if v.Judgement.Contrast != "" && v.Judgement.Contrast != e.Fact {
		shown = append([]string{v.Judgement.Contrast}, shown...)
	}
	return shown, left
}

// showMore tells what the verdict on the answer before left out.
func (p *Player) showMore(v session.Verdict) {
	_, left := p.explain(v)
	if len(left) == 0 {
		p.lead(p.Style.Sign("·"), p.Style.Faint, textNothingMore.In(p.Lang))
	}
	for i, part := range left {
		if i == 0 {
			p.lead(p.Style.Sign("·"), p.Style.Faint, part)
		} else {
			p.say("    ", part)
		}
	}
}

// showLeech says of a card that is forgotten again and again what may help.
func (p *Player) showLeech(v session.Verdict) {
	if v.Leech == nil {
		return
	}
	text := textLeechNow.In(p.Lang, v.Leech.Lapses)
	if name := p.Name(v.Leech.With); name != "" {
		text = questions.Paragraph(text, textLeechWith.In(p.Lang, name))
	}
	p.lead("!", p.Style.Wrong, questions.Paragraph(text, textLeechHow.In(p.Lang, v.Card.Facet)))
}

// showNext says when the card is asked again, and how it went so far.
func (p *Player) showNext(v session.Verdict) {
	p.showLeech(v)
	if v.Card == nil {
		return
	}
	next := textNextIn.In(p.Lang, p.wait(*v.Card))
	if run := p.run(v.Card); run != "" {
		next += "  " + textRunSoFar.In(p.Lang, run)
	}
	fmt.Fprintln(p.Out, p.Style.Faint("    "+p.Style.Sign(next)))
}

// run shows the last reviews of a card in signs, the latest last; "" of the first.
func (p *Player) run(c *quiz.Card) string {
	const most = 10
	if p.Run == nil || c.Reviews < 2 {
		return ""
	}
	last := p.Run(c.Facet, min(c.Reviews, most))
	var signs strings.Builder
	if c.Reviews > most && len(last) > 0 {
		signs.WriteString("…")
	}
	for _, right := range last {
		if right {
			signs.WriteString("✓")
		} else {
			signs.WriteString("✗")
		}
	}
	return signs.String()
}

// wait says how long it is until the card is asked again.
func (p *Player) wait(c quiz.Card) string {
	if c.State == fsrs.Review {
		return TextDays.In(p.Lang, c.Days)
	}
	return p.duration(c.Due.Sub(p.Clock.Now()))
}
