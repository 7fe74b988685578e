package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

func (a *app) learnerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "learner",
		Short:   wording.LearnerShort.In(a.lang),
		Long:    wording.LearnerLong.In(a.lang),
		Example: wording.LearnerExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	list := &cobra.Command{
		Use: "list", Short: wording.LearnerListShort.In(a.lang), Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listLearners(cmd.Context()) },
	}
	add := &cobra.Command{
		Use: "add NAME", Short: wording.LearnerAddShort.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error { return a.addLearner(cmd, args) },
	}
	rename := &cobra.Command{
		Use: "rename [OLD] NEW", ValidArgsFunction: one(a.listLearnerNames), Short: wording.LearnerRenameShort.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error { return a.renameLearner(cmd, args) },
	}
	var confirmed string
	forget := &cobra.Command{
		Use: "forget NAME", ValidArgsFunction: one(a.listLearnerNames), Short: wording.LearnerForgetShort.In(a.lang), Long: wording.LearnerForgetLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error { return a.forgetLearner(cmd, args, confirmed) },
	}
	forget.Flags().StringVar(&confirmed, "confirm", "", wording.FlagConfirm.In(a.lang))
	cmd.AddCommand(list, add, rename, forget)
	return cmd
}

// A learnerEntry is a learner in the list.
type learnerEntry struct {
	ID     quiz.LearnerID `json:"id"`
	Name   string         `json:"name"`
	Events int64          `json:"events"`
	Since  string         `json:"since"`
}

func (a *app) entryOf(l store.Learner) learnerEntry {
	return learnerEntry{l.ID, l.Name, l.Events, l.Since.In(a.clock.Now().Location()).Format(time.RFC3339)}
}

func (a *app) listLearners(ctx context.Context) error {
	var all []store.Learner
	if a.exists() {
		db, err := store.OpenToRead(ctx, a.file(), store.OnWait(a.tellWaiting))
		if err != nil {
			return err
		}
		all, err = db.Learners(ctx)
		if err := finish(db, err); err != nil {
			return err
		}
	}
	rows := make([][2]string, 0, len(all))
	for _, l := range all {
		if a.json {
			if err := a.writeJSON(a.entryOf(l)); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, [2]string{learnerName(l), wording.LearnerRow.In(a.lang, l.Events, l.Since.Format(time.DateOnly))})
	}
	if len(all) == 0 && !a.json {
		return a.write(wording.NoLearners.In(a.lang) + "\n")
	}
	return a.write(table(rows))
}

// naming is the event that gives a learner a name.
func (a *app) naming(name string, day quiz.Day) quiz.Event {
	now := a.clock.Now()
	return quiz.Event{
		ID: a.newID(), At: now.Truncate(time.Millisecond), Day: day, Kind: quiz.SettingsEvent,
		Change: &quiz.Change{Name: &name},
	}
}

// nameGiven returns the name that was typed, with single blanks, if a learner can
// be called so.
func (a *app) nameGiven(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if _, err := quiz.DefaultSettings().With(quiz.Change{Name: &name}); err != nil || name == "" {
		return "", usageProblem(wording.BadName.In(a.lang, typed), wording.BadNameHint.In(a.lang, quiz.LongestName))
	}
	return name, nil
}

func (a *app) nameTaken(err error, name string) error {
	if errors.Is(err, store.ErrNameTaken) {
		return problem{wording.NameTaken.In(a.lang, name), wording.NameTakenHint.In(a.lang), exitFailed}
	}
	return err
}

// addLearner adds a learner. The first name in a file is given to whom it belongs
// already, if nothing was recorded yet.
func (a *app) addLearner(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageProblem(wording.WhichName.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
	}
	name, err := a.nameGiven(strings.Join(args, " "))
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	var added store.Learner
	err = a.withDB(ctx, func(db opened) error {
		e := a.naming(name, db.scheduler.Day(a.clock.Now()))
		all, err := db.Learners(ctx)
		if err != nil {
			return err
		}
		if first := all[0]; len(all) == 1 && first.Name == "" && first.Events == 0 {
			err = db.Rename(ctx, first.ID, e)
		} else {
			_, err = db.AddLearner(ctx, e)
		}
		if err == nil {
			added, err = db.Find(ctx, name)
		}
		return err
	})
	if err != nil {
		return a.nameTaken(err, name)
	}
	return a.showLearner(added, wording.LearnerAdded)
}

