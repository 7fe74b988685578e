package quiz_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// someFit is a fit whose weights are of somebody who forgets sooner than most.
func someFit() fsrs.Fit {
	f := fsrs.Fit{Weights: fsrs.DefaultWeights, Reviews: 512, Held: 102, Before: 0.4416667891, After: 0.4123, Error: 0.01}
	f.Weights[2], f.Weights[20] = 0.7, 0.35
	return f
}

// The law: what a fit was worth stands in the log whether its weights are taken or not;
// weights that are not taken change nothing, and taken ones can be taken back.
func TestFittedWeightsInTheLog(t *testing.T) {
	for _, taken := range []bool{true, false} {
		c := quiz.FittedChange(someFit(), taken)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back quiz.Change
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("%s is read as %+v: %v", text, back, err)
		}
		if back.Fitted.Before != 0.441667 || back.Fitted.After != 0.4123 || (back.Weights != nil) != taken {
			t.Errorf("taken %v: %s", taken, text)
		}
	}
	answers := []quiz.Event{answered(1, "a", fsrs.Good, nil), answered(5, "a", fsrs.Good, nil)}
	before := quiz.Replay(answers)
	declined := quiz.Replay(append(answers[:2:2], changed(6, quiz.FittedChange(someFit(), false))))
	if !reflect.DeepEqual(declined, before) {
		t.Errorf("weights that were not taken lead to %+v, want %+v", declined, before)
	}
	again := quiz.FittedChange(someFit(), true)
	again.Reschedule, again.Pace = true, quiz.UsualPace
	taken := changed(6, again)
	after := quiz.Replay(append(answers[:2:2], taken))
	if after.Cards["a"].Memory == before.Cards["a"].Memory || len(after.Settings.Weights) != len(fsrs.Weights{}) {
		t.Errorf("weights that were taken lead to %+v", after)
	}
	undo := changed(7, quiz.Change{})
	undo.Kind, undo.Change, undo.Undo = quiz.UndoEvent, nil, &quiz.Undo{Target: taken.ID}
	if undone := quiz.Replay(append(answers[:2:2], taken, undo)); !reflect.DeepEqual(undone, before) {
		t.Errorf("taken back they lead to %+v, want %+v", undone, before)
	}
}

// The law: weights that are not finite or out of bounds are never taken, wherever they
// come from and whatever they claim to be worth.
func TestWeightsOutOfBoundsAreNotTaken(t *testing.T) {
	answers := []quiz.Event{answered(1, "a", fsrs.Good, nil), answered(5, "a", fsrs.Good, nil)}
	before := quiz.Replay(answers)
	for _, bad := range []float64{math.NaN(), math.Inf(1), -1, 1000} {
		for at := range fsrs.DefaultWeights {
			f := someFit()
			f.Weights[at] = bad
			c := quiz.FittedChange(f, true)
			c.Reschedule, c.Pace = true, quiz.UsualPace
			if after := quiz.Replay(append(answers[:2:2], changed(6, c))); !reflect.DeepEqual(after, before) {
				t.Fatalf("w%d = %v was taken", at, bad)
			}
		}
	}
}

// The law: what is aimed at follows from the weights in force: who forgets otherwise is
// asked at other times.
func TestTargetsFollowWeights(t *testing.T) {
	settings, err := quiz.DefaultSettings().With(quiz.FittedChange(someFit(), true))
	if err != nil {
		t.Fatal(err)
	}
	own, err := quiz.SchedulerOf(settings)
	if err != nil {
		t.Fatal(err)
	}
	usual, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	mem := fsrs.Memory{Stability: 10, Difficulty: 6}
	aims := fsrs.NewAims(own.Model, own.Price, own.Pace)
	if got := own.Target(mem, 0); got != aims.Target(mem) || got == usual.Target(mem, 0) {
		t.Errorf("aims at %v, want %v; with the published weights at %v", got, aims.Target(mem), usual.Target(mem, 0))
	}
}
