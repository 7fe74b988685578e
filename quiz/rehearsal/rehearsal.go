// Package rehearsal plays months of learning in a moment: a [Course] asks a [Mind] for
// some minutes a day what a [Rule] says is due. It is what schedulers are compared
// with, and what forecasts are made by.
package rehearsal

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A Mind is what a learner remembers. Items are numbered from 0.
type Mind interface {
	// Recall is the probability that the item is recalled now; 0 if it was never met.
	Recall(item int) float64

	// Answer tries to recall the item, learns from what came of it, and returns whether
	// it was recalled.
	Answer(item int) bool

	// Study lets time pass within a session, Rest between sessions.
	Study(d time.Duration)
	Rest(d time.Duration)
}

// A Rule says when items are asked next.
type Rule interface {
	// Answer takes in an answer, and returns the wait within the day; or 0 and days.
	Answer(item, day int, right bool) (wait time.Duration, days int)

	// Urgency sorts what is due on the day, the least first.
	Urgency(item, day int) float64

	// Worth sorts what is not due, the most first, where minutes are left. What is worth
	// nothing is not asked.
	Worth(item, day int) float64
}

// A Course is what is learned, and in how much time.
type Course struct {
	Items   int                     // begun in this order
	Group   func(int) int           // of which one item is begun a day; nil for no such groups
	Minutes time.Duration           // a day; 0 for as many as are needed
	Reviews int                     // of what is due a day at most, and nothing new beyond; 0 for no limit
	New     int                     // begun a day at most
	Spread  func(day, left int) int // how many of those left are begun on the day, in place of New; nil for New
	Fill    bool                    // minutes that are left go to what is not due
	Right   time.Duration           // that an answer takes
	Wrong   time.Duration

	cards []card
	begun int // items that were
}

type card struct {
	begun, stepping bool
	due             int           // day
	at              time.Duration // in the steps: since the day began
	asked           int           // day of the last answer
}

// ahead is how long before its time an item in its steps is asked where nothing else is
// left.
const ahead = 20 * time.Minute

// A Day is what was done on one day.
type Day struct {
	Spent                      time.Duration
	Answers, New, Right, Fills int
}

// Begin takes in items that were begun before the course: when each is due.
func (c *Course) Begin(item, due int) {
	c.make()
	c.cards[item] = card{begun: true, due: due, asked: math.MinInt}
	c.begun++
}

func (c *Course) make() {
	if c.cards == nil {
		c.cards = make([]card, c.Items)
	}
}

// Begun is how many items have been begun.
func (c *Course) Begun() int { return c.begun }

// Day plays a day. Days must come in order; the mind rests until the next.
func (c *Course) Day(mind Mind, rule Rule, day int) (done Day) {
	c.make()
	s := sitting{Course: c, rule: rule, day: day, groups: make(map[int]bool), most: c.New}
	if c.Spread != nil {
		s.most = c.Spread(day, c.Items-c.begun)
	}
	for item := range c.cards {
		switch card := &c.cards[item]; {
		case !card.begun || card.due > day:
		case card.stepping:
			card.at = 0
			s.steps = append(s.steps, item)
		default:
			s.due = append(s.due, item)
		}
	}
	s.sort(s.due, rule.Urgency)
	if c.Reviews > 0 && len(s.due) > c.Reviews {
		s.due, s.most = s.due[:c.Reviews], 0
	}
	for c.Minutes == 0 || done.Spent < c.Minutes {
		item, ok := s.next(done.Spent)
		if !ok {
			break
		}
		if s.filling {
			done.Fills++
		}
		if !c.cards[item].begun {
			done.New++
		}
		right := mind.Answer(item)
		took := c.Wrong
		if right {
			took = c.Right
			done.Right++
		}
		mind.Study(took)
		done.Spent += took
		done.Answers++
		s.answered(item, right, done.Spent)
	}
	mind.Rest(24*time.Hour - done.Spent)
	return done
}

// A sitting is a day of a course.
type sitting struct {
	*Course
	rule    Rule
	day     int
	due     []int // the most urgent first
	steps   []int
	fills   []int
	filling bool
	filled  bool // fills were chosen
	groups  map[int]bool
	first   int // no item before it is new
	fresh   int // begun on the day
	most    int // of them
}

func (s *sitting) sort(items []int, by func(item, day int) float64) {
	keys := make(map[int]float64, len(items))
	for _, item := range items {
		keys[item] = by(item, s.day)
	}
	slices.SortFunc(items, func(a, b int) int { return cmp.Or(cmp.Compare(keys[a], keys[b]), a-b) })
}

// next picks what is asked: what is due, then what is new, then what is in its steps,
// then what is worth most.
func (s *sitting) next(now time.Duration) (int, bool) {
	s.filling = false
	if item, at := s.earliest(); at <= now && item >= 0 {
		return item, true
	}
	if len(s.due) > 0 {
		item := s.due[0]
		s.due = s.due[1:]
		return item, true
	}
	if item := s.new(); item >= 0 {
		return item, true
	}
	if item, at := s.earliest(); item >= 0 && at <= now+ahead {
		return item, true
	}
	return s.fill()
}

func (s *sitting) earliest() (item int, at time.Duration) {
	item = -1
	for _, each := range s.steps {
		if item < 0 || s.cards[each].at < at {
			item, at = each, s.cards[each].at
		}
	}
	return item, at
}

// new is the first item that was not begun, and whose group was not begun on the day.
func (s *sitting) new() int {
	if s.fresh >= s.most {
		return -1
	}
	for item := s.first; item < s.Items; item++ {
		if s.cards[item].begun {
			if item == s.first {
				s.first++
			}
			continue
		}
		if s.Group == nil || !s.groups[s.Group(item)] {
			return item
		}
	}
	return -1
}

func (s *sitting) fill() (int, bool) {
	if !s.Fill {
		return 0, false
	}
	if !s.filled {
		s.filled = true
		worth := make([]float64, s.Items)
		for item, card := range s.cards {
			if card.begun && card.asked < s.day {
				if worth[item] = s.rule.Worth(item, s.day); worth[item] > 0 {
					s.fills = append(s.fills, item)
				}
			}
		}
		slices.SortFunc(s.fills, func(a, b int) int { return cmp.Or(cmp.Compare(worth[b], worth[a]), a-b) })
	}
	if len(s.fills) == 0 {
		return 0, false
	}
	item := s.fills[0]
	s.fills, s.filling = s.fills[1:], true
	return item, true
}

func (s *sitting) answered(item int, right bool, now time.Duration) {
	card := &s.cards[item]
	if !card.begun {
		card.begun = true
		s.begun++
		s.fresh++
		if s.Group != nil {
			s.groups[s.Group(item)] = true
		}
	}
	s.steps = slices.DeleteFunc(s.steps, func(other int) bool { return other == item })
	wait, days := s.rule.Answer(item, s.day, right)
	card.asked, card.due, card.stepping = s.day, s.day+days, days == 0
	if card.stepping {
		card.at = now + wait
		s.steps = append(s.steps, item)
	}
}
