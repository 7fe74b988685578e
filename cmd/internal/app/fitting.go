package app

import (
	"context"
	"errors"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// FitWeights fits weights to all that the learner has answered. The error may be
// [fsrs.ErrTooFew].
func (db *DB) FitWeights(ctx context.Context) (fsrs.Fit, error) {
	histories, err := db.Histories(ctx, db.LearnerID)
	if err != nil {
		return fsrs.Fit{}, err
	}
	return db.Scheduler.Model.Fit(histories)
}

// RecordFit keeps what a fit was worth, and takes its weights if they are taken.
func (a *App) RecordFit(ctx context.Context, db *DB, c quiz.Change) error {
	if err := a.RecordIn(ctx, db, quiz.Event{Kind: quiz.WeightsEvent, Change: &c}); err != nil {
		return err
	}
	settings, err := db.Settings.With(c)
	if err != nil {
		return err
	}
	db.Settings = settings
	db.Scheduler, err = quiz.SchedulerOf(settings)
	return err
}

// FitDue fits weights if a week has passed since the last time and there are reviews
// enough. It returns nil where that is not so, and where they would be no better, which it
// records: until a week later there is nothing to find out.
func (a *App) FitDue(ctx context.Context, db *DB) (*fsrs.Fit, error) {
	last, err := db.LastFit(ctx, db.LearnerID)
	if err != nil {
		return nil, err
	}
	if day := db.Scheduler.Day(a.Clock.Now()); last != nil && max(day-last.Day, last.Day-day) < quiz.DaysBetweenFits {
		return nil, nil
	}
	fit, err := db.FitWeights(ctx)
	switch {
	case errors.Is(err, fsrs.ErrTooFew):
		return nil, nil
	case err != nil:
		return nil, err
	case !fit.Better():
		return nil, a.RecordFit(ctx, db, quiz.FittedChange(fit, false))
	}
	return &fit, nil
}

// TextFitted says what fitted weights that were taken are worth.
var TextFitted = wording.T(
	"Schedule fitted to your %d reviews. Error of predictions (log loss): %.3f → %.3f",
	"已按你的 %d 次复习调整安排。预测误差（对数损失）：%.3f → %.3f",
)
