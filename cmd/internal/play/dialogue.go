package play

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// What the dialogue says, a JSON object a line.
type (
	questionLine struct {
		Type string `json:"type"` // question
		N    int    `json:"n"`
		Of   int    `json:"of"`
		shownPart
		Intervals map[string]string `json:"intervals,omitempty"` // of a flashcard, by grade
	}
	backLine struct {
		Type        string   `json:"type"` // back
		Answers     []string `json:"answers"`
		Explanation string   `json:"explanation"`
	}
	nearLine struct {
		Type string `json:"type"` // near
	}
	recordedLine struct {
		Type string `json:"type"` // recorded
		ID   string `json:"id"`
	}
	verdictLine struct {
		Type          string              `json:"type"` // verdict
		ID            string              `json:"id"`
		Correct       bool                `json:"correct"`
		Answers       []string            `json:"answers"`
		Facets        []questions.FacetID `json:"facets"`
		Counts        quiz.Counts         `json:"counts"`
		Grade         *string             `json:"grade"`
		State         *string             `json:"state"` // null for practice, as all of the card
		Stability     *float64            `json:"stability"`
		Difficulty    *float64            `json:"difficulty"`
		Target        *float64            `json:"target"`
		ScheduledDays *int                `json:"scheduled_days"`
		Due           *string             `json:"due"`
		Explanation   string              `json:"explanation"`
		Note          string              `json:"note,omitempty"` // of one's own
		Leech         *session.Leech      `json:"leech,omitempty"`
	}
	errorLine struct {
		Type    string `json:"type"` // error
		Message string `json:"message"`
	}
	summaryLine struct {
		Type    string `json:"type"` // summary
		Asked   int    `json:"asked"`
		Correct int    `json:"correct"`
		New     int    `json:"new"`
		DueLeft int    `json:"due_left"`
		NewLeft int    `json:"new_left"`
	}
)

// A replyLine is what the other program says.
type replyLine struct {
	Choice    *int     `json:"choice"`
	Text      *string  `json:"text"`
	Choices   []int    `json:"choices"`
	Pairs     []string `json:"pairs"`
	Order     []string `json:"order"`
	DontKnow  bool     `json:"dont_know"`
	Reveal    bool     `json:"reveal"`
	Grade     *string  `json:"grade"`
	Undo      bool     `json:"undo"`
	Quit      bool     `json:"quit"`
	ElapsedMS *int64   `json:"elapsed_ms"`
}

// longestElapsed is the longest response time that is taken for one: a day.
const longestElapsed = 24 * time.Hour

// A dialogue plays a session with another program.
type dialogue struct {
	*app.App
	session *session.Session
	notes   map[string]string // by service
	exam    bool
	failed  int // attempts to keep an answer, one after the other
	in      *bufio.Reader
	out     *json.Encoder
}

// converse plays the session by JSON lines.
func converse(ctx context.Context, a *app.App, s *session.Session, plan session.Plan) error {
	d := &dialogue{
		App: a, session: s, notes: plan.Without.Notes, exam: plan.Mode == session.MockExam,
		in: bufio.NewReader(a.In), out: app.NewJSON(a.Out),
	}
	for {
		err := d.turn(ctx)
		switch {
		case err == nil:
			continue
		case errors.Is(err, session.ErrDone), errors.Is(err, terminal.ErrQuit):
			if err := s.End(ctx, d.Clock.Now()); err != nil {
				return err
			}
			return d.summarise()
		default:
			return err
		}
	}
}

