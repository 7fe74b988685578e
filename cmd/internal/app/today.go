package app

import (
	"context"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// DefaultLimit is how many questions a session asks unless told otherwise.
const DefaultLimit = 20

// TodaysSession begins a session as a drill without flags would, to see what it holds.
func TodaysSession(ctx context.Context, a *App, db *DB, m *questions.Maker) (*session.Session, error) {
	c := m.Catalogue()
	plan, err := db.AsSet(ctx, session.Plan{
		Lang: a.Lang, Limit: DefaultLimit, Deck: c.Deck(db.FirstDeck(c)), Then: db.FurtherDecks(c),
	}, a.Clock.Now())
	if err != nil {
		return nil, err
	}
	return session.Start(ctx, db, m, db.Scheduler, db.LearnerID, plan, a.Clock.Now())
}

// AsSet returns the plan with what the learner has set and flagged, and with the exam that
// is ahead at the instant.
func (db *DB) AsSet(ctx context.Context, plan session.Plan, now time.Time) (_ session.Plan, err error) {
	plan.New, plan.Reviews, plan.Names = db.Settings.New, db.Settings.Reviews, db.Settings.Names
	plan.Practice = db.Settings.Practice
	if plan.Goal, plan.Spread = db.Goal, true; plan.Goal != (quiz.Goal{}) {
		plan.Reviews = max(plan.Reviews, noLimit) // the minutes are
		if plan.Spare, err = db.spare(ctx, now); err != nil {
			return plan, err
		}
	}
	plan.Without, err = db.Remarks(ctx, db.LearnerID)
	return plan, err
}

// noLimit is more reviews than a day has room for.
const noLimit = 9999

// spare is what is left of the day's minutes for the exam. What is not worth sitting down
// for is none.
func (db *DB) spare(ctx context.Context, now time.Time) (time.Duration, error) {
	used, err := db.Spent(ctx, db.LearnerID, db.Scheduler.Day(now))
	if left := db.Goal.Minutely() - used; left >= time.Minute || used < time.Minute {
		return max(left, 0), err
	}
	return 0, err
}

// A WaitEntry says why cards do not come now, and until when.
type WaitEntry struct {
	Why   session.Reason `json:"why"`
	Cards int            `json:"cards"`
	Day   *string        `json:"day"` // null where none is certain
	At    *string        `json:"at"`  // of a step; else null
}

func waitEntries(waits []session.Wait) []WaitEntry {
	entries := make([]WaitEntry, len(waits))
	for i, w := range waits {
		entries[i] = WaitEntry{Why: w.Why, Cards: w.Cards}
		if w.Day != 0 {
			entries[i].Day = new(w.Day.String())
		}
		if !w.At.IsZero() {
			entries[i].At = new(w.At.Format(time.RFC3339))
		}
	}
	return entries
}
