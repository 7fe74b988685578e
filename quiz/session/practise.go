package session

import (
	"slices"

	"portdrill/questions"
)

// everyTenth question of a drill shows what a machine prints.
const everyTenth = 10

// practise returns a question about what a machine prints, nil where none is due, or
// where too few ports were begun: all ports in it were. No card follows from it.
func (s *Session) practise() *questions.Question {
	if !s.plan.Practice || s.plan.Mode != Scheduled || s.plan.Kind != "" || s.plan.Format != "" ||
		(len(s.turns)+1)%everyTenth != 0 || s.agenda.remaining() == 0 {
		return nil
	}
	kinds := slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool { return !k.Practice() })
	s.rng.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	among := s.begunServices()
	for _, k := range kinds {
		q, err := s.maker.Make(questions.Spec{
			Kind: k, Format: k.Formats()[0], Lang: s.plan.Lang, Deck: s.plan.Deck.Key, Seed: s.rng.Uint64(), Among: among,
		})
		unbegun := func(f questions.FacetID) bool { _, begun := s.cards[f]; return !begun }
		if err == nil && len(q.Facets) > 0 && !slices.ContainsFunc(q.Facets, unbegun) &&
			!s.plan.Without.Flagged(q.Facets[0], k) {
			return q
		}
	}
	return nil
}

// begunServices returns the keys of the services whose port was begun, in order.
func (s *Session) begunServices() []string {
	var keys []string
	for id := range s.cards {
		if f, known := s.maker.Facet(id); known && f.Asks(questions.ServiceToPort) {
			keys = append(keys, f.Service)
		}
	}
	slices.Sort(keys)
	return keys
}
