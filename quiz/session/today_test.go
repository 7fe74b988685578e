package session_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// livesAtRandom lets a learner study for some time: on some days not, on some more than
// once, with cards suspended and buried, and with settings that change.
func (s *stage) livesAtRandom(chance *rand.Rand) {
	s.Helper()
	c := s.maker.Catalogue()
	if chance.IntN(3) == 0 {
		s.notebook.scheduler.Steps.Learning = []time.Duration{time.Minute, 2 * time.Hour}
	}
	for range chance.IntN(25) {
		s.plan.Deck = c.Decks[chance.IntN(len(c.Decks))]
		s.plan.New, s.plan.Reviews, s.plan.Limit = chance.IntN(25), 5+chance.IntN(60), 5+chance.IntN(60)
		p := chance.Float64()
		s.play(func(questions.FacetID) bool { return chance.Float64() < max(p, 0.3) })
		day := s.notebook.scheduler.Day(s.now)
		for _, f := range s.maker.Facets() {
			switch chance.IntN(100) {
			case 0:
				s.notebook.derived.Holds[f.ID] = quiz.Hold{Suspended: true}
			case 1:
				s.notebook.derived.Holds[f.ID] = quiz.Hold{Buried: true, Until: day + quiz.Day(chance.IntN(3))}
			}
		}
		gap := time.Duration(chance.IntN(60)) * time.Hour
		if chance.IntN(3) == 0 {
			gap /= 60
		}
		s.now = s.now.Add(gap)
	}
	s.plan.Limit = 100_000
}

// drawn plays a session, at one instant, and counts the different cards that came: of
// those that were begun before, and of those that were not.
func (s *stage) drawn(played *session.Session, right func() bool) (old, fresh int) {
	s.Helper()
	at := s.now
	was := make(map[questions.FacetID]bool)
	for id := range s.notebook.derived.Cards {
		was[id] = true
	}
	seen := make(map[questions.FacetID]bool)
	for {
		asking, ok := s.next(played)
		s.now = at
		if !ok {
			return old, fresh
		}
		id := asking.Question.Facets[0]
		if !seen[id] && was[id] {
			old++
		} else if !seen[id] {
			fresh++
		}
		seen[id] = true
		s.answer(played, asking.Question, right())
		s.now = at
	}
}

// The law: what is announced is what comes. Whatever a learner has done and set, the
// sessions that follow ask as many cards that were begun, and begin as many, as was
// said; in the middle of one it says the same as another that is started then; and at
// the end that nothing is left.
func TestTodayIsWhatComes(t *testing.T) {
	reasons := make(map[session.Reason]int)
	for seed := range uint64(60) {
		chance := rand.New(rand.NewPCG(seed, 0))
		s := newStage(t)
		s.livesAtRandom(chance)
		s.plan.Only = chance.IntN(3) == 0
		if !s.plan.Only && chance.IntN(2) == 0 {
			s.plan.Then = append(s.plan.Then, s.maker.Catalogue().Deck("databases"))
		}
		if chance.IntN(4) == 0 {
			s.plan.Kind = questions.ServiceToPort
		}
		today := s.start().Today(s.now)
		for _, w := range today.Waits {
			reasons[w.Why]++
		}
		if today.Left != today.New+today.Wait(session.WaitNew).Cards+today.Wait(session.WaitBacklog).Cards {
			t.Errorf("seed %d: %+v does not add up", seed, today)
		}
		limit := s.plan.Limit
		s.plan.Limit = chance.IntN(8)
		played := s.start()
		_, begun := s.drawn(played, func() bool { return true })
		inSession, middle := played.Today(s.now), s.start().Today(s.now)
		if inSession.ToReview() != middle.ToReview() || inSession.New != middle.New {
			t.Errorf("seed %d: in a session it says %+v, before another %+v", seed, inSession, middle)
		}
		s.plan.Limit = limit
		played = s.start()
		again, fresh := s.drawn(played, func() bool { return chance.IntN(3) > 0 })
		if again != middle.ToReview() || fresh != middle.New {
			t.Errorf("seed %d: %d were asked again and %d begun; it said %+v", seed, again, fresh, middle)
		}
		if begun+fresh != today.New {
			t.Errorf("seed %d: %d were begun in all; it said %+v", seed, begun+fresh, today)
		}
		if end := played.Today(s.now); end.ToReview() != 0 || end.New != 0 {
			t.Errorf("seed %d: at the end it says %+v", seed, end)
		}
	}
	for _, why := range []session.Reason{
		session.WaitStep, session.WaitReviews, session.WaitDue, session.WaitNew, session.WaitBacklog, session.WaitBuried, session.WaitSuspended,
	} {
		if reasons[why] == 0 {
			t.Errorf("nothing ever waited for %s", why)
		}
	}
}

