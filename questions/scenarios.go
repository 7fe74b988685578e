package questions

import (
	"slices"

	"portdrill/questions/catalogue"
)

// hasScenario returns the rule that there is a scenario of the sort, as the catalogue
// calls it, about a service.
func hasScenario(sort string) func(*Maker, *catalogue.Service) bool {
	return func(m *Maker, s *catalogue.Service) bool { return len(m.c.Scenarios(sort, s.Key)) > 0 }
}

// scenarioStems returns the stems of the sort.
func scenarioStems(sort string) func(*Maker, *catalogue.Service) []catalogue.Text {
	return func(m *Maker, s *catalogue.Service) (stems []catalogue.Text) {
		for _, scene := range m.c.Scenarios(sort, s.Key) {
			stems = append(stems, scene.Stem)
		}
		return stems
	}
}

// makeScenario returns the maker of such scenarios.
func makeScenario(sort string) func(*making, Facet, *catalogue.Service) error {
	return func(m *making, _ Facet, s *catalogue.Service) error {
		scenario(m, sort, s)
		return nil
	}
}

// scenario asks an authored question, whose wrong options are authored too.
func scenario(m *making, sort string, s *catalogue.Service) {
	scenarios := m.c.Scenarios(sort, s.Key)
	scene := scenarios[m.rng.IntN(len(scenarios))]
	m.about(s)
	m.q.Stem = scene.Stem.In(m.words.lang)
	m.q.Explanation = Explanation{
		Fact: scene.Why.In(m.words.lang), About: s.Use.In(m.words.lang), Hook: s.Hook.In(m.words.lang),
	}
	var authored []*catalogue.Service
	for _, key := range scene.Wrong {
		authored = append(authored, m.c.Service(key))
	}
	wrong := m.wrongServices(choice{right: s, home: scenes(m, sort, s), fits: func(a, b *catalogue.Service) bool {
		if a == s {
			return a.Category != b.Category || slices.Contains(authored, b)
		}
		return a.Category != b.Category || isAuthored(m, sort, a, b) || isAuthored(m, sort, b, a)
	}})
	wrong = m.pick(choice{right: s}, wrong, m.untold(authored), maxDistractors)
	for _, other := range authored { // which may be of its family: the stem tells them apart
		if len(wrong) < minDistractors && !slices.Contains(wrong, other) {
			wrong = append(wrong, other)
		}
	}
	m.wantServiceAmong(s, wrong)
}

// isAuthored reports whether b is an authored wrong option of a scenario about a.
func isAuthored(m *making, sort string, a, b *catalogue.Service) bool {
	return slices.ContainsFunc(m.c.Scenarios(sort, a.Key), func(scene catalogue.Scenario) bool {
		return slices.Contains(scene.Wrong, b.Key)
	})
}

// scenes returns the services that scenarios of the kind are about, as far as they
// are learned with s.
func scenes(m *making, sort string, s *catalogue.Service) []*catalogue.Service {
	return slices.DeleteFunc(m.untold(m.atHome(s)), func(other *catalogue.Service) bool {
		return len(m.c.Scenarios(sort, other.Key)) == 0
	})
}
