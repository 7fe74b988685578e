// Package report has the commands that report progress: stats, weak, history and due.
package report

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{statsCommand(a), weakCommand(a), historyCommand(a), dueCommand(a)}
}
