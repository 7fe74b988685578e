package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// endsWith holds that the text is in the last row, and that every row fits.
func endsWith(text string) func(view) error {
	return func(v view) error {
		if last := v.rows[max(len(v.rows)-1, 0):]; len(last) == 0 || !strings.Contains(last[0], text) {
			return fmt.Errorf("the last row has no %q", text)
		}
		return v.fits()
	}
}

// sitExam begins a quiz on a screen.
func sitExam(t *testing.T, size size, lang catalogue.Lang, path string, flags ...string) *screen {
	t.Helper()
	return start(t, size, nil, append([]string{"quiz", "--seed", "3", "--lang", string(lang), "--db", path}, flags...)...)
}

// TestExamScreen leaves a quiz and goes on with it, hands it in, looks at what was
// missed, and drills it until it is known.
func TestExamScreen(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			t.Run(fmt.Sprintf("%dx%d %s", size.columns, size.rows, lang), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "exam.db")
				s := sitExam(t, size, lang, path, "--count", "5")
				for n := range 2 {
					s.await("a question", shows(fmt.Sprintf("%d/5 ·", n+1), "?  "+text("DontKnow").In(lang)))
					s.press("?")
				}
				s.await("the third", shows("3/5 ·", "?  "+text("DontKnow").In(lang)))
				s.press("f") // nothing to flag before the end
				s.await("no", shows(text("NotInExam").In(lang)))
				s.press("q")
				s.await("how to leave", endsWith("3  "+text("LeaveDone").In(lang)[:9]))
				s.press("1")
				s.await("the third again", endsWith("?  "+text("DontKnow").In(lang)))
				s.press("q")
				s.await("how to leave", endsWith("3  "+text("LeaveDone").In(lang)[:9]))
				s.press("2")
				s.leaves(app.ExitDone)

				s = sitExam(t, size, lang, path)
				s.await("whether to go on", endsWith("2  "+text("ExamFresh").In(lang)))
				s.press(enter)
				s.await("the third", shows("3/5 ·", "?  "+text("DontKnow").In(lang)))
				s.press("q")
				s.await("how to leave", endsWith("3  "+text("LeaveDone").In(lang)[:9]))
				s.press("3")
				s.await("the result", shows("0/5"[2:], text("ReviewMissed").In(lang, 2)))
				s.press("1")
				s.await("the first miss", endsWith("2  "+text("EnoughForNow").In(lang)))
				s.press("1")
				s.await("what now", endsWith("3  "+text("EnoughForNow").In(lang)))
				s.press("2")
				s.await("a drill", shows(text("NewPort").In(lang)))
				s.press(ctrlD)
				s.leaves(app.ExitDone)
				if got := statsOf(t, path, "quiz", "--results", "--json"); !strings.Contains(got, `"count":5,"answered":2,"correct":0,"percent":0,"pass":80,"passed":false`) {
					t.Errorf("results: %s", got)
				}
			})
		}
	}
}

// clockLeft matches the time that is left, before the keys or what is typed.
var clockLeft = regexp.MustCompile(`(?m)^ *0:0(\d) (·|>) `)

// TestExamCountdown lets the time of a quiz run out while nobody strikes a key: it is
// seen to, and what was answered counts.
func TestExamCountdown(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exam.db")
	s := sitExam(t, size{80, 24}, catalogue.English, path, "--minutes", "0.15", "--kind", "port-to-service")
	s.await("a question", shows("1/20 ·", "?  I don't know"))
	s.press("?")
	seen := make(map[string]bool)
	s.await("three seconds", func(v view) error {
		for _, row := range v.rows {
			if m := clockLeft.FindStringSubmatch(row); m != nil {
				seen[m[1]] = true
			}
		}
		if len(seen) < 3 {
			return fmt.Errorf("seen %v", seen)
		}
		return v.fits()
	})
	s.await("the end", shows(text("TimeUp").In(catalogue.English), "0 of 20 right", "19 not answered", text("EnoughForNow").In(catalogue.English)))
	if got := statsOf(t, path, "quiz", "--results", "--json"); !strings.Contains(got, `"answered":1`) {
		t.Errorf("results: %s", got)
	}
	s.press("3")
	s.leaves(app.ExitDone)
}
