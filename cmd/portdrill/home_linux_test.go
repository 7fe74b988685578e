package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// TestHome begins for the first time, goes through the menu and comes back to it
// each time, at every size and in both languages.
func TestHome(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			t.Run(fmt.Sprintf("%dx%d %s", size.columns, size.rows, lang), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "home.db")
				s := start(t, size, []string{"USER=bo"}, "--lang", string(lang), "--db", path)
				s.await("the name", shows(text("FirstName").In(lang), "bo"))
				s.press("Anna" + enter)
				s.await("the goal", shows("(ccna)"))
				s.press("1")
				menu := "9  " + text("MenuQuit").In(lang)
				s.await("the menu", shows(text("MenuQuiz").In(lang), menu))
				s.press("5")
				s.await("a question for a port", shows(strings.Split(text("LookupWhat").In(lang), "(")[0][:6]))
				s.press("53" + enter)
				s.await("the port", func(v view) error {
					if !strings.Contains(v.String(), "udp/53") {
						return fmt.Errorf("no udp/53")
					}
					return nil
				})
				s.press("\x1b") // alone
				s.await("the menu again", func(v view) error {
					if last := v.rows[len(v.rows)-1]; !strings.Contains(last, menu) {
						return fmt.Errorf("it ends with %q", last)
					}
					return nil
				})
				s.press("q")
				s.leaves(app.ExitDone)
				if got := statsOf(t, path, "learner", "list"); !strings.HasPrefix(got, "Anna") {
					t.Errorf("learners: %q", got)
				}
			})
		}
	}
}

// TestBrowseCards pages through the cards that can be begun, searches some, and opens
// one; Esc ends the search first and then the list.
func TestBrowseCards(t *testing.T) {
	for _, mode := range []string{"", "--plain", "remembered"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "home.db")
			statsOf(t, path, "learner", "add", "Anna")
			statsOf(t, path, "settings", "decks", "essentials")
			if mode == "remembered" {
				statsOf(t, path, "settings", "plain", "on")
			}
			args := []string{"--lang", "en", "--db", path}
			if mode == "--plain" {
				args = append(args, mode)
			}
			s := start(t, size{80, 24}, nil, args...)
			open, leave := "7", "q"
			if mode != "" {
				open, leave = "7\n", "q\n"
			}
			s.await("the menu", shows("Your cards"))
			s.press(open)
			s.await("the states", shows("suspended", "new"))
			if mode == "" {
				s.press(strings.Repeat(down, 9) + enter)
				s.await("the list", shows("↓"))
				s.press("\x1b[6~\x1b[6~\x1b[5~")
				s.await("the second page", shows("↑", "↓"))
				s.press("/Dq域" + backspace + backspace + "omain:po")
				s.await("what is found", func(v view) error {
					if last := v.rows[len(v.rows)-2:]; !strings.Contains(last[0], "domain:port") || !strings.Contains(last[1], "back") {
						return fmt.Errorf("it ends with %q", last)
					}
					return v.fits()
				})
				s.press(enter)
				s.await("the card", shows("❯ domain:port", "state  new"))
				s.press("/zzz")
				s.await("nothing", shows("zzz|", "❯ ← back"))
				s.press("\x1b")
				s.await("all again", shows("↓"))
				s.press("\x1b")
			} else {
				s.press("10\n")
				s.await("the list", shows(" 20  ", "Enter for more"))
				s.press("\ndomain:PORT\n")
				s.await("what is found", shows("1  domain:port", "1 found"))
				s.press("1\n")
				s.await("the card", shows("state  new"))
				s.press(":q\n")
			}
			s.await("the menu", func(v view) error {
				if mode != "" && !strings.HasSuffix(strings.TrimRight(v.String(), " \n"), "\n>") {
					return errors.New("it does not ask yet")
				}
				return endsWithMenu(v)
			})
			s.press(leave)
			s.leaves(app.ExitDone)
			if mode != "" && bytes.ContainsRune(s.written(), '\x1b') {
				t.Errorf("an escape sequence in %q", s.written())
			}
		})
	}
}

// TestPageIsKept makes the screen smaller while a page is read: it is there again.
func TestPageIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "home.db")
	statsOf(t, path, "learner", "add", "Anna")
	statsOf(t, path, "settings", "decks", "essentials")
	s := start(t, size{80, 24}, nil, "--lang", "en", "--db", path)
	s.await("the menu", endsWithMenu)
	s.press("6")
	page := func(v view) error {
		if all := v.String(); strings.Count(all, "No answers yet.") != 1 || !strings.HasSuffix(strings.TrimSpace(all), "space: back") {
			return errors.New("it is not the page")
		}
		return nil
	}
	s.await("the page", page)
	s.resize(size{60, 20})
	s.await("the page again", page)
	s.press(" ")
	s.await("the menu", endsWithMenu)
	s.press("q")
	s.leaves(app.ExitDone)
}

