package session_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/quiztest"
	"portdrill/quiz/session"
)

// A derived is all that follows from a log.
type derived struct {
	quiz.Derived
	*quiztest.Figures
}

func derivedFrom(events []quiz.Event) derived {
	return derived{quiz.Replay(events), quiztest.FiguresOf(events)}
}

// A notebook is a journal in memory, for one learner.
type notebook struct {
	scheduler quiz.Scheduler
	derived   derived
	events    []quiz.Event
	broken    error
}

func (n *notebook) Cards(context.Context, quiz.LearnerID) ([]quiz.Card, error) {
	var all []quiz.Card
	for _, c := range n.derived.Cards {
		all = append(all, c)
	}
	return all, nil
}

func (n *notebook) Tally(_ context.Context, _ quiz.LearnerID, day quiz.Day) (quiz.Tally, error) {
	return n.derived.Days[day], nil
}

func (n *notebook) Record(_ context.Context, _ quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	if n.broken != nil {
		return nil, n.broken
	}
	if err := e.Check(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(n.events, func(before quiz.Event) bool { return before.ID == e.ID }) {
		n.append(e)
	}
	var cards []quiz.Card
	for _, facet := range e.Facets() {
		if c, begun := n.derived.Cards[facet]; begun {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

func (n *notebook) append(e quiz.Event) {
	e.Order = int64(len(n.events) + 1)
	n.events = append(n.events, e)
	if e.Kind != quiz.AnswerEvent {
		n.derived = derivedFrom(n.events)
		return
	}
	n.derived.Before = maps.Clone(n.derived.Cards) // some of which a test may have put there
	n.scheduler.Apply(n.derived.Derived, e)
	n.derived.See(e, n.derived.Derived)
}

func (n *notebook) Holds(context.Context, quiz.LearnerID) (map[questions.FacetID]quiz.Hold, error) {
	return n.derived.Holds, nil
}

func (n *notebook) Confusions(context.Context, quiz.LearnerID) (map[quiz.Mixed]quiz.Confusion, error) {
	return n.derived.Confusions, nil
}

// Met takes the answers with a room for those of a class.
func (n *notebook) Met(context.Context, quiz.LearnerID) (met []quiz.Met, err error) {
	for _, e := range n.events {
		if e.Answer != nil && e.Answer.Room != "" {
			met = slices.DeleteFunc(met, func(m quiz.Met) bool { return m.Facet == e.Answer.Facets[0] })
			met = append(met, quiz.Met{Facet: e.Answer.Facets[0], Correct: e.Answer.Correct})
		}
	}
	return met, nil
}

func (n *notebook) Recent(_ context.Context, _ quiz.LearnerID, day quiz.Day, most int) ([]*quiz.Answer, error) {
	var last []*quiz.Answer
	for _, e := range n.events {
		if e.Kind == quiz.AnswerEvent && e.Day == day {
			last = append(last, e.Answer)
		}
	}
	return last[max(len(last)-most, 0):], nil
}

func (n *notebook) Pace(context.Context, quiz.LearnerID) (fsrs.Pace, error) {
	return quiz.UsualPace, nil
}

func (n *notebook) Undoable(_ context.Context, _ quiz.LearnerID, day quiz.Day) (*quiz.Event, error) {
	undone := quiz.Undone(n.events)
	for _, e := range slices.Backward(n.events) {
		if e.Kind == quiz.AnswerEvent && e.Day == day && !undone[e.ID] {
			return &e, nil
		}
	}
	return nil, nil
}

// A stage is where a story is played.
type stage struct {
	*testing.T
	notebook *notebook
	maker    *questions.Maker
	plan     session.Plan
	now      time.Time
}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newStage(t *testing.T) *stage {
	t.Helper()
	c := catalogue.Builtin()
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	ids := 0
	return &stage{
		T: t, maker: questions.NewMaker(c), now: monday,
		notebook: &notebook{scheduler: scheduler, derived: derivedFrom(nil)},
		plan: session.Plan{
			Deck: c.Deck("seed"), Limit: 1000, New: 10, Reviews: 100, Lang: catalogue.English,
			NewID: func() quiz.EventID {
				ids++
				return quiz.EventID(fmt.Sprint(ids))
			},
		},
	}
}

func (s *stage) start() *session.Session {
	s.Helper()
	played, err := session.Start(context.Background(), s.notebook, s.maker, s.notebook.scheduler, "learner", s.plan, s.now)
	if err != nil {
		s.Fatal(err)
	}
	return played
}

// next returns the next question; ok is false when nothing is left.
func (s *stage) next(played *session.Session) (session.Asking, bool) {
	s.Helper()
	asking, err := played.Next(context.Background(), s.now)
	if errors.Is(err, session.ErrDone) {
		return session.Asking{}, false
	}
	if err != nil {
		s.Fatal(err)
	}
	if asking.Due.After(s.now) {
		s.now = asking.Due
	}
	return asking, true
}

func (s *stage) answer(played *session.Session, q *questions.Question, right bool) session.Verdict {
	s.Helper()
	reply := questions.Reply{DontKnow: true}
	if right {
		reply = questions.Reply{Text: q.Answers[0]}
	}
	s.now = s.now.Add(5 * time.Second)
	v, err := played.Answer(context.Background(), reply, s.now, 5*time.Second)
	if err != nil {
		s.Fatal(err)
	}
	return v
}

// play answers all that is asked and returns the facets in the order of asking.
func (s *stage) play(right func(questions.FacetID) bool) []questions.FacetID {
	s.Helper()
	played := s.start()
	var asked []questions.FacetID
	for {
		asking, ok := s.next(played)
		if !ok {
			return asked
		}
		facet := asking.Question.Facets[0]
		asked = append(asked, facet)
		s.answer(played, asking.Question, right(facet))
	}
}

func always(questions.FacetID) bool { return true }

// The law: at most so many cards are begun on a study day, over all sessions of
// that day, and again as many on the next.
func TestNewCardsADay(t *testing.T) {
	s := newStage(t)
	s.play(always)
	if n := len(s.notebook.derived.Cards); n != 10 {
		t.Errorf("%d cards were begun, want 10", n)
	}
	s.now = monday.Add(10 * time.Hour)
	if asked := s.play(always); len(asked) != 0 {
		t.Errorf("later that day %v were asked", asked)
	}
	s.now = monday.Add(24 * time.Hour)
	s.play(always)
	if n := len(s.notebook.derived.Cards); n != 20 {
		t.Errorf("%d cards were begun by the second day, want 20", n)
	}
}

// The law: what is due comes before what is new.
func TestDueBeforeNew(t *testing.T) {
	s := newStage(t)
	s.play(always)
	s.now = monday.Add(3 * 24 * time.Hour)
	due := s.notebook.scheduler.CountDue(slices.Collect(mapValues(s.notebook.derived.Cards)), s.now)
	if due == 0 {
		t.Fatal("nothing is due after three days")
	}
	played := s.start()
	for i := range due + 5 {
		asking, _ := s.next(played)
		if asking.New != (i >= due) {
			t.Fatalf("question %d of %d due: new is %v", i+1, due, asking.New)
		}
		s.answer(played, asking.Question, true)
	}
}

func mapValues(cards map[questions.FacetID]quiz.Card) func(func(quiz.Card) bool) {
	return func(yield func(quiz.Card) bool) {
		for _, c := range cards {
			if !yield(c) {
				return
			}
		}
	}
}

// The law: a card in the steps is asked up to 20 minutes early, but only where
// nothing else is left.
func TestLearnAhead(t *testing.T) {
	s := newStage(t)
	s.plan.New = 3
	seen := make(map[questions.FacetID]bool)
	asked := s.play(func(id questions.FacetID) bool { // wrong the first time
		before := seen[id]
		seen[id] = true
		return before
	})
	if len(asked) != 6 || slices.Contains(asked[:3], asked[3]) == false {
		t.Fatalf("asked %v: want three new ones and then each again", asked)
	}
	if s.now.Sub(monday) > 11*time.Minute {
		t.Errorf("the session took %s", s.now.Sub(monday))
	}
}

// The law: a wrong answer, and "I don't know", are Again; a right one is Good.
func TestGrades(t *testing.T) {
	s := newStage(t)
	played := s.start()
	for _, right := range []bool{true, false} {
		asking, _ := s.next(played)
		v := s.answer(played, asking.Question, right)
		want := fsrs.Again
		if right {
			want = fsrs.Good
		}
		if v.Grade != want || v.Counts != quiz.Review || v.Judgement.Correct != right {
			t.Errorf("right %v: %+v", right, v)
		}
	}
}

// The law: numbers are typed from the beginning, and so is what took the place of
// another service; other names once they are stable for 21 days; a plan that names a
// format wins.
func TestFormats(t *testing.T) {
	s := newStage(t)
	typed, chosen := 0, 0
	for range 60 {
		played := s.start()
		for {
			asking, ok := s.next(played)
			if !ok {
				break
			}
			q := asking.Question
			stable := s.notebook.derived.Cards[q.Facets[0]].Memory.Stability >= 21
			want := q.Kind.Formats()[0]
			if q.Kind.WantsNumber() || stable && slices.Contains(q.Kind.Formats(), questions.Typed) {
				want = questions.Typed
			}
			if q.Format != want {
				t.Fatalf("%s, stable %v: asked as %s", q.Facets[0], stable, q.Format)
			}
			if !q.Kind.WantsNumber() && stable {
				typed++
			} else {
				chosen++
			}
			s.answer(played, q, true)
		}
		s.now = s.now.Add(24 * time.Hour)
	}
	if typed == 0 || chosen == 0 {
		t.Errorf("%d names were typed and %d other answers given in 60 days", typed, chosen)
	}
	s.plan.Format = questions.Choice
	s.plan.New = 1000
	if asking, ok := s.next(s.start()); ok && asking.Question.Format != questions.Choice {
		t.Errorf("the plan's format was passed over")
	}
}

// The law: an answer that could not be recorded is not acknowledged: the
// question stands, and can be answered again.
func TestUnrecordedAnswerIsNone(t *testing.T) {
	s := newStage(t)
	played := s.start()
	asking, _ := s.next(played)
	s.notebook.broken = errors.New("disk full")
	_, err := played.Answer(context.Background(), questions.Reply{DontKnow: true}, s.now, 0)
	if !errors.Is(err, s.notebook.broken) {
		t.Fatalf("got %v", err)
	}
	if sum := played.Summary(s.now); sum.Asked != 0 {
		t.Errorf("it counts all the same: %+v", sum)
	}
	s.notebook.broken = nil
	again, _ := s.next(played)
	if again.Question != asking.Question || again.N != 1 {
		t.Errorf("another question stands: %+v", again)
	}
	s.answer(played, again.Question, true)
}

// The law: what is no answer changes nothing.
func TestNoAnswer(t *testing.T) {
	s := newStage(t)
	s.plan.Kind = questions.ServiceToPort
	played := s.start()
	asking, _ := s.next(played)
	for _, text := range []string{"65536", "", "x"} {
		_, err := played.Answer(context.Background(), questions.Reply{Text: text}, s.now, 0)
		if !errors.Is(err, questions.ErrNoAnswer) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if again, _ := s.next(played); again.Question != asking.Question || len(s.notebook.events) != 0 {
		t.Errorf("%d events, question %+v", len(s.notebook.events), again)
	}
}

// The law: a deck that was asked for is kept to; without one, what is due comes
// from every deck that was begun.
func TestDeck(t *testing.T) {
	s := newStage(t)
	c := s.maker.Catalogue()
	s.plan.Deck, s.plan.Only = c.Deck("databases"), true
	for _, facet := range s.play(always) {
		f, _ := s.maker.Facet(facet)
		if f.Service != "" && !c.Deck("databases").Holds(c.Service(f.Service)) {
			t.Errorf("%s is not in the deck", facet)
		}
	}
	s.now = monday.Add(5 * 24 * time.Hour)
	s.plan.Deck, s.plan.New = c.Deck("seed"), 0
	if asked := s.play(always); len(asked) > 3 {
		t.Errorf("from the deck seed %v are due", asked)
	}
	s.plan.Only = false
	if asked := s.play(always); len(asked) < 5 {
		t.Errorf("from all decks only %v are due", asked)
	}
}

// The law: the same seed and the same state give the same session.
func TestSeedRepeats(t *testing.T) {
	transcript := func(seed uint64) (all []string) {
		s := newStage(t)
		s.plan.Seed = seed
		played := s.start()
		for range 10 {
			asking, _ := s.next(played)
			all = append(all, fmt.Sprint(asking.Question.Stem, asking.Question.Options))
			s.answer(played, asking.Question, len(all)%3 != 0)
		}
		return all
	}
	if !slices.Equal(transcript(1), transcript(1)) {
		t.Error("seed 1 gave two sessions")
	}
	if slices.Equal(transcript(1), transcript(2)) {
		t.Error("seeds 1 and 2 gave the same session")
	}
}

// The law: cards and tallies are what a replay of the log leads to, in whatever
// order the events are handed over, also after clocks were set back.
func TestReplay(t *testing.T) {
	s := newStage(t)
	for day, clock := range []time.Duration{0, 24, 25, 20, 72, 100, -48, 300} {
		s.now = monday.Add(clock * time.Hour)
		s.play(func(id questions.FacetID) bool { return (len(id)+day)%4 != 0 })
	}
	events := slices.Clone(s.notebook.events)
	slices.Reverse(events)
	replayed := derivedFrom(events)
	for id, c := range s.notebook.derived.Cards {
		if replayed.Cards[id] != c {
			t.Errorf("kept %+v, replayed %+v", c, replayed.Cards[id])
		}
		if c.State == fsrs.Review && c.Days < 1 {
			t.Errorf("interval of %d days: %+v", c.Days, c)
		}
	}
	for day, tally := range s.notebook.derived.Days {
		if replayed.Days[day] != tally {
			t.Errorf("%s: kept %+v, replayed %+v", day, tally, replayed.Days[day])
		}
	}
}

func BenchmarkNextQuestion(b *testing.B) {
	c := catalogue.Builtin()
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		b.Fatal(err)
	}
	book := &notebook{scheduler: scheduler, derived: derivedFrom(nil)}
	ctx, maker := context.Background(), questions.NewMaker(c)
	plan := session.Plan{
		Deck: c.Deck("all"), Limit: 1 << 30, New: 1 << 30, Reviews: 1 << 30, Lang: catalogue.English,
		NewID: func() quiz.EventID { return "" },
	}
	now := monday
	played, err := session.Start(ctx, book, maker, scheduler, "", plan, now)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Hour)
		if _, err := played.Next(ctx, now); err != nil {
			b.Fatal(err)
		}
		if _, err := played.Answer(ctx, questions.Reply{DontKnow: true}, now, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// The law: what is taken back has never been: cards, tallies and summary are as
// they were, whatever was answered and however often it is taken back.
func TestUndo(t *testing.T) {
	ctx := context.Background()
	s := newStage(t)
	played := s.start()
	type state struct {
		derived derived
		summary session.Summary
		today   session.Today
		stem    string
	}
	var before []state
	for i := range 12 {
		asking, ok := s.next(played)
		if !ok {
			t.Fatal("nothing left to ask")
		}
		before = append(before, state{
			derivedFrom(s.notebook.events), played.Summary(monday), played.Today(monday), asking.Question.Stem,
		})
		s.answer(played, asking.Question, i%3 != 0)
	}
	for i := len(before) - 1; i >= 0; i-- {
		if _, err := played.Undo(ctx, s.now); err != nil {
			t.Fatal(err)
		}
		want := before[i]
		got, day := s.notebook.derived, s.notebook.scheduler.Day(s.now)
		if !reflect.DeepEqual(got.Cards, want.derived.Cards) || got.Days[day] != want.derived.Days[day] {
			t.Fatalf("after taking %d back: %+v, want %+v", i, got, want.derived)
		}
		summary := played.Summary(monday)
		if !reflect.DeepEqual(summary, want.summary) && len(summary.Missed)+len(want.summary.Missed) > 0 {
			t.Errorf("after taking %d back: %+v, want %+v", i, summary, want.summary)
		}
		if today := played.Today(monday); !reflect.DeepEqual(today, want.today) {
			t.Errorf("after taking %d back: %+v, want %+v", i, today, want.today)
		}
		if asking, ok := s.next(played); !ok || asking.Question.Stem != want.stem {
			t.Errorf("after taking %d back: %q is asked, want %q", i, asking.Question.Stem, want.stem)
		}
	}
	if _, err := played.Undo(ctx, s.now); !errors.Is(err, session.ErrNothingToUndo) {
		t.Errorf("taken back what is not there: %v", err)
	}
	for range 3 { // and on it goes
		asking, _ := s.next(played)
		s.answer(played, asking.Question, true)
	}
	tomorrow := s.now.Add(24 * time.Hour)
	if _, err := played.Undo(ctx, tomorrow); !errors.Is(err, session.ErrNothingToUndo) {
		t.Errorf("taken back what was of yesterday: %v", err)
	}
}
