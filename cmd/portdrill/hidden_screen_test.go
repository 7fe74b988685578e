//go:build unix

package main

import (
	"fmt"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
)

// TestScreenNote changes a note that came from elsewhere: the terminal acts on nothing in
// it, neither where it is shown nor where it is kept by Enter.
func TestScreenNote(t *testing.T) {
	t.Parallel()
	d := newHostileDiary(t)
	s := newScreen(t, size{100, 30})
	s.run(nil, "drill", "--deck", "essentials", "--format", "typed", "--kind", "port-to-service", "--limit", "9", "--lang", "en", "--db", d.path, "--color", "always")
	seen := func(what, text string) {
		t.Helper()
		s.await(what, func(v view) error {
			if !strings.Contains(strings.Join(v.rows, "\n"), text) {
				return fmt.Errorf("%q is not there", text)
			}
			return nil
		})
	}
	seen("a question", "Which service")
	s.await("a line to type in", func(v view) error { return v.cursorAt(len("  > ")) })
	s.press("?" + enter)
	seen("the note below the verdict", "x<U+001B>]0;title")
	s.await("a line to type in", func(v view) error { return v.cursorAt(len("  > ")) })
	s.press(":n" + enter)
	seen("the note to keep or change", "enter: x<U+001B>]0;title")
	s.press(enter)
	seen("the note that was kept", "> x<U+001B>]0;title")
	s.await("a line to type in", func(v view) error { return v.cursorAt(len("  > ")) })
	s.press(":q" + enter)
	s.leaves(app.ExitDone)
	for _, raw := range []string{"\x1b]0;title", "\u009b", "\u202e", "\x1b[8m", "\x1b[31mred"} {
		if strings.Contains(string(s.written()), raw) {
			t.Errorf("%q was written", raw)
		}
	}
}
