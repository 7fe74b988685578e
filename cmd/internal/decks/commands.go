// Package decks has the commands on the catalogue: catalogue and lookup.
package decks

import "portdrill/cmd/internal/app"

// Commands are the commands of the package.
var Commands = []app.Command{
	{Name: "catalogue", New: catalogueCommand},
	{Name: "lookup", New: lookupCommand},
}
