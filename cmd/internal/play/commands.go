// Package play has the commands that ask questions: drill, quiz, flashcards, the JSON
// dialogue, generate, replay, and the menu.
package play

import (
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{drillCommand(a), quizCommand(a), flashcardsCommand(a), generateCommand(a), replayCommand(a)}
}
