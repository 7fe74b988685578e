package anki

import (
	"crypto/sha1"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
)

// separator stands between the fields of a note.
const separator = "\x1f"

var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// clean returns the text without what Anki cannot hold: bytes that are no UTF-8,
// for which [strings.Map] puts U+FFFD, and control characters, of which one would
// end the field.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, lines.Replace(s))
}

// markup turns plain text into HTML. Brackets would begin a sound or a formula,
// and braces a field, in which older versions lose their way.
var markup = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;",
	"[", "&#91;", "{", "&#123;", "\n", "<br>")

// join returns the texts as Anki keeps the fields of a note.
func join(texts []string) string {
	fields := make([]string, len(texts))
	for i, text := range texts {
		fields[i] = markup.Replace(clean(text))
	}
	return strings.Join(fields, separator)
}

// bare is what Anki finds in a field when it takes tags away and reads entities:
// what it sorts by, and what it sums up to find duplicates.
func bare(text string) string { return strings.ReplaceAll(clean(text), "\n", "") }

// checksum is not for secrets: Anki says how it is made.
func checksum(text string) uint32 {
	sum := sha1.Sum([]byte(text))
	return binary.BigEndian.Uint32(sum[:])
}

// tagsOf returns the tags in order, each as one word.
func tagsOf(tags []string) []string {
	words := make([]string, 0, len(tags))
	for _, tag := range tags {
		if word := strings.Map(inTag, tag); word != "" {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func inTag(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return '_'
	case unicode.IsControl(r) || r == '"':
		return -1
	}
	return r
}

// joinTags has a space at both ends, by which Anki finds whole tags.
func joinTags(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	return " " + strings.Join(tags, " ") + " "
}
