package main

import (
	_ "embed"
	"fmt"
)

// schema describes what stats, weak and history print with --json, as a JSON schema
// of draft 2020-12.
//
//go:embed schema.json
var schema []byte

func (a *app) writeSchema() error {
	if _, err := a.out.Write(schema); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}
