package main

import (
	"os"

	"portdrill/cmd/internal/terminal"
)

// A console is the terminal while the program has taken it over.
type console struct {
	prompts *terminal.Prompts
	out     *os.File
}

// takeConsole takes the terminal over, if there is one that can be redrawn and it was
// not taken before, until the returned function is called. Everything that is
// written goes through the prompts then.
func (a *app) takeConsole() (release func(), err error) {
	in, out, ok := a.promptable()
	if !ok || a.console != nil {
		return func() {}, nil
	}
	prompts, err := terminal.NewPrompts(in, out, a.style(), a.lang, a.screenSize)
	if err != nil {
		return nil, err
	}
	before := a.out
	a.console = &console{prompts, out}
	a.out = prompts.Out()
	back := a.aside.through(prompts.Out(), columnsOf(out))
	end := a.onSignal(func() { prompts.Close() })
	return func() {
		end()
		back()
		a.out, a.console = before, nil
		prompts.Close()
	}, nil
}

// chooser asks what is no question of a session: on the terminal, or as lines.
type chooser interface {
	Pick(title string, rows []string) (int, error)
	Type(title, preset string) (string, error)
	Browse(title string, rows []string, at int) (int, error)
}

func (a *app) chooser() chooser {
	if a.console != nil {
		return a.console.prompts
	}
	return a.plainLines()
}

// plainLines reads lines. There is one reader for the whole run, since it reads
// ahead.
func (a *app) plainLines() *terminal.Lines {
	if a.lines == nil {
		_, typed := terminalOf(a.in)
		a.lines = terminal.NewLines(a.in, a.out, a.lang, typed)
	}
	return a.lines
}
