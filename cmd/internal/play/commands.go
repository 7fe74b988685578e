// Package play has the commands that ask questions: drill, quiz, flashcards, the JSON
// dialogue, generate, replay, and the menu.
package play

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{
	{Name: "drill", New: drillCommand},
	{Name: "quiz", New: quizCommand},
	{Name: "flashcards", New: flashcardsCommand},
	{Name: "generate", New: generateCommand},
	{Name: "replay", New: replayCommand},
}
