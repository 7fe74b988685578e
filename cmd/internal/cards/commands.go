// Package cards has the commands on cards and what the learner keeps beside them: cards,
// suspend, unsuspend, bury, reset, undo, note, flag and settings.
package cards

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{
	{Name: "cards", New: cardsCommand},
	{Name: "suspend", New: suspendCommand},
	{Name: "unsuspend", New: unsuspendCommand},
	{Name: "bury", New: buryCommand},
	{Name: "reset", New: resetCommand},
	{Name: "undo", New: undoCommand},
	{Name: "note", New: noteCommand},
	{Name: "flag", New: flagCommand},
	{Name: "settings", New: settingsCommand},
}
