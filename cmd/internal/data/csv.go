package data

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/store"
)

func exportCSVCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use: "csv answers|cards [FILE]", ValidArgsFunction: a.Completion(listSheets), Short: textExportCSVShort.In(a.Lang), Long: textExportCSVLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			write := map[string]func(context.Context, *app.DB, *app.Sheet) error{"answers": func(ctx context.Context, p1 *app.DB, p2 *app.Sheet) error { return answerRows(ctx, a, p1, p2) }, "cards": func(ctx context.Context, p1 *app.DB, p2 *app.Sheet) error { return cardRows(ctx, a, p1, p2) }}
			if len(args) == 0 || write[args[0]] == nil || len(args) > 2 {
				return app.UsageProblem(textWhichCSV.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			ctx := cmd.Context()
			return app.Exporting(ctx, a, args[1:], func(db *app.DB, w io.Writer) error {
				s, err := app.NewSheet(w)
				if err != nil {
					return err
				}
				if err := write[args[0]](ctx, db, s); err != nil {
					return err
				}
				return s.End()
			})
		},
	}
}

// answerRows writes every answer that was not taken back, in order.
func answerRows(ctx context.Context, a *app.App, db *app.DB, s *app.Sheet) error {
	if err := s.Row(a.Words(app.AnswerColumns...)...); err != nil {
		return err
	}
	var failed error
	err := db.Answers(ctx, db.LearnerID, store.EveryAnswer, func(e quiz.Event) bool {
		failed = s.Row(app.AnswerRow(e)...)
		return failed == nil
	})
	return cmp.Or(failed, err)
}

// cardRows writes every card that was begun, by facet.
func cardRows(ctx context.Context, a *app.App, db *app.DB, s *app.Sheet) error {
	if err := s.Row(a.Words(
		app.TextColumnCard, textColumnService, app.TextColumnState, app.TextColumnStable, app.TextColumnHard, app.TextColumnKnown,
		app.TextColumnDue, textColumnInterval, charts.TextColumnReviews, textColumnForgotten, textColumnBegun, textColumnLast, textColumnHeld,
	)...); err != nil {
		return err
	}
	cards, err := db.Cards(ctx, db.LearnerID)
	if err != nil {
		return err
	}
	holds, err := db.Holds(ctx, db.LearnerID)
	if err != nil {
		return err
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	m := questions.NewMaker(c)
	slices.SortFunc(cards, func(x, y quiz.Card) int { return strings.Compare(string(x.Facet), string(y.Facet)) })
	now := a.Clock.Now()
	day := db.Scheduler.Day(now)
	for _, card := range cards {
		name := ""
		if f, known := m.Facet(card.Facet); known {
			if service := c.Service(f.Service); service != nil {
				name = service.Label(a.Lang)
			}
		}
		decimals := func(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }
		if err := s.Row(
			string(card.Facet), name, card.State.String(), decimals(card.Memory.Stability, 2), decimals(card.Memory.Difficulty, 2),
			decimals(db.Scheduler.Known(card, day), 3), card.Due.In(now.Location()).Format(time.RFC3339), strconv.Itoa(card.Days),
			strconv.Itoa(card.Reviews), strconv.Itoa(card.Lapses), card.Begun.String(), card.Last.String(), app.OneOrZero(holds[card.Facet].On(day)),
		); err != nil {
			return err
		}
	}
	return nil
}

// listSheets lists what can be exported for spreadsheets, then files.
func listSheets(a *app.App, _ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return []string{app.Described("answers", textEveryAnswer.In(a.Lang)), app.Described("cards", app.TextEveryCard.In(a.Lang))}, app.KeepOrder
	case 1:
		return nil, app.Files
	}
	return nil, app.NoFiles
}

var (
	textExportCSVShort = wording.T("export answers or cards for spreadsheets", "导出作答或卡片，供电子表格使用")
	textExportCSVLong  = wording.T(
		`Writes UTF-8 with a byte order mark, which Excel needs. Cells that a spreadsheet
would take for a formula start with an apostrophe.`,
		`写出带 BOM 的 UTF-8，Excel 可直接打开。会被电子表格当作公式的单元格以单引号
开头。`,
	)
	textWhichCSV        = wording.T("what should be exported? answers or cards", "请指定要导出的内容：answers（作答）或 cards（卡片）")
	textColumnService   = wording.T("service", "服务")
	textColumnInterval  = wording.T("interval (days)", "间隔（天）")
	textColumnForgotten = wording.T("lapses", "遗忘次数")
	textColumnBegun     = wording.T("started", "开始学习")
	textColumnLast      = wording.T("last review", "上次复习")
	textColumnHeld      = wording.T("suspended or skipped", "暂停或跳过")
	textEveryAnswer     = wording.T("all answers", "全部作答")
)
