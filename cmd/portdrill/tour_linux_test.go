package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/tools/txtar"

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// TestTour walks through the program as a newcomer would. What every screen shows is
// kept in testdata/screens, to be read by people: its colours as the numbers of their
// escape sequences in ‹›. Without colour it shows the same. -update writes the files.
func TestTour(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}, {120, 40}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			name := fmt.Sprintf("%dx%d-%s", size.columns, size.rows, lang)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join("testdata", "screens", name+".txt")
				if *update {
					write := &tour{t: t, size: size, lang: lang}
					write.walk()
					if err := os.WriteFile(file, txtar.Format(&write.screens), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				kept, err := txtar.ParseFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, noColour := range []string{"", "1"} {
					again := &tour{t: t, size: size, lang: lang, noColour: noColour, kept: kept}
					again.walk()
					if n := len(again.screens.Files); n != len(kept.Files) {
						t.Errorf("%d screens are kept, the tour has %d", len(kept.Files), n)
					}
				}
			})
		}
	}
}

// A tour is a walk through the program, screen by screen.
type tour struct {
	*screen
	t        *testing.T
	size     size
	lang     catalogue.Lang
	noColour string
	db       string
	now      string // the first day where it is empty
	screens  txtar.Archive
	kept     *txtar.Archive // what the screens are to be; nil where they are made
}

// walk goes through all there is to see. How a screen ends says that it is whole.
func (w *tour) walk() {
	w.t.Helper()
	w.db = filepath.Join(w.t.TempDir(), "tour.db")
	w.meet()
	w.typed()
	w.drill()
	w.several()
	w.printed()
	w.flashcards()
	w.quiz()
	w.look()
	w.returns()
}

// meet begins for the first time.
func (w *tour) meet() {
	w.begin()
	w.shows("first start: name", "  >")
	w.types("Anna", enter)
	w.shows("first start: goal", "9  ")
	w.press("1")
	w.shows("home menu", "9  "+text("MenuQuit").In(w.lang))
	w.press("5")
	w.shows("look up: what", "  >")
	w.types("53", enter)
	w.shows("look up: 53", "  >", catalogue.RegistryDate)
	w.press(ctrlC)
	w.leaves(app.ExitInterrupted)
}

// drill answers questions of every verdict, and comes to the end of a session.
func (w *tour) drill() {
	dontKnow := "?  " + text("DontKnow").In(w.lang)
	w.begin("drill", "--limit", "6", "--seed", "4")
	w.shows("drill: the first question", dontKnow, "1/6")
	w.press("1")
	w.shows("drill: a verdict, and the next question", dontKnow, "2/6")
	w.press("?")
	w.shows("drill: not known", dontKnow, "3/6")
	w.press("u")
	w.shows("drill: taken back", dontKnow, "2/6", strings.TrimRight(text("Undone").In(w.lang), ":："))
	if w.size.rows >= 24 { // else the title of the keys is out of sight
		w.press("h")
		w.shows("drill: all keys", dontKnow, w.keysTitle(), text("KeysChoice").In(w.lang, "1-4"))
	}
	for n := 3; n <= 6; n++ {
		w.press("2")
		w.await("the next question", puts(fmt.Sprintf("%d/6 ·", n), w.lang))
	}
	w.press("2")
	w.shows("drill: the end", "2  "+text("EnoughForNow").In(w.lang))
	w.press("q")
	w.leaves(app.ExitDone)
}

// keysTitle is how the list of all keys begins.
func (w *tour) keysTitle() string { return string([]rune(text("KeysTitle").In(w.lang))[:4]) }

// typed answers questions by typing, once nearly right.
func (w *tour) typed() {
	w.begin("drill", "--format", "typed", "--kind", "port-to-service", "--limit", "2", "--new", "20", "--seed", "2")
	w.shows("typed: the question", "  >", "1/2")
	w.types("secure shel", enter)
	w.shows("typed: nearly right", "  >", "≈")
	w.types("secure shell", enter)
	w.shows("typed: a verdict, and the next question", "  >", "2/2")
	w.press(ctrlC)
	w.leaves(app.ExitInterrupted)
}

// printed answers questions that show what a machine prints.
func (w *tour) printed() {
	dontKnow := "?  " + text("DontKnow").In(w.lang)
	for _, kind := range questions.Kinds() {
		if !kind.Practice() {
			continue
		}
		for _, format := range kind.Formats() {
			w.begin("drill", "--kind", string(kind), "--format", string(format), "--limit", "2", "--seed", "8")
			w.shows(fmt.Sprintf("%s, %s: the question", kind, format), dontKnow)
			if format == questions.Choice {
				w.press("2")
				w.await("the next question", puts("2/2 ·", w.lang))
				w.shows(string(kind)+": a verdict, and the next question", dontKnow)
			}
			w.press(ctrlC)
			w.leaves(app.ExitInterrupted)
		}
	}
}

