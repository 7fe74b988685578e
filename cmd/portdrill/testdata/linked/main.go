// Linked does nothing, with what portdrill cannot do without linked in: the start of
// portdrill is measured against it.
package main

import (
	_ "net/http"

	_ "github.com/mattn/go-sqlite3"
)

func main() {}
