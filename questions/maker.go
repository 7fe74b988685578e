package questions

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"

	"portdrill/questions/catalogue"
)

// A Maker makes questions from a catalogue. Any number of goroutines may use it.
type Maker struct {
	c       *catalogue.Catalogue
	curated []Facet // of what is built in
	all     []Facet // those and the ones of own decks
	// Indexes of all, in the order of the IDs and of the keys of the services.
	byID, byService []uint16

	// Many commands make no question, and need neither of these.
	families func() map[string]int // how many services each has that are told apart by what they are for
	edges    func() []edge         // between the ranges, and of operating systems
	ownNamed map[ownName][]*catalogue.Service
}

//go:generate go run ./generate

// NewMaker returns a Maker for the catalogue. The facets of the catalogue that is built in
// are laid out by the compiler, in builtin.go.
func NewMaker(c *catalogue.Catalogue) *Maker {
	m := &Maker{c: c, ownNamed: ownByName(c)}
	m.families = sync.OnceValue(m.countFamilies)
	m.edges = sync.OnceValue(func() []edge { return append(m.rangeEdges(), m.ephemeralEdges()...) })
	own := m.ownFacets()
	if m.curated = builtinFacets[:]; !c.IsBuiltin() {
		m.curated = m.allFacets()
	}
	m.all = append(m.curated, own...)
	if m.byID, m.byService = builtinByID[:], builtinByService[:]; !c.IsBuiltin() || len(own) > 0 {
		m.byID, m.byService = IndexesOf(m.all)
	}
	return m
}

// IndexesOf returns the indexes of the facets in the order of their IDs, and in that of the
// keys of their services.
func IndexesOf(facets []Facet) (byID, byService []uint16) {
	for i := range facets {
		byID = append(byID, uint16(i))
	}
	byService = slices.Clone(byID)
	slices.SortFunc(byID, func(a, b uint16) int { return cmp.Compare(facets[a].ID, facets[b].ID) })
	slices.SortStableFunc(byService, func(a, b uint16) int { return cmp.Compare(facets[a].Service, facets[b].Service) })
	return byID, byService
}

// Catalogue returns what the questions are made from.
func (m *Maker) Catalogue() *catalogue.Catalogue { return m.c }

// Facet returns the facet with the ID; ok is false if the catalogue has none.
func (m *Maker) Facet(id FacetID) (f Facet, ok bool) {
	i, ok := slices.BinarySearchFunc(m.byID, id, func(i uint16, id FacetID) int { return cmp.Compare(m.all[i].ID, id) })
	if ok {
		f = m.all[m.byID[i]]
	}
	return f, ok
}

// IsFacet reports whether the text is the ID of a facet.
func (m *Maker) IsFacet(text string) bool {
	_, is := m.Facet(FacetID(text))
	return is
}

// Facets returns every facet of the catalogue.
func (m *Maker) Facets() []Facet { return m.all }

// A Spec says which question is wanted. Equal Specs make equal questions.
type Spec struct {
	Facet  FacetID        `json:"facet,omitempty"` // empty for a kind about several facets, which are drawn from the deck; "iana:tcp/8080" for a port of the registry
	Kind   Kind           `json:"kind"`            // empty for the usual kind of the facet
	Format Format         `json:"format"`          // empty for the usual format of the kind
	Lang   catalogue.Lang `json:"lang"`
	Deck   string         `json:"deck"`        // that is being learned: its services are preferred as wrong options
	Seed   uint64         `json:"seed,string"` // too big for numbers elsewhere

	Confused Confusions `json:"confused,omitempty"` // what was really mixed up; may be nil
	Among    []string   `json:"among,omitempty"`    // keys of the services that a practice question is about; nil for any

	Written *Written `json:"written,omitempty"` // the question itself, where a person wrote it; nil for others
}

// Confusions count how often a service was taken for another by a learner, or a
// class: for the key of the right one the keys of those chosen instead. They make
// the best wrong options.
type Confusions map[string]map[string]int

// Make makes the question. The error says which facet, kind or format there is
// not, or that the deck is too small for the kind.
func (m *Maker) Make(spec Spec) (*Question, error) {
	if spec.Written != nil {
		return makeWritten(spec)
	}
	f, spec, err := m.settle(spec)
	if err != nil {
		return nil, fmt.Errorf("make a question: %w", err)
	}
	making := making{
		m: m, c: m.c, deck: m.c.Deck(spec.Deck), words: wordsIn(spec.Lang), confused: spec.Confused,
		rng: seeded(spec, string(spec.Facet)), fair: seeded(spec, string(spec.Kind)),
		q: &Question{Kind: spec.Kind, Format: spec.Format, Lang: spec.Lang, Deck: spec.Deck},
	}
	if spec.Among != nil {
		making.among = make(map[string]bool, len(spec.Among))
		for _, key := range spec.Among {
			making.among[key] = true
		}
	}
	if spec.Facet != "" {
		making.q.Facets = []FacetID{f.ID}
	}
	if err := making.make(f); err != nil {
		return nil, fmt.Errorf("make a question: %w", err)
	}
	if q := making.q; q.judge == nil && slices.Contains([]Format{Choice, Boolean, Typed}, q.Format) {
		return nil, fmt.Errorf("make a question: %s leaves the judge out", q.Kind) // see answers.go
	}
	making.q.identify()
	return making.q, nil
}

// settle fills in what the spec leaves open and refuses what does not go
// together.
func (m *Maker) settle(spec Spec) (Facet, Spec, error) {
	f, ok := m.Facet(spec.Facet)
	if spec.Kind == IANAOwner && spec.Facet != "" {
		f, ok = Facet{ID: spec.Facet, Kinds: []Kind{IANAOwner}}, true
	}
	if !ok && !spec.Kind.Several() {
		return f, spec, fmt.Errorf("no facet %q in the catalogue", spec.Facet)
	}
	if spec.Kind == "" {
		spec.Kind = f.Kinds[0]
	}
	if ok && !f.Asks(spec.Kind) {
		return f, spec, fmt.Errorf("%s does not ask about %s", spec.Kind, f.ID)
	}
	formats := spec.Kind.Formats()
	if spec.Format == "" {
		spec.Format = formats[0]
	}
	if !slices.Contains(formats, spec.Format) {
		return f, spec, fmt.Errorf("%s has no format %q", spec.Kind, spec.Format)
	}
	return f, spec, nil
}

// make fills the question in.
func (m *making) make(f Facet) error {
	s := m.c.Service(f.Service)
	if s != nil && s.Deck != "" {
		m.deck = m.c.Deck(s.Deck)
	}
	if fill := m.q.Kind.row().make; fill != nil {
		return fill(m, f, s)
	}
	return fmt.Errorf("no kind %q", m.q.Kind)
}

// seeded returns a source of chance of one question. The facet is mixed in,
// so that one seed does not put the key of every question in the same place.
func seeded(spec Spec, mixedIn string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(cmp.Or(mixedIn, string(spec.Kind))))
	return rand.New(rand.NewPCG(spec.Seed, h.Sum64()))
}

// making is the work on one question.
type making struct {
	m     *Maker
	c     *catalogue.Catalogue
	words *words
	rng   *rand.Rand
	fair  *rand.Rand      // which does not depend on what is asked for
	deck  *catalogue.Deck // nil for none
	q     *Question

	confused Confusions
	among    map[string]bool // see [Spec]
}
