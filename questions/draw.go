package questions

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"portdrill/questions/catalogue"
)

// A Draw draws questions of a deck by chance, apart from any schedule.
type Draw struct {
	maker  *Maker
	deck   *catalogue.Deck
	kinds  []Kind // that the deck has something to ask for
	format Format
	lang   catalogue.Lang
	rng    *rand.Rand
	facets map[Kind][]FacetID
	seen   map[string]bool // IDs
	mixed  Confusions
	last   Spec
}

// Draw returns a Draw of questions of the kinds, in the format or, if it is
// empty, in any that the kind has. The same seed draws the same questions.
func (m *Maker) Draw(deck *catalogue.Deck, kinds []Kind, format Format, lang catalogue.Lang, seed uint64) *Draw {
	d := &Draw{
		maker: m, deck: deck, format: format, lang: lang, rng: rand.New(rand.NewPCG(seed, 0)),
		facets: make(map[Kind][]FacetID), seen: make(map[string]bool),
	}
	for _, f := range m.FacetsOf(deck) {
		for _, k := range f.Kinds {
			d.facets[k] = append(d.facets[k], f.ID)
		}
	}
	for _, k := range kinds {
		fits := format == "" || slices.Contains(k.Formats(), format)
		if fits && (hasOfItself(deck, k) || len(d.facets[k]) > 0) {
			d.kinds = append(d.kinds, k)
		}
	}
	return d
}

// Asks reports whether a question of the kind, or of any if it is empty, can be
// made from the deck.
func (m *Maker) Asks(deck *catalogue.Deck, k Kind) bool {
	return k == "" || hasOfItself(deck, k) || slices.ContainsFunc(m.FacetsOf(deck), func(f Facet) bool { return f.Asks(k) })
}

// hasOfItself reports whether the deck has something to ask for the kind beside
// its facets: of the registry who owns a port, of any other what is about several
// facets at once.
func hasOfItself(deck *catalogue.Deck, k Kind) bool {
	return k.Several() && (deck.Key != catalogue.IANADeck || k == IANAOwner)
}

// Prefer has what was really mixed up made wrong options of.
func (d *Draw) Prefer(mixed Confusions) { d.mixed = mixed }

// Spec returns what the question that was drawn last is made of: it makes the same
// question again.
func (d *Draw) Spec() Spec { return d.last }

// Next draws a question, another one than before if chance soon finds one. The
// error is [ErrTooSmall] if the deck has nothing to ask about.
func (d *Draw) Next() (q *Question, err error) {
	const tries = 50
	if len(d.kinds) == 0 {
		return nil, fmt.Errorf("draw from the deck %s: %w", d.deck.Key, ErrTooSmall)
	}
	for range tries {
		if q, err = d.make(); err != nil {
			return nil, err
		}
		if !d.seen[q.ID] {
			break
		}
	}
	d.seen[q.ID] = true
	return q, nil
}

// make makes a question of one of the kinds. A kind that the deck turns out to be
// too small for is not tried again.
func (d *Draw) make() (*Question, error) {
	for {
		spec := d.spec()
		q, err := d.maker.Make(spec)
		d.last = spec
		if !errors.Is(err, ErrTooSmall) {
			return q, err
		}
		if d.kinds = slices.DeleteFunc(d.kinds, func(k Kind) bool { return k == spec.Kind }); len(d.kinds) == 0 {
			return nil, err
		}
	}
}

func (d *Draw) spec() Spec {
	spec := Spec{Kind: d.kinds[d.rng.IntN(len(d.kinds))], Format: d.format, Lang: d.lang, Deck: d.deck.Key, Seed: d.rng.Uint64(), Confused: d.mixed}
	if spec.Format == "" {
		formats := spec.Kind.Formats()
		spec.Format = formats[d.rng.IntN(len(formats))]
	}
	if !spec.Kind.Several() {
		facets := d.facets[spec.Kind]
		spec.Facet = facets[d.rng.IntN(len(facets))]
	}
	return spec
}
