package goal

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/forecast"
)

type simulateFlags struct {
	days, minutes int
	minutesGiven  bool
}

// Bounds of what is simulated.
const (
	usualDays = 90
	mostDays  = 730
)

func simulateCommand(a *app.App) *cobra.Command {
	var f simulateFlags
	cmd := &cobra.Command{
		Use:     "simulate",
		Short:   textSimulateShort.In(a.Lang),
		Long:    textSimulateLong.In(a.Lang),
		Example: textSimulateExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.minutesGiven = cmd.Flags().Changed("minutes")
			switch {
			case f.days < 1 || f.days > mostDays:
				return app.UsageProblem(textBadDays.In(a.Lang, mostDays), "")
			case f.minutesGiven && (f.minutes < 1 || f.minutes > quiz.MostMinutes):
				return app.UsageProblem(textBadMinutes.In(a.Lang, quiz.MostMinutes), "")
			}
			return simulate(cmd.Context(), a, f)
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&f.days, "days", usualDays, textFlagDays.In(a.Lang))
	flags.IntVar(&f.minutes, "minutes", 0, textFlagSimulated.In(a.Lang))
	return cmd
}

// What simulate --json prints. Fields are only ever added.
type (
	simulatedEntry struct {
		Cards   int        `json:"cards"`
		Minutes *int       `json:"minutes"` // a day; null for as many as are needed
		Exam    *string    `json:"exam"`    // null where none is ahead
		Days    []dayEntry `json:"days"`
	}

	dayEntry struct {
		Day     string         `json:"day"`
		Answers float64        `json:"answers"`
		Due     float64        `json:"due_and_new"` // of the answers
		Minutes float64        `json:"minutes"`
		Started float64        `json:"started"` // cards
		Known   app.RangeEntry `json:"known"`   // share of the cards, on the next day
	}
)

