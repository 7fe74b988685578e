package room

import (
	"cmp"
	"slices"
)

// Bounds of the teams of a room.
const (
	FewestTeams = 2
	MostTeams   = 20
)

// noTeam is the team of everybody where there are none.
const noTeam = -1

// teamOf returns the team that somebody who joins is in: that of the group, by its name, else
// one that has the fewest so far, of everybody who ever joined. So a room that is restored
// has the same teams.
func (r *Room) teamOf(p Participant) int {
	if len(r.settings.Teams) == 0 {
		return noTeam
	}
	sizes := make([]int, len(r.settings.Teams))
	for _, other := range r.people {
		sizes[other.team]++
	}
	if i := slices.Index(r.settings.Teams, p.Group); i >= 0 && p.Group != "" {
		return i
	}
	return slices.Index(sizes, slices.Min(sizes))
}

// teamName is the name of the team, "" for none.
func (r *Room) teamName(p *person) string {
	if p.team == noTeam {
		return ""
	}
	return r.settings.Teams[p.team]
}

// gains are the points so far, and as before the question at hand.
type gains struct{ now, before, right int }

// common are the scores of the teams: what those present have on average, rounded, so that
// large teams gain nothing by it. present is how many there are of each.
func (s sight) common() (scores []gains, present []int) {
	scores, present = make([]gains, len(s.settings.Teams)), make([]int, len(s.settings.Teams))
	for _, p := range s.there() {
		right, _, now := s.tally(p)
		t := &scores[p.team]
		t.now, t.before, t.right = t.now+now, t.before+now-s.gained(p), t.right+right
		present[p.team]++
	}
	for i, n := range present {
		if n > 0 {
			scores[i] = gains{average(scores[i].now, n), average(scores[i].before, n), average(scores[i].right, n)}
		}
	}
	return scores, present
}

func average(sum, n int) int { return (sum + n/2) / n }

// gather finds the scores that places are of, once for all who are shown theirs: of the teams
// that somebody is in, or of everybody present.
func (s sight) gather() {
	if s.scores[0] != nil && s.scoresOf == s.state.Seq {
		return
	}
	s.scoresOf, s.scores, s.teams = s.state.Seq, [2][]int{{}, {}}, nil
	add := func(now, before int) {
		s.scores[0], s.scores[1] = append(s.scores[0], now), append(s.scores[1], before)
	}
	if len(s.settings.Teams) > 0 {
		scores, present := s.common()
		s.teams = scores
		for i, t := range scores {
			if present[i] > 0 {
				add(t.now, t.before)
			}
		}
	} else {
		for _, p := range s.there() {
			_, _, now := s.tally(p)
			add(now, now-s.gained(p))
		}
	}
	for _, all := range s.scores {
		slices.SortFunc(all, falling)
	}
}

func falling(a, b int) int { return cmp.Compare(b, a) }

// scoreOf is the score that the place of somebody is of.
func (s sight) scoreOf(p *person) gains {
	s.gather()
	if p.team != noTeam {
		return s.teams[p.team]
	}
	right, _, now := s.tally(p)
	return gains{now, now - s.gained(p), right}
}

// standing is how far somebody, or a team, has come.
func (s sight) standing(name string, of gains) Standing {
	place := s.place(0, of.now)
	return Standing{Place: place, Name: name, Score: of.now, Moved: s.moved(of, place), Right: of.right}
}

// Standings returns the teams, or where there are none those present, by score, the highest
// first; who has the same shares a place.
func (r *Room) Standings() []Standing {
	s := sight{Room: r}
	var all []Standing
	if len(r.settings.Teams) > 0 {
		scores, present := s.common()
		for i, of := range scores {
			if present[i] > 0 {
				all = append(all, s.standing(r.settings.Teams[i], of))
			}
		}
	} else {
		for _, p := range s.there() {
			all = append(all, s.standing(p.Name, s.scoreOf(p)))
		}
	}
	slices.SortStableFunc(all, func(a, b Standing) int { return cmp.Compare(a.Place, b.Place) })
	return all
}
