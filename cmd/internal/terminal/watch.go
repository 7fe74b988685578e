package terminal

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// watchEvery is how often what is watched is drawn anew where nothing says that it
// has changed, as for a clock that runs.
const watchEvery = 500 * time.Millisecond

// Watch shows lines on a screen of their own, drawn anew in their place whenever something has changed, until
// a key is struck that is one of keys, which it returns; Enter is '\r'. The error is
// [ErrQuit] for Ctrl-D and Esc, or [ErrInterrupted].
func (p *Prompts) Watch(draw func(w, h int) []string, changed <-chan struct{}, keys string) (rune, error) {
	struck := make(chan rune, 1)
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		if key == keyNewline {
			key = keyEnter
		}
		if strings.ContainsRune(keys, key) {
			struck <- key
			return 0, true
		}
		decided = anyKey(key)
		return 0, decided != undecided && decided != entered
	})
	defer reader.Close()
	ended := make(chan error, 1)
	go func() {
		_, err := reader.Read(make([]byte, 1))
		ended <- err
	}()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	p.clear()
	shown := ""
	for {
		w, h := p.size()
		shown = p.replace(shown, p.fitted(draw(w, h), w, h))
		select {
		case <-changed:
		case <-tick.C:
		case err := <-ended:
			select {
			case key := <-struck:
				return key, nil
			default:
			}
			leaving := p.leaving(decided, err)
			if errors.Is(leaving, ErrRedraw) {
				return p.Watch(draw, changed, keys)
			}
			return 0, leaving
		}
	}
}

// fitted cuts lines to the screen: what is drawn over must not wrap or scroll.
func (p *Prompts) fitted(lines []string, w, h int) string {
	lines = lines[:min(len(lines), max(h-1, 1))]
	var all strings.Builder
	for _, line := range lines {
		all.WriteString(cut(Visible(line, p.style.Colour), w-1) + "\n")
	}
	return all.String()
}

// cut cuts a line that may be painted to so many columns; what paints it takes none.
func cut(line string, width int) string {
	var all strings.Builder
	for line != "" && width >= 0 {
		before, after, painted := strings.Cut(line, "\x1b[")
		if before != "" {
			text := Truncate(before, width, "")
			width -= Width(text)
			all.WriteString(text)
			if text != before {
				width = 0
			}
		}
		if !painted {
			break
		}
		code, rest, _ := strings.Cut(after, "m")
		all.WriteString("\x1b[" + code + "m")
		line = rest
	}
	return all.String()
}

// replace draws the text over what was shown, unless it is the same.
func (p *Prompts) replace(shown, text string) string {
	if text == shown {
		return shown
	}
	const clearBelow = "\x1b[J"
	if n := strings.Count(shown, "\n"); n > 0 {
		fmt.Fprintf(p.out, "\r\x1b[%dA", n)
	}
	fmt.Fprint(p.out, clearBelow+text)
	return text
}
