package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
)

// The law: a learner of Network+ who comes back in the evening of the eleventh day is told
// the same by due, by another drill and by stats, in both languages, as it stands in
// testdata/day-eleven.txt.
func TestDayEleven(t *testing.T) {
	const days = 11
	p := newPupil(t, 11)
	if code := run(t.Context(), p.env, []string{"settings", "decks", "network-plus", "--db", p.path}); code != app.ExitDone {
		t.Fatalf("settings ended with %d", code)
	}
	for day := range days {
		p.drill(day, 400)
	}
	evening := firstMorning.AddDate(0, 0, days-1).Add(15 * time.Hour).Format(time.RFC3339)
	var said bytes.Buffer
	for _, lang := range []string{"en", "zh"} {
		for _, args := range []string{"due", "drill", "stats"} {
			fmt.Fprintf(&said, "> portdrill %s --lang %s\n", args, lang)
			world := p.env
			world.In = strings.NewReader(":q\n")
			all := []string{args, "--lang", lang, "--db", p.path, "--now", evening, "--seed", "1"}
			var out strings.Builder
			world.Out, world.Err = &out, &out
			code := run(t.Context(), world, all)
			totals, _, _ := strings.Cut(strings.TrimLeft(out.String(), "\n"), "\n\n") // without the charts
			fmt.Fprintf(&said, "%s\n[exit %d]\n\n", strings.TrimRight(totals, "\n"), code)
		}
	}
	golden := filepath.Join("testdata", "day-eleven.txt")
	if *update {
		if err := os.WriteFile(golden, said.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if said.String() != string(want) {
		t.Errorf("it says\n%s", said.String())
	}
}
