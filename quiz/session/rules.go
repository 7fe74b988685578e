package session

import (
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// The rules of order. Where they collide, the limits of a day win over the rule
// that nothing is put off by more than a day, and that over spacing.
const (
	repeatGap    = 3  // other questions between two about one facet
	siblingGap   = 10 // questions between two about one service
	unlockedFrom = 7  // days of stability of both directions before more is asked about a service
	contrastFrom = 7  // days of stability of both before they are asked side by side
)

// A spacing is a rule that chooses which new cards come on a study day: whether the
// facet may be begun beside those that have been on the day.
type spacing func(c *course, f questions.Facet, on *beginnings) bool

// spacings are the rules of new cards, in the order in which they give way. A day
// begins as many cards as the learner has set while the decks have some that were
// never begun: first those that all rules let through, by their order in the decks;
// where these are too few, those that all but the first rule do, and so on. Only a
// backlog begins fewer; and what is held back is never begun.
//
//  1. [isApart]: two services that are easily confused are not both new on a day.
//  2. [isUnlocked]: more is asked about a service once both directions are stable for a week.
//  3. [isAlone]: one card of a service is begun a day.
//  4. [isInTurn]: what a port is for comes before which port it is, and that before more.
var spacings = []spacing{isApart, isUnlocked, isAlone, isInTurn}

// freshOn returns what is to be begun on the study day, in the order of asking: so many
// cards at most, with those that were.
func (c *course) freshOn(day quiz.Day, most int) []questions.Facet {
	on := c.begunOn(day)
	left := slices.DeleteFunc(slices.Clone(c.queue), func(f questions.Facet) bool {
		_, begun := c.cards[f.ID]
		return begun || c.holds[f.ID].On(day)
	})
	switch c.plan.Mode {
	case Placement: // of each service one card a day, whatever else
		return slices.DeleteFunc(left, func(f questions.Facet) bool {
			if !isAlone(c, f, on) {
				return true
			}
			on.add(f)
			return false
		})
	case Misses: // the learner who has just missed two may learn both
		return interleaved(c.partners.together(left))
	case Scheduled, Ahead, Weak, MockExam:
	}
	n := min(most-c.tallies[day].New, len(left))
	var fresh []questions.Facet
	for given := 0; len(fresh) < n; given++ {
		rules := spacings[given:]
		left = slices.DeleteFunc(left, func(f questions.Facet) bool {
			if len(fresh) == n || slices.ContainsFunc(rules, func(lets spacing) bool { return !lets(c, f, on) }) {
				return false
			}
			on.add(f)
			fresh = append(fresh, f)
			return true
		})
	}
	return interleaved(c.partners.together(fresh))
}

// isApart is the rule that two services that are easily confused are not both new on
// a day, unless they make a pair. It is about what a port is for and about which port
// it is, each by itself. Of a pair that was parted the second comes as soon as it can.
func isApart(c *course, f questions.Facet, on *beginnings) bool {
	if f.Service == "" || isFurther(f) {
		return true
	}
	alike := func(g questions.Facet) bool { return g.Kinds[0] == f.Kinds[0] }
	for _, partner := range c.partners[f.Service] {
		if c.stability(partner, f.Kinds[0]) > 0 || slices.ContainsFunc(on.of[partner], alike) {
			return true
		}
	}
	known := c.maker.Catalogue()
	for other, facets := range on.of {
		confusable := other != f.Service && catalogue.Confusable(known.Service(f.Service), known.Service(other))
		if confusable && slices.ContainsFunc(facets, alike) {
			return false
		}
	}
	return true
}

// isUnlocked is the rule that more than both directions is asked about a service once
// both are stable for a week.
func isUnlocked(c *course, f questions.Facet, on *beginnings) bool {
	return !isFurther(f) || !slices.ContainsFunc(c.directions(f, on.day), func(id questions.FacetID) bool {
		return c.cards[id].Memory.Stability < unlockedFrom
	})
}

// isAlone is the rule that one card of a service is begun a day.
func isAlone(_ *course, f questions.Facet, on *beginnings) bool { return len(on.of[f.Service]) == 0 }

// isInTurn is the rule that it is asked what a port is for before which port it is,
// and more only after both.
func isInTurn(c *course, f questions.Facet, on *beginnings) bool {
	return !slices.ContainsFunc(c.directions(f, on.day), func(id questions.FacetID) bool {
		_, begun := c.cards[id]
		return !begun && !slices.ContainsFunc(on.of[f.Service], func(g questions.Facet) bool { return g.ID == id })
	})
}

// directions are the facets that come before this one of the same service: what the
// port is for, and for what is further also which port it is; as far as they are asked
// about. A learner who asks for one kind alone does not wait for others.
func (c *course) directions(f questions.Facet, day quiz.Day) []questions.FacetID {
	if c.plan.Kind != "" || f.Kinds[0] == questions.PortToService {
		return nil
	}
	return slices.DeleteFunc(c.maker.Siblings(f), func(id questions.FacetID) bool {
		sibling, wanted := c.facets[id]
		return !wanted || isFurther(*sibling) || c.holds[id].On(day)
	})
}

// isFurther reports whether the facet is about something else than which port a
// service has and what it is for.
func isFurther(f questions.Facet) bool {
	return f.Service != "" && f.Kinds[0] != questions.PortToService && f.Kinds[0] != questions.ServiceToPort
}
