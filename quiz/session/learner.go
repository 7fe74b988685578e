package session

import (
	"cmp"
	"context"
	"slices"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A learner is how far the learner of a session has come.
type learner struct {
	id        quiz.LearnerID
	journal   Journal
	maker     *questions.Maker
	scheduler quiz.Scheduler
	partners  partners
	cards     map[questions.FacetID]quiz.Card // all that were begun
	holds     map[questions.FacetID]quiz.Hold
	tallies   map[quiz.Day]quiz.Tally
	met       []quiz.Met // in classes
	mixed     mixedUp
	recent    trail // the last questions
}

// load reads how far the learner has come.
func (l *learner) load(ctx context.Context, day quiz.Day) error {
	cards, err := l.journal.Cards(ctx, l.id)
	if err != nil {
		return err
	}
	for _, c := range cards {
		if _, known := l.maker.Facet(c.Facet); known { // else of a deck that was removed
			l.cards[c.Facet] = c
		}
	}
	if l.holds, err = l.journal.Holds(ctx, l.id); err != nil {
		return err
	}
	mixed, err := l.journal.Confusions(ctx, l.id)
	if err != nil {
		return err
	}
	l.mixed = newMixedUp(l.maker, mixed)
	last, err := l.journal.Recent(ctx, l.id, day, siblingGap)
	if err != nil {
		return err
	}
	for _, a := range last {
		l.recent.add(l.about(a.Kind, a.Facets))
	}
	pace, err := l.journal.Pace(ctx, l.id)
	if err != nil {
		return err
	}
	l.scheduler = l.scheduler.WithPace(pace)
	if l.met, err = l.journal.Met(ctx, l.id); err != nil {
		return err
	}
	return l.loadTally(ctx, day)
}

func (l *learner) loadTally(ctx context.Context, day quiz.Day) error {
	if _, known := l.tallies[day]; known {
		return nil
	}
	tally, err := l.journal.Tally(ctx, l.id, day)
	if err != nil {
		return err
	}
	l.tallies[day] = tally
	return nil
}

// facetOrBare returns the facet, without a service where it is of none that is
// known.
func (l *learner) facetOrBare(id questions.FacetID) questions.Facet {
	if f, known := l.maker.Facet(id); known {
		return f
	}
	return questions.Facet{ID: id}
}

// about returns what a question is about for the rules of spacing. One about several
// facets is about none: it keeps no card from its siblings, and asks for none.
func (l *learner) about(k questions.Kind, facets []questions.FacetID) questions.Facet {
	if k.Several() {
		return questions.Facet{}
	}
	return l.facetOrBare(facets[0])
}

// have takes the cards for what the facets' cards are now.
func (l *learner) have(facets []questions.FacetID, cards []quiz.Card) {
	for _, facet := range facets {
		delete(l.cards, facet)
	}
	for _, c := range cards {
		l.cards[c.Facet] = c
	}
}

// begunOn returns what was begun on the study day.
func (l *learner) begunOn(day quiz.Day) *beginnings {
	on := &beginnings{day: day, of: make(map[string][]questions.Facet)}
	for id, c := range l.cards {
		if c.Begun == day {
			on.add(l.facetOrBare(id))
		}
	}
	return on
}

// beginnings are the facets of services that are begun on a study day.
type beginnings struct {
	day quiz.Day
	of  map[string][]questions.Facet // by service
}

func (b *beginnings) add(f questions.Facet) {
	if f.Service != "" {
		b.of[f.Service] = append(b.of[f.Service], f)
	}
}

// stability is that of the card which asks about the service in the usual way of
// the kind, 0 where it was not begun.
func (l *learner) stability(service string, k questions.Kind) float64 {
	for _, id := range l.maker.FacetsOfService(service) {
		if f, _ := l.maker.Facet(id); f.Kinds[0] == k {
			return l.cards[id].Memory.Stability
		}
	}
	return 0
}

// confusables returns the services that are easily taken for the service: of the
// same family, or with a number at most 2 away.
func (l *learner) confusables(service string) []string {
	c := l.maker.Catalogue()
	var keys []string
	for _, other := range c.Confusables(c.Service(service)) {
		keys = append(keys, other.Key)
	}
	return keys
}

// contrasting returns the services that the facet's is to be contrasted with.
func (l *learner) contrasting(f questions.Facet) []string {
	if f.Service == "" {
		return nil
	}
	keys := l.mixed.with(f.Service)
	if l.stability(f.Service, f.Kinds[0]) < contrastFrom {
		return keys
	}
	for _, other := range l.confusables(f.Service) {
		if l.stability(other, f.Kinds[0]) >= contrastFrom && !slices.Contains(keys, other) {
			keys = append(keys, other)
		}
	}
	return keys
}

// contrasts are the wrong options that the facet calls for most: what it was
// mixed up with, what it is to be contrasted with, and where it is new, what it makes a
// pair with.
func (l *learner) contrasts(f questions.Facet) questions.Confusions {
	others := l.contrasting(f)
	if _, begun := l.cards[f.ID]; !begun {
		others = slices.Concat(others, l.partners[f.Service])
	}
	if len(others) == 0 {
		return nil
	}
	counts := make(map[string]int, len(others))
	for _, other := range others {
		counts[other] = max(l.mixed[f.Service][other], 1)
	}
	return questions.Confusions{f.Service: counts}
}

// leech returns what to say about a card that has just lapsed too often, and stood
// like this before; nil for any other.
func (l *learner) leech(v Verdict, before quiz.Card) *Leech {
	c := v.Card
	if c == nil || v.Grade != fsrs.Again || !c.IsLeechSince(before) {
		return nil
	}
	f, _ := l.maker.Facet(c.Facet)
	return &Leech{Lapses: c.Lapses, With: l.oftenTakenFor(f.Service)}
}

// oftenTakenFor is what the service was mixed up with most, else what it easily
// is.
func (l *learner) oftenTakenFor(service string) string {
	if service == "" {
		return ""
	}
	if mixed := l.mixed.with(service); len(mixed) > 0 {
		return mixed[0]
	}
	if easily := l.confusables(service); len(easily) > 0 {
		return easily[0]
	}
	return ""
}

// mixedUp says how often services were taken for each other, by the keys of both,
// in either direction.
type mixedUp map[string]map[string]int

func newMixedUp(m *questions.Maker, confusions map[quiz.Mixed]quiz.Confusion) mixedUp {
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
func (m mixedUp) add(maker *questions.Maker, e quiz.Event) {
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
