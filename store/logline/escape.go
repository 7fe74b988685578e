package logline

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isHidden reports whether JSON can hold the character as it is, and a terminal acts on it or
// turns the direction of text by it.
func isHidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// Escape returns JSON on one line with such characters escaped, which are in its texts: the
// same to a program, and harmless to a terminal. [Line.Restore] takes them back.
func Escape(line string) string {
	if !strings.ContainsFunc(line, isHidden) {
		return line
	}
	var all strings.Builder
	for _, r := range line {
		if isHidden(r) {
			fmt.Fprintf(&all, `\u%04x`, r)
		} else {
			all.WriteRune(r)
		}
	}
	return all.String()
}

// unescape is the other way round. Control characters below space cannot be in JSON.
func unescape(body string) string {
	const escape = len(`\u0000`)
	var all strings.Builder
	for body != "" {
		next := strings.IndexByte(body, '\\')
		if next < 0 || next+1 == len(body) {
			break
		}
		all.WriteString(body[:next])
		body = body[next:]
		var r rune
		if n, err := fmt.Sscanf(body[:min(len(body), escape)], `\u%04x`, &r); n == 1 && err == nil && r > ' ' && isHidden(r) {
			all.WriteRune(r)
			body = body[escape:]
			continue
		}
		_, size := utf8.DecodeRuneInString(body[1:])
		all.WriteString(body[:1+size])
		body = body[1+size:]
	}
	return all.String() + body
}
