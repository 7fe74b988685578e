// Package decks has the commands on the catalogue: catalogue and lookup.
package decks

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{catalogueCommand(a), lookupCommand(a)}
}
