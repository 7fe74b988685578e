package school

import (
	"context"
	"net/http"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A stateView is all that the page shows.
type stateView struct {
	Type     string        `json:"type"` // state
	Name     string        `json:"name"`
	Class    string        `json:"class"`
	Notice   string        `json:"notice,omitempty"` // kept or lost: what became of an answer that came late
	Today    *todayView    `json:"today,omitempty"`
	Question *questionView `json:"question,omitempty"`
	Verdict  *verdictView  `json:"verdict,omitempty"`
	Summary  *summaryView  `json:"summary,omitempty"`
	Undo     bool          `json:"undo,omitempty"` // there is something to take back
}

// A todayView is where the pupil stands.
type todayView struct {
	Deck  string `json:"deck"`
	Known int    `json:"known"` // per cent
	Begun int    `json:"begun"`
	Cards int    `json:"cards"`
	Due   int    `json:"due"`
	New   int    `json:"new"`
	Next  string `json:"next,omitempty"` // when something is due again, if nothing is now
}

// A questionView is a question without what gives it away.
type questionView struct {
	ID      string            `json:"id"`
	N       int               `json:"n"`
	Left    int               `json:"left"`
	Work    int               `json:"work"`
	Format  questions.Format  `json:"format"`
	Lang    catalogue.Lang    `json:"lang"`
	Numeric bool              `json:"numeric,omitempty"`
	Stem    string            `json:"stem"`
	Block   *questions.Block  `json:"block,omitempty"`
	Options []string          `json:"options,omitempty"`
	Pairs   []string          `json:"left_side,omitempty"`
	Right   []string          `json:"right_side,omitempty"`
	Back    *backView         `json:"back,omitempty"`
	Grades  map[string]string `json:"grades,omitempty"` // when the card comes back after each
}

type backView struct {
	Answers     []string `json:"answers"`
	Explanation string   `json:"explanation"`
}

type verdictView struct {
	Correct     bool     `json:"correct"`
	First       bool     `json:"first,omitempty"` // wrong, and no mistake: it was not taught before
	Given       string   `json:"given,omitempty"`
	Answers     []string `json:"answers"`
	Explanation string   `json:"explanation"`
	Back        string   `json:"back,omitempty"` // when the card comes back
}

type summaryView struct {
	Asked   int      `json:"asked"`
	Correct int      `json:"correct"`
	New     int      `json:"new"`
	Met     int      `json:"met"`
	Missed  []string `json:"missed"`
}

// view is how everything stands.
func (s *Server) view(ctx context.Context, r *http.Request, p pupil, db *app.DB, st *study, notice string) (any, error) {
	lang, now := s.language(r), s.app.Clock.Now()
	v := stateView{Type: "state", Name: p.Shown, Class: p.class, Notice: notice}
	run := st.run
	if run != nil && run.lang != lang && run.last == nil && run.over == nil { // the pupil reads another language
		again, err := s.newRun(ctx, db, run.mode, lang)
		if err != nil {
			return nil, err
		}
		run, st.run = again, again
	}
	switch {
	case run == nil:
		today, err := s.today(ctx, db, lang)
		v.Today = today
		return v, err
	case run.last == nil:
		if err := run.draw(ctx, now); err != nil {
			return nil, err
		}
	}
	v.Undo = len(run.Turns()) > 0
	if run.over != nil {
		v.Summary = summaryOf(run)
		return v, nil
	}
	v.Question = questionOf(run, lang, now)
	if run.last != nil {
		v.Verdict = verdictOf(run, lang, now)
	}
	return v, nil
}

func (s *Server) today(ctx context.Context, db *app.DB, lang catalogue.Lang) (*todayView, error) {
	a := s.app.For(lang, nil)
	began, err := app.TodaysSession(ctx, a, db, s.maker)
	if err != nil {
		return nil, err
	}
	now := a.Clock.Now()
	today, standing := began.Today(now), began.Standing(now)
	c := s.maker.Catalogue()
	v := &todayView{
		Deck: c.Deck(db.FirstDeck(c)).Name.In(lang), Known: int(100 * standing.Known), Begun: standing.Begun, Cards: standing.Facets,
		Due: today.ToReview() + today.Other, New: today.New,
	}
	if v.Due+v.New > 0 {
		return v, nil
	}
	var next quiz.Day
	for _, w := range today.Waits {
		if w.Day > 0 && (next == 0 || w.Day < next) {
			next = w.Day
		}
	}
	if next > 0 {
		v.Next = textInDays(lang, int(next-today.Day))
	}
	return v, nil
}

func questionOf(r *run, lang catalogue.Lang, now time.Time) *questionView {
	q := r.asked.Question
	v := &questionView{
		ID: r.question(), N: r.asked.N, Left: r.asked.Left, Work: r.asked.Work, Format: q.Format, Lang: q.Lang,
		Numeric: q.Format == questions.Typed && q.Kind.WantsNumber(), Stem: q.Stem,
		Options: q.Options, Pairs: q.Left, Right: q.Right,
	}
	if !q.Block.IsZero() {
		v.Block = &q.Block
	}
	if q.Format != questions.Flashcards {
		return v
	}
	if r.back {
		v.Back = &backView{q.Answers, q.Explanation.String()}
		v.Grades = make(map[string]string)
		for g := fsrs.Again; g <= fsrs.Easy; g++ {
			v.Grades[g.String()] = textBack(lang, r.asked.Preview[g], now)
		}
	}
	return v
}

func verdictOf(r *run, lang catalogue.Lang, now time.Time) *verdictView {
	judged, q := r.last.Judgement, r.last.Question
	v := &verdictView{
		Correct: judged.Correct, First: r.begun, Answers: q.Answers,
		Explanation: questions.Paragraph(judged.Contrast, q.Explanation.String()),
	}
	if !r.reply.DontKnow {
		v.Given = judged.Given
	}
	if r.last.Card != nil {
		v.Back = textBack(lang, *r.last.Card, now)
	}
	return v
}

func summaryOf(r *run) *summaryView {
	v := &summaryView{Asked: r.over.Asked, Correct: r.over.Correct, New: r.over.New, Met: r.over.Met, Missed: []string{}}
	for _, q := range r.over.Missed {
		v.Missed = append(v.Missed, q.Stem+" "+strings.Join(q.Answers, ", "))
	}
	return v
}

// textBack says when the card comes back.
func textBack(lang catalogue.Lang, c quiz.Card, now time.Time) string {
	if c.Days > 0 {
		return textInDays(lang, c.Days)
	}
	minutes := max(int(c.Due.Sub(now).Round(time.Minute)/time.Minute), 1)
	return textInMinutes.In(lang, minutes)
}

func textInDays(lang catalogue.Lang, days int) string {
	if days <= 1 {
		return textTomorrow.In(lang)
	}
	return textInDaysMany.In(lang, days)
}
