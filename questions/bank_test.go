package questions_test

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"testing"
	"unicode/utf8"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// An extent is how many seeds each combination of facet, kind, format and
// language is made with, and each of kind, deck and language for the kinds about
// several facets; and in which languages what is typed is tried at length.
type extent struct {
	facets, decks uint64
	atLength      []catalogue.Lang
}

// The few seeds of every day are enough to see a defect that is not rare. What is
// typed is judged alike in both languages.
var (
	everyDay = extent{facets: 2, decks: 60, atLength: langs[1:]}
	full     = extent{facets: 20, decks: 400, atLength: langs}
)

// parts of each language are made side by side.
const parts = 2

// bankVariable set to "full" has [TestBank] make many more questions.
const bankVariable = "PORTDRILL_BANK"

// The law: a question of every kind and format has exactly one right answer,
// and its judge takes that answer and no other (R1 to R10).
func TestBank(t *testing.T) {
	t.Parallel()
	b, maker := theBank(t), theMaker(t)
	much := everyDay
	if os.Getenv(bankVariable) == "full" {
		much = full
	}
	found, ids := newTally(), newRegister()
	t.Run("questions", func(t *testing.T) {
		for _, lang := range langs {
			for part := range parts {
				t.Run(fmt.Sprintf("%s %d", lang, part), func(t *testing.T) {
					t.Parallel()
					atLength := slices.Contains(much.atLength, lang)
					for spec := range b.bankSpecs(maker, lang, much, part) {
						q := mustMake(t, maker, spec)
						found.count(q)
						found.add(spec, q, b.defectsOf(q, atLength && spec.Seed<<32 == 0))
						found.add(spec, q, ids.enter(withSides(q)))
						again := q
						if spec.Seed%everyOther == 0 {
							again = mustMake(t, maker, spec)
						}
						found.add(spec, q, compareShown(spec, q, again))
					}
				})
			}
		}
	})
	total, bad := found.report(t), 0
	for _, n := range found.found {
		bad += n
	}
	t.Logf("%7d questions, %d bad", total, bad)
}

// bankSpecs returns the specs of a part of all combinations. Facets are asked in
// one deck after the other.
func (b *bank) bankSpecs(maker *questions.Maker, lang catalogue.Lang, much extent, part int) iter.Seq[questions.Spec] {
	first := uint64(slices.Index(langs, lang)) << 32
	return func(yield func(questions.Spec) bool) {
		for at, facet := range maker.Facets() {
			if at%parts != part {
				continue
			}
			for _, kind := range facet.Kinds {
				for _, format := range kind.Formats() {
					for i := range much.facets {
						deck := b.piles[int(i)%len(b.piles)].key
						if !yield(questions.Spec{Facet: facet.ID, Kind: kind, Format: format, Lang: lang, Deck: deck, Seed: first + i}) {
							return
						}
					}
				}
			}
		}
		for spec := range b.severalSpecs(lang, much.decks) {
			if int(spec.Seed%parts) == part && !yield(spec) {
				return
			}
		}
	}
}

// severalSpecs returns the specs of the kinds about several facets. The decks
// have seeds of their own, for the chance in them depends on the seed alone.
func (b *bank) severalSpecs(lang catalogue.Lang, seeds uint64) iter.Seq[questions.Spec] {
	return func(yield func(questions.Spec) bool) {
		for _, kind := range questions.Kinds() {
			if !kind.Several() || kind == questions.IANAOwner || kind.Practice() { // which have oracles of their own
				continue
			}
			for at, p := range b.piles {
				first := uint64(at*len(langs)+slices.Index(langs, lang)) << 32
				for i := range seeds {
					if !yield(questions.Spec{Kind: kind, Format: kind.Formats()[0], Lang: lang, Deck: p.key, Seed: first + i}) {
						return
					}
				}
			}
		}
	}
}

// defectsOf has the oracle of the kind look at the question.
func (b *bank) defectsOf(q *questions.Question, atLength bool) []defect {
	switch q.Kind { //nolint:exhaustive // the other oracle reports a kind that it cannot read
	case questions.PortToService, questions.ServiceToPort, questions.RangeOfNumber:
		if q.Format == questions.Flashcards {
			return b.cardDefects(q)
		}
		x := b.examine(q)
		if q.Format == questions.Choice {
			x.tryChoice(q.Judge)
		}
		return x.defects
	}
	x := b.inquire(q)
	x.try(q.Judge, atLength)
	return x.defects
}

// cardDefects are those of a flashcard of the first three kinds: it has the one
// answer that is shown, and nothing to choose from.
func (b *bank) cardDefects(q *questions.Question) []defect {
	x := &examination{oracle: b.oracle, reading: b.readStem(q), q: q, key: -1}
	x.defects = slices.Clone(x.reading.defects)
	x.examineTexts()
	x.examineLeaks()
	if x.truth == nil {
		return x.defects
	}
	x.examineSubject()
	if len(q.Options) > 0 || len(q.Answers) != 1 || !x.callsRight(q.Answers[0]) {
		x.report(wrongKey, "%q %q", q.Options, q.Answers)
	}
	x.mustRefuse(q.Judge, questions.Reply{})
	x.mustNotCountGuess(q.Judge)
	return x.defects
}

// withSides returns the question with what is to be matched among its options,
// as the register compares no more than those.
func withSides(q *questions.Question) *questions.Question {
	c := *q
	c.Options = slices.Concat(q.Options, q.Left, q.Right)
	return &c
}

