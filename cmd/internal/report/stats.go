package report

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/progress"
)

type statsFlags struct {
	csv    bool
	schema bool
	html   string
}

func statsCommand(a *app.App) *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   textStatsShort.In(a.Lang),
		Long:    textStatsLong.In(a.Lang),
		Example: textStatsExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStats(cmd.Context(), a, f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.csv, "csv", false, textFlagCSV.In(a.Lang))
	flags.StringVar(&f.html, "html", "", textFlagHTML.In(a.Lang))
	flags.BoolVar(&f.schema, "schema", false, textFlagSchema.In(a.Lang))
	a.Completes(cmd, "html", app.ListFiles)
	return cmd
}

// runStats shows the learner's progress.
func runStats(ctx context.Context, a *app.App, f statsFlags) error {
	if f.schema {
		return writeSchema(a)
	}
	if f.html != "" {
		return statsHTML(ctx, a, f.html)
	}
	v, full, err := loadFull(ctx, a)
	if err != nil {
		return err
	}
	switch {
	case a.JSON:
		return a.PrintJSON(full)
	case f.csv:
		return dayRows(a, v.Days)
	}
	return a.Print(statsText(a, v, full))
}

// loadFull reads all that stats shows; of nobody where there is no database yet.
func loadFull(ctx context.Context, a *app.App) (*app.Progress, fullFigures, error) {
	full := fullFigures{
		Figures:     app.NoFigures(),
		Readiness:   []readinessEntry{},
		Forecast:    []forecastEntry{},
		Days:        []dayEntry{},
		Weeks:       []weekEntry{},
		Calibration: calibrationEntryOf(progress.Calibration{}),
	}
	v := &app.Progress{}
	if a.Exists() {
		err := a.ToRead(ctx, func(db *app.DB) (err error) {
			if v, err = app.LoadProgress(ctx, a, db, 0); err == nil {
				full, _, err = computeFigures(ctx, a, db, v)
			}
			return errors.Join(err, a.DoubtClock(ctx, db))
		})
		if err != nil {
			return nil, full, err
		}
	}
	return v, full, nil
}

func dueCommand(a *app.App) *cobra.Command {
	return reporting(a, "due", textDueShort, textDueExamples, func(f app.Figures) error {
		if a.JSON {
			return a.PrintJSON(struct {
				Due      int             `json:"due"`
				Tomorrow int             `json:"due_tomorrow"`
				New      int             `json:"new"`
				Waits    []app.WaitEntry `json:"waits"`
			}{f.Due, f.Tomorrow, f.New, f.Waits})
		}
		return a.Print(textDue.In(a.Lang, f.Due) + textDueAndNew.In(a.Lang, f.New) + "\n")
	})
}

// reporting is a command that counts and shows what it counted.
func reporting(a *app.App, name string, short, examples wording.Text, show func(app.Figures) error) *cobra.Command {
	return &cobra.Command{
		Use:     name,
		Short:   short.In(a.Lang),
		Example: examples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := figures(cmd.Context(), a)
			if err != nil {
				return err
			}
			return show(f)
		},
	}
}

func figures(ctx context.Context, a *app.App) (app.Figures, error) {
	f := app.NoFigures()
	err := a.ToRead(ctx, func(db *app.DB) (err error) {
		if db.IsThere() {
			f, err = app.CountFigures(ctx, a, db)
		}
		return errors.Join(err, a.DoubtClock(ctx, db))
	})
	return f, err
}

// FromMenu shows the learner's progress and weak areas.
func FromMenu(ctx context.Context, a *app.App) error {
	v, full, err := loadFull(ctx, a)
	if err != nil {
		return err
	}
	if err := a.Print(statsText(a, v, full)); err != nil || full.Answers == 0 {
		return err
	}
	if err := a.Print("\n"); err != nil {
		return err
	}
	return runWeak(ctx, a, weakFlags{})
}

var (
	textDue           = wording.N("%d due", "%d due", "%d 张到期")
	textStatsShort    = wording.T("show your progress", "查看学习进度")
	textStatsExamples = wording.T(
		"  portdrill stats\n  portdrill stats --json",
		"  portdrill stats\n  portdrill stats --json",
	)
	textDueShort    = wording.T("show how much is due, in one line", "用一行显示到期的卡片数")
	textDueExamples = wording.T("  portdrill due\n  portdrill due --json", "  portdrill due\n  portdrill due --json")
	textStatsLong   = wording.T(
		`Today, your streak, what is due, how much you know of each deck, and the past
days and weeks. --html writes a report; --json, --csv and --schema are for
programs and spreadsheets.`,
		`包括今天、连续天数、到期数、各卡组的掌握情况，以及最近各天各周的情况。
--html 生成网页报告；--json、--csv、--schema 供程序和电子表格使用。`,
	)
	textFlagSchema = wording.T(
		"print the JSON schema of stats, weak and history --json",
		"输出 stats、weak、history --json 的 JSON 模式",
	)
	textFlagHTML  = wording.T("write an HTML report to `FILE`", "把网页报告写入`文件`")
	textDueAndNew = wording.N(", %d new", ", %d new", "，新卡片 %d 张")
)
