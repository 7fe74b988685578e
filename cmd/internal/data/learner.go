package data

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

func learnerCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "learner",
		Short:   textLearnerShort.In(a.Lang),
		Long:    textLearnerLong.In(a.Lang),
		Example: textLearnerExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	list := &cobra.Command{
		Use: "list", Short: textLearnerListShort.In(a.Lang), Args: a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return listLearners(cmd.Context(), a) },
	}
	add := &cobra.Command{
		Use: "add NAME", Short: textLearnerAddShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error { return addLearner(a, cmd, args) },
	}
	rename := &cobra.Command{
		Use: "rename [OLD] NEW", ValidArgsFunction: a.Completion(app.One(app.ListLearnerNames)),
		Short: textLearnerRenameShort.In(a.Lang),
		RunE:  func(cmd *cobra.Command, args []string) error { return renameLearner(a, cmd, args) },
	}
	var confirmed string
	forget := &cobra.Command{
		Use: "forget NAME", ValidArgsFunction: a.Completion(app.One(app.ListLearnerNames)),
		Short: textLearnerForgetShort.In(a.Lang), Long: textLearnerForgetLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error { return forgetLearner(a, cmd, args, confirmed) },
	}
	forget.Flags().StringVar(&confirmed, "confirm", "", app.TextFlagConfirm.In(a.Lang))
	cmd.AddCommand(list, add, rename, forget)
	return cmd
}

// A learnerEntry is a learner in the list.
type learnerEntry struct {
	ID     quiz.LearnerID `json:"id"`
	Name   string         `json:"name"`
	Events int64          `json:"events"`
	Since  string         `json:"since"`
}

func entryOf(a *app.App, l store.Learner) learnerEntry {
	return learnerEntry{l.ID, l.Name, l.Events, l.Since.In(a.Clock.Now().Location()).Format(time.RFC3339)}
}

func listLearners(ctx context.Context, a *app.App) error {
	var all []store.Learner
	if a.Exists() {
		err := a.Opened(ctx, a.File(), func(db *store.DB) (err error) {
			all, err = db.Learners(ctx)
			return err
		}, store.ReadOnly)
		if err != nil {
			return err
		}
	}
	rows := make([][2]string, 0, len(all))
	for _, l := range all {
		if a.JSON {
			if err := a.PrintJSON(entryOf(a, l)); err != nil {
				return err
			}
			continue
		}
		rows = append(
			rows,
			[2]string{app.LearnerName(l), app.TextLearnerRow.In(a.Lang, l.Events, l.Since.Format(time.DateOnly))},
		)
	}
	if len(all) == 0 && !a.JSON {
		return a.Print(app.TextNoLearners.In(a.Lang) + "\n")
	}
	return a.Print(app.Table(rows))
}

func nameTaken(a *app.App, err error, name string) error {
	if errors.Is(err, store.ErrNameTaken) {
		return app.Failure(textNameTaken.In(a.Lang, name), textNameTakenHint.In(a.Lang))
	}
	return err
}

// addLearner adds a learner. The first name in a file is given to whom it belongs
// already, if nothing was recorded yet.
func addLearner(a *app.App, cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return app.UsageProblem(app.TextWhichName.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
	}
	name, err := app.NameGiven(a, strings.Join(args, " "))
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	var added store.Learner
	err = a.WithDB(ctx, func(db *app.DB) error {
		e := app.Naming(a, name, db.Scheduler.Day(a.Clock.Now()))
		all, err := db.Learners(ctx)
		if err != nil {
			return err
		}
		if first := all[0]; len(all) == 1 && first.Name == "" && first.Events == 0 {
			err = db.Rename(ctx, first.ID, e)
		} else {
			_, err = db.AddLearner(ctx, e)
		}
		if err == nil {
			added, err = db.Find(ctx, name)
		}
		return err
	})
	if err != nil {
		return nameTaken(a, err, name)
	}
	return showLearner(a, added, textLearnerAdded)
}

// showLearner says what has become of a learner.
func showLearner(a *app.App, l store.Learner, said wording.Text) error {
	if a.JSON {
		return a.PrintJSON(entryOf(a, l))
	}
	return a.Print(said.In(a.Lang, l.Name) + "\n")
}

func renameLearner(a *app.App, cmd *cobra.Command, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return app.UsageProblem(app.TextWhichName.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
	}
	name, err := app.NameGiven(a, args[len(args)-1])
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	var renamed store.Learner
	err = a.WithDB(ctx, func(db *app.DB) error {
		learner := db.LearnerID
		if len(args) == 2 {
			if learner, err = app.LearnerNamed(ctx, a, db.DB, args[0]); err != nil {
				return err
			}
		}
		if err := db.Rename(ctx, learner, app.Naming(a, name, db.Scheduler.Day(a.Clock.Now()))); err != nil {
			return err
		}
		renamed, err = db.Find(ctx, name)
		return err
	})
	if err != nil {
		return nameTaken(a, err, name)
	}
	return showLearner(a, renamed, textLearnerRenamed)
}

