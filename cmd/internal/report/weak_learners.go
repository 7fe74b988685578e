package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
	"portdrill/store"
)

// A learnerAreas is a learner with how their areas stand. Without names it goes by
// the beginning of an ID, which says nothing about a person.
type learnerAreas struct {
	Learner string      `json:"learner"`
	Answers int         `json:"answers"`
	Rate    *float64    `json:"rate"`
	Areas   []areaEntry `json:"areas"`
	report  progress.Report
}

// weakLearners says how the areas of all learners in the file stand.
func weakLearners(ctx context.Context, a *app.App, f weakFlags) error {
	if f.by == "" {
		f.by = string(progress.ByCategory)
	}
	var c *catalogue.Catalogue
	var all []learnerAreas
	err := a.ToRead(ctx, func(db *app.DB) (err error) {
		if c, err = db.Catalogue(ctx); err != nil || !db.IsThere() {
			return err
		}
		all, err = learnersAreas(ctx, a, db, c, f)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case a.JSON:
		return a.PrintJSON(struct {
			By       string         `json:"by"`
			Learners []learnerAreas `json:"learners"`
		}{f.by, append([]learnerAreas{}, all...)})
	case f.csv:
		return learnerRows(a, all)
	case len(all) == 0:
		return a.Print(textStatsEmpty.In(a.Lang) + "\n")
	}
	return a.Print(learnersText(a, questions.NewMaker(c), all))
}

// learnersAreas looks at each learner who has answered anything; catalogue and areas
// are the same for all.
func learnersAreas(
	ctx context.Context, a *app.App, db *app.DB, c *catalogue.Catalogue, f weakFlags,
) ([]learnerAreas, error) {
	m := questions.NewMaker(c)
	s := progress.NewSyllabus(m)
	learners, err := db.Learners(ctx)
	if err != nil {
		return nil, err
	}
	var all []learnerAreas
	for _, l := range learners {
		of, err := openedFor(ctx, db, l.ID)
		if err != nil {
			return nil, err
		}
		v, err := app.LoadProgressWith(ctx, a, of, m, s, progress.Window)
		if err != nil {
			return nil, err
		}
		if len(v.Answers) == 0 {
			continue
		}
		answers, err := db.Answered(ctx, l.ID, math.MaxInt)
		if err != nil {
			return nil, err
		}
		all = append(all, learnerAreasOf(l, v, answers, f))
	}
	return all, nil
}

// openedFor is the same database for another learner.
func openedFor(ctx context.Context, db *app.DB, learner quiz.LearnerID) (*app.DB, error) {
	settings, err := db.DB.Settings(ctx, learner)
	if err != nil {
		return nil, err
	}
	scheduler, err := quiz.SchedulerOf(settings)
	return &app.DB{DB: db.DB, LearnerID: learner, Settings: settings, Scheduler: scheduler}, err
}

func learnerAreasOf(l store.Learner, v *app.Progress, answers int, f weakFlags) learnerAreas {
	r := v.Areas()
	of := learnerAreas{
		Learner: app.ShortID(l.ID),
		Answers: answers,
		Rate:    &r.Rate.Mean,
		Areas:   []areaEntry{},
	}
	if f.names {
		of.Learner = app.LearnerName(l)
	}
	of.report = progress.Report{Rate: r.Rate, Areas: r.By(progress.By(f.by))}
	for _, s := range of.report.Areas {
		of.Areas = append(of.Areas, areaEntryOf(s))
	}
	return of
}

// learnerRows writes a row for each learner and area.
func learnerRows(a *app.App, all []learnerAreas) error {
	s, err := app.NewSheet(a.Out)
	if err != nil {
		return err
	}
	if err := s.Row(a.Words(
		textColumnLearner, charts.TextColumnArea, charts.TextColumnAnswers, app.TextColumnRight,
		charts.TextColumnShare, charts.TextColumnKnownNow, charts.TextColumnWeak,
	)...); err != nil {
		return err
	}
	for _, l := range all {
		for _, e := range l.Areas {
			err := s.Row(
				l.Learner,
				e.Area,
				strconv.Itoa(e.Answers),
				strconv.Itoa(e.Correct),
				decimalOrNone(e.Accuracy),
				decimal(e.Known),
				app.OneOrZero(e.Weak),
			)
			if err != nil {
				return err
			}
		}
	}
	return s.End()
}

// A column of the table of learners is an area, with what all of them know of it.
type areaColumn struct {
	area     progress.Area
	sum      float64
	learners int
	weak     int
}

// areaColumnsOf returns the areas that any learner is ranked in, what is known least of
// by all first.
func areaColumnsOf(all []learnerAreas) []areaColumn {
	found := make(map[progress.Area]*areaColumn)
	for _, l := range all {
		for _, s := range l.report.Areas {
			if !s.Ranked {
				continue
			}
			if found[s.Area] == nil {
				found[s.Area] = &areaColumn{area: s.Area}
			}
			c := found[s.Area]
			c.sum, c.learners = c.sum+s.Accuracy.Mean, c.learners+1
			if s.Weak {
				c.weak++
			}
		}
	}
	var out []areaColumn
	for _, c := range found {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(x, y areaColumn) int {
		return cmp.Or(
			cmp.Compare(x.sum/float64(x.learners), y.sum/float64(y.learners)),
			cmp.Compare(x.area.Key, y.area.Key),
		)
	})
	return out
}

// learnersText is a table of learners and areas: for each share in percent a cell,
// with a sign where the area is weak, and a dash where answers are too few.
func learnersText(a *app.App, m *questions.Maker, all []learnerAreas) string {
	width := a.LineWidth()
	const cell, gap = 10, 1
	first := 0
	for _, l := range all {
		first = max(first, terminal.Width(l.Learner))
	}
	first = min(
		max(first, terminal.Width(textColumnLearner.In(a.Lang)), terminal.Width(textAllLearners.In(a.Lang))),
		16,
	)
	cols := areaColumnsOf(all)
	cols = cols[:min(len(cols), max((width-first)/(cell+gap), 1))]
	if len(cols) == 0 {
		return terminal.Indent(textWeakTooFew.In(a.Lang, progress.LeastAnswers), "", width)
	}
	line := func(name string, cells []string) string {
		text := terminal.Pad(terminal.Truncate(name, first, "…"), first)
		for _, c := range cells {
			c = terminal.Truncate(c, cell, "…")
			text += strings.Repeat(" ", gap+cell-terminal.Width(c)) + c
		}
		return text + "\n"
	}
	var names, means []string
	for _, c := range cols {
		names = append(names, app.AreaName(a, m.Catalogue(), c.area))
		means = append(means, app.Percent(c.sum/float64(c.learners)))
	}
	text := a.Style().Heading(textLearnersTitle.In(a.Lang)) + "\n" + line(textColumnLearner.In(a.Lang), names)
	for _, l := range all {
		text += line(l.Learner, cellsOf(l, cols))
	}
	text += line(textAllLearners.In(a.Lang), means)
	legend := terminal.Indent(textLearnersLegend.In(a.Lang, progress.LeastAnswers), "", width)
	return text + a.Style().Faint(strings.TrimRight(legend, "\n")) + "\n"
}

func cellsOf(l learnerAreas, cols []areaColumn) []string {
	standing := make(map[progress.Area]progress.Standing)
	for _, s := range l.report.Areas {
		standing[s.Area] = s
	}
	cells := make([]string, len(cols))
	for i, c := range cols {
		switch s := standing[c.area]; {
		case !s.Ranked:
			cells[i] = "-"
		case s.Weak:
			cells[i] = fmt.Sprintf("! %s", app.Percent(s.Accuracy.Mean))
		default:
			cells[i] = app.Percent(s.Accuracy.Mean)
		}
	}
	return cells
}

var (
	textLearnersTitle  = wording.T("Share known, by learner and area", "各学习者在各领域的掌握率")
	textLearnersLegend = wording.T(
		"\"!\" marks a weak area of the learner, \"-\" fewer than %d answers.",
		"“!”表示薄弱，“-”表示作答不足 %d 次。",
	)
	textAllLearners   = wording.T("all", "全体")
	textColumnLearner = wording.T("learner", "学习者")
)
