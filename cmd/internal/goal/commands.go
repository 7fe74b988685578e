// Package goal has the commands about an exam to come: goal and simulate.
package goal

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{goalCommand(a), simulateCommand(a)}
}
