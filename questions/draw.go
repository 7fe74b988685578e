package questions

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"portdrill/questions/catalogue"
)

// A Draw draws questions of a deck by chance, apart from any schedule. It asks about
// no facet twice while the kinds have others left, and which of a few answers that
// are always the same is right, such as true or false, is as often the one as the
// other.
type Draw struct {
	maker  *Maker
	deck   *catalogue.Deck
	kinds  []Kind // that the deck has something to ask for
	format Format
	lang   catalogue.Lang
	rng    *rand.Rand
	mixed  Confusions
	last   Spec

	facets  map[Kind][]Facet
	asked   map[FacetID]bool // in this round, until no facet is left
	met     map[string]int   // how often each service came up
	seen    map[string]bool  // IDs of questions
	answers map[string]int   // how often each answer of a kind was right, where few facets share it
	bags    map[string][]int // which option is right next, where they are always the same, by kind and format
	weights map[string]int   // of the kinds; nil for the same chance for each
	drawn   map[Kind]int     // how many of each kind
}

// Draw returns a Draw of questions of the kinds, in the format or, if it is
// empty, in any that the kind has. The same seed draws the same questions.
func (m *Maker) Draw(deck *catalogue.Deck, kinds []Kind, format Format, lang catalogue.Lang, seed uint64) *Draw {
	d := &Draw{
		maker: m, deck: deck, format: format, lang: lang, rng: rand.New(rand.NewPCG(seed, 0)),
		facets: make(map[Kind][]Facet), asked: make(map[FacetID]bool), met: make(map[string]int),
		seen: make(map[string]bool), answers: make(map[string]int),
		bags: make(map[string][]int), drawn: make(map[Kind]int),
	}
	of := m.FacetsOf(deck)
	for _, k := range kinds {
		for _, f := range of {
			if f.Asks(k) && m.asksFairly(deck, k, f, lang) {
				d.facets[k] = append(d.facets[k], f)
			}
		}
		fits := format == "" || slices.Contains(k.Formats(), format)
		if fits && (hasOfItself(deck, k) || m.isOpen(k, d.facets[k])) {
			d.kinds = append(d.kinds, k)
		}
	}
	return d
}

// isOpen reports whether it takes knowledge to answer questions of the kind about
// the facets: not where one answer is right for all or most of them.
func (m *Maker) isOpen(k Kind, facets []Facet) bool {
	answers := make(map[string]bool)
	for _, f := range facets {
		answers[m.answerOf(k, f)] = true
	}
	if least := k.row().answers; least > 0 {
		return len(answers) >= least
	}
	return len(facets) > 0
}

// asksFairly reports whether a question of the kind about the facet says nothing of
// its answer: all its options are right in other questions about the deck, the
// stem does not repeat the name that is asked for, and the transport is not one that
// hardly anything uses.
func (m *Maker) asksFairly(deck *catalogue.Deck, k Kind, f Facet, lang catalogue.Lang) bool {
	fair := k.row().fair
	return fair == nil || fair(m, deck, f, lang)
}

// answerOf names the answer of a question of the kind about the facet, where few
// facets share it.
func (m *Maker) answerOf(k Kind, f Facet) string {
	if answer := k.row().answer; answer != nil {
		return answer(m, f)
	}
	return ""
}

// Asks reports whether a question of the kind, or of any if it is empty, can be
// made from the deck.
func (m *Maker) Asks(deck *catalogue.Deck, k Kind) bool {
	if k.Several() && hasOfItself(deck, k) && k != IANAOwner {
		_, err := m.Make(Spec{Kind: k, Deck: deck.Key, Lang: catalogue.English})
		return !errors.Is(err, ErrTooSmall)
	}
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
	const kinds = 5
	for range kinds {
		if q, err = d.nextOfAKind(); err != nil {
			return nil, err
		}
		if !d.seen[q.ID] {
			break
		}
	}
	d.count(q)
	return q, nil
}

// nextOfAKind draws a question of one of the kinds. A kind that the deck turns out to
// be too small for is not tried again.
func (d *Draw) nextOfAKind() (*Question, error) {
	for len(d.kinds) > 0 {
		kind := d.nextKind()
		q, err := d.draw(kind)
		if !errors.Is(err, ErrTooSmall) {
			return q, err
		}
		d.kinds = slices.DeleteFunc(d.kinds, func(k Kind) bool { return k == kind })
	}
	return nil, fmt.Errorf("draw from the deck %s: %w", d.deck.Key, ErrTooSmall)
}

