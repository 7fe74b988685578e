package questions

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// A Maker makes questions from a catalogue. Any number of goroutines may use it.
type Maker struct {
	c      *catalogue.Catalogue
	facets map[FacetID]Facet
	all    []Facet
}

// NewMaker returns a Maker for the catalogue.
func NewMaker(c *catalogue.Catalogue) *Maker {
	m := &Maker{c: c, facets: make(map[FacetID]Facet)}
	m.all = m.FacetsOf(c.Deck(catalogue.AllDeck))
	for _, f := range m.all {
		m.facets[f.ID] = f
	}
	return m
}

// Catalogue returns what the questions are made from.
func (m *Maker) Catalogue() *catalogue.Catalogue { return m.c }

// Facet returns the facet with the ID; ok is false if the catalogue has none.
func (m *Maker) Facet(id FacetID) (f Facet, ok bool) {
	f, ok = m.facets[id]
	return f, ok
}

// Facets returns every facet of the catalogue.
func (m *Maker) Facets() []Facet { return m.all }

// Siblings returns the facets of the same service, f itself left out.
func (m *Maker) Siblings(f Facet) []FacetID {
	s := m.c.Service(f.Service)
	if s == nil {
		return nil
	}
	return slices.DeleteFunc([]FacetID{serviceFacet(s), portFacet(s)}, func(id FacetID) bool { return id == f.ID })
}

// serviceFacet names what the port is for. Where both transports are in use
// the TCP one stands for both.
func serviceFacet(s *catalogue.Service) FacetID { return FacetID(s.Sockets()[0] + ":service") }

// portFacet names which port the service has.
func portFacet(s *catalogue.Service) FacetID { return FacetID(s.Key + ":port") }

// FacetsOf returns the facets of the deck: for each service, by tier, what its
// port is for and which port it has; then the three ranges, which belong to
// every deck.
func (m *Maker) FacetsOf(d *catalogue.Deck) []Facet {
	var all []Facet
	for _, s := range m.c.InDeck(d) {
		f := Facet{Service: s.Key, Category: s.Category, Tier: s.Tier}
		f.ID, f.Kind = serviceFacet(s), PortToService
		all = append(all, f)
		f.ID, f.Kind = portFacet(s), ServiceToPort
		all = append(all, f)
	}
	for _, r := range m.c.Ranges {
		all = append(all, Facet{ID: FacetID("range:" + r.Key), Kind: RangeOfNumber, Category: "range", Tier: 1})
	}
	return all
}

// A Spec says which question is wanted. Equal Specs make equal questions.
type Spec struct {
	Facet  FacetID
	Format Format
	Lang   catalogue.Lang
	Deck   string // the deck that is being learned: its services are preferred as wrong options
	Seed   uint64
}

// Make makes the question. The error says which facet or format there is not.
func (m *Maker) Make(spec Spec) (*Question, error) {
	f, ok := m.facets[spec.Facet]
	if !ok {
		return nil, fmt.Errorf("make a question: no facet %q in the catalogue", spec.Facet)
	}
	if !slices.Contains(f.Kind.Formats(), spec.Format) {
		return nil, fmt.Errorf("make a question: %s has no format %q", f.Kind, spec.Format)
	}
	making := making{
		c: m.c, words: wordsIn(spec.Lang), rng: seeded(spec), deck: m.c.Deck(spec.Deck),
		q: &Question{Kind: f.Kind, Format: spec.Format, Lang: spec.Lang, Deck: spec.Deck, Facets: []FacetID{f.ID}},
	}
	switch f.Kind {
	case PortToService:
		making.portToService(m.c.Service(f.Service))
	case ServiceToPort:
		making.serviceToPort(m.c.Service(f.Service))
	case RangeOfNumber:
		making.rangeOfNumber(m.c.Range(f.ID.aspect()))
	}
	making.q.identify()
	return making.q, nil
}

// seeded returns the source of chance of one question. The facet is mixed in,
// so that one seed does not put the key of every question in the same place.
func seeded(spec Spec) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(spec.Facet))
	return rand.New(rand.NewPCG(spec.Seed, h.Sum64()))
}

