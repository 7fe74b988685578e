package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"portdrill/cmd/internal/terminal"
)

// hostile is a text as no person means it, and shown is what people get to see of it.
const (
	hostile = "x\x1b]0;title\x07\u009b2J\u202ey\x1b[31mred\x1b[8mno"
	shown   = "<U+001B>]0;title<U+0007><U+009B>2J<U+202E>y<U+001B>[31mred<U+001B>[8mno"
)

// ownColours are what the program paints with.
var ownColours = regexp.MustCompile("\x1b\\[(32;1|31;1|36|1|2|22|0;22|0)m")

func newHostileDiary(t *testing.T) *diary {
	t.Helper()
	d := newDiary(t)
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	d.does(fmt.Sprintf("{\"text\":%s}\n{\"text\":\"＝SUM(A1)\"}\n", text), "drill", "--json", "--format", "typed",
		"--kind", "port-to-service", "--limit", "2", "--seed", "1")
	for _, service := range []string{"ssh", "dns", "http", "https"} {
		d.does("", "note", service, hostile)
	}
	d.does("", "flag", "--why", hostile)
	return d
}

// The law: no command prints an answer, a note or a flag in a form that a terminal or a
// spreadsheet acts on, in colour or without; programs get it unchanged.
func TestNothingIsObeyed(t *testing.T) {
	d := newHostileDiary(t)
	for _, command := range []string{
		"history", "history --json", "history --csv", "export csv answers -", "export csv cards -", "cards", "cards ssh",
		"note", "note ssh", "note ssh --json", "flag --list", "flag --list --json", "lookup ssh", "lookup 22", "lookup ssh --json",
		"weak", "stats", "export json -",
	} {
		for _, colour := range []string{"never", "always"} {
			out := d.does("", append(strings.Fields(command), "--color", colour)...)
			out = strings.ReplaceAll(out, "\r\n", "\n") // as RFC 4180 has it
			if colour == "always" {
				out = ownColours.ReplaceAllString(out, "")
			}
			if strings.ContainsFunc(out, terminal.IsHidden) {
				t.Errorf("%s: %q", command, out)
			}
			switch is := strings.Contains(out, shown); command {
			case "history", "history --csv", "note", "flag --list", "lookup ssh", "lookup 22":
				if !is {
					t.Errorf("%s does not show it: %q", command, out)
				}
			case "note ssh --json", "lookup ssh --json", "export json -":
				if !strings.Contains(out, `x\u001b]0;title\u0007\u009b2J\u202ey`) {
					t.Errorf("%s: %q", command, out)
				}
			}
			if strings.Contains(command, "csv answers") && !strings.Contains(out, ",'＝SUM(A1),") {
				t.Errorf("%s: %q", command, out)
			}
		}
	}
}

// The law: an export in which such text is escaped comes in as it was recorded.
func TestHiddenComesBack(t *testing.T) {
	d := newHostileDiary(t)
	export := d.does("", "export", "json", "-")
	there := newDiary(t)
	there.does(export, "import", "json", "-")
	if again := there.does("", "export", "json", "-"); again != export {
		t.Errorf("%s\ncame back as\n%s", export, again)
	}
	for _, command := range []string{"history --json", "note ssh --json"} {
		if here, there := d.does("", strings.Fields(command)...), there.does("", strings.Fields(command)...); here != there {
			t.Errorf("%s: %s, there %s", command, here, there)
		}
	}
}

// The law: nor does a deck of one's own, in a drill by lines and in its list.
func TestNoDeckIsObeyed(t *testing.T) {
	d := newDiary(t)
	file := filepath.Join(t.TempDir(), "lab.csv")
	const rows = "port,service,description\n7001,al\u202epha,tur\u2066ned\n7002,be\u200fta,b\n7003,gam\u202dma,c\n7004,delta,d\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	d.does("", "catalogue", "import", file)
	for _, args := range [][]string{
		{"drill", "--deck", "lab", "--format", "choice", "--limit", "4"}, {"quiz", "--deck", "lab", "--count", "4"},
		{"flashcards", "--deck", "lab", "--limit", "4"}, {"catalogue", "show", "lab"},
	} {
		if out := d.does(strings.Repeat("1\n", 20), args...); strings.ContainsFunc(out, terminal.IsHidden) {
			t.Errorf("%v: %q", args, out)
		}
	}
}

// The law: a page has such text as codes, too.
func TestNoPageIsObeyed(t *testing.T) {
	var page strings.Builder
	w := terminal.VisibleHTML(&page)
	for _, part := range []string{"<p>", "a &amp; ", hostile, "\n中文</p>"} {
		if _, err := fmt.Fprint(w, part); err != nil {
			t.Fatal(err)
		}
	}
	escaped := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(shown)
	if want := "<p>a &amp; x" + escaped + "\n中文</p>"; page.String() != want {
		t.Errorf("%q, want %q", page.String(), want)
	}
}
