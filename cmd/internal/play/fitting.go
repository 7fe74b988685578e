package play

import (
	"context"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A fitting offers weights after a session, at most weekly, where some would suit the
// learner better.
type fitting struct {
	*app.App
	db    *app.DB
	typed bool      // there is a person to decide
	found *fsrs.Fit // that was not decided on; nil for none
}

// offer takes the weights where the learner wants that without being asked.
func (f *fitting) offer(ctx context.Context) (terminal.Offer, error) {
	auto := f.db.Settings.FitWeights
	if !auto && !f.typed {
		return terminal.Offer{}, nil
	}
	found, err := f.FitDue(ctx, f.db)
	if err != nil || found == nil {
		return terminal.Offer{}, err
	}
	f.found = found
	if auto {
		said, err := f.take(ctx)
		return terminal.Offer{Text: said}, err
	}
	return terminal.Offer{
		Text: textOfferFit.In(f.Lang, found.Before, found.After), Row: textRowFit.In(f.Lang, found.Reviews), Take: f.take,
	}, nil
}

// take puts the weights in force.
func (f *fitting) take(ctx context.Context) (said string, err error) {
	found := f.found
	f.found = nil
	return app.TextFitted.In(f.Lang, found.Reviews, found.Before, found.After),
		f.RecordFit(ctx, f.db, quiz.FittedChange(*found, true))
}

// decline records that the weights were not taken. Who goes on is offered them again when
// that ends.
func (f *fitting) decline(ctx context.Context, next terminal.Step) error {
	if f.found == nil || next != terminal.NoStep {
		return nil
	}
	return f.RecordFit(ctx, f.db, quiz.FittedChange(*f.found, false))
}

var (
	textOfferFit = wording.T(
		"Fitted to you, the schedule would predict better what you forget (error %.3f → %.3f).",
		"按你的情况调整后，遗忘预测会更准（误差 %.3f → %.3f）。",
	)
	textRowFit = wording.T("Fit the schedule to my %d reviews", "按我的 %d 次复习调整安排")
)
