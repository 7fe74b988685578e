package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// Years of a learner: so many services of a list of one's own, and so many answers.
const (
	longServices = 2500
	longAnswers  = 200_000
)

// longList is a deck of one's own.
func longList() catalogue.OwnDeck {
	d := catalogue.OwnDeck{Key: "lab", Name: catalogue.Text{EN: "Lab", ZH: "Lab"}}
	for i := range longServices {
		name := fmt.Sprintf("Service %04d", i)
		d.Services = append(d.Services, &catalogue.Service{
			Key: "lab/" + name, Port: catalogue.Port(20_000 + 7*i), Transports: []catalogue.Transport{catalogue.TCP}, Name: catalogue.Text{EN: name, ZH: name}, Deck: "lab",
		})
	}
	return d
}

// The next question and its answer with 5,000 cards and 200,000 answers behind
// them: what a question costs must not grow with either.
func BenchmarkNextQuestionOfYears(b *testing.B) {
	c := catalogue.Builtin()
	maker := questions.NewMaker(c.With(longList()))
	deck := maker.Catalogue().Deck("lab")
	facets := maker.FacetsOf(deck)
	db := open(b, filepath.Join(b.TempDir(), "it.db"))
	learner := learnerOf(b, db)
	chance := rand.New(rand.NewPCG(1, 1))
	at := noon
	for i := range longAnswers {
		at = at.Add(8 * time.Minute)
		record(b, db, learner, answered(at, fsrs.Grade(1+chance.IntN(4)), facets[i%len(facets)].ID))
	}
	b.Logf("%d facets, %d answers", len(facets), longAnswers)
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		b.Fatal(err)
	}
	plan := session.Plan{
		Deck: deck, Limit: 1 << 30, New: 10, Reviews: 1 << 30, Lang: catalogue.English,
		NewID: func() quiz.EventID { return quiz.EventID(uuid.NewString()) },
	}
	began := time.Now()
	played, err := session.Start(b.Context(), db, maker, scheduler, learner, plan, at)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := played.Next(b.Context(), at); err != nil {
		b.Fatal(err)
	}
	first := time.Since(began)

	var draws, records []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(5 * time.Second)
		began := time.Now()
		asking, err := played.Next(b.Context(), at)
		if err != nil {
			b.Fatal(err)
		}
		drawn := time.Now()
		reply := questions.Reply{Text: asking.Question.Answers[0]}
		if chance.IntN(4) == 0 {
			reply = questions.Reply{DontKnow: true}
		}
		if _, err := played.Answer(b.Context(), reply, at, time.Second); err != nil {
			b.Fatal(err)
		}
		draws, records = append(draws, drawn.Sub(began)), append(records, time.Since(drawn))
	}
	for name, all := range map[string][]time.Duration{"next": draws, "answer": records} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Nanoseconds()), name+"-p50-ns")
		b.ReportMetric(float64(all[len(all)*99/100].Nanoseconds()), name+"-p99-ns")
	}
	b.ReportMetric(float64(first.Milliseconds()), "start-ms")
}
