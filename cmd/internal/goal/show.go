package goal

import (
	"context"
	"math"
	"slices"
	"strconv"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

// What goal --json prints. Fields are only ever added.
type (
	whatIfEntry struct {
		Minutes  int            `json:"minutes"`
		Expected app.RangeEntry `json:"expected"`
	}

	neededEntry struct {
		Known   float64 `json:"known"`
		Minutes *int    `json:"minutes"` // null where two hours a day would not do
	}

	mockEntry struct {
		Date    string `json:"date"`
		Correct int    `json:"correct"`
		Count   int    `json:"count"`
	}

	outlookEntry struct {
		Goal       *app.GoalEntry `json:"goal"`
		Cards      int            `json:"cards"`
		NotStarted int            `json:"not_started"`
		NewADay    int            `json:"new_a_day"`
		Known      app.RangeEntry `json:"known"`
		Expected   app.RangeEntry `json:"expected"`
		WhatIf     []whatIfEntry  `json:"what_if"`
		Needed     []neededEntry  `json:"needed"`
		Busiest    *busyEntry     `json:"busiest"` // null where no day has more than 60 answers due or new
		Mock       *mockEntry     `json:"mock"`    // the last one; null for none
	}

	busyEntry struct {
		Date    string `json:"date"`
		Answers int    `json:"answers"`
	}
)

// wanted are the shares that needed minutes are told for.
var wanted = []float64{0.90, 0.95}

// manyAnswers are as many as a day should not have more of, due and new.
const manyAnswers = 60

// showGoal says how the learner stands and what is to be expected.
func showGoal(ctx context.Context, a *app.App, whatIf int) error {
	var o *app.Outlook
	var over quiz.Goal
	err := a.ToRead(ctx, func(db *app.DB) (err error) {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		if db.Goal == (quiz.Goal{}) || c.Deck(db.Goal.Deck) == nil {
			over = db.Settings.Goal
			return nil
		}
		o, err = app.OutlookOf(ctx, a, db, questions.NewMaker(c))
		return err
	})
	switch {
	case err != nil:
		return err
	case o == nil && a.JSON:
		return a.PrintJSON(noGoal)
	case o == nil && over.Exam != 0:
		return a.Print(terminal.Indent(textOver.In(a.Lang, over.Exam), "", a.LineWidth()) + textAnother.In(a.Lang) + "\n")
	case o == nil:
		return a.Print(textNone.In(a.Lang) + "\n" + textAnother.In(a.Lang) + "\n")
	}
	e := entryOf(o, whatIf)
	if a.JSON {
		return a.PrintJSON(e)
	}
	return a.Print(outlookText(a, o, e))
}

// entryOf reckons all that is shown.
func entryOf(o *app.Outlook, whatIf int) outlookEntry {
	g := o.Goal
	e := outlookEntry{
		Goal:  new(o.GoalEntry()),
		Cards: o.Items, NotStarted: o.Unbegun, Known: app.RangeOf(o.Now()),
	}
	if o.Unbegun > 0 {
		e.NewADay = o.Plan.Spread(o.Learner.Day, o.Unbegun)
	}
	e.WhatIf = []whatIfEntry{}
	minutes := []int{max(g.Minutes/2, 1), g.Minutes, 2 * g.Minutes}
	if whatIf > 0 {
		minutes = append(minutes, whatIf)
	}
	slices.Sort(minutes)
	for _, m := range slices.Compact(minutes) {
		expected := app.RangeOf(o.Expected(m))
		if m == g.Minutes {
			e.Expected = expected
		} else {
			e.WhatIf = append(e.WhatIf, whatIfEntry{m, expected})
		}
	}
	for _, share := range wanted {
		needed := neededEntry{Known: share}
		if m, ok := o.MinutesFor(share); ok {
			needed.Minutes = &m
		}
		e.Needed = append(e.Needed, needed)
	}
	e.Busiest = busiest(o)
	if o.Mock != nil {
		e.Mock = &mockEntry{quiz.DayOf(o.Mock.At, 0).String(), o.Mock.Correct, o.Mock.Count}
	}
	return e
}

// busiest is the day with most answers that are due or new, if they are many.
func busiest(o *app.Outlook) *busyEntry {
	var most *busyEntry
	for i, d := range o.Days(int(o.Goal.Exam), o.Plan) {
		n := int(math.Round(d.Work))
		if n > manyAnswers && (most == nil || n > most.Answers) {
			most = &busyEntry{(o.Today + quiz.Day(i)).String(), n}
		}
	}
	return most
}

// cards is the range in cards, of so many: "101 to 113".
func cards(a *app.App, r app.RangeEntry, of int) string {
	low, high := int(math.Floor(r.Low*float64(of))), int(math.Ceil(r.High*float64(of)))
	if low == high {
		return strconv.Itoa(low)
	}
	return textRange.In(a.Lang, low, high)
}

func outlookText(a *app.App, o *app.Outlook, e outlookEntry) string {
	width := a.LineWidth()
	text := a.Style().Heading(terminal.Truncate(textTitle.In(
		a.Lang, o.Deck.Name.In(a.Lang), o.Goal.Exam, terminal.TextDays.In(a.Lang, e.Goal.Days),
	), width, "…")) + "\n"
	rows := [][2]string{
		{app.TextKnownNow.In(a.Lang), textKnownOf.In(a.Lang, cards(a, e.Known, e.Cards), e.Cards, e.Known.Percent(a))},
		{app.TextOnExamDay.In(a.Lang), textKnownOf.In(a.Lang, cards(a, e.Expected, e.Cards), e.Cards, e.Expected.Percent(a))},
	}
	if e.NotStarted > 0 {
		rows = append(rows, [2]string{textNotStarted.In(a.Lang), textNewADay.In(a.Lang, e.NotStarted, e.NewADay)})
	}
	if m := e.Mock; m != nil {
		rows = append(rows, [2]string{textMock.In(a.Lang), textMockResult.In(a.Lang, m.Correct, m.Count, m.Date)})
	}
	text += app.Table(rows) + "\n"
	rows = [][2]string{{textMinutes.In(a.Lang), app.TextOnExamDay.In(a.Lang)}}
	for _, w := range allMinutes(e) {
		rows = append(rows, [2]string{strconv.Itoa(w.Minutes), w.Expected.Percent(a)})
	}
	text += app.Table(rows)
	for _, line := range advice(a, e) {
		text += terminal.Indent(line, "", width)
	}
	return text
}

// allMinutes are the minutes of the goal and those of what-if, in order.
func allMinutes(e outlookEntry) []whatIfEntry {
	all := append(slices.Clone(e.WhatIf), whatIfEntry{e.Goal.Minutes, e.Expected})
	slices.SortFunc(all, func(a, b whatIfEntry) int { return a.Minutes - b.Minutes })
	return all
}

// advice says how many minutes it takes, and what to expect of them.
func advice(a *app.App, e outlookEntry) (lines []string) {
	var parts []string
	for _, n := range e.Needed {
		if n.Minutes != nil {
			parts = append(parts, textNeeded.In(a.Lang, app.Percent(n.Known), terminal.TextMinutes.In(a.Lang, *n.Minutes)))
		} else {
			parts = append(parts, textNeededMost.In(a.Lang, app.Percent(n.Known)))
			break
		}
	}
	lines = append(lines, questions.Paragraph(parts...))
	if enough := e.Needed[0].Minutes; e.Expected.Mid < wanted[0] && enough != nil && *enough > e.Goal.Minutes {
		lines = append(lines, textTooFew.In(
			a.Lang, terminal.TextMinutes.In(a.Lang, e.Goal.Minutes), cards(a, e.Expected, e.Cards), e.Cards, *enough,
		))
	}
	if b := e.Busiest; b != nil {
		lines = append(lines, textBusy.In(a.Lang, e.NewADay, b.Answers, b.Date))
	}
	return lines
}

var (
	textNone    = wording.T("No exam is set.", "尚未设定考试。")
	textOver    = wording.T("The exam was on %s; its plan has ended.", "考试已于 %s 结束，计划也已终止。")
	textAnother = wording.T(
		"To set one: portdrill goal network-plus --exam 2027-01-15 --minutes 10",
		"设定考试：portdrill goal network-plus --exam 2027-01-15 --minutes 10",
	)
	textTitle      = wording.T("%s: exam on %s, in %s", "%s：%s 考试，还有 %s")
	textKnownOf    = wording.T("%s of %d cards (%s)", "%s 张，共 %d 张（%s）")
	textRange      = wording.T("%d to %d", "%d 到 %d")
	textNotStarted = wording.T("Not started", "尚未学习")
	textNewADay    = wording.T("%d cards, %d a day", "%d 张，每天 %d 张")
	textMockResult = wording.T("%d of %d right (%s)", "答对 %d/%d（%s）")
	textMock       = wording.T("Last mock exam", "最近模拟考试")
	textMinutes    = wording.T("Minutes a day", "每天分钟数")
	textNeeded     = wording.T("Likely enough for %s: %s a day.", "要记得 %s，每天 %s多半够用。")
	textNeededMost = wording.T("%s is not likely, however long you practice.", "要记得 %s，练多久都不太可能。")
	textTooFew     = wording.T(
		"At %s a day you will know about %s of %d; %d minutes would do.",
		"每天 %s，预计能记得 %s 张（共 %d 张）；每天 %d 分钟就够了。",
	)
	textBusy = wording.T(
		"Starting %d cards a day means up to %d answers a day for due and new cards, around %s.",
		"每天新学 %d 张，到期和新卡片最多时一天要答 %d 题（%s 前后）。",
	)
)
