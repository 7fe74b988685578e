// Package report has the commands that report progress: stats, weak, history and due.
package report

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{
	{Name: "stats", New: statsCommand},
	{Name: "weak", New: weakCommand},
	{Name: "history", New: historyCommand},
	{Name: "due", New: dueCommand},
}
