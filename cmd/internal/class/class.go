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
		hint = a.Known(textKnownClasses, app.NearestFirst(name, names))
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

// Commands are the commands of the package.
var Commands = []app.Command{{Name: "class", New: classCommand}, {Name: "paper", New: paperCommand}}

var (
	textClassShort = wording.T("practice live with a class", "课堂练习：主持、加入、名单、报告")
	textClassLong  = wording.T(
		`Students join with a code from phones and computers, without accounts or internet
access. You lead the session from this terminal; students on a class list get the
results in their records.`,
		`学生用手机或电脑凭加入码加入，无需账号，也无需互联网。教师在本终端主持；名单上的
学生，成绩会记入各自的学习记录。`,
	)
	textClassExamples = wording.T(
		`  portdrill class host --lan                       # students join with a code
  portdrill class host --lan --roster net-1.csv    # with a class list
  portdrill class report                           # the results of a class`,
		`  portdrill class host --lan                       # 同一网络的学生凭加入码加入
  portdrill class host --lan --roster net-1.csv    # 使用班级名单
  portdrill class report                           # 查看班级报告`,
	)
	textNoClass      = wording.T("no class called %q", "没有名为 %q 的班级")
	textKnownClasses = wording.T("classes: %s", "班级：%s")
	textBadClass     = wording.T("%q cannot be used as the name of a class", "%q 不能用作班级名称")
)
