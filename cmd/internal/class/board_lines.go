package class

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// settling is how often changes are printed at most, so that a class that joins does not
// print a line for each student.
const settling = time.Second

// readLines leads the session by lines of text, as for a screen reader, a pipe or a
// script: an empty line is the next step, letters are the keys of the screen.
func (b *classBoard) readLines(ctx context.Context) error {
	lines := b.lineChannel()
	b.ask = &lineAsker{b, lines}
	_, typed := app.TerminalOf(b.In)
	b.byHand = typed
	b.report(ctx)
	tick := time.NewTicker(settling)
	defer tick.Stop()
	for {
		select {
		case err := <-b.served:
			return err
		case <-b.host.Ended():
			return b.whyEnded()
		case <-tick.C:
			b.report(ctx)
			if lines == nil && (b.last.Phase == room.Done || b.unopened.Load()) {
				return b.inputEnded(ctx, typed)
			}
		case line, more := <-lines:
			if !more && b.opened && !b.unopened.Load() {
				lines = nil // the host page leads on
				continue
			}
			if !more {
				return b.inputEnded(ctx, typed)
			}
			if err := b.do(ctx, lineKey(line)); err != nil {
				return err
			}
			b.report(ctx)
		}
	}
}

// lineKey is the key that a line is.
func lineKey(line string) rune {
	line = strings.TrimPrefix(strings.TrimSpace(line), ":")
	if line == "" {
		return keyNext
	}
	return lower([]rune(line)[0])
}

// inputEnded leaves a session that can be resumed, or finishes one that is over.
func (b *classBoard) inputEnded(ctx context.Context, typed bool) error {
	v, err := b.host.View(ctx)
	if err != nil {
		return err
	}
	if v.Phase == room.Done {
		return b.finish(ctx)
	}
	b.report(ctx) // why it ends may not have been told yet
	b.say(textClassLeft.In(b.Lang))
	if typed {
		return errClosed
	}
	return app.Problem{Text: textClassInputEnded.In(b.Lang), Code: app.ExitInputEnded}
}

// lineChannel returns a channel of the lines of the input, closed at its end.
func (b *classBoard) lineChannel() <-chan string {
	lines := make(chan string)
	in := b.PlainLines() // which may have read ahead
	go func() {
		defer close(lines)
		for {
			line, err := in.Line()
			if err != nil && !errors.Is(err, terminal.ErrLongLine) {
				return
			}
			lines <- line
		}
	}()
	return lines
}

// report prints the state of the session if it has changed since it was last printed.
func (b *classBoard) report(ctx context.Context) {
	v, err := b.look(ctx)
	if err != nil {
		v = b.last
	}
	b.last = v
	stands := fmt.Sprint(
		v.Moment,
		v.Paused,
		v.Locked,
		v.Phase == room.Lobby,
		len(v.People),
		b.host.Trouble() != nil,
		b.limits(),
	)
	if stands == b.told {
		return
	}
	b.told = stands
	w, _ := b.ScreenSize()
	v.Time = nil
	text := append(b.header(v, w), b.plainBody(v, w)...)
	text = append(append(text, b.limits()...), b.keys(v, w))
	if trouble := b.host.Trouble(); trouble != nil {
		said, _ := b.Trouble(trouble)
		text = append(text, said)
	}
	b.Print(strings.Join(text, "\n") + "\n")
}

// plainBody returns the question without what changes with each answer.
func (b *classBoard) plainBody(v room.HostView, w int) []string {
	switch {
	case v.Phase == room.Lobby || v.Phase == room.Ready:
		return b.people(v, w)
	case v.Phase == room.Done:
		return b.standings(v, w)
	case v.Question == nil:
		return nil
	}
	lines := b.question(v, w)
	if v.Phase == room.Revealed {
		lines = append(lines, b.areas(v, w)...)
	}
	return lines
}

// A lineAsker asks on the same lines that lead the session.
type lineAsker struct {
	*classBoard
	lines <-chan string
}

// Pick prints rows with their numbers and reads one.
func (l *lineAsker) Pick(title string, rows []string) (int, error) {
	fmt.Fprintln(l.Out, terminal.Visible(title, false))
	for i, row := range rows {
		fmt.Fprintf(l.Out, "  %d  %s\n", i+1, terminal.Visible(row, false))
	}
	for {
		line, err := l.line()
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(line); err == nil && 1 <= n && n <= len(rows) {
			return n - 1, nil
		}
		fmt.Fprintln(l.Out, terminal.TextPickRow.In(l.Lang, len(rows)))
	}
}

// Browse is Pick: lines are not paged through.
func (l *lineAsker) Browse(title string, rows []string, _ int) (int, error) {
	return l.Pick(title, rows)
}

// Type reads a line; an empty one is the preset.
func (l *lineAsker) Type(title, preset string) (string, error) {
	fmt.Fprintln(l.Out, terminal.Visible(title, false))
	line, err := l.line()
	if line == "" {
		line = preset
	}
	return line, err
}

func (l *lineAsker) line() (string, error) {
	fmt.Fprint(l.Out, "> ")
	line, more := <-l.lines
	line = strings.TrimSpace(line)
	if !more || line == ":q" {
		return "", terminal.ErrQuit
	}
	return line, nil
}

var textClassInputEnded = wording.T("the input ended before the session was over", "输入在课堂练习结束前就结束了")