// nextKind draws a kind that has something left to ask about. Once none has a facet
// left they are all asked about again.
func (d *Draw) nextKind() Kind {
	var left []Kind
	facets := false
	for _, k := range d.kinds {
		switch {
		case k.Several():
			left = append(left, k)
		case slices.ContainsFunc(d.facets[k], d.isFresh):
			left, facets = append(left, k), true
		}
	}
	if !facets && slices.ContainsFunc(d.kinds, func(k Kind) bool { return !k.Several() }) {
		clear(d.asked)
		left = d.kinds
	}
	if d.weights != nil {
		return d.nextByWeight(left)
	}
	return left[d.rng.IntN(len(left))]
}

func (d *Draw) isFresh(f Facet) bool { return !d.asked[f.ID] }

// draw draws a question of the kind: the best of a few.
func (d *Draw) draw(kind Kind) (*Question, error) {
	const tries = 20
	format := d.format
	if format == "" {
		formats := kind.Formats()
		format = formats[d.rng.IntN(len(formats))]
	}
	var best *Question
	var spec Spec
	least := 0 // that speaks against the best
	want := d.fromBag(kind, format)
	for range tries {
		s := d.spec(kind, format)
		q, err := d.maker.Make(s)
		if err != nil {
			return nil, err
		}
		if against := d.against(q, want); best == nil || against < least {
			best, spec, least = q, s, against
		}
		if least == 0 {
			break
		}
	}
	d.last = spec
	return best, nil
}

// fromBag returns which of the options is to be right, where they are the same in
// all questions of the kind and format; else -1. Of ten statements five are true.
func (d *Draw) fromBag(kind Kind, format Format) int {
	const ofEach = 5
	options := 0
	switch format {
	case Boolean:
		options = 2
	case Choice:
		options = kind.row().sameOptions
	case Typed, Set, Matching, Ordering, Flashcards:
	}
	if options == 0 {
		return -1
	}
	of := string(kind) + " " + string(format)
	bag := d.bags[of]
	if len(bag) == 0 {
		for i := range ofEach * options {
			bag = append(bag, i%options)
		}
		d.rng.Shuffle(len(bag), func(i, j int) { bag[i], bag[j] = bag[j], bag[i] })
	}
	d.bags[of] = bag[1:]
	return bag[0]
}

// against is how much speaks against the question: that it was asked before, that
// another option should be right, that it is about facets that were asked about.
func (d *Draw) against(q *Question, want int) int {
	const same, unwanted = 1000, 100
	points := 0
	if d.seen[q.ID] {
		points += same
	}
	if want >= 0 && q.Options[want] != q.Answers[0] {
		points += unwanted
	}
	for _, f := range q.Facets {
		if q.Kind.Several() && d.asked[f] {
			points++
		}
	}
	return points
}

// count notes what was asked.
func (d *Draw) count(q *Question) {
	d.seen[q.ID] = true
	d.drawn[q.Kind]++
	if !q.Kind.Several() {
		f, _ := d.maker.Facet(q.Facets[0])
		d.answers[d.answerKey(q.Kind, f)]++
	}
	if !q.Kind.Several() || q.Kind.row().ofOneFact {
		for _, f := range q.Facets {
			d.asked[f] = true
		}
	}
	for _, s := range q.Services {
		d.met[s]++
	}
}

func (d *Draw) spec(kind Kind, format Format) Spec {
	spec := Spec{Kind: kind, Format: format, Lang: d.lang, Deck: d.deck.Key, Confused: d.mixed}
	if !kind.Several() {
		f := d.facet(kind)
		spec.Facet = f.ID
	}
	spec.Seed = d.rng.Uint64()
	return spec
}

// facet draws a facet of those not asked about: of the answers that few facets
// share one that was right least often, and of its services one that came up least
// often.
func (d *Draw) facet(kind Kind) Facet {
	fresh := slices.DeleteFunc(slices.Clone(d.facets[kind]), func(f Facet) bool { return d.asked[f.ID] })
	if len(fresh) == 0 {
		fresh = slices.Clone(d.facets[kind])
	}
	var answers []string
	for _, f := range fresh {
		if key := d.answerKey(kind, f); !slices.Contains(answers, key) {
			answers = append(answers, key)
		}
	}
	d.rng.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
	answer := slices.MinFunc(answers, func(a, b string) int { return d.answers[a] - d.answers[b] })
	fresh = slices.DeleteFunc(fresh, func(f Facet) bool { return d.answerKey(kind, f) != answer })
	d.rng.Shuffle(len(fresh), func(i, j int) { fresh[i], fresh[j] = fresh[j], fresh[i] })
	return slices.MinFunc(fresh, func(a, b Facet) int { return d.met[a.Service] - d.met[b.Service] })
}

