//go:build unix

package terminal

import (
	"os/signal"
	"syscall"

	"github.com/chzyer/readline"
)

// ignoreResizes keeps the library below promptui from reacting to a new size of
// the screen, which it does while it may be setting up a prompt. Rows are
// measured anew for each question.
func ignoreResizes() {
	readline.DefaultOnWidthChanged(func() {}) // what promptui calls first, once
	signal.Reset(syscall.SIGWINCH)
}
