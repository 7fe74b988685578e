package session

import (
	"cmp"
	"math"
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// Where the second direction of a service comes in the order: that of the first
// service after lag services have been met, the next ones spread over the rest so that
// with the ranges they take a day, and the ports of a goal are all met a day later than
// they could be; in a large deck none stays more than farthestBack services behind.
const (
	lag          = 10 // as many as are begun in a day by default, so that it comes a day or more later
	backEvery    = 3  // services at least
	backsAmid    = 7  // of them
	farthestBack = 60
)

// apartEvery is after how many services a range comes, until all three have, and
// later, likewise, a number at an edge or a mistake.
const apartEvery = 4

// teachingOrder sorts the facets of a deck into the order in which they are begun.
// The services come by rank, those that are met most first, and pairs together; what
// a port is for comes before which port the service has. The ranges come early, and
// after all ports their edges and common mistakes, what else there is to know about
// each service, and last the ephemeral ports of operating systems.
func teachingOrder(c *catalogue.Catalogue, p partners, facets []questions.Facet) []questions.Facet {
	var forth, back, ranges, numbers, further, systems []questions.Facet
	for _, f := range facets {
		switch {
		case f.Kinds[0] == questions.PortToService:
			forth = append(forth, f)
		case f.Kinds[0] == questions.ServiceToPort:
			back = append(back, f)
		case f.Service != "":
			further = append(further, f)
		case f.Kinds[0] == questions.RangeOfNumber:
			ranges = append(ranges, f)
		case f.Tier == 1:
			numbers = append(numbers, f)
		default:
			systems = append(systems, f)
		}
	}
	for _, some := range [][]questions.Facet{forth, back, further} {
		slices.SortStableFunc(some, func(a, b questions.Facet) int { return cmp.Compare(rankOf(c, a), rankOf(c, b)) })
	}
	var order []questions.Facet
	move := func(from *[]questions.Facet, n int) {
		n = min(n, len(*from))
		order = append(order, (*from)[:n]...)
		*from = (*from)[n:]
	}
	every := max(backEvery, (len(forth)-lag+backsAmid-1)/backsAmid)
	met, returned := 0, 0
	for _, pair := range p.together(forth) {
		order = append(order, pair...)
		before := met
		met += len(pair)
		for min(lag+every*returned, farthestBack+returned) <= met && len(back) > 0 {
			move(&back, 1)
			returned++
		}
		move(&ranges, met/apartEvery-before/apartEvery)
	}
	move(&ranges, len(ranges))
	for len(back) > 0 {
		move(&back, apartEvery)
		move(&numbers, 1)
	}
	return slices.Concat(order, numbers, further, systems)
}

// rankOf is the rank of the facet's service. What has none, as in a deck of the
// learner's own, comes after what has.
func rankOf(c *catalogue.Catalogue, f questions.Facet) int {
	if s := c.Service(f.Service); s != nil && s.Rank > 0 {
		return s.Rank
	}
	return math.MaxInt
}

// partners are the services, by key, that each is learned with as a contrasted pair.
type partners map[string][]string

// partnersIn returns the pairs of the catalogue, like DHCP's 67 and 68: services that
// are easily confused and met so often together that their ranks are next to each
// other. Three of a kind, like NetBIOS's, are two pairs.
func partnersIn(c *catalogue.Catalogue) partners {
	ranked := slices.SortedFunc(slices.Values(c.Services), func(a, b *catalogue.Service) int { return a.Rank - b.Rank })
	all := make(partners)
	listed := make(map[[2]string]bool, len(c.Confusions))
	for _, pair := range c.Confusions {
		listed[[2]string{pair.A, pair.B}] = true
	}
	for i, b := range ranked[1:] {
		a := ranked[i]
		if catalogue.Confusable(a, b) || listed[[2]string{a.Key, b.Key}] || listed[[2]string{b.Key, a.Key}] {
			all[a.Key] = append(all[a.Key], b.Key)
			all[b.Key] = append(all[b.Key], a.Key)
		}
	}
	return all
}

// together splits the facets into runs that are begun one after the other: the
// services of a pair, asked about in the same way; all others alone.
func (p partners) together(facets []questions.Facet) [][]questions.Facet {
	var runs [][]questions.Facet
	for i, f := range facets {
		if i > 0 && facets[i-1].Kinds[0] == f.Kinds[0] && slices.Contains(p[f.Service], facets[i-1].Service) {
			runs[len(runs)-1] = append(runs[len(runs)-1], f)
		} else {
			runs = append(runs, []questions.Facet{f})
		}
	}
	return runs
}

// groupOf is how many new cards asked one after the other are of different
// categories, as far as there are so many; a pair counts as one.
const groupOf = 4

// interleaved puts the runs into groups of four categories, so that each is told from
// others than its like; within a category their order stays.
func interleaved(runs [][]questions.Facet) []questions.Facet {
	type category struct{ rest []int } // indexes into runs
	var categories []*category
	named := make(map[string]*category)
	for i, run := range runs {
		name := run[0].Category
		if named[name] == nil {
			named[name] = &category{}
			categories = append(categories, named[name])
		}
		named[name].rest = append(named[name].rest, i)
	}
	var all []questions.Facet
	for len(categories) > 0 {
		slices.SortFunc(categories, func(a, b *category) int { return a.rest[0] - b.rest[0] })
		for _, c := range categories[:min(groupOf, len(categories))] {
			all = append(all, runs[c.rest[0]]...)
			c.rest = c.rest[1:]
		}
		categories = slices.DeleteFunc(categories, func(c *category) bool { return len(c.rest) == 0 })
	}
	return all
}
