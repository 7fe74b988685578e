package session_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// put gives the learner a card in review that is due in so many days.
func (s *stage) put(id questions.FacetID, stability float64, dueIn int) {
	s.Helper()
	if _, known := s.maker.Facet(id); !known {
		s.Fatalf("there is no facet %s", id)
	}
	day := s.notebook.scheduler.Day(s.now)
	last := min(day+quiz.Day(dueIn)-quiz.Day(math.Round(stability)), day-1)
	s.notebook.derived.Cards[id] = quiz.Card{
		Facet: id, Card: fsrs.Card{Memory: fsrs.Memory{Stability: stability, Difficulty: 5}, State: fsrs.Review},
		Begun: last - 100, Last: last, DueDay: day + quiz.Day(dueIn), Due: s.now, Days: int(day-last) + dueIn, Reviews: 3,
	}
}

// putAll does so for the facets of the deck, or of all, that are asked in the way, but for
// those that exist already; at most so many.
func (s *stage) putAll(deck string, k questions.Kind, most int, stability float64, dueIn int) []questions.FacetID {
	s.Helper()
	var put []questions.FacetID
	facets := s.maker.Facets()
	if deck != "" {
		facets = s.maker.FacetsOf(s.maker.Catalogue().Deck(deck))
	}
	for _, f := range facets {
		if _, there := s.notebook.derived.Cards[f.ID]; !there && f.Kinds[0] == k && len(put) < most {
			s.put(f.ID, stability, dueIn)
			put = append(put, f.ID)
		}
	}
	if len(put) < most {
		s.Fatalf("%s has %d facets of %s, not %d", deck, len(put), k, most)
	}
	return put
}

func (s *stage) service(id questions.FacetID) string {
	f, _ := s.maker.Facet(id)
	return f.Service
}

// The law: at least three other questions come before a repeat, if there are any
// to ask; a card whose step is over waits for them.
func TestRepeatsAreThreeApart(t *testing.T) {
	s := newStage(t)
	s.plan.New = 0
	s.putAll("security-plus", questions.PortToService, 12, 5, 0)
	failed := make(map[questions.FacetID]bool)
	asked := s.play(func(id questions.FacetID) bool {
		s.now = s.now.Add(6 * time.Minute) // its step of ten minutes is over after two
		was := failed[id]
		failed[id] = true
		return was || len(failed)%2 == 0
	})
	for i := range asked {
		for back := 1; back <= 3 && back <= i; back++ {
			others := make(map[questions.FacetID]bool)
			for _, id := range asked[i:] {
				others[id] = true
			}
			if asked[i] == asked[i-back] && len(others) > 3 {
				t.Errorf("question %d repeats the one %d before", i+1, back)
			}
		}
	}
	if len(asked) <= 12 {
		t.Error("nothing was asked twice")
	}
}

// The law: siblings that are due are ten questions apart, if enough else is due.
func TestSiblingsAreTenApart(t *testing.T) {
	s := newStage(t)
	s.plan.New = 0
	s.putAll("security-plus", questions.PortToService, 30, 20, 0)
	s.putAll("security-plus", questions.ServiceToPort, 30, 20, 0)
	asked := s.play(always)
	last := make(map[string]int)
	for i, id := range asked {
		service := s.service(id)
		if before, was := last[service]; was && i-before <= 10 {
			t.Errorf("question %d is about %s, like question %d", i+1, service, before+1)
		}
		last[service] = i
	}
	if len(asked) != 60 {
		t.Errorf("%d were asked, not 60", len(asked))
	}
}

// The law: the two of a service alone are both asked on their day, since spacing
// never puts anything off for more than a day.
func TestSpacingPutsNothingOff(t *testing.T) {
	s := newStage(t)
	s.plan.New = 0
	s.put("tcp/53:service", 20, 0)
	s.put("domain:port", 20, 0)
	if asked := s.play(always); len(asked) != 2 {
		t.Errorf("%v were asked, not both", asked)
	}
}

