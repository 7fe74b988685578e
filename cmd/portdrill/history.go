package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// historyLimit is how many answers are listed by default.
const historyLimit = 20

type historyFlags struct {
	area, card, verdict string
	from, to            string
	limit               int
	limitGiven, csv     bool
}

func (a *app) historyCommand() *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:     "history",
		Short:   wording.HistoryShort.In(a.lang),
		Long:    wording.HistoryLong.In(a.lang),
		Example: wording.HistoryExamples.In(a.lang),
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.limitGiven = cmd.Flags().Changed("limit")
			return a.answerHistory(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.area, "area", "", wording.FlagHistoryArea.In(a.lang))
	flags.StringVar(&f.card, "card", "", wording.FlagCard.In(a.lang))
	flags.StringVar(&f.verdict, "verdict", "", wording.FlagVerdict.In(a.lang, strings.Join(answerVerdicts, ", ")))
	flags.StringVar(&f.from, "from", "", wording.FlagFrom.In(a.lang))
	flags.StringVar(&f.to, "to", "", wording.FlagTo.In(a.lang))
	flags.IntVar(&f.limit, "limit", historyLimit, wording.FlagHistoryLimit.In(a.lang))
	flags.BoolVar(&f.csv, "csv", false, wording.FlagCSV.In(a.lang))
	completes(cmd, "area", a.listAreas)
	completes(cmd, "card", a.listCardNames)
	completes(cmd, "verdict", fixed(answerVerdicts...))
	return cmd
}

// answerVerdicts are what answers can be listed by.
var answerVerdicts = []string{"right", "wrong", "dont-know"}

// An answerEntry is an answer in the list.
type answerEntry struct {
	ID       quiz.EventID        `json:"id"`
	At       string              `json:"at"`
	Day      string              `json:"day"`
	Question string              `json:"question"`
	Facets   []questions.FacetID `json:"facets"`
	Kind     questions.Kind      `json:"kind"`
	Format   questions.Format    `json:"format"`
	Deck     string              `json:"deck"`
	Lang     string              `json:"lang"`
	Stem     string              `json:"stem"`
	Given    string              `json:"given"`
	Chosen   string              `json:"chosen"`
	Correct  bool                `json:"correct"`
	DontKnow bool                `json:"dont_know"`
	Counts   quiz.Counts         `json:"counts"`
	Grade    *string             `json:"grade"`
	TookMS   int64               `json:"took_ms"`
}

// A sieve says which answers are listed.
type sieve struct {
	from, to quiz.Day
	facets   []questions.FacetID // of the card or service; nil for all
	passes   func(quiz.Event) bool
}

// answerHistory lists answers, the last one first.
func (a *app) answerHistory(ctx context.Context, f historyFlags) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	s, err := a.sieve(questions.NewMaker(c), f)
	if err != nil {
		return err
	}
	most := f.limit
	if !f.limitGiven && (a.json || f.csv) {
		most = math.MaxInt // programs want all
	}
	var found []quiz.Event
	if a.exists() {
		err = a.toRead(ctx, func(db opened) error {
			found, err = answersThrough(ctx, db, s, most)
			return err
		})
	}
	switch {
	case err != nil:
		return err
	case a.json:
		return a.writeAnswers(found)
	case f.csv:
		return a.writeAnswerSheet(found)
	case len(found) == 0:
		return a.write(wording.HistoryEmpty.In(a.lang) + "\n")
	}
	return a.write(a.historyText(found, most))
}

func (a *app) sieve(m *questions.Maker, f historyFlags) (s sieve, err error) {
	if f.limit < 1 {
		return s, usageProblem(wording.NotPositive.In(a.lang, "limit", 1, f.limit), "")
	}
	if f.verdict != "" && !slices.Contains(answerVerdicts, f.verdict) {
		return s, usageProblem(wording.UnknownVerdict.In(a.lang, f.verdict), a.known(wording.KnownVerdicts, nearestFirst(f.verdict, answerVerdicts)))
	}
	const farthest = 1 << 30
	s.from, s.to = -farthest, farthest
	for _, each := range []struct {
		flag, date string
		into       *quiz.Day
	}{{"from", f.from, &s.from}, {"to", f.to, &s.to}} {
		if each.date == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, each.date)
		if err != nil {
			return s, usageProblem(wording.BadDate.In(a.lang, each.flag, each.date), "")
		}
		*each.into = quiz.DayOf(t, 0)
	}
	if f.card != "" {
		if s.facets, err = a.facetsNamed(m, []string{f.card}); err != nil {
			return s, err
		}
	}
	inArea, err := a.inArea(m, f.area)
	s.passes = func(e quiz.Event) bool { return hasVerdict(e.Answer, f.verdict) && inArea(e.Answer) }
	return s, err
}

