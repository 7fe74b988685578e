package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
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
func (a *app) statsText(v *outlook, f fullFigures) string {
	if f.Answers == 0 {
		return wording.StatsEmpty.In(a.lang) + "\n"
	}
	width := a.lineWidth()
	const widest = 200
	canvas := charts.Canvas{Width: min(width, widest), ASCII: a.ascii}
	text := a.totalsText(f)
	for _, s := range []section{
		a.readinessSection(canvas, f), a.forecastSection(canvas, f), a.answersSection(canvas, f), a.minutesSection(canvas, f),
		a.retentionSection(canvas, f), a.calendarSection(canvas, v), a.calibrationSection(canvas, f),
	} {
		if s.body != "" {
			text += "\n" + a.style().Heading(s.title) + "\n" + s.body
		}
	}
	return text + "\n" + terminal.Indent(wording.StatsNext.In(a.lang), "", canvas.Width)
}

// fewest is how many answers a share is told of in percent: of one or two it would
// say nothing.
const fewest = 5

func (a *app) rightOf(n, of int) string {
	switch {
	case of == 0:
		return "0"
	case of < fewest:
		return wording.StatsFewRight.In(a.lang, of, n)
	}
	return wording.StatsShareRight.In(a.lang, of, percent(float64(n)/float64(of)))
}

func (a *app) totalsText(f fullFigures) string {
	streak := wording.Days.In(a.lang, f.Streak.Now)
	if f.Streak.Longest > f.Streak.Now {
		streak += wording.StatsLongest.In(a.lang, f.Streak.Longest)
	}
	rows := [][2]string{
		{wording.StatsToday.In(a.lang), a.rightOf(f.Today.Correct, f.Today.Answers)},
		{wording.StatsStreak.In(a.lang), streak},
		{wording.StatsAnswers.In(a.lang), a.rightOf(f.Correct, f.Answers)},
		{wording.StatsTime.In(a.lang), a.tookText(f.TookMS)},
		{wording.StatsCards.In(a.lang), fmt.Sprint(f.Cards)},
		{"  " + wording.StatsSteps.In(a.lang), fmt.Sprint(f.InLearning)},
		{"  " + wording.StatsReview.In(a.lang), fmt.Sprint(f.InReview)},
		{"  " + wording.StatsMature.In(a.lang), fmt.Sprint(f.Mature)},
	}
	if f.States.Suspended > 0 {
		rows = append(rows, [2]string{"  " + wording.StateSuspended.In(a.lang), fmt.Sprint(f.States.Suspended)})
	}
	rows = append(rows,
		[2]string{wording.StatsKnown.In(a.lang), fmt.Sprintf("%.0f", f.Known)},
		[2]string{wording.StatsDue.In(a.lang), fmt.Sprint(f.Due)},
		[2]string{wording.StatsNew.In(a.lang), fmt.Sprint(f.New)},
		[2]string{wording.StatsTmrw.In(a.lang), fmt.Sprint(f.Tomorrow)})
	return table(rows)
}

// tookText is how long something took, in minutes or hours.
func (a *app) tookText(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	if d < 100*time.Minute {
		return wording.Minutes.In(a.lang, int(math.Round(d.Minutes())))
	}
	return wording.Hours.In(a.lang, int(math.Round(d.Hours())))
}

func (a *app) readinessSection(c charts.Canvas, f fullFigures) section {
	const most = 6
	decks := slices.Clone(f.Readiness)
	slices.SortStableFunc(decks, func(x, y readinessEntry) int { return cmp.Compare(y.Known, x.Known) })
	var bars []charts.Bar
	for _, r := range decks[:min(len(decks), most)] {
		bars = append(bars, charts.Bar{Label: r.name, Share: r.Known, Text: wording.KnownNow.In(a.lang, percent(r.Known), r.Begun, r.Facets)})
	}
	return section{wording.SectionReadiness.In(a.lang), c.Bars(bars)}
}

func (a *app) forecastSection(c charts.Canvas, f fullFigures) section {
	values := make([]float64, len(f.Forecast))
	for i, d := range f.Forecast {
		values[i] = float64(d.Due)
	}
	if len(values) == 0 || f.Cards == 0 {
		return section{}
	}
	last := f.Forecast[len(values)-1].Day
	return section{wording.SectionForecast.In(a.lang), c.Columns(values, columnRows, wording.AxisToday.In(a.lang), last[5:])}
}

// recent are the last days, of which there must be two for a chart.
func recent(f fullFigures) []dayEntry {
	days := f.Days[max(len(f.Days)-recentDays, 0):]
	if len(days) < 2 {
		return nil
	}
	return days
}

func (a *app) answersSection(c charts.Canvas, f fullFigures) section {
	days := recent(f)
	return a.dailySection(c, wording.SectionAnswers, days, func(d dayEntry) float64 { return float64(d.Answers) })
}

func (a *app) minutesSection(c charts.Canvas, f fullFigures) section {
	days := recent(f)
	return a.dailySection(c, wording.SectionMinutes, days, func(d dayEntry) float64 {
		return math.Round(10*(time.Duration(d.TookMS)*time.Millisecond).Minutes()) / 10
	})
}

func (a *app) dailySection(c charts.Canvas, title wording.Text, days []dayEntry, value func(dayEntry) float64) section {
	if len(days) == 0 {
		return section{}
	}
	values := make([]float64, len(days))
	for i, d := range days {
		values[i] = value(d)
	}
	return section{title.In(a.lang), c.Columns(values, columnRows, days[0].Day[5:], wording.AxisToday.In(a.lang))}
}

// retentionSection draws the weeks in which there were reviews enough.
func (a *app) retentionSection(c charts.Canvas, f fullFigures) section {
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
	return section{wording.SectionRetention.In(a.lang), c.Curve(shares, curveRows, first[5:], last[5:])}
}

func (a *app) calendarSection(c charts.Canvas, v *outlook) section {
	if len(v.days) < 2 {
		return section{}
	}
	return section{wording.SectionCalendar.In(a.lang), c.Calendar(charts.Calendar{
		Last:     dateOf(v.day),
		Amount:   func(ago int) int { return v.days[v.day-quiz.Day(ago)].Answers },
		Weekdays: [7]string(strings.Split(wording.Weekdays.In(a.lang), " ")),
		Month:    func(month int) string { return strings.Split(wording.Months.In(a.lang), " ")[month-1] },
		Legend:   func(shades string) string { return wording.CalendarLegend.In(a.lang, shades) },
	})}
}

// calibrationSection says in a sentence what there are enough reviews for.
func (a *app) calibrationSection(c charts.Canvas, f fullFigures) section {
	const enough = 100
	if f.Calibration.Reviews < enough {
		return section{}
	}
	text := wording.CalibrationText.In(a.lang, percent(*f.Calibration.Predicted), percent(*f.Calibration.Actual), f.Calibration.Reviews, *f.Calibration.LogLoss, *f.Calibration.RMSE)
	return section{wording.SectionCalibration.In(a.lang), terminal.Indent(text, "", c.Width)}
}
