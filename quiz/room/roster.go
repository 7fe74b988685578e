package room

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
)

// An Entry is somebody on the list of a class.
type Entry struct {
	Name   string
	Number string // of the student; may be empty
	Group  string // may be empty
}

// MergeRoster returns those of before, as the list now has them, and behind them
// those that are new; gone says of each before whether the list lacks them. Who has
// a number is known by it, others by their name.
func MergeRoster(before, list []Entry) (whole []Entry, gone []bool) {
	whole, gone = slices.Clone(before), make([]bool, len(before))
	for i := range gone {
		gone[i] = true
	}
	// Those of one number first: a name alone must not take somebody's place.
	places := make([]int, len(list))
	for j, e := range list {
		places[j] = slices.IndexFunc(before, func(b Entry) bool { return e.Number != "" && b.Number == e.Number })
		if i := places[j]; i >= 0 {
			gone[i] = false
		}
	}
	for j, e := range list {
		i := places[j]
		if i < 0 {
			i = firstFree(before, gone, e)
		}
		if i < 0 {
			whole = append(whole, e)
			continue
		}
		gone[i] = false
		whole[i].Name = e.Name
		if e.Number != "" {
			whole[i].Number = e.Number
		}
		if e.Group != "" {
			whole[i].Group = e.Group
		}
	}
	return whole, gone
}

// firstFree finds the next of that name before who was not found yet and has not
// another number: two of one name on a list are two people.
func firstFree(before []Entry, gone []bool, e Entry) int {
	for i, b := range before {
		if gone[i] && (b.Number == "" || e.Number == "") && Fold(b.Name) == Fold(e.Name) && (e.Group == "" || b.Group == "" || b.Group == e.Group) {
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

// fitted is the name with more behind it, shortened so that all of it fits.
func fitted(name, more string) string {
	more = firstSigns(more, LongestName/2)
	room := LongestName - uniseg.GraphemeClusterCount(more)
	if uniseg.GraphemeClusterCount(name) <= room {
		return name + more
	}
	return strings.TrimSpace(firstSigns(name, room-1)) + "…" + more
}

func firstSigns(text string, n int) string {
	var first strings.Builder
	for signs := uniseg.NewGraphemes(text); n > 0 && signs.Next(); n-- {
		first.WriteString(signs.Str())
	}
	return first.String()
}

func lastSigns(text string, n int) string {
	signs := []rune(text)
	return strings.TrimSpace(string(signs[max(len(signs)-n, 0):]))
}
