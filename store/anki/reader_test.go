//go:build anki

package anki_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portdrill/store/anki"
)

// A reading is what anki-reader, a program of somebody else's, finds in a file.
type reading struct {
	Version  int
	Created  int64
	Modified int64
	Tags     []string
	Types    []struct {
		Name, CSS string
		Fields    []string
	}
	Media []string
	Cards []cardRead
	Log   [][]int64 // at, card, ease, interval, last, took, kind
}

type cardRead struct {
	ID, Due                                     int64
	Deck, Type, Question, Answer                string
	Fields                                      map[string]string
	State, Queue, Interval, Reps, Lapses, Steps int
	Memory                                      struct {
		S, D, DR, Decay float64
		LRT             int64
	}
}

// The law: a reader that was not written for these files finds in one all that
// was written.
func TestReader(t *testing.T) {
	c := collection()
	r := read(t, written(t, c))
	if r.Version != 11 || r.Created != c.Created.Unix() || r.Modified != c.Modified.UnixMilli() || len(r.Media) > 0 {
		t.Errorf("the collection is of version %d, created %d, modified %d, with media %q", r.Version, r.Created, r.Modified, r.Media)
	}
	if len(r.Types) != 1 || r.Types[0].Name != c.Type.Name || r.Types[0].CSS != c.Type.CSS || !slices.Equal(r.Types[0].Fields, c.Type.Fields) {
		t.Errorf("the note types are %+v", r.Types)
	}
	if slices.Sort(r.Tags); !slices.Equal(r.Tags, []string{"tls", "web", "安全_外壳"}) {
		t.Errorf("the tags are %q", r.Tags)
	}
	if len(r.Cards) != len(c.Notes) {
		t.Fatalf("%d cards, want %d", len(r.Cards), len(c.Notes))
	}
	for _, n := range c.Notes {
		i := slices.IndexFunc(r.Cards, func(card cardRead) bool { return text(card.Fields["Question"]) == told(n.Fields[0]) })
		if i < 0 {
			t.Errorf("%s is not found", n.GUID)
			continue
		}
		compare(t, n, r.Cards[i])
		compareLog(t, n, r.Cards[i].ID, r.Log)
	}
}

// read runs the script of testdata with packages of its own.
func read(t *testing.T, file []byte) (r reading) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/reader")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ports.apkg")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "npm", "ci", "--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund")
	if err := json.Unmarshal(run(t, dir, "node", "read.js", path), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%s %q: %v\n%s", name, args, err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compare(t *testing.T, n anki.Note, got cardRead) {
	t.Helper()
	c := n.Card
	for what, pair := range map[string][2]any{
		"deck":     {strings.ToLower(got.Deck), strings.ToLower(n.Deck)},
		"type":     {got.Type, portType.Name},
		"answer":   {text(got.Fields["Answer"]), told(n.Fields[1])},
		"front":    {got.Question, got.Fields["Question"]},
		"back":     {got.Answer, got.Question + "<hr id=answer>" + got.Fields["Answer"]},
		"state":    {anki.State(got.State), c.State},
		"held":     {got.Queue < 0, c.Suspended || c.Buried},
		"due":      {got.Due, dueOf(c)},
		"interval": {got.Interval, c.Interval},
		"reps":     {got.Reps, c.Reps},
		"lapses":   {got.Lapses, c.Lapses},
		"steps":    {got.Steps, c.Steps},
		"memory": {
			fmt.Sprintf("%.3f %.2f %.3f %.2f", got.Memory.S, got.Memory.D, got.Memory.DR, got.Memory.Decay),
			fmt.Sprintf("%.3f %.2f %.3f %.2f", c.Memory.Stability, c.Memory.Difficulty, c.Retention, c.Memory.Decay),
		},
		"last review": {got.Memory.LRT, max(c.LastReview.Unix(), 0)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: the %s read is %v, written %v", n.GUID, what, pair[0], pair[1])
		}
	}
}

func dueOf(c anki.Card) int64 {
	switch c.State {
	case anki.New:
		return int64(c.Position)
	case anki.Review:
		return int64(c.DueDay)
	case anki.Learning, anki.Relearning:
	}
	return c.Due.Unix()
}

func compareLog(t *testing.T, n anki.Note, card int64, log [][]int64) {
	t.Helper()
	log = slices.DeleteFunc(slices.Clone(log), func(entry []int64) bool { return entry[1] != card })
	if len(log) != len(answers()[n.GUID]) {
		t.Errorf("%s: %d answers read, %d written", n.GUID, len(log), len(answers()[n.GUID]))
		return
	}
	for i, a := range answers()[n.GUID] {
		if late := log[i][0] - a.At.UnixMilli(); late < 0 || late > 1 || log[i][2] != int64(a.Ease) {
			t.Errorf("%s: answer %d read is %v, written %+v", n.GUID, i, log[i], a)
		}
	}
}
