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

func suspendCommand(a *app.App) *cobra.Command {
	return holdCommand(a, "suspend", quiz.SuspendEvent, textSuspendShort, textSuspendLong, textSuspended, app.ListCardNames)
}

func unsuspendCommand(a *app.App) *cobra.Command {
	return holdCommand(a, "unsuspend", quiz.UnsuspendEvent, textUnsuspendShort, textUnsuspendLong, textUnsuspended, listHeld)
}

func buryCommand(a *app.App) *cobra.Command {
	return holdCommand(a, "bury", quiz.BuryEvent, textBuryShort, textBuryLong, textBuried, app.ListCardNames)
}

func resetCommand(a *app.App) *cobra.Command {
	return holdCommand(a, "reset", quiz.ResetEvent, textResetShort, textResetLong, textWasReset, app.ListCardNames)
}

// holdCommand returns a command that changes cards without an answer.
func holdCommand(
	a *app.App,
	name string,
	kind quiz.EventKind,
	short, long, done wording.Text,
	list app.Lister,
) *cobra.Command {
	return &cobra.Command{
		Use:               name + " SERVICE|CARD ...",
		ValidArgsFunction: a.Completion(list),
		Short:             short.In(a.Lang),
		Long:              long.In(a.Lang),
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
	var cards string
	err := a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		m := questions.NewMaker(c)
		facets, err = app.FacetsNamed(a, m, names)
		cards = cardsText(a, m, facets)
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
	return a.Print(done.In(a.Lang, cards) + "\n")
}

// cardsText names cards: those of a service after its name, by their IDs.
func cardsText(a *app.App, m *questions.Maker, facets []questions.FacetID) string {
	var names []string // of services, in order; "" for cards of none
	ids := make(map[string][]string)
	for _, id := range facets {
		name := ""
		if f, known := m.Facet(id); known {
			if s := m.Catalogue().Service(f.Service); s != nil {
				name = s.Label(a.Lang)
			}
		}
		if ids[name] == nil {
			names = append(names, name)
		}
		ids[name] = append(ids[name], string(id))
	}
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = strings.Join(ids[name], wording.Listed.In(a.Lang))
		if name != "" {
			texts[i] = textCardsOf.In(a.Lang, name, texts[i])
		}
	}
	return strings.Join(texts, wording.Listed.In(a.Lang))
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
	textSuspendShort   = wording.T("stop asking cards until you unsuspend them", "暂停卡片，恢复之前不再提问")
	textUnsuspendShort = wording.T("ask suspended or skipped cards again", "恢复已暂停或今天跳过的卡片")
	textBuryShort      = wording.T("skip cards for today", "今天跳过这些卡片")
	textResetShort     = wording.T("start cards over; your answers are kept", "从头学起；作答记录保留")
	textSuspendLong    = wording.T(
		`The cards come back only with unsuspend; what you know of them is kept. Name a
service for all its cards, or cards by their IDs, such as domain:port. You can
undo it on the same day.`,
		`暂停的卡片用 unsuspend 恢复，学习情况保留。写服务名表示它的全部卡片，也可以写卡片
编号，如 domain:port。当天可用 undo 撤销。`,
	)
	textUnsuspendLong = wording.T(
		`Brings back cards that were suspended, or skipped for today. They keep their
schedule. Name a service for all its cards, or cards by their IDs, such as
domain:port. You can undo it on the same day.`,
		`恢复后沿用原来的排期。写服务名表示它的全部卡片，也可以写卡片编号，如 domain:port。
当天可用 undo 撤销。`,
	)
	textBuryLong = wording.T(
		`The cards come back tomorrow by themselves. Name a service for all its cards, or
cards by their IDs, such as domain:port. You can undo it on the same day.`,
		`明天起自动恢复。写服务名表示它的全部卡片，也可以写卡片编号，如 domain:port。
当天可用 undo 撤销。`,
	)
	textResetLong = wording.T(
		`The cards are new again and lose their schedule; your answers stay in the
history. Name a service for all its cards, or cards by their IDs, such as
domain:port. You can undo it on the same day.`,
		`卡片变回新卡片，排期清空，作答记录保留。写服务名表示它的全部卡片，也可以写卡片
编号，如 domain:port。当天可用 undo 撤销。`,
	)
	textCardsOf    = wording.T("%s (%s)", "%s的 %s")
	textWhichCards = wording.T(
		"which cards? for example: dns or domain:port",
		"请指定卡片，例如 dns 或 domain:port",
	)
	textSuspended   = wording.T("Suspended: %s", "已暂停：%s")
	textUnsuspended = wording.T("Unsuspended: %s", "已恢复：%s")
	textBuried      = wording.T("Skipped for today: %s", "今天跳过：%s")
	textWasReset    = wording.T("Reset: %s\nTo undo: portdrill undo", "已重置：%s\n撤销：portdrill undo")
)