func hasVerdict(answer *quiz.Answer, verdict string) bool {
	switch verdict {
	case "right":
		return answer.Correct
	case "wrong":
		return !answer.Correct && !answer.DontKnow
	case "dont-know":
		return answer.DontKnow
	}
	return true
}

// inArea returns what tells whether an answer belongs to the area, however that is
// told apart.
func (a *app) inArea(m *questions.Maker, name string) (func(*quiz.Answer) bool, error) {
	if name == "" {
		return func(*quiz.Answer) bool { return true }, nil
	}
	s := progress.NewSyllabus(m)
	names := areasOf(m.Facets())
	for _, k := range questions.Kinds() {
		names = append(names, string(k))
	}
	for _, d := range m.Catalogue().Decks {
		names = append(names, d.Key)
	}
	for _, r := range m.Catalogue().Ranges {
		names = append(names, r.Key)
	}
	if !slices.Contains(names, name) && m.Catalogue().Service(name) == nil {
		return nil, usageProblem(wording.UnknownArea.In(a.lang, name), a.known(wording.KnownAreas, nearestFirst(name, names)))
	}
	return func(answer *quiz.Answer) bool {
		facet, _ := m.Facet(answer.Facets[0])
		return facet.Category == name || slices.ContainsFunc(s.Of(quiz.Slot{Facet: answer.Facets[0], Kind: answer.Kind}), func(area progress.Area) bool { return area.Key == name })
	}, nil
}

// answersThrough returns the answers that pass, the last one first.
func answersThrough(ctx context.Context, db opened, s sieve, most int) ([]quiz.Event, error) {
	var found []quiz.Event
	err := db.Answers(ctx, db.learner, s.from, s.to, s.facets, func(e quiz.Event) bool {
		if s.passes(e) {
			found = append(found, e)
		}
		return len(found) < most
	})
	return found, err
}

func (a *app) writeAnswers(found []quiz.Event) error {
	for _, e := range found {
		answer := e.Answer
		entry := answerEntry{
			ID: e.ID, At: e.At.Format(time.RFC3339), Day: e.Day.String(), Question: answer.Question, Facets: answer.Facets, Kind: answer.Kind,
			Format: answer.Format, Deck: answer.Deck, Lang: string(answer.Lang), Stem: answer.Stem, Given: answer.Given, Chosen: answer.Chosen,
			Correct: answer.Correct, DontKnow: answer.DontKnow, Counts: answer.Counts, TookMS: answer.Took.Milliseconds(),
		}
		if answer.Grade.Valid() {
			entry.Grade = new(answer.Grade.String())
		}
		if err := a.writeJSON(entry); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) writeAnswerSheet(found []quiz.Event) error {
	s, err := newSheet(a.out)
	if err != nil {
		return err
	}
	if err := s.row(a.words(answerColumns...)...); err != nil {
		return err
	}
	for _, e := range found {
		if err := s.row(answerRow(e)...); err != nil {
			return err
		}
	}
	return s.end()
}

func (a *app) historyText(found []quiz.Event, most int) string {
	width := a.lineWidth()
	const when, gap = "2006-01-02 15:04", 2
	took := terminal.Width(wording.ColumnSeconds.In(a.lang))
	room := width - len(when) - took - 2*gap
	rows := [][]string{a.words(wording.ColumnWhen, wording.ColumnSeconds, wording.ColumnQuestion)}
	for _, e := range found {
		rows = append(rows, []string{e.At.Format(when), fmt.Sprintf("%*.1f", took, e.Answer.Took.Seconds()), a.verdictText(e.Answer, room)})
	}
	var text strings.Builder
	for line := range strings.Lines(columns(rows)) {
		text.WriteString(terminal.Truncate(strings.TrimRight(line, "\n"), width, "…") + "\n")
	}
	if len(found) == most {
		text.WriteString(terminal.Indent(wording.HistoryMore.In(a.lang), "", width))
	}
	return text.String()
}

// verdictText is the question with what was answered, which is what somebody looks
// for: of a long question less is shown.
func (a *app) verdictText(answer *quiz.Answer, room int) string {
	sign := "✗ "
	if answer.Correct {
		sign = "✓ "
	}
	given := cmp.Or(answer.Given, wording.GivenNothing.In(a.lang))
	if answer.DontKnow {
		given = wording.DontKnow.In(a.lang)
	}
	const longest, gap = 24, "  "
	given = terminal.Truncate(given, longest, "…")
	return sign + terminal.Truncate(answer.Stem, max(room-terminal.Width(sign+gap+given), 8), "…") + gap + given
}
