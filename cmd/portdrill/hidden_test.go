package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"portdrill/cmd/internal/terminal"
)

// The law: what somebody wrote into an answer, a note or a flag comes out of no command
// as a terminal or a spreadsheet would obey it, and to programs as it was written.
func TestNothingIsObeyed(t *testing.T) {
	const hostile = "x\x1b]0;title\x07\u009b2J\u202ey"
	d := newDiary(t)
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	d.does(fmt.Sprintf("{\"text\":%s}\n{\"text\":\"＝SUM(A1)\"}\n", text), "drill", "--json", "--format", "typed",
		"--kind", "port-to-service", "--limit", "2", "--seed", "1")
	d.does("", "note", "ssh", hostile)
	d.does("", "flag", "--why", hostile)
	for _, command := range []string{
		"history", "history --json", "history --csv", "export csv answers -", "export csv cards -", "cards", "cards ssh",
		"note", "note ssh", "note ssh --json", "flag --list", "flag --list --json", "lookup ssh", "lookup 22", "lookup ssh --json",
		"weak", "stats",
	} {
		out := d.does("", strings.Fields(command)...)
		out = strings.ReplaceAll(out, "\r\n", "\n") // as RFC 4180 has it
		if strings.ContainsFunc(out, terminal.IsHidden) {
			t.Errorf("%s: %q", command, out)
		}
		switch shown := strings.Contains(out, "<U+001B>]0;title<U+0007><U+009B>2J<U+202E>y"); command {
		case "history", "history --csv", "note", "flag --list", "lookup ssh", "lookup 22":
			if !shown {
				t.Errorf("%s does not show it: %q", command, out)
			}
		case "note ssh --json", "lookup ssh --json":
			if !strings.Contains(out, `x\u001b]0;title\u0007\u009b2J\u202ey`) {
				t.Errorf("%s: %q", command, out)
			}
		}
		if strings.Contains(command, "csv answers") && !strings.Contains(out, ",'＝SUM(A1),") {
			t.Errorf("%s: %q", command, out)
		}
	}
}
