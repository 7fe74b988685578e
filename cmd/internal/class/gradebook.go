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
	questions []string // headings of their columns
	rows      []gradebookRow
}

type gradebookRow struct {
	number, name, group string
	cells               []string // 1 for right, 0 for wrong, empty for no answer
	right               int
	present             bool // answered in any of the sessions
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
		g.rows = append(g.rows, gradebookRow{number: m.Number, name: name, group: m.Group, cells: make([]string, width)})
	}
	for _, s := range slices.Backward(r.Sessions) {
		content, err := db.Content(ctx, s.ID)
		if err != nil {
			return g, err
		}
		first := len(g.questions)
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
		row := &g.rows[n]
		row.present = true
		row.cells[column] = app.OneOrZero(x.Correct)
		if x.Correct {
			row.right++
		}
	}
}

// write writes the table as CSV. Those who were absent have no total, which would count.
func (g gradebook) write(a *app.App, w io.Writer) error {
	s, err := app.NewSheet(w)
	if err != nil {
		return err
	}
	headings := a.Words(textColumnStudentNumber, textColumnPerson, textColumnGroup)
	if err := s.Row(append(append(headings, g.questions...), textColumnTotal.In(a.Lang))...); err != nil {
		return err
	}
	for _, row := range g.rows {
		total := ""
		if row.present {
			total = strconv.Itoa(row.right)
		}
		if err := s.Row(append(append([]string{row.number, row.name, row.group}, row.cells...), total)...); err != nil {
			return err
		}
	}
	return s.End()
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
