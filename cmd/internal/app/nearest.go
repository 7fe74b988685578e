package app

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// NearestFirst returns the names that may have been meant by what was typed, the nearest
// first; all of them, in their order, where none is like it.
func NearestFirst[T ~string](typed string, names []T) []string {
	all := Strings(names)
	if near := nearestOf(typed, all); len(near) > 0 {
		return near
	}
	return all
}

// Nearest returns the few names that may have been meant; none where nothing is like
// what was typed.
func Nearest(typed string, names []string) []string {
	const most = 3
	near := nearestOf(typed, names)
	return near[:min(most, len(near))]
}

func nearestOf(typed string, names []string) []string {
	typed = strings.ToLower(typed)
	near := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isNear(typed, strings.ToLower(name)) })
	slices.SortStableFunc(near, func(a, b string) int {
		return distance(typed, strings.ToLower(a)) - distance(typed, strings.ToLower(b))
	})
	return near
}

// isNear reports whether the name may have been meant: up to half of what was typed can
// be other characters, or a third where only a part of the name was.
func isNear(typed, name string) bool {
	n := len([]rune(typed))
	return n > 0 && (levenshtein.ComputeDistance(typed, name) <= max(1, n/2) || distance(typed, name) <= 2*((n-1)/3)+1)
}

// distance counts changed characters between what was typed and the name, its
// beginning, or one of its parts between hyphens, whichever is nearest. A match
// with the whole name goes before one with a part.
func distance(typed, name string) int {
	best := 2 * levenshtein.ComputeDistance(typed, name)
	signs := []rune(name)
	parts := append(strings.Split(name, "-"), string(signs[:min(len(signs), len([]rune(typed)))]))
	for _, part := range parts {
		best = min(best, 2*levenshtein.ComputeDistance(typed, part)+1)
	}
	return best
}
