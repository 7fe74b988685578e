package app

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"portdrill/cmd/internal/terminal"
	"portdrill/questions/catalogue"
)

// A console is the terminal while the program has taken it over.
type console struct {
	Prompts *terminal.Prompts
	out     *os.File
}

// TakeConsole takes the terminal over, if there is one that can be redrawn and it was
// not taken before, until the returned function is called. Everything that is
// written goes through the prompts then.
func (a *App) TakeConsole() (release func(), err error) {
	in, out, ok := promptable(a)
	if !ok || a.Console != nil {
		return func() {}, nil
	}
	prompts, err := terminal.NewPrompts(in, out, a.Style(), a.Lang, a.ScreenSize)
	if err != nil {
		return nil, err
	}
	if !a.Clock.IsPretended() { // a rehearsal has no reflexes
		prompts.Settle(reflex)
	}
	before := a.Out
	a.Console = &console{prompts, out}
	a.Out = prompts.Out()
	back := a.Messages.Redirect(prompts.Out(), columnsOf(out))
	end := a.OnSignal(func() { prompts.Close() })
	return func() {
		end()
		back()
		a.Out, a.Console = before, nil
		prompts.Close()
	}, nil
}

// reflex is shorter than it takes to read and answer: what is struck within it was meant
// for what was shown before.
const reflex = 300 * time.Millisecond

// Chooser asks what is no question of a session: on the terminal, or as lines.
type Chooser interface {
	Pick(title string, rows []string) (int, error)
	Type(title, preset string) (string, error)
	Browse(title string, rows []string, at int) (int, error)
}

// Chooser returns what asks for a choice: the terminal, else plain lines.
func (a *App) Chooser() Chooser {
	if a.Console != nil {
		return a.Console.Prompts
	}
	return a.PlainLines()
}

// PlainLines reads lines. There is one reader for the whole run, since it reads
// ahead.
func (a *App) PlainLines() *terminal.Lines {
	if a.lines == nil {
		_, typed := TerminalOf(a.In)
		a.lines = terminal.NewLines(a.In, a.Out, a.Lang, typed)
	}
	return a.lines
}

// promptable returns the terminal, if there is one that can be redrawn.
func promptable(a *App) (in, out *os.File, ok bool) {
	in, isIn := TerminalOf(a.In)
	out, isOut := TerminalOf(a.Out)
	return in, out, isIn && isOut && !a.plain && !a.NoInput && a.Getenv("TERM") != "dumb"
}

// Within does something from the menu. To leave it is to come back to the menu, and
// what goes wrong is said there.
func (a *App) Within(ctx context.Context, do func(context.Context) error) error {
	if a.Console != nil {
		defer a.Console.Prompts.Nest()()
	}
	defer func(before bool) { a.InMenu = before }(a.InMenu)
	a.InMenu = true
	err := do(ctx)
	switch {
	case err == nil, errors.Is(err, terminal.ErrQuit):
		return nil
	case errors.Is(err, ErrLeave):
		return terminal.ErrQuit
	case errors.Is(err, terminal.ErrInterrupted), errors.Is(err, terminal.ErrInputEnded):
		return err
	}
	Report(a.Messages, a.Lang, err)
	return nil
}

// Paged shows what is printed page by page on a terminal that can be redrawn, and waits
// before it is gone.
func (a *App) Paged(do func() error) error {
	if a.Console == nil {
		return do()
	}
	var text strings.Builder
	before := a.Out
	a.Out = &text
	err := do()
	a.Out = before
	if err != nil {
		return err
	}
	return a.Console.Prompts.Page(text.String())
}

// ErrLeave is returned by the row that leaves the menu.
var ErrLeave = errors.New("leave the menu")

var LanguageNames = map[catalogue.Lang]string{catalogue.English: "English", catalogue.Chinese: "中文"}

// Speak changes the language for the rest of the run.
func (a *App) Speak(lang catalogue.Lang) {
	a.Lang = lang
	if a.Console != nil {
		a.Console.Prompts.Speak(lang)
	}
	if a.lines != nil {
		a.lines.Speak(lang)
	}
}
