package questions_test

import (
	"slices"
	"testing"

	"portdrill/questions"
)

// The law: a mock exam asks above all which port a service has and what a port is
// for, little about ranges and numbers, and only what the deck can ask in choices.
func TestBlueprints(t *testing.T) {
	maker := theMaker(t)
	c := maker.Catalogue()
	for _, key := range []string{"a-plus", "network-plus", "security-plus", "ccna", "ruankao-network", "hcia-datacom"} {
		deck := c.Deck(key)
		if deck.Blueprint == nil {
			t.Errorf("%s has no blueprint", key)
			continue
		}
		ports, numbers := 0, 0
		for name, weight := range deck.Blueprint {
			kind := questions.Kind(name)
			if !slices.Contains(questions.Kinds(), kind) || !slices.Contains(kind.Formats(), questions.Choice) {
				t.Errorf("%s: %q is no kind that is asked in choices", key, name)
			}
			asked := func(f questions.Facet) bool { return f.Asks(kind) }
			if !kind.Several() && !slices.ContainsFunc(maker.FacetsOf(deck), asked) {
				t.Errorf("%s has nothing that %s asks about", key, name)
			}
			switch kind { //nolint:exhaustive // the blueprint limits no other kinds
			case questions.PortToService, questions.ServiceToPort:
				ports += weight
			case questions.RangeOfNumber, questions.RangeEdge, questions.ValidNumber:
				numbers += weight
			}
		}
		if ports < 55 || numbers > 8 {
			t.Errorf("%s: %d %% about ports and services, want 55 or more; %d %% about numbers, want 8 or less",
				key, ports, numbers)
		}
	}
}
