package class

import (
	"cmp"
	"context"
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

type rosterFlags struct {
	app.TakeFlags
	class, slips, newPIN string
	removeMissing        bool
}

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
	cmd.Flags().StringVar(&f.newPIN, "new-pin", "", textFlagNewPIN.In(a.Lang))
	cmd.Flags().BoolVar(&f.removeMissing, "remove-missing", false, textFlagRemoveMissing.In(a.Lang))
	f.Add(a, cmd, "name=2+3,number=4,group=6")
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	a.Completes(cmd, "class", listClassNames)
	a.Completes(cmd, "slips", app.ListFiles)
	return cmd
}

// A memberEntry is one on a roster, for programs.
type memberEntry struct {
	Class   string         `json:"class"`
	Name    string         `json:"name"`
	Whole   string         `json:"full_name,omitempty"` // where the name is shown shortened
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
	if len(args) == 1 {
		all, taken, err := takeRoster(cmd.Context(), a, class, args[0], f)
		if err != nil || !taken {
			return err
		}
		return showMembers(a, class, all, f)
	}
	var all []store.Member
	err = a.WithDB(ctx, func(db *app.DB) error {
		if f.newPIN != "" {
			if err := renewPIN(ctx, a, db, class, f.newPIN); err != nil {
				return err
			}
		}
		all, err = db.Roster(ctx, class)
		return noClass(ctx, a, db.DB, class, err)
	})
	if err != nil {
		return err
	}
	return showMembers(a, class, all, f)
}

// renewPIN gives one on the roster another PIN, by name or number.
func renewPIN(ctx context.Context, a *app.App, db *app.DB, class, name string) error {
	all, err := db.Roster(ctx, class)
	if err != nil {
		return noClass(ctx, a, db.DB, class, err)
	}
	var found []store.Member
	for _, m := range all {
		if room.Fold(m.Shown) == room.Fold(name) || room.Fold(m.Name) == room.Fold(name) ||
			m.Number != "" && m.Number == name {
			found = append(found, m)
		}
	}
	switch {
	case len(found) == 0:
		return app.UsageProblem(textNoMember.In(a.Lang, name), "")
	case len(found) > 1:
		return app.UsageProblem(textSeveralMembers.In(a.Lang, name), "")
	}
	pin, err := db.RenewPIN(ctx, class, found[0].Key, classroom.NewPIN)
	if err == nil {
		a.Messages.Say(textNewPIN.In(a.Lang, found[0].Shown, pin))
	}
	return err
}

func showMembers(a *app.App, class string, all []store.Member, f rosterFlags) error {
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

func showRoster(a *app.App, class string, all []store.Member) error {
	for _, m := range all {
		if !a.JSON {
			break
		}
		if err := a.PrintJSON(memberEntry{class, m.Shown, wholeName(m), m.Number, m.Group, m.PIN, m.Learner}); err != nil {
			return err
		}
	}
	if a.JSON {
		return nil
	}
	widest := 0
	for _, m := range all {
		widest = max(widest, terminal.Width(cmp.Or(wholeName(m), m.Shown)))
	}
	var text strings.Builder
	for _, m := range all {
		more := strings.TrimSpace(m.Number + "  " + m.Group)
		fmt.Fprintln(
			&text,
			strings.TrimRight(terminal.Pad(cmp.Or(wholeName(m), m.Shown), widest+2)+m.PIN+"  "+more, " "),
		)
	}
	return a.Print(text.String())
}

// wholeName is the name of a member whose name is shown shortened, else empty.
func wholeName(m store.Member) string {
	if strings.Contains(m.Shown, "…") && !strings.Contains(m.Name, "…") {
		return m.Name
	}
	return ""
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
	return slips().Execute(terminal.VisibleHTML(w), map[string]any{"Lang": lang, "Title": textSlipsTitle.In(lang, class), "Members": all})
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
	hint := ""
	if near := app.Nearest(name, names); len(near) > 0 {
		hint = a.Known(app.TextNearest, near)
	}
	return "", app.UsageProblem(textNoMember.In(a.Lang, name), hint)
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
		found, err := db.TracesOfClass(ctx, name)
		if err != nil {
			return err
		}
		app.ShowTraces(a, name, found)
		if err := app.ConfirmBy(a, textForgetClassAsks.In(a.Lang, name, len(all), name), name, confirmed); err != nil {
			return err
		}
		if done, err := db.ForgetClass(ctx, name, a.Clock.Now()); err != nil {
			return app.NotWiped(a, name, done, err)
		}
		a.Messages.Say(app.TextCopiesElsewhere.In(a.Lang))
		return a.Print(textClassForgotten.In(a.Lang, name) + "\n")
	})
}

