package class

import (
	"strconv"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
)

// Platforms that a gradebook can be written for.
const (
	forMoodle = "moodle"
	forCanvas = "canvas"
)

// platforms are the values of --for.
var platforms = []string{forMoodle, forCanvas}

// forMoodle is the table that Moodle imports with "Map from: ID number". A row whose number
// Moodle does not know ends the whole import, and one without a number gets the grades of
// the row above, so that only students with a number are in it. A new grade item is out of
// 100; a hyphen is no grade. (grade/import/csv/classes/load_data.php)
func (g gradebook) forMoodle(a *app.App) [][]string {
	headings := a.Words(textColumnIDNumber, textColumnPerson)
	for _, title := range g.titles() {
		headings = append(headings, title+" (%)")
	}
	rows := [][]string{headings}
	for _, row := range g.rows {
		if !row.member || row.number == "" {
			continue
		}
		cells := []string{row.number, row.name}
		for _, s := range g.sessions {
			cell := app.NoGrade
			if right, present := row.score(s.first, s.questions); present {
				cell = hundredths(right, s.questions)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows
}

// hundredths is a share in percent with at most two decimals.
func hundredths(right, of int) string {
	const percent, exact = 100, 100
	share := (percent*exact*right + of/2) / of
	return strconv.FormatFloat(float64(share)/exact, 'f', -1, 64)
}

// forCanvas is the table that Canvas imports: its own columns for students, of which the SIS
// User ID says who it is, then an assignment for each session; the second row has what
// each is out of. An empty cell changes nothing. (lib/gradebook_importer.rb)
func (g gradebook) forCanvas(*app.App) [][]string {
	headings := []string{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}
	possible := []string{"    Points Possible", "", "", "", ""}
	for i, title := range g.titles() {
		headings, possible = append(headings, title), append(possible, strconv.Itoa(g.sessions[i].questions))
	}
	rows := [][]string{headings, possible}
	for _, row := range g.rows {
		if !row.member {
			continue
		}
		section := row.group
		if section == "" {
			section = g.class
		}
		cells := []string{row.name, "", row.number, "", section}
		for _, s := range g.sessions {
			cell := ""
			if right, present := row.score(s.first, s.questions); present {
				cell = strconv.Itoa(right)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows
}

// titles are what the sessions are called there, each once: a number in brackets would be
// an ID to Canvas.
func (g gradebook) titles() []string {
	titles := make([]string, len(g.sessions))
	count := make(map[string]int)
	for i, s := range g.sessions {
		titles[i] = "portdrill " + s.date
		if count[s.date]++; count[s.date] > 1 {
			titles[i] += " #" + strconv.Itoa(count[s.date])
		}
	}
	return titles
}

// leftOut counts those who answered and are not in the table for a platform.
func (g gradebook) leftOut(platform string) (n int) {
	for _, row := range g.rows {
		_, present := row.score(0, len(row.cells))
		if present && (!row.member || platform == forMoodle && row.number == "") {
			n++
		}
	}
	return n
}

var (
	textFlagFor = wording.T(
		"with --gradebook: the form that `PLATFORM` imports: moodle or canvas, by student number",
		"配合 --gradebook：按此`平台`的导入格式：moodle 或 canvas，以学号对应",
	)
	textColumnIDNumber = wording.T("ID number", "学号")
	textUnknownFor     = wording.T("--for takes moodle or canvas, not %q", "--for 只能是 moodle 或 canvas，不能是 %q")
	textForAlone       = wording.T("--for goes with --gradebook", "--for 须与 --gradebook 同时使用")
	textGradesLeftOut  = wording.N(
		"%d person who answered is left out: a guest, or without a student number",
		"%d people who answered are left out: guests, or without a student number",
		"有 %d 名作答者未列入：不在名单上，或没有学号",
	)
	textGradesNobody = wording.T("nobody in this session can be imported by student number", "这次练习中没有可按学号导入的学生")
)
