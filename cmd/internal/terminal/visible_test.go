package terminal

import "testing"

// The law: nothing that a terminal obeys, and nothing that turns the direction of text,
// is left in what is shown; all else is as it was, marks of emoji and of scripts among it.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain, 中文, عربي, 👩\u200d💻, می\u200cخواهم\n\ttab": "plain, 中文, عربي, 👩\u200d💻, می\u200cخواهم\n\ttab",
		"\x1b]0;title\x07":             "<U+001B>]0;title<U+0007>",
		"\x1b[2J":                      "<U+001B>[2J",
		"\x1b[31mred":                  "<U+001B>[31mred",
		"a\rb\x00c\x7f":                "a<U+000D>b<U+0000>c<U+007F>",
		"\u009b2J":                     "<U+009B>2J",
		"\x9b2J":                       "<0x9B>2J",
		"cnc\u202etxt.exe\u2069\u200f": "cnc<U+202E>txt.exe<U+2069><U+200F>",
		"\ufffd stays":                 "\ufffd stays",
	} {
		if got := Visible(text, false); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	const painted = "\x1b[32;1mright\x1b[0m \x1b]8;;x\x07 \x1b[2J"
	if got, want := Visible(painted, true), "\x1b[32;1mright\x1b[0m <U+001B>]8;;x<U+0007> <U+001B>[2J"; got != want {
		t.Errorf("painted: %q, want %q", got, want)
	}
}