var (
	textRosterShort = wording.T("import or show a class list, print PIN slips", "班级名单：导入、查看、打印 PIN 纸条")
	textRosterLong  = wording.T(
		`The list is CSV or xlsx: names and, if there are any, student numbers and groups.
Headings of Moodle, Google Classroom, Canvas, Teams, Excel and Chinese lists are
known; e-mail addresses are not kept. It first shows what it found. On a terminal
it asks before anything is written; otherwise a list that is not clear is refused
unless --yes is given. Each student gets a PIN; students already on the list keep
theirs. Without a file it shows the list.`,
		`从 CSV 或 xlsx 导入班级名单：姓名，以及学号和小组（如有）。能识别 Moodle、
Google Classroom、Canvas、Teams、Excel 和中文名单的标题行；不保存电子邮箱。导入前先
显示识别结果：在终端上会先询问；不在终端上时，有疑问的名单会被拒绝，除非加 --yes。
每人获得一个 PIN，已在名单上的保持不变。不给文件则显示名单。`,
	)
	textRosterExamples = wording.T(
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class net-1 --slips slips.html\n  portdrill class roster --class net-1",
		"  portdrill class roster net-1.csv\n  portdrill class roster net-1.xlsx --class 网络1班 --slips slips.html\n  portdrill class roster --class 网络1班",
	)
	textFlagNewPIN        = wording.T("give the student `NAME` (or student number) a new PIN", "为此`学生`（姓名或学号）换一个 PIN")
	textFlagRemoveMissing = wording.T(
		"remove students who are not on this list; their records are kept",
		"将不在此名单上的学生移出班级，其记录保留",
	)
	textNewPIN         = wording.T("New PIN for %s: %s", "%s 的新 PIN：%s")
	textFlagSlips      = wording.T("write printable PIN slips to `FILE` (HTML)", "把可打印的 PIN 纸条写入`文件`（HTML）")
	textNoClasses      = wording.T("There are no classes yet.", "还没有班级。")
	textWhichClass     = wording.T("which class?", "请指定班级")
	textSlipsTitle     = wording.T("PINs of %s", "%s 的 PIN")
	textNoMember       = wording.T("no student called %q on a class list", "名单上没有 %q")
	textSeveralMembers = wording.T(
		"several students are called %q: use the student number",
		"名单上有多人叫 %q：请用学号",
	)
	textClassForgetShort = wording.T("delete a class and all its records", "删除班级及其全部记录")
	textClassForgetLong  = wording.T(
		`Deletes its list, its sessions and all records of its students, including what
they learned on their own in this database, from the backups too. Exports and copies
elsewhere are not changed. It cannot be undone.`,
		`包括名单、课堂练习，以及名单上所有学生的全部记录，也包括他们在本数据库中自己学习
的记录；备份中的也会清除。导出的文件和放在别处的副本不受影响。无法撤销。`,
	)
	textForgetClassAsks = wording.T(
		"This permanently deletes class %s and all records of its %d students. To continue, type %s.",
		"这将永久删除班级 %s 及其 %d 名学生的全部记录。如要继续，请输入 %s。",
	)
	textClassForgotten = wording.T("Deleted class %s", "已删除班级 %s")
)
