package class

import (
	"fmt"
	"strconv"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/roster"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz/room"
	"portdrill/store"
)

// rosterChanges are what a newer list says of a class.
type rosterChanges struct {
	known   bool // there is a class of the name
	same    int
	added   []string
	changed []string
	missing []string
	moved   []string // students whose number has gone to another student
}

func compareRoster(before []store.Member, known bool, list roster.List) rosterChanges {
	c := rosterChanges{known: known}
	entries := entriesOf(before)
	whole, gone := room.MergeRoster(entries, list.Entries)
	for i, e := range whole {
		switch {
		case i >= len(before):
			c.added = append(c.added, entryText(e))
		case gone[i]:
			c.missing = append(c.missing, entryText(e))
		case e != entries[i]:
			if now := numberOf(list.Entries, entries[i]); now != "" && room.Fold(e.Name) != room.Fold(entries[i].Name) {
				c.moved = append(c.moved, fmt.Sprintf("%s %s → %s", entries[i].Name, entries[i].Number, now))
			}
			c.changed = append(c.changed, entryText(entries[i])+" → "+entryText(e))
		default:
			c.same++
		}
	}
	return c
}

// numberOf returns the new number of the student in the list, or "" if it is the same.
func numberOf(list []room.Entry, before room.Entry) string {
	for _, e := range list {
		if e.Number != before.Number && room.Fold(e.Name) == room.Fold(before.Name) {
			return e.Number
		}
	}
	return ""
}

func entryText(e room.Entry) string {
	return strings.Join(strings.Fields(e.Name+" "+e.Number+" "+e.Group), " ")
}

// A rosterPreview is what would be taken, for programs.
type rosterPreview struct {
	Class    string        `json:"class"`
	Learners int           `json:"learners"`
	Heading  int           `json:"heading_row"` // 0 if there is none
	Name     []int         `json:"name_columns"`
	Number   int           `json:"number_column"` // 0 if there is none
	Group    int           `json:"group_column"`  // 0 if there is none
	Dropped  []int         `json:"email_columns"`
	Encoding string        `json:"encoding,omitempty"`
	Doubts   []rosterDoubt `json:"doubts"`
	Added    []string      `json:"added"`
	Changed  []string      `json:"changed"`
	Missing  []string      `json:"missing"`
}

type rosterDoubt struct {
	Code    string `json:"code"`
	Row     int    `json:"row"` // 0 if it is about no row
	Message string `json:"message"`
}

