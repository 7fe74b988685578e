package store_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// ownList is a list of one's own as large as [longList], as it is imported: its
// services make 5,000 cards.
func ownList() store.Deck {
	d := store.Deck{Key: "lab", Deck: exchange.Deck{Name: "Lab"}}
	for i := range longServices {
		name := fmt.Sprintf("Service %04d", i)
		d.Rows = append(d.Rows, exchange.Row{
			Port: catalogue.Port(20_000 + 7*i), Transports: []catalogue.Transport{catalogue.TCP}, Service: name, Name: catalogue.Text{EN: name},
		})
	}
	return d
}

// A person answers questions about a list of their own, eight minutes apart.
type person struct {
	maker     *questions.Maker
	scheduler quiz.Scheduler
	facets    []questions.Facet
	made      map[questions.FacetID]*questions.Question // a question takes longer to make than to answer
	chance    *rand.Rand
	asked     int
	at        time.Time
}

const betweenAnswers = 8 * time.Minute

func newPerson(b *testing.B, began time.Time) *person {
	b.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		b.Fatal(err)
	}
	list := ownList()
	maker := questions.NewMaker(c.With(exchange.Join(c, list.Key, list.Deck)))
	return &person{
		maker: maker, scheduler: scheduler, facets: maker.FacetsOf(maker.Catalogue().Deck(list.Key)),
		made: make(map[questions.FacetID]*questions.Question), chance: rand.New(rand.NewPCG(1, 1)), at: began,
	}
}

// answers are the person's next, so many.
func (p *person) answers(b *testing.B, n int) iter.Seq[quiz.Event] {
	return func(yield func(quiz.Event) bool) {
		for range n {
			if !yield(p.answer(b)) {
				return
			}
		}
	}
}

// answer is about each facet once, then about any, and right four times of five.
func (p *person) answer(b *testing.B) quiz.Event {
	f := p.facets[p.chance.IntN(len(p.facets))]
	if p.asked < len(p.facets) {
		f = p.facets[p.asked]
	}
	p.asked++
	p.at = p.at.Add(betweenAnswers)
	q := p.question(b, f)
	reply := p.reply(q)
	judged, err := q.Judge(reply)
	if err != nil {
		b.Fatal(err)
	}
	a := &quiz.Answer{
		Question: q.ID, Facets: q.Facets, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck, Stem: q.Stem, Options: q.Options,
		Given: judged.Given, Chosen: judged.Service, DontKnow: reply.DontKnow, Correct: judged.Correct,
		Took: time.Duration(900+p.chance.IntN(9000)) * time.Millisecond, Counts: quiz.Review, Grade: fsrs.Again, Guess: q.Kind.Guess(q.Format),
	}
	a.Target = p.scheduler.Aim(a.Guess)
	if a.Correct {
		a.Grade = fsrs.Good
	}
	return quiz.Event{ID: quiz.EventID(uuid.NewString()), At: p.at, Day: p.scheduler.Day(p.at), Kind: quiz.AnswerEvent, Answer: a}
}

// question asks for a name in a choice and has a port typed, as a session does.
func (p *person) question(b *testing.B, f questions.Facet) *questions.Question {
	if q := p.made[f.ID]; q != nil {
		return q
	}
	spec := questions.Spec{Facet: f.ID, Kind: f.Kinds[0], Format: questions.Choice, Lang: catalogue.English, Deck: "lab", Seed: p.chance.Uint64()}
	if spec.Kind.WantsNumber() {
		spec.Format = questions.Typed
	}
	q, err := p.maker.Make(spec)
	if err != nil {
		b.Fatal(err)
	}
	p.made[f.ID] = q
	return q
}

func (p *person) reply(q *questions.Question) questions.Reply {
	switch knows := p.chance.IntN(5) > 0; {
	case knows:
		return questions.Reply{Text: q.Answers[0]}
	case q.Format == questions.Choice:
		return questions.Reply{Choice: 1 + p.chance.IntN(len(q.Options))}
	default:
		return questions.Reply{DontKnow: true}
	}
}

// years is a file with so many answers of a person, up to noon.
type years struct {
	path    string
	answers int
	*person
}

// liveYears makes the file and checks that it is what the store would have made.
func liveYears(b *testing.B, answers int) *years {
	b.Helper()
	y := &years{
		path: filepath.Join(b.TempDir(), "years.db"), answers: answers,
		person: newPerson(b, noon.Add(-time.Duration(answers)*betweenAnswers)),
	}
	began := time.Now()
	db := open(b, y.path)
	learner := learnerOf(b, db)
	ctx := context.Background()
	if _, err := db.ImportDeck(ctx, ownList(), false, noon); err != nil {
		b.Fatal(err)
	}
	if err := db.RecordYears(ctx, learner, y.person.answers(b, answers)); err != nil {
		b.Fatal(err)
	}
	made := time.Since(began)
	assertVerified(b, db, learner)
	assertIsReplay(b, db, learner)
	closeDB(b, db)
	b.Logf("%d answers, %d cards, %d MB, made in %v, verified in %v", answers, len(y.facets), size(b, y.path)>>20,
		made.Round(time.Millisecond), (time.Since(began) - made).Round(time.Millisecond))
	return y
}

func size(b *testing.B, path string) int64 {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
