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

// CleanName returns the name as it is shown: what is [Visible] of it. The error is
// [ErrName] if nothing is left or it is longer than [LongestName].
func CleanName(typed string) (string, error) {
	name, err := Visible(typed)
	if err != nil || uniseg.GraphemeClusterCount(name) > LongestName {
		return "", ErrName
	}
	return name, nil
}

// Visible returns what can be seen of a text: in Unicode's form NFC, with single
// blanks, and without characters that are not seen or change how others are seen
// (control, direction, zero width). The error is [ErrName] if nothing is left, or
// marks are piled up.
func Visible(typed string) (string, error) {
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, !unicode.IsPrint(r), unicode.Is(unicode.Variation_Selector, r),
			unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	name := norm.NFC.String(strings.Join(strings.Fields(seen), " "))
	signs := uniseg.NewGraphemes(name)
	for signs.Next() {
		if len(signs.Runes()) > mostOfSign {
			return "", ErrName
		}
	}
	if name == "" {
		return "", ErrName
	}
	return name, nil
}

// Fold returns what two names have in common that nobody can tell apart by ear: the
// case, and the width of letters, do not count.
func Fold(name string) string { return cases.Fold().String(norm.NFKC.String(name)) }

// Sound returns what is left of a name when it is typed on a phone, or by somebody
// who does not find the accents: beside what [Fold] folds, without marks, signs and
// blanks. Two people of one class may have it in common.
func Sound(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(latinMarks, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return r
		}
		return -1
	}, norm.NFKD.String(plainLetters.Replace(Fold(name))))
}

// Called reports whether a name that was typed is the one on the list: as it
// sounds, and with the family's name first or last.
func Called(typed, listed string) bool {
	sound := Sound(typed)
	if sound == "" {
		return false
	}
	last, first, turned := strings.Cut(listed, ", ")
	return sound == Sound(listed) || turned && sound == Sound(first+last)
}

// latinMarks are accents of Latin, Greek and Cyrillic letters. Marks of other
// scripts tell letters apart.
var latinMarks = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x0300, Hi: 0x036f, Stride: 1}}}

// plainLetters are what keyboards without them put for letters with strokes.
var plainLetters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ð", "d", "æ", "ae", "œ", "oe", "þ", "th", "ı", "i", "ħ", "h")
