package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

// What the dialogue says, a JSON object a line.
type (
	questionLine struct {
		Type string `json:"type"` // question
		N    int    `json:"n"`
		Of   int    `json:"of"`
		shownPart
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
	}
	undoneLine struct {
		Type   string              `json:"type"` // undone
		Facets []questions.FacetID `json:"facets"`
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
	Undo      bool     `json:"undo"`
	Quit      bool     `json:"quit"`
	ElapsedMS *int64   `json:"elapsed_ms"`
}

// longestElapsed is the longest response time that is taken for one: a day.
const longestElapsed = 24 * time.Hour

// A dialogue plays a session with another program.
type dialogue struct {
	*app
	session *quiz.Session
	notes   map[string]string // by service
	in      *bufio.Reader
	out     *json.Encoder
}

// converse plays the session by JSON lines.
func (a *app) converse(ctx context.Context, s *quiz.Session, notes map[string]string) error {
	d := &dialogue{app: a, session: s, notes: notes, in: bufio.NewReader(a.in), out: json.NewEncoder(a.out)}
	d.out.SetEscapeHTML(false)
	for {
		err := d.turn(ctx)
		switch {
		case err == nil:
			continue
		case errors.Is(err, quiz.ErrDone), errors.Is(err, terminal.ErrQuit):
			return d.summarise()
		default:
			return err
		}
	}
}

// turn asks one question until it is answered.
func (d *dialogue) turn(ctx context.Context) error {
	asking, err := d.session.Next(ctx, d.clock.Now())
	if err != nil {
		return err
	}
	d.clock.MoveTo(asking.Due)
	q := asking.Question
	if err := d.say(questionLine{Type: "question", N: asking.N, Of: asking.Of, shownPart: shownOf(q)}); err != nil {
		return err
	}
	for {
		shown := d.clock.Now()
		reply, elapsed, err := d.listen(q)
		if err == nil {
			err = d.answer(ctx, reply, shown, elapsed)
		}
		if errors.Is(err, terminal.ErrUndo) {
			if err = d.undo(ctx); err == nil {
				return nil // the question is asked again
			}
		}
		if !errors.Is(err, questions.ErrNoAnswer) {
			return err
		}
		if err := d.say(errorLine{Type: "error", Message: err.Error()}); err != nil {
			return err
		}
	}
}

// undo takes the answer before back. That there is none is an error of the other
// program's.
func (d *dialogue) undo(ctx context.Context) error {
	facets, err := d.session.Undo(ctx, d.clock.Now())
	if errors.Is(err, quiz.ErrNothingToUndo) {
		return misheard(wording.NothingToUndo.In(d.lang))
	}
	if err != nil {
		return err
	}
	return d.say(undoneLine{Type: "undone", Facets: emptyIfNil(facets)})
}

// A misheard error is about a line that is no reply; the question stands.
type misheard string

func (e misheard) Error() string   { return string(e) }
func (misheard) Is(err error) bool { return err == questions.ErrNoAnswer }

// listen reads a reply. elapsed is nil where the other program left it out.
func (d *dialogue) listen(q *questions.Question) (r questions.Reply, elapsed *time.Duration, err error) {
	line, err := "", error(nil)
	for line == "" && err == nil {
		line, err = terminal.ReadLine(d.in)
	}
	switch {
	case errors.Is(err, io.EOF):
		return r, nil, terminal.ErrInputEnded
	case errors.Is(err, terminal.ErrLongLine):
		return r, nil, misheard(wording.LineTooLong.In(d.lang, terminal.LongestLine))
	case err != nil:
		return r, nil, fmt.Errorf("read a reply: %w", err)
	}
	said, err := d.parse(line)
	if err != nil {
		return r, nil, err
	}
	switch {
	case said.Quit:
		return r, nil, terminal.ErrQuit
	case said.Undo:
		return r, nil, terminal.ErrUndo
	}
	if said.ElapsedMS != nil {
		took := time.Duration(*said.ElapsedMS) * time.Millisecond
		elapsed = &took
	}
	r, err = d.replyTo(q, said)
	return r, elapsed, err
}

func (d *dialogue) parse(line string) (replyLine, error) {
	var said replyLine
	err := json.Unmarshal([]byte(line), &said)
	switch most := longestElapsed.Milliseconds(); {
	case err != nil:
		return said, misheard(wording.LineNotJSON.In(d.lang))
	case said.ElapsedMS != nil && (*said.ElapsedMS < 0 || *said.ElapsedMS > most):
		return said, misheard(wording.LineBadTime.In(d.lang, most))
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
		return questions.Reply{}, misheard(wording.LineNoReply.In(d.lang))
	case said.DontKnow:
		return questions.Reply{DontKnow: true}, nil
	case said.Text != nil:
		return questions.Reply{Text: *said.Text}, nil
	case said.Choice == nil:
		return questions.Reply{Choices: said.Choices, Pairs: said.Pairs, Order: said.Order}, nil
	case q.Format == questions.Typed:
		return questions.Reply{}, misheard(wording.ChoiceOfTyped.In(d.lang))
	}
	return questions.Reply{Choice: *said.Choice}, nil
}

// answer records the reply and says what came of it. A response time that was
// left out is measured, or 0 on a pretended clock, which each answer's time moves.
func (d *dialogue) answer(ctx context.Context, r questions.Reply, shown time.Time, elapsed *time.Duration) error {
	took := d.clock.Now().Sub(shown)
	if elapsed != nil {
		took = *elapsed
	}
	now := d.clock.Now()
	if d.clock.isPretended() {
		now = shown.Add(took)
	}
	v, err := d.session.Answer(ctx, r, now, took)
	if err != nil {
		return err
	}
	d.clock.MoveTo(now)
	return d.say(d.verdict(v))
}

func (d *dialogue) verdict(v quiz.Verdict) verdictLine {
	q := v.Question
	line := verdictLine{
		Type: "verdict", ID: q.ID, Correct: v.Judgement.Correct, Answers: q.Answers, Facets: q.Facets, Counts: v.Counts,
		Explanation: questions.Paragraph(v.Judgement.Contrast, q.Explanation.String()),
	}
	if len(q.Services) == 1 {
		line.Note = d.notes[q.Services[0]]
	}
	if c := v.Card; c != nil {
		line.Grade, line.State = new(v.Grade.String()), new(c.State.String())
		line.Stability, line.Difficulty, line.Target = &c.Memory.Stability, &c.Memory.Difficulty, &c.Target
		line.ScheduledDays = &c.Days
		line.Due = new(c.Due.In(d.clock.Now().Location()).Format(time.RFC3339))
	}
	return line
}

func (d *dialogue) summarise() error {
	sum := d.session.Summary(d.clock.Now())
	return d.say(summaryLine{Type: "summary", Asked: sum.Asked, Correct: sum.Correct, New: sum.New, DueLeft: sum.Due})
}

func (d *dialogue) say(line any) error {
	if err := d.out.Encode(line); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}
