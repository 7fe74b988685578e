package session

import (
	"time"

	"portdrill/quiz"
)

// A Standing is how far a learner has come with the deck of a plan.
type Standing struct {
	Day    quiz.Day // that it is of
	Facets int      // of the deck
	Begun  int
	Week   int      // begun within the last seven study days, today's among them
	Known  float64  // of the facets, the share that would be recalled now; as stats shows it
	Finish quiz.Day // on which the last card is begun at the learner's pace; 0 where none is certain
}

// paceDays is over how many study days a learner's pace is measured, and fewestPaceDays
// how many there must be: until then it is the number of new cards a day that was set.
const (
	paceDays       = 14
	fewestPaceDays = 7
)

// Standing says how far the learner has come with the deck of the plan.
func (s *Session) Standing(now time.Time) Standing {
	const week = 7
	day := s.scheduler.Day(now)
	st := Standing{Day: day}
	left, lately, first := 0, 0, day
	for _, f := range s.maker.FacetsOf(s.plan.Deck) {
		st.Facets++
		c, begun := s.cards[f.ID]
		switch {
		case begun:
			st.Begun++
			st.Known += s.scheduler.Known(c, day)
			if c.Begun > day-week {
				st.Week++
			}
		case !s.holds[f.ID].Suspended:
			left++
		}
	}
	for _, c := range s.cards {
		first = min(first, c.Begun)
		if c.Begun > day-paceDays {
			lately++
		}
	}
	st.Known /= float64(max(st.Facets, 1))
	days := min(int(day-first)+1, paceDays)
	if days < fewestPaceDays {
		lately, days = s.newOn(day), 1
	}
	if left > 0 && lately > 0 {
		st.Finish = day + quiz.Day((left*days+lately-1)/lately)
	}
	return st
}

// work counts the cards of today's work that are left: what is due or soon will be, what
// can be begun, and for an exam what there are minutes for. In a session that asks something else than the scheduler would it
// is 0.
func (s *Session) work(now time.Time) int {
	if s.agenda == nil || s.plan.Mode != Scheduled {
		return 0
	}
	due, soon, fresh := s.agenda.toDo(now)
	n := due + soon + fresh
	return n + s.agenda.fills(n)
}
