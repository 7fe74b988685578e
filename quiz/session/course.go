package session

import (
	"slices"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A course is what a plan asks of a learner.
type course struct {
	*learner
	plan   Plan
	facets map[questions.FacetID]*questions.Facet // that may be asked
	queue  []questions.Facet                      // of the decks, in teaching order
	exam   map[questions.FacetID]bool             // that the goal is about
}

func newCourse(l *learner, plan Plan) *course {
	c := &course{learner: l, plan: plan, facets: make(map[questions.FacetID]*questions.Facet, len(l.maker.Facets()))}
	c.chooseExam()
	c.choose()
	c.classFirst()
	return c
}

// choose settles which facets may be asked, and in which order new ones come.
func (c *course) choose() {
	if c.plan.Mode == Misses {
		c.chooseThese()
		return
	}
	for _, deck := range append([]*catalogue.Deck{c.plan.Deck}, c.plan.Then...) {
		var inDeck []questions.Facet
		for _, f := range c.maker.FacetsOf(deck) {
			if _, before := c.facets[f.ID]; !before && c.wants(f) {
				inDeck = append(inDeck, f)
				c.facets[f.ID] = &f
			}
		}
		c.queue = append(c.queue, teachingOrder(c.maker.Catalogue(), c.partners, inDeck)...)
	}
	if c.plan.Mode == Placement { // a number is typed at once, and in any language
		slices.SortStableFunc(c.queue, func(a, b questions.Facet) int {
			return places(a.Kinds[0]) - places(b.Kinds[0])
		})
	}
	if c.plan.Only {
		return
	}
	all := c.maker.Facets()
	for i, f := range all {
		if c.wants(f) {
			c.facets[f.ID] = &all[i]
		}
	}
}

func (c *course) chooseThese() {
	for _, id := range c.plan.These {
		f, known := c.maker.Facet(id)
		if _, before := c.facets[id]; known && !before && c.wants(f) {
			c.facets[id] = &f
			c.queue = append(c.queue, f)
		}
	}
}

// wants reports whether the plan's kind and format can ask about the facet.
func (c *course) wants(f questions.Facet) bool {
	k := c.plan.kind(f)
	if c.plan.Area != "" && f.Category != c.plan.Area {
		return false
	}
	if c.plan.Kind != "" && !f.Asks(c.plan.Kind) || c.plan.Without.Flagged(f.ID, k) {
		return false
	}
	if c.plan.Mode == Weak && len(c.plan.These) > 0 && !slices.Contains(c.plan.These, f.ID) {
		return false
	}
	switch formats := k.Formats(); {
	case c.plan.Mode == Placement:
		return slices.Contains(formats, questions.Typed) && !isFurther(f)
	case c.plan.Format == questions.Flashcards:
		return slices.Contains(formats, questions.Flashcards)
	}
	return true
}

// classFirst puts facets that were met in class and not begun before all others of
// the queue, those that were missed first.
func (c *course) classFirst() {
	if c.plan.Mode == Placement || len(c.met) == 0 {
		return
	}
	rank := make(map[questions.FacetID]int)
	for _, m := range c.met {
		rank[m.Facet] = -1
		if !m.Correct {
			rank[m.Facet] = -2
		}
	}
	for _, m := range c.met {
		f, known := c.facets[m.Facet]
		if known && !slices.ContainsFunc(c.queue, func(other questions.Facet) bool { return other.ID == f.ID }) {
			c.queue = append(c.queue, *f)
		}
	}
	slices.SortStableFunc(c.queue, func(a, b questions.Facet) int { return rank[a.ID] - rank[b.ID] })
}

// nextDeck returns the built-in deck of which the largest part is begun, yet not all:
// what the learner knows helps most there. It is nil where everything is begun.
func (c *course) nextDeck() (next *catalogue.Deck) {
	most := -1.0
	for _, d := range c.maker.Catalogue().Decks {
		facets := c.maker.FacetsOf(d)
		begun := 0
		for _, f := range facets {
			if _, is := c.cards[f.ID]; is || c.holds[f.ID].Suspended {
				begun++
			}
		}
		if part := float64(begun) / float64(len(facets)); !d.Own && begun < len(facets) && part > most {
			next, most = d, part
		}
	}
	return next
}

// aim returns how easily the next asking is guessed right if the card is given the
// grade now, and the retention to aim at until then.
func (c *course) aim(facet questions.FacetID, k questions.Kind, g fsrs.Grade, day quiz.Day) (guess, target float64) {
	scheduler := c.scheduler
	if c.plan.Goal.On(day) && c.exam[facet] {
		scheduler = scheduler.ForExam()
	}
	memory := scheduler.MemoryAfter(c.cards[facet], g, day)
	guess = questions.GuessRate(k, c.plan.laterFormat(k, memory.Stability))
	return guess, scheduler.Target(memory, guess)
}
