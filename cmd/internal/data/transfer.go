package data

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

func exportLogCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   textExportLogShort.In(a.Lang),
		Long:    textExportLogLong.In(a.Lang),
		Example: textExportLogExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(exportJSONCommand(a), exportCSVCommand(a), exportAnkiCommand(a))
	return cmd
}

func exportJSONCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use: "json [FILE]", ValidArgsFunction: a.Completion(app.One(app.ListFiles)), Short: textExportJSONShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.NoArguments(cmd, args[1:])
			}
			return exportJSON(cmd.Context(), a, args)
		},
	}
}

// exportJSON writes the logs of all learners, or of the one that was named.
func exportJSON(ctx context.Context, a *app.App, args []string) error {
	return app.Exporting(ctx, a, args, func(db *app.DB, w io.Writer) error {
		var only []quiz.LearnerID
		if a.Whose != "" {
			only = append(only, db.LearnerID)
		}
		return db.ExportJSON(ctx, w, only...)
	})
}

func importLogCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "import",
		Short:   textImportLogShort.In(a.Lang),
		Long:    textImportLogLong.In(a.Lang),
		Example: textImportLogExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "json FILE", ValidArgsFunction: a.Completion(app.One(app.ListFiles)), Short: textImportLogShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(app.TextWhichImport.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return importJSON(cmd.Context(), a, args[0])
		},
	}, importAnkiCommand(a))
	return cmd
}

// importJSON merges an export into the log.
func importJSON(ctx context.Context, a *app.App, path string) error {
	in, err := app.Source(a, path)
	if err != nil {
		return err
	}
	defer in.Close()
	var m store.Merged
	there := a.Exists()
	err = a.WithDB(ctx, func(db *app.DB) error {
		m, err = db.ImportJSON(ctx, app.Unicode(in), a.Clock.Now())
		return err
	})
	if !there && (err != nil || leftOut(m)) {
		_ = store.RemoveBlank(ctx, a.File()) // which is only untidy where it stays
	}
	if err != nil {
		return importProblem(a, path, err)
	}
	if err := showMerged(a, m); err != nil {
		return err
	}
	if leftOut(m) {
		return app.Failure(textImportedPartly.In(a.Lang, app.SourceName(a, path)), "")
	}
	return nil
}

// importProblem words what is wrong with a file to import.
func importProblem(a *app.App, path string, err error) error {
	path = app.SourceName(a, path)
	var broken *store.BrokenExport
	var said *fs.PathError
	switch {
	case errors.Is(err, store.ErrNewerExport):
		return app.Failure(textImportNewer.In(a.Lang, path), textNewerImportHint.In(a.Lang))
	case errors.As(err, &broken):
		return brokenProblem(a, path, broken)
	case errors.Is(err, store.ErrNotExport):
		return app.Failure(textNotExport.In(a.Lang, path), textNotExportHint.In(a.Lang))
	case errors.As(err, &said):
		return app.Failure(app.TextNotRead.In(a.Lang, path), textNothingImported.In(a.Lang))
	}
	return err
}

// brokenProblem words what is wrong with a file that says it is an export.
func brokenProblem(a *app.App, path string, broken *store.BrokenExport) error {
	for _, limit := range []struct {
		passed error
		said   wording.Text
	}{{store.ErrTooLong, textImportTooLong}, {store.ErrTooLarge, textImportTooLarge}, {store.ErrTooLate, textImportTooLate}} {
		if errors.Is(broken.Cause, limit.passed) {
			return app.Failure(limit.said.In(a.Lang, path, broken.Line), textNothingTakenIn.In(a.Lang))
		}
	}
	return app.Failure(
		textExportBroken.In(a.Lang, path, broken.Line, broken.Offset, broken.Events), textNothingImported.In(a.Lang),
	)
}

// leftOut reports whether there was what could not be taken in.
func leftOut(m store.Merged) bool { return len(m.Altered)+len(m.Senseless)+len(m.Conflicts) > 0 }

func showMerged(a *app.App, m store.Merged) error {
	if a.JSON {
		return a.PrintJSON(withoutNil(m))
	}
	return a.Print(textMerged.In(a.Lang, m.New, m.Known) + "\n" + mergedNotices(a, m))
}

func withoutNil(m store.Merged) store.Merged {
	m.Altered, m.Conflicts, m.Senseless = app.EmptyIfNil(m.Altered), app.EmptyIfNil(m.Conflicts), app.EmptyIfNil(m.Senseless)
	m.Decks, m.OtherDeck, m.Forked = app.EmptyIfNil(m.Decks), app.EmptyIfNil(m.OtherDeck), app.EmptyIfNil(m.Forked)
	return m
}

// mergedNotices are lines about what is more than events that came or were here.
func mergedNotices(a *app.App, m store.Merged) (text string) {
	for _, line := range []struct {
		is   bool
		text string
	}{
		{m.Forgotten > 0, textMergedForgotten.In(a.Lang, m.Forgotten)},
		{len(m.Decks) > 0, textMergedDecks.In(a.Lang, strings.Join(m.Decks, ", "))},
		{m.Sessions > 0, textMergedSessions.In(a.Lang, m.Sessions)},
		{len(m.OtherDeck) > 0, textMergedOther.In(a.Lang, strings.Join(m.OtherDeck, ", "))},
		{len(m.Forked) > 0, textMergedForked.In(a.Lang, first(m.Forked))},
		{len(m.Senseless) > 0, textMergedSenseless.In(a.Lang, len(m.Senseless), first(m.Senseless))},
		{len(m.Altered) > 0, textMergedAltered.In(a.Lang, len(m.Altered), first(m.Altered))},
		{len(m.Conflicts) > 0, textMergedConflicts.In(a.Lang, len(m.Conflicts), first(m.Conflicts))},
	} {
		if line.is {
			text += line.text + "\n"
		}
	}
	return text
}