// The law: where nothing is left to begin the deck is named of which the learner knows
// most already; where something is, or a kind alone was asked for, none is.
func TestNextDeck(t *testing.T) {
	s := newStage(t).onDeck("essentials")
	c := s.maker.Catalogue()
	finish := func(key string) {
		for _, f := range s.maker.FacetsOf(c.Deck(key)) {
			s.put(f.ID, 10, 3)
		}
	}
	if next := s.start().Today(s.now).Next; next != nil {
		t.Errorf("with everything left the next deck is %s", next.Key)
	}
	finish("essentials")
	if today := s.start().Today(s.now); today.Next != c.Deck("network-plus") || today.Left != 0 || today.New != 0 {
		t.Errorf("after essentials it says %+v", today)
	}
	s.plan.Then = append(s.plan.Then, c.Deck("ccna"))
	if today := s.start().Today(s.now); today.Next != nil || today.New != 10 {
		t.Errorf("with a second deck it says %+v", today)
	}
	s.plan.Then, s.plan.Kind = nil, questions.SecureTwin
	if today := s.start().Today(s.now); today.Next != nil {
		t.Errorf("of one kind it says %+v", today)
	}
	s.plan.Kind = ""
	finish("all")
	finish("seed")
	if today := s.start().Today(s.now); today.Next != nil {
		t.Errorf("with everything begun it says %+v", today)
	}
}

// The law: what is due in other decks than the one asked for is told apart from what
// comes, and no more of it than a day's limit lets through.
func TestDueElsewhere(t *testing.T) {
	s := newStage(t).onDeck("databases")
	s.plan.Only, s.plan.Reviews = true, 20
	s.put("mysql:port", 10, 0)
	s.putAll("a-plus", questions.ServiceToPort, 18, 10, 0)
	if today := s.start().Today(s.now); today.Due != 1 || today.Other != 18 {
		t.Errorf("it says %+v", today)
	}
	s.plan.Reviews = 10
	if today := s.start().Today(s.now); today.Due != 1 || today.Other != 9 {
		t.Errorf("with a limit of 10 it says %+v", today)
	}
	s.plan.Only = false
	if today := s.start().Today(s.now); today.Due != 10 || today.Other != 0 {
		t.Errorf("of all decks it says %+v", today)
	}
}

// The law: whatever a session asks, it says of the day what a scheduled one says.
func TestTodayOfEveryMode(t *testing.T) {
	s := newStage(t).onDeck("essentials")
	s.putAll("essentials", questions.PortToService, 12, 10, -1)
	s.putAll("essentials", questions.ServiceToPort, 5, 10, 4)
	want := s.start().Today(s.now)
	if want.Due != 12 || want.New != 10 {
		t.Fatalf("it says %+v", want)
	}
	for name, change := range map[string]func(*session.Plan){
		"ahead":     func(p *session.Plan) { p.Mode = session.Ahead },
		"weak":      func(p *session.Plan) { p.Mode, p.These = session.Weak, []questions.FacetID{"tcp/22:service"} },
		"placement": func(p *session.Plan) { p.Mode = session.Placement },
		"misses":    func(p *session.Plan) { p.Mode, p.These = session.Misses, []questions.FacetID{"tcp/22:service"} },
		"exam":      func(p *session.Plan) { p.Mode = session.MockExam },
		"practice":  func(p *session.Plan) { p.Kind = questions.OddOneOut },
		"boolean":   func(p *session.Plan) { p.Format = questions.Boolean },
	} {
		other := *s
		change(&other.plan)
		if got := other.start().Today(s.now); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: it says %+v, want %+v", name, got, want)
		}
	}
}
