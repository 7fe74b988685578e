package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/app"
)

// The law: every command and flag that takes a value is thought of: it lists
// what it can be, or stands here among those that anything goes for.
func TestCompletionOfEveryFlag(t *testing.T) {
	free := map[string]bool{ // numbers, instants and texts
		"limit": true, "new": true, "minutes": true, "count": true, "seed": true, "now": true, "why": true, "name": true,
		"retention": true, "max-interval": true, "learning-steps": true, "relearning-steps": true, "rollover": true, "tz": true,
		"from": true, "to": true, "session": true, "exam": true, "what-if": true, "days": true,
		"confirm": true, // what is confirmed is typed
		"columns": true, "new-pin": true,
		"seconds": true, "max": true, "port": true, "keep-days": true, "pin": true, "per-address": true,
		"copies": true, "mix": true, "listen": true, "reading": true,
	}
	a := app.New(quietEnv(), "en", portdrill)
	for _, cmd := range everyCommand(a.Root()) {
		for _, f := range flagsOf(cmd) {
			if f.Value.Type() == "bool" || free[f.Name] {
				continue
			}
			if _, completed := cmd.GetFlagCompletionFunc(f.Name); !completed {
				t.Errorf("%s --%s: nothing is completed", cmd.CommandPath(), f.Name)
			}
		}
	}
}

func everyCommand(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, sub := range cmd.Commands() {
		all = append(all, everyCommand(sub)...)
	}
	return all
}

func flagsOf(cmd *cobra.Command) (all []*pflag.Flag) {
	cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { all = append(all, f) })
	return all
}
