package terminal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A score is how answers of an area went.
type score struct {
	area         string
	asked, right int
}

// scores are those of a session, in the order that the areas came up.
type scores []score

// count adds an answer, or with -1 takes one away.
func (s *scores) count(area string, right bool, by int) {
	i := slices.IndexFunc(*s, func(of score) bool { return of.area == area })
	if i < 0 {
		i = len(*s)
		*s = append(*s, score{area: area})
	}
	(*s)[i].asked += by
	if right {
		(*s)[i].right += by
	}
}

// weakest returns the area that went worst, if one went badly: of at least 3
// answers under 60 % right.
func (s scores) weakest() (score, bool) {
	const fewest, percent = 3, 60
	bad := slices.DeleteFunc(slices.Clone(s), func(of score) bool { return of.asked < fewest || 100*of.right >= percent*of.asked })
	if len(bad) == 0 {
		return score{}, false
	}
	return slices.MinFunc(bad, func(a, b score) int { return cmp.Compare(a.right*b.asked, b.right*a.asked) }), true
}

// noteScore keeps what the summary will tell of an answer.
func (p *Player) noteScore(asking quiz.Asking, v quiz.Verdict) {
	p.scores.count(p.areaOf(v.Question), v.Judgement.Correct, 1)
	if v.Card != nil && v.Card.State == fsrs.Review && !asking.Due.IsZero() {
		p.learned = append(p.learned, v.Question)
	}
}

// unscore takes the answer before back, so that so many are left.
func (p *Player) unscore(left int) {
	if p.Exam {
		left = min(left, len(p.kept))
		for _, v := range p.kept[left:] {
			p.scores.count(p.areaOf(v.Question), v.Judgement.Correct, -1)
		}
		p.kept = p.kept[:left]
		return
	}
	if p.last == nil {
		return
	}
	q := p.last.Question
	p.scores.count(p.areaOf(q), p.last.Judgement.Correct, -1)
	p.learned = slices.DeleteFunc(p.learned, func(l *questions.Question) bool { return l == q })
}

func (p *Player) showSummary(sum quiz.Summary, today quiz.Today) {
	fmt.Fprintln(p.Out)
	if sum.Asked == 0 {
		p.showNothing(today)
		return
	}
	all := sum.Asked
	if p.Exam {
		all = max(p.Count, sum.Asked)
	}
	percent := quiz.Percent(sum.Correct, all)
	line := textSummaryScore.In(p.Lang, sum.Correct, all, percent)
	if unanswered := all - sum.Asked; unanswered > 0 {
		line += p.separator() + textNotAnswered.In(p.Lang, unanswered)
	}
	if sum.New > 0 {
		line += p.separator() + textSummaryNew.In(p.Lang, sum.New)
	}
	fmt.Fprintln(p.Out, p.Style.Heading(textSummaryTitle.In(p.Lang)))
	p.say("  ", line)
	p.showBars()
	if p.Exam { // what was missed is shown apart
		p.showPassed(percent)
		return
	}
	p.showFacts(textSummaryLearned, p.learned)
	p.showFacts(textSummaryMiss, sum.Missed)
	left := today.ToReview() + today.Other
	tomorrow := max(sum.Tomorrow, left) // what is left today counts again
	week := max(sum.Week, tomorrow)
	p.say("  ", strings.Join([]string{
		textDueNow.In(p.Lang, left), textDueTomorrow.In(p.Lang, tomorrow-left), textDueWeek.In(p.Lang, week-tomorrow),
	}, p.separator()))
	p.say("  ", p.suggestion(sum, today))
}

// mostFacts is how many facts a summary lists; on a low screen they would push the
// rest out of sight.
const mostFacts = 8

func (p *Player) showFacts(title wording.Text, qs []*questions.Question) {
	most := mostFacts
	if !p.roomy() {
		most = mostFacts / 2
	}
	if len(qs) == 0 {
		return
	}
	p.say("  ", title.In(p.Lang))
	for _, q := range qs[:min(len(qs), most)] {
		p.lead(p.Style.Sign("·"), p.Style.Faint, q.Explanation.Fact)
	}
	if more := len(qs) - most; more > 0 {
		p.say("    ", TextAndMore.In(p.Lang, more))
	}
}

// showBars shows how each area went: a bar, and the figures beside it.
func (p *Player) showBars() {
	const longest = 20
	width := 0
	for _, s := range p.scores {
		width = max(width, Width(s.area))
	}
	length := min(longest, p.width()-width-len("    99/99"))
	for _, s := range p.scores {
		if s.asked <= 0 || length < 1 {
			continue
		}
		full := (s.right*length + s.asked/2) / s.asked
		bar := p.Style.Right(strings.Repeat(p.Style.Sign("█"), full)) + p.Style.Faint(strings.Repeat(p.Style.Sign("░"), length-full))
		fmt.Fprintf(p.Out, "  %s %s %d/%d\n", Pad(s.area, width), bar, s.right, s.asked)
	}
}

// showPassed says whether a mock exam would have been passed.
func (p *Player) showPassed(percent int) {
	sign, paint, text := "✓", p.Style.Right, textPassed
	if percent < p.Pass {
		sign, paint, text = "✗", p.Style.Wrong, textNotPassed
	}
	p.lead(p.Style.Sign(sign), paint, text.In(p.Lang, percent, p.Pass))
	if p.Before != nil {
		p.say("  ", textExamBefore.In(p.Lang, p.Before.At.Format(time.DateOnly), p.Before.Percent()))
	}
}

// suggestion is the one thing that is best done next.
func (p *Player) suggestion(sum quiz.Summary, today quiz.Today) string {
	weakest, weak := p.scores.weakest()
	switch {
	case today.Backlog && today.Left > 0:
		return textBacklogNow.In(p.Lang, max(p.Reviews/2, 1))
	case today.ToReview()+today.Other > 0:
		return textSuggestDue.In(p.Lang, today.ToReview()+today.Other)
	case weak:
		return textSuggestWeak.In(p.Lang, weakest.area)
	case today.New > 0:
		return textSuggestNew.In(p.Lang, textNewCards.In(p.Lang, today.New))
	case today.Over:
		return strings.Join(p.finished(today), p.space())
	case sum.Correct == sum.Asked && sum.Asked >= mostFacts:
		return textSuggestQuiz.In(p.Lang)
	}
	return textSuggestTomorrow.In(p.Lang)
}
