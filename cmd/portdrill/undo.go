package main

import (
	"context"
	"fmt"
	"strings"
	"time"

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
	return fmt.Sprint(e.Kind, " ", e.About)
}

// undo takes back what was done last on the study day.
func (a *app) undo(ctx context.Context) (err error) {
	nothing := problem{wording.NothingToUndo.In(a.lang), "", exitFailed}
	if !a.exists() {
		return nothing
	}
	db, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	now := a.clock.Now()
	day := db.scheduler.Day(now)
	target, err := db.UndoableAny(ctx, db.learner, day)
	if err != nil {
		return err
	}
	if target == nil {
		return nothing
	}
	_, err = db.Record(ctx, db.learner, quiz.Event{
		ID: a.newID(), At: now.Truncate(time.Millisecond), Day: day, Kind: quiz.UndoEvent,
		Undo: &quiz.Undo{Target: target.ID, Facets: target.Facets()},
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.writeJSON(undoneLine{Type: "undone", Facets: emptyIfNil(target.Facets())})
	}
	return a.write(wording.UndoneAnswer.In(a.lang, undoneText(target)) + "\n")
}
