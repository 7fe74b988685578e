package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"

	"github.com/spf13/cobra"
)

// The law: every command has a transcript in both languages.
func TestTranscriptsOfEveryCommand(t *testing.T) {
	root := app.New(quietEnv(), "en", portdrill).Root()
	said := make(map[string]map[bool]bool) // by command, whether in Chinese
	for _, line := range transcriptLines(t) {
		cmd, _, err := root.Find(line.args)
		if err != nil {
			continue // of wrong usage
		}
		path := cmd.CommandPath()
		if said[path] == nil {
			said[path] = make(map[bool]bool)
		}
		said[path][line.chinese] = true
	}
	var check func(*cobra.Command)
	check = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			if !sub.IsAvailableCommand() {
				continue
			}
			check(sub)
		}
		if cmd.Runnable() && cmd != root {
			for _, chinese := range []bool{false, true} {
				if !said[cmd.CommandPath()][chinese] {
					t.Errorf("no transcript of %q, in Chinese: %v", cmd.CommandPath(), chinese)
				}
			}
		}
	}
	check(root)
}

// A transcriptLine is a command that a transcript runs.
type transcriptLine struct {
	args    []string // without flags
	chinese bool
}

var (
	runsProgram = regexp.MustCompile(`^(?:! )?(?:exec|exits \d+) portdrill (.*)$`)
	setsLocale  = regexp.MustCompile(`^env LANG=(\S*)$`)
)

func transcriptLines(t *testing.T) (all []transcriptLine) {
	t.Helper()
	scripts, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		locale := ""
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if m := setsLocale.FindStringSubmatch(line); m != nil {
				locale = m[1]
			}
			m := runsProgram.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			chinese := strings.Contains(m[1], "--lang zh") || strings.HasPrefix(locale, "zh") && !strings.Contains(m[1], "--lang en")
			all = append(all, transcriptLine{strings.Fields(m[1]), chinese})
		}
	}
	return all
}