// The law: a session that is too short for spacing puts a sibling off until the
// next day, and not beyond.
func TestSiblingOverdueIsAsked(t *testing.T) {
	for _, late := range []int{0, 1} {
		s := newStage(t)
		s.plan.New, s.plan.Limit = 0, 8
		s.put("tcp/53:service", 10, -late)
		s.put("domain:port", 10, -late)
		s.putAll("security-plus", questions.RangeEdge, 4, 11, 0)
		for _, id := range s.putAll("security-plus", questions.PortToService, 12, 40, 0) {
			c := s.notebook.derived.Cards[id]
			c.Last += 39 // nearly certain, so asked last
			s.notebook.derived.Cards[id] = c
		}
		asked := s.play(always)
		both := slices.Contains(asked, "tcp/53:service") && slices.Contains(asked, "domain:port")
		if both != (late == 1) {
			t.Errorf("%d days late: asked %v", late, asked)
		}
	}
}

// The law: what is easily confused is asked side by side once both are stable for
// a week; and earlier, if one was taken for the other.
func TestConfusablesAreContrasted(t *testing.T) {
	isBeside := func(s *stage) bool {
		asked := s.play(always)
		a, b := slices.Index(asked, "tcp/110:service"), slices.Index(asked, "tcp/109:service")
		return a-b == 1 || b-a == 1
	}
	for _, test := range []struct {
		stability float64
		mixed     bool
		want      bool
	}{{5, false, false}, {7, false, true}, {5, true, true}} {
		s := newStage(t)
		s.plan.New = 0
		s.put("tcp/110:service", test.stability, -8)
		for _, id := range s.putAll("seed", questions.ServiceToPort, 12, 9, -2) {
			if service := s.service(id); service == "pop3" || service == "pop2" {
				delete(s.notebook.derived.Cards, id)
			}
		}
		s.put("tcp/109:service", test.stability, 0)
		if test.mixed {
			s.notebook.derived.Confusions[quiz.Mixed{Facet: "tcp/110:service", Chosen: "pop2"}] = quiz.Confusion{Count: 1}
		}
		if got := isBeside(s); got != test.want {
			t.Errorf("stability %v, mixed up %v: side by side %v, want %v", test.stability, test.mixed, got, test.want)
		}
	}
}

// firstTimes are the facets without their repeats.
func firstTimes(asked []questions.FacetID) (first []questions.FacetID) {
	for _, id := range asked {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	return first
}

// The law: at most so many reviews a day, those first that are least likely to be
// recalled; nothing new above that, and again under half of it.
func TestBacklog(t *testing.T) {
	s := newStage(t)
	s.plan.New, s.plan.Reviews = 10, 100
	late := s.putAll("", questions.PortToService, 60, 10, -9)
	s.putAll("", questions.ServiceToPort, 60, 40, 0)
	if today := s.start().Today(s.now); !today.Backlog || today.Due != 100 {
		t.Errorf("it says nothing of a backlog: %+v", today)
	}
	isOld := func(id questions.FacetID) bool {
		return s.notebook.derived.Cards[id].Begun < quiz.DayOf(monday, quiz.DefaultRollover)
	}
	asked := slices.DeleteFunc(s.play(always), func(id questions.FacetID) bool { return !isOld(id) })
	if len(asked) != 100 {
		t.Errorf("%d were reviewed, want 100", len(asked))
	}
	for _, id := range late {
		if i := slices.Index(asked, id); i < 0 || i >= 75 {
			t.Errorf("%s, which is most overdue, was asked at place %d", id, i)
		}
	}
}

// The law: a card that is put off by the limit is not put off by another day.
func TestLimitPutsOffOnce(t *testing.T) {
	s := newStage(t)
	s.plan.New, s.plan.Reviews = 0, 100
	all := s.putAll("", questions.PortToService, 120, 20, 0)
	asked := s.play(always)
	s.now = s.now.AddDate(0, 0, 1)
	asked = append(asked, s.play(always)...)
	for _, id := range all {
		if !slices.Contains(asked, id) {
			t.Errorf("%s was not asked in two days", id)
		}
	}
}

// The law: within a session new cards come again once less than half of the limit
// is due.
func TestBacklogEndsAtHalf(t *testing.T) {
	for _, test := range []struct{ due, fresh int }{{20, 10}, {29, 10}, {30, 0}, {40, 0}} {
		s := newStage(t)
		s.plan.New, s.plan.Reviews = 10, 20
		s.putAll("security-plus", questions.PortToService, test.due, 10, 0)
		s.play(always)
		if n := len(s.notebook.derived.Cards) - test.due; n != test.fresh {
			t.Errorf("%d due at a limit of 20: %d were begun, want %d", test.due, n, test.fresh)
		}
	}
}

// The law: the retention aimed at follows the format of the next asking: 1-(1-R)(1-g).
func TestTargetFollowsTheNextFormat(t *testing.T) {
	for _, test := range []struct {
		facet     questions.FacetID
		stability float64
		want      float64
	}{
		{"domain:port", 5, 0.90},           // typed
		{"tcp/53:service", 5, 0.925},       // one of four, and again
		{"tcp/53:service", 20, 0.90},       // typed the next time
		{"range:user", 5, 1 - 0.1*2.0/3.0}, // one of three
		{"edge:1023", 5, 0.90},
	} {
		s := newStage(t)
		s.plan.New = 0
		s.put(test.facet, test.stability, 0)
		s.notebook.scheduler.Price = 0
		played := s.start()
		asking, _ := s.next(played)
		if got := s.answer(played, asking.Question, true).Card.Target; math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s at %v days aims at %v, want %v", test.facet, test.stability, got, test.want)
		}
	}
}

