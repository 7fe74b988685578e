// Package terminal plays a session on a terminal or, line by line, through a
// pipe. Only here is promptui imported.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// How a learner leaves a session.
var (
	ErrQuit        = errors.New("quit")        // asked to
	ErrUndo        = errors.New("undo")        // the answer before is to be taken back
	ErrInterrupted = errors.New("interrupted") // Ctrl-C
	ErrInputEnded  = errors.New("input ended") // a pipe, in mid-question
	ErrTimeUp      = errors.New("time is up")  // of a timed quiz
)

// ErrEscape is an [ErrQuit] by Esc, which is also struck to get rid of something: who
// strikes it in a session is asked.
var ErrEscape = fmt.Errorf("%w by Esc", ErrQuit)

// ErrRedraw is returned where the screen has to be drawn anew, after it got another
// size or the program was stopped.
var ErrRedraw = errors.New("draw the screen anew")

// A Command is what a learner wants instead of answering. An asker returns it as
// an error.
type Command string

// The commands. Suspend (in a mock exam: skip), Bury and Mark are about the question on
// the screen; Note, Flag and More about the one that was answered last.
const (
	Help    Command = "help"
	Mark    Command = "mark" // in a mock exam, as List
	List    Command = "list"
	Suspend Command = "suspend"
	Bury    Command = "bury"
	Note    Command = "note"
	Flag    Command = "flag"
	More    Command = "more"
	Pause   Command = "pause"
)

// Error returns the name of the command.
func (c Command) Error() string { return string(c) }

// A Notebook keeps what a learner writes in a session besides answers.
type Notebook interface {
	Note(ctx context.Context, service, text string) error
	Flag(ctx context.Context, v session.Verdict, why string) error
	Unflag(ctx context.Context, v session.Verdict) error
}

// An Asker shows the ways to answer a question, whose stem was shown, and
// returns the reply. The error is [ErrQuit], [ErrInterrupted] or [ErrInputEnded],
// or one of reading or writing.
type Asker interface {
	Ask(q *questions.Question) (questions.Reply, error)

	// Again returns when an answer that could not be kept is to be tried again, after
	// it was tried for so long. The error is [ErrQuit] or [ErrInterrupted], or
	// [ErrGivenUp] where nobody is there to decide and it was tried long enough.
	Again(tried time.Duration) error

	// Type has a line typed, without blanks around it; nothing typed is the preset.
	// The error is [ErrQuit], [ErrInterrupted] or [ErrInputEnded].
	Type(title, preset string) (string, error)

	// Pick has one of the rows of a menu chosen and returns its place. The error is
	// likewise.
	Pick(title string, rows []string) (int, error)

	// Browse is Pick among any number of rows, which can be searched, beginning at one.
	Browse(title string, rows []string, at int) (int, error)
}

// ErrGivenUp is returned where an answer cannot be kept, and nobody is there to
// wait for better times.
var ErrGivenUp = errors.New("given up")

// A Clock tells the time of a session. It may be a pretended one, which stands
// still but for what it is told.
type Clock interface {
	Now() time.Time
	// MoveTo moves a pretended clock forward to the instant.
	MoveTo(t time.Time)
}

// A Player plays a session: it shows questions, verdicts and the summary.
type Player struct {
	Screen
	Asker   Asker
	Clock   Clock
	Title   string                           // of the deck
	Notes   map[string]string                // of the learner, by service
	Name    func(service string) string      // to show; empty for none
	Port    func(service string) string      // likewise
	Area    func(*questions.Question) string // what weakness is reported by, in words; may be nil
	MoreNew int                              // new cards to suggest when nothing is left, on top of those begun
	Reviews int                              // a day at most
	Budget  time.Duration                    // of a timed session; 0 for no end
	Exam    *Exam                            // nil for a session that is none
	Typed   bool                             // a person is there to answer
	Plain   bool                             // nothing is drawn, for pipes and screen readers

	// Trouble words an error that may pass, as of a full disk; ok is false for any
	// other, which ends the session.
	Trouble func(error) (text string, ok bool)

	Notebook Notebook // may be nil: nothing can be written then

	// Run says of the card's last reviews, at most so many, whether each was right; may be
	// nil.
	Run func(facet questions.FacetID, most int) []bool

	Next     Step   // what the learner picked in the end
	NextDeck string // key, of the step of that name

	unanswered []*questions.Question // of an exam that is over

	before   session.Standing // when the session began
	ended    bool             // by itself, and not because the learner left
	next     Step             // to be offered, in these words
	stepText string

	last  *session.Verdict // of the answer before; nil at first
	done  []undoing        // in the session, and not taken back
	timer countdown
}

