package anki_test

import (
	"errors"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portdrill/store/anki"
)

// The law: a written collection is read back with its notes, and each card with its memory
// state and its answers in order.
func TestReadBack(t *testing.T) {
	c := collection()
	path := filepath.Join(t.TempDir(), "ports.apkg")
	if err := os.WriteFile(path, written(t, c), 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := anki.Read(path)
	if err != nil || len(kept.Notes) != len(c.Notes) {
		t.Fatalf("%d notes, %v", len(kept.Notes), err)
	}
	byGUID := make(map[string]anki.KeptNote)
	for _, n := range kept.Notes {
		byGUID[n.GUID] = n
	}
	for _, n := range c.Notes {
		got, given := byGUID[n.GUID], answers()[n.GUID]
		if len(got.Fields) != len(n.Fields) || text(got.Fields[0]) != told(n.Fields[0]) || len(got.Cards) != 1 {
			t.Errorf("%s is %+v", n.GUID, got)
			continue
		}
		card := got.Cards[0]
		if !near(card.Memory.Stability, n.Card.Memory.Stability) || !near(card.Retention, n.Card.Retention) || len(card.Log) != len(given) {
			t.Errorf("%s: %+v, want %+v with %d answers", n.GUID, card, n.Card, len(given))
			continue
		}
		for i, a := range card.Log {
			if late := a.At().Sub(given[i].At).Milliseconds(); a.Ease != given[i].Ease || late < 0 || late > 1 {
				t.Errorf("%s: answer %d is %+v, want %+v", n.GUID, i, a, given[i])
			}
		}
	}
}

// text returns the text that a browser shows of a field.
func text(field string) string {
	return html.UnescapeString(strings.ReplaceAll(field, "<br>", "\n"))
}

// told returns what should be left of a text of [collection].
func told(text string) string {
	return strings.NewReplacer("\x1f", " ", "\x00", " ", "\r", "", "\xff", "\uFFFD").Replace(text)
}

func near(a, b float64) bool { return a-b < 0.001 && b-a < 0.001 }

// FuzzCollection: every file is read or refused with one of the errors of Read.
func FuzzCollection(f *testing.F) {
	f.Add(written(f, collection()))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "any.apkg")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := anki.Read(path); err != nil && !errors.Is(err, anki.ErrNotAnki) && !errors.Is(err, anki.ErrTooLarge) {
			t.Error(err)
		}
	})
}
