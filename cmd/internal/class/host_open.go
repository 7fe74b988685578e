package class

import (
	"io"

	"github.com/cli/browser"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// openPages opens the projector's page and the host page in the browser of this machine. The
// board says so if that fails.
func (b *classBoard) openPages() {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	for _, page := range []string{b.server.WallURL(), b.server.LeadURL()} {
		if err := browser.OpenURL(page + "?lang=" + string(b.Lang)); err != nil {
			b.unopened.Store(true)
			b.host.Nudge()
			return
		}
	}
}

// showPhone shows how to lead the session from a phone, until the next key.
func (b *classBoard) showPhone() error {
	url := b.server.LeadURL()
	b.say(textPhoneAt.In(b.Lang, url))
	if rows, err := classroom.QR(url); err == nil && b.Console != nil && !b.ASCII {
		b.card = b.blocks(rows)
	}
	return nil
}

// blocks returns the lines of a QR code.
func (b *classBoard) blocks(rows [][]bool) []string {
	if !b.Style().Colour { // assume a dark background and print the light modules
		return classroom.Blocks(rows, false)
	}
	lines := classroom.Blocks(rows, true)
	for i, line := range lines {
		lines[i] = "\x1b[30;107m" + line + "\x1b[0m"
	}
	return lines
}

// wallLines says where the projector's page is. The address stands on a line of its own, so
// that it can be selected.
func (b *classBoard) wallLines(w int) []string {
	label, url := textProjectorAt.In(b.Lang, ""), b.server.WallURL()
	if line := textProjectorAt.In(b.Lang, url); terminal.Width(line) <= w {
		return []string{line}
	}
	return []string{label, url}
}

var (
	textProjectorAt = wording.T("Projector: %s", "投影：%s")
	textPhoneAt     = wording.T(
		"To lead from a phone, open this once within five minutes; don't project it: %s",
		"用手机主持：请在五分钟内打开，仅限一次，勿投影：%s",
	)
	textNoBrowser = wording.T(
		"No browser could be opened. Press w for the projector's address, h for the host page.",
		"无法打开浏览器。按 w 显示投影地址，按 h 显示主持页面。",
	)
	textFlagOpen = wording.T("open the projector and a page to host from in the browser", "在浏览器中打开投影页面和主持页面")
)
