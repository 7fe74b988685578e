package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portdrill/questions/catalogue"
)

// The law: the session that a README shows is one that the program has: its first
// question, and what comes of the second option.
func TestReadmeSession(t *testing.T) {
	for lang, file := range map[catalogue.Lang]string{catalogue.English: "../../README.md", catalogue.Chinese: "README.zh.md"} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			readme, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			question, verdict := sessionIn(string(readme))
			path := filepath.Join(t.TempDir(), "it.db")
			s := start(t, size{80, 24}, nil, "drill", "--lang", string(lang), "--db", path, "--now", "2026-03-02T09:00:00Z", "--seed", "5")
			s.await("the question", hasRows(question))
			s.press("2")
			s.await("the verdict", hasRows(verdict))
		})
	}
}

// sessionIn returns the rows of the session that the text shows first, up to the answer
// and from there.
func sessionIn(text string) (question, verdict []string) {
	_, session, _ := strings.Cut(text, "    $ portdrill drill")
	_, session, _ = strings.Cut(session, "\n\n")
	var rows []string
	for row := range strings.Lines(session) {
		if row = strings.TrimRight(row, "\n"); row != "" && !strings.HasPrefix(row, "    ") {
			break
		}
		rows = append(rows, strings.TrimPrefix(row, "    "))
	}
	answered := slices.Index(rows, "")
	return rows[:answered], slices.DeleteFunc(rows[answered:], func(row string) bool { return row == "" })
}

// hasRows is the law that the screen has the rows, one below the other.
func hasRows(rows []string) func(view) error {
	return func(v view) error {
		if len(rows) == 0 || !strings.Contains("\n"+v.String()+"\n", "\n"+strings.Join(rows, "\n")+"\n") {
			return errors.New("not these rows:\n" + strings.Join(rows, "\n"))
		}
		return nil
	}
}
