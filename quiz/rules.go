package quiz

import (
	"cmp"
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// The rules of order. Where they collide, the limits of a day win over the rule
// that nothing is put off by more than a day, and that over spacing.
const (
	repeatGap    = 3  // other questions between two about one facet
	siblingGap   = 10 // questions between two about one service
	unlockedFrom = 7  // days of stability of both directions before more is asked about a service
	contrastFrom = 7  // days of stability of both before they are asked side by side
	typedFrom    = 21 // days of stability from which names are typed
)

// A trail is what was asked last, the last one last.
type trail []questions.Facet

func (t *trail) add(f questions.Facet) {
	if *t = append(*t, f); len(*t) > siblingGap {
		*t = slices.Delete(*t, 0, 1)
	}
}

// since is how many questions were asked after the last one about the facet; more
// than any gap where there was none.
func (t trail) since(id questions.FacetID) int {
	return t.sinceAny(func(f questions.Facet) bool { return f.ID == id })
}

// sinceService is the same for any facet of the service.
func (t trail) sinceService(key string) int {
	return t.sinceAny(func(f questions.Facet) bool { return f.Service == key })
}

func (t trail) sinceAny(is func(questions.Facet) bool) int {
	for i, f := range slices.Backward(t) {
		if is(f) {
			return len(t) - 1 - i
		}
	}
	return siblingGap + 1
}

// isNoRepeat is the rule that at least three other questions come before a card
// is asked again.
func (s *Session) isNoRepeat(f questions.Facet) bool { return s.recent.since(f.ID) >= repeatGap }

// isSpaced is the rule that siblings are ten questions apart. What was put off for
// a day already is asked all the same before the session ends.
func (s *Session) isSpaced(f questions.Facet) bool {
	if !s.isNoRepeat(f) {
		return false
	}
	if f.Service == "" {
		return true
	}
	missing := siblingGap - s.recent.sinceService(f.Service)
	if missing <= 0 || s.recent.since(f.ID) <= siblingGap && s.recent.sinceService(f.Service) == s.recent.since(f.ID) {
		return true // the last question about the service was the card itself
	}
	c := s.cards[f.ID]
	return c.State == fsrs.Review && c.DueDay < s.agenda.day && s.slots() <= missing
}

// leavesRoom is the rule that what is new, which may come between siblings that
// are due, takes no question from them.
func (s *Session) leavesRoom(f questions.Facet) bool {
	return s.slots() > s.reviewsLeft()
}

// slots is how many questions the session can still ask.
func (s *Session) slots() int { return s.plan.Limit - s.summary.Asked }

// isBacklog is the rule that nothing new is begun while more is due on a day than its
// limit, or half of the limit has been put off from the days before; until less than
// half of the limit is due.
func isBacklog(due, overdue, repeats, limit int) bool {
	half := max(limit/2, 1)
	return due >= half && (due+repeats > limit || overdue >= half)
}

// inBacklog reports whether there is a backlog now.
func (s *Session) inBacklog() bool {
	return isBacklog(s.agenda.due, s.agenda.overdue, s.tallies[s.agenda.day].Repeats, s.plan.Reviews)
}

// endsInBacklog reports whether there will be one still after all reviews of the day.
func (s *Session) endsInBacklog() bool {
	overdue, left := s.agenda.overdue, s.reviewsLeft()
	for _, id := range s.agenda.reviews[:left] {
		if s.cards[id].DueDay < s.agenda.day {
			overdue--
		}
	}
	return isBacklog(s.agenda.due-left, overdue, s.tallies[s.agenda.day].Repeats+left, s.plan.Reviews)
}

// A spacing is a rule that chooses which new cards come on a study day: whether the
// facet may be begun beside those that have been on the day.
type spacing func(s *Session, f questions.Facet, on *beginnings) bool

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

// beginnings are the facets of services that are begun on a study day.
type beginnings struct {
	day Day
	of  map[string][]questions.Facet // by service
}

func (b *beginnings) add(f questions.Facet) {
	if f.Service != "" {
		b.of[f.Service] = append(b.of[f.Service], f)
	}
}

// begunOn returns what was begun on the study day.
func (s *Session) begunOn(day Day) *beginnings {
	on := &beginnings{day: day, of: make(map[string][]questions.Facet)}
	for id, c := range s.cards {
		if c.Begun == day {
			on.add(s.facetOrBare(id))
		}
	}
	return on
}

// freshOn returns what is to be begun on the study day, in the order of asking.
func (s *Session) freshOn(day Day) []questions.Facet {
	on := s.begunOn(day)
	left := slices.DeleteFunc(slices.Clone(s.queue), func(f questions.Facet) bool {
		_, begun := s.cards[f.ID]
		return begun || s.holds[f.ID].On(day)
	})
	switch s.plan.Mode {
	case Placement: // of each service one card a day, whatever else
		return slices.DeleteFunc(left, func(f questions.Facet) bool {
			if !isAlone(s, f, on) {
				return true
			}
			on.add(f)
			return false
		})
	case Misses: // the learner who has just missed two may learn both
		return interleaved(s.partners.together(left))
	case Scheduled, Ahead, Weak, MockExam:
	}
	n := min(s.plan.New-s.tallies[day].New, len(left))
	var fresh []questions.Facet
	for given := 0; len(fresh) < n; given++ {
		rules := spacings[given:]
		left = slices.DeleteFunc(left, func(f questions.Facet) bool {
			if len(fresh) == n || slices.ContainsFunc(rules, func(lets spacing) bool { return !lets(s, f, on) }) {
				return false
			}
			on.add(f)
			fresh = append(fresh, f)
			return true
		})
	}
	return interleaved(s.partners.together(fresh))
}

// isApart is the rule that two services that are easily confused are not both new on
// a day, unless they make a pair. It is about what a port is for and about which port
// it is, each by itself. Of a pair that was parted the second comes as soon as it can.
func isApart(s *Session, f questions.Facet, on *beginnings) bool {
	if f.Service == "" || isFurther(f) {
		return true
	}
	alike := func(g questions.Facet) bool { return g.Kinds[0] == f.Kinds[0] }
	for _, partner := range s.partners[f.Service] {
		if s.stability(partner, f.Kinds[0]) > 0 || slices.ContainsFunc(on.of[partner], alike) {
			return true
		}
	}
	c := s.maker.Catalogue()
	for other, facets := range on.of {
		confusable := other != f.Service && catalogue.Confusable(c.Service(f.Service), c.Service(other))
		if confusable && slices.ContainsFunc(facets, alike) {
			return false
		}
	}
	return true
}

// isUnlocked is the rule that more than both directions is asked about a service once
// both are stable for a week.
func isUnlocked(s *Session, f questions.Facet, on *beginnings) bool {
	return !isFurther(f) || !slices.ContainsFunc(s.directions(f, on.day), func(id questions.FacetID) bool {
		return s.cards[id].Memory.Stability < unlockedFrom
	})
}

// isAlone is the rule that one card of a service is begun a day.
func isAlone(_ *Session, f questions.Facet, on *beginnings) bool { return len(on.of[f.Service]) == 0 }

// isInTurn is the rule that it is asked what a port is for before which port it is,
// and more only after both.
func isInTurn(s *Session, f questions.Facet, on *beginnings) bool {
	return !slices.ContainsFunc(s.directions(f, on.day), func(id questions.FacetID) bool {
		_, begun := s.cards[id]
		return !begun && !slices.ContainsFunc(on.of[f.Service], func(g questions.Facet) bool { return g.ID == id })
	})
}

// directions are the facets that come before this one of the same service: what the
// port is for, and for what is further also which port it is; as far as they are asked
// about. A learner who asks for one kind alone does not wait for others.
func (s *Session) directions(f questions.Facet, day Day) []questions.FacetID {
	if s.plan.Kind != "" || f.Kinds[0] == questions.PortToService {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.maker.Siblings(f)), func(id questions.FacetID) bool {
		sibling, wanted := s.facets[id]
		return !wanted || isFurther(sibling) || s.holds[id].On(day)
	})
}

