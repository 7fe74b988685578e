package quiz_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// answered is an answer of the n-th minute, which states the learning steps or, where
// they are nil, as an older version wrote it, does not.
func answered(n int, facet questions.FacetID, g fsrs.Grade, learning []time.Duration) quiz.Event {
	at := time.Date(2026, 3, 2, 9, n, 0, 0, time.UTC)
	return quiz.Event{
		ID: quiz.EventID(fmt.Sprint(n)), Order: int64(n), At: at, Day: quiz.DayOf(at, quiz.DefaultRollover), Kind: quiz.AnswerEvent,
		Answer: &quiz.Answer{
			Facets: []questions.FacetID{facet}, Correct: g != fsrs.Again, Counts: quiz.Review, Grade: g, Target: 0.9, Learning: learning,
		},
	}
}

func changed(n int, c quiz.Change) quiz.Event {
	e := answered(n, "", fsrs.Good, nil)
	e.Kind, e.Answer, e.Change = quiz.SettingsEvent, nil, &c
	return e
}

// The law: answers keep the steps that were in force: their own, else what the learner
// chose, else the two steps of the time before answers stated them.
func TestStepsInForce(t *testing.T) {
	one := []time.Duration{10 * time.Minute}
	none := []time.Duration{}
	two := fsrs.DefaultSteps.Learning
	for name, test := range map[string]struct {
		events []quiz.Event
		want   fsrs.State
	}{
		"before, one Good":             {[]quiz.Event{answered(1, "a", fsrs.Good, nil)}, fsrs.Learning},
		"before, two":                  {[]quiz.Event{answered(1, "a", fsrs.Good, nil), answered(2, "a", fsrs.Good, nil)}, fsrs.Review},
		"one step, one Good":           {[]quiz.Event{answered(1, "a", fsrs.Good, one)}, fsrs.Review},
		"one step, Again":              {[]quiz.Event{answered(1, "a", fsrs.Again, one)}, fsrs.Learning},
		"no step, Again":               {[]quiz.Event{answered(1, "a", fsrs.Again, none)}, fsrs.Review},
		"before, then Again":           {[]quiz.Event{answered(1, "a", fsrs.Good, nil), answered(2, "a", fsrs.Again, one)}, fsrs.Learning},
		"before, then Good":            {[]quiz.Event{answered(1, "a", fsrs.Good, nil), answered(2, "a", fsrs.Good, one)}, fsrs.Review},
		"chosen, not stated":           {[]quiz.Event{changed(1, quiz.Change{Learning: &one}), answered(2, "a", fsrs.Good, nil)}, fsrs.Review},
		"chosen, but others stated":    {[]quiz.Event{changed(1, quiz.Change{Learning: &none}), answered(2, "a", fsrs.Good, two)}, fsrs.Learning},
		"none were chosen, not stated": {[]quiz.Event{changed(1, quiz.Change{Learning: &none}), answered(2, "a", fsrs.Again, nil)}, fsrs.Review},
	} {
		if got := quiz.Replay(test.events).Cards["a"].State; got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// The law: cards that an older version scheduled anew aim at the fixed retention for
// ever; those of this one follow the price, unless the learner wants a fixed one.
func TestRescheduledTargets(t *testing.T) {
	events := []quiz.Event{answered(1, "a", fsrs.Easy, nil), answered(2, "b", fsrs.Easy, nil)}
	pace := fsrs.Pace{Right: 2, Wrong: 6}
	anew := func(c quiz.Change) float64 {
		c.Reschedule, c.Retention = true, new(0.85)
		return quiz.Replay(append(events, changed(3, c))).Cards["a"].Target
	}
	if got := anew(quiz.Change{}); got != 0.85 {
		t.Errorf("of an older version: aims at %v, want .85", got)
	}
	if got := anew(quiz.Change{Pace: pace, Schedule: new(quiz.Fixed)}); got != 0.85 {
		t.Errorf("fixed: aims at %v, want .85", got)
	}
	settings, err := quiz.DefaultSettings().With(quiz.Change{Retention: new(0.85)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := quiz.SchedulerOf(settings)
	if err != nil {
		t.Fatal(err)
	}
	card := quiz.Replay(events).Cards["a"]
	if got, want := anew(quiz.Change{Pace: pace}), s.WithPace(pace).Target(card.Memory, 0); got != want || got == 0.85 {
		t.Errorf("by price: aims at %v, want %v", got, want)
	}
}

// The law: more retention is more to aim at, at any memory; and a guess asks for more.
func TestTargetsFollowRetention(t *testing.T) {
	for _, mem := range []fsrs.Memory{{Stability: 3, Difficulty: 5}, {Stability: 30, Difficulty: 8}, {Stability: 200, Difficulty: 2}} {
		before := 0.0
		for r := quiz.LeastRetention; r <= quiz.MostRetention; r += 0.03 {
			settings, err := quiz.DefaultSettings().With(quiz.Change{Retention: &r})
			if err != nil {
				t.Fatal(err)
			}
			s, err := quiz.SchedulerOf(settings)
			if err != nil {
				t.Fatal(err)
			}
			target := s.Target(mem, 0)
			if guessed := s.Target(mem, 0.25); math.Abs(1-guessed-0.75*(1-target)) > 1e-4 {
				t.Errorf("%v: aims at %v, and where it can be guessed at %v", mem, target, guessed)
			}
			if target < before {
				t.Errorf("%v: retention %.2f aims at %v, less at %v", mem, r, target, before)
			}
			before = target
		}
	}
}

// The law: few answers hardly move the pace, many settle it.
func TestPace(t *testing.T) {
	took := func(n int, d time.Duration) (all []time.Duration) {
		for range n {
			all = append(all, d)
		}
		return all
	}
	for n, want := range map[int]fsrs.Pace{0: quiz.UsualPace, 2: {Right: 4, Wrong: 9.5}, 50: {Right: 3, Wrong: 14.5}, 5000: {Right: 2, Wrong: 20}} {
		if got := quiz.PaceOf(took(n, 2*time.Second), took(n, 20*time.Second)); got != want {
			t.Errorf("%d answers: %+v, want %+v", n, got, want)
		}
	}
}
