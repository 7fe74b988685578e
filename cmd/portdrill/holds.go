package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// holdCommands are the commands that change cards without an answer.
func (a *app) holdCommands() []*cobra.Command {
	return []*cobra.Command{
		a.holdCommand("suspend", quiz.SuspendEvent, wording.SuspendShort, wording.Suspended, a.listCardNames),
		a.holdCommand("unsuspend", quiz.UnsuspendEvent, wording.UnsuspendShort, wording.Unsuspended, a.listHeld),
		a.holdCommand("bury", quiz.BuryEvent, wording.BuryShort, wording.Buried, a.listCardNames),
		a.holdCommand("reset", quiz.ResetEvent, wording.ResetShort, wording.WasReset, a.listCardNames),
	}
}

func (a *app) holdCommand(name string, kind quiz.EventKind, short, done wording.Text, list lister) *cobra.Command {
	return &cobra.Command{
		Use:               name + " SERVICE|FACET ...",
		ValidArgsFunction: list,
		Short:             short.In(a.lang),
		Long:              wording.HoldLong.In(a.lang),
		Example:           "  portdrill " + name + " dns\n  portdrill " + name + " domain:port tcp/22:service",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageProblem(wording.WhichCards.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.hold(cmd.Context(), kind, args, done)
		},
	}
}

// A heldEntry says what was done to which cards.
type heldEntry struct {
	Done   quiz.EventKind      `json:"done"`
	Facets []questions.FacetID `json:"facets"`
}

// hold records the event about the cards that are named.
func (a *app) hold(ctx context.Context, kind quiz.EventKind, names []string, done wording.Text) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	facets, err := a.facetsNamed(questions.NewMaker(c), names)
	if err != nil {
		return err
	}
	if err := a.record(ctx, quiz.Event{Kind: kind, About: facets}); err != nil {
		return err
	}
	if a.json {
		return a.writeJSON(heldEntry{kind, facets})
	}
	said := make([]string, len(facets))
	for i, f := range facets {
		said[i] = string(f)
	}
	return a.write(done.In(a.lang, strings.Join(said, ", ")) + "\n")
}

// facetsNamed returns the facets that the names are of: a facet by its ID, a
// service by all that is asked about it.
func (a *app) facetsNamed(m *questions.Maker, names []string) ([]questions.FacetID, error) {
	var facets []questions.FacetID
	for _, name := range names {
		if f, ok := m.Facet(questions.FacetID(name)); ok {
			facets = append(facets, f.ID)
			continue
		}
		s, err := a.oneService(m.Catalogue(), name)
		if err != nil {
			return nil, err
		}
		facets = append(facets, facetsOf(m, s)...)
	}
	slices.Sort(facets)
	return slices.Compact(facets), nil
}

func facetsOf(m *questions.Maker, s *catalogue.Service) []questions.FacetID {
	var all []questions.FacetID
	for _, f := range m.Facets() {
		if f.Service == s.Key {
			all = append(all, f.ID)
		}
	}
	return all
}