// An undoing takes back what was written in a session besides answers, and says so; nil
// is for what the session itself takes back.
type undoing func(context.Context) error

// An Exam is a mock exam: its verdicts come at the end.
type Exam struct {
	Count   int                 // questions
	Pass    int                 // percent of them right that it is passed with
	Used    time.Duration       // of the budget, before
	Before  *quiz.Result        // of the exam before; nil for none
	ToDrill []questions.FacetID // set where the learner wants to drill what was missed

	// Countdown shows at each prompt how much time is left, and ends it with
	// [ErrTimeUp] where nothing is, until the returned function is called; it may be
	// nil.
	Countdown func(left func() time.Duration) (stop func())
}

// Play asks until nothing is left or the learner leaves, and then shows the
// summary. It returns nil when the learner quits.
func (p *Player) Play(ctx context.Context, s *session.Session) error {
	used := time.Duration(0)
	if p.Exam != nil {
		used = p.Exam.Used
	}
	p.timer.start(p.Clock, p.Budget, used)
	p.before = s.Standing(p.Clock.Now())
	if p.Exam != nil {
		return p.playExam(ctx, s)
	}
	err := p.askAll(ctx, s)
	p.ended = err == nil
	if errors.Is(err, ErrQuit) {
		err = nil
	}
	if err == nil || errors.Is(err, ErrInterrupted) {
		p.showSummary(s)
	}
	if err == nil {
		p.Next, err = p.askNext()
	}
	return err
}

func (p *Player) askAll(ctx context.Context, s *session.Session) error {
	for {
		asking, err := s.Next(ctx, p.Clock.Now())
		if errors.Is(err, session.ErrDone) {
			return nil
		}
		if err != nil {
			return err
		}
		p.Clock.MoveTo(asking.Due)
		p.showQuestion(asking)
		verdict, err := p.answerOrGrade(ctx, s, asking)
		var command Command
		var unknown UnknownCommand
		switch {
		case errors.Is(err, ErrRedraw):
			if p.last != nil && p.Exam == nil {
				p.showVerdict(*p.last)
			}
			continue
		case errors.Is(err, ErrTimeUp):
			p.lead("!", p.Style.Wrong, textTimeUp.In(p.Lang))
			return nil
		case errors.Is(err, ErrUndo):
			err = p.undo(ctx, s)
		case errors.Is(err, ErrEscape):
			err = p.leave(s)
		case errors.As(err, &unknown):
			p.lead("!", p.Style.Wrong, textNoSuchKey.In(p.Lang, unknown.Error()))
			p.showKeys(false)
			err = nil
		case errors.As(err, &command):
			err = p.obey(ctx, s, asking, command)
		case err == nil:
			p.tell(verdict)
			p.last = &verdict
			p.done = append(p.done, nil)
		}
		if err != nil {
			return err
		}
	}
}

// leave asks a learner who pressed Esc whether to leave. An exam with answers asks by
// itself.
func (p *Player) leave(s *session.Session) error {
	if p.Exam != nil && s.Summary(p.Clock.Now()).Asked > 0 {
		return ErrQuit
	}
	p.timer.halt()
	defer func() { s.Paused(p.timer.goOn()) }()
	picked, err := p.Asker.Pick(textLeave.In(p.Lang), []string{textLeaveNot.In(p.Lang), textLeaveYes.In(p.Lang)})
	switch {
	case errors.Is(err, ErrEscape): // not after all
		return nil
	case err == nil && picked == 1:
		return ErrQuit
	}
	return err
}

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