// showLearner says what has become of a learner.
func (a *app) showLearner(l store.Learner, said wording.Text) error {
	if a.json {
		return a.writeJSON(a.entryOf(l))
	}
	return a.write(said.In(a.lang, l.Name) + "\n")
}

func (a *app) renameLearner(cmd *cobra.Command, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return usageProblem(wording.WhichName.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
	}
	name, err := a.nameGiven(args[len(args)-1])
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	var renamed store.Learner
	err = a.withDB(ctx, func(db opened) error {
		learner := db.learner
		if len(args) == 2 {
			if learner, err = a.learnerNamed(ctx, db.DB, args[0]); err != nil {
				return err
			}
		}
		if err := db.Rename(ctx, learner, a.naming(name, db.scheduler.Day(a.clock.Now()))); err != nil {
			return err
		}
		renamed, err = db.Find(ctx, name)
		return err
	})
	if err != nil {
		return a.nameTaken(err, name)
	}
	return a.showLearner(renamed, wording.LearnerRenamed)
}

// forgetLearner removes all of a learner, once the name was typed again.
func (a *app) forgetLearner(cmd *cobra.Command, args []string, confirmed string) error {
	if len(args) == 0 {
		return usageProblem(wording.WhichName.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
	}
	ctx, name := cmd.Context(), strings.Join(args, " ")
	if !a.exists() {
		return usageProblem(wording.NoLearner.In(a.lang, name), wording.NoLearners.In(a.lang))
	}
	db, err := store.Open(ctx, a.file(), store.OnWait(a.tellWaiting))
	if err != nil {
		return err
	}
	return finish(db, a.forget(ctx, db, name, confirmed))
}

// A forgottenEntry says who was forgotten, and which backups still hold something.
type forgottenEntry struct {
	Learner quiz.LearnerID `json:"learner"`
	Name    string         `json:"name"`
	Backups []string       `json:"backups"`
}

func (a *app) forget(ctx context.Context, db *store.DB, name, confirmed string) error {
	id, err := a.learnerNamed(ctx, db, name)
	if err != nil {
		// Who is forgotten already may have left traces that are to be overwritten.
		gone := store.Learner{ID: quiz.LearnerID(name)}
		if again := a.erase(ctx, db, gone); !errors.Is(again, store.ErrNoLearner) {
			return again
		}
		return err
	}
	l, err := db.Find(ctx, string(id))
	if err != nil {
		return err
	}
	if err := a.confirm(learnerName(l), l.Events, confirmed); err != nil {
		return err
	}
	return a.erase(ctx, db, l)
}

func (a *app) erase(ctx context.Context, db *store.DB, l store.Learner) error {
	holding, err := db.Forget(ctx, l.ID, a.clock.Now())
	if errors.Is(err, store.ErrNotWiped) {
		return problem{wording.NotWiped.In(a.lang, learnerName(l)), wording.WipeHint.In(a.lang, l.ID), exitFailed}
	}
	if err != nil {
		return err
	}
	e := forgottenEntry{l.ID, l.Name, []string{}}
	for _, b := range holding {
		e.Backups = append(e.Backups, b.Path)
	}
	if a.json {
		return a.writeJSON(e)
	}
	if err := a.write(wording.LearnerForgotten.In(a.lang, learnerName(l)) + "\n"); err != nil || len(holding) == 0 {
		return err
	}
	a.aside.say(wording.BackupsHold.In(a.lang))
	for _, path := range e.Backups {
		a.aside.say("  " + path)
	}
	return nil
}

// confirm has the name typed again before what cannot be taken back.
func (a *app) confirm(name string, events int64, confirmed string) error {
	return a.confirmBy(wording.ForgetAsks.In(a.lang, name, events, name), name, confirmed)
}

// confirmBy is the same for anything that has a name.
func (a *app) confirmBy(asks, name, confirmed string) error {
	if confirmed == "" {
		if a.noInput {
			return usageProblem(wording.NotConfirmed.In(a.lang), wording.ConfirmHint.In(a.lang, name))
		}
		fmt.Fprintln(a.err, asks)
		fmt.Fprint(a.err, "> ")
		line, err := terminal.ReadLine(bufio.NewReader(a.in))
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the confirmation: %w", err)
		}
		confirmed = strings.TrimSpace(line)
	}
	if confirmed != name {
		return problem{wording.NotConfirmed.In(a.lang), wording.ConfirmHint.In(a.lang, name), exitFailed}
	}
	return nil
}
