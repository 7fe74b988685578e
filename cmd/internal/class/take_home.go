package class

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

func classTakeHomeCommand(a *app.App) *cobra.Command {
	var all bool
	var class string
	cmd := &cobra.Command{
		Use: "take-home {NAME [FILE] | --all [FOLDER]}", ValidArgsFunction: a.Completion(app.One(listMembers)),
		Short: textTakeHomeShort.In(a.Lang), Long: textTakeHomeLong.In(a.Lang), Example: textTakeHomeExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			hint := app.TextUsageHint.In(a.Lang, cmd.CommandPath())
			switch {
			case all && len(args) > 1:
				return app.UsageProblem(textOneFolder.In(a.Lang), hint)
			case all:
				return takeAllHome(cmd.Context(), a, class, append(args, ".")[0])
			case class != "":
				return app.UsageProblem(textClassOfAll.In(a.Lang), hint)
			case len(args) < 1 || len(args) > 2:
				return app.UsageProblem(app.TextWhichName.In(a.Lang), hint)
			}
			return takeHome(cmd.Context(), a, args[0], args[1:])
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, textFlagTakeAll.In(a.Lang))
	cmd.Flags().StringVar(&class, "class", "", textFlagTakeClass.In(a.Lang))
	a.Completes(cmd, "class", listClassNames)
	return cmd
}

// takeHome writes the whole log of one on a class list, to be imported at home.
func takeHome(ctx context.Context, a *app.App, name string, to []string) error {
	return app.Exporting(ctx, a, to, func(db *app.DB, w io.Writer) error {
		learner, err := memberNamed(ctx, a, db, name)
		if err != nil {
			return err
		}
		return db.ExportJSON(ctx, w, learner)
	})
}

// takeAllHome writes a file for each on the class list, or on all of them for "", into the
// folder, which it makes if there is none.
func takeAllHome(ctx context.Context, a *app.App, class, folder string) error {
	if !a.Exists() {
		return app.UsageProblem(textNoneToTake.In(a.Lang), textNoClassesHint.In(a.Lang))
	}
	return a.ToRead(ctx, func(db *app.DB) error {
		files, err := filesOfMembers(ctx, a, db, class)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return app.Failure(textNoFolder.In(a.Lang, folder), "")
		}
		for _, f := range files {
			err := app.WriteTo(a, []string{filepath.Join(folder, f.name)}, func(w io.Writer) error {
				return db.ExportJSON(ctx, w, f.member.Learner)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type memberFile struct {
	name   string
	member store.Member
}

// filesOfMembers names a file for each on the class lists. No two names are the same, even
// where case does not count.
func filesOfMembers(ctx context.Context, a *app.App, db *app.DB, class string) ([]memberFile, error) {
	names := []string{class}
	if class == "" {
		classes, err := db.Classes(ctx)
		if err != nil {
			return nil, err
		}
		names = names[:0]
		for _, c := range classes {
			names = append(names, c.Name)
		}
	}
	var files []memberFile
	used := make(map[string]bool)
	for _, class := range names {
		members, err := db.Roster(ctx, class)
		if err != nil {
			return nil, noClass(ctx, a, db.DB, class, err)
		}
		for _, m := range members {
			stem := strings.Join(strings.Fields(fileName(class+" "+m.Number+" "+m.Shown)), " ")
			name := stem + ".json"
			for n := 2; used[room.Fold(name)]; n++ {
				name = fmt.Sprintf("%s (%d).json", stem, n)
			}
			used[room.Fold(name)] = true
			files = append(files, memberFile{name, m})
		}
	}
	if len(files) == 0 {
		return nil, app.UsageProblem(textNoneToTake.In(a.Lang), textNoClassesHint.In(a.Lang))
	}
	return files, nil
}

// fileName replaces what no file system has in a name, and a dot, with which it would be
// hidden or lead elsewhere. It begins with the class, so that it is none of the names that
// Windows keeps for devices.
func fileName(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_()", r) {
			return r
		}
		return '_'
	}, text)
}

var (
	textTakeHomeShort = wording.T("export students' records to import at home", "导出学生的学习记录，供回家导入")
	textTakeHomeLong  = wording.T(
		`Exports all records of a student on a class list, by name or student number, to a
file; with --all, those of every student, to a file each in a folder (default: this
one). To import one at home: portdrill import json.`,
		`把名单上一名学生（按姓名或学号）的全部学习记录写入文件；加 --all 则导出所有学生，
每人一个文件，写入指定文件夹（默认当前文件夹）。在家用 portdrill import json 导入。`,
	)
	textTakeHomeExamples = wording.T(
		"  portdrill class take-home 2026001 liming.json\n  portdrill class take-home --all --class net-1 homes",
		"  portdrill class take-home 2026001 liming.json\n  portdrill class take-home --all --class 网络1班 homes",
	)
	textFlagTakeAll   = wording.T("every student, a file each", "所有学生，每人一个文件")
	textFlagTakeClass = wording.T("with --all: only students of the class `NAME`", "配合 --all：只导出此`班级`的学生")
	textOneFolder     = wording.T("--all takes one folder", "--all 只接受一个文件夹")
	textClassOfAll    = wording.T("--class goes with --all", "--class 须与 --all 同时使用")
	textNoneToTake    = wording.T("there are no students on a class list", "班级名单中还没有学生")
	textNoFolder      = wording.T("cannot create the folder %s", "无法创建文件夹 %s")
)
