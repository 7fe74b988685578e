package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The rooms of the house, each with what it must not reach, itself or through
// others: imports go one way, cmd to store to quiz to questions, and the core
// knows neither SQL, nor HTTP, nor a terminal.
var rooms = map[string][]string{
	"./questions/...": {"portdrill/quiz", "portdrill/store", "portdrill/cmd", "database/sql", "net/http", "github.com/manifoldco", "github.com/mattn", "github.com/fatih", "github.com/spf13"},
	"./quiz/...":      {"portdrill/store", "portdrill/cmd", "database/sql", "net/http", "github.com/manifoldco", "github.com/mattn", "github.com/fatih", "github.com/spf13"},
	"./store/...":     {"portdrill/cmd", "net/http", "github.com/manifoldco", "github.com/fatih", "github.com/spf13"},
}

func TestImportsGoOneWay(t *testing.T) {
	for room, banned := range rooms {
		for _, dep := range strings.Fields(goList(t, "-deps", room)) {
			for _, prefix := range banned {
				if dep == prefix || strings.HasPrefix(dep, prefix+"/") {
					t.Errorf("%s reaches %s", room, dep)
				}
			}
		}
	}
}

// commands are the packages of commands. Only main knows more than one of them, and what
// they share stands below them.
var commands = []string{"play", "cards", "report", "decks", "data", "class", "school"}

// The law: packages of commands do not import each other, nothing that they share imports
// one, and only the terminal's room imports promptui.
func TestImportsOfCommands(t *testing.T) {
	const format = `{{$room := .ImportPath}}{{range .Imports}}{{$room}} {{.}}{{"\n"}}{{end}}`
	const internal = "portdrill/cmd/internal/"
	found := make(map[string]bool)
	for line := range strings.Lines(goList(t, "-f", format, "./...")) {
		room, imported, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(imported, "github.com/manifoldco") && room != internal+"terminal" {
			t.Errorf("%s imports %s", room, imported)
		}
		name, isInternal := strings.CutPrefix(imported, internal)
		if isInternal && slices.Contains(commands, name) {
			found[name] = true
			if room != "portdrill/cmd/portdrill" {
				t.Errorf("%s imports %s", room, imported)
			}
		}
	}
	if len(found) != len(commands) {
		t.Errorf("main imports %d packages of commands, not %d", len(found), len(commands))
	}
}

func goList(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return string(out)
}
