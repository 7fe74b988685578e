//go:build unix

package terminal

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/chzyer/readline"
)

// onResize calls do for every new size of the screen until the returned function is
// called. The library below promptui, which would redraw while it may be setting up
// a prompt, is kept from it.
func onResize(do func()) (stop func()) {
	readline.DefaultOnWidthChanged(func() {}) // what promptui calls first, once
	signal.Reset(syscall.SIGWINCH)
	return onSignal(syscall.SIGWINCH, do)
}

// onContinue calls do whenever the program goes on after it was stopped, until the returned
// function is called.
func onContinue(do func()) (stop func()) { return onSignal(syscall.SIGCONT, do) }

func onSignal(s os.Signal, do func()) (stop func()) {
	came := make(chan os.Signal, 1)
	signal.Notify(came, s)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-came:
				do()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(came)
		close(done)
	}
}

// stopProgram stops the program and its job, as Ctrl-Z does on a terminal that was
// not taken over, and returns when it goes on. The signal may take effect after it
// was sent, so that the one to go on is waited for.
func stopProgram() error {
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	defer signal.Stop(goesOn)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	const takesEffect = 300 * time.Millisecond
	select {
	case <-goesOn:
	case <-time.After(takesEffect):
	}
	return nil
}
