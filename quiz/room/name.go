package room

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// LongestName is how many signs, as people count them, a name has at most. No sign
// is made of more than mostOfSign code points: marks can be piled up without end.
const (
	LongestName = 24
	mostOfSign  = 8
)

// CleanName returns the name as it is shown: in Unicode's form NFC, with single
// blanks, and without signs that are not seen or change how others are seen
// (control, direction, zero width). The error is [ErrName] if nothing is left or
// it is longer than [LongestName].
func CleanName(typed string) (string, error) {
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, !unicode.IsPrint(r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	name := norm.NFC.String(strings.Join(strings.Fields(seen), " "))
	signs := uniseg.NewGraphemes(name)
	n := 0
	for signs.Next() {
		n++
		if n > LongestName || len(signs.Runes()) > mostOfSign {
			return "", ErrName
		}
	}
	if n == 0 {
		return "", ErrName
	}
	return name, nil
}

// Fold returns what two names have in common that nobody can tell apart by ear: the
// case, and the width of letters, do not count.
func Fold(name string) string { return cases.Fold().String(norm.NFKC.String(name)) }
