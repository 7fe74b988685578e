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
	found *fsrs.Fit // to be decided on; nil for nothing
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
	if auto {
		text := app.TextFitted.In(f.Lang, found.Reviews, found.Before, found.After)
		return terminal.Offer{Text: text}, f.RecordFit(ctx, f.db, quiz.FittedChange(*found, true))
	}
	f.found = found
	return terminal.Offer{
		Text: textOfferFit.In(f.Lang, found.Before, found.After), Row: textRowFit.In(f.Lang, found.Reviews),
	}, nil
}

// decide records whether the weights that were offered are taken. Who goes on is offered
// them again when it ends.
func (f *fitting) decide(ctx context.Context, next terminal.Step) error {
	taken := next == terminal.TakeOffer
	if f.found == nil || !taken && next != terminal.NoStep {
		return nil
	}
	if err := f.RecordFit(ctx, f.db, quiz.FittedChange(*f.found, taken)); err != nil || !taken {
		return err
	}
	return f.Print(app.TextFitted.In(f.Lang, f.found.Reviews, f.found.Before, f.found.After) + "\n")
}

var (
	textOfferFit = wording.T(
		"A schedule fitted to you would predict better what you forget (error %.3f → %.3f).",
		"按你的情况调整后，遗忘预测会更准（误差 %.3f → %.3f）。",
	)
	textRowFit = wording.T("Fit the schedule to my %d reviews", "按我的 %d 次复习调整安排")
)
