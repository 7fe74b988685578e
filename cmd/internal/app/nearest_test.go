package app

import (
	"slices"
	"testing"
)

// The law: only names that may have been meant are suggested, the nearest first; a list
// of all there is keeps its order where nothing is like what was typed.
func TestNearest(t *testing.T) {
	decks := []string{"essentials", "seed", "network-plus", "vpn", "all"}
	for typed, want := range map[string][]string{
		"sed": {"seed"}, "netwrok-plus": {"network-plus"}, "netw": {"network-plus"}, "vnp": nil, "zzz": nil, "": nil,
	} {
		if got := Nearest(typed, decks); !slices.Equal(got, want) {
			t.Errorf("%q: %v is suggested, not %v", typed, got, want)
		}
		all := NearestFirst(typed, decks)
		if want == nil && !slices.Equal(all, decks) || want != nil && !slices.Equal(all, want) {
			t.Errorf("%q: the list is %v", typed, all)
		}
	}
}
