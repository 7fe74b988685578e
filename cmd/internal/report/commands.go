package report

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{statsCommand(a), weakCommand(a), historyCommand(a), dueCommand(a)}
}
