package app

import (
	"context"
	"time"

	"portdrill/cmd/internal/wording"
)

// The clock is in doubt when it says a time that lies so long before the last entry of
// the log, or after it.
const (
	clockBehind = 24 * time.Hour
	clockAhead  = 400 * 24 * time.Hour
)

// DoubtClock says in a line if the clock is far from the last entry of the learner's log:
// one of the two was written by a clock that was wrong, and cards would be due in years.
func (a *App) DoubtClock(ctx context.Context, db *DB) error {
	if !db.IsThere() {
		return nil
	}
	last, err := db.LastAt(ctx, db.LearnerID)
	if err != nil || last.IsZero() {
		return err
	}
	now := a.Clock.Now()
	dates := []any{now.Format(time.DateOnly), last.Format(time.DateOnly)}
	switch passed := now.Sub(last); {
	case passed < -clockBehind:
		a.Messages.Say(textClockBehind.In(a.Lang, dates...))
	case passed > clockAhead:
		a.Messages.Say(textClockAhead.In(a.Lang, dates...))
	}
	return nil
}

var (
	textClockBehind = wording.T(
		"portdrill: the clock says %s, but the last entry was made on %[2]s. Is the clock right? "+
			"If it was wrong then: portdrill undo --session=%[2]s",
		"portdrill：系统日期为 %s，但最近一条记录的日期是 %[2]s，请检查系统时间。若当时的时间有误：portdrill undo --session=%[2]s",
	)
	textClockAhead = wording.T(
		"portdrill: the clock says %s, and the last entry was made on %s. Is the clock right?",
		"portdrill：系统日期为 %s，而最近一条记录的日期是 %s，请检查系统时间。",
	)
)