// answerOrGrade has the question answered, or a flashcard graded.
func (p *Player) answerOrGrade(ctx context.Context, s *session.Session, asking session.Asking) (session.Verdict, error) {
	if asking.Question.Format == questions.Flashcards {
		return p.turnCard(ctx, s, asking)
	}
	return p.answer(ctx, s, asking.Question)
}

// turnCard shows the back of a flashcard when the learner asks for it, and takes
// a grade.
func (p *Player) turnCard(ctx context.Context, s *session.Session, asking session.Asking) (session.Verdict, error) {
	shown := p.Clock.Now()
	if _, err := p.pick([]string{textShowBack.In(p.Lang)}); err != nil {
		return session.Verdict{}, err
	}
	q := asking.Question
	p.lead(p.Style.Sign("→"), p.Style.Key, strings.Join(q.Answers[:1], ", "))
	p.say("    ", q.Explanation.String())
	var rows []string
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		rows = append(rows, Pad(gradeWords[g].In(p.Lang), gradeColumn)+p.wait(asking.Preview[g]))
	}
	picked, err := p.pick(rows)
	if err != nil {
		return session.Verdict{}, err
	}
	grade := fsrs.Grade(picked)
	now := p.Clock.Now()
	var verdict session.Verdict
	err = p.keep(TextNotKept, func() (err error) {
		verdict, err = s.Grade(ctx, grade, now, now.Sub(shown))
		return err
	})
	return verdict, err
}

// keep does what writes to the journal, and waits with the learner while it
// cannot: nothing is acknowledged that is not kept. Where the learner leaves
// instead, it returns what was wrong.
func (p *Player) keep(not wording.Text, do func() error) error {
	told := ""
	for began := time.Now(); ; {
		err := do()
		if err == nil || p.Trouble == nil {
			return err
		}
		text, passes := p.Trouble(err)
		if !passes {
			return err
		}
		if text != told {
			p.lead("!", p.Style.Wrong, questions.Paragraph(text, not.In(p.Lang)))
			told = text
		}
		switch waited := p.Asker.Again(time.Since(began)); {
		case errors.Is(waited, ErrQuit), errors.Is(waited, ErrGivenUp):
			return err
		case waited != nil:
			return waited
		}
	}
}

// gradeColumn is how wide the words of grades are at most.
const gradeColumn = 8

var gradeWords = [...]wording.Text{
	fsrs.Again: textGradeAgain, fsrs.Hard: textGradeHard, fsrs.Good: textGradeGood, fsrs.Easy: textGradeEasy,
}

// pick has one of the rows of a flashcard chosen and returns its number from 1. "I
// don't know" is the first: of the grades, again.
func (p *Player) pick(rows []string) (int, error) {
	for {
		reply, err := p.Asker.Ask(&questions.Question{Format: questions.Flashcards, Options: rows})
		switch {
		case err != nil:
			return 0, err
		case reply.DontKnow:
			return 1, nil
		case 1 <= reply.Choice && reply.Choice <= len(rows):
			return reply.Choice, nil
		}
		p.lead("!", p.Style.Wrong, TextPickRow.In(p.Lang, len(rows)))
	}
}

// obey does what the learner wants instead of answering. The question then stands,
// unless it is not to be asked.
func (p *Player) obey(ctx context.Context, s *session.Session, asking session.Asking, c Command) error {
	switch {
	case c == Help:
		p.showKeys(true)
		return nil
	case c == Pause:
		return p.pause(s)
	case p.Exam != nil:
		return p.obeyInExam(s, c)
	case c == Mark || c == List:
		p.lead("!", p.Style.Wrong, textKeyOfExams.In(p.Lang))
		return nil
	case c == Suspend:
		return p.hold(ctx, s, asking, quiz.SuspendEvent, textSuspendedHere)
	case c == Bury:
		return p.hold(ctx, s, asking, quiz.BuryEvent, textBuriedHere)
	case p.last == nil:
		p.lead("!", p.Style.Wrong, textNothingBefore.In(p.Lang))
		return nil
	case c == Note:
		return p.note(ctx, *p.last)
	case c == Flag:
		return p.flag(ctx, *p.last)
	}
	p.showMore(*p.last)
	return nil
}