// forgetLearner removes all of a learner, once the name was typed again.
func forgetLearner(a *app.App, cmd *cobra.Command, args []string, confirmed string) error {
	if len(args) == 0 {
		return app.UsageProblem(app.TextWhichName.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
	}
	ctx, name := cmd.Context(), strings.Join(args, " ")
	if !a.Exists() {
		return app.UsageProblem(app.TextNoLearner.In(a.Lang, name), app.TextNoLearners.In(a.Lang))
	}
	return a.Opened(ctx, a.File(), func(db *store.DB) error { return forget(ctx, a, db, name, confirmed) })
}

// A forgottenEntry says who was forgotten, and what became of the backups.
type forgottenEntry struct {
	Learner quiz.LearnerID `json:"learner"`
	Name    string         `json:"name"`
	Backups []string       `json:"backups"` // that still hold something: none
	app.TracesEntry
}

func forget(ctx context.Context, a *app.App, db *store.DB, name, confirmed string) error {
	id, err := app.LearnerNamed(ctx, a, db, name)
	if err != nil {
		// Who is forgotten already may have left traces that are to be overwritten.
		gone := store.Learner{ID: quiz.LearnerID(name)}
		if again := erase(ctx, a, db, gone); !errors.Is(again, store.ErrNoLearner) {
			return again
		}
		return err
	}
	l, err := db.Find(ctx, string(id))
	if err != nil {
		return err
	}
	found, err := db.TracesOf(ctx, id)
	if err != nil {
		return err
	}
	app.ShowTraces(a, app.LearnerName(l), found)
	if err := confirm(a, app.LearnerName(l), l.Events, confirmed); err != nil {
		return err
	}
	return erase(ctx, a, db, l)
}

func erase(ctx context.Context, a *app.App, db *store.DB, l store.Learner) error {
	done, err := db.Forget(ctx, l.ID, a.Clock.Now())
	if err != nil {
		return app.NotWiped(a, app.LearnerName(l), done, err)
	}
	if a.JSON {
		return a.PrintJSON(forgottenEntry{l.ID, l.Name, []string{}, app.EntryOfTraces(done)})
	}
	a.Messages.Say(app.TextCopiesElsewhere.In(a.Lang))
	return a.Print(textLearnerForgotten.In(a.Lang, app.LearnerName(l)) + "\n")
}

// confirm has the name typed again before what cannot be taken back.
func confirm(a *app.App, name string, events int64, confirmed string) error {
	return app.ConfirmBy(a, textForgetAsks.In(a.Lang, name, events, name), name, confirmed)
}

var (
	textLearnerAdded = wording.T(
		"Added %[1]s. Start with: portdrill drill --learner %[1]q",
		"已添加 %[1]s。开始学习：portdrill drill --learner %[1]q",
	)
	textLearnerRenamed   = wording.T("Renamed to %s.", "已改名为 %s。")
	textLearnerForgotten = wording.T(
		"Deleted %s and all recorded data.",
		"已删除 %s 及其全部记录。",
	)
	textForgetAsks = wording.T(
		"This permanently deletes %s and all recorded data (entries: %d). To continue, type: %s",
		"这将永久删除 %s 及其全部记录（%d 条）。如要继续，请输入：%s",
	)
	textNameTaken     = wording.T("there is already a learner called %s", "已有名为 %s 的学习者")
	textNameTakenHint = wording.T(
		"choose another name; portdrill learner list shows all",
		"请换一个名字；portdrill learner list 列出全部",
	)
	textLearnerShort = wording.T("manage the learners who share the database", "管理共用数据库的学习者")
	textLearnerLong  = wording.T(
		`Several people can share one database, each with their own log, cards and
settings. --learner NAME chooses the learner (default: the first one).`,
		`一个数据库可供多人使用，各有自己的日志、卡片和设置。用 --learner 姓名 指定学习者，
默认为第一位。`,
	)
	textLearnerExamples = wording.T(
		"  portdrill learner add Li Hua\n  portdrill drill --learner \"Li Hua\"\n  portdrill learner rename Bo "+
			"Robert\n  portdrill learner forget Robert",
		"  portdrill learner add 李华\n  portdrill drill --learner 李华\n  portdrill learner rename 李华 小李\n  "+
			"portdrill learner forget 小李",
	)
	textLearnerListShort   = wording.T("list all learners", "列出全部学习者")
	textLearnerAddShort    = wording.T("add a learner", "添加学习者")
	textLearnerRenameShort = wording.T("rename a learner", "给学习者改名")
	textLearnerForgetShort = wording.T("delete a learner and all their data", "删除学习者及其全部记录")
	textLearnerForgetLong  = wording.T(
		`Overwrites the answers, cards and settings in the file, and removes them from its
backups, which are listed first; a damaged backup that may contain them is deleted.
Imports, restored backups and rebuilds do not bring the learner back. Exports and
copies elsewhere are not changed. You must type the name to confirm.`,
		`文件中的作答、卡片和设置会被覆盖，备份中的也会清除（会先列出这些备份）；可能含有
这些数据的损坏备份会被删除。以后无论导入、恢复备份还是重建，都不会再带回这位学习者。
导出的文件和放在别处的副本不受影响。须输入姓名确认。`,
	)
)
