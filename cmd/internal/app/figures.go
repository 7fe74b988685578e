package app

import (
	"context"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/progress"
)

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
	New        int `json:"new"`    // cards to begin today
	Tomorrow   int `json:"due_tomorrow"`
	Today      struct {
		Answers int   `json:"answers"`
		Correct int   `json:"correct"`
		New     int   `json:"new"`
		TookMS  int64 `json:"took_ms"`
	} `json:"today"`
	Waits []WaitEntry `json:"waits"` // why other cards do not come today
}

// NoFigures are the figures of a learner without a database.
func NoFigures() Figures { return Figures{New: quiz.DefaultSettings().New, Waits: []WaitEntry{}} }

// MatureFrom is the stability in days from which a card counts as mature.
const MatureFrom = progress.MatureFrom

// CountFigures counts the cards of the learner, and the answers of today.
func CountFigures(ctx context.Context, a *App, db *DB) (f Figures, err error) {
	today, err := db.Tally(ctx, db.LearnerID, db.Scheduler.Day(a.Clock.Now()))
	if err != nil {
		return f, err
	}
	cards, err := db.Cards(ctx, db.LearnerID)
	if err != nil {
		return f, err
	}
	f.Sum(quiz.Tally{}, today)
	f.CountStates(cards)
	c, err := db.Catalogue(ctx)
	if err != nil {
		return f, err
	}
	return f, f.CountDue(ctx, a, db, questions.NewMaker(c))
}

// Sum takes over what was answered in all, and today.
func (f *Figures) Sum(total, today quiz.Tally) {
	f.Answers, f.Correct, f.Reviews = total.Answers, total.Correct, total.Reviews
	f.Today.Answers, f.Today.Correct, f.Today.New = today.Answers, today.Correct, today.New
	f.Today.TookMS = today.Took.Milliseconds()
}

// CountDue counts what is to do today and tomorrow, as a drill without flags would ask it.
func (f *Figures) CountDue(ctx context.Context, a *App, db *DB, m *questions.Maker) error {
	s, err := TodaysSession(ctx, a, db, m)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	today := s.Today(now)
	f.Due, f.New, f.Waits = today.ToReview(), today.New, waitEntries(today.Waits)
	f.Tomorrow = s.Summary(now).Tomorrow
	return nil
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
