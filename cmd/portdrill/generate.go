package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

type generateFlags struct {
	deck, kind, format string
	count              int
	key                bool
}

// generatedLine is a question for other programs. What tells the answer is there
// only if the key is asked for.
type generatedLine struct {
	shownPart
	*keyPart
}

// shownPart is what a person is shown of a question.
type shownPart struct {
	ID      string           `json:"id"`
	Kind    questions.Kind   `json:"kind"`
	Format  questions.Format `json:"format"`
	Lang    catalogue.Lang   `json:"lang"`
	Deck    string           `json:"deck"`
	Stem    string           `json:"stem"`
	Options []string         `json:"options,omitempty"`
	Left    []string         `json:"left,omitempty"`
	Right   []string         `json:"right,omitempty"`
}

func shownOf(q *questions.Question) shownPart {
	return shownPart{
		ID: q.ID, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck, Stem: q.Stem,
		Options: q.Options, Left: q.Left, Right: q.Right,
	}
}

type keyPart struct {
	Answers     []string            `json:"answers"`
	Explanation string              `json:"explanation"`
	Facets      []questions.FacetID `json:"facets"`
	Services    []string            `json:"services"`
	Ports       []string            `json:"ports"`
	Counts      quiz.Counts         `json:"counts"`
}

const defaultCount = 10

func (a *app) generateCommand() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:     "generate",
		Short:   wording.GenerateShort.In(a.lang),
		Long:    wording.GenerateLong.In(a.lang),
		Example: wording.GenerateExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.generate(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", wording.FlagDeck.In(a.lang))
	flags.StringVar(&f.kind, "kind", "", wording.FlagKind.In(a.lang))
	flags.StringVar(&f.format, "format", "", wording.FlagAnyFormat.In(a.lang))
	flags.IntVar(&f.count, "count", defaultCount, wording.FlagCount.In(a.lang))
	flags.BoolVar(&f.key, "key", false, wording.FlagKey.In(a.lang))
	a.completesQuestions(cmd)
	return cmd
}

// generate writes questions as JSON lines: of every kind that is wanted, about
// what the deck holds, no two the same as long as there are others.
func (a *app) generate(ctx context.Context, f generateFlags) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	f.deck = cmp.Or(f.deck, a.firstDeck(c))
	m, deck := questions.NewMaker(c), c.Deck(f.deck)
	kinds, err := a.kindsWanted(f.kind, f.format)
	switch {
	case deck == nil:
		return a.unknownDeck(c, f.deck)
	case err != nil:
		return err
	case f.count < 1:
		return usageProblem(wording.NotPositive.In(a.lang, "count", 1, f.count), "")
	}
	draw := m.Draw(deck, kinds, questions.Format(f.format), a.lang, a.seedOrChance())
	for range f.count {
		q, err := draw.Next()
		if errors.Is(err, questions.ErrTooSmall) {
			return problem{wording.NothingToAsk.In(a.lang, f.kind, f.deck), "", exitFailed}
		}
		if err != nil {
			return err
		}
		if err := a.writeJSON(lineOf(q, f.key)); err != nil {
			return err
		}
	}
	return nil
}

// kindsWanted returns the kinds that the flags leave, refusing what does not go
// together.
func (a *app) kindsWanted(kind, format string) ([]questions.Kind, error) {
	k, f := questions.Kind(kind), questions.Format(format)
	switch {
	case kind != "" && k.Formats() == nil:
		return nil, usageProblem(wording.UnknownKind.In(a.lang, kind), a.known(wording.KnownKinds, nearestFirst(kind, questions.Kinds())))
	case format != "" && !slices.Contains(questions.AllFormats(), f):
		return nil, usageProblem(wording.UnknownFormat.In(a.lang, format), a.known(wording.KnownFormats, nearestFirst(format, questions.AllFormats())))
	case kind != "" && format != "" && !slices.Contains(k.Formats(), f):
		return nil, usageProblem(wording.NoSuchFormat.In(a.lang, kind, format), a.known(wording.KnownFormats, words(k.Formats())))
	case kind != "":
		return []questions.Kind{k}, nil
	}
	return slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool {
		return format != "" && !slices.Contains(k.Formats(), f)
	}), nil
}

func words[T ~string](of []T) []string {
	texts := make([]string, len(of))
	for i, word := range of {
		texts[i] = string(word)
	}
	return texts
}

func (a *app) unknownDeck(c *catalogue.Catalogue, name string) error {
	return usageProblem(wording.UnknownDeck.In(a.lang, name), a.known(wording.KnownDecks, nearestFirst(name, deckKeys(c))))
}

// firstDeck is the deck that is asked about where none is named: the first that
// the learner has chosen and that still is there.
func (a *app) firstDeck(c *catalogue.Catalogue) string {
	for _, key := range a.chosen {
		if c.Deck(key) != nil {
			return key
		}
	}
	return catalogue.DefaultDeck
}

func lineOf(q *questions.Question, key bool) generatedLine {
	line := generatedLine{shownPart: shownOf(q)}
	if key {
		line.keyPart = &keyPart{
			Answers: q.Answers, Explanation: q.Explanation.String(),
			Facets: emptyIfNil(q.Facets), Services: emptyIfNil(q.Services), Ports: emptyIfNil(q.Ports), Counts: quiz.CountsOf(q),
		}
	}
	return line
}

// emptyIfNil makes JSON say [] and not null.
func emptyIfNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
