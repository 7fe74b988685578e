// Package data has the commands on the database: db, export, import, sync and learner.
package data

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{learnerCommand(a), exportLogCommand(a), importLogCommand(a), syncCommand(a), dbCommand(a)}
}
