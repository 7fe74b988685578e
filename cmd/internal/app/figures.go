package app

import (
	"context"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/progress"
)

// askable returns the cards that can be asked, which those of a deck that was
// removed cannot. They stay, and come back with it.
func askable(ctx context.Context, db *DB, cards []quiz.Card) ([]quiz.Card, error) {
	if !slices.ContainsFunc(cards, func(c quiz.Card) bool { return c.Facet.Own() }) {
		return cards, nil
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	m := questions.NewMaker(c)
	return slices.DeleteFunc(cards, func(card quiz.Card) bool {
		_, known := m.Facet(card.Facet)
		return !known
	}), nil
}

// Figures are what stats and due report. Fields are only ever added.
type Figures struct {
	Answers    int `json:"answers"`
	Correct    int `json:"correct"`
	Reviews    int `json:"reviews"`
	Cards      int `json:"cards"` // begun
	InLearning int `json:"in_learning"`
	InReview   int `json:"in_review"`
	Mature     int `json:"mature"` // stable for 21 days or more
	Due        int `json:"due"`    // reviews of today, and what is in the steps and due within 20 minutes
	Tomorrow   int `json:"due_tomorrow"`
	Today      struct {
		Answers int   `json:"answers"`
		Correct int   `json:"correct"`
		New     int   `json:"new"`
		TookMS  int64 `json:"took_ms"`
	} `json:"today"`
}

// MatureFrom is the stability in days from which a card counts as mature.
const MatureFrom = progress.MatureFrom

// CountFigures counts the answers and cards of the learner.
func CountFigures(ctx context.Context, a *App, db *DB) (f Figures, err error) {
	total, err := db.Total(ctx, db.LearnerID)
	if err != nil {
		return f, err
	}
	now := a.Clock.Now()
	today, err := db.Tally(ctx, db.LearnerID, db.Scheduler.Day(now))
	if err != nil {
		return f, err
	}
	cards, err := db.Cards(ctx, db.LearnerID)
	if err != nil {
		return f, err
	}
	f.Sum(total, today)
	f.CountStates(cards)
	if cards, err = askable(ctx, db, cards); err != nil {
		return f, err
	}
	holds, err := db.Holds(ctx, db.LearnerID)
	if err != nil {
		return f, err
	}
	f.CountDue(db.Scheduler, cards, holds, now)
	return f, nil
}

// Sum takes over what was answered in all, and today.
func (f *Figures) Sum(total, today quiz.Tally) {
	f.Answers, f.Correct, f.Reviews = total.Answers, total.Correct, total.Reviews
	f.Today.Answers, f.Today.Correct, f.Today.New = today.Answers, today.Correct, today.New
	f.Today.TookMS = today.Took.Milliseconds()
}

// CountDue counts the cards that are due today and tomorrow.
func (f *Figures) CountDue(s quiz.Scheduler, cards []quiz.Card, holds map[questions.FacetID]quiz.Hold, now time.Time) {
	day := s.Day(now)
	f.Due = s.CountDue(quiz.NotHeld(cards, holds, day), now)
	f.Tomorrow = s.CountDueBy(quiz.NotHeld(cards, holds, day+1), day+1)
}

// CountStates counts the cards by state.
func (f *Figures) CountStates(cards []quiz.Card) {
	f.Cards = len(cards)
	for _, c := range cards {
		switch {
		case c.State != fsrs.Review:
			f.InLearning++
		default:
			f.InReview++
		}
		if c.Memory.Stability >= MatureFrom {
			f.Mature++
		}
	}
}
