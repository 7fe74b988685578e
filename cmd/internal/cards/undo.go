package cards

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

func undoCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "undo",
		Short:   textUndoShort.In(a.Lang),
		Example: textUndoExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runUndo(cmd.Context(), a) },
	}
}

// doneWords name what else than an answer can be taken back.
var doneWords = map[quiz.EventKind]wording.Text{
	quiz.SuspendEvent: textDoneSuspend, quiz.UnsuspendEvent: textDoneUnsuspend, quiz.BuryEvent: textDoneBury,
	quiz.ResetEvent: textDoneReset, quiz.SettingsEvent: textDoneSettings, quiz.WeightsEvent: textDoneWeights,
}

// undoneText names what was taken back: the question, or what was done to which
// cards.
func undoneText(ctx context.Context, a *app.App, db *app.DB, e *quiz.Event) (string, error) {
	if e.Answer != nil {
		stem, _ := questions.SplitText(e.Answer.Stem)
		return strings.TrimSpace(stem), nil
	}
	text := doneWords[e.Kind].In(a.Lang)
	if len(e.About) == 0 {
		return text, nil
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	return text + " " + cardsText(a, questions.NewMaker(c), e.About), nil
}

// runUndo takes back what was done last on the study day.
func runUndo(ctx context.Context, a *app.App) error {
	nothing := app.Failure(terminal.TextNothingToUndo.In(a.Lang), "")
	if !a.Exists() {
		return nothing
	}
	var target *quiz.Event
	var undone string
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		target, err = db.UndoableAny(ctx, db.LearnerID, db.Scheduler.Day(a.Clock.Now()))
		if err != nil || target == nil {
			return err
		}
		if undone, err = undoneText(ctx, a, db, target); err != nil {
			return err
		}
		return a.RecordIn(
			ctx,
			db,
			quiz.Event{Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: target.ID, Facets: target.Facets()}},
		)
	})
	switch {
	case err != nil:
		return err
	case target == nil:
		return nothing
	}
	if a.JSON {
		return a.PrintJSON(app.UndoneLine{Type: "undone", Facets: app.EmptyIfNil(target.Facets())})
	}
	return a.Print(textUndoneAnswer.In(a.Lang, undone) + "\n")
}

var (
	textUndoneAnswer  = wording.T("Undone: %s", "已撤销：%s")
	textDoneSuspend   = wording.T("suspend", "暂停")
	textDoneUnsuspend = wording.T("unsuspend", "恢复")
	textDoneBury      = wording.T("bury", "今天跳过")
	textDoneReset     = wording.T("reset", "重置")
	textDoneSettings  = wording.T("settings", "更改设置")
	textDoneWeights   = wording.T("weights", "更改权重")
	textUndoShort     = wording.T(
		"undo your last answer or change of today",
		"撤销今天的上一次作答或更改",
	)
	textUndoExamples = wording.T(
		"  portdrill undo\n  portdrill undo --json",
		"  portdrill undo\n  portdrill undo --json",
	)
)
