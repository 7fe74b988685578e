package data

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

func syncCommand(a *app.App) *cobra.Command {
	var f signInFlags
	cmd := &cobra.Command{
		Use: "sync FOLDER|URL", Short: textSyncShort.In(a.Lang), Long: textSyncLong.In(a.Lang), Example: textSyncExamples.In(a.Lang),
		ValidArgsFunction: a.Completion(app.One(app.ListFiles)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(textWhichFolder.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			if isServer(args[0]) {
				return syncServer(cmd.Context(), a, args[0], f)
			}
			if f != (signInFlags{}) {
				return app.UsageProblem(textFolderSignIn.In(a.Lang, args[0]), "")
			}
			return syncWith(cmd.Context(), a, args[0])
		},
	}
	cmd.Flags().StringVar(&f.class, "class", "", textFlagClassThere.In(a.Lang))
	a.Completes(cmd, "class", app.Fixed()) // that of the server, which this program does not know
	cmd.Flags().StringVar(&f.name, "name", "", textFlagNameThere.In(a.Lang))
	cmd.Flags().StringVar(&f.pin, "pin", "", textFlagPINThere.In(a.Lang))
	cmd.Flags().BoolVar(&f.unencrypted, "unencrypted", false, textFlagUnencrypted.In(a.Lang))
	return cmd
}

// syncWith exchanges the logs of all learners, or sends that of the one who was named.
func syncWith(ctx context.Context, a *app.App, folder string) error {
	var s store.Synced
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		var only []quiz.LearnerID
		if a.Whose != "" {
			only = append(only, db.LearnerID)
		}
		s, err = db.Sync(ctx, folder, a.Clock.Now(), only...)
		return err
	})
	if err != nil {
		return syncProblem(a, folder, err)
	}
	if err := showSynced(a, folder, s); err != nil {
		return err
	}
	if leftOut(s.Merged) || len(s.Damaged)+len(s.Newer) > 0 {
		return app.Failure(textSyncedPartly.In(a.Lang, folder), "")
	}
	return nil
}

// syncProblem words what is wrong with the folder.
func syncProblem(a *app.App, folder string, err error) error {
	var outside *store.FolderError
	switch {
	case !errors.As(err, &outside):
		return err
	case errors.Is(outside, fs.ErrNotExist):
		return app.Failure(textNoSyncFolder.In(a.Lang, folder), textNoSyncFolderHint.In(a.Lang))
	case errors.Is(outside, fs.ErrPermission):
		return app.Failure(textSyncForbidden.In(a.Lang, folder), "")
	}
	cause := outside.Err
	var file *fs.PathError
	if errors.As(cause, &file) {
		cause = file.Err
	}
	return app.Failure(textSyncFailed.In(a.Lang, folder, cause), textSyncFailedHint.In(a.Lang))
}

func showSynced(a *app.App, folder string, s store.Synced) error {
	if a.JSON {
		s.Merged = withoutNil(s.Merged)
		s.Damaged, s.Newer, s.Strange = app.EmptyIfNil(s.Damaged), app.EmptyIfNil(s.Newer), app.EmptyIfNil(s.Strange)
		return a.PrintJSON(s)
	}
	text := textSynced.In(a.Lang, folder, s.New, s.Sent) + "\n" + mergedNotices(a, s.Merged)
	for _, d := range s.Damaged {
		text += textSyncDamaged.In(a.Lang, d.File, d.Lines) + "\n"
	}
	if len(s.Newer) > 0 {
		text += textSyncNewer.In(a.Lang, strings.Join(s.Newer, ", ")) + "\n"
	}
	if len(s.Strange) > 0 {
		text += textSyncStrange.In(a.Lang, strings.Join(s.Strange, ", ")) + "\n"
	}
	return a.Print(text)
}

var (
	textSyncShort = wording.T("exchange progress with your other devices or your school", "与你的其他设备或学校同步进度")
	textSyncLong  = wording.T(
		`Run it on each device with the same folder: one that Syncthing or a cloud drive
copies, a network share, or a USB stick. Sync in any order, as often as you like.
Each device writes only to its own file in the folder; the progress of all learners
is sent, with --learner only that of one.

With the URL of your school's portdrill serve, you sign in the first time with the class,
name and PIN from your teacher's slip; your own progress goes both ways.`,
		`在每台设备上对同一个文件夹运行：Syncthing 或网盘同步的文件夹、网络共享或 U 盘均可，
次序和次数不限。每台设备只写文件夹里自己的那个文件；默认发送所有学习者的进度，
加 --learner 则只发送一人的。

也可给出学校 portdrill serve 的网址：首次用老师纸条上的班级、姓名和 PIN 登录，
之后双向同步你自己的进度。`,
	)
	textSyncExamples = wording.T(
		"  portdrill sync ~/Sync/portdrill\n  portdrill sync https://ports.school.example",
		"  portdrill sync ~/Sync/portdrill\n  portdrill sync https://ports.school.example",
	)
	textWhichFolder      = wording.T("which folder or server?", "请指定文件夹或服务器")
	textFolderSignIn     = wording.T("%s is a folder: nobody signs in there", "%s 是文件夹，无需登录")
	textSynced           = wording.T("Synced with %s. Received: %d. Sent: %d.", "已与 %s 同步：收到 %d 条，发出 %d 条。")
	textSyncedPartly     = wording.T("not everything in %s could be read", "%s 中有内容无法读取")
	textNoSyncFolder     = wording.T("there is no folder %s", "文件夹 %s 不存在")
	textNoSyncFolderHint = wording.T("create it, or connect the drive that it is on", "请先创建它，或连接它所在的磁盘")
	textSyncForbidden    = wording.T("no permission to use the folder %s", "没有使用文件夹 %s 的权限")
	textSyncFailed       = wording.T("cannot sync with %s: %v", "无法与 %s 同步：%v")
	textSyncFailedHint   = wording.T("your progress is unchanged; sync again later", "你的进度没有变化，请稍后再同步")
	textSyncDamaged      = wording.T(
		"Skipped in %s: %d damaged lines. They are replaced when that device syncs again.",
		"跳过 %s 中损坏的 %d 行；那台设备下次同步时会补上。",
	)
	textSyncNewer = wording.T(
		"Skipped, written by a newer version (upgrade portdrill to read it): %s",
		"跳过更新版本写入的文件（升级 portdrill 后可读）：%s",
	)
	textSyncStrange = wording.T("Skipped, not written by portdrill sync: %s", "跳过不是 portdrill sync 写入的文件：%s")
)
