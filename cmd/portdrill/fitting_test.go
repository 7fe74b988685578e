package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// forgetful fills a database with so many reviews, each a day or more after the one
// before, of somebody who forgets sooner than most; the last day is that of now.
func forgetful(ctx context.Context, path string, reviews int, now time.Time) error {
	w := fsrs.DefaultWeights
	w[0], w[2], w[8], w[20] = 0.05, 0.4, 1.2, 0.4
	truth, err := fsrs.NewModel(w)
	if err != nil {
		return err
	}
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		return err
	}
	maker := questions.NewMaker(catalogue.Builtin())
	facets := maker.FacetsOf(maker.Catalogue().Deck("all"))
	memories, cards := make([]fsrs.Memory, len(facets)), make([]quiz.Card, len(facets))
	chance := rand.New(rand.NewPCG(1, 5))
	var events []quiz.Event
	const newADay = 8
	for day, done := 0, 0; done < reviews; day++ {
		at := now.AddDate(1, 0, day) // moved back below
		for i := range min(newADay*(day+1), len(facets)) {
			c, grade := &cards[i], fsrs.Again
			if c.State != fsrs.New && c.DueDay > scheduler.Day(at) || done == reviews {
				continue
			}
			recall := 0.3
			if c.State != fsrs.New {
				done++
				recall = truth.Retrievability(memories[i], int(scheduler.Day(at)-c.Last))
			}
			if chance.Float64() < recall {
				grade = fsrs.Good
			}
			e := asked(facets[i], grade, at.Add(time.Duration(len(events)%500)*time.Minute/2))
			memories[i] = truth.Next(memories[i], int(e.Day-c.Last), grade)
			e.Answer.Target = scheduler.Target(scheduler.MemoryAfter(*c, grade, e.Day), 0)
			*c = scheduler.Next(*c, quiz.Rating{Grade: grade, At: e.At, Day: e.Day, Target: e.Answer.Target})
			events = append(events, e)
		}
	}
	days := int(events[len(events)-1].Day - scheduler.Day(now))
	for i := range events {
		events[i].At = events[i].At.AddDate(0, 0, -days)
		events[i].Day -= quiz.Day(days)
	}
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	learner, err := db.Learner(ctx, events[0].At)
	if err == nil {
		err = db.RecordAll(ctx, learner, events)
	}
	return errors.Join(err, db.Close())
}

// asked is an answer about the facet, whose card has no learning steps.
func asked(f questions.Facet, grade fsrs.Grade, at time.Time) quiz.Event {
	return quiz.Event{
		ID: quiz.EventID(uuid.NewString()), At: at, Day: quiz.DayOf(at, quiz.DefaultRollover), Kind: quiz.AnswerEvent,
		Answer: &quiz.Answer{
			Question: "q", Facets: []questions.FacetID{f.ID}, Kind: f.Kinds[0], Format: f.Kinds[0].Formats()[0], Lang: catalogue.English,
			Deck: catalogue.DefaultDeck, Stem: "Which?", Correct: grade != fsrs.Again, Took: 4 * time.Second,
			Counts: quiz.Review, Grade: grade, Learning: []time.Duration{},
		},
	}
}

// studied FILE REVIEWS TIME fills a database, see forgetful.
func studied(ts *testscript.TestScript, neg bool, args []string) {
	const wanted = 3
	if neg || len(args) != wanted {
		ts.Fatalf("usage: studied FILE REVIEWS TIME")
	}
	reviews, err := strconv.Atoi(args[1])
	ts.Check(err)
	now, err := time.Parse(time.RFC3339, args[2])
	ts.Check(err)
	ts.Check(forgetful(context.Background(), ts.MkAbs(args[0]), reviews, now))
}
