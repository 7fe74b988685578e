package store_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/quiztest"
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

func newPerson(t testing.TB, began time.Time) *person {
	t.Helper()
	c := catalogue.Builtin()
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	list := ownList()
	maker := questions.NewMaker(c.With(exchange.Join(c, list.Key, list.Deck)))
	return &person{
		maker: maker, scheduler: scheduler, facets: maker.FacetsOf(maker.Catalogue().Deck(list.Key)),
		made: make(map[questions.FacetID]*questions.Question), chance: rand.New(rand.NewPCG(1, 1)), at: began,
	}
}

// answers are the person's next, so many.
func (p *person) answers(t testing.TB, n int) iter.Seq[quiz.Event] {
	return func(yield func(quiz.Event) bool) {
		for range n {
			if !yield(p.answer(t)) {
				return
			}
		}
	}
}

// answer is about each facet once, then about any, and right four times of five.
func (p *person) answer(t testing.TB) quiz.Event {
	f := p.facets[p.chance.IntN(len(p.facets))]
	if p.asked < len(p.facets) {
		f = p.facets[p.asked]
	}
	p.asked++
	p.at = p.at.Add(betweenAnswers)
	q := p.question(t, f)
	reply := p.reply(q)
	judged, err := q.Judge(reply)
	if err != nil {
		t.Fatal(err)
	}
	a := &quiz.Answer{
		Question: q.ID, Facets: q.Facets, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck, Stem: q.Stem, Options: q.Options,
		Given: judged.Given, Chosen: judged.Service, DontKnow: reply.DontKnow, Correct: judged.Correct,
		Took: time.Duration(900+p.chance.IntN(9000)) * time.Millisecond, Counts: quiz.Review, Grade: fsrs.Again, Guess: q.Kind.Guess(q.Format),
	}
	a.Target = p.scheduler.Target(fsrs.Memory{Stability: 1, Difficulty: 5}, a.Guess)
	if a.Correct {
		a.Grade = fsrs.Good
	}
	return quiz.Event{ID: quiz.EventID(uuid.NewString()), At: p.at, Day: p.scheduler.Day(p.at), Kind: quiz.AnswerEvent, Answer: a}
}