// The law: at a price of time what is aimed at follows the memory, and then the format of
// the next asking likewise; the more stable it is, the more is aimed at.
func TestTargetFollowsTheMemory(t *testing.T) {
	before := 0.0
	for _, stability := range []float64{1, 5, 25, 125} {
		s := newStage(t)
		s.plan.New = 0
		s.put("domain:port", stability, 0) // typed
		played := s.start()
		asking, _ := s.next(played)
		c := s.answer(played, asking.Question, true).Card
		if want := s.notebook.scheduler.Target(c.Memory, 0); c.Target != want || c.Target <= before {
			t.Errorf("at %v days it aims at %v, want %v and more than %v", stability, c.Target, want, before)
		}
		before = c.Target
	}
}

// The law: names follow the setting.
func TestNamesSetting(t *testing.T) {
	for _, test := range []struct {
		names     quiz.NameFormat
		stability float64
		want      questions.Format
	}{
		{quiz.NamesTypedLater, 20.9, questions.Choice}, {quiz.NamesTypedLater, 21, questions.Typed},
		{quiz.NamesChosen, 100, questions.Choice}, {quiz.NamesTyped, 1, questions.Typed},
	} {
		s := newStage(t)
		s.plan.New, s.plan.Names = 0, test.names
		s.put("tcp/53:service", test.stability, 0)
		if asking, _ := s.next(s.start()); asking.Question.Format != test.want {
			t.Errorf("%s at %v days: asked as %s", test.names, test.stability, asking.Question.Format)
		}
	}
}

// The law: in a placement everything is typed; right the first time is easy and
// out of the steps, wrong leaves the card new.
func TestPlacement(t *testing.T) {
	s := newStage(t)
	s.plan.Mode = session.Placement
	played := s.start()
	for i := range 20 {
		asking, ok := s.next(played)
		if !ok {
			t.Fatal("nothing is left to place")
		}
		if asking.Question.Format != questions.Typed || !asking.New {
			t.Errorf("%s is asked as %s, new %v", asking.Question.Facets[0], asking.Question.Format, asking.New)
		}
		right := i%2 == 0
		v := s.answer(played, asking.Question, right)
		_, begun := s.notebook.derived.Cards[asking.Question.Facets[0]]
		switch {
		case right && (v.Grade != fsrs.Easy || v.Card.State != fsrs.Review):
			t.Errorf("right was %s, and is in %s", v.Grade, v.Card.State)
		case !right && (v.Counts != quiz.Practice || begun):
			t.Errorf("wrong counts as %s, begun %v", v.Counts, begun)
		}
	}
}