// turn asks one question until it is answered.
func (d *dialogue) turn(ctx context.Context) error {
	asking, err := d.session.Next(ctx, d.Clock.Now())
	if err != nil {
		return err
	}
	d.Clock.MoveTo(asking.Due)
	q := asking.Question
	line := questionLine{Type: "question", N: asking.N, Of: asking.Of, shownPart: shownOf(q), Intervals: d.intervals(asking)}
	if err := d.say(line); err != nil {
		return err
	}
	card := &cardTurn{revealed: false}
	for {
		shown := d.Clock.Now()
		said, elapsed, err := d.listen()
		switch {
		case err != nil:
		case q.Format == questions.Flashcards:
			err = d.flashcard(ctx, q, card, said, shown, elapsed)
		default:
			var reply questions.Reply
			if reply, err = d.replyTo(q, said); err == nil {
				err = d.answer(ctx, reply, shown, elapsed)
			}
		}
		if errors.Is(err, errAskedAgain) {
			continue
		}
		not := terminal.TextNotKept
		if errors.Is(err, terminal.ErrUndo) {
			if err = d.undo(ctx); err == nil {
				return nil // the question is asked again
			}
			not = terminal.TextNotUndone
		}
		if err = d.unkept(err, not); !errors.Is(err, questions.ErrNoAnswer) {
			return err
		}
		if err := d.say(errorLine{Type: "error", Message: err.Error()}); err != nil {
			return err
		}
	}
}

// maxFailed is how often in a row an answer is tried that cannot be kept.
const maxFailed = 10

// unkept makes an error of the database that may pass one that lets the question
// stand: nothing is acknowledged, and the other program may send its reply again.
func (d *dialogue) unkept(err error, not wording.Text) error {
	text, passes := d.Trouble(err)
	if !passes {
		d.failed = 0
		return err
	}
	if d.failed++; d.failed >= maxFailed {
		return err
	}
	return misheard(questions.Paragraph(text, not.In(d.Lang)))
}

// undo takes the answer before back. That there is none is an error of the other
// program's.
func (d *dialogue) undo(ctx context.Context) error {
	facets, err := d.session.Undo(ctx, d.Clock.Now())
	if errors.Is(err, session.ErrNothingToUndo) {
		return misheard(terminal.TextNothingToUndo.In(d.Lang))
	}
	if err != nil {
		return err
	}
	return d.say(app.UndoneLine{Type: "undone", Facets: app.EmptyIfNil(facets)})
}

// A misheard error is about a line that is no reply; the question stands.
type misheard string

func (e misheard) Error() string { return string(e) }

func (misheard) Is(err error) bool { return err == questions.ErrNoAnswer }

// listen reads a reply. elapsed is nil where the other program left it out.
func (d *dialogue) listen() (said replyLine, elapsed *time.Duration, err error) {
	line, err := "", error(nil)
	for line == "" && err == nil {
		line, err = terminal.ReadLine(d.in)
	}
	switch {
	case errors.Is(err, io.EOF):
		return said, nil, terminal.ErrInputEnded
	case errors.Is(err, terminal.ErrLongLine):
		return said, nil, misheard(textLineTooLong.In(d.Lang, terminal.LongestLine))
	case err != nil:
		return said, nil, fmt.Errorf("read a reply: %w", err)
	}
	if said, err = d.parse(line); err != nil {
		return said, nil, err
	}
	switch {
	case said.Quit:
		return said, nil, terminal.ErrQuit
	case said.Undo:
		return said, nil, terminal.ErrUndo
	}
	if said.ElapsedMS != nil {
		took := time.Duration(*said.ElapsedMS) * time.Millisecond
		elapsed = &took
	}
	return said, elapsed, nil
}

func (d *dialogue) parse(line string) (replyLine, error) {
	var said replyLine
	err := json.Unmarshal([]byte(line), &said)
	switch most := longestElapsed.Milliseconds(); {
	case err != nil:
		return said, misheard(textLineNotJSON.In(d.Lang))
	case said.ElapsedMS != nil && (*said.ElapsedMS < 0 || *said.ElapsedMS > most):
		return said, misheard(textLineBadTime.In(d.Lang, most))
	}
	return said, nil
}

