package session_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// goalDecks are those whose first days are shown: where everybody begins, and exams.
var goalDecks = []string{
	"essentials", "network-plus", "a-plus", "ccna", "ruankao-network", "security-plus", "hcia-datacom",
}

// A pupil is right with a probability, 1 for always, and knows for the day what was
// asked three times.
type pupil float64

func (p pupil) String() string { return fmt.Sprintf("%.0f%% right", 100*float64(p)) }

// A studyDay is what a pupil did on a study day.
type studyDay struct {
	today  session.Today                   // before the first question
	begun  []questions.FacetID             // in the order of asking
	states map[questions.FacetID]quiz.Card // before the first question
}

// studies lets the pupil study what the plan says for so many days, all that comes on
// each.
func (s *stage) studies(p pupil, days int) (all []studyDay) {
	s.Helper()
	chance := rand.New(rand.NewPCG(1, uint64(100*p)))
	for range days {
		morning, asked := s.now, make(map[questions.FacetID]int)
		day := studyDay{today: s.start().Today(s.now), states: maps.Clone(s.notebook.derived.Cards)}
		for _, id := range firstTimes(s.play(func(id questions.FacetID) bool {
			asked[id]++
			return asked[id] > 3 || chance.Float64() < float64(p)
		})) {
			if _, was := day.states[id]; !was {
				day.begun = append(day.begun, id)
			}
		}
		all = append(all, day)
		s.now = morning.AddDate(0, 0, 1)
	}
	return all
}

// begunIn is what was begun on the days, in order.
func begunIn(days []studyDay) (all []questions.FacetID) {
	for _, day := range days {
		all = append(all, day.begun...)
	}
	return all
}

func (s *stage) onDeck(key string) *stage {
	s.plan.Deck = s.maker.Catalogue().Deck(key)
	return s
}

// leaves suspends every facet but those.
func (s *stage) leaves(ids ...questions.FacetID) {
	s.Helper()
	for _, id := range ids {
		if _, known := s.maker.Facet(id); !known {
			s.Fatalf("there is no facet %s", id)
		}
	}
	for _, f := range s.maker.Facets() {
		if _, begun := s.notebook.derived.Cards[f.ID]; !begun && !slices.Contains(ids, f.ID) {
			s.notebook.derived.Holds[f.ID] = quiz.Hold{Suspended: true}
		}
	}
}

// short is a facet as the table shows it: "22", and "<22" for which port it is.
func (s *stage) short(id questions.FacetID) string {
	f, _ := s.maker.Facet(id)
	service := s.maker.Catalogue().Service(f.Service)
	switch {
	case service == nil:
		return string(id)
	case f.Kinds[0] == questions.PortToService:
		return fmt.Sprint(service.Port)
	case f.Kinds[0] == questions.ServiceToPort:
		return fmt.Sprintf("<%d", service.Port)
	}
	return string(id)
}

// unmet are the ports of the deck that none of the facets is about.
func (s *stage) unmet(deck *catalogue.Deck, begun []questions.FacetID) (ports []catalogue.Port) {
	met := make(map[catalogue.Port]bool)
	for _, id := range begun {
		if service := s.maker.Catalogue().Service(s.service(id)); service != nil {
			met[service.Port] = true
		}
	}
	for _, service := range s.maker.Catalogue().InDeck(deck) {
		if !met[service.Port] {
			met[service.Port] = true
			ports = append(ports, service.Port)
		}
	}
	return ports
}

