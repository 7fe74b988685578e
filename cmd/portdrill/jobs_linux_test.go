package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"portdrill/cmd/internal/app"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"portdrill/questions/testenv"
)

// TestJobControl stops the program by Ctrl-Z, lets it go on and ends it by a signal,
// from shells with job control: one that gives a terminal its modes back itself, and
// one that leaves that to its programs.
func TestJobControl(t *testing.T) {
	for _, shell := range []string{"bash --norc -i", "sh -i"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := startShell(t, strings.Fields(shell))
			s.await("a prompt", s.prompts(nil))
			before := modesOf(t, s.tty)

			s.press("portdrill drill --limit 5 --seed 1 --now 2026-03-02T09:00:00Z\r")
			s.await("a question", s.asks("1/5 ·"))
			s.press(down + "\x1a")
			s.await("a prompt", s.prompts(before))
			s.press("fg\r")
			s.await("the question again", s.asks("❯ 2  "))
			s.press(enter)
			s.await("the next question", s.asks("2/5 ·"))
			s.press("\x1a")
			s.await("a prompt", s.prompts(before))
			s.press("fg\r")
			s.await("the next question again", s.asks("2/5 ·"))

			if err := syscall.Kill(-s.foreground(), syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			s.await("a prompt", s.prompts(before))
			s.press("echo code $?\r")
			s.await("the exit code", func(v view) error {
				if !strings.Contains(v.String(), "\ncode 143\n") {
					return fmt.Errorf("it is not 143")
				}
				return s.prompts(before)(v)
			})
			s.press("exit\r")
			s.leaves(app.ExitDone)
			if got := statsOf(t, s.home("drill.db"), "stats", "--json"); !strings.Contains(got, `"answers":1,`) {
				t.Errorf("stats: %s", got)
			}
		})
	}
}

// The law: a program that something else stopped, without asking it, takes the terminal over
// again when it goes on: keys are not echoed or collected into lines.
func TestStoppedFromOutside(t *testing.T) {
	for _, shell := range []string{"bash --norc -i", "sh -i"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := startShell(t, strings.Fields(shell))
			s.await("a prompt", s.prompts(nil))
			before := modesOf(t, s.tty)
			s.press("portdrill drill --seed 1 --now 2026-03-02T09:00:00Z\r")
			s.await("a question", s.asks("10 left ·"))
			raw := *modesOf(t, s.tty)
			if err := syscall.Kill(-s.foreground(), syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			s.await("the shell", func(v view) error {
				if !strings.Contains(v.String(), "Stopped") {
					return fmt.Errorf("it has not stopped")
				}
				return nil
			})
			if err := term.Restore(int(s.tty.Fd()), before); err != nil { // as bash does by itself
				t.Fatal(err)
			}
			s.press("fg\r")
			s.await("the terminal to be taken over", func(view) error {
				if *modesOf(t, s.tty) != raw {
					return fmt.Errorf("it has other modes than before")
				}
				return nil
			})
			s.press(down)
			s.await("the second option", s.asks("❯ 2  "))
			s.press(enter)
			s.await("the next question", s.asks("port 80"))
			if err := syscall.Kill(-s.foreground(), syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			s.await("a prompt", s.prompts(before))
		})
	}
}

const prompt = "shell>"

// A shell is a screen with one, that the program can be started from.
type shell struct {
	*screen
	folder string
}

func startShell(t *testing.T, command []string) *shell {
	t.Helper()
	path := testenv.Program(t, command[0])
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &shell{newScreen(t, size{100, 24}), t.TempDir()}
	if err := os.Symlink(program, s.home("portdrill")); err != nil { // by its name the test program is the other one
		t.Fatal(err)
	}
	s.runs(&exec.Cmd{Path: path, Args: command, Dir: s.folder, Env: []string{
		"HOME=" + s.folder, "PATH=" + s.folder + ":" + os.Getenv("PATH"), "PS1=" + prompt + " ",
		"PORTDRILL_DB=" + s.home("drill.db"), "GORACE=atexit_sleep_ms=0",
	}})
	return s
}

func (s *shell) home(file string) string { return filepath.Join(s.folder, file) }

// prompts holds that the shell waits for a command, the cursor visible behind its
// prompt, and the terminal's modes those of before.
func (s *shell) prompts(before *term.State) func(view) error {
	return func(v view) error {
		switch {
		case len(v.rows) == 0 || v.rows[len(v.rows)-1] != prompt || v.cursor != len(v.rows)-1 || v.column != len(prompt)+1:
			return fmt.Errorf("there is no prompt")
		case v.hidden:
			return fmt.Errorf("the cursor is hidden")
		case before != nil && *modesOf(s.t, s.tty) != *before:
			return fmt.Errorf("the terminal has other modes than before")
		}
		return v.fits()
	}
}

// asks holds that a question is asked, with nothing after it.
func (s *shell) asks(text string) func(view) error {
	return func(v view) error {
		if last := v.rows[max(len(v.rows)-8, 0):]; !strings.Contains(strings.Join(last, "\n"), text) {
			return fmt.Errorf("%q is not shown", text)
		}
		return endsWith("?  I don't know")(v)
	}
}

// foreground is the process group that has the terminal.
func (s *shell) foreground() int {
	s.t.Helper()
	group, err := unix.IoctlGetInt(int(s.keys.Fd()), unix.TIOCGPGRP)
	if err != nil {
		s.t.Fatal(err)
	}
	return group
}
