package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"portdrill/cmd/internal/charts"
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

	mostConfusions = 200 // that happened most
)

// statsHTML writes the report as a page.
func (a *app) statsHTML(ctx context.Context, file string) error {
	if !a.exists() {
		return problem{wording.StatsEmpty.In(a.lang), "", exitFailed}
	}
	return a.toRead(ctx, func(db opened) error {
		v, err := a.look(ctx, db, max(progress.Window, pageSpans*spanDays))
		if err != nil {
			return err
		}
		full, calibration, err := a.fullFigures(ctx, db, v)
		if err != nil {
			return err
		}
		page := a.page(v, full)
		page.Learner, page.Calibration = db.settings.Name, calibration
		return a.writeTo([]string{file}, func(w io.Writer) error { return page.Write(w) })
	})
}

func (a *app) page(v *outlook, f fullFigures) charts.Page {
	c := v.maker.Catalogue()
	p := charts.Page{Lang: a.lang, Made: a.clock.Now(), Tiles: a.tiles(f), Ranges: portRanges(v, a.lang)}
	for _, s := range v.areas().Areas {
		if s.Ranked && s.By == progress.ByCategory {
			p.Areas = append(p.Areas, a.areaRow(c, s))
		}
	}
	for _, past := range sinceBegun(progress.History(v.syllabus, quiz.Each(v.slots), progress.ByCategory, v.day, pageSpans, spanDays)) {
		p.Past = append(p.Past, charts.AreaPast{Name: a.areaName(c, past.Area), Spans: past.Spans})
	}
	for _, m := range v.mixed() {
		if right, chosen := c.Service(m.Right), c.Service(m.Chosen); right != nil && chosen != nil {
			p.Confusions = append(p.Confusions, charts.ConfusionRow{
				Right: portLabel(right, a.lang), Chosen: portLabel(chosen, a.lang), Count: m.Count, First: m.First.String(), Last: m.Last.String(), Over: m.Over,
			})
		}
	}
	slices.SortStableFunc(p.Confusions, func(x, y charts.ConfusionRow) int { return cmp.Compare(y.Count, x.Count) })
	p.Confusions = p.Confusions[:min(len(p.Confusions), mostConfusions)]
	for _, d := range f.Readiness {
		p.Decks = append(p.Decks, charts.DeckRow{Name: d.name, Facets: d.Facets, Begun: d.Begun, Known: d.Known})
	}
	slices.SortStableFunc(p.Decks, func(x, y charts.DeckRow) int { return cmp.Compare(y.Known, x.Known) })
	for i, due := range f.Forecast {
		p.Forecast = append(p.Forecast, charts.Amount{Day: dateOf(v.day + quiz.Day(i)), Value: float64(due.Due)})
	}
	addDays(&p, v)
	for _, w := range v.days.Weeks(v.day, shownWeeks) {
		p.Weeks = append(p.Weeks, charts.WeekRow{Monday: w.Monday.String(), Reviews: w.Repeats, Recalled: w.Recalled, Retention: w.Retention})
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

func addDays(p *charts.Page, v *outlook) {
	for day := v.day - shownDays + 1; day <= v.day; day++ {
		t := v.days[day]
		p.Answers = append(p.Answers, charts.Amount{Day: dateOf(day), Value: float64(t.Answers)})
		if day > v.day-recentDays {
			p.Minutes = append(p.Minutes, charts.Amount{Day: dateOf(day), Value: math.Round(10*t.Took.Minutes()) / 10})
		}
	}
}

func (a *app) tiles(f fullFigures) []charts.Tile {
	right := "–"
	if f.Answers >= fewest {
		right = percent(float64(f.Correct) / float64(f.Answers))
	}
	return []charts.Tile{
		{Label: wording.StatsAnswers.In(a.lang), Value: fmt.Sprint(f.Answers)},
		{Label: wording.TileRight.In(a.lang), Value: right},
		{Label: wording.StatsCards.In(a.lang), Value: fmt.Sprint(f.Cards)},
		{Label: wording.StatsKnown.In(a.lang), Value: fmt.Sprintf("%.0f", f.Known)},
		{Label: wording.StatsDue.In(a.lang), Value: fmt.Sprint(f.Due)},
		{Label: wording.StatsStreak.In(a.lang), Value: wording.Days.In(a.lang, f.Streak.Now)},
		{Label: wording.StatsTime.In(a.lang), Value: a.tookText(f.TookMS)},
	}
}

func (a *app) areaRow(c *catalogue.Catalogue, s progress.Standing) charts.AreaRow {
	row := charts.AreaRow{
		Name: a.areaName(c, s.Area), Accuracy: s.Accuracy, Answers: s.Answers, Weak: s.Weak, Known: s.Known, Facets: s.Facets, Median: s.Median,
	}
	if t, ok := s.Trend(usualTrend); ok {
		row.Change = fmt.Sprintf("%+.0f (%+.0f … %+.0f)", 100*t.Change.Mean, 100*t.Change.Low, 100*t.Change.High)
	}
	return row
}

// portRanges cuts the ports into blocks: small ones where services stand close.
func portRanges(v *outlook, lang catalogue.Lang) []charts.PortRange {
	known := knownByPort(v)
	var all []charts.PortRange
	for i, r := range v.maker.Catalogue().Ranges {
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
func knownByPort(v *outlook) map[catalogue.Port][]knownService {
	known := make(map[string]float64)
	for _, c := range v.cards {
		if f, _ := v.maker.Facet(c.Facet); f.Kinds[0] == questions.PortToService || f.Kinds[0] == questions.ServiceToPort {
			const directions = 2
			known[f.Service] += v.scheduler.Known(c, v.day) / directions
		}
	}
	all := make(map[catalogue.Port][]knownService)
	for _, s := range v.maker.Catalogue().Services {
		all[s.Port] = append(all[s.Port], knownService{fmt.Sprintf("%s %d", s.Name.EN, s.Port), known[s.Key]})
	}
	return all
}
