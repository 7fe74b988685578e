package cards

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

func Commands(a *app.App) []*cobra.Command {
	return append(holdCommands(a), cardsCommand(a), noteCommand(a), flagCommand(a), undoCommand(a), settingsCommand(a))
}
