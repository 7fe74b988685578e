//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// The law: a file that is moved away under a session, or replaced by another one,
// is noticed before the next answer is acknowledged; when it lies where it did, the
// session goes on, and what was acknowledged survives a kill.
func TestFilePutBack(t *testing.T) {
	for _, trouble := range []struct {
		what string
		take func(t *testing.T, path string)
	}{
		{"moved", func(t *testing.T, path string) { rename(t, path, path+".moved") }},
		{"moved, and another in its place", func(t *testing.T, path string) {
			rename(t, path, path+".moved")
			answerSome(t, path+".other", 3)
			rename(t, path+".other", path)
		}},
		{"folder moved", func(t *testing.T, path string) { rename(t, filepath.Dir(path), filepath.Dir(path)+".moved") }},
	} {
		t.Run(trouble.what, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "folder")
			makeFolder(t, folder)
			p := converseWith(t, filepath.Join(folder, "it.db"))
			p.answer(4)
			trouble.take(t, p.path)
			p.answerInVain("was moved, deleted or replaced while in use")
			p.answerInVain("was moved, deleted or replaced while in use")
			for _, moved := range []string{p.path, folder} {
				if _, err := os.Stat(moved + ".moved"); err == nil {
					rename(t, moved+".moved", moved)
				}
			}
			p.answer(3)
			p.kill()
			p.keptAre()
		})
	}
}

// The law: a file that is deleted or replaced under a session is noticed before the
// next answer is acknowledged, and all that was acknowledged before is in a backup
// by then. What lies in its place is left as it is, and does not get what belongs to
// the other one.
func TestFileTaken(t *testing.T) {
	for what, take := range map[string]func(t *testing.T, path string){
		"deleted": remove,
		"replaced": func(t *testing.T, path string) {
			answerSome(t, path+".other", 3)
			rename(t, path+".other", path)
		},
	} {
		for _, killed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, killed=%v", what, killed), func(t *testing.T) {
				t.Parallel()
				p := converseWith(t, filepath.Join(t.TempDir(), "it.db"))
				p.answer(4)
				take(t, p.path)
				before, _ := os.ReadFile(p.path) // of what was put there, if anything was
				p.answerInVain("was moved, deleted or replaced while in use")
				if killed {
					p.kill()
				} else {
					p.quit()
				}
				after, _ := os.ReadFile(p.path)
				if string(after) != string(before) {
					t.Error("what lies there was changed")
				}
				if what == "replaced" {
					if n := len(answersIn(t, p.path)); n != 3 {
						t.Errorf("what lies there has %d answers", n)
					}
				}
				p.keptIn(onlyBackup(t, p.path, store.Displaced))
			})
		}
	}
}

// The law: a file that is cut off or overwritten in place under a session gets no
// acknowledgement more, and what was put there stays as it is.
func TestFileOverwritten(t *testing.T) {
	for what, overwrite := range map[string]func(t *testing.T, path string){
		"cut off":     func(t *testing.T, path string) { shorten(t, path, 0) },
		"cut in half": func(t *testing.T, path string) { shorten(t, path, 1<<16) },
		"copied over": func(t *testing.T, path string) {
			answerSome(t, path+".other", 2)
			content, err := os.ReadFile(path + ".other")
			if err == nil {
				err = os.WriteFile(path, content, 0o600) // in place, as cp does
			}
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			p := converseWith(t, filepath.Join(t.TempDir(), "it.db"))
			p.answer(4)
			overwrite(t, p.path)
			before, _ := os.ReadFile(p.path)
			p.answerInVain("was overwritten or cut off by something else while in use")
			p.answerInVain("was overwritten or cut off by something else while in use")
			p.quit()
			if after, _ := os.ReadFile(p.path); string(after) != string(before) {
				t.Error("what lies there was changed")
			}
			if what != "copied over" {
				return
			}
			if n := len(answersIn(t, p.path)); n != 2 {
				t.Errorf("what lies there has %d answers", n)
			}
		})
	}
}