// isFurther reports whether the facet is about something else than which port a
// service has and what it is for.
func isFurther(f questions.Facet) bool {
	return f.Service != "" && f.Kinds[0] != questions.PortToService && f.Kinds[0] != questions.ServiceToPort
}

// confusables returns the services that are easily taken for the service: of the
// same family, or with a number at most 2 away.
func (s *Session) confusables(service string) []string {
	c := s.maker.Catalogue()
	var keys []string
	for _, other := range c.Confusables(c.Service(service)) {
		keys = append(keys, other.Key)
	}
	return keys
}

// sideBySide returns a card that is due, or that is asked since it is weak, and
// easily confused with what was asked just now, or was in fact: the two are
// contrasted once both are stable, or one was taken for the other.
func (s *Session) sideBySide(day Day) (questions.Facet, bool) {
	if len(s.recent) == 0 || s.plan.Mode == Placement || s.reviewsLeft() == 0 {
		return questions.Facet{}, false
	}
	last := s.recent[len(s.recent)-1]
	for _, other := range s.contrasting(last) {
		for _, id := range s.agenda.reviews[:min(s.reviewsLeft(), nearFront)] {
			f, isDue := s.facets[id], s.cards[id].DueDay <= day || s.plan.Mode == Weak
			if isDue && f.Service == other && f.Kinds[0] == last.Kinds[0] && s.isSpaced(f) {
				return f, true
			}
		}
	}
	return questions.Facet{}, false
}

