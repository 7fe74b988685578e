package main

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

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"
)

type rosterFlags struct{ class, slips string }

func (a *app) classRosterCommand() *cobra.Command {
	var f rosterFlags
	cmd := &cobra.Command{
		Use: "roster [FILE]", Short: wording.RosterShort.In(a.lang), Long: wording.RosterLong.In(a.lang), Example: wording.RosterExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.noArguments(cmd, args[1:])
			}
			return a.classRoster(cmd, args, f)
		},
	}
	cmd.Flags().StringVar(&f.class, "class", "", wording.FlagClass.In(a.lang))
	cmd.Flags().StringVar(&f.slips, "slips", "", wording.FlagSlips.In(a.lang))
	cmd.ValidArgsFunction = one(listFiles)
	completes(cmd, "class", a.listClassNames)
	completes(cmd, "slips", listFiles)
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

// classRoster takes a list in, if there is one, and shows who is on the roster.
func (a *app) classRoster(cmd *cobra.Command, args []string, f rosterFlags) error {
	ctx := cmd.Context()
	if len(args) == 0 && f.class == "" {
		return a.listClasses(ctx)
	}
	class := f.class
	if class == "" {
		class = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
	}
	class, err := a.className(class)
	if err != nil {
		return err
	}
	var all []store.Member
	err = a.withDB(ctx, func(db opened) error {
		if len(args) == 1 {
			all, err = a.takeRoster(ctx, db, class, args[0])
		} else {
			all, err = db.Roster(ctx, class)
		}
		return a.noClass(cmd, db.DB, class, err)
	})
	if err != nil {
		return err
	}
	if f.slips != "" {
		return a.writeTo([]string{f.slips}, func(w io.Writer) error { return writeSlips(w, a.lang, class, all) })
	}
	return a.showRoster(class, all)
}

func (a *app) listClasses(ctx context.Context) error {
	var all []store.Class
	if a.exists() {
		err := a.toRead(ctx, func(db opened) (err error) {
			all, err = db.Classes(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	var rows [][2]string
	for _, c := range all {
		if a.json {
			if err := a.writeJSON(map[string]any{"class": c.Name, "members": c.Members, "sessions": c.Rooms}); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, [2]string{c.Name, wording.ClassRow.In(a.lang, c.Members, c.Rooms)})
	}
	if len(all) == 0 && !a.json {
		return a.write(wording.NoClasses.In(a.lang) + "\n")
	}
	return a.write(table(rows))
}

// takeRoster brings the roster of the class up to the list in the file.
func (a *app) takeRoster(ctx context.Context, db opened, class, path string) ([]store.Member, error) {
	in, err := a.source(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, classroom.LargestRoster+1))
	if err != nil {
		return nil, problem{wording.NotRead.In(a.lang, a.sourceName(path)), "", exitFailed}
	}
	entries, err := classroom.ReadRoster(data)
	if err != nil {
		return nil, a.rosterProblem(path, err)
	}
	day := db.scheduler.Day(a.clock.Now())
	all, added, err := db.KeepRoster(ctx, class, entries, a.clock.Now(), classroom.NewPIN, func(name string) quiz.Event { return a.naming(name, day) })
	if err != nil {
		return nil, err
	}
	a.aside.say(wording.RosterTaken.In(a.lang, class, len(all), added))
	return all, nil
}

// rosterProblem words what is wrong with a list.
func (a *app) rosterProblem(path string, err error) error {
	name := a.sourceName(path)
	var bad *classroom.BadRow
	switch {
	case errors.As(err, &bad):
		return problem{wording.RosterBadRow.In(a.lang, name, bad.Row, bad.Text), wording.RosterNameHint.In(a.lang, room.LongestName), exitFailed}
	case errors.Is(err, classroom.ErrNoNames):
		return problem{wording.RosterNoNames.In(a.lang, name), wording.RosterHint.In(a.lang), exitFailed}
	case errors.Is(err, classroom.ErrRosterSize):
		return problem{wording.RosterTooLarge.In(a.lang, name, room.MostParticipants), "", exitFailed}
	}
	return problem{wording.RosterUnread.In(a.lang, name), wording.RosterHint.In(a.lang), exitFailed}
}

func (a *app) showRoster(class string, all []store.Member) error {
	for _, m := range all {
		if !a.json {
			break
		}
		if err := a.writeJSON(memberEntry{class, m.Shown, m.Number, m.Group, m.PIN, m.Learner}); err != nil {
			return err
		}
	}
	if a.json {
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
	return a.write(text.String())
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
	return slips().Execute(w, map[string]any{"Lang": lang, "Title": wording.SlipsTitle.In(lang, class), "Members": all})
}

func (a *app) classTakeHomeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "take-home NAME [FILE]", ValidArgsFunction: one(a.listMembers), Short: wording.TakeHomeShort.In(a.lang), Long: wording.TakeHomeLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usageProblem(wording.WhichName.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.takeHome(cmd.Context(), args[0], args[1:])
		},
	}
}

// takeHome writes the whole log of one on a roster, to be imported at home.
func (a *app) takeHome(ctx context.Context, name string, to []string) error {
	return a.exporting(ctx, to, func(db opened, w io.Writer) error {
		learner, err := a.memberNamed(ctx, db, name)
		if err != nil {
			return err
		}
		return db.ExportJSON(ctx, w, learner)
	})
}

// memberNamed returns the learner of one on a roster, by name or number.
func (a *app) memberNamed(ctx context.Context, db opened, name string) (quiz.LearnerID, error) {
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
		return "", usageProblem(wording.SeveralMembers.In(a.lang, name), "")
	case len(names) == 0:
		return "", usageProblem(wording.NoMember.In(a.lang, name), wording.NoClassesHint.In(a.lang))
	}
	near := nearestFirst(name, names)
	return "", usageProblem(wording.NoMember.In(a.lang, name), wording.Nearest.In(a.lang, strings.Join(near[:min(5, len(near))], ", ")))
}

func (a *app) classForgetCommand() *cobra.Command {
	var confirmed string
	cmd := &cobra.Command{
		Use: "forget CLASS", Short: wording.ClassForgetShort.In(a.lang), Long: wording.ClassForgetLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageProblem(wording.WhichClass.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.forgetClass(cmd, strings.Join(args, " "), confirmed)
		},
	}
	cmd.Flags().StringVar(&confirmed, "confirm", "", wording.FlagConfirm.In(a.lang))
	cmd.ValidArgsFunction = one(a.listClassNames)
	return cmd
}

// forgetClass removes a class with all of it, once its name was typed again.
func (a *app) forgetClass(cmd *cobra.Command, name, confirmed string) error {
	ctx := cmd.Context()
	return a.withDB(ctx, func(db opened) error {
		all, err := db.Roster(ctx, name)
		if err != nil {
			return a.noClass(cmd, db.DB, name, err)
		}
		if err := a.confirmBy(wording.ForgetClassAsks.In(a.lang, name, len(all), name), name, confirmed); err != nil {
			return err
		}
		holding, err := db.ForgetClass(ctx, name, a.clock.Now())
		if err != nil {
			return err
		}
		if err := a.write(wording.ClassForgotten.In(a.lang, name) + "\n"); err != nil || len(holding) == 0 {
			return err
		}
		a.aside.say(wording.BackupsHold.In(a.lang))
		for _, b := range holding {
			a.aside.say("  " + b.Path)
		}
		return nil
	})
}
