package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// selectAll: all mail ports of these
var selectAll = kindOf{
	key: SelectAll, name: catalogue.Text{EN: "select all that apply", ZH: "选出所有符合的项"},
	formats: []Format{Set}, make: makeSelectAll,
	several: true,
}

var askAll = catalogue.Text{EN: "Which of these ports are for %s? Choose all.", ZH: "下列哪些端口用于%s？请全部选出。"}

// makeSelectAll shows four to six ports of two areas.
func makeSelectAll(m *making, _ Facet, _ *catalogue.Service) error {
	const most = 3 // of each
	of, err := m.pairsOfAreas(most)
	if err != nil {
		return err
	}
	pair := of[m.rng.IntN(len(of))]
	in, out := pair[0], pair[1]
	within := slices.Clone(in.services[:2+m.rng.IntN(most-1)])
	slices.SortFunc(within, byPort)
	outside := slices.DeleteFunc(out.services, func(s *catalogue.Service) bool { return !m.isOutside(s, in.category) })
	all := slices.Concat(within, outside[:min(most, len(outside))])
	slices.SortFunc(all, byPort)
	m.covers(all)
	m.q.Stem = m.say(askAll, m.areaName(in.category))
	m.q.Explanation = Explanation{Fact: m.facts(within)}
	m.q.Options, m.q.Answers = ports(all), ports(within)
	return nil
}
