package data

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{learnerCommand(a), exportLogCommand(a), importLogCommand(a), dbCommand(a)}
}
