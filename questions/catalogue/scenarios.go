package catalogue

import (
	"cmp"
	"slices"
)

// A Scenario is an authored question about a service: a symptom or a task at the
// firewall. No other service answers it.
type Scenario struct {
	ID     string // "scn-001"
	Kind   string // symptom or firewall
	Stem   Text
	Answer string // service key
	Why    Text
	Wrong  []string // service keys
}

// Scenarios returns the scenarios of the kind that the service is the answer of.
func (c *Catalogue) Scenarios(kind, answer string) []Scenario {
	var all []Scenario
	from, _ := slices.BinarySearchFunc(c.scenarios, answer, func(s Scenario, key string) int { return cmp.Compare(s.Answer, key) })
	for _, s := range c.scenarios[from:] {
		if s.Answer != answer {
			break
		}
		if s.Kind == kind {
			all = append(all, s)
		}
	}
	return all
}

func (l *loader) scenarios() {
	columns := []string{"id", "kind", "stem_en", "stem_zh", "answer", "why_en", "why_zh", "distractors", "difficulty"}
	l.each("scenarios.csv", columns, func(r row) {
		s := Scenario{
			ID: r.must("id"), Kind: r.oneOf("kind", "symptom", "firewall"),
			Stem: r.text("stem", true), Why: r.text("why", true), Wrong: r.list("distractors", ";"),
		}
		answer := l.known(r, "answer")
		if answer == nil {
			return
		}
		s.Answer = answer.Key
		for _, key := range s.Wrong {
			if wrong := l.byKey[key]; wrong == nil || wrong == answer {
				r.problem("distractors", "%q is no other service", key)
			}
		}
		l.c.scenarios = append(l.c.scenarios, s)
	})
	slices.SortStableFunc(l.c.scenarios, func(a, b Scenario) int { return cmp.Compare(a.Answer, b.Answer) })
}
