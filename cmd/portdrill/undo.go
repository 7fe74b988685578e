package main

import (
	"context"
	"fmt"
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

// undoneText names what was taken back: the question, or what was done to which
// cards.
func undoneText(e *quiz.Event) string {
	if e.Answer != nil {
		return strings.TrimSpace(e.Answer.Stem)
	}
	if e.Change != nil {
		return string(e.Kind)
	}
	return fmt.Sprint(e.Kind, " ", e.About)
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
	return a.write(wording.UndoneAnswer.In(a.lang, undoneText(target)) + "\n")
}
