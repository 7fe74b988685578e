package class

import (
	"context"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/quiz/room"
	"portdrill/store"
)

func classes(ctx context.Context, a *app.App, see func(*store.DB, store.Class) error) {
	a.Glance(ctx, func(db *store.DB) error {
		all, err := db.Classes(ctx)
		for _, c := range all {
			if err := see(db, c); err != nil {
				return err
			}
		}
		return err
	})
}

func listClassNames(a *app.App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	classes(cmd.Context(), a, func(_ *store.DB, c store.Class) error {
		all = append(all, app.Described(c.Name, textClassRow.In(a.Lang, c.Members, c.Rooms)))
		return nil
	})
	return all, app.KeepOrder
}

// listMembers lists those on the lists of all classes.
func listMembers(a *app.App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	classes(cmd.Context(), a, func(db *store.DB, c store.Class) error {
		members, err := db.Roster(cmd.Context(), c.Name)
		for _, m := range members {
			all = append(all, app.Described(m.Shown, c.Name))
		}
		return err
	})
	return all, app.KeepOrder
}

// listPapers lists the codes of the tests that were printed, the latest first, and then
// files.
func listPapers(a *app.App, cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, app.Files
	}
	var all []string
	a.Glance(cmd.Context(), func(db *store.DB) error {
		rooms, err := db.Rooms(cmd.Context(), "")
		for _, r := range rooms {
			if memo, err := memoOfPaper(r); r.Settings.Pace == room.OnPaper && r.State.Phase == room.Lobby && err == nil {
				all = append(all, app.Described(r.Code, memo.Command))
			}
		}
		return err
	})
	return all, app.KeepOrder
}
