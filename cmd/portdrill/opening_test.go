//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// openers are the commands that open the database, with arguments by which they do.
var openers = [][]string{
	{"drill"}, {"quiz"}, {"quiz", "--results"}, {"flashcards"}, {"generate", "--deck", "mine"}, {"lookup", "8081"},
	{"stats"}, {"stats", "--json"}, {"weak"}, {"weak", "--learners"}, {"history"}, {"due"},
	{"cards"}, {"cards", "--state", "due"}, {"note", "dns", "x"}, {"note"}, {"flag", "--list"}, {"undo"},
	{"suspend", "dns"}, {"unsuspend", "dns"}, {"bury", "dns"}, {"reset", "dns"},
	{"settings"}, {"settings", "new", "5"}, {"settings", "decks", "mine"},
	{"catalogue", "list", "--json"}, {"catalogue", "show", "mine"}, {"catalogue", "export", "mine"},
	{"catalogue", "import", "mine.csv"}, {"catalogue", "remove", "mine"},
	{"learner", "list"}, {"learner", "add", "Bo"}, {"learner", "rename", "Bo"}, {"learner", "forget", "Bo", "--confirm", "Bo"},
	{"export", "json"}, {"export", "csv", "answers"}, {"export", "anki", "all.apkg"}, {"import", "json", "all.json"},
	{"class", "host"}, {"class", "roster"}, {"class", "report"}, {"class", "forget", "A", "--confirm", "A"}, {"class", "take-home", "Bo"},
	{"db", "check"}, {"db", "backup", "other.db"}, {"import", "anki", "ports.apkg"}, {"sync", "."},
	{"paper", "t.html"}, {"paper", "mark", "ABCDEFGH", "mine.csv"}, {"serve"},
	{"serve", "teacher"}, {"serve", "teacher", "list"}, {"serve", "teacher", "add", "Wu"}, {"serve", "teacher", "teach", "Wu"},
	{"serve", "teacher", "password", "Wu"}, {"serve", "teacher", "remove", "Wu"},
	{"goal"}, {"simulate"},
}

// closed are the commands that need no database, or are for one that cannot be opened.
var closed = []string{
	"portdrill", "replay", "completion", "man", "version", "help", "catalogue", "catalogue check", "learner", "export", "import",
	"class", "class join", "db", "db path", "db restore", "db rebuild",
}

// The law: every command that opens a database says what is wrong with it, and ends with
// exit code 1; none goes on as if it were empty.
func TestDamagedDatabaseIsNamed(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	write(t, "mine.csv", "port,transport,service\n8081,tcp,myapp\n")
	write(t, "all.json", "{}")
	path := filepath.Join(folder, "it.db")
	w := world{t, path}
	w.run("?\n:q\n", "drill")
	runQuietly(t, path, []string{"export", "anki", "ports.apkg"})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	clear(whole[page:])
	write(t, path, string(whole))
	for _, args := range openers {
		code, said := runQuietly(t, path, args)
		if want := text("FileDamaged").In(catalogue.English, path); code != app.ExitFailed || !strings.Contains(said, want) {
			t.Errorf("%q: exit code %d, %q", args, code, said)
		}
	}
	root := app.New(quietEnv(), catalogue.English, portdrill).Root()
	for _, cmd := range everyCommand(root) {
		name := strings.TrimPrefix(cmd.CommandPath(), "portdrill ")
		opens := slices.ContainsFunc(openers, func(args []string) bool { return commandOf(root, args) == cmd })
		if opens == slices.Contains(closed, name) {
			t.Errorf("%s: opens a database: %v; stands in the list of those that do not: %v", name, opens, !opens)
		}
	}
}

// The law: a database that another program has locked is waited for once, and then named
// with exit code 1, whatever is read of it first.
func TestLockedDatabaseIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"catalogue", "list", "--json"}, {"cards"}, {"suspend", "dns"}} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "it.db")
			world{t, path}.run("?\n:q\n", "drill")
			l := lockFileWhole(t, path)
			code, said := runQuietly(t, path, args)
			l.release()
			waits := strings.Count(said, text("WaitingFor").In(catalogue.English, l.name, l.pid, path, lockPatience))
			if code != app.ExitFailed || waits != 1 || !strings.Contains(said, text("FileLocked").In(catalogue.English, path)) {
				t.Errorf("exit code %d, %d waits, %q", code, waits, said)
			}
		})
	}
}

// runQuietly runs a command without input and returns its exit code and messages.
func runQuietly(t *testing.T, path string, args []string) (code int, said string) {
	t.Helper()
	var messages bytes.Buffer
	e := quietEnv()
	e.Err = &messages
	e.Getenv = func(name string) string { return map[string]string{"PORTDRILL_DB": path}[name] }
	code = run(t.Context(), e, args)
	return code, messages.String()
}

func commandOf(root *cobra.Command, args []string) *cobra.Command {
	cmd, _, err := root.Find(args)
	if err != nil {
		return nil
	}
	return cmd
}
