//go:build unix

package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// lockPatience is how long a lock is waited for, in seconds.
const lockPatience = 5

// The law: who waits for another program says for which, and how long it will; what
// was answered is recorded, once, when that program has finished in time.
func TestLockFreedInTime(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			p := converseWith(t, filepath.Join(t.TempDir(), "it.db"), "--lang", string(lang))
			p.answer(2)
			l := lockFile(t, p.path)
			p.reply()
			p.aside.await(t, text("WaitingFor").In(lang, l.name, l.pid, p.path, lockPatience))
			l.release()
			p.verdict()
			p.answer(1)
			p.kill()
			p.keptAre()
		})
	}
}

// The law: what cannot be recorded for a lock is not acknowledged, and said so; it
// can be answered again when the lock is gone, and is then recorded once. Who only
// writes lines into a pipe is not asked: it is tried again for about 10 seconds, and
// then the program ends with 1.
func TestLockNotFreed(t *testing.T) {
	t.Parallel()
	p := converseWith(t, filepath.Join(t.TempDir(), "dialogue.db"))
	p.answer(2)
	piped := pipeInto(t, filepath.Join(t.TempDir(), "pipe.db"))
	piped.line("?")
	piped.out.await(t, "Remember: ")
	screen := begin(t, size{80, 24}, catalogue.English, nil, "--format", "choice", "--new", "40")
	screen.showsQuestion()
	var locks []locker // while all wait at once
	for _, path := range []string{p.path, piped.path, screen.path()} {
		locks = append(locks, lockFile(t, path))
	}
	p.reply()
	piped.line("?")
	screen.press("1")

	p.hearWhy("is locked by another program; close the other program and try again")
	locks[0].release()
	p.reply()
	p.verdict()
	p.kill()
	p.keptAre()

	screen.story = append(screen.story, screen.head(), "  "+screen.choosing(1), "  ! ")
	screen.showsTrouble(text("FileLocked"), 1)
	locks[2].release()
	screen.press(enter)
	screen.verdict(replyLine{Choice: new(1)})
	screen.showsQuestion()
	screen.press("q")
	screen.leaves(app.ExitDone)
	screen.recorded(1)

	if code := piped.wait(); code != app.ExitFailed {
		t.Errorf("exit code %d, not %d", code, app.ExitFailed)
	}
	locks[1].release()
	for _, text := range []string{text("FileLocked").In(catalogue.English, piped.path), text("LockedHint").In(catalogue.English)} {
		if said := piped.aside.String(); !strings.Contains(said, text) {
			t.Errorf("it says %q, not %q", said, text)
		}
	}
	if shown := strings.Count(piped.out.String(), "Remember: "); shown != 1 || len(answersIn(t, piped.path)) != 1 {
		t.Errorf("%d verdicts were shown:\n%s", shown, piped.out)
	}
}

// TestScreenWaiting has a learner wait for another program, at every size and in
// both languages: the screen says for which, tells nothing twice, and goes on.
func TestScreenWaiting(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			t.Run(fmt.Sprintf("%dx%d %s", size.columns, size.rows, lang), func(t *testing.T) {
				t.Parallel()
				s := begin(t, size, lang, nil, "--format", "choice", "--new", "40")
				s.showsQuestion()
				l := lockFile(t, s.path())
				s.press("2")
				s.await("the wait", func(v view) error {
					return v.says(text("WaitingFor").In(lang, l.name, l.pid, s.path(), lockPatience))
				})
				l.release()
				s.answer("", s.choosing(2), replyLine{Choice: new(2)})
				s.showsQuestion()
				s.press("q")
				s.leaves(app.ExitDone)
				s.recorded(1)
			})
		}
	}
}