// The law: whatever the goal and however the answers, the ports that everybody meets
// are among the first ten cards; all ports of the deck are begun within a tenth of as
// many days and one more; and as many cards are begun a day as are set, until the deck
// runs out or a backlog says otherwise.
func TestFirstCards(t *testing.T) {
	for _, deck := range goalDecks {
		for _, p := range []pupil{1, 0.7} {
			s := newStage(t).onDeck(deck)
			days := s.studies(p, 30)
			begun := begunIn(days)
			for _, id := range []questions.FacetID{"tcp/22:service", "tcp/80:service", "tcp/443:service", "tcp/53:service"} {
				if i := slices.Index(begun, id); i < 0 || i >= 10 {
					t.Errorf("%s, %s: %s is card %d", deck, p, id, i+1)
				}
			}
			within := (len(s.unmet(s.plan.Deck, nil))+9)/10 + 1
			if ports := s.unmet(s.plan.Deck, begunIn(days[:within])); len(ports) > 0 {
				t.Errorf("%s, %s: after %d days %v were not begun", deck, p, within, ports)
			}
			first, counts := make([]string, 40), make([]string, len(days))
			for i := range first {
				first[i] = s.short(begun[i])
			}
			for i, day := range days {
				counts[i] = fmt.Sprint(len(day.begun))
				if want := min(10, day.today.Left); len(day.begun) != want && day.today.Wait(session.WaitBacklog).Cards == 0 {
					t.Errorf("%s, %s: on day %d %d cards were begun, want %d", deck, p, i+1, len(day.begun), want)
				}
			}
			t.Logf("%s, %s, all %d ports by day %d\n  first 40: %s\n  new a day: %s", deck, p,
				len(s.unmet(s.plan.Deck, nil)), within, strings.Join(first, " "), strings.Join(counts, " "))
		}
	}
}

// The law: where most of a large deck waits, a backlog alone keeps a day from its
// number of new cards.
func TestDailyNumberIsMet(t *testing.T) {
	backlogs := 0
	for _, p := range []pupil{1, 0.5} {
		s := newStage(t).onDeck("all")
		s.plan.New, s.plan.Reviews = 25, 60
		for i, day := range s.studies(p, 30) {
			isBacklog := day.today.Wait(session.WaitBacklog).Cards > 0
			if isBacklog {
				backlogs++
			}
			if n := len(day.begun); isBacklog && n > 0 || !isBacklog && n != min(25, day.today.Left) {
				t.Errorf("%s, day %d: %d cards were begun, backlog %v", p, i+1, n, isBacklog)
			}
		}
	}
	if backlogs == 0 {
		t.Error("there never was a backlog")
	}
}

// The law: services that belong together are introduced together: on one day, one
// right after the other, or on consecutive days, however many cards come a day.
func TestPairsAreIntroducedTogether(t *testing.T) {
	together := [][]catalogue.Port{
		{20, 21}, {67, 68}, {80, 443}, {110, 143}, {137, 138}, {138, 139}, {161, 162}, {465, 587}, {500, 4500},
		{993, 995}, {1812, 1813},
	}
	met := make(map[string]bool)
	for _, fresh := range []int{1, 3, 10} {
		for _, deck := range append(goalDecks, "seed") {
			s := newStage(t).onDeck(deck)
			s.plan.New = fresh
			introduced, place := make(map[catalogue.Port]int), make(map[catalogue.Port]int)
			for i, day := range s.studies(1, 100/fresh) {
				for at, id := range day.begun {
					if f, _ := s.maker.Facet(id); f.Kinds[0] == questions.PortToService {
						port := s.maker.Catalogue().Service(f.Service).Port
						introduced[port], place[port] = i+1, at
					}
				}
			}
			for _, pair := range together {
				a, b := introduced[pair[0]], introduced[pair[1]]
				if a == 0 || b == 0 {
					continue
				}
				met[fmt.Sprint(pair)] = true
				apart := place[pair[0]] - place[pair[1]]
				if a-b > 1 || b-a > 1 || a == b && apart != 1 && apart != -1 {
					t.Errorf("%s, %d a day: %v came on days %d and %d, %d apart", deck, fresh, pair, a, b, apart)
				}
			}
		}
	}
	if len(met) != len(together) {
		t.Errorf("only %v were met", met)
	}
}

// The law: where one of a pair is new, the other is among the options if it can be.
func TestPairsAreContrasted(t *testing.T) {
	for seed := range uint64(20) {
		s := newStage(t).onDeck("essentials")
		s.plan.New, s.plan.Seed = 1, seed
		s.leaves("tcp/143:service")
		asking, _ := s.next(s.start())
		if !slices.ContainsFunc(asking.Question.Options, func(o string) bool { return strings.Contains(o, "POP3") }) {
			t.Errorf("seed %d: IMAP is new beside %v", seed, asking.Question.Options)
		}
	}
}

