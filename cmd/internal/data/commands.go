// Package data has the commands on the database: db, export, import, sync and learner.
package data

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{
	{Name: "learner", New: learnerCommand},
	{Name: "export", New: exportLogCommand},
	{Name: "import", New: importLogCommand},
	{Name: "sync", New: syncCommand},
	{Name: "db", New: dbCommand},
}
