package terminal

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// cursorMark stands in what is drawn where the terminal's cursor belongs. It is never
// written.
const cursorMark = "\ue010"

// What a terminal shows and hides its cursor by.
const (
	showCursor = "\x1b[?25h"
	hideCursor = "\x1b[?25l"
)

// A terminalWriter writes to a terminal that was taken over, where a new line
// does not begin at its left edge by itself. It drops the bell.
type terminalWriter struct {
	mu     sync.Mutex
	out    io.Writer
	ended  bool
	marked bool // the cursor is kept a row above where one writes, in the column
	column int  // from 1
}

func (w *terminalWriter) Write(text []byte) (int, error) {
	const bell = 0x07
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || len(text) == 1 && text[0] == bell {
		return len(text), nil
	}
	var drawn bytes.Buffer
	if w.marked {
		drawn.WriteString(hideCursor + "\x1b[1B\r")
	}
	shown := w.unmark(text)
	drawn.Write(bytes.ReplaceAll(shown, []byte("\n"), []byte("\r\n")))
	if w.marked {
		fmt.Fprintf(&drawn, "\x1b[1A\x1b[%dG%s", w.column, showCursor)
	}
	if _, err := w.out.Write(drawn.Bytes()); err != nil {
		return 0, err
	}
	return len(text), nil
}

// unmark takes the mark out of a row that is drawn, and notes where it was.
func (w *terminalWriter) unmark(text []byte) []byte {
	before, after, marked := bytes.Cut(text, []byte(cursorMark))
	if !marked {
		return text
	}
	row := before[bytes.LastIndexAny(before, "\r\n")+1:]
	w.marked, w.column = true, Width(string(escapeSequence().ReplaceAll(row, nil)))+1
	return bytes.Join([][]byte{before, after}, nil)
}

// release puts the cursor where one writes.
func (w *terminalWriter) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.marked && !w.ended {
		io.WriteString(w.out, "\x1b[1B\r")
	}
	w.marked = false
}

// end shows the cursor and writes nothing more: a signal may have come while a
// prompt, which hides the cursor, was being drawn.
func (w *terminalWriter) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if w.marked {
		io.WriteString(w.out, "\x1b[1B\r")
	}
	io.WriteString(w.out, pasteUnbracketed+showCursor)
	w.ended = true
}

// What has a terminal say what is pasted, and no longer.
const (
	pasteBracketed   = "\x1b[?2004h"
	pasteUnbracketed = "\x1b[?2004l"
)

// Close does nothing: promptui closes what it was given after each prompt.
func (w *terminalWriter) Close() error { return nil }
