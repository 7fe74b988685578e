package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

func (a *app) classCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "class",
		Short:   wording.ClassShort.In(a.lang),
		Long:    wording.ClassLong.In(a.lang),
		Example: wording.ClassExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.classHostCommand(), a.classJoinCommand(), a.classRosterCommand(), a.classReportCommand(), a.classTakeHomeCommand(), a.classForgetCommand())
	return cmd
}

// noClass words that there is no such class, with those that there are.
func (a *app) noClass(cmd *cobra.Command, db *store.DB, name string, err error) error {
	if !errors.Is(err, store.ErrNoClass) {
		return err
	}
	all, listing := db.Classes(cmd.Context())
	if listing != nil {
		return listing
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
	}
	hint := wording.NoClassesHint.In(a.lang)
	if len(names) > 0 {
		hint = wording.KnownClasses.In(a.lang, strings.Join(nearestFirst(name, names), ", "))
	}
	return usageProblem(wording.NoClass.In(a.lang, name), hint)
}

// ownLearners are those who learn at this machine: all but those who are here by the
// list of a class alone.
func ownLearners(ctx context.Context, db *store.DB) ([]store.Learner, error) {
	all, err := db.Learners(ctx)
	if err != nil {
		return nil, err
	}
	classes, err := db.MemberClasses(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l store.Learner) bool { return classes[l.ID] != "" }), nil
}

// className is the name of a class as it was typed, with single blanks.
func (a *app) className(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if clean, err := a.nameGiven(name); err != nil || clean == "" {
		return "", usageProblem(wording.BadClass.In(a.lang, typed), "")
	}
	return name, nil
}
