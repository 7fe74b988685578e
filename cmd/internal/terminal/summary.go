package terminal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// A score is how answers of an area went.
type score struct {
	area         string
	asked, right int
}

// scores are those of a session, in the order that the areas came up.
type scores []score

func (p *Player) scoresOf(turns []session.Turn) (all scores) {
	for _, t := range turns {
		area := p.areaOf(t.Question)
		i := slices.IndexFunc(all, func(of score) bool { return of.area == area })
		if i < 0 {
			i = len(all)
			all = append(all, score{area: area})
		}
		all[i].asked++
		if t.Verdict.Judgement.Correct {
			all[i].right++
		}
	}
	return all
}

// learned are the questions whose cards left the steps.
func learned(turns []session.Turn) (all []*questions.Question) {
	for _, t := range turns {
		if c := t.Verdict.Card; c != nil && c.State == fsrs.Review && !t.Due.IsZero() {
			all = append(all, t.Question)
		}
	}
	return all
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

func (p *Player) showSummary(s *session.Session) {
	now := p.Clock.Now()
	sum, today, turns := s.Summary(now), s.Today(now), s.Turns()
	scores := p.scoresOf(turns)
	fmt.Fprintln(p.Out)
	if sum.Asked == 0 {
		p.showNothing(today)
		return
	}
	all := sum.Asked
	if p.Exam != nil {
		all = max(p.Exam.Count, sum.Asked)
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
	p.showBars(scores)
	if p.Exam != nil { // what was missed is shown apart
		p.showPassed(percent)
		return
	}
	p.showFacts(textSummaryLearned, learned(turns))
	p.showFacts(textSummaryMiss, sum.Missed)
	left := today.ToReview() + today.Other
	tomorrow := max(sum.Tomorrow, left) // what is left today counts again
	week := max(sum.Week, tomorrow)
	p.say("  ", strings.Join([]string{
		textDueNow.In(p.Lang, left), textDueTomorrow.In(p.Lang, tomorrow-left), textDueWeek.In(p.Lang, week-tomorrow),
	}, p.separator()))
	p.say("  ", p.suggestion(sum, today, scores))
}

// mostFacts is how many facts a summary lists; on a low screen they would push the
// rest out of sight.
const mostFacts = 8

// showBars shows how each area went: a bar, and the figures beside it.
func (p *Player) showBars(scores scores) {
	const longest = 20
	width := 0
	for _, s := range scores {
		width = max(width, Width(s.area))
	}
	length := min(longest, p.width()-width-len("    99/99"))
	for _, s := range scores {
		if length < 1 {
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
	if percent < p.Exam.Pass {
		sign, paint, text = "✗", p.Style.Wrong, textNotPassed
	}
	p.lead(p.Style.Sign(sign), paint, text.In(p.Lang, percent, p.Exam.Pass))
	if before := p.Exam.Before; before != nil {
		p.say("  ", textExamBefore.In(p.Lang, before.At.Format(time.DateOnly), before.Percent()))
	}
}

// suggestion is the one thing that is best done next.
func (p *Player) suggestion(sum session.Summary, today session.Today, scores scores) string {
	weakest, weak := scores.weakest()
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