// making is the work on one question.
type making struct {
	c     *catalogue.Catalogue
	words *words
	rng   *rand.Rand
	deck  *catalogue.Deck // nil for none
	q     *Question
}

func (m *making) about(s *catalogue.Service) {
	m.q.Explanation = m.words.explain(s)
	m.q.Services = []string{s.Key}
	m.q.Ports = s.Sockets()
}

func (m *making) portToService(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askService(s)
	judge := judgeService{c: m.c, words: m.words, right: s}
	if m.q.Format == Choice {
		judge.options = append(m.distractors(s), s)
		m.rng.Shuffle(len(judge.options), func(i, j int) {
			judge.options[i], judge.options[j] = judge.options[j], judge.options[i]
		})
		for _, option := range judge.options {
			m.q.Options = append(m.q.Options, option.Label(m.words.lang))
		}
		m.q.Answers = []string{s.Label(m.words.lang)}
	} else {
		m.q.Answers = canonicalFirst(s.Label(m.words.lang), s.Names())
	}
	m.q.judge = judge
}

func (m *making) serviceToPort(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askPort(s)
	judge := judgePort{c: m.c, words: m.words, right: s}
	number := portText(s.Port)
	if m.q.Format == Choice {
		judge.options = append(m.wrongPorts(s), s.Port)
		slices.Sort(judge.options)
		for _, p := range judge.options {
			m.q.Options = append(m.q.Options, portText(p))
		}
		m.q.Answers = []string{number}
	} else {
		m.q.Answers = []string{number}
		for _, t := range s.Transports {
			m.q.Answers = append(m.q.Answers, fmt.Sprintf("%s/%d", t, s.Port), fmt.Sprintf("%d/%s", s.Port, t))
		}
	}
	m.q.judge = judge
}

func (m *making) rangeOfNumber(r *catalogue.Range) {
	p := m.numberIn(r)
	m.q.Stem = fmt.Sprintf(m.words.whichRange, p)
	name := r.Name.In(m.words.lang)
	m.q.Explanation = Explanation{
		Fact:  fmt.Sprintf(m.words.inRange, p, m.words.led(name), r.From, r.To),
		About: r.About.In(m.words.lang),
	}
	m.q.Ports = []string{portText(p)}
	if m.q.Format == Choice {
		for _, each := range m.c.Ranges {
			m.q.Options = append(m.q.Options, each.Name.In(m.words.lang))
		}
		m.q.Answers = []string{name}
	} else {
		m.q.Answers = canonicalFirst(name, r.Accepted)
	}
	m.q.judge = judgeRange{c: m.c, words: m.words, right: r}
}

// nearEdge is how close to the edge of its range half of the numbers are that a
// question asks the range of.
const nearEdge = 50

// numberIn draws a number of the range, one time in two within nearEdge of an
// edge between ranges. Port 0, which is reserved, is never drawn.
func (m *making) numberIn(r *catalogue.Range) catalogue.Port {
	from, to := max(int(r.From), 1), int(r.To)
	low, high := 0, 0 // how many numbers lie near the lower and the upper edge
	if r.From > 0 {
		low = nearEdge + 1
	}
	if r.To < lastPort {
		high = nearEdge + 1
	}
	if m.rng.IntN(2) == 0 {
		n := m.rng.IntN(low + high)
		if n < low {
			return catalogue.Port(from + n)
		}
		return catalogue.Port(to - (n - low))
	}
	return catalogue.Port(from + low + m.rng.IntN(to-from+1-low-high))
}

const lastPort catalogue.Port = 65535

// canonicalFirst returns the names with the canonical one before the others.
func canonicalFirst(canonical string, names []string) []string {
	all := []string{canonical}
	for _, name := range names {
		if !strings.EqualFold(name, canonical) {
			all = append(all, name)
		}
	}
	return all
}

func portText(p catalogue.Port) string { return strconv.Itoa(int(p)) }
