package questions_test

import (
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
)

// The law: a block is shown as wide as the screen allows, a record keeps its narrow form
// whole, and what is narrower still has every word in its order.
func TestBlocks(t *testing.T) {
	t.Parallel()
	q := mustMake(t, theMaker(t), questions.Spec{
		Kind: questions.SocketListing, Format: questions.Choice, Lang: en, Deck: "essentials", Seed: 3,
	})
	for width, want := range map[int][]string{
		88: q.Block.Wide, questions.WideBlock: q.Block.Wide, questions.NarrowBlock: q.Block.Narrow,
	} {
		if got := q.Block.Fit(width); !slices.Equal(got, want) {
			t.Errorf("at %d columns:\n%s", width, strings.Join(got, "\n"))
		}
	}
	stem, block := questions.SplitText(q.Text())
	if stem != q.Stem || !slices.Equal(block, q.Block.Narrow) {
		t.Errorf("%q is split into %q and %q", q.Text(), stem, block)
	}
	for width := 30; width < questions.NarrowBlock; width++ {
		got := q.Block.Fit(width)
		if slices.ContainsFunc(got, func(line string) bool { return len(line) > width }) ||
			!slices.Equal(strings.Fields(strings.Join(got, " ")), strings.Fields(strings.Join(q.Block.Narrow, " "))) {
			t.Errorf("at %d columns:\n%s", width, strings.Join(got, "\n"))
		}
	}
	if plain := mustMake(t, theMaker(t), questions.Spec{Facet: "tcp/22:service"}); plain.Text() != plain.Stem || !plain.Block.IsZero() {
		t.Errorf("%q has a block %q", plain.Stem, plain.Block)
	}
}
