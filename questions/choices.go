package questions

import (
	"cmp"
	"slices"

	"portdrill/questions/catalogue"
)

// maxDistractors wrong options stand beside the right one where so many are
// plausible. Fewer than minDistractors never do.
const (
	maxDistractors = 3
	minDistractors = 2
)

// A candidate is a service that may serve as a wrong option.
type candidate struct {
	*catalogue.Service
	score float64
}

// What makes a wrong option plausible (R5), in points. The jitter lets the
// options vary from asking to asking without a poor one getting before a good.
const (
	pointsMixedUp   = 20.0 // this very learner, or class, has mixed the two up
	pointsConfused  = 4.0  // people are known to
	pointsCategory  = 3.0
	pointsAdjacent  = 2.5 // numbers at most 2 apart
	pointsNeighbour = 1.0 // among the nearest numbers in the catalogue
	pointsDeck      = 1.5
	pointsTier      = 0.5 // for each tier that it is nearer to what everybody meets
	pointsJitter    = 4.5

	adjacent   = 2
	neighbours = 8
)

// candidates returns the services that can stand beside the right one (R2):
// those that there is a reason to take for it, and the rest.
func (m *making) candidates(right *catalogue.Service) (plausible, rest []candidate) {
	near := m.nearest(right)
	for _, s := range m.pool(right) {
		if !m.standsBeside(right, s) {
			continue
		}
		c := candidate{Service: s, score: float64(3-s.Tier)*pointsTier + m.rng.Float64()*pointsJitter}
		reason := 0.0
		if n := m.confused[right.Key][s.Key]; n > 0 {
			reason += pointsMixedUp + min(float64(n), pointsJitter)
		}
		if _, confused := m.c.Pair(right.Key, s.Key); confused {
			reason += pointsConfused
		}
		if s.Category == right.Category {
			reason += pointsCategory
		}
		if distance(s.Port, right.Port) <= adjacent {
			reason += pointsAdjacent
		}
		if slices.Contains(near, s) {
			reason += pointsNeighbour
		}
		if m.deck != nil && m.deck.Key != catalogue.AllDeck && m.deck.Holds(s) {
			reason += pointsDeck
		}
		c.score += reason
		if reason > 0 {
			plausible = append(plausible, c)
		} else {
			rest = append(rest, c)
		}
	}
	return plausible, rest
}

// standsBeside reports whether neither s nor another service on the port of s
// is in any reading right where right is asked for.
func (m *making) standsBeside(right, s *catalogue.Service) bool {
	return !slices.ContainsFunc(m.m.at(right, s.Port), func(at *catalogue.Service) bool {
		return at == right || !m.c.Rivals(right, at)
	})
}

// nearest returns the services with the nearest numbers, to itself among them.
func (m *making) nearest(to *catalogue.Service) []*catalogue.Service {
	all := m.c.Services // by port
	from, _ := slices.BinarySearchFunc(all, to.Port, func(s *catalogue.Service, p catalogue.Port) int {
		return cmp.Compare(s.Port, p)
	})
	end := from
	for end-from <= neighbours && (from > 0 || end < len(all)) {
		if end == len(all) || from > 0 && distance(all[from-1].Port, to.Port) <= distance(all[end].Port, to.Port) {
			from--
		} else {
			end++
		}
	}
	return all[from:end]
}

func distance(a, b catalogue.Port) int {
	if a < b {
		return int(b) - int(a)
	}
	return int(a) - int(b)
}

// distractors returns wrong options. Where fewer than minDistractors are
// plausible, others fill up.
func (m *making) distractors(right *catalogue.Service) []*catalogue.Service {
	plausible, rest := m.candidates(right)
	picked := m.pick(nil, plausible, maxDistractors)
	return m.pick(picked, rest, minDistractors)
}

// pick adds the best candidates to those picked, until there are n, so that none
// could be taken for another (R4).
func (m *making) pick(picked []*catalogue.Service, from []candidate, n int) []*catalogue.Service {
	if len(picked) >= n {
		return picked
	}
	slices.SortFunc(from, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Key, b.Key))
	})
	for _, c := range from {
		if len(picked) == n {
			break
		}
		if m.differs(c.Service, picked) {
			picked = append(picked, c.Service)
		}
	}
	return picked
}

func (m *making) differs(s *catalogue.Service, from []*catalogue.Service) bool {
	return !slices.ContainsFunc(from, func(other *catalogue.Service) bool { return !m.c.Rivals(s, other) })
}

// wrongPorts returns wrong numbers. Options are shown in ascending order, so
// the place of the key is drawn first, and as many smaller and larger numbers are
// taken as it needs: the best there are on each side. Only where the catalogue
// ends on a side does the other fill up. No number is right in any reading where
// one of the others is asked for.
func (m *making) wrongPorts(right *catalogue.Service, others ...*catalogue.Service) []catalogue.Port {
	plausible, rest := m.candidates(right)
	for _, other := range others {
		unfit := func(c candidate) bool { return !m.standsBeside(other, c.Service) }
		plausible, rest = slices.DeleteFunc(plausible, unfit), slices.DeleteFunc(rest, unfit)
	}
	onSide := func(lies func(catalogue.Port) bool) []*catalogue.Service {
		picked := m.pick(nil, side(plausible, lies), maxDistractors)
		return m.pick(picked, side(rest, lies), maxDistractors)
	}
	below := onSide(func(p catalogue.Port) bool { return p < right.Port })
	above := onSide(func(p catalogue.Port) bool { return p > right.Port })
	takeBelow, takeAbove := shares(m.rng.IntN(maxDistractors+1), len(below), len(above))
	var ports []catalogue.Port
	for _, s := range append(below[:takeBelow], above[:takeAbove]...) {
		ports = append(ports, s.Port)
	}
	return ports
}

// side returns the candidates whose port lies on one side, in their order.
func side(all []candidate, lies func(catalogue.Port) bool) []candidate {
	var some []candidate
	for _, c := range all {
		if lies(c.Port) {
			some = append(some, c)
		}
	}
	return some
}
