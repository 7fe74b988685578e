package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

// How high charts are on a terminal, in rows, and how many days columns go back.
const (
	columnRows = 4
	curveRows  = 6
	recentDays = 30
)

// A section is a chart with its heading.
type section struct{ title, body string }

// statsText is what a person reads: figures first, then charts, as far as there is
// something to draw.
func statsText(a *app.App, v *app.Progress, f fullFigures) string {
	if f.Answers == 0 {
		return textStatsEmpty.In(a.Lang) + "\n"
	}
	width := a.LineWidth()
	const widest = 200
	canvas := charts.Canvas{Width: min(width, widest), ASCII: a.ASCII}
	text := totalsText(a, f)
	for _, s := range []section{
		readinessSection(a, canvas, f), forecastSection(a, canvas, f), answersSection(a, canvas, f),
		minutesSection(a, canvas, f),
		retentionSection(a, canvas, f), calendarSection(a, canvas, v), calibrationSection(a, canvas, f),
	} {
		if s.body != "" {
			text += "\n" + a.Style().Heading(s.title) + "\n" + s.body
		}
	}
	return text + "\n" + terminal.Indent(textStatsNext.In(a.Lang), "", canvas.Width)
}

// fewest is how many answers a share is told of in percent: of one or two it would
// say nothing.
const fewest = 5

func rightOf(a *app.App, n, of int) string {
	switch {
	case of == 0:
		return "0"
	case of < fewest:
		return textStatsFewRight.In(a.Lang, of, n)
	}
	return textStatsShareRight.In(a.Lang, of, app.Percent(float64(n)/float64(of)))
}

func totalsText(a *app.App, f fullFigures) string {
	streak := terminal.TextDays.In(a.Lang, f.Streak.Now)
	if f.Streak.Longest > f.Streak.Now {
		streak += textStatsLongest.In(a.Lang, f.Streak.Longest)
	}
	rows := [][2]string{
		{textStatsToday.In(a.Lang), rightOf(a, f.Today.Correct, f.Today.Answers)},
		{textStatsStreak.In(a.Lang), streak},
		{textStatsAnswers.In(a.Lang), rightOf(a, f.Correct, f.Answers)},
		{textStatsTime.In(a.Lang), tookText(a, f.TookMS)},
		{textStatsCards.In(a.Lang), fmt.Sprint(f.Cards)},
		{"  " + textStatsSteps.In(a.Lang), fmt.Sprint(f.InLearning)},
		{"  " + textStatsReview.In(a.Lang), fmt.Sprint(f.InReview)},
		{"  " + app.TextStatsMature.In(a.Lang), fmt.Sprint(f.Mature)},
	}
	if f.States.Suspended > 0 {
		rows = append(rows, [2]string{"  " + app.TextStateSuspended.In(a.Lang), fmt.Sprint(f.States.Suspended)})
	}
	rows = append(rows,
		[2]string{textStatsKnown.In(a.Lang), fmt.Sprintf("%.0f", f.Known)},
		[2]string{textStatsDue.In(a.Lang), fmt.Sprint(f.Due)},
		[2]string{textStatsNew.In(a.Lang), fmt.Sprint(f.New)},
		[2]string{textStatsTmrw.In(a.Lang), fmt.Sprint(f.Tomorrow)})
	return app.Table(rows)
}

// tookText is how long something took, in minutes or hours.
func tookText(a *app.App, ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	if d < 100*time.Minute {
		return terminal.TextMinutes.In(a.Lang, int(math.Round(d.Minutes())))
	}
	return terminal.TextHours.In(a.Lang, int(math.Round(d.Hours())))
}

func readinessSection(a *app.App, c charts.Canvas, f fullFigures) section {
	const most = 6
	decks := slices.Clone(f.Readiness)
	slices.SortStableFunc(decks, func(x, y readinessEntry) int {
		if (x.Deck == f.deck) != (y.Deck == f.deck) { // the learner's own leads
			return cmp.Compare(btoi(y.Deck == f.deck), btoi(x.Deck == f.deck))
		}
		return cmp.Compare(y.Known, x.Known)
	})
	var bars []charts.Bar
	for _, r := range decks[:min(len(decks), most)] {
		bars = append(
			bars,
			charts.Bar{
				Label: r.name,
				Share: r.Known,
				Text:  textKnownNow.In(a.Lang, app.Percent(r.Known), r.Begun, r.Facets),
			},
		)
	}
	return section{charts.TextSectionReadiness.In(a.Lang), c.Bars(bars)}
}

func btoi(is bool) int {
	if is {
		return 1
	}
	return 0
}

func forecastSection(a *app.App, c charts.Canvas, f fullFigures) section {
	values := make([]float64, len(f.Forecast))
	for i, d := range f.Forecast {
		values[i] = float64(d.Due)
	}
	if len(values) == 0 || f.Cards == 0 {
		return section{}
	}
	last := f.Forecast[len(values)-1].Day
	return section{
		charts.TextSectionForecast.In(a.Lang),
		c.Columns(values, columnRows, textAxisToday.In(a.Lang), last[5:]),
	}
}

// recent are the last days, of which there must be two for a chart.
func recent(f fullFigures) []dayEntry {
	days := f.Days[max(len(f.Days)-recentDays, 0):]
	if len(days) < 2 {
		return nil
	}
	return days
}

func answersSection(a *app.App, c charts.Canvas, f fullFigures) section {
	days := recent(f)
	return dailySection(a, c, textSectionAnswers, days, func(d dayEntry) float64 { return float64(d.Answers) })
}

