//go:build learning

package session_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/actr"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// What is tried: every learner has so many minutes a day. What is due comes first,
// new cards take what is left.
const (
	learningSeeds = 20
	learningDays  = 90
	learningDeck  = "all"
	minutesADay   = 5 * time.Minute
)

// A rule says when a card is asked next that was answered on a day: at once again
// where the interval is 0, in days.
type rule func(c *boxed, right bool) (interval float64)

// A boxed card is what Leitner and SM-2 know of it.
type boxed struct {
	box      int     // of Leitner; of SM-2 how often it was right in a row
	ease     float64 // of SM-2
	interval float64
}

// leitner has the boxes of 0, 1, 3, 7 and 14 days.
func leitner(c *boxed, right bool) float64 {
	boxes := []float64{0, 1, 3, 7, 14}
	if c.box = min(c.box+1, len(boxes)-1); !right {
		c.box = 0
	}
	return boxes[c.box]
}

// sm2 is the algorithm of P. A. Wozniak, Optimization of learning (1990): a right
// answer is worth 4, a wrong one 2, and is asked again on the day.
func sm2(c *boxed, right bool) float64 {
	if c.ease == 0 {
		c.ease = 2.5
	}
	q := 4.0
	if !right {
		q = 2
	}
	c.ease = max(c.ease+0.1-float64((5-q)*float64(0.08+float64((5-q)*0.02))), 1.3)
	if !right {
		c.box, c.interval = 0, 0
		return 0
	}
	switch c.box++; c.box {
	case 1:
		c.interval = 1
	case 2:
		c.interval = 6
	default:
		c.interval = math.Round(c.interval * c.ease)
	}
	return c.interval
}

// A rival derives cards by another rule. The interval stands for the stability, by
// which formats and new cards follow.
type rival struct {
	*notebook
	rule  rule
	boxes map[questions.FacetID]*boxed
}

func (r *rival) Record(_ context.Context, _ quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	id := e.Answer.Facets[0]
	c, begun := r.derived.Cards[id]
	if !begun {
		c = quiz.Card{Facet: id, Begun: e.Day}
		r.boxes[id] = &boxed{}
	}
	days := r.rule(r.boxes[id], e.Answer.Correct)
	c.Last, c.Days, c.Reviews = e.Day, int(days), c.Reviews+1
	c.Memory = fsrs.Memory{Stability: max(days, 0.1), Difficulty: 5}
	c.State, c.DueDay, c.Due = fsrs.Review, e.Day+quiz.Day(days), e.At.AddDate(0, 0, int(days))
	if days == 0 {
		c.State, c.Due = fsrs.Learning, e.At.Add(10*time.Minute)
	}
	tally := r.derived.Days[e.Day]
	tally.Answers++
	if !begun {
		tally.New++
	}
	r.derived.Days[e.Day] = tally
	r.derived.Cards[id] = c
	return []quiz.Card{c}, nil
}

// replies answers a question as the mind can, and says how long that took.
func replies(mind *actr.Mind, q *questions.Question) (questions.Reply, time.Duration) {
	id := string(q.Facets[0])
	knows := mind.Tries(id)
	reply, took := questions.Reply{DontKnow: true}, 9*time.Second
	switch {
	case knows:
		reply, took = questions.Reply{Text: q.Answers[0]}, 4*time.Second
	case q.Options != nil && mind.Chance() < 0.5: // a guess
		reply = questions.Reply{Choice: 1 + int(mind.Chance()*float64(len(q.Options)))}
	}
	mind.Study(took)
	mind.Meet(id)
	return reply, took
}

// aDay plays the sessions of a day and returns how long they took.
func aDay(t *testing.T, s *stage, journal session.Journal, mind *actr.Mind) (spent time.Duration) {
	played, err := session.Start(t.Context(), journal, s.maker, s.notebook.scheduler, "learner", s.plan, s.now)
	if err != nil {
		t.Fatal(err)
	}
	for spent < minutesADay {
		asking, err := played.Next(t.Context(), s.now)
		if errors.Is(err, session.ErrDone) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		reply, took := replies(mind, asking.Question)
		s.now = s.now.Add(took)
		spent += took
		if _, err := played.Answer(t.Context(), reply, s.now, took); err != nil {
			t.Fatal(err)
		}
	}
	return spent
}

