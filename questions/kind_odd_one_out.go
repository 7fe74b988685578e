package questions

import (
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// oddOneOut: which is not a mail port?
var oddOneOut = kindOf{
	key: OddOneOut, name: catalogue.Text{EN: "which one does not belong", ZH: "找出不属于同类的一项"},
	formats: []Format{Choice}, make: makeOddOneOut,
	several: true,
}

var (
	askOdd = catalogue.Text{EN: "Three of these ports are for %s. Which one is NOT?", ZH: "下列端口有三个用于%s，哪一个不是？"}
	isFor  = catalogue.Text{EN: "%s is for %s.", ZH: "%s用于%s。"}
)

func makeOddOneOut(m *making, _ Facet, _ *catalogue.Service) error {
	all, err := m.pairsOfAreas(maxDistractors)
	if err != nil {
		return err
	}
	in, odd := oneOut(m, all)
	if odd == nil {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	shown := append(slices.Clone(in.services), odd)
	slices.SortFunc(shown, byPort)
	m.covers(shown)
	m.q.Stem = m.say(askOdd, m.areaName(in.category))
	m.q.Explanation = Explanation{Fact: m.facts(shown)}
	m.wantText(portText(odd.Port), ports(shown), nil)
	m.contrast(func(option string) string {
		i := slices.IndexFunc(in.services, func(s *catalogue.Service) bool { return portText(s.Port) == option })
		return m.say(isFor, m.words.spaced(in.services[i].Label(m.words.lang)), m.areaName(in.category))
	})
	return nil
}

// oneOut draws three services of an area and one of another, which stands in a place
// of chance among the ports.
func oneOut(m *making, all [][2]area) (in area, odd *catalogue.Service) {
	const tries = 40
	place := m.rng.IntN(handOf)
	for range tries {
		pair := all[m.rng.IntN(len(all))]
		from, others := pair[0], pair[1]
		m.rng.Shuffle(len(from.services), func(i, j int) {
			from.services[i], from.services[j] = from.services[j], from.services[i]
		})
		three, one := from.services[:maxDistractors], others.services[m.rng.IntN(len(others.services))]
		if !m.isOutside(one, from.category) {
			continue
		}
		in, odd = area{from.category, slices.Clone(three)}, one
		below := 0
		for _, s := range three {
			below += rank(s.Port >= one.Port)
		}
		if below == place {
			break
		}
	}
	return in, odd
}