func (d *dialogue) replyTo(q *questions.Question, said replyLine) (questions.Reply, error) {
	given := 0
	for _, is := range []bool{said.Choice != nil, said.Text != nil, said.Choices != nil, said.Pairs != nil, said.Order != nil, said.DontKnow} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return questions.Reply{}, misheard(textLineNoReply.In(d.Lang))
	case said.DontKnow:
		return questions.Reply{DontKnow: true}, nil
	case said.Text != nil:
		return questions.Reply{Text: *said.Text}, nil
	case said.Choice == nil:
		return questions.Reply{Choices: said.Choices, Pairs: said.Pairs, Order: said.Order}, nil
	case q.Format == questions.Typed:
		return questions.Reply{}, misheard(textChoiceOfTyped.In(d.Lang))
	}
	return questions.Reply{Choice: *said.Choice}, nil
}

// answer records the reply and says what came of it. A response time that was
// left out is measured, or 0 on a pretended clock, which each answer's time moves.
func (d *dialogue) answer(ctx context.Context, r questions.Reply, shown time.Time, elapsed *time.Duration) error {
	now, took := d.timeOf(shown, elapsed)
	v, err := d.session.Answer(ctx, r, now, took)
	if errors.Is(err, session.ErrNear) {
		if err := d.say(nearLine{Type: "near"}); err != nil {
			return err
		}
		return errAskedAgain
	}
	if err != nil {
		return err
	}
	d.Clock.MoveTo(now)
	if d.exam {
		return d.say(recordedLine{Type: "recorded", ID: v.Question.ID})
	}
	return d.say(d.verdict(v))
}

// timeOf returns when a reply was given and how long it took.
func (d *dialogue) timeOf(shown time.Time, elapsed *time.Duration) (now time.Time, took time.Duration) {
	now = d.Clock.Now()
	if took = now.Sub(shown); elapsed != nil {
		took = *elapsed
	}
	if d.Clock.IsPretended() {
		now = shown.Add(took)
	}
	return now, took
}

func (d *dialogue) verdict(v session.Verdict) verdictLine {
	q := v.Question
	line := verdictLine{
		Type: "verdict", ID: q.ID, Correct: v.Judgement.Correct, Answers: q.Answers, Facets: q.Facets, Counts: v.Counts,
		Explanation: questions.Paragraph(v.Judgement.Contrast, q.Explanation.String()),
	}
	if len(q.Services) == 1 {
		line.Note = d.notes[q.Services[0]]
	}
	line.Leech = v.Leech
	if c := v.Card; c != nil {
		line.Grade, line.State = new(v.Grade.String()), new(c.State.String())
		line.Stability, line.Difficulty, line.Target = &c.Memory.Stability, &c.Memory.Difficulty, &c.Target
		line.ScheduledDays = &c.Days
		line.Due = new(c.Due.In(d.Clock.Now().Location()).Format(time.RFC3339))
	}
	return line
}

func (d *dialogue) summarise() error {
	if d.exam {
		for _, t := range d.session.Turns() {
			if err := d.say(d.verdict(t.Verdict)); err != nil {
				return err
			}
		}
	}
	sum, today := d.session.Summary(d.Clock.Now()), d.session.Today(d.Clock.Now())
	return d.say(summaryLine{
		Type: "summary", Asked: sum.Asked, Correct: sum.Correct, New: sum.New,
		DueLeft: today.ToReview() + today.Other, NewLeft: today.New,
	})
}

func (d *dialogue) say(line any) error {
	if err := d.out.Encode(line); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

var (
	textLineTooLong = wording.T("the line is longer than %d bytes", "该行超过 %d 字节")
	textLineNotJSON = wording.T(
		"expected a JSON object such as {\"choice\":2} or {\"text\":\"53\"}",
		"应为 {\"choice\":2} 或 {\"text\":\"53\"} 这样的 JSON 对象",
	)
	textLineNoReply = wording.T(
		"expected exactly one of choice, text, dont_know, undo and quit",
		"choice、text、dont_know、undo、quit 须给出且只给出一个",
	)
	textLineBadTime   = wording.T("elapsed_ms must be from 0 to %d", "elapsed_ms 须在 0 到 %d 之间")
	textChoiceOfTyped = wording.T("this question needs a typed answer: use text", "此题须填空：请给出 text")
)
