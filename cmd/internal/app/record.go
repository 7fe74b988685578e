package app

import (
	"context"
	"time"

	"portdrill/quiz"
)

// LongestRemark is how many signs a note or the reason of a flag has at most.
const LongestRemark = 1000

// Record appends an event that is no answer to the learner's log.
func (a *App) Record(ctx context.Context, e quiz.Event) error {
	return a.WithDB(ctx, func(db *DB) error { return a.RecordIn(ctx, db, e) })
}

// RecordIn appends an event that is no answer to the learner's log, in an open database.
func (a *App) RecordIn(ctx context.Context, db *DB, e quiz.Event) error {
	now := a.Clock.Now()
	if e.ID == "" {
		e.ID = a.NewID()
	}
	e.At, e.Day = now.Truncate(time.Millisecond), db.Scheduler.Day(now)
	_, err := db.Record(ctx, db.LearnerID, e)
	return err
}
