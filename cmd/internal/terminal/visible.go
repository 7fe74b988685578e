package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue/lazyregexp"
)

// Visible returns the text with everything in it that a terminal or a reader would obey
// rather than show as a code: control characters, signs that turn the direction of what
// follows (Unicode's Bidi_Control, as in Trojan Source, CVE-2021-42574), and bytes that
// are no UTF-8. New lines and tabs stay; so do colours, if it was painted. What the
// program prints passes through here, wherever a text in it came from.
func Visible(text string, painted bool) string {
	if !strings.ContainsFunc(text, IsHidden) {
		return text
	}
	var shown strings.Builder
	for text != "" {
		if painted && text[0] == '\x1b' {
			if at := colourAtStart().FindStringIndex(text); at != nil {
				shown.WriteString(text[:at[1]])
				text = text[at[1]:]
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&shown, "<0x%02X>", text[0])
		case IsHidden(r) && r != utf8.RuneError:
			fmt.Fprintf(&shown, "<%U>", r)
		default:
			shown.WriteRune(r)
		}
		text = text[size:]
	}
	return shown.String()
}

// colourAtStart matches what colours text, as [escapeSequence] does, at its beginning.
var colourAtStart = lazyregexp.New("^\x1b\\[[0-9;]*m")

// IsHidden reports whether [Visible] shows the sign as a code.
func IsHidden(r rune) bool {
	const lineSeparator, paragraphSeparator = 0x2028, 0x2029
	switch r {
	case '\n', '\t':
		return false
	case utf8.RuneError, lineSeparator, paragraphSeparator: // the first may stand for a byte that is none
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
