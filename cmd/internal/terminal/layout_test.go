package terminal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
)

// The law: whatever the text, no line of it is wider than the screen, and nothing
// but blanks is lost; what fits stays as it is.
func TestReflow(t *testing.T) {
	words := rapid.SampledFrom([]string{"a", "port", "portdrill", "53", "  ", "   ", " ", "域名系统", "（UDP）", "\x1b[1mDNS\x1b[0m", "\n", strings.Repeat("x", 50), "--deck"})
	testenv.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOf(words).Draw(r, "text"), "")
		width := rapid.IntRange(20, 90).Draw(r, "width")
		got := Reflow(text, width)
		for _, line := range strings.Split(escapeSequence().ReplaceAllString(got, ""), "\n") {
			if Width(line) > width {
				r.Fatalf("%q is %d columns wide, not %d", line, Width(line), width)
			}
		}
		bare := func(text string) string {
			return strings.Join(strings.Fields(escapeSequence().ReplaceAllString(text, "")), "")
		}
		if bare(got) != bare(text) {
			r.Fatalf("%q became %q", text, got)
		}
	})
}

// Rows with columns stay rows with columns where there is room.
func TestReflowRows(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"  --deck DECK  DECK to learn (seed unless given)\n", "  --deck DECK  DECK to learn (seed\n               unless given)\n"},
		{"  portdrill drill --deck ccna       ports for the CCNA\n", "  portdrill drill --deck ccna\n      ports for the CCNA\n"},
		{"Asks what is due, then begins new cards.\n", "Asks what is due, then begins new\ncards.\n"},
		{"To resume an exam: portdrill quiz --resume\n", "To resume an exam: portdrill quiz\n--resume\n"},
		{"short\n", "short\n"},
		{"先复习到期的卡片，再学新卡片。答对的题间隔越来越长。", "先复习到期的卡片，再学新卡片。答对的\n题间隔越来越长。"},
	} {
		if got := Reflow(c.text, 36); got != c.want {
			t.Errorf("%q became %q, want %q", c.text, got, c.want)
		}
	}
}