func minutesSection(a *app.App, c charts.Canvas, f fullFigures) section {
	days := recent(f)
	return dailySection(a, c, charts.TextSectionMinutes, days, func(d dayEntry) float64 {
		return math.Round(10*(time.Duration(d.TookMS)*time.Millisecond).Minutes()) / 10
	})
}

func dailySection(
	a *app.App,
	c charts.Canvas,
	title wording.Text,
	days []dayEntry,
	value func(dayEntry) float64,
) section {
	if len(days) == 0 {
		return section{}
	}
	values := make([]float64, len(days))
	for i, d := range days {
		values[i] = value(d)
	}
	return section{title.In(a.Lang), c.Columns(values, columnRows, days[0].Day[5:], textAxisToday.In(a.Lang))}
}

// retentionSection draws the weeks in which there were reviews enough.
func retentionSection(a *app.App, c charts.Canvas, f fullFigures) section {
	var shares []float64
	first, last := "", ""
	for _, w := range f.Weeks {
		share := math.NaN()
		if w.Reviews >= fewest {
			share = float64(w.Recalled) / float64(w.Reviews)
			last = w.Monday
		}
		if len(shares) == 0 && math.IsNaN(share) {
			continue
		}
		if len(shares) == 0 {
			first = w.Monday
		}
		shares = append(shares, share)
	}
	for len(shares) > 0 && math.IsNaN(shares[len(shares)-1]) {
		shares = shares[:len(shares)-1]
	}
	if len(shares) < 2 {
		return section{}
	}
	return section{charts.TextSectionRetention.In(a.Lang), c.Curve(shares, curveRows, first[5:], last[5:])}
}

func calendarSection(a *app.App, c charts.Canvas, v *app.Progress) section {
	if len(v.Days) < 2 {
		return section{}
	}
	return section{charts.TextSectionCalendar.In(a.Lang), c.Calendar(charts.Calendar{
		Last:     dateOf(v.Day),
		Amount:   func(ago int) int { return v.Days[v.Day-quiz.Day(ago)].Answers },
		Weekdays: [7]string(strings.Split(charts.TextWeekdays.In(a.Lang), " ")),
		Month:    func(month int) string { return strings.Split(charts.TextMonths.In(a.Lang), " ")[month-1] },
		Legend:   func(shades string) string { return textCalendarLegend.In(a.Lang, shades) },
	})}
}

// calibrationSection says in a sentence what there are enough reviews for.
func calibrationSection(a *app.App, c charts.Canvas, f fullFigures) section {
	const enough = 100
	if f.Calibration.Reviews < enough {
		return section{}
	}
	text := charts.TextCalibrationText.In(
		a.Lang,
		app.Percent(*f.Calibration.Predicted),
		app.Percent(*f.Calibration.Actual),
		f.Calibration.Reviews,
		*f.Calibration.LogLoss,
		*f.Calibration.RMSE,
	)
	text = terminal.Indent(text, "", c.Width)
	if fitted := f.Calibration.Fitted; fitted != nil {
		text += terminal.Indent(fittedText(a, fitted), "", c.Width)
	}
	return section{charts.TextSectionCalibration.In(a.Lang), text}
}

// fittedText says what fitted weights have changed.
func fittedText(a *app.App, f *fittedEntry) string {
	said := []string{textFittedOn.In(a.Lang, f.Reviews, f.Day, f.Before, f.After)}
	for _, of := range []struct {
		text wording.Text
		accuracyEntry
	}{{textEarlier, f.Earlier}, {textSince, f.Since}} {
		if of.Reviews >= fewest {
			said = append(said, of.text.In(a.Lang, app.Percent(*of.Predicted), app.Percent(*of.Actual), of.Reviews))
		}
	}
	return questions.Paragraph(said...)
}

var (
	textStatsSteps      = wording.T("in learning", "学习中")
	textStatsReview     = wording.T("in review", "复习中")
	textStatsTmrw       = wording.T("Due tomorrow", "明天到期")
	textStatsToday      = wording.T("Today", "今天")
	textStatsLongest    = wording.T(", longest %d", "，最长 %d 天")
	textStatsFewRight   = wording.T("%d, %d right", "%d，答对 %d")
	textStatsShareRight = wording.T("%d, %s right", "%d，答对 %s")
	textStatsNext       = wording.T(
		"More: portdrill weak (weak areas), portdrill history (answers)",
		"更多：portdrill weak（薄弱领域）、portdrill history（作答记录）",
	)
	textSectionAnswers = wording.T("Answers a day", "每天作答数")
	textKnownNow       = wording.T("%s known now  (%d of %d started)", "当前记得 %s（已学 %d/%d）")
	textAxisToday      = wording.T("today", "今天")
	textCalendarLegend = wording.T("less %s more", "少 %s 多")
	textFittedOn       = wording.T(
		"The schedule was fitted to %d reviews on %s: log loss %.3f → %.3f on reviews it had not seen.",
		"已按 %d 次复习调整安排（%s）：在未参与拟合的复习上，对数损失 %.3f → %.3f。",
	)
	textEarlier = wording.T(
		"Before: predicted %s, actual %s (%d).", "此前：预测 %s，实际 %s（%d 次）。",
	)
	textSince = wording.T(
		"Since: predicted %s, actual %s (%d).", "此后：预测 %s，实际 %s（%d 次）。",
	)
	textStatsNew = wording.T("New today", "今天可学新卡片")
)
