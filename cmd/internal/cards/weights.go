package cards

import (
	"context"
	"errors"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// fitWord is what weights are set to where they are to be fitted.
const fitWord = "fit"

// fitWeights fits weights to the learner's reviews and takes them if they are better.
func fitWeights(ctx context.Context, a *app.App, s quiz.Setting, reschedule bool) error {
	if !a.Exists() {
		return tooFew(a, 0)
	}
	var change quiz.Change
	var after quiz.Settings
	err := a.WithDB(ctx, func(db *app.DB) error {
		fit, err := db.FitWeights(ctx)
		switch {
		case errors.Is(err, fsrs.ErrTooFew):
			return tooFew(a, fit.Reviews)
		case err != nil:
			return err
		}
		change = quiz.FittedChange(fit, fit.Better())
		if change.Reschedule = reschedule && fit.Better(); change.Reschedule {
			if change.Pace, err = db.Pace(ctx, db.LearnerID); err != nil {
				return err
			}
		}
		err = a.RecordFit(ctx, db, change)
		after = db.Settings
		return err
	})
	if err != nil {
		return err
	}
	taken := change.Weights != nil
	if a.JSON {
		return a.PrintJSON(map[string]any{jsonKey(s.Key): s.Value(after), "fitted": change.Fitted, "taken": taken})
	}
	said := textNotFitted
	switch {
	case change.Reschedule:
		said = textFittedAll
	case taken:
		said = app.TextFitted
	}
	return a.Print(said.In(a.Lang, change.Fitted.Reviews, change.Fitted.Before, change.Fitted.After) + "\n")
}

func tooFew(a *app.App, reviews int) error {
	return app.Failure(textTooFew.In(a.Lang, fsrs.FewestReviews, reviews, fsrs.FewestReviews-reviews), "")
}

var (
	textFitWord  = wording.T("fit to your reviews", "按你的复习记录拟合")
	textAutoWord = wording.T("fit weekly: on or off", "每周自动拟合：on 或 off")
	textTooFew   = wording.T(
		"fitting weights takes %d reviews, each a day or more after the one before; you have %d, so %d are missing",
		"拟合权重需要 %d 次复习（与上次至少隔一天）；你有 %d 次，还差 %d 次",
	)
	textNotFitted = wording.T(
		"No change: weights fitted to your %d reviews would predict no better. Error (log loss): %.3f → %.3f",
		"未更改：按你的 %d 次复习拟合的权重，预测并不更准。误差（对数损失）：%.3f → %.3f",
	)
	textFittedAll = wording.T(
		"Schedule fitted to your %d reviews; all cards were rescheduled. Error of predictions (log loss): %.3f → %.3f",
		"已按你的 %d 次复习调整安排，已有的卡片也已重排。预测误差（对数损失）：%.3f → %.3f",
	)
)
