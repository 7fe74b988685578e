package cards

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/store"
)

// holdCommands are the commands that change cards without an answer.
func holdCommands(a *app.App) []*cobra.Command {
	return []*cobra.Command{
		holdCommand(a, "suspend", quiz.SuspendEvent, textSuspendShort, textSuspended, app.ListCardNames),
		holdCommand(a, "unsuspend", quiz.UnsuspendEvent, textUnsuspendShort, textUnsuspended, listHeld),
		holdCommand(a, "bury", quiz.BuryEvent, textBuryShort, textBuried, app.ListCardNames),
		holdCommand(a, "reset", quiz.ResetEvent, textResetShort, textWasReset, app.ListCardNames),
	}
}

func holdCommand(
	a *app.App,
	name string,
	kind quiz.EventKind,
	short, done wording.Text,
	list app.Lister,
) *cobra.Command {
	return &cobra.Command{
		Use:               name + " SERVICE|FACET ...",
		ValidArgsFunction: a.Completion(list),
		Short:             short.In(a.Lang),
		Long:              textHoldLong.In(a.Lang),
		Example:           "  portdrill " + name + " dns\n  portdrill " + name + " domain:port tcp/22:service",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return app.UsageProblem(textWhichCards.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return runHold(cmd.Context(), a, kind, args, done)
		},
	}
}

// A heldEntry says what was done to which cards.
type heldEntry struct {
	Done   quiz.EventKind      `json:"done"`
	Facets []questions.FacetID `json:"facets"`
}

// runHold records the event about the cards that are named.
func runHold(ctx context.Context, a *app.App, kind quiz.EventKind, names []string, done wording.Text) error {
	var facets []questions.FacetID
	err := a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		facets, err = app.FacetsNamed(a, questions.NewMaker(c), names)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.Record(ctx, quiz.Event{Kind: kind, About: facets}); err != nil {
		return err
	}
	if a.JSON {
		return a.PrintJSON(heldEntry{kind, facets})
	}
	said := make([]string, len(facets))
	for i, f := range facets {
		said[i] = string(f)
	}
	return a.Print(done.In(a.Lang, strings.Join(said, ", ")) + "\n")
}

// listHeld lists the cards that are not asked.
func listHeld(a *app.App, cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	ctx := cmd.Context()
	var all []string
	a.Glance(ctx, func(db *store.DB) error {
		learner, err := db.Find(ctx, a.Whose)
		if err != nil {
			return err
		}
		holds, err := db.Holds(ctx, learner.ID)
		for facet, hold := range holds {
			if about := holdWord(hold); !slices.Contains(args, string(facet)) && about != nil {
				all = append(all, app.Described(string(facet), about.In(a.Lang)))
			}
		}
		return err
	})
	slices.Sort(all)
	return all, app.NoFiles
}

func holdWord(h quiz.Hold) *wording.Text {
	switch {
	case h.Suspended:
		return &app.TextStateSuspended
	case h.Buried:
		return &textStateBuried
	}
	return nil
}

var (
	textSuspendShort   = wording.T("cards not to be asked, until unsuspend", "暂停卡片，直到恢复")
	textUnsuspendShort = wording.T("cards to be asked again", "恢复被暂停或搁置的卡片")
	textBuryShort      = wording.T("cards not to be asked today", "今天不再问这些卡片")
	textResetShort     = wording.T("start cards over; answers stay in the log", "卡片从头学起，作答记录保留")
	textHoldLong       = wording.T(
		"Names cards by a service, which means all that is asked about it, or by facets\nsuch as domain:port. "+
			"undo takes it back on the same day.",
		"可以写服务名（即关于它的全部卡片），也可以写单个知识点，如 domain:port。当天可用 undo 撤销。",
	)
	textWhichCards = wording.T(
		"say which cards: a service, or a facet such as domain:port",
		"请给出卡片：服务名，或知识点如 domain:port",
	)
	textSuspended   = wording.T("Suspended: %s", "已暂停：%s")
	textUnsuspended = wording.T("To be asked again: %s", "已恢复：%s")
	textBuried      = wording.T("Not today any more: %s", "今天不再提问：%s")
	textWasReset    = wording.T("Reset: %s", "已重置：%s")
)
