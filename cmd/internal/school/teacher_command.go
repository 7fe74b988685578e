package school

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

// teacherCommand has the accounts of teachers, which only the console of the server makes.
func teacherCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use: "teacher", Short: textTeacherShort.In(a.Lang), Long: textTeacherLong.In(a.Lang), Example: textTeacherExamples.In(a.Lang),
		Args: a.NoArguments, RunE: func(cmd *cobra.Command, _ []string) error { return listTeachers(cmd, a) },
	}
	var classes []string
	list := &cobra.Command{
		Use: "list", Short: textTeacherListShort.In(a.Lang), Args: a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return listTeachers(cmd, a) },
	}
	add := &cobra.Command{
		Use: "add NAME", Short: textTeacherAddShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error { return addTeacher(cmd, a, args, classes) },
	}
	add.Flags().StringArrayVar(&classes, "class", nil, textFlagTeaches.In(a.Lang))
	a.Completes(add, "class", listClasses)
	teach := &cobra.Command{
		Use: "teach NAME", Short: textTeacherTeachShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withTeacher(cmd, a, args, func(db *store.DB, name string) error {
				for _, class := range classes {
					if err := db.Teach(cmd.Context(), name, class); err != nil {
						return err
					}
				}
				return listTeachers(cmd, a)
			})
		},
	}
	teach.Flags().StringArrayVar(&classes, "class", nil, textFlagTeaches.In(a.Lang))
	a.Completes(teach, "class", listClasses)
	password := &cobra.Command{
		Use: "password NAME", Short: textTeacherPasswordShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withTeacher(cmd, a, args, func(db *store.DB, name string) error {
				made := newPassword()
				if err := db.ChangePassword(cmd.Context(), name, hashPassword(made)); err != nil {
					return err
				}
				return showPassword(a, name, made)
			})
		},
	}
	remove := &cobra.Command{
		Use: "remove NAME", Short: textTeacherRemoveShort.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withTeacher(cmd, a, args, func(db *store.DB, name string) error {
				if err := db.RemoveTeacher(cmd.Context(), name); err != nil {
					return err
				}
				a.Messages.Say(textTeacherRemoved.In(a.Lang, name))
				return nil
			})
		},
	}
	cmd.AddCommand(list, add, teach, password, remove)
	return cmd
}

func listClasses(a *app.App, cmd *cobra.Command, _ []string, _ string) (all []string, _ cobra.ShellCompDirective) {
	a.Glance(cmd.Context(), func(db *store.DB) error {
		classes, err := db.Classes(cmd.Context())
		for _, c := range classes {
			all = append(all, c.Name)
		}
		return err
	})
	return all, app.KeepOrder
}

