package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
)

func (a *app) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "undo",
		Short:   wording.UndoShort.In(a.lang),
		Example: wording.UndoExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.undo(cmd.Context()) },
	}
}

// doneWords name what else than an answer can be taken back.
var doneWords = map[quiz.EventKind]wording.Text{
	quiz.SuspendEvent: wording.DoneSuspend, quiz.UnsuspendEvent: wording.DoneUnsuspend, quiz.BuryEvent: wording.DoneBury,
	quiz.ResetEvent: wording.DoneReset, quiz.SettingsEvent: wording.DoneSettings, quiz.WeightsEvent: wording.DoneWeights,
}

// undoneText names what was taken back: the question, or what was done to which
// cards.
func (a *app) undoneText(e *quiz.Event) string {
	if e.Answer != nil {
		return strings.TrimSpace(e.Answer.Stem)
	}
	text := doneWords[e.Kind].In(a.lang)
	for i, facet := range e.About {
		text += []string{" ", ", "}[min(i, 1)] + string(facet)
	}
	return text
}

// undo takes back what was done last on the study day.
func (a *app) undo(ctx context.Context) error {
	nothing := problem{wording.NothingToUndo.In(a.lang), "", exitFailed}
	if !a.exists() {
		return nothing
	}
	var target *quiz.Event
	err := a.withDB(ctx, func(db opened) (err error) {
		target, err = db.UndoableAny(ctx, db.learner, db.scheduler.Day(a.clock.Now()))
		if err != nil || target == nil {
			return err
		}
		return a.recordIn(ctx, db, quiz.Event{Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: target.ID, Facets: target.Facets()}})
	})
	switch {
	case err != nil:
		return err
	case target == nil:
		return nothing
	}
	if a.json {
		return a.writeJSON(undoneLine{Type: "undone", Facets: emptyIfNil(target.Facets())})
	}
	return a.write(wording.UndoneAnswer.In(a.lang, a.undoneText(target)) + "\n")
}
