package terminal

import (
	"context"
	"errors"
	"fmt"

	"portdrill/cmd/internal/wording"
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
		switch {
		case errors.Is(err, ErrQuit):
			err = p.handIn(s)
		case err == nil && p.Typed && !p.timer.isUp(): // all is answered
			err = p.handIn(s)
		}
		if !errors.Is(err, errGoOn) {
			return err
		}
	}
}

// errGoOn is returned where the learner goes on with the exam after all.
var errGoOn = errors.New("go on")

// obeyInExam is [Player.obey] in an exam, which knows other commands than a drill.
func (p *Player) obeyInExam(s *session.Session, c Command) error {
	switch c {
	case Suspend:
		comesBack, err := s.Skip()
		if err != nil {
			return err
		}
		said := textAnswerStands
		if comesBack {
			said = textSkipped
		}
		p.lead(p.Style.Sign("·"), p.Style.Faint, said.In(p.Lang))
		return nil
	case Mark:
		marked, err := s.Mark()
		if err != nil {
			return err
		}
		said := textUnmarked
		if marked {
			said = textMarked
		}
		p.lead(p.Style.Sign("·"), p.Style.Faint, said.In(p.Lang))
		return nil
	case List:
		return p.showPaper(s)
	case Bury, Note, Flag, More, Help, Pause:
	}
	p.lead("!", p.Style.Wrong, textNotInExam.In(p.Lang))
	return nil
}

// shortestStem is how much of a stem is shown in a list at least, in columns.
const shortestStem = 8

// showPaper lists the questions that were shown, and asks the one that is picked.
func (p *Player) showPaper(s *session.Session) error {
	sheets := s.Paper()
	rows := make([]string, len(sheets), len(sheets)+1)
	at := 0
	for i, sheet := range sheets {
		state := textSheetOpen.In(p.Lang)
		switch {
		case sheet.Answered && sheet.Given != "":
			state = sheet.Given
		case sheet.Answered:
			state = TextDontKnow.In(p.Lang)
		}
		mark := "  "
		if sheet.Marked {
			mark = "* "
		}
		if sheet.Asked {
			at = i
		}
		head, tail := fmt.Sprintf("%s%d. ", mark, sheet.N), " "+p.Style.Sign("→")+" "+state
		room := p.width() - before - Width(head+tail) // what was answered stays in sight
		rows[i] = head + Truncate(sheet.Question.Stem, max(room, shortestStem), p.Style.Sign("…")) + tail
	}
	picked, err := p.Asker.Browse(textPaper.In(p.Lang), rows, at)
	switch {
	case errors.Is(err, ErrQuit): // back to the question
		return nil
	case err != nil:
		return err
	}
	return s.Open(sheets[picked].Question.ID)
}

// handIn asks a learner who wants to leave an exam, or has answered all of it, whether it
// is over. Without a person to ask, it is.
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
	over := asked >= p.Exam.Count
	title, ways := textLeaveExam.In(p.Lang, asked), []wayOn{
		{textLeaveNot, errGoOn}, {textLeaveOpen, ErrQuit}, {textLeaveDone, nil}, {textLeaveList, List},
	}
	if over {
		title, ways = p.allAnswered(s), []wayOn{{textLeaveSubmit, nil}, {textLeaveOpen, ErrQuit}, {textLeaveList, List}}
	}
	rows := make([]string, len(ways))
	for i, way := range ways {
		rows[i] = way.text.In(p.Lang)
	}
	picked, err := p.Asker.Pick(title, rows)
	switch {
	case errors.Is(err, ErrEscape) && !over: // not after all
		return errGoOn
	case err != nil:
		return err
	case !errors.Is(ways[picked].leads, List):
		return ways[picked].leads
	}
	if err := p.showPaper(s); err != nil {
		return err
	}
	return errGoOn
}

// A wayOn is a row to pick where an exam can be left, and how the exam was left then:
// nil where it is over.
type wayOn struct {
	text  wording.Text
	leads error
}

// allAnswered says so, and how many are marked.
func (p *Player) allAnswered(s *session.Session) string {
	marked := 0
	for _, sheet := range s.Paper() {
		if sheet.Marked {
			marked++
		}
	}
	all := textAllAnswered.In(p.Lang, p.Exam.Count)
	if marked == 0 {
		return all
	}
	return questions.Paragraph(all, textSomeMarked.In(p.Lang, marked))
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
	if p.Typed { // a program has no use for what was not even asked
		for _, q := range s.Unanswered() {
			p.unanswered = append(p.unanswered, q)
			missed = append(missed, session.Verdict{Question: q})
		}
	}
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

// What there is to say of a paper.
var (
	textPaper        = wording.T("Questions so far (* marked). Pick one to answer it again:", "已出的题目（* 为已标记），选一题重新作答：")
	textSheetOpen    = wording.T("not answered", "未答")
	textSkipped      = wording.T("Skipped. It comes back at the end.", "已跳过，最后再问。")
	textAnswerStands = wording.T("Your answer stands.", "保留原来的答案。")
	textMarked       = wording.T("Marked for review.", "已标记，交卷前可检查。")
	textUnmarked     = wording.T("No longer marked.", "已取消标记。")
	textLeaveList    = wording.T("Check the list of questions", "查看题目列表")
	textLeaveSubmit  = wording.T("Submit", "交卷")
	textAllAnswered  = wording.N(
		"All %d questions are answered.", "All %d questions are answered.", "%d 题已全部作答。",
	)
	textSomeMarked = wording.N("%d is marked.", "%d are marked.", "其中标记 %d 题。")
)