// question asks for a name in a choice and has a port typed, as a session does.
func (p *person) question(t testing.TB, f questions.Facet) *questions.Question {
	if q := p.made[f.ID]; q != nil {
		return q
	}
	spec := questions.Spec{Facet: f.ID, Kind: f.Kinds[0], Format: questions.Choice, Lang: catalogue.English, Deck: "lab", Seed: p.chance.Uint64()}
	if spec.Kind.WantsNumber() {
		spec.Format = questions.Typed
	}
	q, err := p.maker.Make(spec)
	if err != nil {
		t.Fatal(err)
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

// The law: years of answers, with undos of old ones, resets and settings that schedule
// anew among them, lead to the figures that were counted event by event, and a check
// that goes through them finds nothing.
func TestFiguresOfYears(t *testing.T) {
	answers := trials(10_000, 200_000)
	p := newPerson(t, noon.Add(-time.Duration(answers)*betweenAnswers))
	db := open(t, filepath.Join(memoryFolder(t), "years.db"))
	learner := learnerOf(t, db)
	if err := db.RecordYears(t.Context(), learner, p.answers(t, answers)); err != nil {
		t.Fatal(err)
	}
	assertIsReplay(t, db, learner)
	log := eventsOf(t, db, learner)
	for range 10 {
		target := log[p.chance.IntN(len(log))]
		record(t, db, learner, p.event(quiz.UndoEvent, func(e *quiz.Event) {
			e.Undo = &quiz.Undo{Target: target.ID, Facets: target.Facets()}
		}))
		record(t, db, learner, p.event(quiz.ResetEvent, func(e *quiz.Event) { e.About = target.Facets() }))
		record(t, db, learner, p.answer(t))
	}
	record(t, db, learner, p.event(quiz.SettingsEvent, func(e *quiz.Event) {
		e.Change = &quiz.Change{Retention: new(0.8), Reschedule: true}
	}))
	record(t, db, learner, p.answer(t))
	assertIsReplay(t, db, learner)
	if report, err := db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %+v, %v", report, err)
	}
}

// event is the person's next, but an answer.
func (p *person) event(kind quiz.EventKind, fill func(*quiz.Event)) quiz.Event {
	p.at = p.at.Add(betweenAnswers)
	e := quiz.Event{ID: quiz.EventID(uuid.NewString()), At: p.at, Day: p.scheduler.Day(p.at), Kind: kind}
	fill(&e)
	return e
}

// The law: what was counted in the file of every schema that was released are its
// figures after it was brought up to date; its log and its cards are as they were.
func TestFiguresOfOldDatabases(t *testing.T) {
	for _, file := range oldDatabases(t) {
		path := filepath.Join(t.TempDir(), "old.db")
		copyFile(t, file, path)
		before := tablesBefore(t, path)
		today := versionOf(t, path) >= 5 // cards follow the rules of today since then
		kept := keptIn(t, path, today)
		if v := versionOf(t, path); (v == 8 || v == 9) && len(before) != len(countedBefore) {
			t.Errorf("%s has only %d of the tables", file, len(before))
		}
		db := open(t, path)
		learner := learnerOf(t, db)
		want := quiztest.FiguresOf(eventsOf(t, db, learner))
		assertFigures(t, db, learner, want)
		if now := keptIn(t, path, today); now != kept {
			t.Errorf("%s: the log and the cards are\n%s\nand were\n%s", file, now, kept)
		}
		for table, query := range countedBefore {
			if got := rowsOf(want, table); before[table] != nil && !slices.Equal(got, before[table]) {
				t.Errorf("%s: %s has\n%q, the figures are\n%q", file, query, before[table], got)
			}
		}
	}
}

// keptIn is all of the log, and of the cards where they are asked for.
func keptIn(t *testing.T, path string, cards bool) string {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	var text strings.Builder
	queries := []string{"SELECT * FROM log ORDER BY learner, ord, id"}
	if cards {
		queries = append(queries, "SELECT * FROM cards ORDER BY learner, facet")
	}
	for _, query := range queries {
		if err := writeRows(&text, db, query); err != nil {
			t.Fatal(err)
		}
	}
	return text.String()
}

// countedBefore reads tables that there were in some schemas.
var countedBefore = map[string]string{
	"tallies":    "SELECT day, answers, correct, reviews, begun, repeats, recalled, took_ms FROM tallies",
	"confusions": "SELECT facet, chosen, count, first, last FROM confusions",
	"slots":      "SELECT day, facet, kind, options, fresh, chosen, answers, correct FROM slots",
	"fits":       "SELECT lag, nth, lapses, likely, reviews, recalled, predicted, loss FROM fits",
}

// tablesBefore returns the rows of those that there are in the file, in order; nil
// where it is of another shape, or none.
func tablesBefore(t *testing.T, path string) map[string][]string {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	all := make(map[string][]string)
	for table, query := range countedBefore {
		var text strings.Builder
		if err := writeRows(&text, db, query); err == nil {
			all[table] = slices.Sorted(strings.Lines(text.String()))
		}
	}
	return all
}

// rowsOf are the rows that the table would have of the figures.
func rowsOf(f *quiztest.Figures, table string) []string {
	var all []string
	row := func(values ...any) { all = append(all, fmt.Sprintf("%q\n", asKept(values))) }
	switch table {
	case "tallies":
		for day, t := range f.Days {
			row(day, t.Answers, t.Correct, t.Reviews, t.New, t.Repeats, t.Recalled, t.Took.Milliseconds())
		}
	case "confusions":
		for m, c := range f.Confusions {
			row(m.Facet, m.Chosen, c.Count, c.First, c.Last)
		}
	case "slots":
		for s, c := range f.Slots {
			row(s.Day, s.Facet, s.Kind, s.Options, s.Fresh, s.Chosen, len(c.Took), c.Correct)
		}
	case "fits":
		for b, f := range f.Fits {
			row(b.Lag, b.Nth, b.Lapses, b.Likely, f.Reviews, f.Recalled, f.Predicted, f.Loss)
		}
	}
	slices.Sort(all)
	return all
}

// asKept are the values as SQLite returns them.
func asKept(values []any) []any {
	for i, value := range values {
		v := reflect.ValueOf(value)
		if v.Kind() == reflect.Bool {
			v = reflect.ValueOf(map[bool]int{true: 1}[v.Bool()])
		}
		if values[i] = v.String(); v.CanInt() {
			values[i] = v.Int()
		}
	}
	return values
}