// The law: --ahead asks in advance and moves cards; --weak asks the shaky ones
// first, and moves those that were due or wrong.
func TestAheadAndWeak(t *testing.T) {
	for _, test := range []struct {
		mode   session.Mode
		dueIn  int
		right  bool
		counts quiz.Counts
	}{
		{session.Ahead, 5, true, quiz.Review}, {session.Ahead, 5, false, quiz.Review},
		{session.Weak, 5, true, quiz.Practice}, {session.Weak, 5, false, quiz.Review}, {session.Weak, 0, true, quiz.Review},
	} {
		s := newStage(t)
		s.plan.Mode = test.mode
		s.put("domain:port", 20, test.dueIn)
		played := s.start()
		asking, ok := s.next(played)
		if !ok {
			t.Fatal("nothing was asked")
		}
		if v := s.answer(played, asking.Question, test.right); v.Counts != test.counts {
			t.Errorf("%+v counts as %s", test, v.Counts)
		}
	}
	s := newStage(t)
	s.plan.Mode = session.Weak
	s.put("domain:port", 50, 9)
	s.put("ssh:port", 2, 9)
	s.put("https:port", 10, 9)
	for id, c := range s.notebook.derived.Cards {
		c.Last = s.notebook.scheduler.Day(s.now) - 4
		s.notebook.derived.Cards[id] = c
	}
	if got := s.play(always); !slices.Equal(got, []questions.FacetID{"ssh:port", "https:port", "domain:port"}) {
		t.Errorf("weak ones are asked as %v", got)
	}
}

// The law: of what is weak only what the plan names is asked, and what was mixed up
// comes side by side, though neither is due.
func TestWeakIsWhatThePlanNames(t *testing.T) {
	s := newStage(t)
	s.plan.Mode = session.Weak
	begun := []questions.FacetID{"domain:port", "https:port", "telnet:port", "smtp:port", "ssh:port", "ntp:port"}
	for i, id := range begun {
		s.put(id, float64(10+5*i), 9)
		c := s.notebook.derived.Cards[id]
		c.Last = s.notebook.scheduler.Day(s.now) - 4
		s.notebook.derived.Cards[id] = c
	}
	s.notebook.derived.Confusions[quiz.Mixed{Facet: "domain:port", Chosen: "ssh"}] = quiz.Confusion{Count: 2}
	s.plan.These = []questions.FacetID{"domain:port", "https:port", "telnet:port", "ssh:port"}
	want := []questions.FacetID{"domain:port", "ssh:port", "telnet:port", "https:port"}
	if got := s.play(always); !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
}

// The law: a card is called a leech at its eighth lapse and every fourth after,
// with what it is confused with, and stays in the game.
func TestLeeches(t *testing.T) {
	for _, test := range []struct {
		lapses int
		want   bool
	}{{6, false}, {7, true}, {8, false}, {10, false}, {11, true}, {15, true}} {
		s := newStage(t)
		s.plan.New = 0
		s.put("tcp/110:service", 3, 0)
		c := s.notebook.derived.Cards["tcp/110:service"]
		c.Lapses = test.lapses
		s.notebook.derived.Cards["tcp/110:service"] = c
		s.notebook.derived.Confusions[quiz.Mixed{Facet: "tcp/110:service", Chosen: "pop2"}] = quiz.Confusion{Count: 3}
		played := s.start()
		asking, _ := s.next(played)
		v := s.answer(played, asking.Question, false)
		switch {
		case (v.Leech != nil) != test.want:
			t.Errorf("after %d lapses and one more: %+v", test.lapses, v.Leech)
		case v.Leech != nil && *v.Leech != session.Leech{Lapses: test.lapses + 1, With: "pop2"}:
			t.Errorf("after %d lapses and one more: %+v", test.lapses, *v.Leech)
		}
		if _, ok := s.next(played); !ok {
			t.Error("it is not asked again")
		}
	}
}

// The law: the limit of reviews counts what was reviewed before on the day.
func TestReviewsADay(t *testing.T) {
	s := newStage(t)
	s.plan.New, s.plan.Reviews, s.plan.Limit = 0, 15, 10
	s.putAll("security-plus", questions.PortToService, 30, 10, 0)
	for i, want := range []int{10, 5, 0} {
		if asked := s.play(always); len(asked) != want {
			t.Errorf("session %d asked %d, want %d", i+1, len(asked), want)
		}
	}
}

// The law: what cannot be told apart by the rules is told apart by the identifier,
// so that the order does not hang on the order of a map.
func TestOrderIsDetermined(t *testing.T) {
	var first string
	for range 5 {
		s := newStage(t)
		s.putAll("", questions.PortToService, 60, 10, 0)
		if got := fmt.Sprint(s.play(always)); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("%s\nand before\n%s", got, first)
		}
	}
}
