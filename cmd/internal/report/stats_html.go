package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// How far the page goes back: a year in steps of four weeks.
const (
	spanDays  = 28
	pageSpans = 13

	maxConfusions = 200 // that happened most
)

// statsHTML writes the report as a page.
func statsHTML(ctx context.Context, a *app.App, file string) error {
	if !a.Exists() {
		return app.Failure(textStatsEmpty.In(a.Lang), "")
	}
	return a.ToRead(ctx, func(db *app.DB) error {
		page, err := pageOf(ctx, a, db)
		if err != nil {
			return err
		}
		return app.WriteTo(a, []string{file}, func(w io.Writer) error { return page.Write(w) })
	})
}

// WritePage writes the report on the learner's progress as a page.
func WritePage(ctx context.Context, a *app.App, db *app.DB, w io.Writer) error {
	page, err := pageOf(ctx, a, db)
	if err != nil {
		return err
	}
	return page.Write(w)
}

func pageOf(ctx context.Context, a *app.App, db *app.DB) (charts.Page, error) {
	v, err := app.LoadProgress(ctx, a, db, max(progress.Window, pageSpans*spanDays))
	if err != nil {
		return charts.Page{}, err
	}
	full, calibration, err := computeFigures(ctx, a, db, v)
	if err != nil {
		return charts.Page{}, err
	}
	page := htmlPage(a, v, full)
	page.Learner, page.Calibration = db.Settings.Name, calibration
	if fitted := full.Calibration.Fitted; fitted != nil {
		page.Fitted = fittedText(a, fitted)
	}
	return page, nil
}

func htmlPage(a *app.App, v *app.Progress, f fullFigures) charts.Page {
	c := v.Maker.Catalogue()
	p := charts.Page{Lang: a.Lang, Made: a.Clock.Now(), Tiles: tiles(a, f), Ranges: portRanges(v, a.Lang)}
	for _, s := range v.Areas().Areas {
		if s.Ranked && s.By == progress.ByCategory {
			p.Areas = append(p.Areas, areaRow(a, c, s))
		}
	}
	history := progress.History(v.Syllabus, v.Answers, progress.ByCategory, v.Day, pageSpans, spanDays)
	for _, past := range sinceBegun(history) {
		p.Past = append(p.Past, charts.AreaPast{Name: app.AreaName(a, c, past.Area), Spans: past.Spans})
	}
	for _, m := range v.Mixed() {
		if right, chosen := c.Service(m.Right), c.Service(m.Chosen); right != nil && chosen != nil {
			p.Confusions = append(p.Confusions, charts.ConfusionRow{
				Right: portLabel(right, a.Lang), Chosen: portLabel(chosen, a.Lang),
				Count: m.Count, First: m.First.String(), Last: m.Last.String(), Over: m.Over,
			})
		}
	}
	slices.SortStableFunc(p.Confusions, func(x, y charts.ConfusionRow) int { return cmp.Compare(y.Count, x.Count) })
	p.Confusions = p.Confusions[:min(len(p.Confusions), maxConfusions)]
	for _, d := range f.Readiness {
		p.Decks = append(p.Decks, charts.DeckRow{Name: d.name, Facets: d.Facets, Begun: d.Begun, Known: d.Known})
	}
	slices.SortStableFunc(p.Decks, func(x, y charts.DeckRow) int { return cmp.Compare(y.Known, x.Known) })
	for i, due := range f.Forecast {
		p.Forecast = append(p.Forecast, charts.Amount{Day: dateOf(v.Day + quiz.Day(i)), Value: float64(due.Due)})
	}
	addDays(&p, v)
	for _, w := range v.Days.Weeks(v.Day, shownWeeks) {
		p.Weeks = append(
			p.Weeks,
			charts.WeekRow{Monday: w.Monday.String(), Reviews: w.Repeats, Recalled: w.Recalled, Retention: w.Retention},
		)
	}
	return p
}

// sinceBegun leaves out the spans before the first answer about any area.
func sinceBegun(all []progress.Past) []progress.Past {
	first := pageSpans - 1
	for _, p := range all {
		if at := slices.IndexFunc(p.Spans, func(s progress.Span) bool { return s.Answers > 0 }); at >= 0 {
			first = min(first, at)
		}
	}
	for i := range all {
		all[i].Spans = all[i].Spans[first:]
	}
	return all
}

