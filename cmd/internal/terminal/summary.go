package terminal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/wording"
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

// inARow counts the right answers at the end, and the most that ever came in a row.
func inARow(turns []session.Turn) (now, most int) {
	for _, t := range turns {
		if now++; !t.Verdict.Judgement.Correct {
			now = 0
		}
		most = max(most, now)
	}
	return now, most
}

// scores are those of a session, in the order that the areas came up.
type scores []score

func (p *Player) scoresOf(turns []session.Turn) (all scores) {
	for _, q := range p.unanswered { // in an exam they count as wrong
		turns = append(turns, session.Turn{Asking: session.Asking{Question: q}})
	}
	for _, t := range turns {
		if t.Met() && p.Exam == nil {
			continue
		}
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
// answers under 60 % right. Questions about several areas are none to practise by itself.
func (s scores) weakest(several string) (score, bool) {
	const fewest, percent = 3, 60
	bad := slices.DeleteFunc(slices.Clone(s), func(of score) bool {
		return of.area == several || of.asked < fewest || 100*of.right >= percent*of.asked
	})
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
	all := sum.Asked - sum.Met
	if p.Exam != nil {
		all = max(p.Exam.Count, sum.Asked)
	}
	percent := quiz.Percent(sum.Correct, max(all, 1))
	var parts []string
	if all > 0 {
		parts = append(parts, textSummaryScore.In(p.Lang, sum.Correct, all, percent))
	}
	if unanswered := all - sum.Asked; unanswered > 0 && p.Exam != nil {
		parts = append(parts, textNotAnswered.In(p.Lang, unanswered))
	}
	if sum.New > 0 {
		parts = append(parts, textSummaryNew.In(p.Lang, sum.New))
	}
	if _, most := inARow(turns); p.InARow && p.Exam == nil && most > 1 {
		parts = append(parts, textInARow.In(p.Lang, most))
	}
	if took := p.timer.passed(); took >= time.Minute {
		parts = append(parts, p.duration(took))
	}
	if p.Days != nil && p.Exam == nil {
		if day := p.Days(); day > 0 {
			parts = append(parts, textStudyDay.In(p.Lang, day))
		}
	}
	fmt.Fprintln(p.Out, p.Style.Heading(textSummaryTitle.In(p.Lang)))
	p.say("  ", strings.Join(parts, wording.Comma.In(p.Lang)))
	if p.Exam == nil {
		p.showChange(s.Standing(now))
	}
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
	p.showDue(left, tomorrow-left, week-tomorrow)
	switch a := p.adviseOn(sum, today, scores); {
	case p.ended && p.Typed && a.step != NoStep:
		p.advice = a
	case a.step == NoStep || !p.InMenu:
		p.say("  ", a.text)
	}
}

// showDue says how many cards come today, and then, and leaves out when none does.
func (p *Player) showDue(left, tomorrow, week int) {
	var parts []string
	for _, due := range []struct {
		cards int
		text  wording.Count
	}{{left, textDueNow}, {tomorrow, textDueTomorrow}, {week, textDueWeek}} {
		if due.cards > 0 {
			parts = append(parts, due.text.In(p.Lang, due.cards))
		}
	}
	if len(parts) > 0 {
		p.say("  ", strings.Join(parts, wording.Comma.In(p.Lang)))
	}
}

// showChange says what the session was worth: the share of the deck that is known, before
// and now.
func (p *Player) showChange(now session.Standing) {
	before, after := int(math.Round(100*p.before)), int(math.Round(100*now.Known))
	if after != before {
		p.say("  ", p.Style.Sign(textSummaryChange.In(p.Lang, p.Title, before, after)))
	}
}

// mostFacts is how many facts a summary lists; on a low screen they would push the
// rest out of sight.
const mostFacts = 8

// showBars shows how each area went: a bar, and the figures beside it.
func (p *Player) showBars(scores scores) {
	const longest = 20
	width := 0
	for i, s := range scores {
		scores[i].area = Visible(s.area, false)
		width = max(width, Width(scores[i].area))
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

// A Step is what is best done after a session.
type Step int

// The steps.
const (
	NoStep     Step = iota
	DrillOn         // what is left of today's work
	DrillOther      // what is left of it outside the session's deck and kinds
	DrillWeak       // what went badly
	TakeQuiz
	NextDeck // all of this one was begun
)

// An Offer is something to pick after a session beside the step: a sentence about it, the
// row to pick it by, and what takes it and says what that did. Either text may be empty.
type Offer struct {
	Text, Row string
	Take      func(context.Context) (said string, err error)
}

// An advice is what is best done next.
type advice struct {
	text string // with the command for it
	step Step
	row  string // to pick the step by
	deck string // key, of [NextDeck]
}

// adviseOn says what is best done next.
func (p *Player) adviseOn(sum session.Summary, today session.Today, scores scores) advice {
	weakest, weak := scores.weakest(wording.AreaSeveral.In(p.Lang))
	due := today.ToReview() + today.Other
	fresh := textNewCards.In(p.Lang, today.New)
	switch {
	case today.ToReview() > 0:
		return advice{textSuggestDue.In(p.Lang, due), DrillOn, textStepDue.In(p.Lang, due), ""}
	case today.Other > 0:
		return advice{textSuggestDue.In(p.Lang, due), DrillOther, textStepDue.In(p.Lang, due), ""}
	case today.Backlog && today.Left > 0:
		return advice{text: textBacklogNow.In(p.Lang, max(p.Reviews/2, 1))}
	case p.Mock:
		return advice{textSuggestMock.In(p.Lang), TakeQuiz, textStepMock.In(p.Lang), ""}
	case weak:
		return advice{textSuggestWeak.In(p.Lang, weakest.area), DrillWeak, textStepWeak.In(p.Lang, weakest.area), ""}
	case today.New > 0:
		return advice{textSuggestNew.In(p.Lang, fresh), DrillOn, textStepNew.In(p.Lang, fresh), ""}
	case today.Over:
		a := advice{text: questions.Paragraph(p.finished(today)...)}
		if next := today.Next; next != nil {
			a.step, a.row, a.deck = NextDeck, textStepDeck.In(p.Lang, next.Name.In(p.Lang)), next.Key
		}
		return a
	case sum.Correct == sum.Asked && sum.Asked >= mostFacts:
		return advice{textSuggestQuiz.In(p.Lang), TakeQuiz, textStepQuiz.In(p.Lang), ""}
	}
	return advice{text: textSuggestTomorrow.In(p.Lang)}
}

// askNext offers the step, and what else there is, as rows to press, and sets Next where
// the step was picked.
func (p *Player) askNext(ctx context.Context) error {
	offer, err := p.offered(ctx)
	if err != nil {
		return err
	}
	for {
		var rows []string
		if p.advice.step != NoStep {
			rows = append(rows, p.advice.row)
		}
		if offer.Row != "" {
			rows = append(rows, offer.Row)
		}
		if len(rows) == 0 {
			return nil
		}
		fmt.Fprintln(p.Out)
		picked, err := p.Asker.Pick(textAfterExam.In(p.Lang), append(rows, textEnoughForNow.In(p.Lang)))
		switch {
		case errors.Is(err, ErrQuit), err == nil && picked == len(rows):
			return nil
		case err != nil:
			return err
		case rows[picked] != offer.Row:
			p.Next, p.NextDeck = p.advice.step, p.advice.deck
			return nil
		}
		said, err := offer.Take(ctx)
		if err != nil {
			return err
		}
		p.say("  ", said)
		offer = Offer{}
	}
}

// offered says what else there is to pick, and returns it for a person to do so.
func (p *Player) offered(ctx context.Context) (Offer, error) {
	if p.Offer == nil || !p.ended {
		return Offer{}, nil
	}
	offer, err := p.Offer(ctx)
	if err == nil && offer.Text != "" {
		p.say("  ", offer.Text)
	}
	if !p.Typed {
		offer.Row = ""
	}
	return offer, err
}

var (
	textSummaryChange = wording.T("%s: %d%% → %d%% known", "%s：当前记得 %d%% → %d%%")
	textStepDue       = wording.N("Continue: %d more to review", "Continue: %d more to review", "继续：还有 %d 张待复习")
	textStepNew       = wording.T("Continue: %s", "继续：%s")
	textStepWeak      = wording.T("Practice weak areas: %s was hard today", "专练薄弱领域：今天“%s”较难")
	textStepQuiz      = wording.T("Try a mock exam", "试试模拟考试")
	textStepDeck      = wording.T("Start the next deck: %s", "学习下一个卡组：%s")
	textSuggestMock   = wording.T(
		"Your exam is near. Take a mock exam: portdrill quiz", "考试临近，做一次模拟考试：portdrill quiz",
	)
	textStepMock = wording.T("Your exam is near: take a mock exam", "考试临近：做一次模拟考试")
)
