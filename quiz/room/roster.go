package room

import (
	"fmt"
	"slices"
)

// An Entry is somebody on the list of a class.
type Entry struct {
	Name   string
	Number string // of the student; may be empty
	Group  string // may be empty
}

// MergeRoster returns those of before, as the list now has them, and behind them
// those that are new; known is how many were there. Who has a number is known by it,
// others by their name.
func MergeRoster(before, list []Entry) (whole []Entry, known int) {
	whole = slices.Clone(before)
	taken := make(map[int]bool) // of those before, by somebody on the list
	for _, e := range list {
		i := slices.IndexFunc(before, func(b Entry) bool { return e.Number != "" && b.Number == e.Number })
		if i < 0 && e.Number == "" {
			i = firstFree(before, taken, e)
		}
		switch {
		case i < 0:
			whole = append(whole, e)
		default:
			taken[i] = true
			whole[i].Name = e.Name
			if e.Group != "" {
				whole[i].Group = e.Group
			}
		}
	}
	return whole, len(before)
}

// firstFree finds the next of that name before who was not found yet: two of one
// name on a list are two people.
func firstFree(before []Entry, taken map[int]bool, e Entry) int {
	for i, b := range before {
		if !taken[i] && b.Number == "" && Fold(b.Name) == Fold(e.Name) && (e.Group == "" || b.Group == e.Group) {
			return i
		}
	}
	return -1
}

// TellApart returns what each is called in class: the name, and for those who share
// one something behind it, as short as will do: the end of the number, the group, or
// a count. No two are the same, and none is longer than [LongestName].
func TellApart(all []Entry) []string {
	shown := make([]string, len(all))
	count := make(map[string]int)
	for _, e := range all {
		count[Fold(e.Name)]++
	}
	used := make(map[string]bool)
	for i, e := range all {
		candidates := []string{fitted(e.Name, "")}
		if count[Fold(e.Name)] > 1 {
			candidates = candidates[:0]
			for _, more := range []string{lastSigns(e.Number, 4), e.Number, e.Group} {
				if more != "" {
					candidates = append(candidates, fitted(e.Name, " "+more))
				}
			}
		}
		shown[i] = firstUnused(used, e.Name, candidates)
		used[Fold(shown[i])] = true
	}
	return shown
}

func firstUnused(used map[string]bool, name string, candidates []string) string {
	for _, c := range candidates {
		if !used[Fold(c)] {
			return c
		}
	}
	for n := 1; ; n++ {
		if c := fitted(name, fmt.Sprintf(" %d", n)); !used[Fold(c)] {
			return c
		}
	}
}

// fitted is the name with more behind it, cut so that all of it fits.
func fitted(name, more string) string {
	signs, behind := []rune(name), []rune(more)
	behind = behind[:min(len(behind), LongestName/2)]
	return string(signs[:min(len(signs), LongestName-len(behind))]) + string(behind)
}

func lastSigns(text string, n int) string {
	signs := []rune(text)
	return string(signs[max(len(signs)-n, 0):])
}
