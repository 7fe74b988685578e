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
	style := Style{Colour: true}
	for text, want := range map[string]string{
		style.Right("✓") + " " + style.Faint("no"):             style.Right("✓") + " " + style.Faint("no"),
		style.Wrong("a\nb") + style.Key("k") + "\x1b]8;;x\x07": style.Wrong("a\nb") + style.Key("k") + "<U+001B>]8;;x<U+0007>",
		style.Heading("a\u202eb"):                              style.Heading("a<U+202E>b"),
		"\x1b[8mhidden\x1b[0m":                                 "<U+001B>[8mhidden<U+001B>[0m",
		"\x1b[31mred\x1b[0m \x1b[2J":                           "<U+001B>[31mred<U+001B>[0m <U+001B>[2J",
		"\x1b[2mfaint for ever":                                "<U+001B>[2mfaint for ever",
	} {
		if got := Visible(text, true); got != want || Visible(got, true) != want {
			t.Errorf("painted %q: %q, want %q", text, got, want)
		}
	}
}