// several answers questions that have several parts.
func (w *tour) several() {
	dontKnow := "?  " + text("DontKnow").In(w.lang)
	for _, kind := range []struct{ name, told string }{{"match", " = "}, {"order", "❯ 1. "}} {
		w.begin("drill", "--kind", kind.name, "--limit", "2", "--seed", "5")
		w.shows(kind.name+": the question", dontKnow)
		w.press("2")
		w.shows(kind.name+": one part answered", dontKnow, kind.told)
		w.press("11")
		w.shows(kind.name+": a verdict, and the next question", dontKnow, "2/2 ·")
		w.press(ctrlC)
		w.leaves(app.ExitInterrupted)
	}
	w.begin("drill", "--kind", "select-all", "--limit", "2", "--seed", "5")
	w.shows("select-all: the question", dontKnow)
	w.press(down + " ")
	w.shows("select-all: one is marked", dontKnow, "2  [x]")
	w.press("3")
	w.waits(dontKnow, "3  [x]")
	w.press(enter)
	w.shows("select-all: a verdict, and the next question", dontKnow, "2/2")
	w.press(ctrlC)
	w.leaves(app.ExitInterrupted)
}

// flashcards turns a card and grades it.
func (w *tour) flashcards() {
	front := "1  " + text("ShowBack").In(w.lang)
	w.begin("flashcards", "--limit", "2", "--seed", "6")
	w.shows("flashcards: front", front, "1/2")
	w.press(" ")
	w.shows("flashcards: back", "4  "+text("GradeEasy").In(w.lang))
	w.press(" ")
	w.shows("flashcards: graded, and the next front", front, "2/2")
	w.press("q")
	w.leaves(app.ExitDone)
}

// quiz sits a mock exam, leaves it, hands it in, and looks at what was missed.
func (w *tour) quiz() {
	dontKnow := "?  " + text("DontKnow").In(w.lang)
	w.begin("quiz", "--count", "4", "--seed", "7")
	w.shows("quiz: the first question", dontKnow, "1/4")
	w.press("1")
	w.waits(dontKnow, "2/4")
	w.press("q")
	w.shows("quiz: leave?", "4  ")
	w.press("1")
	w.shows("quiz: gone on", dontKnow, "❯")
	w.press("m")
	w.shows("quiz: marked", dontKnow, text("Marked").In(w.lang))
	w.press("s")
	w.shows("quiz: skipped", dontKnow, "3/4")
	w.press("1")
	w.waits(dontKnow, "4/4")
	w.press("l")
	w.shows("quiz: the list", "← "+text("Back").In(w.lang), text("SheetOpen").In(w.lang))
	w.press("q")
	w.waits(dontKnow, "4/4")
	w.press("q")
	w.waits("4  ")
	w.press("2")
	w.leaves(app.ExitDone)
	w.shows("quiz: left", "")
	w.begin("quiz", "--seed", "7")
	w.shows("quiz: not handed in", "2  "+text("ExamFresh").In(w.lang))
	w.press("1")
	w.waits(dontKnow, "3/4")
	w.press("1")
	w.waits(dontKnow, "4/4")
	w.press("1")
	w.shows("quiz: all answered", "3  "+text("LeaveList").In(w.lang))
	w.press("1")
	w.shows("quiz: the result", "3  "+text("EnoughForNow").In(w.lang))
	w.press("1")
	w.shows("quiz: a miss", "2  "+text("EnoughForNow").In(w.lang))
	w.press(ctrlC)
	w.leaves(app.ExitInterrupted)
}

// look goes through the menu of somebody who has learned.
func (w *tour) look() {
	w.begin("--learner", "Anna")
	quit := "9  " + text("MenuQuit").In(w.lang)
	w.shows("home menu: later", quit)
	w.press("4")
	w.shows("weak areas", "2  "+text("WeakBack").In(w.lang))
	w.press("q")
	w.waits(quit)
	w.press("6")
	w.shows("progress: the first page", text("ReadOn").In(w.lang))
	w.press("q")
	w.waits(quit)
	w.press("7")
	w.shows("cards: which", text("StateNew").In(w.lang))
	w.press("1")
	w.shows("cards: the list", w.end("← "), ":service")
	name := map[catalogue.Lang]string{catalogue.English: "dns", catalogue.Chinese: "域名系统"}[w.lang] // cut on a narrow screen
	w.types("/", name)
	w.shows("cards: a search", "← "+text("Back").In(w.lang), name+"|")
	w.press(enter)
	w.shows("cards: one", w.end("← "), text("ColumnLapses").In(w.lang))
	w.press("q")
	w.waits(quit)
	w.press("8")
	w.shows("settings", w.end(text("BackRow").In(w.lang)))
	w.press("2")
	w.shows("settings: a value", "  >")
	w.types("15", enter)
	w.shows("settings: changed", w.end(text("BackRow").In(w.lang)), "15")
	w.press(ctrlC)
	w.leaves(app.ExitInterrupted)
}

