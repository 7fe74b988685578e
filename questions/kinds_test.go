package questions_test

import (
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The law: every kind has a name in both languages and a usual format, and makes a
// question in each of its formats, about a facet or, of several, from a deck.
func TestKindsAreWhole(t *testing.T) {
	maker := theMaker(t)
	for _, k := range questions.Kinds() {
		if k.Name().EN == "" || k.Name().ZH == "" {
			t.Errorf("the kind %s has no name", k)
		}
		spec := questions.Spec{Kind: k, Lang: catalogue.English, Deck: catalogue.AllDeck, Seed: 1}
		if !k.Several() {
			facets := maker.Facets()
			i := slices.IndexFunc(facets, func(f questions.Facet) bool { return f.Asks(k) })
			if i < 0 {
				t.Errorf("nothing is asked by the kind %s", k)
				continue
			}
			spec.Facet = facets[i].ID
		}
		if len(k.Formats()) == 0 {
			t.Errorf("the kind %s has no format", k)
		}
		for _, spec.Format = range k.Formats() {
			if q, err := maker.Make(spec); err != nil || q.Stem == "" || q.Explanation.Fact == "" {
				t.Errorf("%s by %s: %+v, %v", k, spec.Format, q, err)
			}
		}
	}
}
