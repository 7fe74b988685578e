package class

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"
)

type rosterFlags struct{ class, slips string }

func classRosterCommand(a *app.App) *cobra.Command {
	var f rosterFlags
	cmd := &cobra.Command{
		Use: "roster [FILE]", Short: textRosterShort.In(a.Lang), Long: textRosterLong.In(a.Lang), Example: textRosterExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.NoArguments(cmd, args[1:])
			}
			return runRoster(a, cmd, args, f)
		},
	}
	cmd.Flags().StringVar(&f.class, "class", "", textFlagClass.In(a.Lang))
	cmd.Flags().StringVar(&f.slips, "slips", "", textFlagSlips.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	a.Completes(cmd, "class", listClassNames)
	a.Completes(cmd, "slips", app.ListFiles)
	return cmd
}

// A memberEntry is one on a roster, for programs.
type memberEntry struct {
	Class   string         `json:"class"`
	Name    string         `json:"name"`
	Number  string         `json:"number,omitempty"`
	Group   string         `json:"group,omitempty"`
	PIN     string         `json:"pin"`
	Learner quiz.LearnerID `json:"learner"`
}

// runRoster takes a list in, if there is one, and shows who is on the roster.
func runRoster(a *app.App, cmd *cobra.Command, args []string, f rosterFlags) error {
	ctx := cmd.Context()
	if len(args) == 0 && f.class == "" {
		return listClasses(ctx, a)
	}
	class := f.class
	if class == "" {
		class = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
	}
	class, err := className(a, class)
	if err != nil {
		return err
	}
	var all []store.Member
	err = a.WithDB(ctx, func(db *app.DB) error {
		if len(args) == 1 {
			all, err = takeRoster(ctx, a, db, class, args[0])
		} else {
			all, err = db.Roster(ctx, class)
		}
		return noClass(ctx, a, db.DB, class, err)
	})
	if err != nil {
		return err
	}
	if f.slips != "" {
		return app.WriteTo(a, []string{f.slips}, func(w io.Writer) error { return writeSlips(w, a.Lang, class, all) })
	}
	return showRoster(a, class, all)
}

