package store_test

import (
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

func eventAt(at time.Time, kind quiz.EventKind) quiz.Event {
	return quiz.Event{ID: quiz.EventID(uuid.NewString()), At: at, Day: quiz.DayOf(at, quiz.DefaultRollover), Kind: kind}
}

func fitted(at time.Time, taken bool) quiz.Event {
	f := fsrs.Fit{Weights: fsrs.DefaultWeights, Reviews: 512, Held: 102, Before: 0.44, After: 0.41, Error: 0.01}
	f.Weights[2] = 0.7
	e := eventAt(at, quiz.WeightsEvent)
	e.Change = new(quiz.FittedChange(f, taken))
	return e
}

// The law: histories are what cards were made of: the reviews that stand, from the first
// or the last reset on. Their memories are those of the cards.
func TestHistoriesAreThoseOfCards(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	learner := learnerOf(t, db)
	facets := []questions.FacetID{"tcp/22:service", "ssh:port", "tcp/53:service", "domain:port"}
	chance, at := rand.New(rand.NewPCG(4, 4)), noon
	var last quiz.Event
	resets := 0
	for range 300 {
		at = at.Add(time.Duration(1+chance.IntN(30)) * time.Hour)
		e := answered(at, fsrs.Grade(1+chance.IntN(4)), facets[chance.IntN(len(facets))])
		switch chance.IntN(12) {
		case 0:
			e.Answer.Counts, e.Answer.Grade = quiz.Practice, 0
		case 1:
			if last.Answer != nil {
				e = eventAt(at, quiz.UndoEvent)
				e.Undo = &quiz.Undo{Target: last.ID, Facets: last.Facets()}
			}
		case 2:
			if resets++; resets < 8 {
				facet := e.Answer.Facets
				e = eventAt(at, quiz.ResetEvent)
				e.About = facet
			}
		}
		record(t, db, learner, e)
		last = e
	}
	histories, err := db.Histories(t.Context(), learner)
	if err != nil || len(histories) <= len(facets) {
		t.Fatalf("%d histories, %v", len(histories), err)
	}
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	memories := make(map[fsrs.Memory]bool)
	for _, h := range histories {
		mem, before := fsrs.Memory{}, h[0].Day
		for _, r := range h {
			mem, before = scheduler.Model.Next(mem, max(r.Day-before, 0), r.Grade), r.Day
		}
		memories[mem] = true
	}
	cards, err := db.Cards(t.Context(), learner)
	if err != nil || len(cards) == 0 {
		t.Fatal(cards, err)
	}
	for _, c := range cards {
		if !memories[c.Memory] {
			t.Errorf("the memory of %s follows from no history", c.Facet)
		}
	}
}

// The law: fitted weights are in force until they are taken back or others come; an
// export brings them to other devices, with what they were worth.
func TestFittedWeights(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, 5)
	check := func(what string, last, inForce *quiz.Event) {
		t.Helper()
		gotLast, err := db.LastFit(t.Context(), learner)
		gotInForce, err2 := db.FitInForce(t.Context(), learner)
		if err != nil || err2 != nil || !sameFit(gotLast, last) || !sameFit(gotInForce, inForce) {
			t.Errorf("%s: last %+v, in force %+v; %v, %v", what, gotLast, gotInForce, err, err2)
		}
		assertIsReplay(t, db, learner)
	}
	check("nothing was fitted", nil, nil)
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	declined, taken := fitted(day(1), false), fitted(day(8), true)
	record(t, db, learner, declined)
	check("declined", &declined, nil)
	if e, err := db.UndoableAny(t.Context(), learner, declined.Day); err != nil || e != nil {
		t.Errorf("%+v can be taken back, %v", e, err)
	}
	record(t, db, learner, taken)
	check("taken", &taken, &taken)
	later := fitted(day(15), false)
	record(t, db, learner, later)
	check("others were no better", &later, &taken)

	elsewhere := newEmpty(t).opened(t, 1)[0]
	assertAllCame(t, importInto(t, elsewhere, exportOf(t, db)))
	if e, err := elsewhere.FitInForce(t.Context(), learner); err != nil || !sameFit(e, &taken) {
		t.Errorf("elsewhere %+v is in force, %v", e, err)
	}
	if s, err := elsewhere.Settings(t.Context(), learner); err != nil || !reflect.DeepEqual(s.Weights, *taken.Change.Weights) {
		t.Errorf("elsewhere the weights are %v, %v", s.Weights, err)
	}

	absurd := fitted(day(16), true)
	(*absurd.Change.Weights)[20] = 30
	if _, err := db.Record(t.Context(), learner, absurd); err == nil {
		t.Error("weights out of bounds were recorded")
	}
	check("out of bounds", &later, &taken)
	if target, err := db.UndoableAny(t.Context(), learner, taken.Day); err != nil || !sameFit(target, &taken) {
		t.Fatalf("%+v can be taken back, %v", target, err)
	}
	undo := eventAt(day(17), quiz.UndoEvent)
	undo.Undo = &quiz.Undo{Target: taken.ID}
	record(t, db, learner, undo)
	check("taken back", &later, nil)
	again, byHand := fitted(day(20), true), eventAt(day(21), quiz.WeightsEvent)
	record(t, db, learner, again)
	check("taken again", &again, &again)
	byHand.Change = &quiz.Change{Weights: &[]float64{}}
	record(t, db, learner, byHand)
	check("gone back to the published ones", &again, nil)
}

func sameFit(a, b *quiz.Event) bool {
	return a == nil && b == nil || a != nil && b != nil && a.ID == b.ID && reflect.DeepEqual(a.Change, b.Change)
}
