package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/questions/catalogue"
)

// The law: the help of every command, in both languages, begins with its summary and has
// no line wider than 80 columns.
func TestHelpFits(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		for _, cmd := range everyCommand(app.New(quietEnv(), lang, portdrill).Root()) {
			path := strings.Fields(cmd.CommandPath())[1:]
			help := helpOf(t, lang, path)
			if summary := []rune(cmd.Short)[1:]; !strings.HasPrefix(string([]rune(help)[1:]), string(summary)) {
				t.Errorf("%s %v: help does not begin with %q", lang, path, cmd.Short)
			}
			for line := range strings.Lines(help) {
				if width := terminal.Width(strings.TrimRight(line, "\n")); width > 80 {
					t.Errorf("%s %v: %d columns: %s", lang, path, width, line)
				}
			}
		}
	}
}

// The law: the help of the program names every command once, with its summary.
func TestHelpNamesEveryCommand(t *testing.T) {
	root := app.New(quietEnv(), catalogue.English, portdrill).Root()
	help := helpOf(t, catalogue.English, nil)
	for _, cmd := range root.Commands() {
		if n := rowsOf(help, cmd); cmd.IsAvailableCommand() && n != 1 {
			t.Errorf("help names %s in %d rows", cmd.Name(), n)
		}
	}
}

// The law: a command is made under the name that it is called by.
func TestCommandsHaveTheirNames(t *testing.T) {
	for _, c := range portdrill.Commands {
		if made := c.New(app.New(quietEnv(), catalogue.English, portdrill)).Name(); made != c.Name {
			t.Errorf("%s makes the command %s", c.Name, made)
		}
	}
}

// The law: suspend, unsuspend, bury and reset are each explained by a text of their own.
func TestHelpOfHoldsDiffers(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		said := make(map[string]string)
		for _, cmd := range app.New(quietEnv(), lang, portdrill).Root().Commands() {
			switch cmd.Name() {
			case "suspend", "unsuspend", "bury", "reset":
				if other, taken := said[cmd.Long]; taken || cmd.Long == "" {
					t.Errorf("%s: %s says what %q says", lang, cmd.Name(), other)
				}
				said[cmd.Long] = cmd.Name()
			}
		}
		if len(said) != 4 {
			t.Errorf("%s: %d of the four commands were found", lang, len(said))
		}
	}
}

// rowsOf counts the rows of help that are about the command.
func rowsOf(help string, cmd *cobra.Command) (n int) {
	for line := range strings.Lines(help) {
		if word, about, _ := strings.Cut(strings.TrimSpace(line), " "); word == cmd.Name() &&
			strings.TrimSpace(about) == cmd.Short {
			n++
		}
	}
	return n
}

func helpOf(t *testing.T, lang catalogue.Lang, path []string) string {
	t.Helper()
	var out bytes.Buffer
	e := quietEnv()
	e.Out = &out
	args := append(path, "--help", "--lang", string(lang))
	if code := run(context.Background(), e, args); code != 0 {
		t.Fatalf("%v: exit code %d", args, code)
	}
	return out.String()
}