// simulate draws what days to come would bring the learner.
func simulate(ctx context.Context, a *app.App, f simulateFlags) error {
	var o *app.Outlook
	err := a.ToRead(ctx, func(db *app.DB) error {
		if !db.IsThere() {
			return nil
		}
		c, err := db.Catalogue(ctx)
		if err == nil {
			o, err = app.OutlookOf(ctx, a, db, questions.NewMaker(c))
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case o == nil || o.Items == 0:
		return app.Failure(textNothingYet.In(a.Lang), textFirstDrill.In(a.Lang))
	}
	plan := o.Plan
	if f.minutesGiven {
		plan = o.With(f.minutes)
		if o.Goal == (quiz.Goal{}) {
			plan.Today = plan.Minutes
		}
	}
	days := o.Days(o.Learner.Day+f.days, plan)
	e := simulatedEntry{Cards: o.Items}
	if plan.Minutes > 0 {
		e.Minutes = new(int(plan.Minutes / time.Minute))
	}
	if o.Goal != (quiz.Goal{}) {
		e.Exam = new(o.Goal.Exam.String())
	}
	for i, d := range days {
		e.Days = append(e.Days, dayEntryOf((o.Today+quiz.Day(i)).String(), d))
	}
	if a.JSON {
		return a.PrintJSON(e)
	}
	return a.Print(simulatedText(a, e))
}

func dayEntryOf(day string, d forecast.Day) dayEntry {
	const tenths = 10
	round := func(x float64) float64 { return math.Round(x*tenths) / tenths }
	return dayEntry{day, round(d.Answers), round(d.Work), round(d.Minutes), round(d.Begun), app.RangeOf(d.Known)}
}

// How high charts are, in rows, and how many days are told in figures.
const (
	chartRows = 5
	milestone = 4
)

func simulatedText(a *app.App, e simulatedEntry) string {
	canvas := charts.Canvas{Width: a.LineWidth(), ASCII: a.ASCII}
	first, last := e.Days[0].Day[len("2026-"):], e.Days[len(e.Days)-1].Day[len("2026-"):]
	title := textSimulatedNeeded.In(a.Lang, terminal.TextDays.In(a.Lang, len(e.Days)))
	if e.Minutes != nil {
		title = textSimulated.In(a.Lang, terminal.TextDays.In(a.Lang, len(e.Days)), terminal.TextMinutes.In(a.Lang, *e.Minutes))
	}
	text := terminal.Indent(title, "", canvas.Width)
	var minutes, known []float64
	for _, d := range gathered(e.Days, canvas.Width-len("0000  ")) {
		minutes = append(minutes, d.Minutes)
	}
	for _, d := range e.Days {
		known = append(known, d.Known.Mid)
	}
	text += "\n" + a.Style().Heading(charts.TextSectionMinutes.In(a.Lang)) + "\n" + canvas.Columns(minutes, chartRows, first, last)
	if len(known) > 1 {
		text += "\n" + a.Style().Heading(textSectionKnown.In(a.Lang)) + "\n" + canvas.Curve(fitted(known, canvas.Width/2), chartRows, first, last)
	}
	rows := [][]string{a.Words(textColumnDay, textColumnStarted, textColumnKnown, textColumnAnswers)}
	for n := 1; n <= milestone; n++ {
		at := len(e.Days)*n/milestone - 1
		if at < 0 || n > 1 && at == len(e.Days)*(n-1)/milestone-1 {
			continue
		}
		d := e.Days[at]
		rows = append(rows, []string{
			d.Day, fmt.Sprintf("%.0f/%d", d.Started, e.Cards), d.Known.Percent(a), fmt.Sprintf("%.0f", d.Answers),
		})
	}
	return text + "\n" + app.Columns(rows)
}

// gathered are the days in as many columns as there is room for: each the mean of some.
func gathered(days []dayEntry, room int) []dayEntry {
	each := (len(days) + room - 1) / max(room, 1)
	if each <= 1 {
		return days
	}
	var all []dayEntry
	for i := 0; i < len(days); i += each {
		some := days[i:min(i+each, len(days))]
		sum := some[0]
		for _, d := range some[1:] {
			sum.Minutes += d.Minutes
		}
		sum.Minutes = math.Round(10*sum.Minutes/float64(len(some))) / 10
		all = append(all, sum)
	}
	return all
}

// fitted are every so many values, so that there is room for them.
func fitted(values []float64, room int) []float64 {
	each := (len(values) + room - 1) / max(room, 1)
	var some []float64
	for i := len(values) - 1; i >= 0; i -= max(each, 1) {
		some = append([]float64{values[i]}, some...)
	}
	return some
}

var (
	textSimulateShort = wording.T("show what the coming weeks would bring", "模拟今后几周的练习量和掌握程度")
	textSimulateLong  = wording.T(
		`Plays the coming days many times, with a learner who answers as you have so far,
and shows how much there would be to do and what you would know. It follows the
exam that is set, if any (see goal). Nothing is recorded.`,
		`按你目前的作答情况，把今后的日子反复模拟多次，显示练习量和掌握程度。设定了考试
（见 goal）则按考试计划模拟。不会留下任何记录。`,
	)
	textSimulateExamples = wording.T(
		`  portdrill simulate --days 90 --minutes 10
  portdrill simulate --json`,
		`  portdrill simulate --days 90 --minutes 10
  portdrill simulate --json`,
	)
	textFlagDays      = wording.T("simulate `N` days", "模拟 `N` 天")
	textFlagSimulated = wording.T("at most `N` minutes a day (default: those of the goal, or no limit)",
		"每天最多 `N` 分钟（默认按考试目标，没有则不限）")
	textBadDays         = wording.T("--days must be from 1 to %d", "--days 须在 1 到 %d 之间")
	textBadMinutes      = wording.T("--minutes must be from 1 to %d", "--minutes 须在 1 到 %d 之间")
	textNothingYet      = wording.T("there is nothing to simulate yet", "还没有可以模拟的内容")
	textFirstDrill      = wording.T("begin with: portdrill drill", "先开始练习：portdrill drill")
	textSimulated       = wording.T("The next %s, with up to %s a day", "今后 %s，每天最多 %s")
	textSimulatedNeeded = wording.T("The next %s, with as much time as it takes", "今后 %s，时间不限")
	textSectionKnown    = wording.T("Cards known", "记得的卡片")
	textColumnDay       = wording.T("Day", "日期")
	textColumnStarted   = wording.T("Started", "已学")
	textColumnKnown     = wording.T("Known", "记得")
	textColumnAnswers   = wording.T("Answers that day", "当天作答")
)