func (d *Draw) answerKey(k Kind, f Facet) string { return string(k) + " " + d.maker.answerOf(k, f) }

// Kinds of which the blueprint of a quiz bounds the sum.
var (
	bothWays = []Kind{PortToService, ServiceToPort}
	numbers  = []Kind{RangeOfNumber, RangeEdge, ValidNumber}
)

// usualBlueprint returns how often a quiz asks in each way, for decks that do not say.
func usualBlueprint() map[string]int {
	weights := make(map[string]int)
	for _, k := range kinds {
		if k.weight > 0 {
			weights[string(k.key)] = k.weight
		}
	}
	return weights
}

// practiceShare is how many of a hundred questions of a quiz are from practice, whatever
// the blueprint of its deck.
const practiceShare = 10

// withPractice returns the weights of a blueprint with the share of the practice kinds
// among the kinds, each as much as any other.
func withPractice(blueprint map[string]int, kinds []Kind) map[string]int {
	practice := practiceKinds(kinds)
	if len(practice) == 0 {
		return blueprint
	}
	weights, whole := make(map[string]int), 0
	for k, weight := range blueprint {
		weights[k] = weight * (100 - practiceShare) * len(practice)
		whole += weight
	}
	for _, k := range practice {
		weights[string(k)] = whole * practiceShare
	}
	return weights
}

func practiceKinds(from []Kind) []Kind {
	return slices.DeleteFunc(slices.Clone(from), func(k Kind) bool { return !k.Practice() })
}

// Follow has kinds drawn by the weights of a blueprint, the usual one if it is empty,
// and no others but those from practice, which have a share of their own. From ports to
// services and back comes at least as often as it says, also for what the deck has
// nothing to ask about; numbers, and questions from practice, come at most so often. A
// blueprint of none of the kinds changes nothing.
func (d *Draw) Follow(blueprint map[string]int) {
	if len(blueprint) == 0 {
		blueprint = usualBlueprint()
	}
	weights := withPractice(blueprint, d.kinds)
	kinds := slices.DeleteFunc(slices.Clone(d.kinds), func(k Kind) bool { return weights[string(k)] == 0 })
	if len(kinds) > 0 {
		d.kinds, d.weights = kinds, weights
	}
}

// nextByWeight draws one of the kinds that are left.
func (d *Draw) nextByWeight(left []Kind) Kind {
	whole := 0
	for _, weight := range d.weights {
		whole += weight
	}
	drawn := 1 // with the next
	for _, n := range d.drawn {
		drawn += n
	}
	// over is by how much the kinds, with so many more, have more than their share.
	over := func(kinds []Kind, more int) int {
		count, weight := more, 0
		for _, k := range kinds {
			count, weight = count+d.drawn[k], weight+d.weights[string(k)]
		}
		return count*whole - weight*drawn
	}
	// What is left of a small deck may go over the share of numbers, but not of practice.
	if practice := practiceKinds(d.kinds); len(practiceKinds(left)) < len(left) && over(practice, 1) > 0 {
		left = slices.DeleteFunc(slices.Clone(left), Kind.Practice)
	}
	from := slices.DeleteFunc(slices.Clone(left), func(k Kind) bool {
		return slices.Contains(bothWays, k) || slices.Contains(numbers, k) && over(numbers, 1) > 0
	})
	if ports := intersect(left, bothWays); len(ports) > 0 && (over(bothWays, 0) < 0 || len(from) == 0) {
		from = ports
	}
	if len(from) == 0 {
		from = left
	}
	sum := 0
	for _, k := range from {
		sum += d.weights[string(k)]
	}
	at := d.rng.IntN(sum)
	for _, k := range from {
		if at -= d.weights[string(k)]; at < 0 {
			return k
		}
	}
	return from[0]
}

func intersect(a, b []Kind) []Kind {
	return slices.DeleteFunc(slices.Clone(a), func(k Kind) bool { return !slices.Contains(b, k) })
}