// nearFront is how far down the agenda a card is looked for to be asked beside
// another.
const nearFront = 50

// contrasting returns the services that the facet's is to be contrasted with.
func (s *Session) contrasting(f questions.Facet) []string {
	if f.Service == "" {
		return nil
	}
	keys := s.mixed.with(f.Service)
	if s.stability(f.Service, f.Kinds[0]) < contrastFrom {
		return keys
	}
	for _, other := range s.confusables(f.Service) {
		if s.stability(other, f.Kinds[0]) >= contrastFrom && !slices.Contains(keys, other) {
			keys = append(keys, other)
		}
	}
	return keys
}

// stability is that of the card which asks about the service in the usual way of
// the kind, 0 where it was not begun.
func (s *Session) stability(service string, k questions.Kind) float64 {
	for _, id := range s.maker.FacetsOfService(service) {
		if f, _ := s.maker.Facet(id); f.Kinds[0] == k {
			return s.cards[id].Memory.Stability
		}
	}
	return 0
}

// contrasts are the wrong options that the facet calls for most: what it was
// mixed up with, what it is to be contrasted with, and where it is new, what it makes a
// pair with.
func (s *Session) contrasts(f questions.Facet) questions.Confusions {
	others := s.contrasting(f)
	if _, begun := s.cards[f.ID]; !begun {
		others = slices.Concat(others, s.partners[f.Service])
	}
	if len(others) == 0 {
		return nil
	}
	counts := make(map[string]int, len(others))
	for _, other := range others {
		counts[other] = max(s.mixed[f.Service][other], 1)
	}
	return questions.Confusions{f.Service: counts}
}

// mixedUp says how often services were taken for each other, by the keys of both,
// in either direction.
type mixedUp map[string]map[string]int

func newMixedUp(m *questions.Maker, confusions map[Mixed]Confusion) mixedUp {
	all := make(mixedUp)
	for mixed, c := range confusions {
		if f, known := m.Facet(mixed.Facet); known {
			all.count(f.Service, mixed.Chosen, c.Count)
		}
	}
	return all
}

// count counts both directions.
func (m mixedUp) count(a, b string, n int) {
	if a == "" || b == "" || a == b {
		return
	}
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		if m[pair[0]] == nil {
			m[pair[0]] = make(map[string]int)
		}
		m[pair[0]][pair[1]] += n
	}
}

// add counts an answer that was wrong.
func (m mixedUp) add(maker *questions.Maker, e Event) {
	if mixed, is := e.Mixed(); is {
		f, _ := maker.Facet(mixed.Facet)
		m.count(f.Service, mixed.Chosen, 1)
	}
}

// with returns what the service was mixed up with, most often first.
func (m mixedUp) with(service string) []string {
	var keys []string
	for key := range m[service] {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(m[service][b], m[service][a]), cmp.Compare(a, b))
	})
	return keys
}

// kind returns how the facet is asked about: as the plan wants, else as usual.
func (s *Session) kind(f questions.Facet) questions.Kind {
	if s.plan.Kind != "" {
		return s.plan.Kind
	}
	return f.Kinds[0]
}

// format returns the format in which a card of such a stability in days is asked.
// Numbers are typed from the beginning: a port is recalled, not recognised, where
// it is needed. Names are typed once they are stable, since that costs time.
func (s *Session) format(k questions.Kind, stability float64) questions.Format {
	return s.plan.format(k, stability)
}

func (p Plan) format(k questions.Kind, stability float64) questions.Format {
	formats := k.Formats()
	switch {
	case p.Format != "" && slices.Contains(formats, p.Format):
		return p.Format
	case !slices.Contains(formats, questions.Typed):
		return formats[0]
	case k.WantsNumber() || p.Mode == Placement || p.Names == NamesTyped:
		return questions.Typed
	case p.Names != NamesChosen && stability >= typedFrom:
		return questions.Typed
	}
	return formats[0]
}

// guess is how easily the next asking is guessed right if the card is given the
// grade now. A placement is not how the card is asked later.
func (s *Session) guess(id questions.FacetID, k questions.Kind, g fsrs.Grade, day Day) float64 {
	asks := *s
	if s.plan.Mode == Placement {
		asks.plan.Mode = Scheduled
	}
	return questions.GuessRate(k, asks.format(k, s.scheduler.stabilityAfter(s.cards[id], g, day)))
}
