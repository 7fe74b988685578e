package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
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
	Tomorrow   int `json:"due_tomorrow"`
	Today      struct {
		Answers int `json:"answers"`
		Correct int `json:"correct"`
		New     int `json:"new"`
	} `json:"today"`
}

// matureFrom is the stability in days from which a card counts as mature.
const matureFrom = 21

func (a *app) statsCommand() *cobra.Command {
	return a.reporting("stats", wording.StatsShort, wording.StatsExamples, func(f figures) error {
		if a.json {
			return a.writeJSON(f)
		}
		return a.write(a.statsText(f))
	})
}

func (a *app) dueCommand() *cobra.Command {
	return a.reporting("due", wording.DueShort, wording.DueExamples, func(f figures) error {
		if a.json {
			return a.writeJSON(struct {
				Due      int `json:"due"`
				Tomorrow int `json:"due_tomorrow"`
			}{f.Due, f.Tomorrow})
		}
		return a.write(wording.Due.In(a.lang, f.Due) + "\n")
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

// figures counts. Where there is no database yet, everything is 0.
func (a *app) figures(ctx context.Context) (f figures, err error) {
	if !a.exists() {
		return f, nil
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
	f.Answers, f.Correct, f.Reviews = total.Answers, total.Correct, total.Reviews
	f.Today.Answers, f.Today.Correct, f.Today.New = today.Answers, today.Correct, today.New
	f.countStates(cards)
	if cards, err = askable(ctx, db, cards); err != nil {
		return f, err
	}
	holds, err := db.Holds(ctx, db.learner)
	if err != nil {
		return f, err
	}
	day := db.scheduler.Day(now)
	f.Due = db.scheduler.CountDue(quiz.NotHeld(cards, holds, day), now)
	f.Tomorrow = db.scheduler.CountDueBy(quiz.NotHeld(cards, holds, day+1), day+1)
	return f, nil
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

func (a *app) statsText(f figures) string {
	if f.Answers == 0 {
		return wording.StatsEmpty.In(a.lang) + "\n"
	}
	right := func(n, of int) string {
		if of == 0 {
			return fmt.Sprint(of)
		}
		return fmt.Sprintf("%d  (%s %d, %d%%)", of, wording.StatsRight.In(a.lang), n, (100*n+of/2)/of)
	}
	rows := [][2]string{
		{wording.StatsToday.In(a.lang), right(f.Today.Correct, f.Today.Answers)},
		{wording.StatsAnswers.In(a.lang), right(f.Correct, f.Answers)},
		{wording.StatsCards.In(a.lang), fmt.Sprint(f.Cards)},
		{"  " + wording.StatsSteps.In(a.lang), fmt.Sprint(f.InLearning)},
		{"  " + wording.StatsReview.In(a.lang), fmt.Sprint(f.InReview)},
		{"  " + wording.StatsMature.In(a.lang), fmt.Sprint(f.Mature)},
		{wording.StatsDue.In(a.lang), fmt.Sprint(f.Due)},
		{wording.StatsTmrw.In(a.lang), fmt.Sprint(f.Tomorrow)},
	}
	return table(rows)
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