// first is the first of the IDs, if there is any.
func first[T ~string](ids []T) T {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

var (
	textExportLogShort = wording.T("export your data as JSON, CSV or an Anki deck", "把数据导出为 JSON、CSV 或 Anki 卡组")
	textExportLogLong  = wording.T(
		`The output goes to a file or to standard output. json is the whole log, to
import on another device; csv is for spreadsheets; anki is a deck with schedule
and history.`,
		`把数据写入文件或标准输出。json 是完整日志，可在另一台设备上导入；csv 供电子表格
使用；anki 是含有排期和复习记录的卡组。`,
	)
	textExportLogExamples = wording.T(
		"  portdrill export json log.json\n  portdrill export csv answers answers.csv\n  portdrill export csv cards > cards.csv\n  portdrill export anki ports.apkg --deck ccna",
		"  portdrill export json log.json\n  portdrill export csv answers answers.csv\n  portdrill export csv cards > cards.csv\n  portdrill export anki ports.apkg --deck ccna",
	)
	textExportJSONShort = wording.T("export the whole log, to import elsewhere", "导出完整日志，供别处导入")
	textImportLogShort  = wording.T("merge an export from another device", "合并另一台设备导出的数据")
	textImportLogLong   = wording.T(
		`You can import in any order, as often as you like. Nothing is changed or
removed; cards are recomputed from the merged log.`,
		"次序不限，可重复导入。已有的记录不会被修改或删除，卡片由合并后的日志重新计算。",
	)
	textImportLogExamples = wording.T(
		"  portdrill export json laptop.json       # on the laptop\n  portdrill import json laptop.json       # on the other machine",
		"  portdrill export json laptop.json       # 在笔记本上\n  portdrill import json laptop.json       # 在另一台机器上",
	)
	textNotExport     = wording.T("%s was not exported by portdrill", "%s 不是 portdrill 导出的日志")
	textNotExportHint = wording.T(
		"nothing was imported; create the file with portdrill export json",
		"未导入任何内容；请用 portdrill export json 生成文件",
	)
	textExportBroken = wording.T(
		"%s is damaged or incomplete: reading stopped in line %d (byte %d), after %d entries",
		"%s 不完整或已损坏：读到第 %d 行（第 %d 字节）中断，之前有 %d 条",
	)
	textImportTooLong = wording.T(
		"%s, line %d: an entry is larger than 1 MiB, or a text than 64 KiB",
		"%s 第 %d 行：一条记录超过 1 MiB，或一段文字超过 64 KiB",
	)
	textImportTooLarge = wording.T(
		"%s is too large: at line %d, more than 4 GiB or 10,000 learners",
		"%s 过大：到第 %d 行已超过 4 GiB 或 1 万位学习者",
	)
	textImportTooLate   = wording.T("%s, line %d: an entry is ordered after the year 9999", "%s 第 %d 行：一条记录的次序晚于 9999 年")
	textNothingTakenIn  = wording.T("nothing was imported", "未导入任何内容")
	textNothingImported = wording.T("nothing was imported; export it again", "未导入任何内容；请重新导出")
	textImportNewer     = wording.T("%s was exported by a newer version of portdrill", "%s 由更新版本的 portdrill 导出")
	textNewerImportHint = wording.T("nothing was imported; upgrade portdrill first", "未导入任何内容；请先升级 portdrill")
	textMerged          = wording.T("New entries: %d. Already here: %d.", "新增 %d 条，已有 %d 条。")
	textMergedForgotten = wording.T("Skipped, of deleted learners: %d", "跳过已删除学习者的记录：%d 条")
	textMergedSessions  = wording.T("New class sessions: %d", "新增课堂：%d 次")
	textMergedDecks     = wording.T("New decks: %s", "新增卡组：%s")
	textMergedOther     = wording.T("Skipped, a different deck has the same name: %s", "跳过：已有不同的同名卡组 %s")
	textMergedAltered   = wording.T(
		"Skipped, changed after they were recorded: %d (first: %s)",
		"跳过记录后被改动的条目：%d 条（第一条：%s）",
	)
	textMergedSenseless = wording.T(
		"Skipped, not understood by this version: %d (first: %s)",
		"跳过本版本无法识别的条目：%d 条（第一条：%s）",
	)
	textMergedForked = wording.T(
		"Copies of a file were used separately; both are kept (device %s).",
		"同一文件的副本被分别使用过，两边都已保留（设备 %s）。",
	)
	textMergedConflicts = wording.T(
		"Skipped, the same entry is here with other content: %d (first: %s)",
		"跳过内容不同的同一条目，保留这里的：%d 条（第一条：%s）",
	)
	textImportedPartly = wording.T("%s was only partly imported", "%s 未能全部导入")
)
