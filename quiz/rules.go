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
	repeatGap     = 3  // other questions between two about one facet
	siblingGap    = 10 // questions between two about one service
	confusableGap = 3  // days between the beginnings of two that are easily confused
	unlockedFrom  = 7  // days of stability of both directions before more is asked about a service
	contrastFrom  = 7  // days of stability of both before they are asked side by side
	typedFrom     = 21 // days of stability from which names are typed
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

// isBacklog is the rule that nothing new is begun where more is due on a day than
// its limit, or where half of the limit has been put off from the days before.
func isBacklog(due, overdue, repeats, limit int) bool {
	return due+repeats > limit || overdue > 0 && overdue >= limit/2
}

// inBacklog reports whether there still is a backlog: until less than half of the
// limit is due.
func (s *Session) inBacklog() bool {
	return s.agenda.backlog && s.agenda.due >= max(s.plan.Reviews/2, 1)
}

// freshOn returns what is to be begun on the study day, in order: the first of the
// queue that the rules let through, categories interleaved.
func (s *Session) freshOn(day Day) []questions.Facet {
	n := s.plan.New - s.tallies[day].New
	if s.plan.Mode == Placement || s.plan.Mode == Misses {
		n = len(s.queue)
	}
	begun := s.lastBegun(day)
	var fresh []questions.Facet
	for _, f := range s.queue {
		if len(fresh) >= n {
			break
		}
		if s.canBegin(f, day, begun) {
			fresh = append(fresh, f)
			if f.Service != "" {
				begun[f.Service] = day
			}
		}
	}
	if s.plan.Mode == Placement {
		return fresh
	}
	return interleaved(fresh)
}

// lastBegun returns the services of which a facet was begun within three days of
// the study day, and when.
func (s *Session) lastBegun(day Day) map[string]Day {
	last := make(map[string]Day)
	for id, c := range s.cards {
		if max(day-c.Begun, c.Begun-day) >= confusableGap {
			continue
		}
		f, _ := s.maker.Facet(id)
		if before, there := last[f.Service]; f.Service != "" && (!there || before < c.Begun) {
			last[f.Service] = c.Begun
		}
	}
	return last
}

// canBegin reports whether the rules let the facet be begun on the study day,
// where those services were begun last on those days.
func (s *Session) canBegin(f questions.Facet, day Day, begun map[string]Day) bool {
	if _, is := s.cards[f.ID]; is || s.holds[f.ID].On(day) {
		return false
	}
	if f.Service == "" || s.plan.Mode == Misses { // who has just missed both may learn both
		return true
	}
	if last, is := begun[f.Service]; is && last == day { // one facet of a service a day
		return false
	}
	if s.plan.Mode == Placement {
		return true
	}
	return s.isItsTurn(f, day) && s.isApart(f, day, begun)
}

// isItsTurn is the rule that it is asked what a port is for before which port it
// is, and more only once both are stable for a week. Who asks for one kind alone
// does not wait for others.
func (s *Session) isItsTurn(f questions.Facet, day Day) bool {
	if s.plan.Kind != "" || f.Kinds[0] == questions.PortToService {
		return true
	}
	for _, id := range s.maker.Siblings(f) {
		sibling, wanted := s.facets[id]
		if !wanted || isFurther(sibling) || s.holds[id].On(day) {
			continue
		}
		c, begun := s.cards[id]
		if !begun || isFurther(f) && c.Memory.Stability < unlockedFrom {
			return false
		}
	}
	return true
}

// isFurther reports whether the facet is about something else than which port a
// service has and what it is for.
func isFurther(f questions.Facet) bool {
	return f.Service != "" && f.Kinds[0] != questions.PortToService && f.Kinds[0] != questions.ServiceToPort
}

// isApart is the rule that two services that are easily confused are not both new
// within three days.
func (s *Session) isApart(f questions.Facet, day Day, begun map[string]Day) bool {
	c := s.maker.Catalogue()
	service := c.Service(f.Service)
	for other, last := range begun {
		isNew := max(day-last, last-day) < confusableGap
		if other != f.Service && isNew && catalogue.Confusable(service, c.Service(other)) {
			return false
		}
	}
	return true
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
			f := s.facets[id]
			if f.Service == other && f.Kinds[0] == last.Kinds[0] && (s.cards[id].DueDay <= day || s.plan.Mode == Weak) && s.isSpaced(f) {
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
// mixed up with, and what it is to be contrasted with.
func (s *Session) contrasts(f questions.Facet) questions.Confusions {
	others := s.contrasting(f)
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
