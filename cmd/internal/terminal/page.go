package terminal

import (
	"errors"
	"fmt"
	"strings"

	"portdrill/cmd/internal/wording"
)

// Page prints a text a screenful at a time, and waits for a key after each, so that
// nothing is gone before it was read. q and Esc leave the rest. The error is
// [ErrInterrupted] or one of the terminal.
func (p *Prompts) Page(text string) error {
	lines := strings.Split(strings.TrimRight(Visible(text, p.style.Colour), "\n"), "\n")
	for len(lines) > 0 {
		_, h := p.size()
		n := min(len(lines), max(h-2, 1))
		fmt.Fprintln(p.out, strings.Join(lines[:n], "\n"))
		keys := textReadEnd
		if n < len(lines) {
			keys = textReadOn
		}
		switch err := p.turnPage(keys.In(p.lang)); {
		case errors.Is(err, ErrRedraw): // the page was wiped
			continue
		case errors.Is(err, ErrQuit):
			return nil
		case err != nil:
			return err
		}
		lines = lines[n:]
	}
	return nil
}

// turnPage waits for a key below a page, on a row that is gone afterwards.
func (p *Prompts) turnPage(keys string) error {
	w, _ := p.size()
	fmt.Fprintln(p.out, p.style.Faint(Truncate(keys, w-margin, p.style.Sign("…"))))
	defer p.eraseLines(1)
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		switch decided, _ = menuKey(key, 0); {
		case key == ' ', key == keyPageDown, key == keyDown:
			decided = entered
		}
		return 0, decided != undecided
	})
	defer reader.Close()
	_, err := reader.Read(make([]byte, 1))
	if decided == entered {
		return nil
	}
	return p.leaving(decided, err)
}

var (
	textReadOn  = wording.T("space: more   q: back", "空格：下一页   q 返回")
	textReadEnd = wording.T("space: back", "空格返回")
)