func shorten(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// The law: of a deleted write-ahead log, or its index, nothing is lost from when it
// is noticed, which is before the next answer is acknowledged. The answer can be
// given again at once.
func TestLogDeleted(t *testing.T) {
	for what, suffixes := range map[string][]string{"log": {"-wal"}, "index": {"-shm"}, "both": {"-wal", "-shm"}} {
		for _, more := range []int{0, 3} {
			t.Run(fmt.Sprintf("%s, %d more", what, more), func(t *testing.T) {
				t.Parallel()
				p := converseWith(t, filepath.Join(t.TempDir(), "it.db"))
				p.answer(4)
				for _, suffix := range suffixes {
					remove(t, p.path+suffix)
				}
				p.answerInVain(p.path + suffixes[0] + " was deleted while in use; its contents were saved")
				p.answer(more)
				p.kill()
				p.keptAre()
			})
		}
	}
}

// The law: the same holds while a second session has the file open, and for what
// that one has shown; it may have to begin again.
func TestLogDeletedUnderTwo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	p, other := converseWith(t, path), converseWith(t, path)
	p.answer(2)
	other.answer(2)
	p.answer(1)
	remove(t, path+"-wal")
	p.answerInVain("was deleted")
	p.answer(2)
	other.answerInVain("was replaced while in use")
	other.kill()
	p.kill()
	p.shown = append(p.shown[:2:2], append(other.shown, p.shown[2:]...)...)
	p.keptAre()
}

// The law: the grade of a flashcard that cannot be kept is sent again, and counts
// once, as it was first given.
func TestFlashcardInVain(t *testing.T) {
	p := talkTo(t, itself(t, "portdrill", "flashcards", "--json", "--lang", "en", "--db", filepath.Join(t.TempDir(), "it.db")))
	p.path = p.program.Args[len(p.program.Args)-1]
	p.asked()
	p.say(`{"reveal":true}`)
	p.hear("back")
	rename(t, p.path, p.path+".moved")
	p.say(`{"grade":"easy"}`)
	p.hearWhy("was moved, deleted or replaced while in use")
	rename(t, p.path+".moved", p.path)
	p.say(`{"grade":"again"}`)
	verdict := p.hear("verdict")
	p.shown = append(p.shown, verdict.ID)
	if verdict.Grade != "easy" {
		t.Errorf("the grade is %q", verdict.Grade)
	}
	p.kill()
	p.keptAre()
}

// The law: in a mock exam, too, an answer that cannot be kept can be taken back; the
// verdicts at its end are those of the answers that stand. An undo that cannot be
// kept takes nothing back.
func TestExamInVain(t *testing.T) {
	p := talkTo(t, itself(t, "portdrill", "quiz", "--json", "--lang", "en", "--count", "3", "--db", filepath.Join(t.TempDir(), "it.db")))
	p.path = p.program.Args[len(p.program.Args)-1]
	answer := func() {
		first := p.asked().ID
		p.say(`{"choice":1}`)
		p.hear("recorded")
		p.shown = append(p.shown, first)
	}
	answer()
	answer()
	third := p.asked().ID
	rename(t, p.path, p.path+".moved")
	p.say(`{"choice":1}`)
	p.hearWhy("was moved, deleted or replaced while in use")
	p.say(`{"undo":true}`) // of the answer that was not kept
	p.hear("undone")
	if again := p.asked().ID; again != third {
		t.Errorf("asked again: %s, not %s", again, third)
	}
	p.say(`{"undo":true}`) // of the second
	if said := p.hear("error").Message; !strings.Contains(said, text("NotUndone").In(catalogue.English)) {
		t.Errorf("it says %q", said)
	}
	rename(t, p.path+".moved", p.path)
	p.say(`{"undo":true}`)
	p.hear("undone")
	p.shown = p.shown[:1]
	answer()
	answer()
	for _, id := range p.shown {
		if verdict := p.hear("verdict").ID; verdict != id {
			t.Errorf("a verdict on %s, want %s", verdict, id)
		}
	}
	if sum := p.hear("summary"); sum.Asked != 3 {
		t.Errorf("%d answers in the summary", sum.Asked)
	}
	if code := p.wait(); code != app.ExitDone {
		t.Errorf("exit code %d", code)
	}
	p.keptAre()
}

// answerSome makes a database with as many answers.
func answerSome(t *testing.T, path string, n int) {
	t.Helper()
	p := converseWith(t, path)
	p.answer(n)
	if code := p.quit(); code != app.ExitDone {
		t.Fatalf("exit code %d: %s", code, p.aside)
	}
}

// onlyBackup returns the one backup of the kind.
func onlyBackup(t *testing.T, path string, kind store.BackupKind) string {
	t.Helper()
	all, err := store.Backups(path)
	if err != nil {
		t.Fatal(err)
	}
	var of []string
	for _, b := range all {
		if b.Kind == kind {
			of = append(of, b.Path)
		}
	}
	if len(of) != 1 {
		t.Fatalf("%d backups of kind %s among %v", len(of), kind, all)
	}
	return of[0]
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func makeFolder(t *testing.T, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
}
