package session

import (
	"cmp"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/rehearsal"
)

// chooseExam settles which facets the goal is about.
func (c *course) chooseExam() {
	deck := c.maker.Catalogue().Deck(c.plan.Goal.Deck)
	if deck == nil {
		c.plan.Goal = quiz.Goal{}
		return
	}
	c.exam = make(map[questions.FacetID]bool)
	for _, f := range c.maker.FacetsOf(deck) {
		c.exam[f.ID] = true
	}
}

// Prepares reports whether the plan's order on the study day is that for the exam: it
// is about the deck of the goal, in the usual way.
func (p *Plan) Prepares(day quiz.Day) bool {
	return p.Goal.On(day) && p.Mode == Scheduled && p.Deck.Key == p.Goal.Deck && p.Kind == "" && p.Area == ""
}

// newOn is how many cards are begun on the study day.
func (c *course) newOn(day quiz.Day) int {
	if !c.plan.Spread || !c.plan.Prepares(day) {
		return c.plan.New
	}
	left := c.tallies[day].New // with those that were begun on the day, so that it stays the same
	for _, f := range c.queue {
		if _, begun := c.cards[f.ID]; !begun && c.exam[f.ID] && !c.holds[f.ID].On(day) {
			left++
		}
	}
	return c.plan.Goal.NewADay(day, left, c.plan.New)
}

// gainsOn are the cards of the exam that are not due on the study day and were not asked
// on it, those first of which an answer raises most, for the time it takes, what is known
// on the day of the exam.
func (c *course) gainsOn(day quiz.Day) []questions.FacetID {
	if !c.plan.Prepares(day) {
		return nil
	}
	worth := make(map[questions.FacetID]float64)
	var ids []questions.FacetID
	for id := range c.exam {
		card, begun := c.cards[id]
		_, wanted := c.facets[id]
		if !begun || !wanted || c.holds[id].On(day) || card.State != fsrs.Review || card.DueDay <= day || card.Last >= day {
			continue
		}
		elapsed := int(day - card.Last)
		worth[id] = rehearsal.Worth(c.scheduler.Model, card.Memory, elapsed, c.plan.Goal.Days(day), c.scheduler.Pace)
		if worth[id] > 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b questions.FacetID) int {
		return cmp.Or(cmp.Compare(worth[b], worth[a]), cmp.Compare(a, b))
	})
	return ids
}

// fills is how many of the cards that are not due there is room for after so many others:
// in the minutes, or if none are left, in the questions that are.
func (a *agenda) fills(others int) int {
	room := a.slots
	if a.spare > 0 {
		const right = 0.85 // of the answers, about
		each := right*a.scheduler.Pace.Right + (1-right)*a.scheduler.Pace.Wrong
		room = int(a.spare.Seconds() / each)
	}
	return min(max(room-others, 0), len(a.gains))
}

// Spare is what is left at the instant of the day's minutes for the goal.
func (s *Session) Spare(now time.Time) time.Duration { return max(s.plan.Spare-now.Sub(s.began), 0) }
