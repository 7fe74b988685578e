package questions_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// someSets draws n sets of the decks and mixes, of 10 to 20 questions each.
func someSets(t *testing.T, n int, each func(name string, deck *catalogue.Deck, set []*questions.Question)) {
	t.Helper()
	maker := theMaker(t)
	for i := range n {
		x := mixes()[i%len(mixes())]
		deck := maker.Catalogue().Deck(examDecks[i%len(examDecks)])
		draw := maker.Draw(deck, x.kinds, x.format, langs[i%len(langs)], uint64(i))
		if x.follow {
			draw.Follow(deck.Blueprint)
		}
		var set []*questions.Question
		for range 10 + i%11 {
			q, err := draw.Next()
			if err != nil {
				t.Fatal(err)
			}
			set = append(set, q)
		}
		each(fmt.Sprintf("set %d, %s of %s", i, x.name, deck.Key), deck, set)
	}
}

// The law: a set asks no fact twice while there are others, whether generate draws
// it, a class or a quiz. Questions about several services, which are about many facts
// at once, are other ones each time.
func TestSetsAskNothingTwice(t *testing.T) {
	t.Parallel()
	sets := 400
	if os.Getenv(bankVariable) == "full" {
		sets = 4000
	}
	someSets(t, sets, func(name string, _ *catalogue.Deck, set []*questions.Question) {
		facets, ids := make(map[questions.FacetID]bool), make(map[string]bool)
		for _, q := range set {
			if ids[q.ID] {
				t.Errorf("%s: %s twice", name, q.Stem)
			}
			ids[q.ID] = true
			if q.Kind.Several() && q.Kind != questions.TrueFalse && q.Kind != questions.IANAOwner {
				continue
			}
			for _, f := range q.Facets {
				if facets[f] {
					t.Errorf("%s: %s asks about %s a second time", name, q.Stem, f)
				}
				facets[f] = true
			}
		}
	})
}

// The law: once a deck has nothing left that was not asked about, it is all asked
// about again, each facet as often as any other.
func TestSetsBeginAgain(t *testing.T) {
	maker := theMaker(t)
	deck := maker.Catalogue().Deck("a-plus")
	draw := maker.Draw(deck, []questions.Kind{questions.PortToService}, questions.Choice, en, 1)
	services, times := len(maker.Catalogue().InDeck(deck)), make(map[questions.FacetID]int)
	for range 3 * services {
		q, err := draw.Next()
		if err != nil {
			t.Fatal(err)
		}
		times[q.Facets[0]]++
	}
	for facet, n := range times {
		if n != 3 {
			t.Errorf("%s was asked %d times in three rounds", facet, n)
		}
	}
	if len(times) != services {
		t.Errorf("%d of %d were asked", len(times), services)
	}
}

// The law: a draw goes on for as long as one likes, in every format that there is.
func TestDrawsGoOn(t *testing.T) {
	maker := theMaker(t)
	draw := maker.Draw(maker.Catalogue().Deck("essentials"), questions.Kinds(), "", en, 1)
	seen := make(map[string]bool)
	const asked = 1500
	for range asked {
		q, err := draw.Next()
		if err != nil {
			t.Fatal(err)
		}
		seen[q.ID] = true
	}
	if len(seen) < asked*9/10 {
		t.Errorf("%d of %d questions are different ones", len(seen), asked)
	}
}

// The law: of ten statements five are true, and of twenty times four numbers there
// are as often one, two, three and four ports among them.
func TestAnswersOfSetsAreBalanced(t *testing.T) {
	maker := theMaker(t)
	for _, key := range examDecks {
		deck := maker.Catalogue().Deck(key)
		for _, format := range []questions.Format{questions.Boolean, questions.Choice} {
			for _, kind := range []questions.Kind{questions.TrueFalse, questions.ValidNumber} {
				if !slices.Contains(kind.Formats(), format) {
					continue
				}
				right := make(map[string]int)
				draw := maker.Draw(deck, []questions.Kind{kind}, format, en, 3)
				const asked = 20
				options := 0
				for range asked {
					q, err := draw.Next()
					if err != nil {
						t.Fatal(err)
					}
					right[q.Answers[0]]++
					options = len(q.Options)
				}
				for answer, n := range right {
					if n != asked/options {
						t.Errorf("%s of %s: %s is right %d times of %d", kind, key, answer, n, asked)
					}
				}
			}
		}
	}
}