func showRosterPreview(a *app.App, l classList, c rosterChanges) error {
	list, f := l.List, l.flags
	if a.JSON {
		if !f.DryRun {
			return nil
		}
		p := rosterPreview{
			Class: l.class, Learners: len(list.Entries), Heading: list.Heading,
			Name: list.Columns.Name, Number: list.Columns.Number, Group: list.Columns.Group,
			Dropped: app.EmptyIfNil(list.Emails), Encoding: string(list.Encoding), Doubts: []rosterDoubt{},
			Added: app.EmptyIfNil(c.added), Changed: app.EmptyIfNil(c.changed), Missing: app.EmptyIfNil(c.missing),
		}
		for _, d := range list.Doubts {
			p.Doubts = append(p.Doubts, rosterDoubt{string(d.Code), d.Row, doubtText(a.Lang, d)})
		}
		return a.PrintJSON(p)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n", understood(a.Lang, app.SourceName(a, l.path), list))
	for _, line := range doubtLines(a.Lang, list.Doubts) {
		fmt.Fprintf(&text, "  %s\n", line)
	}
	if rows := list.Passed; len(rows) > 0 {
		fmt.Fprintf(&text, "  %s\n", textRowsPassed.In(a.Lang, numbers(a.Lang, rows)))
	}
	if rows := list.Repeated; len(rows) > 0 {
		fmt.Fprintf(&text, "  %s\n", textRowsRepeated.In(a.Lang, numbers(a.Lang, rows)))
	}
	if c.known {
		fmt.Fprintf(
			&text,
			"%s\n",
			textRosterChanges.In(a.Lang, l.class, c.same, len(c.added), len(c.changed), len(c.missing)),
		)
		for _, part := range []struct {
			title wording.Text
			names []string
		}{{textAdded, c.added}, {textChanged, c.changed}, {textMissing, c.missing}} {
			if len(part.names) > 0 {
				fmt.Fprintf(&text, "  %s\n", part.title.In(a.Lang, few(a.Lang, part.names)))
			}
		}
	}
	return f.Preview(a, text.String())
}

// maxShown is how many names, rows or doubts of one kind a preview lists.
const maxShown = 12

// doubtLines returns the doubts as lines of the preview: of each kind the first ones, and
// how many more there are.
func doubtLines(lang catalogue.Lang, all []roster.Doubt) []string {
	var lines []string
	count := make(map[roster.DoubtCode]int)
	for _, d := range all {
		if count[d.Code]++; count[d.Code] <= maxShown {
			lines = append(lines, doubtText(lang, d))
		}
	}
	more := 0
	for _, n := range count {
		more += max(n-maxShown, 0)
	}
	if more > 0 {
		lines = append(lines, textMoreDoubts.In(lang, more))
	}
	return lines
}

// few returns the first of the names.
func few(lang catalogue.Lang, names []string) string {
	shown := strings.Join(names[:min(len(names), maxShown)], wording.Listed.In(lang))
	if len(names) > maxShown {
		shown += " …"
	}
	return shown
}

// understood returns what was read from where: "32 learners: name from columns 2 and
// 3, number from 4".
func understood(lang catalogue.Lang, name string, list roster.List) string {
	from := textNameFrom
	if len(list.Columns.Name) > 1 {
		from = textNameFromSeveral
	}
	parts := []string{from.In(lang, numbers(lang, list.Columns.Name))}
	if n := list.Columns.Number; n > 0 {
		parts = append(parts, textNumberFrom.In(lang, n))
	}
	if n := list.Columns.Group; n > 0 {
		parts = append(parts, textGroupFrom.In(lang, n))
	}
	if len(list.Emails) > 0 {
		parts = append(parts, textEmailsDropped.In(lang))
	}
	if list.Encoding != "" && list.Encoding != tabular.UTF8 && list.Encoding != tabular.UTF16 {
		parts = append(parts, textReadAs.In(lang, string(list.Encoding)))
	}
	if list.Sheet != "" {
		parts = append(parts, textFromSheet.In(lang, list.Sheet))
	}
	return textUnderstood.In(
		lang,
		name,
		textLearners.In(lang, len(list.Entries)),
		strings.Join(parts, wording.Listed.In(lang)),
	)
}

// numbers lists columns or rows: "2, 3".
func numbers(lang catalogue.Lang, all []int) string {
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = strconv.Itoa(n)
	}
	return few(lang, words)
}

// doubtText returns a doubt as a line of the preview.
func doubtText(lang catalogue.Lang, d roster.Doubt) string {
	switch d.Code {
	case roster.NoHeading:
		return textDoubtNoHeading.In(lang, d.Text)
	case roster.TwoNames:
		return textDoubtTwoNames.In(lang, d.Text)
	case roster.NoName:
		return textDoubtNoName.In(lang, d.Row)
	case roster.BadName:
		return textDoubtBadName.In(lang, d.Row, d.Text)
	case roster.LongName:
		return textDoubtLongName.In(lang, d.Row, roster.LongestName)
	case roster.SameName:
		return textDoubtSameName.In(lang, d.With, d.Row, d.Text)
	case roster.SameNumber:
		return textDoubtSameNumber.In(lang, d.With, d.Row, d.Text)
	case roster.BadRow:
		return textDoubtBadRow.In(lang, d.Row)
	case roster.WideRow:
		return textDoubtWideRow.In(lang, d.Row, d.Text)
	case roster.BadNumber:
		return textDoubtBadNumber.In(lang, d.Row, d.Text)
	case roster.SeveralLists:
		if d.Row > 0 {
			return textDoubtLists.In(lang, d.Row, d.Text)
		}
		return textDoubtSheets.In(lang, d.Text)
	case roster.OddName:
		return textDoubtOddName.In(lang, d.Row, d.Text)
	case roster.BareName:
		return textDoubtBareName.In(lang, d.Row, d.Text)
	case roster.HiddenRow:
		return textDoubtHidden.In(lang, d.Row)
	case roster.HasLeft:
		return textDoubtLeft.In(lang, d.Row, d.Text)
	case roster.Moved:
		return textDoubtMoved.In(lang, d.Text)
	}
	return ""
}