// withTeacher opens the database for what is done to the teacher who is named.
func withTeacher(cmd *cobra.Command, a *app.App, args []string, do func(db *store.DB, name string) error) error {
	name := strings.Join(strings.Fields(strings.Join(args, " ")), " ")
	if name == "" {
		return app.UsageProblem(app.TextWhichName.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
	}
	if len([]rune(name)) > quiz.LongestName {
		return app.UsageProblem(textTeacherLongName.In(a.Lang, quiz.LongestName), "")
	}
	if !a.Exists() {
		return app.Failure(textNoClasses.In(a.Lang), textNoClassesHint.In(a.Lang))
	}
	err := a.Opened(cmd.Context(), a.File(), func(db *store.DB) error { return do(db, name) })
	switch {
	case errors.Is(err, store.ErrNoTeacher):
		return app.UsageProblem(textNoTeacher.In(a.Lang, name), textNoTeacherHint.In(a.Lang))
	case errors.Is(err, store.ErrTeacherTaken):
		return app.UsageProblem(textTeacherTaken.In(a.Lang, name), textTeacherTakenHint.In(a.Lang))
	case errors.Is(err, store.ErrNoClass):
		return app.UsageProblem(textNoSuchClass.In(a.Lang), textNoClassesHint.In(a.Lang))
	}
	return err
}

func addTeacher(cmd *cobra.Command, a *app.App, args, classes []string) error {
	return withTeacher(cmd, a, args, func(db *store.DB, name string) error {
		made := newPassword()
		err := db.AddTeacher(cmd.Context(), store.Teacher{Name: name, Password: hashPassword(made), Since: a.Clock.Real(), Classes: classes})
		if err != nil {
			return err
		}
		return showPassword(a, name, made)
	})
}

// showPassword shows the only time what is kept nowhere.
func showPassword(a *app.App, name, password string) error {
	if a.JSON {
		return a.PrintJSON(struct {
			Name     string `json:"name"`
			Password string `json:"password"`
		}{name, password})
	}
	return a.Print(textTeacherPassword.In(a.Lang, name, password) + "\n")
}

// A teacherEntry is a teacher in the list.
type teacherEntry struct {
	Name    string   `json:"name"`
	Since   string   `json:"since"`
	Classes []string `json:"classes"`
}

func listTeachers(cmd *cobra.Command, a *app.App) error {
	entries := []teacherEntry{}
	if a.Exists() {
		err := a.Opened(cmd.Context(), a.File(), func(db *store.DB) error {
			all, err := db.Teachers(cmd.Context())
			for _, t := range all {
				entries = append(entries, teacherEntry{t.Name, t.Since.Format(time.RFC3339), append([]string{}, t.Classes...)})
			}
			return err
		}, store.ReadOnly)
		if err != nil {
			return err
		}
	}
	if a.JSON {
		return a.PrintJSON(entries)
	}
	if len(entries) == 0 {
		a.Messages.Say(textNoTeachers.In(a.Lang))
		return nil
	}
	for _, t := range entries {
		line := t.Name
		if len(t.Classes) > 0 {
			line += ": " + strings.Join(t.Classes, pageTexts["comma"].In(a.Lang))
		}
		if err := a.Print(line + "\n"); err != nil {
			return err
		}
	}
	return nil
}

var (
	textTeacherShort = wording.T("manage the accounts of teachers", "管理教师账号")
	textTeacherLong  = wording.T(
		`Teachers sign in at /teacher on the server and see how their classes practice. A
password is made for each and shown once.`,
		`教师在服务器的 /teacher 页面登录，查看所教班级的练习情况。密码自动生成，只显示一次。`,
	)
	textTeacherExamples = wording.T(
		"  portdrill serve teacher add Ms Wu --class net-1\n  portdrill serve teacher password Ms Wu",
		"  portdrill serve teacher add 吴老师 --class net-1\n  portdrill serve teacher password 吴老师",
	)
	textTeacherListShort     = wording.T("list all teachers", "列出全部教师")
	textTeacherAddShort      = wording.T("add a teacher", "添加教师")
	textTeacherTeachShort    = wording.T("let a teacher teach more classes", "让教师再教其他班级")
	textTeacherPasswordShort = wording.T("give a teacher a new password and sign out their devices", "给教师换新密码，并退出其所有设备")
	textTeacherRemoveShort   = wording.T("remove the account of a teacher; classes stay", "删除教师账号，班级保留")
	textFlagTeaches          = wording.T("`CLASS` that the teacher teaches (can be repeated)", "该教师所教的`班级`（可重复给出）")
	textTeacherPassword      = wording.T("%s signs in at /teacher with the password %s. It is not shown again.", "%s 在 /teacher 用密码 %s 登录。密码不会再次显示。")
	textTeacherRemoved       = wording.T("Removed the teacher %s.", "已删除教师 %s。")
	textNoTeachers           = wording.T("There are no teachers yet. To add one: portdrill serve teacher add NAME", "还没有教师。添加：portdrill serve teacher add 姓名")
	textNoTeacher            = wording.T("no teacher is called %s", "没有名为 %s 的教师")
	textNoTeacherHint        = wording.T("list them: portdrill serve teacher list", "查看全部：portdrill serve teacher list")
	textTeacherTaken         = wording.T("there is a teacher called %s already", "已有名为 %s 的教师")
	textTeacherTakenHint     = wording.T("for a new password: portdrill serve teacher password NAME", "换新密码：portdrill serve teacher password 姓名")
	textTeacherLongName      = wording.T("a name has at most %d characters", "姓名最多 %d 个字符")
	textNoSuchClass          = wording.T("there is no such class; nothing was changed", "没有这个班级，未作任何更改")
)