func listClasses(ctx context.Context, a *app.App) error {
	var all []store.Class
	if a.Exists() {
		err := a.ToRead(ctx, func(db *app.DB) (err error) {
			all, err = db.Classes(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	var rows [][2]string
	for _, c := range all {
		if a.JSON {
			if err := a.PrintJSON(map[string]any{"class": c.Name, "members": c.Members, "sessions": c.Rooms}); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, [2]string{c.Name, textClassRow.In(a.Lang, c.Members, c.Rooms)})
	}
	if len(all) == 0 && !a.JSON {
		return a.Print(textNoClasses.In(a.Lang) + "\n")
	}
	return a.Print(app.Table(rows))
}

// takeRoster brings the roster of the class up to the list in the file.
func takeRoster(ctx context.Context, a *app.App, db *app.DB, class, path string) ([]store.Member, error) {
	in, err := app.Source(a, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, classroom.LargestRoster+1))
	if err != nil {
		return nil, app.Failure(app.TextNotRead.In(a.Lang, app.SourceName(a, path)), "")
	}
	entries, err := classroom.ReadRoster(data)
	if err != nil {
		return nil, rosterProblem(a, path, err)
	}
	day := db.Scheduler.Day(a.Clock.Now())
	all, added, err := db.KeepRoster(ctx, class, entries, a.Clock.Now(), classroom.NewPIN, func(name string) quiz.Event { return app.Naming(a, name, day) })
	if err != nil {
		return nil, err
	}
	a.Messages.Say(textRosterTaken.In(a.Lang, class, len(all), added))
	return all, nil
}

// rosterProblem words what is wrong with a list.
func rosterProblem(a *app.App, path string, err error) error {
	name := app.SourceName(a, path)
	var bad *classroom.BadRow
	switch {
	case errors.As(err, &bad):
		return app.Failure(textRosterBadRow.In(a.Lang, name, bad.Row, bad.Text), textRosterNameHint.In(a.Lang, room.LongestName))
	case errors.Is(err, classroom.ErrNoNames):
		return app.Failure(textRosterNoNames.In(a.Lang, name), textRosterHint.In(a.Lang))
	case errors.Is(err, classroom.ErrRosterSize):
		return app.Failure(textRosterTooLarge.In(a.Lang, name, room.MostParticipants), "")
	}
	return app.Failure(textRosterUnread.In(a.Lang, name), textRosterHint.In(a.Lang))
}

func showRoster(a *app.App, class string, all []store.Member) error {
	for _, m := range all {
		if !a.JSON {
			break
		}
		if err := a.PrintJSON(memberEntry{class, m.Shown, m.Number, m.Group, m.PIN, m.Learner}); err != nil {
			return err
		}
	}
	if a.JSON {
		return nil
	}
	widest := 0
	for _, m := range all {
		widest = max(widest, terminal.Width(m.Shown))
	}
	var text strings.Builder
	for _, m := range all {
		more := strings.TrimSpace(m.Number + "  " + m.Group)
		fmt.Fprintln(&text, strings.TrimRight(terminal.Pad(m.Shown, widest+2)+m.PIN+"  "+more, " "))
	}
	return a.Print(text.String())
}

// slips are cut along the lines and handed out. All styles are in the page, which
// loads nothing.
var slips = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("slips").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body { font: 12pt/1.4 system-ui, "Noto Sans SC", "Microsoft YaHei", sans-serif; margin: 1cm; color: #000; background: #fff; }
ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(3, 1fr); }
li { border: 1px dashed #555; padding: .4cm; break-inside: avoid; overflow-wrap: anywhere; }
b { font-size: 14pt; } .pin { font: 700 20pt/1.4 ui-monospace, monospace; letter-spacing: .15em; } .more { color: #333; font-size: 10pt; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<ul>
{{range .Members}}<li><b>{{.Shown}}</b><br>PIN <span class="pin">{{.PIN}}</span><br><span class="more">{{.Number}} {{.Group}}</span></li>
{{end}}</ul>
</body>
</html>
`))
})

func writeSlips(w io.Writer, lang catalogue.Lang, class string, all []store.Member) error {
	return slips().Execute(w, map[string]any{"Lang": lang, "Title": textSlipsTitle.In(lang, class), "Members": all})
}

func classTakeHomeCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use: "take-home NAME [FILE]", ValidArgsFunction: a.Completion(app.One(listMembers)), Short: textTakeHomeShort.In(a.Lang), Long: textTakeHomeLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return app.UsageProblem(app.TextWhichName.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return runTakeHome(cmd.Context(), a, args[0], args[1:])
		},
	}
}

// runTakeHome writes the whole log of one on a roster, to be imported at home.
func runTakeHome(ctx context.Context, a *app.App, name string, to []string) error {
	return app.Exporting(ctx, a, to, func(db *app.DB, w io.Writer) error {
		learner, err := memberNamed(ctx, a, db, name)
		if err != nil {
			return err
		}
		return db.ExportJSON(ctx, w, learner)
	})
}

// memberNamed returns the learner of one on a roster, by name or number.
func memberNamed(ctx context.Context, a *app.App, db *app.DB, name string) (quiz.LearnerID, error) {
	classes, err := db.Classes(ctx)
	if err != nil {
		return "", err
	}
	var found []quiz.LearnerID
	var names []string
	for _, c := range classes {
		all, err := db.Roster(ctx, c.Name)
		if err != nil {
			return "", err
		}
		for _, m := range all {
			names = append(names, m.Shown)
			if room.Fold(m.Shown) == room.Fold(name) || m.Number != "" && m.Number == name {
				found = append(found, m.Learner)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", app.UsageProblem(textSeveralMembers.In(a.Lang, name), "")
	case len(names) == 0:
		return "", app.UsageProblem(textNoMember.In(a.Lang, name), textNoClassesHint.In(a.Lang))
	}
	return "", app.UsageProblem(textNoMember.In(a.Lang, name), a.Known(app.TextNearest, app.NearestFirst(name, names)))
}

func classForgetCommand(a *app.App) *cobra.Command {
	var confirmed string
	cmd := &cobra.Command{
		Use: "forget CLASS", Short: textClassForgetShort.In(a.Lang), Long: textClassForgetLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return app.UsageProblem(textWhichClass.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return forgetClass(a, cmd, strings.Join(args, " "), confirmed)
		},
	}
	cmd.Flags().StringVar(&confirmed, "confirm", "", app.TextFlagConfirm.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(listClassNames))
	return cmd
}

// forgetClass removes a class with all of it, once its name was typed again.
func forgetClass(a *app.App, cmd *cobra.Command, name, confirmed string) error {
	ctx := cmd.Context()
	return a.WithDB(ctx, func(db *app.DB) error {
		all, err := db.Roster(ctx, name)
		if err != nil {
			return noClass(ctx, a, db.DB, name, err)
		}
		if err := app.ConfirmBy(a, textForgetClassAsks.In(a.Lang, name, len(all), name), name, confirmed); err != nil {
			return err
		}
		holding, err := db.ForgetClass(ctx, name, a.Clock.Now())
		if err != nil {
			return err
		}
		if err := a.Print(textClassForgotten.In(a.Lang, name) + "\n"); err != nil || len(holding) == 0 {
			return err
		}
		a.Messages.Say(app.TextBackupsHold.In(a.Lang))
		for _, b := range holding {
			a.Messages.Say("  " + b.Path)
		}
		return nil
	})
}

var (
	textRosterShort = wording.T("import or show a class list, print PIN slips", "班级名单：导入、查看、打印 PIN 纸条")
	textRosterLong  = wording.T(
		`The list is CSV or xlsx: names, and optionally student numbers and groups, with
headings or in this order, in UTF-8 or GB18030. Each student gets a PIN; students
already on the list keep theirs. Without a file it shows the list.`,
		`从 CSV 或 xlsx 导入班级名单：姓名，可选学号和小组，可带标题行，或按此顺序；编码为
UTF-8 或 GB18030。每人获得一个 PIN，已在名单上的保持不变。不给文件则显示名单。`,
	)
	textRosterExamples = wording.T(
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class Net-1 --slips slips.html\n  portdrill class roster --class Net-1",
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class 网络1班 --slips slips.html\n  portdrill class roster --class 网络1班",
	)
	textFlagSlips      = wording.T("write printable PIN slips to `FILE` (HTML)", "把可打印的 PIN 纸条写入`文件`（HTML）")
	textNoClasses      = wording.T("There are no classes yet.", "还没有班级。")
	textWhichClass     = wording.T("which class?", "请指定班级")
	textRosterTaken    = wording.T("Class %s: %d on the list, %d new", "班级 %s：共 %d 人，其中新增 %d 人")
	textRosterBadRow   = wording.T("%s, row %d: %q is not a name", "%s 第 %d 行：%q 不是姓名")
	textRosterNameHint = wording.T("a name has 1 to %d visible characters", "姓名须为 1 到 %d 个可见字符")
	textRosterNoNames  = wording.T("%s contains no names", "%s 中没有姓名")
	textRosterTooLarge = wording.T("%s is too large: a class has at most %d students", "%s 太大：每班最多 %d 人")
	textRosterUnread   = wording.T("%s is neither a CSV table nor an xlsx file", "%s 既不是 CSV 表格，也不是 xlsx 文件")
	textRosterHint     = wording.T(
		"one student per row: name, number, group; the last two are optional",
		"每行一人：姓名、学号、小组；后两列可省略",
	)
	textSlipsTitle    = wording.T("PINs of %s", "%s 的 PIN")
	textTakeHomeShort = wording.T("export a student's records to import at home", "导出学生的学习记录，供回家导入")
	textTakeHomeLong  = wording.T(
		`Exports all records of a student on a class list, by name or student number, to a
file. To import it at home: portdrill import json.`,
		`把名单上一名学生（按姓名或学号）的全部学习记录写入文件。在家用 portdrill import json
导入。`,
	)
	textNoMember         = wording.T("no student called %q on a class list", "名单上没有 %q")
	textSeveralMembers   = wording.T("several students are called %q: use the student number", "名单上有多人叫 %q：请用学号")
	textClassForgetShort = wording.T("delete a class and all its records", "删除班级及其全部记录")
	textClassForgetLong  = wording.T(
		`Deletes its list, its sessions and all records of its students, including what
they learned on their own in this database. It cannot be undone.`,
		`包括名单、课堂练习，以及名单上所有学生的全部记录，也包括他们在本数据库中自己学习
的记录。无法撤销。`,
	)
	textForgetClassAsks = wording.T(
		"This permanently deletes class %s and all records of its %d students. To continue, type %s.",
		"这将永久删除班级 %s 及其 %d 名学生的全部记录。如要继续，请输入 %s。",
	)
	textClassForgotten = wording.T("Deleted class %s", "已删除班级 %s")
)
