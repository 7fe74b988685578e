package play

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
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
	Block   questions.Block  `json:"block,omitzero"`
	Options []string         `json:"options,omitempty"`
	Left    []string         `json:"left,omitempty"`
	Right   []string         `json:"right,omitempty"`
}

func shownOf(q *questions.Question) shownPart {
	return shownPart{
		ID: q.ID, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck, Stem: q.Stem,
		Block: q.Block, Options: q.Options, Left: q.Left, Right: q.Right,
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

func generateCommand(a *app.App) *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:     "generate",
		Short:   textGenerateShort.In(a.Lang),
		Long:    textGenerateLong.In(a.Lang),
		Example: textGenerateExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.ToRead(ctx, func(db *app.DB) error { return runGenerate(ctx, a, db, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.StringVar(&f.format, "format", "", textFlagAnyFormat.In(a.Lang))
	flags.IntVar(&f.count, "count", defaultCount, app.TextFlagCount.In(a.Lang))
	flags.BoolVar(&f.key, "key", false, textFlagKey.In(a.Lang))
	a.CompletesQuestions(cmd)
	return cmd
}

// runGenerate writes questions as JSON lines: of every kind that is wanted, about
// what the deck holds, no two the same as long as there are others.
func runGenerate(ctx context.Context, a *app.App, db *app.DB, f generateFlags) error {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	f.deck = cmp.Or(f.deck, db.FirstDeck(c))
	m, deck := questions.NewMaker(c), app.DeckNamed(c, f.deck)
	kinds, err := app.KindsWanted(a, f.kind, f.format)
	switch {
	case deck == nil:
		return app.UnknownDeck(a, c, f.deck)
	case err != nil:
		return err
	case f.count < 1:
		return app.UsageProblem(app.TextNotPositive.In(a.Lang, "count", 1, f.count), "")
	}
	draw := m.Draw(deck, kinds, questions.Format(f.format), a.Lang, a.SeedOrChance())
	for range f.count {
		q, err := draw.Next()
		if errors.Is(err, questions.ErrTooSmall) {
			return app.NothingToAsk(a, m, f.kind, f.deck)
		}
		if err != nil {
			return err
		}
		if err := a.PrintJSON(lineOf(q, f.key)); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(q *questions.Question, key bool) generatedLine {
	line := generatedLine{shownPart: shownOf(q)}
	if key {
		line.keyPart = &keyPart{
			Answers: q.Answers, Explanation: q.Explanation.String(),
			Facets: app.EmptyIfNil(q.Facets), Services: app.EmptyIfNil(q.Services), Ports: app.EmptyIfNil(q.Ports),
			Counts: quiz.CountsOf(q.Kind, q.Format),
		}
	}
	return line
}

var (
	textGenerateShort = wording.T("write questions as JSON lines", "以 JSON 行输出题目")
	textGenerateLong  = wording.T(
		`Each line is one question as a JSON object. The same seed and catalogue give the
same questions. --key adds the answers, the explanation and the facets.`,
		`每行是一道题（JSON 对象）。相同的种子和目录给出相同的题目。加 --key 则附上
答案、解释和所考的知识点。`,
	)
	textGenerateExamples = wording.T(
		`  portdrill generate --count 5
  portdrill generate --deck ccna --kind match --seed 7 --key`,
		`  portdrill generate --count 5
  portdrill generate --deck ccna --kind match --seed 7 --key`,
	)
	textFlagAnyFormat = wording.T(
		"only this `FORMAT`: choice, typed, boolean, set, match, order or flashcard",
		"只用这种作答`方式`：choice、typed、boolean、set、match、order 或 flashcard",
	)
	textFlagKey = wording.T("include the answers", "附上答案")
)
