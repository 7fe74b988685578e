package class

import (
	"cmp"
	"context"
	"slices"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

// A forecastReport is what to expect of a student who has an exam ahead, as their own goal
// says it.
type forecastReport struct {
	Name     string         `json:"name"`
	Goal     app.GoalEntry  `json:"goal"`
	Cards    int            `json:"cards"`
	Known    app.RangeEntry `json:"known"`    // share of the cards
	Expected app.RangeEntry `json:"expected"` // on the day of the exam

	member string
}

// forecastsOf are the forecasts of those on the list of the class who have an exam ahead,
// the one who will know least first. Each is made from the student's own answers alone.
func forecastsOf(ctx context.Context, a *app.App, db *app.DB, class string) (all []forecastReport, err error) {
	if class == "" {
		return nil, nil
	}
	members, err := db.Roster(ctx, class)
	if err != nil {
		return nil, err
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	maker := questions.NewMaker(c)
	for _, m := range members {
		student, err := app.DBOf(ctx, db.DB, m.Learner, a.Clock.Now())
		if err != nil {
			return nil, err
		}
		if student.Goal == (quiz.Goal{}) || c.Deck(student.Goal.Deck) == nil {
			continue
		}
		o, err := app.OutlookOf(ctx, a, student, maker)
		if err != nil {
			return nil, err
		}
		all = append(all, forecastReport{
			Name: m.Shown, Goal: o.GoalEntry(), Cards: o.Items,
			Known: app.RangeOf(o.Now()), Expected: app.RangeOf(o.Expected(o.Goal.Minutes)), member: m.Key,
		})
	}
	slices.SortStableFunc(all, func(x, y forecastReport) int { return cmp.Compare(x.Expected.Mid, y.Expected.Mid) })
	return all, nil
}

// number gives those in the forecasts the numbers that they have in the session, and the
// next ones to those who were absent.
func number(a *app.App, all []forecastReport, s sessionReport) {
	next := len(s.People)
	for i := range all {
		at := slices.IndexFunc(s.People, func(p personReport) bool { return p.member == all[i].member })
		if at < 0 {
			at, next = next, next+1
		}
		all[i].Name = textAnonymous.In(a.Lang, at+1)
	}
}

func forecastText(a *app.App, all []forecastReport) string {
	rows := [][]string{a.Words(textColumnPerson, textColumnExam, app.TextKnownNow, app.TextOnExamDay)}
	for _, f := range all {
		rows = append(rows, []string{f.Name, f.Goal.Deck + " " + f.Goal.Exam, f.Known.Percent(a), f.Expected.Percent(a)})
	}
	return app.Columns(rows)
}

var (
	textReportForecast = wording.T("Exam forecast", "考试预测")
	textColumnExam     = wording.T("exam", "考试")
)
