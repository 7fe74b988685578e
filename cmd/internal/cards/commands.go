// Package cards has the commands on cards and what the learner keeps beside them: cards,
// suspend, unsuspend, bury, reset, undo, note, flag and settings.
package cards

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return append(holdCommands(a), cardsCommand(a), noteCommand(a), flagCommand(a), undoCommand(a), settingsCommand(a))
}