// The law: what is not of the area that a question is about is of the deck or well
// known, and so is what is.
func TestAreasAreOfTheDeckOrWellKnown(t *testing.T) {
	const wellKnown = 60
	maker := theMaker(t)
	c := maker.Catalogue()
	for _, key := range examDecks {
		deck := c.Deck(key)
		for _, kind := range []questions.Kind{questions.OddOneOut, questions.SelectAll} {
			for seed := range uint64(100) {
				q := mustMake(t, maker, questions.Spec{Kind: kind, Lang: en, Deck: key, Seed: seed})
				for _, service := range q.Services {
					if s := c.Service(service); !deck.Holds(s) && s.Rank > wellKnown {
						t.Errorf("%s of %s: %s of rank %d", kind, key, s.Key, s.Rank)
					}
				}
			}
		}
	}
}

// The law: a quiz of up to thirty questions keeps to the blueprint: 55 of a hundred
// at least go from a port to its service or back, and 8 at most are about
// ranges and numbers.
func TestQuizzesKeepToTheBlueprint(t *testing.T) {
	maker := theMaker(t)
	for _, key := range append(slices.Clone(examDecks), "linux", "devops") {
		deck := maker.Catalogue().Deck(key)
		for seed := range uint64(20) {
			draw := maker.Draw(deck, mixes()[2].kinds, questions.Choice, en, seed)
			draw.Follow(deck.Blueprint)
			ports, numbers := 0, 0
			for n := 1; n <= 30; n++ {
				q, err := draw.Next()
				if errors.Is(err, questions.ErrTooSmall) {
					break
				}
				switch q.Kind { //nolint:exhaustive // the other kinds count for neither
				case questions.PortToService, questions.ServiceToPort:
					ports++
				case questions.RangeOfNumber, questions.RangeEdge, questions.ValidNumber:
					numbers++
				}
				if n >= 10 && (100*ports < 55*n || 100*numbers > 8*n) {
					t.Fatalf("%s, seed %d: of %d questions %d go from port to service or back, and %d are about numbers",
						key, seed, n, ports, numbers)
				}
			}
		}
	}
}

// The law: every wrong choice is contrasted with the right one, unless the reason
// that is told anyway does so; and a verdict tells each thing once, what belongs to it
// in sixty words and the rest when asked.
func TestWrongChoicesAreContrasted(t *testing.T) {
	const most = 60
	told := 0
	someSets(t, 200, func(name string, _ *catalogue.Deck, set []*questions.Question) {
		for _, q := range set {
			for i := range q.Options {
				if q.Format != questions.Choice {
					continue
				}
				judged, err := q.Judge(questions.Reply{Choice: i + 1})
				if err != nil {
					t.Fatal(err)
				}
				if !judged.Correct && judged.Contrast == "" && q.Kind != questions.SpotTheMistake {
					t.Errorf("%s: %s %s is not contrasted", name, q.Stem, q.Options[i])
				}
				shown, left := q.Explanation.Brief(judged.Contrast)
				said := slices.Concat([]string{q.Explanation.Fact, judged.Contrast}, shown)
				if n := len(words(questions.Paragraph(said...))); q.Lang == en && len(shown) > 0 && n > most+20 {
					t.Errorf("%s: %d words: %q", name, n, said)
				}
				for _, part := range slices.Concat([]string{q.Explanation.Fact}, shown, left) {
					if judged.Contrast != "" && strings.Contains(part, judged.Contrast) {
						t.Errorf("%s: %s: the contrast %q stands in %q", name, q.Kind, judged.Contrast, part)
					}
				}
				for _, part := range left {
					if slices.Contains(said, part) {
						t.Errorf("%s: %q twice", name, part)
					}
				}
				told++
			}
		}
	})
	if told < 2000 {
		t.Errorf("only %d verdicts", told)
	}
}

// The law: the area of a question is what its services have in common.
func TestAreaOf(t *testing.T) {
	maker := theMaker(t)
	c := maker.Catalogue()
	for want, spec := range map[string]questions.Spec{
		"mail":                 {Facet: "smtp:port"},
		"range":                {Facet: "edge:1023"},
		"mistake":              {Facet: "mistake:10"},
		questions.SeveralAreas: {Kind: questions.OddOneOut, Deck: "network-plus"},
	} {
		if got := questions.AreaOf(c, mustMake(t, maker, spec)); got != want {
			t.Errorf("%+v is of %q, want %q", spec, got, want)
		}
	}
	q := &questions.Question{Services: []string{"smtp", "imap"}}
	if got := questions.AreaOf(c, q); got != "mail" {
		t.Errorf("SMTP and IMAP are of %q", got)
	}
}
