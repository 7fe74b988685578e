package play

import (
	"context"
	"errors"
	"fmt"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// A cardTurn is how far a flashcard has come.
type cardTurn struct {
	revealed bool
	took     time.Duration // until it was turned
}

// errAskedAgain says that the question stands, after its back was shown or a slip in
// the answer was told of.
var errAskedAgain = errors.New("asked again")

// flashcard turns the card or takes a grade. "I don't know" is again.
func (d *dialogue) flashcard(
	ctx context.Context,
	q *questions.Question,
	turn *cardTurn,
	said replyLine,
	shown time.Time,
	elapsed *time.Duration,
) error {
	now, took := d.timeOf(shown, elapsed)
	switch {
	case said.Reveal && !turn.revealed:
		turn.revealed, turn.took = true, took
		d.Clock.MoveTo(now)
		if err := d.say(backLine{Type: "back", Answers: q.Answers, Explanation: q.Explanation.String()}); err != nil {
			return err
		}
		return errAskedAgain
	case said.DontKnow:
		return d.grade(ctx, fsrs.Again, now, turn.took+took)
	case said.Grade == nil:
		return misheard(textLineNoGrade.In(d.Lang))
	case !turn.revealed:
		return misheard(textLineNotRevealed.In(d.Lang))
	}
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		if g.String() == *said.Grade {
			return d.grade(ctx, g, now, turn.took+took)
		}
	}
	return misheard(textLineNoGrade.In(d.Lang))
}

func (d *dialogue) grade(ctx context.Context, g fsrs.Grade, now time.Time, took time.Duration) error {
	v, err := d.session.Grade(ctx, g, now, took)
	if err != nil {
		return err
	}
	d.Clock.MoveTo(now)
	return d.say(d.verdict(v))
}

// intervals says when a flashcard comes back after each grade: "10m", "4h", "8d".
func (d *dialogue) intervals(a session.Asking) map[string]string {
	if a.Question.Format != questions.Flashcards {
		return nil
	}
	all := make(map[string]string, len(a.Preview))
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		all[g.String()] = shortInterval(a.Preview[g], d.Clock.Now())
	}
	return all
}

func shortInterval(c quiz.Card, now time.Time) string {
	if c.Days > 0 {
		return fmt.Sprintf("%dd", c.Days)
	}
	minutes := int(c.Due.Sub(now).Round(time.Minute) / time.Minute)
	if minutes >= 60 && minutes%60 == 0 {
		return fmt.Sprintf("%dh", minutes/60)
	}
	return fmt.Sprintf("%dm", max(minutes, 1))
}

var (
	textLineNoGrade = wording.T(
		"a flashcard needs reveal first, then grade: again, hard, good or easy",
		"抽认卡先 reveal，再给 grade：again、hard、good 或 easy",
	)
	textLineNotRevealed = wording.T("show the answer first: {\"reveal\":true}", "请先显示答案：{\"reveal\":true}")
)
