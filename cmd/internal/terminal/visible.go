package terminal

import (
	"fmt"
	"html"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue/lazyregexp"
)

// Visible returns the text with codes such as <U+202E> in place of control characters,
// of Unicode's Bidi_Control characters (CVE-2021-42574, "Trojan Source") and of bytes that
// are not UTF-8. Line feeds and tabs stay; if painted, so does what a [Style] paints.
// All output goes through it, because any text in it may have been imported.
func Visible(text string, painted bool) string {
	if !strings.ContainsFunc(text, IsHidden) {
		return text
	}
	var shown strings.Builder
	for text != "" {
		if painted && text[0] == '\x1b' {
			if part := paintedAtStart().FindStringSubmatch(text); part != nil {
				shown.WriteString(part[1] + Visible(part[2], false) + part[3])
				text = text[len(part[0]):]
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

// paintedAtStart matches what a [Style] paints, and the QR code of a class, at the start of
// a text: from a colour of theirs to its end. Other colours could hide text.
var paintedAtStart = lazyregexp.New("^(\x1b\\[(?:32;1|31;1|36|1|2|30;107)m)([^\x1b]*)(\x1b\\[(?:0;22|22|0)m)")

// VisibleHTML returns a writer that makes an HTML document [Visible]. It has to be written
// whole characters at a time, as templates do.
func VisibleHTML(w io.Writer) io.Writer { return visibleHTML{w} }

type visibleHTML struct{ to io.Writer }

func (v visibleHTML) Write(part []byte) (int, error) {
	text := string(part)
	if strings.ContainsFunc(text, IsHidden) {
		var shown strings.Builder
		for _, r := range text {
			if IsHidden(r) && r != utf8.RuneError {
				shown.WriteString(html.EscapeString(Visible(string(r), false)))
			} else {
				shown.WriteRune(r)
			}
		}
		text = shown.String()
	}
	if _, err := io.WriteString(v.to, text); err != nil {
		return 0, err
	}
	return len(part), nil
}

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
