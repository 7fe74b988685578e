package main

import (
	"context"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

func (a *app) classes(ctx context.Context, see func(*store.DB, store.Class) error) {
	a.glance(ctx, func(db *store.DB) error {
		all, err := db.Classes(ctx)
		for _, c := range all {
			if err := see(db, c); err != nil {
				return err
			}
		}
		return err
	})
}

func (a *app) listClassNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	a.classes(cmd.Context(), func(_ *store.DB, c store.Class) error {
		all = append(all, described(c.Name, wording.ClassRow.In(a.lang, c.Members, c.Rooms)))
		return nil
	})
	return all, keepOrder
}

// listMembers lists those on the lists of all classes.
func (a *app) listMembers(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	a.classes(cmd.Context(), func(db *store.DB, c store.Class) error {
		members, err := db.Roster(cmd.Context(), c.Name)
		for _, m := range members {
			all = append(all, described(m.Shown, c.Name))
		}
		return err
	})
	return all, keepOrder
}

// listAddresses lists the addresses of this machine, the likeliest first.
func listAddresses(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	addresses, err := classroom.Addresses()
	if err != nil {
		return nil, noFiles
	}
	var all []string
	for _, address := range addresses {
		all = append(all, described(address.String(), address.Interface))
	}
	return all, keepOrder
}
