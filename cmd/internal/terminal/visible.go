package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue/lazyregexp"
)

// Visible returns the text with codes such as <U+202E> in place of control characters,
// of Unicode's Bidi_Control characters (CVE-2021-42574, "Trojan Source") and of bytes that
// are not UTF-8. Line feeds and tabs stay; if painted, so do escape sequences for colour.
// All output goes through it, because any text in it may have been imported.
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

// colourAtStart matches an escape sequence for colour at the start of a text.
var colourAtStart = lazyregexp.New("^\x1b\\[[0-9;]*m")

// IsHidden reports whether [Visible] shows the character as a code.
func IsHidden(r rune) bool {
	const lineSeparator, paragraphSeparator = 0x2028, 0x2029
	switch r {
	case '\n', '\t':
		return false
	case utf8.RuneError, lineSeparator, paragraphSeparator: // RuneError may be a byte that is not UTF-8
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
