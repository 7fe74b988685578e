package main

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearestFirst returns the names sorted by how many signs differ from what was
// typed; those equally near keep their order.
func nearestFirst[T ~string](typed string, names []T) []string {
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

// distance counts changed signs, fewer where one is the beginning of the other.
func distance(typed, name string) int {
	d := 2 * levenshtein.ComputeDistance(typed, name)
	if typed != "" && strings.HasPrefix(name, typed) {
		d = min(d, 1)
	}
	return d
}
