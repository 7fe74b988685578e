package quiz

import (
	"slices"

	"portdrill/questions"
)

// lag is how many services lie between learning what a port is for and which
// port the service has, so that at the default of ten new cards a day the second
// comes a day or more after the first.
const lag = 10

// rangeEvery is after how many services a range comes in, until all three have.
const rangeEvery = 4

// teachingOrder sorts the facets of a deck into the order in which they are
// begun: from port to service before from service to port, the ranges early and
// apart, and what else there is to know after all of these. Within a direction
// the order of the deck stays.
func teachingOrder(facets []questions.Facet) []questions.Facet {
	var forth, back, ranges, further []questions.Facet
	for _, f := range facets {
		switch f.Kinds[0] { //nolint:exhaustive // every other kind, whichever there will be, comes after these
		case questions.PortToService:
			forth = append(forth, f)
		case questions.ServiceToPort:
			back = append(back, f)
		case questions.RangeOfNumber:
			ranges = append(ranges, f)
		default:
			further = append(further, f)
		}
	}
	forth, back, further = byTier(forth), byTier(back), byTier(further)
	var order []questions.Facet
	for i := 0; len(order)+len(further) < len(facets); i++ {
		order = append(order, at(forth, i)...)
		order = append(order, at(back, i-min(lag, len(forth)))...)
		if i%rangeEvery == rangeEvery-1 {
			order = append(order, at(ranges, i/rangeEvery)...)
		}
	}
	return append(order, further...)
}

// at returns the facet with the index as a slice, empty where there is none.
func at(facets []questions.Facet, i int) []questions.Facet {
	if i < 0 || i >= len(facets) {
		return nil
	}
	return slices.Clone(facets[i : i+1])
}

// groupOf is how many cards begun one after the other are of different categories,
// as far as there are so many.
const groupOf = 4

// byTier interleaves the categories of each tier. The facets come by tier.
func byTier(facets []questions.Facet) []questions.Facet {
	var all []questions.Facet
	for len(facets) > 0 {
		end := slices.IndexFunc(facets, func(f questions.Facet) bool { return f.Tier != facets[0].Tier })
		if end < 0 {
			end = len(facets)
		}
		all = append(all, interleaved(facets[:end])...)
		facets = facets[end:]
	}
	return all
}

// interleaved returns the facets in groups of four categories, so that each is
// told from others than its like; within a category their order stays.
func interleaved(facets []questions.Facet) []questions.Facet {
	type category struct{ rest []int } // indexes into facets
	var categories []*category
	named := make(map[string]*category)
	for i, f := range facets {
		if named[f.Category] == nil {
			named[f.Category] = &category{}
			categories = append(categories, named[f.Category])
		}
		named[f.Category].rest = append(named[f.Category].rest, i)
	}
	all := make([]questions.Facet, 0, len(facets))
	for len(categories) > 0 {
		slices.SortFunc(categories, func(a, b *category) int { return a.rest[0] - b.rest[0] })
		for _, c := range categories[:min(groupOf, len(categories))] {
			all = append(all, facets[c.rest[0]])
			c.rest = c.rest[1:]
		}
		categories = slices.DeleteFunc(categories, func(c *category) bool { return len(c.rest) == 0 })
	}
	return all
}