// returns comes back after three weeks, and practises what waits.
func (w *tour) returns() {
	w.now = "2026-03-23T09:00:00+00:00"
	w.begin("--learner", "Anna", "--seed", "8")
	quit := "9  " + text("MenuQuit").In(w.lang)
	w.shows("home menu: after three weeks", quit)
	w.press(enter)
	w.shows("drill: after three weeks", "?  "+text("DontKnow").In(w.lang))
	w.press("?")
	w.waits("?  "+text("DontKnow").In(w.lang), text("Shown").In(w.lang))
	w.press("q")
	w.shows("home menu: after a first answer", quit)
	w.press("q")
	w.leaves(app.ExitDone)
}

// end is what the last row of a long list has: on a low screen it is another one, with
// the sign that there are more.
func (w *tour) end(last string) string {
	if w.size.rows < 24 {
		return "↓"
	}
	return last
}

// begin starts the program on a screen of its own.
func (w *tour) begin(args ...string) {
	w.t.Helper()
	args = append(args, "--lang", string(w.lang), "--db", w.db, "--now", cmp.Or(w.now, "2026-03-02T09:00:00+00:00"))
	w.screen = start(w.t, w.size, []string{"NO_COLOR=" + w.noColour, "USER=bo"}, args...)
}

// types waits between two presses until the first is shown.
func (w *tour) types(first, then string) {
	w.t.Helper()
	w.press(first)
	w.waits("", first)
	w.press(then)
}

// waits until the last row ends with the text and the screen shows the others.
func (w *tour) waits(last string, texts ...string) {
	w.t.Helper()
	w.await(strings.Join(texts, ", "), w.whole(last, texts))
}

func (w *tour) whole(last string, texts []string) func(view) error {
	return func(v view) error {
		seen := v.rows[max(len(v.rows)-w.size.rows, 0):]
		for _, text := range texts {
			if !slices.ContainsFunc(seen, func(row string) bool { return strings.Contains(row, text) }) {
				return fmt.Errorf("%q is not shown", text)
			}
		}
		if len(seen) == 0 || !strings.Contains(seen[len(seen)-1], last) {
			return fmt.Errorf("the last row has no %q", last)
		}
		return v.fits()
	}
}

// shows waits for a screen and keeps it, or holds that it is the one that is kept.
func (w *tour) shows(name, last string, texts ...string) {
	w.t.Helper()
	whole := w.whole(last, texts)
	w.await(name, func(v view) error {
		if err := whole(v); err != nil || w.kept == nil {
			return err
		}
		return w.isKept(name)
	})
	if err := speaksOnly(w.lang, mark.ReplaceAllString(w.painted(), "")); err != nil {
		w.t.Errorf("%s: %v", name, err)
	}
	w.screens.Files = append(w.screens.Files, txtar.File{Name: name, Data: []byte(w.painted())})
}

// mark matches the readable form of an escape sequence of colours.
var mark = regexp.MustCompile(`‹[\d;]*›`)

func (w *tour) isKept(name string) error {
	i := slices.IndexFunc(w.kept.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		return errors.New("no such screen is kept")
	}
	want, got := string(w.kept.Files[i].Data), w.painted()
	if w.noColour != "" {
		want = mark.ReplaceAllString(want, "")
	}
	if got != want {
		return fmt.Errorf("it is\n%s\nand not\n%s", got, want)
	}
	return nil
}

// painted is what the screen shows, without what has left it, with readable colours.
func (s *screen) painted() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]string, s.emulator.Height())
	for y := range rows {
		rows[y] = s.paintedRow(y)
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n") + "\n"
}

func (s *screen) paintedRow(y int) string {
	var row strings.Builder
	var style uv.Style
	for x := range s.emulator.Width() {
		cell := s.emulator.CellAt(x, y)
		if cell.Width == 0 { // the second half of a wide sign
			continue
		}
		if !cell.Style.Equal(&style) {
			style = cell.Style
			row.WriteString(readable(style))
		}
		row.WriteString(cell.Content)
	}
	return strings.TrimRight(row.String(), " ")
}

// readable is the mark for what begins there.
func readable(style uv.Style) string {
	numbers := strings.TrimSuffix(strings.TrimPrefix(style.String(), "\x1b["), "m")
	return "‹" + cmp.Or(numbers, "0") + "›"
}
