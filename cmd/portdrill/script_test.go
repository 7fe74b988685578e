package main

import (
	"archive/zip"
	"context"
	"database/sql"
	"flag"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/unicode"

	"portdrill/quiz"
	"portdrill/quiz/quiztest"
	"portdrill/store"
)

var update = flag.Bool("update", false, "write what commands print, and screens show, into the files that compare it")

// The transcripts in testdata/script are whole commands with what they print.
// Each begins with an empty home folder, in English and in UTC. What is said in
// Chinese has nothing of the English wording.
func TestTranscripts(t *testing.T) {
	commands := map[string]func(*testscript.TestScript, bool, []string){
		"candidate": candidates(t),
		"cut":       cut,
		"equalslog": equalsLog,
		"exits":     exits,
		"program":   program,
		"replace":   replace,
		"studied":   studied,
		"tamper":    tamper,
		"unzips":    unzips,
		"widen":     widen,
	}
	maps.Copy(commands, onTerminals)
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
			file := filepath.Join(e.WorkDir, ".tmp", "overheard")
			e.Setenv(overhearing, file)
			e.Defer(func() {
				if err := overheardIn(file); err != nil {
					e.T().Fatal(err)
				}
			})
			return os.Mkdir(home, 0o700)
		},
		Cmds: commands,
	})
}

// onTerminals are the commands of transcripts that need a terminal.
var onTerminals = make(map[string]func(*testscript.TestScript, bool, []string))

// candidates returns the command candidate FILE DAYS, which practices for some more days from
// [firstMorning] on for an exam, as long a day as the goal says, and remembers as a person
// does.
func candidates(t *testing.T) func(*testscript.TestScript, bool, []string) {
	all, done := make(map[string]*pupil), make(map[string]int)
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: candidate FILE DAYS")
		}
		days, err := strconv.Atoi(args[1])
		ts.Check(err)
		path := ts.MkAbs(args[0])
		p := all[path]
		if p == nil {
			p = newPupil(t, uint64(len(all)))
			p.path, p.exam = path, true
			all[path] = p
		}
		for range days {
			p.drill(done[path], 0)
			done[path]++
		}
	}
}

// widen FILE writes the file in UTF-16, as PowerShell 5 writes what programs print.
func widen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: widen FILE")
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(wide), 0o600))
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
	for day, tally := range quiztest.FiguresOf(events).Days {
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

// cut FILE INTO BYTES makes a file of the first bytes of another.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut FILE INTO BYTES")
	}
	bytes, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(ts.ReadFile(args[0])[:bytes]), 0o600))
}

// replace FILE OLD NEW puts one text in place of another, once.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("no %s in %s", args[1], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o600))
}

// tamper FILE STATEMENT changes a database as no program of ours does.
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: tamper FILE STATEMENT")
	}
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	result, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("nothing was changed: %v", err)
	}
}

// unzips FILE NAME ... holds that the file is a zip of the parts that are named.
func unzips(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: unzips FILE NAME ...")
	}
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	var names []string
	for _, part := range z.File {
		r, err := part.Open()
		ts.Check(err)
		_, err = io.Copy(io.Discard, r) // which verifies it
		ts.Check(err)
		ts.Check(r.Close())
		names = append(names, part.Name)
	}
	if !slices.Equal(names, args[1:]) {
		ts.Fatalf("%s holds %q", args[0], names)
	}
}

// program FOLDER puts the program into the folder, too. It is linked: a copy could not be
// run while another test that was starting a program still had it open for writing.
func program(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: program FOLDER")
	}
	path, err := exec.LookPath("portdrill")
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	ts.Check(os.Link(path, filepath.Join(ts.MkAbs(args[0]), "portdrill")))
}
