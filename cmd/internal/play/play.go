package play

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{drillCommand(a), quizCommand(a), flashcardsCommand(a), generateCommand(a), replayCommand(a)}
}
