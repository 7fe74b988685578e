package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/progress"
)

// figures are what stats and due report. Fields are only ever added.
type figures struct {
	Answers    int `json:"answers"`
	Correct    int `json:"correct"`
	Reviews    int `json:"reviews"`
	Cards      int `json:"cards"` // begun
	InLearning int `json:"in_learning"`
	InReview   int `json:"in_review"`
	Mature     int `json:"mature"` // stable for 21 days or more
	Due        int `json:"due"`    // reviews of today, and what is in the steps and due within 20 minutes
	New        int `json:"new"`    // cards to begin today
	Tomorrow   int `json:"due_tomorrow"`
	Today      struct {
		Answers int   `json:"answers"`
		Correct int   `json:"correct"`
		New     int   `json:"new"`
		TookMS  int64 `json:"took_ms"`
	} `json:"today"`
	Waits []waitEntry `json:"waits"` // why other cards do not come today
}

// matureFrom is the stability in days from which a card counts as mature.
const matureFrom = progress.MatureFrom

type statsFlags struct {
	csv    bool
	schema bool
	html   string
}

func (a *app) statsCommand() *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   wording.StatsShort.In(a.lang),
		Long:    wording.StatsLong.In(a.lang),
		Example: wording.StatsExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.stats(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.csv, "csv", false, wording.FlagCSV.In(a.lang))
	flags.StringVar(&f.html, "html", "", wording.FlagHTML.In(a.lang))
	flags.BoolVar(&f.schema, "schema", false, wording.FlagSchema.In(a.lang))
	return cmd
}

// stats says how far the learner is.
func (a *app) stats(ctx context.Context, f statsFlags) error {
	if f.schema {
		return a.writeSchema()
	}
	if f.html != "" {
		return a.statsHTML(ctx, f.html)
	}
	full := fullFigures{figures: newcomer(), Readiness: []readinessEntry{}, Forecast: []forecastEntry{}, Days: []dayEntry{}, Weeks: []weekEntry{}, Calibration: calibrationEntryOf(progress.Calibration{})}
	v := &outlook{}
	if a.exists() {
		err := a.toRead(ctx, func(db opened) (err error) {
			if v, err = a.look(ctx, db, 0); err == nil {
				full, _, err = a.fullFigures(ctx, db, v)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.writeJSON(full)
	case f.csv:
		return a.dayRows(v.days)
	}
	return a.write(a.statsText(v, full))
}

func (a *app) dueCommand() *cobra.Command {
	return a.reporting("due", wording.DueShort, wording.DueExamples, func(f figures) error {
		if a.json {
			return a.writeJSON(struct {
				Due      int         `json:"due"`
				Tomorrow int         `json:"due_tomorrow"`
				New      int         `json:"new"`
				Waits    []waitEntry `json:"waits"`
			}{f.Due, f.Tomorrow, f.New, f.Waits})
		}
		return a.write(wording.Due.In(a.lang, f.Due) + wording.Listed.In(a.lang) + wording.DueAndNew.In(a.lang, f.New) + "\n")
	})
}

// reporting is a command that counts and shows what it counted.
func (a *app) reporting(name string, short, examples wording.Text, show func(figures) error) *cobra.Command {
	return &cobra.Command{
		Use:     name,
		Short:   short.In(a.lang),
		Example: examples.In(a.lang),
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := a.figures(cmd.Context())
			if err != nil {
				return err
			}
			return show(f)
		},
	}
}

func (a *app) writeJSON(value any) error {
	encoder := json.NewEncoder(a.out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// write prints text for people; on a terminal no row is wider than that.
func (a *app) write(text string) error {
	if _, seen := terminalOf(a.out); seen || a.console != nil {
		columns, _ := a.screenSize()
		text = terminal.Reflow(text, columns-1)
	}
	if _, err := fmt.Fprint(a.out, a.style().Sign(text)); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// newcomer are the figures of a learner without a database.
func newcomer() figures {
	return figures{New: quiz.DefaultSettings().New, Waits: []waitEntry{}}
}

// figures counts.
func (a *app) figures(ctx context.Context) (f figures, err error) {
	if !a.exists() {
		return newcomer(), nil
	}
	err = a.toRead(ctx, func(db opened) error {
		f, err = a.count(ctx, db)
		return err
	})
	return f, err
}

func (a *app) count(ctx context.Context, db opened) (f figures, err error) {
	total, err := db.Total(ctx, db.learner)
	if err != nil {
		return f, err
	}
	now := a.clock.Now()
	today, err := db.Tally(ctx, db.learner, db.scheduler.Day(now))
	if err != nil {
		return f, err
	}
	cards, err := db.Cards(ctx, db.learner)
	if err != nil {
		return f, err
	}
	f.sum(total, today)
	f.countStates(cards)
	c, err := withOwn(ctx, db)
	if err != nil {
		return f, err
	}
	m := questions.NewMaker(c)
	cards = slices.DeleteFunc(cards, func(card quiz.Card) bool { _, known := m.Facet(card.Facet); return !known })
	holds, err := db.Holds(ctx, db.learner)
	if err != nil {
		return f, err
	}
	return f, a.countDue(ctx, db, m, &f, cards, holds)
}

func (f *figures) sum(total, today quiz.Tally) {
	f.Answers, f.Correct, f.Reviews = total.Answers, total.Correct, total.Reviews
	f.Today.Answers, f.Today.Correct, f.Today.New = today.Answers, today.Correct, today.New
	f.Today.TookMS = today.Took.Milliseconds()
}

// countDue adds what is to do today and tomorrow.
func (a *app) countDue(ctx context.Context, db opened, m *questions.Maker, f *figures, cards []quiz.Card, holds map[questions.FacetID]quiz.Hold) error {
	today, err := a.today(ctx, db, m)
	if err != nil {
		return err
	}
	f.Due, f.New, f.Waits = today.ToReview(), today.New, waitEntries(today.Waits)
	f.Tomorrow = db.scheduler.CountDueBy(quiz.NotHeld(cards, holds, today.Day+1), today.Day+1)
	return nil
}

func (f *figures) countStates(cards []quiz.Card) {
	f.Cards = len(cards)
	for _, c := range cards {
		switch {
		case c.State != fsrs.Review:
			f.InLearning++
		default:
			f.InReview++
		}
		if c.Memory.Stability >= matureFrom {
			f.Mature++
		}
	}
}

// table aligns the second column.
func table(rows [][2]string) string {
	widest := 0
	for _, row := range rows {
		widest = max(widest, terminal.Width(row[0]))
	}
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(terminal.Pad(row[0], widest+2) + row[1] + "\n")
	}
	return text.String()
}
