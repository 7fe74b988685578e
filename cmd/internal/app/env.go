package app

import (
	crand "crypto/rand"
	"encoding/binary"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"
	"golang.org/x/term"

	"portdrill/quiz"
)

// An Env is the world that a command runs in. Tests build one of their own.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time
	NewSeed  func() uint64
	NewID    func() quiz.EventID
	Exit     func(code int) // ends the program from a signal
	DataFile func() string  // path of the database where none was chosen

	BesideProgram func() string // path of the database that goes with the program
}

// System returns the world that the process runs in.
func System() Env {
	return Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Getenv: getenv, Now: time.Now, NewSeed: randomSeed,
		NewID:    func() quiz.EventID { return quiz.EventID(uuid.NewString()) },
		Exit:     os.Exit,
		DataFile: defaultDataFile, BesideProgram: besideProgram,
	}
}

func randomSeed() uint64 {
	var b [8]byte
	crand.Read(b[:]) // never fails: it ends the program rather than return little chance
	return binary.LittleEndian.Uint64(b[:])
}

// TerminalOf returns the file behind a stream if it is a terminal.
func TerminalOf(stream any) (*os.File, bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, false
	}
	return f, true
}

// The size of a screen that cannot be asked for its own.
const (
	defaultColumns = 80
	defaultRows    = 24
	fewestColumns  = 20
)

// ScreenSize is that of the terminal, also while it is taken over.
func (a *App) ScreenSize() (columns, rows int) {
	e := a.Env
	if a.Console != nil {
		e.Out = a.Console.out
	}
	return e.screenSize()
}

// screenSize returns the columns and rows of the terminal behind out; where it
// is none, COLUMNS or what screens used to have.
func (e Env) screenSize() (columns, rows int) {
	if f, ok := TerminalOf(e.Out); ok {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return max(w, fewestColumns), h
		}
	}
	if w, err := strconv.Atoi(e.Getenv("COLUMNS")); err == nil && w > 0 {
		return max(w, fewestColumns), defaultRows
	}
	return defaultColumns, defaultRows
}

// columnsOf returns what tells the columns of the terminal behind a stream, nil if
// it is none.
func columnsOf(stream any) func() int {
	f, ok := TerminalOf(stream)
	if !ok {
		return nil
	}
	return func() int {
		w, _, err := term.GetSize(int(f.Fd()))
		if err != nil || w == 0 {
			w = defaultColumns
		}
		return max(w, fewestColumns)
	}
}

// OnSignal ends the program in order when it is told to: what was answered is on
// the disk already, so that only the screen is to be restored. The returned
// function ends the watch.
func (e Env) OnSignal(restore func()) func() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case <-done:
		case s := <-signals:
			restore()
			e.Exit(codeOf(s))
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// codeOf is the exit code for a signal, as shells count it.
func codeOf(s os.Signal) int {
	if number, ok := s.(syscall.Signal); ok && number != syscall.SIGINT {
		const bySignal = 128
		return bySignal + int(number)
	}
	return ExitInterrupted
}

// A clock tells the time of a command: the machine's, or with --now a pretended
// one that starts there and moves only when it is told to.
type clock struct {
	Real      func() time.Time
	pretended time.Time // zero for the machine's
}

// Now returns the time.
func (c *clock) Now() time.Time {
	if c.pretended.IsZero() {
		return c.Real()
	}
	return c.pretended
}

// MoveTo moves a pretended clock forward to the instant, never back.
func (c *clock) MoveTo(t time.Time) {
	if c.IsPretended() && t.After(c.pretended) {
		c.pretended = t.In(c.pretended.Location())
	}
}

// IsPretended reports whether the time was given by --now.
func (c *clock) IsPretended() bool { return !c.pretended.IsZero() }
