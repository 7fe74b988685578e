package class

import (
	"context"
	"io"
	"slices"
	"strconv"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

// A gradebook is one table of sessions: a row for each student, the student number first.
type gradebook struct {
	class     string
	sessions  []gradebookSession // the first first
	questions []string           // headings of their columns
	rows      []gradebookRow
}

type gradebookSession struct {
	date             string
	first, questions int // columns
}

type gradebookRow struct {
	number, name, group string
	member              bool     // is on the class list
	cells               []string // 1 for right, 0 for wrong, empty for no answer
}

// score returns how many of the questions are right, from the column first. present is
// false for someone who answered none, and has no score.
func (r gradebookRow) score(first, questions int) (right int, present bool) {
	for _, cell := range r.cells[first : first+questions] {
		present = present || cell != ""
		if cell == app.OneOrZero(true) {
			right++
		}
	}
	return right, present
}

// gradebookOf returns the gradebook of the sessions in the report. It has everyone on the
// class list, in the order of that, and then the others who answered.
func gradebookOf(ctx context.Context, a *app.App, db *app.DB, r classReport) (g gradebook, err error) {
	var members []store.Member
	if r.Class != "" {
		if members, err = db.Roster(ctx, r.Class); err != nil {
			return g, err
		}
	}
	g.class = r.Class
	width := 0
	for _, s := range r.Sessions {
		width += len(s.Questions)
	}
	at := make(map[string]int) // the rows of members by their keys
	for _, m := range members {
		at[m.Key] = len(g.rows)
		name := m.Name
		if m.Number == "" { // nothing else tells those of one name apart
			name = m.Shown
		}
		g.rows = append(g.rows, gradebookRow{
			number: m.Number, name: name, group: m.Group, member: true, cells: make([]string, width),
		})
	}
	for _, s := range slices.Backward(r.Sessions) {
		content, err := db.Content(ctx, s.ID)
		if err != nil {
			return g, err
		}
		first := len(g.questions)
		g.sessions = append(g.sessions, gradebookSession{s.Date, first, len(s.Questions)})
		for _, q := range s.Questions {
			heading := textColumnGradebookQuestion.In(a.Lang, q.N)
			if len(r.Sessions) > 1 {
				heading = s.Date + " " + heading
			}
			g.questions = append(g.questions, heading)
		}
		g.take(content, at, first, width)
	}
	return g, nil
}

// take enters the answers of a session, whose first question has the column.
func (g *gradebook) take(c store.RoomContent, at map[string]int, first, width int) {
	people := make(map[string]store.RoomPerson)
	for _, p := range c.People {
		people[string(p.ID)] = p
	}
	for _, x := range c.Answers {
		p := people[string(x.Participant)]
		key := p.Member
		if key == "" { // guests of one name in two sessions need not be the same
			key = "guest " + string(p.ID)
		}
		n, known := at[key]
		switch {
		case !known && p.Gone:
			continue
		case !known:
			n, at[key] = len(g.rows), len(g.rows)
			g.rows = append(g.rows, gradebookRow{name: p.Name, cells: make([]string, width)})
		}
		column := first + x.N - 1
		if column >= len(g.questions) {
			continue
		}
		g.rows[n].cells[column] = app.OneOrZero(x.Correct)
	}
}

// write writes the table as CSV in the form for a learning platform, or for people.
func (g gradebook) write(a *app.App, w io.Writer, platform string) error {
	begin, rows := app.NewSheet, g.table
	switch platform {
	case forMoodle:
		begin, rows = app.NewImportSheet, g.forMoodle
	case forCanvas:
		begin, rows = app.NewImportSheet, g.forCanvas
	}
	s, err := begin(w)
	if err != nil {
		return err
	}
	for _, row := range rows(a) {
		if err := s.Row(row...); err != nil {
			return err
		}
	}
	return s.End()
}

// table is the table for people. Those who were absent have no total, which would count.
func (g gradebook) table(a *app.App) [][]string {
	headings := a.Words(textColumnStudentNumber, textColumnPerson, textColumnGroup)
	rows := [][]string{append(append(headings, g.questions...), textColumnTotal.In(a.Lang))}
	for _, row := range g.rows {
		total := ""
		if right, present := row.score(0, len(row.cells)); present {
			total = strconv.Itoa(right)
		}
		rows = append(rows, append(append([]string{row.number, row.name, row.group}, row.cells...), total))
	}
	return rows
}

var (
	textFlagGradebook = wording.T(
		"write a gradebook with names to `FILE` (CSV): a row per student, a column per question and the total",
		"把带姓名的成绩册写入`文件`（CSV）：每名学生一行，每题一列，另有总分",
	)
	textColumnStudentNumber     = wording.T("student number", "学号")
	textColumnGroup             = wording.T("group", "小组")
	textColumnTotal             = wording.T("total", "总分")
	textColumnGradebookQuestion = wording.T("question %d", "第 %d 题")
)
