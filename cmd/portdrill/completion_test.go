package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/questions"
	"portdrill/quiz"
)

// The law: what can be completed has words in which it is described.
func TestCompletionsHaveWords(t *testing.T) {
	for _, k := range questions.Kinds() {
		if kindWords[k].In("en") == "" {
			t.Errorf("the kind %s has none", k)
		}
	}
	for _, f := range questions.AllFormats() {
		if formatWords[f].In("en") == "" {
			t.Errorf("the format %s has none", f)
		}
	}
	for _, state := range cardStates {
		if stateWords[state].In("en")+furtherStates[state].In("en") == "" {
			t.Errorf("the state %s has none", state)
		}
	}
	if holdWord(quiz.Hold{}) != nil {
		t.Error("what is asked has words for what is not")
	}
}

// The law: every command and flag that takes a value is thought of: it lists
// what it can be, or stands here among those that anything goes for.
func TestCompletionOfEveryFlag(t *testing.T) {
	free := map[string]bool{ // numbers, instants and texts
		"limit": true, "new": true, "minutes": true, "count": true, "seed": true, "now": true, "why": true, "name": true,
		"retention": true, "max-interval": true, "learning-steps": true, "relearning-steps": true, "rollover": true, "tz": true,
		"from": true, "to": true,
		"confirm": true, // what is confirmed is typed
		"seconds": true, "max": true, "port": true, "keep-days": true, "pin": true,
	}
	a := newApp(quietEnv(), "en", portdrill)
	for _, cmd := range everyCommand(a.rootCommand()) {
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
