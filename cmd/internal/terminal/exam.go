package terminal

import (
	"context"
	"errors"
	"fmt"

	"portdrill/questions"
	"portdrill/quiz/session"
)

// playExam asks until the mock exam is over, and then shows its result. It returns
// nil, too, when the learner will go on with it another time.
func (p *Player) playExam(ctx context.Context, s *session.Session) error {
	err := p.sit(ctx, s)
	if err == nil {
		return p.closeExam(ctx, s)
	}
	if s.Summary(p.Clock.Now()).Asked > 0 {
		fmt.Fprintln(p.Out)
		p.say("", textExamOpen.In(p.Lang))
	}
	if errors.Is(err, ErrQuit) {
		return nil
	}
	return err
}

// sit asks until the exam is over. The error is how it was left before.
func (p *Player) sit(ctx context.Context, s *session.Session) error {
	if p.timer.limited() && p.Exam.Countdown != nil {
		defer p.Exam.Countdown(p.timer.left)()
	}
	for {
		err := p.askAll(ctx, s)
		if errors.Is(err, ErrQuit) {
			err = p.handIn(s)
		}
		if !errors.Is(err, errGoOn) {
			return err
		}
	}
}

// errGoOn is returned where somebody goes on with the exam after all.
var errGoOn = errors.New("go on")

// obeyInExam is [Player.obey] in an exam, which knows other commands than a drill.
func (p *Player) obeyInExam(s *session.Session, asking session.Asking, c Command) error {
	p.lead("!", p.Style.Wrong, textNotInExam.In(p.Lang))
	return nil
}

// handIn asks who wants to leave an exam whether it is over. Where nobody is there
// to ask, it is.
func (p *Player) handIn(s *session.Session) error {
	asked := s.Summary(p.Clock.Now()).Asked
	if asked == 0 {
		return ErrQuit
	}
	if !p.Typed {
		return nil
	}
	p.timer.halt()
	defer func() { s.Paused(p.timer.goOn()) }()
	fmt.Fprintln(p.Out)
	picked, err := p.Asker.Pick(textLeaveExam.In(p.Lang, asked), []string{
		textLeaveNot.In(p.Lang), textLeaveOpen.In(p.Lang), textLeaveDone.In(p.Lang),
	})
	switch {
	case err != nil:
		return err
	case picked == 0:
		return errGoOn
	case picked == 1:
		return ErrQuit
	}
	return nil
}

// closeExam records the result, and only then shows it.
func (p *Player) closeExam(ctx context.Context, s *session.Session) error {
	if s.Summary(p.Clock.Now()).Asked == 0 {
		p.showSummary(s)
		return nil
	}
	if err := p.keep(textNotEnded, func() error { return s.End(ctx, p.Clock.Now()) }); err != nil {
		return err
	}
	missed := missed(s.Turns())
	if !p.Typed {
		for _, v := range missed {
			p.tellAgain(v)
		}
		p.showSummary(s)
		return nil
	}
	p.showSummary(s)
	return p.afterExam(missed)
}

// missed are the verdicts on what was not right.
func missed(turns []session.Turn) (missed []session.Verdict) {
	for _, t := range turns {
		if !t.Verdict.Judgement.Correct {
			missed = append(missed, t.Verdict)
		}
	}
	return missed
}

// tellAgain shows a question that was answered before, and what came of it.
func (p *Player) tellAgain(v session.Verdict) {
	fmt.Fprintln(p.Out)
	p.showStem(v.Question)
	if given := v.Judgement.Given; given != "" {
		p.lead(p.Style.Sign("❯"), p.Style.Key, given)
	}
	p.showVerdict(v)
}

// afterExam offers to go through what was missed, and to drill it.
func (p *Player) afterExam(missed []session.Verdict) error {
	if len(missed) == 0 {
		return nil
	}
	for {
		fmt.Fprintln(p.Out)
		picked, err := p.Asker.Pick(textAfterExam.In(p.Lang), []string{
			textReviewMissed.In(p.Lang, len(missed)), textDrillMissed.In(p.Lang), textEnoughForNow.In(p.Lang),
		})
		switch {
		case errors.Is(err, ErrQuit):
			return nil
		case err != nil:
			return err
		case picked == 1:
			p.Exam.ToDrill = facetsOf(missed)
			return nil
		case picked == 2:
			return nil
		}
		if err := p.reviewMissed(missed); err != nil {
			return err
		}
	}
}

// reviewMissed shows one missed question after the other.
func (p *Player) reviewMissed(missed []session.Verdict) error {
	for i, v := range missed {
		fmt.Fprintf(p.Out, "\n%s", p.Style.Faint(fmt.Sprintf("%d/%d", i+1, len(missed))))
		p.tellAgain(v)
		if i == len(missed)-1 {
			break
		}
		switch picked, err := p.Asker.Pick("", []string{textNextMissed.In(p.Lang), textEnoughForNow.In(p.Lang)}); {
		case errors.Is(err, ErrQuit), picked == 1:
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

func facetsOf(verdicts []session.Verdict) (facets []questions.FacetID) {
	for _, v := range verdicts {
		facets = append(facets, v.Question.Facets...)
	}
	return facets
}
