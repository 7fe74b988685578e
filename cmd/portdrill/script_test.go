package main

import (
	"context"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"portdrill/quiz"
	"portdrill/store"
)

var update = flag.Bool("update", false, "write what commands print into the transcripts that compare it")

// The transcripts in testdata/script are whole commands with what they print.
// Each begins with an empty home folder, in English and in UTC.
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			e.Setenv("HOME", home)
			e.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
			e.Setenv("LANG", "C")
			e.Setenv("TZ", "UTC")
			return os.Mkdir(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"equalslog": equalsLog,
			"exits":     exits,
		},
	})
}

// equalsLog FILE holds the law of the store: the cards and tallies in the file
// are those that its log leads to, and its chains are whole.
func equalsLog(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: equalslog FILE")
	}
	ctx := context.Background()
	db, err := store.Open(ctx, ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	learner, err := db.Learner(ctx, time.Now())
	ts.Check(err)
	ts.Check(db.VerifyChains(ctx, learner))
	events, err := db.Events(ctx, learner)
	ts.Check(err)
	want := quiz.Replay(events)
	cards, err := db.Cards(ctx, learner)
	ts.Check(err)
	if len(cards) != len(want.Cards) {
		ts.Fatalf("%d cards are kept, the log leads to %d", len(cards), len(want.Cards))
	}
	for _, c := range cards {
		if c != want.Cards[c.Facet] {
			ts.Fatalf("kept    %+v\nreplayed %+v", c, want.Cards[c.Facet])
		}
	}
	holds, err := db.Holds(ctx, learner)
	ts.Check(err)
	if !maps.Equal(holds, want.Holds) {
		ts.Fatalf("kept    %+v\nreplayed %+v", holds, want.Holds)
	}
	for day, tally := range want.Days {
		got, err := db.Tally(ctx, learner, day)
		ts.Check(err)
		if got != tally {
			ts.Fatalf("%s: kept %+v, replayed %+v", day, got, tally)
		}
	}
}

// exits CODE COMMAND ... runs a command that must end with the code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}