// compareShown reports where two makings of one spec differ, or differ from it.
func compareShown(spec questions.Spec, q, again *questions.Question) []defect {
	var found []defect
	texts := func(q *questions.Question) []string {
		all := slices.Concat([]string{q.ID, q.Stem, q.Explanation.String()}, q.Options, q.Left, q.Right, q.Answers, q.Services, q.Ports)
		for _, id := range q.Facets {
			all = append(all, string(id))
		}
		return all
	}
	if !slices.Equal(texts(q), texts(again)) {
		found = append(found, defect{unstable, again.Stem})
	}
	if q.Kind != spec.Kind || q.Format != spec.Format || q.Lang != spec.Lang || q.Deck != spec.Deck {
		found = append(found, defect{otherThanAsked, fmt.Sprintf("%s %s %s %s", q.Kind, q.Format, q.Lang, q.Deck)})
	}
	return found
}

// The law: of the answers yes and no, or true and false, neither is right more
// often than the other by so much that it pays to guess it (R6).
func TestHalfOfTheStatementsAreTrue(t *testing.T) {
	t.Parallel()
	const asked = 2_000
	b, maker := theBank(t), theMaker(t)
	specs := []questions.Spec{
		{Facet: "number:max", Kind: questions.ValidNumber, Format: questions.Boolean},
		{Facet: "mistake:10", Kind: questions.SpotTheMistake, Format: questions.Boolean},
	}
	for _, p := range b.piles {
		specs = append(specs, questions.Spec{Kind: questions.TrueFalse, Format: questions.Boolean, Deck: p.key})
	}
	for _, spec := range specs {
		for _, spec.Lang = range langs {
			first := 0
			for spec.Seed = range uint64(asked) {
				if q := mustMake(t, maker, spec); q.Options[0] == q.Answers[0] {
					first++
				}
			}
			if share := float64(first) / asked; share < 0.45 || share > 0.55 {
				t.Errorf("%s of %s in %s: %.1f %% are true, want 45 to 55", spec.Kind, spec.Deck, spec.Lang, 100*share)
			}
		}
	}
}

// shuffled are the new kinds whose options are texts in the order of chance.
var shuffled = []questions.Kind{
	questions.ValidNumber, questions.ReplacementOf, questions.DescriptionToService,
	questions.Acronym, questions.Symptom, questions.FirewallScenario, questions.SpotTheMistake,
}

// choices draws at least n choices of each of the kinds, as many in each language.
func choices(t *testing.T, maker *questions.Maker, n int, kinds []questions.Kind, each func(*questions.Question)) {
	t.Helper()
	for _, kind := range kinds {
		for at, lang := range langs {
			for set := range n/(len(langs)*setOfCell) + 1 {
				seed := uint64(set*len(langs) + at)
				draw := maker.Draw(maker.Catalogue().Deck("all"), []questions.Kind{kind}, questions.Choice, lang, seed)
				for range setOfCell {
					q, err := draw.Next()
					if err != nil {
						t.Fatal(err)
					}
					each(q)
				}
			}
		}
	}
}

// The law: where the key stands tells nothing, in the new kinds too.
func TestTheKeyOfEveryTextStandsAnywhere(t *testing.T) {
	t.Parallel()
	const leastOfAKind = 8_000
	places := make(places)
	choices(t, theMaker(t), leastOfAKind, shuffled, places.count)
	places.report(t)
}

// lengths counts how often the key is the longest option, and how often it would
// be by chance. Where several are longest the key is one of them in part.
type lengths struct{ asked, longest, chance float64 }

func (l *lengths) count(q *questions.Question) {
	longest, ties := 0, 0.0
	for _, option := range q.Options {
		switch n := utf8.RuneCountInString(option); {
		case n > longest:
			longest, ties = n, 1
		case n == longest:
			ties++
		}
	}
	l.asked++
	l.chance += 1 / float64(len(q.Options))
	if utf8.RuneCountInString(q.Answers[0]) == longest {
		l.longest += 1 / ties
	}
}

// excess is by how many points the key is the longest more often than by chance.
func (l *lengths) excess() float64 { return 100 * (l.longest - l.chance) / l.asked }

// The law: it does not pay to choose the longest option.
func TestTheLongestOptionIsTheKeyByChanceOnly(t *testing.T) {
	t.Parallel()
	const leastChoices, mostExcess = 100_000, 3.0
	var kinds []questions.Kind
	for _, kind := range questions.Kinds() {
		if slices.Contains(kind.Formats(), questions.Choice) {
			kinds = append(kinds, kind)
		}
	}
	all, byKind := &lengths{}, make(map[string]*lengths)
	choices(t, theMaker(t), leastChoices/len(kinds)+1, kinds, func(q *questions.Question) {
		name := string(q.Kind)
		if byKind[name] == nil {
			byKind[name] = &lengths{}
		}
		all.count(q)
		byKind[name].count(q)
	})
	byKind["of all kinds"] = all
	for _, name := range slices.Sorted(maps.Keys(byKind)) {
		l := byKind[name]
		t.Logf("%-24s %6.0f: the key is the longest %4.1f %%, by chance %4.1f %%", name, l.asked, 100*l.longest/l.asked, 100*l.chance/l.asked)
		if l.excess() > mostExcess {
			t.Errorf("%s: the longest option is the key %.1f points more often than by chance", name, l.excess())
		}
	}
	if all.asked < leastChoices {
		t.Errorf("%.0f questions, want %d", all.asked, leastChoices)
	}
}