// The law: what a port is for comes before which port it is; within each the services
// come by rank, and nothing else before the last of them but the ranges: not the edges
// of ranges, nor what is further about a service, and last the ephemeral ports of
// operating systems.
func TestTeachingOrder(t *testing.T) {
	s := newStage(t).onDeck("network-plus")
	s.plan.New = 1 // so that no rule of spacing chooses
	begun := begunIn(s.studies(1, 120))
	last := make(map[string]int) // place of the last of each sort
	ranks := make(map[questions.Kind]int)
	for i, id := range begun {
		f, _ := s.maker.Facet(id)
		sort := "further"
		switch {
		case f.Kinds[0] == questions.PortToService, f.Kinds[0] == questions.ServiceToPort:
			sort = string(f.Kinds[0])
			rank := s.maker.Catalogue().Service(f.Service).Rank
			if rank < ranks[f.Kinds[0]] {
				t.Errorf("%s comes after what is met less often", id)
			}
			ranks[f.Kinds[0]] = rank
		case f.Kinds[0] == questions.RangeOfNumber:
			sort = "range"
		case f.Service == "" && f.Tier > 1:
			sort = "system"
		case f.Service == "":
			sort = "number"
		}
		isFirst := sort == string(questions.PortToService)
		if sort == "further" && last["system"] > 0 || isFirst && last["number"]+last["further"] > 0 {
			t.Errorf("%s comes too late", id)
		}
		last[sort] = i + 1
	}
	if last["range"] > 16 || last[string(questions.PortToService)] > last[string(questions.ServiceToPort)] {
		t.Errorf("the last of each sort are %v", last)
	}
	if begun[0] != "tcp/22:service" || last["system"] == 0 || len(last) != 6 {
		t.Errorf("it begins with %s; of the sorts %v came", begun[0], last)
	}
}

// The law: new cards come in groups of four of different categories, as far as there
// are so many; a pair counts as one.
func TestCategoriesAreInterleaved(t *testing.T) {
	for _, deck := range newStage(t).maker.Catalogue().Decks {
		s := newStage(t).onDeck(deck.Key)
		s.plan.New, s.plan.Kind = 12, questions.PortToService
		var categories []string
		rank := 0
		for _, id := range begunIn(s.studies(1, 1)) {
			f, _ := s.maker.Facet(id)
			is := s.maker.Catalogue().Service(f.Service).Rank
			if n := len(categories); n == 0 || is-rank != 1 || categories[n-1] != f.Category {
				categories = append(categories, f.Category)
			}
			rank = is
		}
		for i := 0; i < len(categories); i += 4 {
			group := categories[i:min(i+4, len(categories))]
			if got, want := distinct(group), min(distinct(categories[i:]), len(group)); got != want {
				t.Errorf("%s: %v are of %d categories, not of %d", deck.Key, group, got, want)
			}
		}
	}
}

func distinct(words []string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(words))))
}

// The law: the rules of new cards give way in the order in which they are stated, one
// after the other, and never while a card is left that they let through; so each of
// them chooses, and none leaves a day empty.
func TestSpacingsGiveWay(t *testing.T) {
	begunBefore := map[questions.FacetID]float64{"tcp/53:service": 3, "domain:port": 3}
	met := quiz.Event{ID: "met", Kind: quiz.AnswerEvent, At: monday, Day: quiz.DayOf(monday, 0) - 1, Answer: &quiz.Answer{
		Facets: []questions.FacetID{"ms-sql-m:port"}, Room: "class", Counts: quiz.Practice,
	}}
	for name, test := range map[string]struct {
		left []questions.FacetID
		come []questions.FacetID // first of these
	}{
		"easily confused ones come on one day before a card is unlocked": {
			[]questions.FacetID{"domain:twin", "tcp/21:service", "tcp/23:service"},
			[]questions.FacetID{"tcp/21:service", "tcp/23:service", "domain:twin"},
		},
		"a card is unlocked before two of a service come on one day": {
			[]questions.FacetID{"tcp/25:service", "smtp:port", "domain:twin"},
			[]questions.FacetID{"tcp/25:service", "domain:twin", "smtp:port"},
		},
		"two of a service come on one day before a card comes out of turn": {
			[]questions.FacetID{"ms-sql-m:port", "tcp/25:service", "smtp:port"},
			[]questions.FacetID{"tcp/25:service", "smtp:port", "ms-sql-m:port"},
		},
		"what no rule bars comes first": {
			[]questions.FacetID{"tcp/21:service", "tcp/23:service", "edge:linux-32768"},
			[]questions.FacetID{"tcp/21:service", "edge:linux-32768", "tcp/23:service"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for n := range len(test.come) + 1 {
				s := newStage(t).onDeck("essentials")
				s.notebook.events = append(s.notebook.events, met)
				for id, stability := range begunBefore {
					s.put(id, stability, 5)
				}
				s.leaves(append(test.left, "udp/1434:service")...)
				s.plan.New = n
				begun := s.studies(1, 1)[0].begun
				if want := test.come[:n]; !slices.Equal(slices.Sorted(slices.Values(begun)), slices.Sorted(slices.Values(want))) {
					t.Errorf("%d new: %v come, want %v", n, begun, want)
				}
			}
		})
	}
}

