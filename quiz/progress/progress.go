// Package progress says what a learner knows, area by area, and whether it gets
// better: pure figures of what a log has led to. They are made of counts, cards and
// days; whoever calls says which day it is.
//
// An area is small, and a learner has not answered much in it: each figure comes
// with how far it can be trusted, and an area is called weak only where chance
// would hardly ever make it look so, however many areas are looked at.
package progress

import (
	"cmp"
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// A By is what areas are told apart by.
type By string

// The ways to tell areas apart.
const (
	ByCategory By = "category" // small ones merged
	ByDeck     By = "deck"
	ByKind     By = "kind"  // of question
	ByRange    By = "range" // that the service's port lies in
	ByService  By = "service"
)

// Bys are all of them.
var Bys = []By{ByCategory, ByDeck, ByKind, ByRange, ByService}

// An Area is what weakness is reported by.
type Area struct {
	By  By
	Key string // of the category, deck, kind, range or service
}

func (a Area) compare(b Area) int {
	return cmp.Or(cmp.Compare(slices.Index(Bys, a.By), slices.Index(Bys, b.By)), cmp.Compare(a.Key, b.Key))
}

// Other is the key of the category that small ones are merged into.
const Other = "other"

// leastServices is how many services a category has at least, to be one of its own.
const leastServices = 4

// Window is how many study days, the one that is asked about included, figures of
// answers look back: twice the longest trend. What was answered before says little
// about what is known now.
const Window = 180

// LeastAnswers is how many answers an area is ranked from.
const LeastAnswers = 5

// A Syllabus says which areas each facet belongs to, and how large they are.
type Syllabus struct {
	maker *questions.Maker
	areas map[questions.FacetID][]Area // but for kinds
	sizes map[Area]int                 // facets
}

// NewSyllabus returns that of all there is to learn in the maker's catalogue. The
// registry of IANA and the deck of everything are no areas.
func NewSyllabus(m *questions.Maker) *Syllabus {
	s := &Syllabus{maker: m, areas: make(map[questions.FacetID][]Area), sizes: make(map[Area]int)}
	c := m.Catalogue()
	merged := smallCategories(m)
	for _, f := range m.Facets() {
		category := f.Category
		if merged[category] {
			category = Other
		}
		s.put(f.ID, Area{ByCategory, category})
		if service := c.Service(f.Service); service != nil {
			s.put(f.ID, Area{ByRange, c.RangeOf(service.Port).Key})
			s.put(f.ID, Area{ByService, service.Key})
		}
		for _, k := range f.Kinds {
			s.sizes[Area{ByKind, string(k)}]++
		}
	}
	for _, d := range c.Decks {
		if d.Key == catalogue.AllDeck {
			continue
		}
		for _, f := range m.FacetsOf(d) {
			s.put(f.ID, Area{ByDeck, d.Key})
		}
	}
	return s
}

func (s *Syllabus) put(f questions.FacetID, a Area) {
	s.areas[f] = append(s.areas[f], a)
	s.sizes[a]++
}

// smallCategories are those of few services. What is about no service at all, as
// the ranges, is an area of its own.
func smallCategories(m *questions.Maker) map[string]bool {
	services := make(map[string]map[string]bool)
	for _, f := range m.Facets() {
		if f.Service == "" {
			continue
		}
		if services[f.Category] == nil {
			services[f.Category] = make(map[string]bool)
		}
		services[f.Category][f.Service] = true
	}
	small := make(map[string]bool)
	for category, in := range services {
		small[category] = len(in) < leastServices
	}
	return small
}

// Of returns the areas that an answer about the facet counts for. Of a question about
// several facets it is not known which of them it was that was known or not: it
// counts for its kind alone, and so does one about what is not in the catalogue any
// more.
func (s *Syllabus) Of(facet questions.FacetID, k questions.Kind) []Area {
	kind := Area{ByKind, string(k)}
	if k.Several() {
		return []Area{kind}
	}
	return append([]Area{kind}, s.areas[facet]...)
}

// AreasOf returns the areas that the facet belongs to, but for the kinds that ask
// about it.
func (s *Syllabus) AreasOf(f questions.FacetID) []Area { return s.areas[f] }

// Size returns how many facets the area has.
func (s *Syllabus) Size(a Area) int { return s.sizes[a] }

// service returns the key of the service that the facet is about; empty for none.
func (s *Syllabus) service(f questions.FacetID) string {
	facet, _ := s.maker.Facet(f)
	return facet.Service
}