// hold keeps the question from being asked any more, or today.
func (p *Player) hold(
	ctx context.Context, s *session.Session, asking session.Asking, kind quiz.EventKind, said wording.Text,
) error {
	err := p.keep(textNotHeld, func() error {
		_, err := s.Hold(ctx, kind, p.Clock.Now())
		return err
	})
	switch {
	case errors.Is(err, session.ErrNoCard):
		p.lead("!", p.Style.Wrong, textNoCardToHold.In(p.Lang))
		return nil
	case err != nil:
		return err
	}
	p.done = append(p.done, nil)
	p.lead(p.Style.Sign("·"), p.Style.Faint, said.In(p.Lang, strings.TrimSpace(asking.Question.Stem)))
	return nil
}

// pause stops the clock of the session until the learner goes on.
func (p *Player) pause(s *session.Session) error {
	p.timer.halt()
	_, err := p.Asker.Type(textPaused.In(p.Lang), "")
	s.Paused(p.timer.goOn())
	return err
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

// explain returns what a verdict says beside the fact, and what is left to tell. On
// a low screen it keeps to what is needed.
func (p *Player) explain(v session.Verdict) (shown, left []string) {
	e := v.Question.Explanation
	shown, left = e.Brief(v.Judgement.Contrast)
	if !p.roomy() && len(shown) > 1 {
		shown, left = shown[:1:1], append(shown[1:], left...)
	}
	if v.Judgement.Contrast != "" {
		shown = append([]string{v.Judgement.Contrast}, shown...)
	}
	return shown, left
}

// note takes down a note on the service of the answer before.
func (p *Player) note(ctx context.Context, v session.Verdict) error {
	services := v.Question.Services
	if p.Notebook == nil || len(services) != 1 {
		p.lead("!", p.Style.Wrong, textNoNoteHere.In(p.Lang))
		return nil
	}
	text, err := p.Asker.Type(textNoteOn.In(p.Lang, p.Name(services[0])), p.Notes[services[0]])
	if errors.Is(err, ErrQuit) || err == nil && text == "" {
		return nil // without one
	}
	if err != nil {
		return err
	}
	before := p.Notes[services[0]]
	if err := p.writeNote(ctx, services[0], text); err != nil {
		return err
	}
	p.done = append(p.done, func(ctx context.Context) error {
		p.lead(p.Style.Sign("·"), p.Style.Faint, textNoteUndone.In(p.Lang, p.Name(services[0])))
		return p.writeNote(ctx, services[0], before)
	})
	p.lead(p.Style.Sign("·"), p.Style.Faint, textYourNote.In(p.Lang, text))
	return nil
}

func (p *Player) writeNote(ctx context.Context, service, text string) error {
	if err := p.keep(textNotWrittenDown, func() error { return p.Notebook.Note(ctx, service, text) }); err != nil {
		return err
	}
	if p.Notes == nil {
		p.Notes = make(map[string]string)
	}
	p.Notes[service] = text
	return nil
}

// flag says that the question before is wrong.
func (p *Player) flag(ctx context.Context, v session.Verdict) error {
	if p.Notebook == nil {
		return nil
	}
	why, err := p.Asker.Type(textWhyWrong.In(p.Lang, strings.TrimSpace(v.Question.Stem)), "")
	if errors.Is(err, ErrQuit) {
		return nil // not after all
	}
	if err != nil {
		return err
	}
	if err := p.keep(textNotWrittenDown, func() error { return p.Notebook.Flag(ctx, v, why) }); err != nil {
		return err
	}
	stem := strings.TrimSpace(v.Question.Stem)
	p.done = append(p.done, func(ctx context.Context) error {
		p.lead(p.Style.Sign("·"), p.Style.Faint, textFlagUndone.In(p.Lang, stem))
		return p.keep(textNotWrittenDown, func() error { return p.Notebook.Unflag(ctx, v) })
	})
	p.lead(p.Style.Sign("·"), p.Style.Faint, TextFlagged.In(p.Lang, stem))
	return nil
}

// undo takes back what was done last, if there is anything, and says so.
func (p *Player) undo(ctx context.Context, s *session.Session) error {
	if n := len(p.done); n > 0 {
		last := p.done[n-1]
		p.done = p.done[:n-1]
		if last != nil {
			return last(ctx)
		}
	}
	err := p.keep(TextNotUndone, func() error {
		_, err := s.Undo(ctx, p.Clock.Now())
		return err
	})
	switch {
	case errors.Is(err, session.ErrNothingToUndo):
		p.lead("!", p.Style.Wrong, TextNothingToUndo.In(p.Lang))
	case err != nil:
		return err
	default:
		p.last = lastVerdict(s.Turns())
		p.say("  ", textUndone.In(p.Lang))
	}
	return nil
}

// lastVerdict is that on the last of the turns; nil where there is none.
func lastVerdict(turns []session.Turn) *session.Verdict {
	if len(turns) == 0 {
		return nil
	}
	return &turns[len(turns)-1].Verdict
}

// answer asks until the reply is one.
func (p *Player) answer(ctx context.Context, s *session.Session, q *questions.Question) (session.Verdict, error) {
	for {
		shown := p.Clock.Now()
		reply, err := p.Asker.Ask(q)
		if err != nil {
			return session.Verdict{}, err
		}
		if p.Exam != nil && p.timer.isUp() {
			return session.Verdict{}, ErrTimeUp
		}
		now := p.Clock.Now()
		var verdict session.Verdict
		err = p.keep(TextNotKept, func() (err error) {
			verdict, err = s.Answer(ctx, reply, now, now.Sub(shown))
			return err
		})
		switch {
		case errors.Is(err, session.ErrNear):
			p.lead(p.Style.Sign("≈"), p.Style.Key, textNearly.In(p.Lang))
		case errors.Is(err, questions.ErrNoAnswer):
			p.lead("!", p.Style.Wrong, err.Error())
		default:
			return verdict, err
		}
	}
}

func (p *Player) showQuestion(a session.Asking) {
	head := fmt.Sprintf("%d/%d", a.N, a.Of)
	if a.Work > 0 {
		head += " · "
		if !p.Plain {
			head += bar(a.Work-a.Left, a.Work) + " "
		}
		head += textCardsLeft.In(p.Lang, a.Left)
	}
	switch {
	case p.timer.limited() && (p.Exam == nil || p.Exam.Countdown == nil):
		head += " · " + textTimeLeft.In(p.Lang, clockText(p.timer.left()))
	case p.Exam == nil && p.timer.passed() >= time.Minute:
		head += " · " + p.duration(p.timer.passed())
	}
	head += " · " + p.Title
	if area := p.areaOf(a.Question); area != "" && a.Question.Kind.SaysService() {
		head += " · " + area
	}
	if a.New {
		head += " · " + textNewPort.In(p.Lang)
	}
	fmt.Fprintf(p.Out, "\n%s\n", p.Style.Faint(p.Style.Sign(Truncate(head, p.width(), "…"))))
	p.showStem(a.Question)
}

// bar draws how many of all are done.
func bar(done, all int) string {
	const length = 8
	full := done * length / max(all, 1)
	return strings.Repeat("█", full) + strings.Repeat("░", length-full)
}

// areaOf is what weakness in the question is reported by, in words; it may be empty.
func (p *Player) areaOf(q *questions.Question) string {
	if p.Area == nil {
		return ""
	}
	return p.Area(q)
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

// wait says how long it is until the card is asked again.
func (p *Player) wait(c quiz.Card) string {
	if c.State == fsrs.Review {
		return TextDays.In(p.Lang, c.Days)
	}
	return p.duration(c.Due.Sub(p.Clock.Now()))
}
