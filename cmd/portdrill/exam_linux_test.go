package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
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
	if !slices.Contains(flags, "--minutes") { // else the clock is to run
		flags = append(flags, "--now", "2026-03-02T09:00:00+00:00")
	}
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
					s.await("a question", puts(fmt.Sprintf("%d/5 ·", n+1), lang))
					s.press("?")
				}
				s.await("the third", puts("3/5 ·", lang))
				s.press("f") // nothing to flag before the end
				s.await("no", asks("?  "+text("DontKnow").In(lang), text("NotInExam").In(lang)))
				s.press("q")
				s.await("how to leave", endsWith("4  "+text("LeaveList").In(lang)))
				s.press("1")
				s.await("the third again", puts("3/5 ·", lang))
				s.press("\x1b")
				s.await("how to leave", endsWith("4  "+text("LeaveList").In(lang)))
				s.press("\x1b") // not after all
				s.await("the third again", puts("3/5 ·", lang))
				s.press("q")
				s.await("how to leave", endsWith("4  "+text("LeaveList").In(lang)))
				s.press("2")
				s.leaves(app.ExitDone)

				s = sitExam(t, size, lang, path)
				s.await("whether to go on", endsWith("2  "+text("ExamFresh").In(lang)))
				s.press(enter)
				s.await("the third", puts("3/5 ·", lang))
				s.press("q")
				s.await("how to leave", endsWith("4  "+text("LeaveList").In(lang)))
				s.press("3")
				s.await("the result", shows("0/5"[2:], text("ReviewMissed").In(lang, 5)))
				s.press("1")
				s.await("the first miss", endsWith("2  "+text("EnoughForNow").In(lang)))
				s.press("2")
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
var clockLeft = regexp.MustCompile(`(?m)^ *0:(\d\d) (·|>) `)

// TestExamCountdown lets the time of a quiz run out while nobody strikes a key: it is
// seen to, and what was answered counts.
func TestExamCountdown(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exam.db")
	s := sitExam(t, size{80, 24}, catalogue.English, path, "--minutes", "0.15", "--kind", "port-to-service")
	s.await("a question", puts("1/20 ·", catalogue.English))
	s.await("three seconds", seconds(3))
	s.press("?") // not sooner: what is struck at once answers nothing
	s.await("the end", shows(text("TimeUp").In(catalogue.English), "0 of 20 right", "19 not answered", text("EnoughForNow").In(catalogue.English)))
	if got := statsOf(t, path, "quiz", "--results", "--json"); !strings.Contains(got, `"answered":1`) {
		t.Errorf("results: %s", got)
	}
	s.press(ctrlD)
	s.leaves(app.ExitDone)
}

// seconds holds that so many of them were seen to pass.
func seconds(n int) func(view) error {
	seen := make(map[string]bool)
	return func(v view) error {
		for _, row := range v.rows {
			if m := clockLeft.FindStringSubmatch(row); m != nil {
				seen[m[1]] = true
			}
		}
		if len(seen) < n {
			return fmt.Errorf("seen %v", seen)
		}
		return v.fits()
	}
}

// TestExamEndsInTheList lets the time run out while the list of questions is shown: the
// quiz is over, as at a question.
func TestExamEndsInTheList(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exam.db")
	s := sitExam(t, size{80, 24}, catalogue.English, path, "--minutes", "0.25", "--kind", "port-to-service")
	s.await("a question", puts("1/20 ·", catalogue.English))
	s.await("two seconds", seconds(2))
	s.press("?") // as above, not sooner
	s.await("the second", puts("2/20 ·", catalogue.English))
	s.await("two seconds more", seconds(2))
	s.press("l")
	s.await("the list", endsWith("← "+text("Back").In(catalogue.English)))
	s.await("the end", shows(text("TimeUp").In(catalogue.English), "0 of 20 right", text("EnoughForNow").In(catalogue.English)))
	if got := statsOf(t, path, "quiz", "--results", "--json"); !strings.Contains(got, `"answered":1`) {
		t.Errorf("results: %s", got)
	}
	s.press(ctrlD)
	s.leaves(app.ExitDone)
}

// puts holds that the question with the head is the last on the screen, with its list.
func puts(head string, lang catalogue.Lang) func(view) error {
	return func(v view) error {
		heads := slices.DeleteFunc(slices.Clone(v.rows), func(row string) bool { return !heading.MatchString(row) })
		if len(heads) == 0 || !strings.HasPrefix(heads[len(heads)-1], head) {
			return fmt.Errorf("the last question is not %s", head)
		}
		return asks("?  " + text("DontKnow").In(lang))(v)
	}
}

// heading matches the rows above questions.
var heading = regexp.MustCompile(`^(\d+/\d+ ·|[█░]{8}) `)

// TestExamPaper does not leave by Esc alone, skips a question and marks it, answers the
// rest, finds both in the list, opens one without answering it and answers it anew, and
// hands in: the last answer to each counts.
func TestExamPaper(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "exam.db")
			s := sitExam(t, size{80, 24}, lang, path, "--count", "3", "--kind", "port-to-service")
			dontKnow := "?  " + text("DontKnow").In(lang)
			does := func(keys, last string, said ...string) {
				t.Helper()
				s.press(keys)
				s.await(keys, asks(last, said...))
			}
			goesTo := func(keys, head string) {
				t.Helper()
				s.press(keys)
				s.await(keys, puts(head, lang))
			}
			goesTo("", "1/3 ·")
			does("\x1b", "2  "+text("LeaveYes").In(lang), text("Leave").In(lang))
			goesTo("\x1b", "1/3 ·")
			does("m", dontKnow, text("Marked").In(lang))
			goesTo("s", "2/3 ·")
			does("n", dontKnow, text("NotInExam").In(lang))
			goesTo("?", "3/3 ·")
			goesTo("?", "1/3 ·")
			s.press("l")
			s.await("the list", shows("* 1. ", text("SheetOpen").In(lang), text("Back").In(lang)))
			goesTo("q", "1/3 ·")
			does("?", "3  "+text("LeaveList").In(lang))
			s.press("3")
			s.await("the list", endsWith("← "+text("Back").In(lang)))
			goesTo(enter, "1/3 ·")
			does("s", "3  "+text("LeaveList").In(lang), text("AnswerStands").In(lang))
			s.press("3")
			s.await("the list", endsWith("← "+text("Back").In(lang)))
			goesTo(enter, "1/3 ·")
			does("1", "3  "+text("LeaveList").In(lang))
			s.press("1")
			s.await("the result", endsWith("3  "+text("EnoughForNow").In(lang)))
			s.press("3")
			s.leaves(app.ExitDone)
			if got := statsOf(t, path, "quiz", "--results", "--json"); !strings.Contains(got, `"count":3,"answered":3`) {
				t.Errorf("results: %s", got)
			}
			if got := statsOf(t, path, "stats", "--json"); !strings.Contains(got, `"answers":3,`) {
				t.Errorf("an answer was not taken back: %s", got)
			}
		})
	}
}