// portLabel is a service as short as it can be told, with its port.
func portLabel(s *catalogue.Service, lang catalogue.Lang) string {
	name := s.Name.EN
	if lang == catalogue.Chinese && strings.Contains(name, " ") {
		name = s.Label(lang)
	}
	return fmt.Sprintf("%s %d", name, s.Port)
}

func addDays(p *charts.Page, v *app.Progress) {
	for day := v.Day - shownDays + 1; day <= v.Day; day++ {
		t := v.Days[day]
		p.Answers = append(p.Answers, charts.Amount{Day: dateOf(day), Value: float64(t.Answers)})
		if day > v.Day-recentDays {
			p.Minutes = append(p.Minutes, charts.Amount{Day: dateOf(day), Value: math.Round(10*t.Took.Minutes()) / 10})
		}
	}
}

func tiles(a *app.App, f fullFigures) []charts.Tile {
	right := "–"
	if f.Answers >= fewest {
		right = app.Percent(float64(f.Correct) / float64(f.Answers))
	}
	return []charts.Tile{
		{Label: textStatsAnswers.In(a.Lang), Value: fmt.Sprint(f.Answers)},
		{Label: textTileRight.In(a.Lang), Value: right},
		{Label: textStatsCards.In(a.Lang), Value: fmt.Sprint(f.Cards)},
		{Label: textStatsKnown.In(a.Lang), Value: fmt.Sprintf("%.0f", f.Known)},
		{Label: textStatsDue.In(a.Lang), Value: fmt.Sprint(f.Due)},
		{Label: textStatsStreak.In(a.Lang), Value: terminal.TextDays.In(a.Lang, f.Streak.Now)},
		{Label: textStatsTime.In(a.Lang), Value: tookText(a, f.TookMS)},
	}
}

func areaRow(a *app.App, c *catalogue.Catalogue, s progress.Standing) charts.AreaRow {
	row := charts.AreaRow{
		Name: app.AreaName(
			a,
			c,
			s.Area,
		), Accuracy: s.Accuracy, Answers: s.Answers, Weak: s.Weak, Known: s.Known, Facets: s.Facets, Median: s.Median,
	}
	if t, ok := s.Trend(usualTrend); ok {
		row.Change = fmt.Sprintf("%+.0f (%+.0f … %+.0f)", 100*t.Change.Mean, 100*t.Change.Low, 100*t.Change.High)
	}
	return row
}

// portRanges cuts the ports into blocks: small ones where services stand close.
func portRanges(v *app.Progress, lang catalogue.Lang) []charts.PortRange {
	known := knownByPort(v)
	var all []charts.PortRange
	for i, r := range v.Maker.Catalogue().Ranges {
		size := 64
		if i == 0 {
			size = 8
		}
		out := charts.PortRange{Name: r.Name.In(lang)}
		for from := int(r.From); from <= int(r.To); from += size {
			b := charts.Block{From: from, To: from + size - 1}
			var names []string
			for port := from; port < from+size; port++ {
				for _, s := range known[catalogue.Port(port)] {
					b.Services++
					b.Known += s.known
					names = append(names, s.name)
				}
			}
			if b.Services > 0 {
				b.Known /= float64(b.Services)
			}
			b.Names = strings.Join(names, ", ")
			out.Blocks = append(out.Blocks, b)
		}
		all = append(all, out)
	}
	return all
}

type knownService struct {
	name  string
	known float64
}

// knownByPort says of each service how much is known now of what the port is for, and
// which port it is; of what was not begun, nothing.
func knownByPort(v *app.Progress) map[catalogue.Port][]knownService {
	known := make(map[string]float64)
	for _, c := range v.Cards {
		if f, _ := v.Maker.Facet(c.Facet); f.Kinds[0] == questions.PortToService ||
			f.Kinds[0] == questions.ServiceToPort {
			const directions = 2
			known[f.Service] += v.Scheduler.Known(c, v.Day) / directions
		}
	}
	all := make(map[catalogue.Port][]knownService)
	for _, s := range v.Maker.Catalogue().Services {
		all[s.Port] = append(all[s.Port], knownService{fmt.Sprintf("%s %d", s.Name.EN, s.Port), known[s.Key]})
	}
	return all
}

var textTileRight = wording.T("Right", "答对")
