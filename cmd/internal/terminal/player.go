// Package terminal plays a session on a terminal or, line by line, through a
// pipe. Only here is promptui imported.
package terminal

import (
	"context"
	"errors"
	"fmt"
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

// ErrEscape is an [ErrQuit] by Esc. People also press Esc to get rid of something, so a
// session asks before it ends.
var ErrEscape = fmt.Errorf("%w by Esc", ErrQuit)

// ErrRedraw is returned where the screen has to be drawn anew, after it got another
// size or the program was stopped.
var ErrRedraw = errors.New("draw the screen anew")

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
	// [ErrGivenUp] where there is no person to decide and it was tried long enough.
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

// ErrGivenUp is returned where an answer cannot be kept and there is no person to wait
// until it can.
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
	Mock    bool                             // a mock exam is worth taking next
	Exam    *Exam                            // nil for a session that is none
	Typed   bool                             // a person is there to answer
	InARow  bool                             // the learner wants to see how many answers in a row were right
	InMenu  bool                             // the session goes back to a menu, which says what to do next
	Days    func() int                       // on which the learner has studied; may be nil
	Plain   bool                             // nothing is drawn, for pipes and screen readers

	// Trouble words an error that may pass, as of a full disk; ok is false for any
	// other, which ends the session.
	Trouble func(error) (text string, ok bool)

	Notebook Notebook // may be nil: nothing can be written then

	// Run says of the card's last reviews, at most so many, whether each was right; may be
	// nil.
	Run func(facet questions.FacetID, most int) []bool

	// Offer is asked, when a session has ended by itself, for something else to pick; may be
	// nil.
	Offer func(context.Context) (Offer, error)

	Next     Step   // what the learner picked in the end
	NextDeck string // key, of the step of that name

	unanswered []*questions.Question // of an exam that is over

	before float64 // what of the deck was known when the session began
	inARow int     // answers that were right, up to the question on the screen
	turned string  // ID of the flashcard whose back is shown
	ended  bool    // by itself, and not because the learner left
	advice advice  // to be offered; its step is [NoStep] where it was only said

	done  []undoing // in this session and not undone
	timer countdown
}

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
	if p.Exam != nil {
		return p.playExam(ctx, s)
	}
	p.before = s.Standing(p.Clock.Now()).Known
	err := p.askAll(ctx, s)
	p.ended = err == nil
	if errors.Is(err, ErrQuit) {
		err = nil
	}
	if err == nil || errors.Is(err, ErrInterrupted) {
		p.showSummary(s)
	}
	if err == nil {
		err = p.askNext(ctx)
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
		p.inARow, _ = inARow(s.Turns())
		p.showQuestion(asking)
		verdict, err := p.answerOrGrade(ctx, s, asking)
		var command Command
		var unknown UnknownCommand
		switch {
		case errors.Is(err, ErrRedraw):
			if last := lastVerdict(s); last != nil && p.Exam == nil {
				p.showVerdict(*last)
			}
			continue
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
			p.done = append(p.done, nil)
		}
		switch {
		case errors.Is(err, ErrTimeUp): // at the question, or in the list of them
			p.lead("!", p.Style.Wrong, textTimeUp.In(p.Lang))
			return nil
		case err != nil:
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
	shown, q := p.Clock.Now(), asking.Question
	if p.turned != q.ID { // else a key was pressed that does not grade
		if _, err := p.pick([]string{textShowBack.In(p.Lang)}); err != nil {
			return session.Verdict{}, err
		}
	}
	p.turned = q.ID
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
	p.turned = ""
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
	head := strings.Join(p.head(a), " · ")
	fmt.Fprintf(p.Out, "\n%s\n", p.Style.Faint(p.Style.Sign(Truncate(Visible(head, false), p.width(), "…"))))
	p.showStem(a.Question)
}

// head says how far the session is and what the question is about. The number of the
// question stands there where it is known of how many: cards that come again make more.
func (p *Player) head(a session.Asking) (parts []string) {
	if a.Work == 0 || a.Capped {
		parts = append(parts, fmt.Sprintf("%d/%d", a.N, a.Of))
	}
	if a.Work > 0 {
		left := textCardsLeft.In(p.Lang, a.Left)
		if !p.Plain {
			left = bar(a.Work-a.Left, a.Work) + " " + left
		}
		parts = append(parts, left)
	}
	switch {
	case p.timer.limited() && (p.Exam == nil || p.Exam.Countdown == nil):
		parts = append(parts, textTimeLeft.In(p.Lang, clockText(p.timer.left())))
	case p.Exam == nil && p.timer.passed() >= time.Minute:
		parts = append(parts, p.duration(p.timer.passed()))
	}
	if p.Exam == nil && p.InARow && p.inARow > 1 {
		parts = append(parts, textInARow.In(p.Lang, p.inARow))
	}
	parts = append(parts, p.Title)
	if area := p.areaOf(a.Question); area != "" && a.Question.Kind.SaysService() {
		parts = append(parts, area)
	}
	if a.New {
		parts = append(parts, textNewPort.In(p.Lang))
	}
	return parts
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
