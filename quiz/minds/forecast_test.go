//go:build learning

package minds

import (
	"math"
	"slices"
	"testing"
	"time"

	"portdrill/quiz/forecast"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/rehearsal"
)

// A student is a learner who keeps a log, as forecasts are made from one.
type student struct {
	*rehearsal.FSRS
	reviews []forecast.Review
	cards   map[int]forecast.Card
}

// Answer is [rehearsal.Rule].
func (s *student) Answer(item, day int, right bool) (time.Duration, int) {
	wait, days := s.FSRS.Answer(item, day, right)
	grade := fsrs.Again
	if right {
		grade = fsrs.Good
	}
	s.reviews = append(s.reviews, forecast.Review{Item: item, Day: day, Grade: grade})
	s.cards[item] = forecast.Card{Card: s.Card(item), Last: day, Due: day + days, Reviews: s.cards[item].Reviews + 1}
	return wait, days
}

// outlook is what is thought of the student on the day.
func (s *student) outlook(c rehearsal.Course, day int, seed uint64) *forecast.Outlook {
	return forecast.New(forecast.Learner{
		Weights: fsrs.DefaultWeights, Steps: s.Steps, Pace: s.Pace, Items: c.Items, Group: c.Group,
		Cards: s.cards, Reviews: s.reviews, Day: day,
	}, seed)
}

// A foretelling is a range that was shown on a day, and whether it held what came.
type foretelling struct {
	day        int
	low, high  float64 // percent, as shown
	mid, truth float64
}

func (f foretelling) holds() float64 {
	if f.low <= f.truth && f.truth <= f.high {
		return 1
	}
	return 0
}

// foretold plays the trial as the program does until an exam, and asks on every so many
// days what will be known on its day.
func (tr trial) foretold(t *testing.T, learner int, seed uint64, every int) (all []foretelling) {
	mind, c := learners[learner].make(t, seed), tr.course()
	c.Spread = tr.spread
	s := &student{rules(t, "price of time", tr, seed).(*rehearsal.FSRS), nil, make(map[int]forecast.Card)}
	for day := range tr.days {
		if day > 0 && day%every == 0 {
			plan := forecast.Plan{
				Exam: tr.days, Until: s.Target, Minutes: tr.minutes, Today: tr.minutes, New: usualNew, Spread: c.Spread,
			}
			r := s.outlook(c, day, seed).On(tr.days, plan)
			low, high := r.Percent()
			all = append(all, foretelling{day: day, low: float64(low), high: float64(high), mid: 100 * r.Mid})
		}
		c.Day(mind, s, day)
	}
	for i := range all {
		all[i].truth = 100 * known(mind, c.Items) / float64(c.Items)
	}
	return all
}

// How often the ranges held what came, how wide they were, and by how much their middle
// was off, by learner and day.
func TestForecast(t *testing.T) {
	t.Parallel()
	for _, tr := range []struct {
		trial
		every int // days
		seeds uint64
	}{
		{trial{services: 48, days: 21, minutes: 5 * time.Minute, exam: true}, 3, 10},
		{trial{services: 208, days: 60, minutes: 5 * time.Minute, exam: true}, 12, 10},
	} {
		t.Logf("Exam on day %d, %d services, %g minutes a day: ranges that held what came", tr.days, tr.services, tr.minutes.Minutes())
		for i, l := range learners {
			held, wide, off := make(map[int]sample), make(map[int]sample), make(map[int]sample)
			var all, late sample
			for seed := range tr.seeds {
				one := sample{}
				for _, f := range tr.foretold(t, i, firstForecast+seed, tr.every) {
					held[f.day] = append(held[f.day], f.holds())
					wide[f.day] = append(wide[f.day], f.high-f.low)
					off[f.day] = append(off[f.day], f.mid-f.truth)
					if one = append(one, f.holds()); f.day >= 7 {
						late = append(late, f.high-f.low)
					}
				}
				all = append(all, one.mean())
			}
			for day := range tr.days {
				if len(held[day]) > 0 {
					t.Logf("  %-6s day %2d: %3.0f %% held, %2.0f points wide, off by %s", l.name, day, 100*held[day].mean(), wide[day].median(), off[day])
				}
			}
			t.Logf("  %-6s all:    %3.0f ±%2.0f %% held, from day 7 on %2.0f points wide", l.name, 100*all.mean(), 100*all.margin(), late.median())
		}
	}
}

// firstForecast is the first of the seeds of forecasts, person 20: their widths were chosen
// on seeds from 0 to 5, and persons of those numbers.
const firstForecast = 1028

func (s sample) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
