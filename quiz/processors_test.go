package quiz_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// longLog draws years of a learner: answers of every grade about many cards, some of them
// easy for ever, targets by the price of time, changes of settings and weights that move
// all cards, resets and undos.
func longLog(t *testing.T, answers int) (events []quiz.Event) {
	t.Helper()
	chance := rand.New(rand.NewPCG(7, 7))
	usual, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2020, 3, 2, 9, 0, 0, 0, time.UTC)
	for n := range answers {
		at = at.Add(time.Duration(1+chance.IntN(600)) * time.Minute)
		card := chance.IntN(400)
		grade := fsrs.Good
		switch chance.IntN(12) {
		case 0:
			grade = fsrs.Again
		case 1:
			grade = fsrs.Hard
		case 2:
			grade = fsrs.Easy
		}
		if card < 20 {
			grade = fsrs.Easy
		}
		e := answered(1, questions.FacetID(fmt.Sprint("facet-", card)), grade, []time.Duration{10 * time.Minute})
		e.ID, e.Order, e.At, e.Day = quiz.EventID(fmt.Sprint(n)), int64(n), at, quiz.DayOf(at, quiz.DefaultRollover)
		mem := fsrs.Memory{Stability: 0.1 + 100*chance.Float64(), Difficulty: 1 + 9*chance.Float64()}
		e.Answer.Guess = float64(chance.IntN(3)) / 8
		e.Answer.Target = usual.Target(mem, e.Answer.Guess)
		switch chance.IntN(1000) {
		case 0:
			e.Kind, e.About, e.Answer = quiz.ResetEvent, e.Answer.Facets, nil
		case 1:
			e.Kind, e.Undo, e.Answer = quiz.UndoEvent, &quiz.Undo{Target: quiz.EventID(fmt.Sprint(n - 1))}, nil
		case 2:
			e.Kind, e.Answer = quiz.SettingsEvent, nil
			e.Change = &quiz.Change{Retention: new(0.75 + float64(chance.IntN(20))/100), Relearning: &[]time.Duration{time.Minute, time.Hour}}
		case 3:
			e.Kind, e.Answer = quiz.WeightsEvent, nil
			weights := slices.Clone(fsrs.DefaultWeights[:])
			for i := range weights[:4] {
				weights[i] *= float64(1+chance.IntN(8)) / 4
			}
			weights[20] = 0.1 + float64(chance.IntN(30))/100
			e.Change = &quiz.Change{Weights: &weights, Reschedule: true, Pace: fsrs.Pace{Right: 3.5, Wrong: 11}}
		}
		events = append(events, e)
	}
	return events
}

// The law: every processor derives the same from a log, to the bit: devices that merge
// agree, whatever they are made of. The hash is of what one of them has derived; make
// arm64 lets another one derive it.
func TestReplayIsTheSameOnEveryProcessor(t *testing.T) {
	h := fnv.New64a()
	add := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(h, binary.LittleEndian, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	events := longLog(t, 50_000)
	undone, w := quiz.Undone(events), quiz.NewWalker()
	longest := 0.0
	for _, e := range events {
		if undone[e.ID] {
			continue
		}
		c, _ := w.Step(e)
		card := w.Cards[c.Facet]
		add(c.Predicted, c.Loss, card.Memory, card.Target, card.Due.UnixMilli(), int64(card.Days))
		longest = max(longest, card.Memory.Stability)
	}
	for i := range 400 {
		card := w.Cards[questions.FacetID(fmt.Sprint("facet-", i))]
		add(card.Memory, card.Target, card.Due.UnixMilli(), int64(card.Days), int64(card.State), int64(card.Lapses))
	}
	const want = 0x56cb9ac89aa5008b
	if got := h.Sum64(); got != want || longest < 10_000 {
		t.Errorf("hash %#x, want %#x; the longest stability is %v days", got, uint64(want), longest)
	}
}
