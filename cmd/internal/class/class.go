// Package class has the commands of a class: host with its board, join, roster, report,
// take-home and forget.
package class

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

func classCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "class",
		Short:   textClassShort.In(a.Lang),
		Long:    textClassLong.In(a.Lang),
		Example: textClassExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		classHostCommand(a),
		classJoinCommand(a),
		classRosterCommand(a),
		classReportCommand(a),
		classTakeHomeCommand(a),
		classForgetCommand(a),
	)
	return cmd
}

// noClass words that there is no such class, with those that there are.
func noClass(ctx context.Context, a *app.App, db *store.DB, name string, err error) error {
	if !errors.Is(err, store.ErrNoClass) {
		return err
	}
	all, listing := db.Classes(ctx)
	if listing != nil {
		return listing
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
	}
	hint := textNoClassesHint.In(a.Lang)
	if len(names) > 0 {
		hint = textKnownClasses.In(a.Lang, strings.Join(app.NearestFirst(name, names), ", "))
	}
	return app.UsageProblem(textNoClass.In(a.Lang, name), hint)
}

// className is the name of a class as it was typed, with single blanks.
func className(a *app.App, typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if clean, err := app.NameGiven(a, name); err != nil || clean == "" {
		return "", app.UsageProblem(textBadClass.In(a.Lang, typed), "")
	}
	return name, nil
}

// Commands returns the commands of the package.
func Commands(a *app.App) []*cobra.Command { return []*cobra.Command{classCommand(a)} }

var (
	textClassShort = wording.T("a class practises live: host, join, roster, report", "课堂实时练习：主持、加入、名单、报告")
	textClassLong  = wording.T(
		"A class practises together: phones and PCs join by a code, without an account and\nwithout internet. "+
			"You lead from this terminal; results go into the records of those\non a class list.",
		"全班一起练习：手机和电脑凭代码加入，无需账号，也无需互联网。教师在本终端主持；名单上的学生，成绩会记入各自的学习记录。",
	)
	textClassExamples = wording.T(
		"  portdrill class host --lan                       phones in the room join by code\n  portdrill class "+
			"host --lan --roster net-1.csv    with the list of the class\n  portdrill class report                 "+
			"          what the class has shown",
		"  portdrill class host --lan                       同一网络的手机凭代码加入\n  portdrill class host --lan "+
			"--roster net-1.csv    使用班级名单\n  portdrill class report                           查看班级报告",
	)
	textNoClass      = wording.T("there is no class %q", "没有班级 %q")
	textKnownClasses = wording.T("classes: %s", "班级：%s")
	textBadClass     = wording.T("a class cannot be called %q", "班级不能叫 %q")
)