// endsWithMenu holds that the home menu is the last thing on the screen.
func endsWithMenu(v view) error {
	all := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(v.String(), " \n"), ">"), " \n")
	if !strings.HasSuffix(all, "9  Quit") {
		return fmt.Errorf("it does not end with the menu")
	}
	return nil
}

// TestWhoIsThere begins where two learners share the database: it asks who is there,
// and what is done then is done for that one.
func TestWhoIsThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "home.db")
	statsOf(t, path, "learner", "add", "Anna")
	statsOf(t, path, "learner", "add", "李华")
	statsOf(t, path, "settings", "new", "7", "--learner", "李华")
	s := start(t, size{80, 24}, nil, "--lang", "en", "--db", path, "--now", "2026-03-02T09:00:00+00:00")
	s.await("who", shows(text("WhoIsThere").In(catalogue.English), "Anna", "李华"))
	s.press("2")
	s.await("what to learn, once", shows(text("FirstGoal").In(catalogue.English), "❯ 1  Essentials"))
	s.press(enter)
	s.await("the menu", shows("❯ 1  Start: 7 new"))
	s.press(enter)
	s.await("a question", asks("?  I don't know", "░ 7 left"))
	s.press("?")
	s.await("the second", asks("?  I don't know", "→ Remember:", "░ 7 left"))
	s.press("q")
	s.await("the menu", endsWithMenu)
	s.press("q")
	s.leaves(app.ExitDone)
	for name, answers := range map[string]string{"Anna": `"answers":0`, "李华": `"answers":1`} {
		if got := statsOf(t, path, "stats", "--json", "--learner", name); !strings.Contains(got, answers) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// shows holds that the texts are on the screen, the last ones of its rows, and that
// every row fits.
func shows(texts ...string) func(view) error {
	return func(v view) error {
		all := strings.Join(v.rows[max(len(v.rows)-24, 0):], "\n")
		for _, text := range texts {
			if !strings.Contains(all, text) {
				return fmt.Errorf("%q is not shown", text)
			}
		}
		return v.fits()
	}
}

// statsOf returns what a command prints about the database.
func statsOf(t *testing.T, path string, args ...string) string {
	t.Helper()
	var out strings.Builder
	e := quietEnv()
	e.Out = &out
	if code := run(t.Context(), e, append(args, "--db", path)); code != app.ExitDone {
		t.Fatalf("%v: exit code %d", args, code)
	}
	return out.String()
}

// TestSessionKeys suspends, explains, notes, flags and pauses in a drill: each says
// what it did, and the question or the next one is put again. Then all of it is taken
// back, the last first.
func TestSessionKeys(t *testing.T) {
	t.Parallel()
	s := begin(t, size{80, 24}, catalogue.English, nil, "--new", "40", "--kind", "port-to-service")
	again := "?  I don't know"
	does := func(keys, last string, said ...string) {
		t.Helper()
		s.press(keys)
		s.await(keys, asks(last, said...))
	}
	undone := func(args, gone string) {
		t.Helper()
		if got := statsOf(t, s.path(), strings.Fields(args)...); strings.Contains(got, gone) {
			t.Errorf("%s, after it was undone: %q", args, got)
		}
	}
	s.showsQuestion()
	does("s", again, "Suspended: "+s.question.Stem)
	does("e", again, text("NothingBefore").In(catalogue.English))
	does("?", again, "→ Remember:", "2/")
	does("n", "  >", "Your note on ")
	does("a port of call"+enter, again, "Your note: a port of call")
	does("f", "  >", "What is wrong with")
	does("too easy"+enter, again, strings.Split(text("Flagged").In(catalogue.English, ""), ":")[0])
	does("b", again, "Skipped for today: ")
	does("m", again, text("KeyOfExams").In(catalogue.English))
	does("p", "1  "+text("GoOn").In(catalogue.English), text("Paused").In(catalogue.English))
	does(enter, again, "❯ "+text("GoOn").In(catalogue.English))
	for _, held := range []struct{ args, want string }{
		{"cards --state suspended", "suspended"}, {"cards --state buried --now 2026-03-02T09:30:00+00:00", "skipped for today"}, {"note", "a port of call"},
		{"flag --list", "too easy"},
	} {
		if got := statsOf(t, s.path(), strings.Fields(held.args)...); !strings.Contains(got, held.want) {
			t.Errorf("%s: %q", held.args, got)
		}
	}
	does("u", again, text("Undone").In(catalogue.English))
	undone("cards --state buried --now 2026-03-02T09:30:00+00:00", "skipped for today")
	does("u", again, "Undone: no longer flagged: ")
	undone("flag --list", "too easy")
	does("u", again, "Undone: your note on ")
	undone("note", "a port of call")
	does("u", again, text("Undone").In(catalogue.English), "1/")
	s.recorded(0)
	does("u", again, text("Undone").In(catalogue.English), s.question.Stem)
	undone("cards --state suspended", "suspended")
	does("u", again, text("NothingToUndo").In(catalogue.English))
	s.press("q")
	s.leaves(app.ExitDone)
}

// asks holds that the last row ends with the text, so that keys are waited for, and that
// the last rows have the others.
func asks(last string, texts ...string) func(view) error {
	return func(v view) error {
		rows := v.rows[max(len(v.rows)-20, 0):]
		if len(rows) == 0 || !strings.HasSuffix(rows[len(rows)-1], last) || strings.Contains(rows[len(rows)-1], "❯ ?") {
			return fmt.Errorf("it does not end with %q", last)
		}
		for _, text := range texts {
			if !strings.Contains(strings.Join(rows, "\n"), text) {
				return fmt.Errorf("%q is not shown", text)
			}
		}
		return nil
	}
}

// TestStopWithoutShell presses Ctrl-Z where no shell could let the program go on,
// so that the system does not stop it: the question is drawn anew and can be
// answered.
func TestStopWithoutShell(t *testing.T) {
	t.Parallel()
	s := begin(t, size{80, 24}, catalogue.English, nil, "--new", "40")
	s.showsQuestion()
	s.press("\x1a")
	s.await("the question again", func(v view) error {
		if n := strings.Count(v.String(), s.head()); n != 2 {
			return fmt.Errorf("its head is shown %d times", n)
		}
		return shows("?  I don't know")(v)
	})
	s.press("q")
	s.leaves(app.ExitDone)
}

// TestResizeStorm changes the size of the screen in the middle of a question, many
// times: the question is there once, and every row fits.
func TestResizeStorm(t *testing.T) {
	t.Parallel()
	s := begin(t, size{100, 24}, catalogue.English, nil, "--new", "40")
	s.showsQuestion()
	for i := range 30 {
		s.resize(size{46 + 54*(i%2), 24})
	}
	s.resize(size{45, 24})
	s.await("the question", func(v view) error {
		rows := v.rows[max(len(v.rows)-10, 0):]
		if n := strings.Count(strings.Join(rows, "\n"), "I don't know"); n != 1 {
			return fmt.Errorf("the list is there %d times", n)
		}
		return nil
	})
	s.press("1")
	s.await("a verdict", asks("?  I don't know", "Next in", "2/20"))
	s.press("q")
	s.leaves(app.ExitDone)
	s.recorded(1)
}

// TestScreenUndo takes answers back: of this drill, and then of the one before. The
// question is asked again, and what was taken back does not count.
func TestScreenUndo(t *testing.T) {
	t.Parallel()
	s := begin(t, size{80, 24}, catalogue.English, nil, "--new", "40", "--kind", "port-to-service")
	s.showsQuestion()
	s.press("u")
	s.await("nothing to undo", asks("?  I don't know", text("NothingToUndo").In(catalogue.English), "1/20"))
	s.press("?")
	s.await("the second", asks("?  I don't know", "2/20"))
	s.press("u")
	s.await("the first again", asks("?  I don't know", text("Undone").In(catalogue.English), "1/20 ·", "❯ 1  "))
	s.press("1")
	s.await("the second again", asks("?  I don't know", "✗ Wrong.", "2/20"))
	s.press("q")
	s.leaves(app.ExitDone)
	s.recorded(2 - 1)
}

// TestPartsSurviveResize gives a screen another size in the middle of an answer that
// has several parts: those that were picked are still there.
func TestPartsSurviveResize(t *testing.T) {
	for kind, parts := range map[string][2]string{"match": {"1", "(2 of 4)"}, "order": {"2", "(2 of 4)"}, "select-all": {"3", "3  [x]"}} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := start(t, size{100, 24}, nil, drillArgs(t.TempDir(), catalogue.English, "--kind", kind, "--seed", "1")...)
			s.await("the question", shows("1/20", "?  I don't know"))
			s.press(parts[0])
			s.await("a part", shows(parts[1]))
			for _, columns := range []int{60, 100, 50} {
				s.resize(size{columns, 24})
				s.await("the part again", func(v view) error {
					last := v.rows[max(len(v.rows)-12, 0):]
					if n := strings.Count(strings.Join(last, "\n"), parts[1]); n != 1 {
						return fmt.Errorf("%q is there %d times", parts[1], n)
					}
					return v.fits()
				})
			}
			s.press("q")
			s.leaves(app.ExitDone)
		})
	}
}
