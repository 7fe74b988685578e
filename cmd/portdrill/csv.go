package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

func (a *app) exportCSVCommand() *cobra.Command {
	return &cobra.Command{
		Use: "csv answers|cards [FILE]", ValidArgsFunction: a.listSheets, Short: wording.ExportCSVShort.In(a.lang), Long: wording.ExportCSVLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			write := map[string]func(context.Context, opened, *sheet) error{"answers": a.answerRows, "cards": a.cardRows}
			if len(args) == 0 || write[args[0]] == nil || len(args) > 2 {
				return usageProblem(wording.WhichCSV.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			ctx := cmd.Context()
			return a.exporting(ctx, args[1:], func(db opened, w io.Writer) error {
				s, err := newSheet(w)
				if err != nil {
					return err
				}
				if err := write[args[0]](ctx, db, s); err != nil {
					return err
				}
				return s.end()
			})
		},
	}
}

// A sheet is a table for spreadsheets: RFC 4180 in UTF-8, with the mark at its
// beginning by which Excel knows that.
type sheet struct{ rows *csv.Writer }

func newSheet(w io.Writer) (*sheet, error) {
	const bom = "\uFEFF"
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, fmt.Errorf("write the table: %w", err)
	}
	s := &sheet{csv.NewWriter(w)}
	s.rows.UseCRLF = true
	return s, nil
}

// row writes a row. What a spreadsheet would take for a formula begins with an
// apostrophe, so that it is shown and not run.
func (s *sheet) row(cells ...string) error {
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
			cells[i] = "'" + cell
		}
	}
	if err := s.rows.Write(cells); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func (s *sheet) end() error {
	s.rows.Flush()
	if err := s.rows.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// answerColumns name what answerRow returns.
var answerColumns = []wording.Text{
	wording.ColumnWhen, wording.ColumnDay, wording.ColumnQuestion, wording.ColumnGiven, wording.ColumnRight, wording.ColumnDontKnow,
	wording.ColumnGrade, wording.ColumnCounts, wording.ColumnSeconds, wording.ColumnKind, wording.ColumnFormat, wording.ColumnDeck,
	wording.ColumnLang, wording.ColumnFacets,
}

// answerRows writes every answer that was not taken back, in order.
func (a *app) answerRows(ctx context.Context, db opened, s *sheet) error {
	if err := s.row(a.words(answerColumns...)...); err != nil {
		return err
	}
	events, err := db.Events(ctx, db.learner)
	if err != nil {
		return err
	}
	undone := quiz.Undone(events)
	for _, e := range events {
		if e.Answer == nil || undone[e.ID] {
			continue
		}
		if err := s.row(answerRow(e)...); err != nil {
			return err
		}
	}
	return nil
}

func answerRow(e quiz.Event) []string {
	a := e.Answer
	grade := ""
	if a.Grade.Valid() {
		grade = a.Grade.String()
	}
	facets := make([]string, len(a.Facets))
	for i, f := range a.Facets {
		facets[i] = string(f)
	}
	return []string{
		e.At.Format(time.RFC3339), e.Day.String(), a.Stem, a.Given, oneOrZero(a.Correct), oneOrZero(a.DontKnow),
		grade, string(a.Counts), strconv.FormatFloat(a.Took.Seconds(), 'f', 1, 64), string(a.Kind), string(a.Format), a.Deck,
		string(a.Lang), strings.Join(facets, " "),
	}
}

// oneOrZero is what spreadsheets can add up.
func oneOrZero(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

// cardRows writes every card that was begun, by facet.
func (a *app) cardRows(ctx context.Context, db opened, s *sheet) error {
	if err := s.row(a.words(
		wording.ColumnCard, wording.ColumnService, wording.ColumnState, wording.ColumnStable, wording.ColumnHard, wording.ColumnKnown,
		wording.ColumnDue, wording.ColumnInterval, wording.ColumnReviews, wording.ColumnForgotten, wording.ColumnBegun, wording.ColumnLast, wording.ColumnHeld,
	)...); err != nil {
		return err
	}
	cards, err := db.Cards(ctx, db.learner)
	if err != nil {
		return err
	}
	holds, err := db.Holds(ctx, db.learner)
	if err != nil {
		return err
	}
	c, err := withOwn(ctx, db)
	if err != nil {
		return err
	}
	m := questions.NewMaker(c)
	slices.SortFunc(cards, func(x, y quiz.Card) int { return strings.Compare(string(x.Facet), string(y.Facet)) })
	now := a.clock.Now()
	day := db.scheduler.Day(now)
	for _, card := range cards {
		name := ""
		if f, known := m.Facet(card.Facet); known {
			if service := c.Service(f.Service); service != nil {
				name = service.Label(a.lang)
			}
		}
		decimals := func(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }
		if err := s.row(
			string(card.Facet), name, card.State.String(), decimals(card.Memory.Stability, 2), decimals(card.Memory.Difficulty, 2),
			decimals(db.scheduler.Known(card, day), 3), card.Due.In(now.Location()).Format(time.RFC3339), strconv.Itoa(card.Days),
			strconv.Itoa(card.Reviews), strconv.Itoa(card.Lapses), card.Begun.String(), card.Last.String(), oneOrZero(holds[card.Facet].On(day)),
		); err != nil {
			return err
		}
	}
	return nil
}

// words are the texts in the language of the run.
func (a *app) words(texts ...wording.Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.In(a.lang)
	}
	return all
}
