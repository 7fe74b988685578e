// SPDX-License-Identifier: MIT

// Portdrill asks about computer ports, a few minutes a day, and knows from the
// answers when to ask again.
//
//	portdrill drill                  today's questions
//	portdrill lookup 53 dns 50000    what is known about a port or a service
//	portdrill stats                  your progress
//	portdrill weak                   weak areas, and what you mix up
//	portdrill history                what you answered
//	portdrill due                    how much is due, in one line
//
// Every answer is kept in one SQLite file: --db FILE, else PORTDRILL_DB, else
// with --portable beside the program, else portdrill/portdrill.db in the user's
// data folder. It is on the disk before the verdict is shown. portdrill db checks,
// backs up, restores and rebuilds it; export and import take it elsewhere.
//
// On a terminal questions are asked with lists and prompts; without one, or with
// --plain or --no-input, as lines of text; with --json as a dialogue of JSON
// lines for other programs. Data go to standard output, messages to standard
// error. The language is --lang zh or en, else that of the locale.
//
// The exit code is 0 when done (also when the person quits), 1 when something
// failed, 2 for wrong usage, 3 when piped input ended in the middle of a
// question, and 130 for Ctrl-C.
package main

import (
	"context"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/cards"
	"portdrill/cmd/internal/class"
	"portdrill/cmd/internal/data"
	"portdrill/cmd/internal/decks"
	"portdrill/cmd/internal/goal"
	"portdrill/cmd/internal/play"
	"portdrill/cmd/internal/report"
	"portdrill/cmd/internal/school"
)

func main() {
	cobra.MousetrapHelpText = "" // begun by a double click on Windows, it opens its menu and does not refuse
	os.Exit(run(context.Background(), app.System(), os.Args[1:]))
}

// run runs the command that the arguments name and returns the exit code.
func run(ctx context.Context, e app.Env, args []string) int { return app.Run(ctx, e, args, portdrill) }

// portdrill is every command of portdrill, and the menu where none is named.
var portdrill = app.Program{
	Commands: slices.Concat(
		play.Commands, cards.Commands, report.Commands, decks.Commands, data.Commands, class.Commands,
		goal.Commands,
		school.Commands(school.Parts{Progress: report.WritePage, Lookup: decks.Lookup}),
	),
	Home: func(cmd *cobra.Command, a *app.App) error {
		return play.RunHome(a, cmd, play.HomeRows{
			Lookup:   decks.LookupFromMenu,
			Goal:     goal.FromMenu,
			Cards:    cards.FromMenu,
			Progress: report.FromMenu,
			Settings: func(ctx context.Context, a *app.App) error { return cards.SettingsFromMenu(ctx, a, goal.FromMenu) },
		})
	},
}
