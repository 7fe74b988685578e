package report

import (
	_ "embed"
	"fmt"

	"portdrill/cmd/internal/app"
)

// schema describes what stats, weak and history print with --json, as a JSON schema
// of draft 2020-12.
//
//go:embed schema.json
var schema []byte

func writeSchema(a *app.App) error {
	if _, err := a.Out.Write(schema); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}
