package app

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// NearestFirst returns the names sorted by how many characters differ from what was
// typed; those equally near keep their order.
func NearestFirst[T ~string](typed string, names []T) []string {
	sorted := make([]string, len(names))
	for i, name := range names {
		sorted[i] = string(name)
	}
	typed = strings.ToLower(typed)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return distance(typed, a) - distance(typed, b)
	})
	return sorted
}

// nearest returns the few names that may have been meant; none where nothing is like
// what was typed.
func nearest(typed string, names []string) []string {
	const most = 3
	sorted := NearestFirst(typed, names)
	near := slices.DeleteFunc(sorted[:min(most, len(sorted))], func(name string) bool {
		return distance(strings.ToLower(typed), name) > max(2, len([]rune(typed)))
	})
	return near
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
