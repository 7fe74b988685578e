//go:build unix

package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/store"
)

// hostileNames are file names that mean something else to somebody: a shell, a URL,
// SQLite, a flag.
var hostileNames = []string{
	"with spaces and  two",
	"what?mode=memory",
	"a#fragment",
	"100%",
	"%41%2e%00",
	"a&b=c;d",
	`it's "quoted"`,
	`back\slash`,
	"端口练习.db",
	"line\nbreak",
	"🦀🔌",
	":memory:",
	"file:x",
	"-leading-dash",
	" ",
	"not\xffutf8",
	strings.Repeat("long", 50),
}

// The law: the database of exactly that name is used, whatever the name and however
// it is given, with its backups beside it, and nothing else is left there.
func TestHostileNames(t *testing.T) {
	for i, name := range hostileNames {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			folder := t.TempDir()
			t.Chdir(folder)
			path := filepath.Join(folder, name)
			w := world{t, path}
			w.run("?\n?\n:q\n", "drill", "--db", name)
			w.run("?\n:q\n", "drill", "--db="+path)
			w.run("?\n:q\n", "drill")
			w.says(`"answers":4,`, "stats", "--json", "--db", name)
			w.says(path+"\n", "db", "path")
			if left := namesIn(t, folder); !slices.Equal(left, []string{name, name + "-backups"}) {
				t.Errorf("there are %q", left)
			}

			backup := onlyBackup(t, path, store.Daily)
			w.says(backup, "db", "restore")
			w.run("", "db", "backup", "--db", name, "--", name+"2")
			w.says(`"answers":4,`, "stats", "--json", "--db", name+"2")
			w.run("", "db", "restore", backup)
			w.says(`"answers":2,`, "stats", "--json")
			w.run("", "db", "restore", onlyBackup(t, path, store.Replaced), "--db", name)
			w.says(`"answers":4,`, "stats", "--json")
			w.says(`"ok":true,`, "db", "check", "--json", "--", name)
			if left := namesIn(t, folder); !slices.Equal(left, []string{name, name + "-backups", name + "2"}) {
				t.Errorf("there are %q", left)
			}
		})
	}
}

// A world is one in which the database was chosen by the environment.
type world struct {
	t    *testing.T
	path string
}

// run runs a command, which must succeed, and returns what it prints.
func (w world) run(input string, args ...string) string {
	w.t.Helper()
	var out, said bytes.Buffer
	e := quietEnv()
	e.In, e.Out, e.Err = strings.NewReader(input), &out, &said
	e.Getenv = func(name string) string { return map[string]string{"PORTDRILL_DB": w.path}[name] }
	if code := run(w.t.Context(), e, args); code != app.ExitDone || said.Len() > 0 {
		w.t.Errorf("%q: exit code %d, %s", args, code, said.String())
	}
	return out.String()
}

func (w world) says(text string, args ...string) {
	w.t.Helper()
	if said := w.run("", args...); !strings.Contains(said, text) {
		w.t.Errorf("%q says %q, not %q", args, said, text)
	}
}
