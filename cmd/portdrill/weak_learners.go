package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
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
func (a *app) weakLearners(ctx context.Context, f weakFlags) error {
	if f.by == "" {
		f.by = string(progress.ByCategory)
	}
	var all []learnerAreas
	if a.exists() {
		err := a.toRead(ctx, func(db opened) (err error) {
			all, err = a.learnersAreas(ctx, db, f)
			return err
		})
		if err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.writeJSON(struct {
			By       string         `json:"by"`
			Learners []learnerAreas `json:"learners"`
		}{f.by, append([]learnerAreas{}, all...)})
	case f.csv:
		return a.learnerRows(all)
	case len(all) == 0:
		return a.write(wording.WeakEmpty.In(a.lang) + "\n")
	}
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	return a.write(a.learnersText(questions.NewMaker(c), all))
}

// learnersAreas looks at each learner who has answered anything; catalogue and areas
// are the same for all.
func (a *app) learnersAreas(ctx context.Context, db opened, f weakFlags) ([]learnerAreas, error) {
	c, err := withOwn(ctx, db)
	if err != nil {
		return nil, err
	}
	m := questions.NewMaker(c)
	s := progress.NewSyllabus(m)
	learners, err := db.Learners(ctx)
	if err != nil {
		return nil, err
	}
	var all []learnerAreas
	for _, l := range learners {
		of, err := a.openedFor(ctx, db, l.ID)
		if err != nil {
			return nil, err
		}
		v, err := a.lookAt(ctx, of, m, s, progress.Window)
		if err != nil {
			return nil, err
		}
		if len(v.days) == 0 {
			continue
		}
		all = append(all, learnerAreasOf(l, v, f))
	}
	return all, nil
}

// openedFor is the same database for another learner.
func (a *app) openedFor(ctx context.Context, db opened, learner quiz.LearnerID) (opened, error) {
	var err error
	db.learner = learner
	if db.settings, err = db.Settings(ctx, learner); err != nil {
		return db, err
	}
	db.scheduler, err = quiz.SchedulerOf(db.settings)
	return db, err
}

func learnerAreasOf(l store.Learner, v *outlook, f weakFlags) learnerAreas {
	r := v.areas()
	of := learnerAreas{Learner: shortID(l.ID), Answers: v.days.Total().Answers, Rate: &r.Rate.Mean, Areas: []areaEntry{}}
	if f.names {
		of.Learner = learnerName(l)
	}
	of.report = progress.Report{Rate: r.Rate, Areas: r.By(progress.By(f.by))}
	for _, s := range of.report.Areas {
		of.Areas = append(of.Areas, areaEntryOf(s))
	}
	return of
}

// learnerRows writes a row for each learner and area.
func (a *app) learnerRows(all []learnerAreas) error {
	s, err := newSheet(a.out)
	if err != nil {
		return err
	}
	if err := s.row(a.words(
		wording.ColumnLearner, wording.ColumnArea, wording.ColumnAnswers, wording.ColumnRight, wording.ColumnShare, wording.ColumnKnownNow, wording.ColumnWeak,
	)...); err != nil {
		return err
	}
	for _, l := range all {
		for _, e := range l.Areas {
			err := s.row(l.Learner, e.Area, strconv.Itoa(e.Answers), strconv.Itoa(e.Correct), decimalOrNone(e.Accuracy), decimal(e.Known), oneOrZero(e.Weak))
			if err != nil {
				return err
			}
		}
	}
	return s.end()
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
		return cmp.Or(cmp.Compare(x.sum/float64(x.learners), y.sum/float64(y.learners)), cmp.Compare(x.area.Key, y.area.Key))
	})
	return out
}

// learnersText is a table of learners and areas: for each share in percent a cell,
// with a sign where the area is weak, and a dash where answers are too few.
func (a *app) learnersText(m *questions.Maker, all []learnerAreas) string {
	width := a.lineWidth()
	const cell, gap = 10, 1
	first := 0
	for _, l := range all {
		first = max(first, terminal.Width(l.Learner))
	}
	first = min(max(first, terminal.Width(wording.ColumnLearner.In(a.lang)), terminal.Width(wording.AllLearners.In(a.lang))), 16)
	cols := areaColumnsOf(all)
	cols = cols[:min(len(cols), max((width-first)/(cell+gap), 1))]
	if len(cols) == 0 {
		return terminal.Indent(wording.WeakTooFew.In(a.lang, progress.LeastAnswers), "", width)
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
		names = append(names, a.areaName(m.Catalogue(), c.area))
		means = append(means, percent(c.sum/float64(c.learners)))
	}
	text := a.style().Heading(wording.LearnersTitle.In(a.lang)) + "\n" + line(wording.ColumnLearner.In(a.lang), names)
	for _, l := range all {
		text += line(l.Learner, cellsOf(l, cols))
	}
	text += line(wording.AllLearners.In(a.lang), means)
	return text + a.style().Faint(strings.TrimRight(terminal.Indent(wording.LearnersLegend.In(a.lang, progress.LeastAnswers), "", width), "\n")) + "\n"
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
			cells[i] = fmt.Sprintf("! %s", percent(s.Accuracy.Mean))
		default:
			cells[i] = percent(s.Accuracy.Mean)
		}
	}
	return cells
}