// The law: two services that are easily confused are not both new on one day, a pair
// excepted, while there is something else to begin; nor two cards of a service, nor
// more about it before both directions are stable for a week.
func TestNewCardsAreSpaced(t *testing.T) {
	s := newStage(t).onDeck("security-plus")
	c, confusable := s.maker.Catalogue(), 0
	for i, day := range s.studies(1, 9) {
		for _, a := range day.begun {
			f, _ := s.maker.Facet(a)
			for _, id := range s.maker.Siblings(f) {
				if slices.Contains(day.begun, id) {
					t.Errorf("day %d: %s and %s", i+1, a, id)
				}
			}
			if f.Kinds[0] != questions.PortToService && f.Kinds[0] != questions.ServiceToPort {
				continue
			}
			for _, b := range day.begun {
				g, _ := s.maker.Facet(b)
				x, y := c.Service(f.Service), c.Service(g.Service)
				if y == nil || x == y || f.Kinds[0] != g.Kinds[0] || !catalogue.Confusable(x, y) {
					continue
				}
				confusable++
				if d := x.Rank - y.Rank; d < -2 || d > 2 { // three of a kind are two apart
					t.Errorf("day %d: %s and %s", i+1, a, b)
				}
			}
		}
	}
	if confusable < 20 {
		t.Errorf("only %d pairs were new on one day", confusable)
	}
}

// The law: what else there is to know about a service comes before what is last of
// all once both directions are stable for a week.
func TestFurtherFacetsUnlock(t *testing.T) {
	for _, test := range []struct {
		forth, back float64
		want        questions.FacetID
	}{{7, 7, "domain:twin"}, {6.9, 30, "edge:linux-32768"}, {30, 6.9, "edge:linux-32768"}} {
		s := newStage(t).onDeck("essentials")
		s.put("tcp/53:service", test.forth, 5)
		s.put("domain:port", test.back, 5)
		s.leaves("domain:twin", "edge:linux-32768")
		s.plan.New = 1
		if begun := s.studies(1, 1)[0].begun; !slices.Equal(begun, []questions.FacetID{test.want}) {
			t.Errorf("stable for %v and %v days: %v came, want %s", test.forth, test.back, begun, test.want)
		}
	}
}

// The law: which port a service has is never begun before what the port is for, nor
// more about it before both, however many come a day.
func TestDirectionsComeInTurn(t *testing.T) {
	for _, fresh := range []int{10, 1000} {
		s := newStage(t).onDeck("network-plus")
		s.plan.New = fresh
		begun := begunIn(s.studies(1, 13))
		if want := len(s.maker.FacetsOf(s.plan.Deck)); len(begun) != want {
			t.Errorf("%d a day: %d cards were begun, want all %d", fresh, len(begun), want)
		}
		for i, id := range begun {
			f, _ := s.maker.Facet(id)
			for _, other := range s.maker.Siblings(f) {
				g, _ := s.maker.Facet(other)
				comesBefore := g.Kinds[0] == questions.PortToService ||
					g.Kinds[0] == questions.ServiceToPort && f.Kinds[0] != questions.PortToService
				if comesBefore && slices.Index(begun, other) > i {
					t.Errorf("%d a day: %s came before %s", fresh, id, other)
				}
			}
		}
	}
}
