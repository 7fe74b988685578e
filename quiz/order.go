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
		switch f.Kinds[0] {
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