// atRandom asks anything of the deck at any time.
func atRandom(t *testing.T, s *stage, mind *actr.Mind, facets []questions.Facet, chance *rand.Rand) (spent time.Duration) {
	for spent < minutesADay {
		f := facets[chance.IntN(len(facets))]
		q, err := s.maker.Make(questions.Spec{Facet: f.ID, Kind: f.Kinds[0], Format: f.Kinds[0].Formats()[0], Lang: s.plan.Lang, Seed: chance.Uint64()})
		if err != nil {
			t.Fatal(err)
		}
		_, took := replies(mind, q)
		spent += took
	}
	return spent
}

// A record is how a learner got on.
type record struct {
	known   map[int]float64 // by day: ports whose service, and whose number, is recalled
	all     float64         // facets that are recalled in the end, of every kind
	minutes float64
}

// learns lets a learner learn with the scheduler of the name.
func learns(t *testing.T, name string, seed uint64) record {
	s := newStage(t)
	s.plan.Deck, s.plan.Only, s.plan.New, s.plan.Limit, s.plan.Seed = s.maker.Catalogue().Deck(learningDeck), true, 1000, 100_000, seed
	facets := s.maker.FacetsOf(s.plan.Deck)
	mind, chance := actr.New(seed), rand.New(rand.NewPCG(seed, 1))
	journals := map[string]session.Journal{
		"FSRS-6":   s.notebook,
		"at .80":   s.notebook,
		"one step": s.notebook,
		"Leitner":  &rival{s.notebook, leitner, make(map[questions.FacetID]*boxed)},
		"SM-2":     &rival{s.notebook, sm2, make(map[questions.FacetID]*boxed)},
	}
	switch name {
	case "at .80":
		s.notebook.scheduler.Retention = 0.80
	case "one step":
		s.notebook.scheduler.Steps.Learning = []time.Duration{10 * time.Minute}
	}
	r := record{known: make(map[int]float64)}
	for day := 1; day <= learningDays; day++ {
		s.now = monday.AddDate(0, 0, day)
		var spent time.Duration
		if journal := journals[name]; journal != nil {
			spent = aDay(t, s, journal, mind)
		} else {
			spent = atRandom(t, s, mind, facets, chance)
		}
		r.minutes += spent.Minutes()
		mind.Rest(24*time.Hour - spent)
		r.known[day] = portsKnown(mind, facets)
	}
	for _, f := range facets {
		r.all += mind.Recall(string(f.ID))
	}
	return r
}

// portsKnown counts each direction of a service by half.
func portsKnown(mind *actr.Mind, facets []questions.Facet) (sum float64) {
	for _, f := range facets {
		if f.Kinds[0] == questions.PortToService || f.Kinds[0] == questions.ServiceToPort {
			sum += mind.Recall(string(f.ID)) / 2
		}
	}
	return sum
}

// interval is the mean with its 95 % interval, by Student's t of 19 degrees.
func interval(xs []float64) string {
	mean, square := 0.0, 0.0
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		square += (x - mean) * (x - mean)
	}
	return fmt.Sprintf("%6.1f ±%4.1f", mean, 2.093*math.Sqrt(square/float64(len(xs)-1)/float64(len(xs))))
}

// What a learner of five minutes a day knows under each scheduler, whichever is
// best. The learner is not FSRS's: see actr.
func TestLearning(t *testing.T) {
	t.Logf("%-8s  %-12s  %-12s  %-14s  %-12s  %s", "", "known day 60", "known day 90", "less than FSRS", "all cards", "minutes")
	var base []float64
	for _, name := range []string{"FSRS-6", "at .80", "one step", "Leitner", "SM-2", "random"} {
		var d60, d90, all, minutes, more []float64
		for seed := range uint64(learningSeeds) {
			r := learns(t, name, seed)
			d60, d90, minutes = append(d60, r.known[60]), append(d90, r.known[90]), append(minutes, r.minutes)
			all = append(all, r.all)
		}
		if base == nil {
			base = slices.Clone(d90)
		}
		for i := range d90 {
			more = append(more, base[i]-d90[i])
		}
		t.Logf("%-8s  %s  %s  %s    %s  %s", name, interval(d60), interval(d90), interval(more), interval(all), interval(minutes))
	}
}
