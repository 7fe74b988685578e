package main

import (
	"context"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
)

// today is what the learner can do now, as a drill without flags would ask it.
func (a *app) today(ctx context.Context, db opened, m *questions.Maker) (quiz.Today, error) {
	a.chosen = db.settings.Decks
	plan, err := a.plan(m.Catalogue(), drillFlags{limit: defaultLimit})
	if err != nil {
		return quiz.Today{}, err
	}
	if plan, err = a.asSet(ctx, db, plan); err != nil {
		return quiz.Today{}, err
	}
	now := a.clock.Now()
	s, err := quiz.Start(ctx, db, m, db.scheduler, db.learner, plan, now)
	if err != nil {
		return quiz.Today{}, err
	}
	return s.Today(now), nil
}

// asSet returns the plan with what the learner has set and flagged.
func (a *app) asSet(ctx context.Context, db opened, plan quiz.Plan) (_ quiz.Plan, err error) {
	plan.New, plan.Reviews, plan.Names = db.settings.New, db.settings.Reviews, db.settings.Names
	plan.Without, err = db.Remarks(ctx, db.learner)
	return plan, err
}

// A waitEntry says why cards do not come now, and until when.
type waitEntry struct {
	Why   quiz.Reason `json:"why"`
	Cards int         `json:"cards"`
	Day   *string     `json:"day"` // null where none is certain
	At    *string     `json:"at"`  // of a step; else null
}

func waitEntries(waits []quiz.Wait) []waitEntry {
	entries := make([]waitEntry, len(waits))
	for i, w := range waits {
		entries[i] = waitEntry{Why: w.Why, Cards: w.Cards}
		if w.Day != 0 {
			entries[i].Day = new(w.Day.String())
		}
		if !w.At.IsZero() {
			entries[i].At = new(w.At.Format(time.RFC3339))
		}
	}
	return entries
}