// TestScreenTrouble moves the file away while a learner is drilled, at every size
// and in both languages: the screen says what is wrong, enter tries again, and the
// question is answered when the file is back. Who leaves instead is told once more,
// with exit code 1.
func TestScreenTrouble(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			t.Run(fmt.Sprintf("%dx%d %s", size.columns, size.rows, lang), func(t *testing.T) {
				t.Parallel()
				s := begin(t, size, lang, nil, "--format", "choice", "--new", "40")
				path := s.path()
				s.showsQuestion()
				rename(t, path, path+".moved")
				s.story = append(s.story, s.head(), "  "+s.choosing(1), "  ! ")
				s.press("1")
				s.showsTrouble(text("FileMoved"), 1)
				s.press("12u" + enter) // what is no key here does nothing
				s.showsTrouble(text("FileMoved"), 2)
				rename(t, path+".moved", path)
				s.press(enter)
				s.verdict(replyLine{Choice: new(1)})
				s.showsQuestion()

				rename(t, path, path+".moved")
				s.story = append(s.story, s.head(), "  "+s.choosing(0), "  ! ")
				s.press("?")
				s.showsTrouble(text("FileMoved"), 3)
				s.press("q")
				s.leaves(app.ExitFailed)
				v := s.view()
				if err := v.says(text("FileMoved").In(lang, path) + text("HintPrefix").In(lang) + text("MovedHint").In(lang)); err != nil {
					t.Error(err)
				}
				if err := v.fits(); err != nil {
					t.Error(err)
				}
				rename(t, path+".moved", path)
				s.recorded(1)
			})
		}
	}
}

// TestScreenTroubleInterrupted leaves by Ctrl-C and Ctrl-D instead.
func TestScreenTroubleInterrupted(t *testing.T) {
	for key, code := range map[string]int{ctrlC: app.ExitInterrupted, ctrlD: app.ExitFailed} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := begin(t, size{80, 24}, catalogue.English, nil, "--format", "choice", "--new", "40")
			s.showsQuestion()
			rename(t, s.path(), s.path()+".moved")
			s.story = append(s.story, s.head(), "  "+s.choosing(1), "  ! ")
			s.press("1")
			s.showsTrouble(text("FileMoved"), 1)
			s.press(key)
			s.leaves(code)
		})
	}
}

// showsTrouble waits for the law of the screen while an answer cannot be kept: it
// tells the story so far, why, and which keys there are, after so many tries.
func (p *player) showsTrouble(why wording.Text, tries int) {
	p.t.Helper()
	keys := "  " + p.fitted(text("TryAgain").In(p.lang), 4)
	p.await("the trouble", func(v view) error {
		if n := len(v.rows); n == 0 || v.rows[n-1] != keys {
			return fmt.Errorf("the screen does not end with %q", keys)
		}
		if n := len(slices.DeleteFunc(slices.Clone(v.rows), func(row string) bool { return row != keys })); n != tries {
			return fmt.Errorf("%d tries, not %d", n, tries)
		}
		if err := v.tells(p.story); err != nil {
			return err
		}
		if err := v.says(why.In(p.lang, p.path())); err != nil {
			return err
		}
		if err := v.says(text("NotKept").In(p.lang)); err != nil {
			return err
		}
		return v.fits()
	})
}

// says holds that the text is on the screen, on however many rows.
func (v view) says(text string) error {
	squeeze := strings.NewReplacer(" ", "", "\n", "").Replace
	if !strings.Contains(squeeze(v.String()), squeeze(text)) {
		return fmt.Errorf("%q is not said", text)
	}
	return nil
}

// A piped program reads lines from a pipe.
type piped struct {
	*partner
	out *listener
}

// pipeInto starts a drill that reads lines, and waits for its first question.
func pipeInto(t *testing.T, path string) *piped {
	t.Helper()
	program := itself(t, "portdrill", "drill", "--lang", "en", "--db", path)
	p := &piped{&partner{t: t, program: program, aside: newListener(), path: path}, newListener()}
	program.Stdout, program.Stderr = p.out, p.aside
	var err error
	if p.in, err = program.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Process.Kill() }) // if it has not ended
	p.out.await(t, "10 left · ")
	return p
}

func (p *piped) line(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, text+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

// The law: a program that writes lines into a pipe waits until the file is back.
func TestPipeTriesAgain(t *testing.T) {
	t.Parallel()
	p := pipeInto(t, filepath.Join(t.TempDir(), "it.db"))
	rename(t, p.path, p.path+".moved")
	p.line("?")
	p.out.await(t, text("NotKept").In(catalogue.English))
	rename(t, p.path+".moved", p.path)
	p.out.await(t, "Remember: ")
	p.line(":q")
	if code := p.wait(); code != app.ExitDone {
		t.Errorf("exit code %d: %s", code, p.aside)
	}
	if n := strings.Count(p.out.String(), text("NotKept").In(catalogue.English)); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, p.out)
	}
	if n := len(answersIn(t, p.path)); n != 1 {
		t.Errorf("%d answers are recorded", n)
	}
}
