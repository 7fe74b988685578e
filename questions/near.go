package questions

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"portdrill/questions/catalogue"
)

// fewestNear is how many signs a name has at least for a slip in it to be told from
// another name.
const fewestNear = 4

// near reports whether the text, which names nothing, is a name of the right
// service but for one slip: a sign more, less or other, or two that changed places.
// Digits are no slips, since POP2 is not POP3.
func (j judgeService) near(s string) bool {
	typed := catalogue.Fold(s)
	if utf8.RuneCountInString(typed) < fewestNear {
		return false
	}
	return slices.ContainsFunc(j.right.Names(), func(name string) bool { return isSlip(typed, catalogue.Fold(name)) })
}

func isSlip(typed, name string) bool {
	if utf8.RuneCountInString(name) < fewestNear || digitsOf(typed) != digitsOf(name) {
		return false
	}
	switch levenshtein.ComputeDistance(typed, name) {
	case 1:
		return true
	case 2:
		return swapped([]rune(typed), []rune(name))
	}
	return false
}

// swapped reports whether two signs that stand together changed places.
func swapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
		}
	}
	return false
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
