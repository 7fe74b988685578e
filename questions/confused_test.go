package questions_test

import (
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The law: a service that was really taken for the right one is among the options
// wherever it can stand there, and the same confusions make the same question.
func TestWhatWasMixedUpIsOffered(t *testing.T) {
	t.Parallel()
	maker := theMaker(t)
	c := maker.Catalogue()
	offered, tried := 0, 0
	for _, right := range c.Services {
		for _, other := range c.Services {
			if (int(right.Port)+int(other.Port))%17 != 0 || right == other || right.ByName {
				continue
			}
			mayStand := !other.ByName && !slices.ContainsFunc(c.At(other.Port), func(at *catalogue.Service) bool { return !c.Rivals(right, at) })
			spec := questions.Spec{
				Facet: questions.FacetID(right.Sockets()[0] + ":service"), Kind: questions.PortToService, Format: questions.Choice,
				Lang: en, Deck: "seed", Seed: uint64(tried), Confused: questions.Confusions{right.Key: {other.Key: 2}},
			}
			q := mustMake(t, maker, spec)
			if again := mustMake(t, maker, spec); !slices.Equal(q.Options, again.Options) {
				t.Errorf("%q and %q are of one spec", q.Options, again.Options)
			}
			there := slices.Contains(q.Options, other.Label(en))
			if there && !mayStand {
				t.Errorf("%s stands beside %s", other.Key, right.Key)
			}
			if mayStand {
				tried++
				if there {
					offered++
				}
			}
		}
	}
	if tried == 0 || offered != tried {
		t.Errorf("offered %d of %d times", offered, tried)
	}
}
