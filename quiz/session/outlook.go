package session

import (
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/forecast"
	"portdrill/quiz/fsrs"
)

// Outlook returns what a forecast is made from, where every review of the learner is
// given in order: about the deck of the exam if one is ahead, else about all that was begun
// and what the plan begins. What is suspended is left out.
func (s *Session) Outlook(now time.Time, reviews []quiz.Counted) (forecast.Learner, forecast.Plan) {
	day, c := s.scheduler.Day(now), s.scheduled()
	items := c.items(day)
	l := forecast.Learner{
		Steps: s.scheduler.Steps, Pace: s.scheduler.Pace, Items: len(items), Group: groups(items),
		Cards: make(map[int]forecast.Card), Day: int(day),
	}
	at := make(map[questions.FacetID]int)
	for i, f := range items {
		at[f.ID] = i
		if card, begun := s.cards[f.ID]; begun {
			l.Cards[i] = forecast.Card{
				Card: card.Card, Last: int(min(card.Last, day)), Due: int(card.DueDay), Reviews: card.Reviews,
			}
		}
	}
	for _, r := range reviews {
		if i, is := at[r.Facet]; is && r.Day <= day {
			l.Reviews = append(l.Reviews, forecast.Review{Item: i, Day: int(r.Day), Grade: r.Grade})
		}
	}
	aims := func(s quiz.Scheduler) func(fsrs.Memory) float64 {
		return func(m fsrs.Memory) float64 { return s.Target(m, 0) }
	}
	p := forecast.Plan{
		Until: aims(s.scheduler.ForExam()), After: aims(s.scheduler), New: s.plan.New, Reviews: s.plan.Reviews,
	}
	if goal := s.plan.Goal; goal.On(day) {
		p.Exam, p.Minutes, p.Today = int(goal.Exam), goal.Minutely(), s.Spare(now)
		p.Spread = func(day, left int) int { return goal.NewADay(quiz.Day(day), left, s.plan.New) }
	}
	return l, p
}

// items are what a forecast is about: what was begun, and then what was not, in the order
// of asking.
func (c *course) items(day quiz.Day) (items []questions.Facet) {
	about := func(id questions.FacetID) bool {
		return !c.holds[id].Suspended && (!c.plan.Goal.On(day) || c.exam[id])
	}
	for _, f := range c.maker.Facets() {
		if _, begun := c.cards[f.ID]; begun && about(f.ID) {
			items = append(items, f)
		}
	}
	for _, f := range c.queue {
		if _, begun := c.cards[f.ID]; !begun && about(f.ID) {
			items = append(items, f)
		}
	}
	return items
}

// groups numbers services, of which one card is begun a day.
func groups(items []questions.Facet) func(item int) int {
	of, services := make([]int, len(items)), make(map[string]int)
	for i, f := range items {
		n, known := services[f.Service]
		if !known || f.Service == "" {
			n = i
			services[f.Service] = n
		}
		of[i] = n
	}
	return func(item int) int { return of[item] }
}