var (
	textUnderstood      = wording.T("%s: %s; %s", "%s：识别到 %s；%s")
	textLearners        = wording.N("%d student", "%d students", "%d 名学生")
	textNameFrom        = wording.T("name from column %s", "姓名取自第 %s 列")
	textNameFromSeveral = wording.T("name from columns %s", "姓名取自第 %s 列")
	textNumberFrom      = wording.T("number from %d", "学号取自第 %d 列")
	textGroupFrom       = wording.T("group from %d", "小组取自第 %d 列")
	textEmailsDropped   = wording.T("e-mail addresses ignored", "不保存电子邮箱")
	textReadAs          = wording.T("read as %s", "按 %s 编码读取")
	textFromSheet       = wording.T("sheet %q", "工作表%q")
	textRowsPassed      = wording.T("skipped, not about a student: rows %s", "与学生无关，已略过：第 %s 行")
	textRowsRepeated    = wording.T("repeated students: rows %s", "重复的学生：第 %s 行")
	textRosterChanges   = wording.T(
		"Class %s: %d unchanged, %d new, %d changed, %d not on this list",
		"班级 %s：%d 人不变，新增 %d 人，变更 %d 人，%d 人不在此名单上",
	)
	textAdded          = wording.T("new: %s", "新增：%s")
	textChanged        = wording.T("changed: %s", "变更：%s")
	textMissing        = wording.T("not on this list: %s", "不在此名单上：%s")
	textDoubtNoHeading = wording.T("no known headings; the first row is %q", "没有可识别的标题行；第一行是 %q")
	textDoubtTwoNames  = wording.T("not sure which columns make up the full name: %q", "不能确定哪几列组成完整姓名：%q")
	textDoubtNoName    = wording.T("row %d has no name and is skipped", "第 %d 行没有姓名，将略过")
	textDoubtBadName   = wording.T("row %d: %q is not a name; the row is skipped", "第 %d 行：%q 不是姓名，将略过")
	textDoubtLongName  = wording.T(
		"row %d: the name is longer than %d characters; the row is skipped",
		"第 %d 行：姓名超过 %d 个字符，将略过",
	)
	textDoubtSameName = wording.T(
		"rows %d and %d: both students are called %q; only a number tells them apart",
		"第 %d 行和第 %d 行：两名学生都叫 %q，只能按序号区分",
	)
	textDoubtSameNumber = wording.T(
		"rows %d and %d have the same number %q; the second row is skipped",
		"第 %d 行和第 %d 行学号同为 %q，后者将略过",
	)
	textDoubtBadRow  = wording.T("row %d: unmatched quotation mark; the row is skipped", "第 %d 行：引号不配对，将略过")
	textDoubtWideRow = wording.T(
		"row %d has more cells than the headings and is skipped: %q",
		"第 %d 行的单元格多于标题，将略过：%q",
	)
	textDoubtBadNumber = wording.T(
		"row %d: the number %q was rounded by a spreadsheet and is not kept",
		"第 %d 行：学号 %q 已被电子表格舍入，将不保存学号",
	)
	textDoubtLists    = wording.T("row %d: a second list begins here (%q); both are taken as one class", "第 %d 行开始另一份名单（%q），将合并为一个班级")
	textDoubtOddName  = wording.T("row %d: %q does not look like one name", "第 %d 行：%q 不像一个完整的姓名")
	textDoubtBareName = wording.T(
		"row %d has only %q: a student without a number, or a note",
		"第 %d 行只有 %q：可能是没有学号的学生，也可能是备注",
	)
	textDoubtHidden = wording.T("row %d is hidden in the workbook and is skipped", "第 %d 行在工作簿中已隐藏，将略过")
	textDoubtLeft   = wording.T("row %d: %q has left, according to the list, and is skipped", "第 %d 行：%q 标记为已离开，将略过")
	textDoubtMoved  = wording.T(
		"numbers now belong to other students (%s); to match by name, use --columns without a number",
		"学号换了人（%s）；要按姓名对应，请用不含学号的 --columns",
	)
	textMoreDoubts = wording.T(
		"and %d more like this; all of them: --dry-run --json",
		"另有 %d 处同类问题；查看全部：--dry-run --json",
	)
	textDoubtSheets = wording.T("several sheets contain a list; using %q", "有多个工作表含名单；使用 %q")
)
