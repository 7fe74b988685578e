package charts

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/progress"
)

//go:embed page.html
var pageText string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageText))
})

// A Page is the report of one learner, as figures.
type Page struct {
	Lang    catalogue.Lang
	Learner string // empty for one who has no name
	Made    time.Time

	Tiles       []Tile
	Areas       []AreaRow
	Past        []AreaPast
	Ranges      []PortRange
	Confusions  []ConfusionRow
	Forecast    []Amount
	Answers     []Amount // of each day of a year, up to the day that it is
	Minutes     []Amount // of the last days
	Weeks       []WeekRow
	Calibration progress.Calibration
	Fitted      string // what fitting has changed in it
	Decks       []DeckRow
}

// A Tile is a figure that stands alone.
type Tile struct{ Label, Value string }

// An AreaRow is an area that is ranked.
type AreaRow struct {
	Name     string
	Accuracy progress.Estimate
	Answers  int
	Weak     bool
	Change   string // in 30 days; empty where answers are too few
	Known    float64
	Facets   int
	Median   time.Duration
}

// An AreaPast is how an area went.
type AreaPast struct {
	Name  string
	Spans []progress.Span
}

// A PortRange is a range of ports, cut into blocks of the same size.
type PortRange struct {
	Name   string
	Blocks []Block
}

// A Block is some ports that follow each other.
type Block struct {
	From, To int
	Services int     // that are taught
	Known    float64 // 0 to 1: mean of what is known about them now
	Names    string
}

// A ConfusionRow is a service that was taken for another.
type ConfusionRow struct {
	Right, Chosen string
	Count         int
	First, Last   string
	Over          bool
}

// An Amount is a number of a day.
type Amount struct {
	Day   time.Time
	Value float64
}

// A WeekRow is what was recalled in a week.
type WeekRow struct {
	Monday            string
	Reviews, Recalled int
	Retention         progress.Estimate
}

// A DeckRow is how much of a deck is known now.
type DeckRow struct {
	Name          string
	Facets, Begun int
	Known         float64 // 0 to 1
}

// A part is a chart with the same in a table. A chart that there is too little for
// says so instead.
type part struct {
	ID, Title, About string
	Chart            template.HTML
	Wide             bool
	Head             []string
	Rows             [][]string
}

// Write writes the page: HTML that needs nothing else.
func (p Page) Write(w io.Writer) error {
	var parts []part
	for _, each := range []func() part{
		p.areas, p.past, p.decks, p.ports, p.confusions, p.forecast, p.retention, p.calibration, p.calendar, p.minutes,
	} {
		parts = append(parts, each())
	}
	title := textPageTitle.In(p.Lang)
	if p.Learner != "" {
		title += " · " + p.Learner
	}
	err := page().Execute(terminal.VisibleHTML(w), map[string]any{
		"Lang": map[bool]string{true: "zh-CN", false: "en"}[p.Lang == catalogue.Chinese], "Title": title,
		"Made": textPageMade.In(p.Lang, p.Made.Format("2006-01-02 15:04")), "Tiles": p.Tiles, "Parts": parts,
		"Table": textPageTable.In(p.Lang), "Skip": textPageSkip.In(p.Lang), "TooLittle": textPageTooLittle.In(p.Lang),
		"Contents": textPageContents.In(p.Lang),
	})
	if err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

func (p Page) words(texts ...wording.Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.In(p.Lang)
	}
	return all
}

// areas draws the share known of each area with its interval.
func (p Page) areas() part {
	out := part{
		ID: "areas", Title: TextWeakTitle.In(p.Lang), About: textPageAreasAbout.In(p.Lang, progress.Window), Wide: true,
		Head: p.words(TextColumnArea, TextColumnShare, TextColumnLow, TextColumnHigh, TextColumnAnswers,
			TextColumnTrend, TextColumnMedian, TextColumnKnownNow, TextColumnFacetCount, TextColumnWeak),
	}
	const row, name, end = 18, 126, 30
	d := newDrawing(row*len(p.Areas) + lowerAxis)
	x := func(share float64) float64 { return name + (chartWidth-name-end)*share }
	for i, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		d.line(x(share), 0, x(share), float64(d.height-lowerAxis), "grid")
		if i%2 == 0 {
			d.text(x(share), float64(d.height-6), "tick", "middle", percentOf(share))
		}
	}
	for i, a := range p.Areas {
		y, class := float64(row*i)+row/2, ""
		label := a.Name
		if a.Weak {
			class, label = " weak", "! "+label
		}
		d.text(name-6, y+3, "tick"+class, "end", shortened(label, 19))
		tip := fmt.Sprintf("%s: %s (%s–%s)", a.Name,
			percentOf(a.Accuracy.Mean), percentOf(a.Accuracy.Low), percentOf(a.Accuracy.High))
		d.rect(x(a.Accuracy.Low), y-2, x(a.Accuracy.High)-x(a.Accuracy.Low), 4, "span"+class, tip)
		d.dot(x(a.Accuracy.Mean), y, 4, "fill"+class, tip)
		d.text(chartWidth, y+3, "tick"+class, "end", percentOf(a.Accuracy.Mean))
		weak := ""
		if a.Weak {
			weak = textPageYes.In(p.Lang)
		}
		out.Rows = append(out.Rows, []string{
			a.Name, percentOf(a.Accuracy.Mean), percentOf(a.Accuracy.Low), percentOf(a.Accuracy.High),
			strconv.Itoa(a.Answers), a.Change,
			fmt.Sprintf("%.1f", a.Median.Seconds()), fmt.Sprintf("%.1f", a.Known), strconv.Itoa(a.Facets), weak,
		})
	}
	if len(p.Areas) > 0 {
		out.Chart = d.svg(out.Title)
	}
	return out
}

// shortened cuts a name to so many columns.
func shortened(name string, most int) string {
	if terminal.Width(name) <= most {
		return name
	}
	return strings.TrimSpace(terminal.Truncate(name, most, "")) + "…"
}

// past draws a small curve for each area.
func (p Page) past() part {
	out := part{
		ID: "past", Title: textPagePast.In(p.Lang), About: textPagePastAbout.In(p.Lang), Wide: true,
		Head: p.words(TextColumnArea),
	}
	const across, width, height, most = 3, 112, 62, 12
	shown := p.Past[:min(len(p.Past), most)]
	if !slices.ContainsFunc(shown, AreaPast.moves) {
		return out
	}
	d := newDrawing((len(shown) + across - 1) / across * (height + 14))
	for i, area := range shown {
		left, top := float64(i%across*(width+2)), float64(i/across*(height+14))
		d.text(left+2, top+9, "tick", "start", shortened(area.Name, 17))
		d.rect(left, top+13, width-4, height-14, "frame", "")
		d.small(left, top+13, width-4, height-14, area)
	}
	for _, s := range shown[0].Spans {
		out.Head = append(out.Head, textPageUntil.In(p.Lang, s.To.String()))
	}
	for _, area := range p.Past {
		cells := []string{area.Name}
		for _, s := range area.Spans {
			cells = append(cells, shareOf(s))
		}
		out.Rows = append(out.Rows, cells)
	}
	out.Chart = d.svg(out.Title)
	return out
}

// moves reports whether the past is long enough for a curve.
func (a AreaPast) moves() bool {
	points := 0
	for _, s := range a.Spans {
		if s.Answers >= progress.LeastAnswers {
			points++
		}
	}
	return points > 1
}

// shareOf is the share of a span in percent, with its answers, if there are enough.
func shareOf(s progress.Span) string {
	if s.Answers < progress.LeastAnswers {
		return "–"
	}
	return fmt.Sprintf("%s (%d)", percentOf(s.Share.Mean), s.Answers)
}

// small draws the past of one area into a frame.
func (d *drawing) small(left, top, width, height float64, area AreaPast) {
	path, pen := "", "M"
	step := width / float64(len(area.Spans))
	for i, s := range area.Spans {
		if s.Answers < progress.LeastAnswers {
			pen = "M"
			continue
		}
		x, y := left+step*(float64(i)+0.5), top+height*(1-s.Share.Mean)
		path += fmt.Sprintf("%s%.1f %.1f", pen, x, y)
		pen = "L"
		d.dot(x, y, 1.8, "fill", fmt.Sprintf("%s: %s", s.To, shareOf(s)))
	}
	if path != "" {
		d.put(`<path d="%s" class="curve"/>`, path)
	}
}

func (p Page) decks() part {
	out := part{
		ID: "decks", Title: TextSectionReadiness.In(p.Lang), About: textPageDecksAbout.In(p.Lang),
		Head: p.words(TextColumnDeck, textColumnShareNow, TextColumnBegunCount, TextColumnFacetCount),
	}
	const row, name, end = 18, 136, 34
	d := newDrawing(row*len(p.Decks) + 4)
	for i, deck := range p.Decks {
		y := float64(row * i)
		d.text(name-6, y+12, "tick", "end", shortened(deck.Name, 21))
		d.rect(name, y+4, chartWidth-name-end, 10, "frame", "")
		d.rect(name, y+4, (chartWidth-name-end)*deck.Known, 10, "fill", deck.Name+": "+percentOf(deck.Known))
		d.text(chartWidth, y+12, "tick", "end", percentOf(deck.Known))
		out.Rows = append(out.Rows, []string{
			deck.Name, percentOf(deck.Known), strconv.Itoa(deck.Begun), strconv.Itoa(deck.Facets),
		})
	}
	if len(p.Decks) > 0 {
		out.Chart = d.svg(out.Title)
	}
	return out
}

// levels is how many shades of what is known, or done, there are.
const levels = 5

// ports draws the port space, block by block.
func (p Page) ports() part {
	out := part{
		ID: "ports", Title: textPagePorts.In(p.Lang), About: textPagePortsAbout.In(p.Lang), Wide: true,
		Head: p.words(textColumnPorts, textColumnServices, textColumnShareNow, TextColumnName),
	}
	const across, cell, heading, gap = 64, 5.2, 14, 8
	d := newDrawing(0)
	y := 0.0
	for _, r := range p.Ranges {
		name := fmt.Sprintf("%s  %d–%d", r.Name, r.Blocks[0].From, r.Blocks[len(r.Blocks)-1].To)
		d.text(0, y+10, "tick", "start", name)
		y += heading
		for i, b := range r.Blocks {
			x, top := float64(i%across)*cell, y+float64(i/across)*cell
			class, tip := "none", fmt.Sprintf("%d–%d", b.From, b.To)
			if b.Services > 0 {
				class = shade(b.Known)
				tip += fmt.Sprintf(": %s (%s)", percentOf(b.Known), b.Names)
				out.Rows = append(out.Rows, []string{
					fmt.Sprintf("%d–%d", b.From, b.To), strconv.Itoa(b.Services), percentOf(b.Known), b.Names,
				})
			}
			d.rect(x, top, cell-0.7, cell-0.7, class, tip)
		}
		y += float64((len(r.Blocks)+across-1)/across)*cell + gap
	}
	d.legend(y+8, textPageUntaught.In(p.Lang), textPageUnknown.In(p.Lang), textPageKnown.In(p.Lang))
	d.height = int(y) + 16
	out.Chart = d.svg(out.Title)
	return out
}

// shade is the class of a share, 0 to 1.
func shade(share float64) string {
	return "shade" + strconv.Itoa(min(int(share*levels), levels-1))
}

// legend names the shades, and what has none.
func (d *drawing) legend(y float64, none, least, most string) {
	const from, step, side = 56, 12, 9
	x, first := 0.0, 1 // amounts: nothing is none
	if none != "" {
		d.rect(x, y-side+1, side, side, "none", "")
		d.text(x+step+1, y, "tick", "start", none)
		x, first = 130, 0
	}
	d.text(x+from-6, y, "tick", "end", least)
	for i := first; i < levels; i++ {
		d.rect(x+from, y-side+1, side, side, "shade"+strconv.Itoa(i), "")
		x += step
	}
	d.text(x+from+2, y, "tick", "start", most)
}

// confusions draws a matrix of what was asked for and what was chosen.
func (p Page) confusions() part {
	out := part{
		ID: "confusions", Title: TextConfusionsTitle.In(p.Lang), About: textPageConfusionsAbout.In(p.Lang),
		Head: p.words(textColumnAskedFor, textColumnTaken, textColumnTimes,
			textColumnFirst, textColumnLastTime, textColumnOver),
	}
	for _, c := range p.Confusions {
		over := ""
		if c.Over {
			over = textPageYes.In(p.Lang)
		}
		out.Rows = append(out.Rows, []string{c.Right, c.Chosen, strconv.Itoa(c.Count), c.First, c.Last, over})
	}
	if len(p.Confusions) > 0 {
		out.Chart = p.matrix().svg(out.Title)
	}
	return out
}

// matrix has a row for each service that was asked for, and a column for each that
// was taken for one: of the pairs that happened most, as far as there is room.
func (p Page) matrix() *drawing {
	const mostNames, side, above, beyond = 9, 100, 92, 62
	var right, chosen []string
	place := func(all []string, name string) (at int, fits bool) {
		if at := slices.Index(all, name); at >= 0 {
			return at, true
		}
		return len(all), len(all) < mostNames
	}
	type cell struct{ row, column, count int }
	var cells []cell
	most := 1
	for _, c := range p.Confusions {
		row, rowFits := place(right, c.Right)
		column, columnFits := place(chosen, c.Chosen)
		if !rowFits || !columnFits {
			continue
		}
		if row == len(right) {
			right = append(right, c.Right)
		}
		if column == len(chosen) {
			chosen = append(chosen, c.Chosen)
		}
		cells = append(cells, cell{row, column, c.Count})
		most = max(most, c.Count)
	}
	size := min(float64(chartWidth-side-beyond)/float64(max(len(chosen), 1)), 26)
	d := newDrawing(above + int(math.Ceil(size*float64(len(right)))) + 4)
	for i, name := range chosen {
		x := side + size*(float64(i)+0.5)
		d.put(`<text transform="translate(%.1f %d) rotate(-50)" class="tick" text-anchor="start">%s</text>`,
			x, above-6, template.HTMLEscapeString(shortened(name, 17)))
	}
	for i, name := range right {
		y := above + size*float64(i)
		d.text(side-5, y+size/2+3, "tick", "end", shortened(name, 15))
		for j := range chosen {
			d.rect(side+size*float64(j), y, size-1, size-1, "none", "")
		}
	}
	for _, c := range cells {
		x, y := side+size*float64(c.column), above+size*float64(c.row)
		share := float64(c.count) / float64(most)
		d.rect(x, y, size-1, size-1, "heat"+strconv.Itoa(min(int(share*levels), levels-1)),
			fmt.Sprintf("%s → %s: %d", right[c.row], chosen[c.column], c.count))
		d.text(x+size/2-0.5, y+size/2+3, "count"+strconv.Itoa(min(int(share*levels), levels-1)),
			"middle", strconv.Itoa(c.count))
	}
	return d
}

func (p Page) forecast() part {
	return p.amounts("forecast", TextSectionForecast, textPageForecastAbout, textColumnDueCount, p.Forecast)
}

func (p Page) minutes() part {
	return p.amounts("minutes", TextSectionMinutes, textPageMinutesAbout, textColumnMinutes, p.Minutes)
}

// amounts draws a column for each day.
func (p Page) amounts(id string, title, about, column wording.Text, amounts []Amount) part {
	out := part{ID: id, Title: title.In(p.Lang), About: about.In(p.Lang), Head: p.words(TextColumnDay, column)}
	values, top := make([]float64, len(amounts)), 0.0
	for i, a := range amounts {
		values[i] = a.Value
		top = max(top, a.Value)
		out.Rows = append(out.Rows, []string{a.Day.Format(time.DateOnly), formatted(a.Value)})
	}
	if top == 0 {
		return out
	}
	chart := newPlot(0, roundUp(top), len(values), wholeNumber)
	const few = 2 // of which quarters are told with a decimal
	if top <= few && slices.ContainsFunc(values, isBroken) {
		chart = newPlot(0, few, len(values), formatted)
	}
	chart.columns(values, func(i int) string {
		return amounts[i].Day.Format(time.DateOnly) + ": " + formatted(amounts[i].Value)
	})
	chart.ends(amounts[0].Day.Format("01-02"), amounts[len(amounts)-1].Day.Format("01-02"))
	out.Chart = chart.svg(out.Title)
	return out
}

func isBroken(v float64) bool { return v != math.Trunc(v) }

// retention draws what was recalled, week by week, with its intervals.
func (p Page) retention() part {
	out := part{
		ID: "retention", Title: TextSectionRetention.In(p.Lang), About: textPageRetentionAbout.In(p.Lang),
		Head: p.words(textColumnWeek, TextColumnReviews, TextColumnRecalled, textColumnShareRecalled,
			TextColumnLow, TextColumnHigh),
	}
	values := make([]float64, len(p.Weeks))
	low, any := 1.0, false
	for i, w := range p.Weeks {
		values[i] = math.NaN()
		cells := []string{w.Monday, strconv.Itoa(w.Reviews), strconv.Itoa(w.Recalled), "–", "–", "–"}
		if w.Reviews >= progress.LeastAnswers {
			values[i] = float64(w.Recalled) / float64(w.Reviews)
			low, any = min(low, values[i]), true
			cells = append(cells[:3], percentOf(values[i]), percentOf(w.Retention.Low), percentOf(w.Retention.High))
		}
		out.Rows = append(out.Rows, cells)
	}
	if !any {
		return out
	}
	const least = 0.6
	floor := 0.0
	if low >= least {
		floor = least
	}
	chart := newPlot(floor, 1, len(values), percentOf)
	for i, w := range p.Weeks {
		if !math.IsNaN(values[i]) {
			chart.line(chart.x(i), chart.y(max(w.Retention.Low, floor)),
				chart.x(i), chart.y(w.Retention.High), "whisker")
		}
	}
	chart.curve(values)
	for i, v := range values {
		if !math.IsNaN(v) {
			chart.dot(chart.x(i), chart.y(v), 2.4, "fill", p.Weeks[i].Monday+": "+percentOf(v))
		}
	}
	chart.ends(p.Weeks[0].Monday[5:], p.Weeks[len(p.Weeks)-1].Monday[5:])
	out.Chart = chart.svg(out.Title)
	return out
}

// calibration draws what was predicted against what was recalled.
func (p Page) calibration() part {
	c := p.Calibration
	out := part{
		ID: "calibration", Title: TextSectionCalibration.In(p.Lang), About: textPageCalibrationAbout.In(p.Lang),
		Head: p.words(textColumnPredicted, textColumnActual, TextColumnLow, TextColumnHigh, TextColumnReviews),
	}
	if c.Reviews < progress.LeastAnswers {
		return out
	}
	out.About += " " + TextCalibrationText.In(p.Lang,
		percentOf(c.Predicted), percentOf(c.Actual), c.Reviews, c.LogLoss, c.RMSE)
	out.About = questions.Paragraph(out.About, p.Fitted)
	chart := newPlot(0, 1, 1, percentOf)
	x := func(share float64) float64 { return leftAxis + (chartWidth-leftAxis-rightEdge)*share }
	chart.line(x(0), chart.y(0), x(1), chart.y(1), "ideal")
	for _, point := range c.Curve {
		tip := fmt.Sprintf("%s → %s (%d)", percentOf(point.Predicted), percentOf(point.Actual.Mean), point.Reviews)
		chart.line(x(point.Predicted), chart.y(point.Actual.Low),
			x(point.Predicted), chart.y(point.Actual.High), "whisker")
		chart.dot(x(point.Predicted), chart.y(point.Actual.Mean),
			2+min(math.Sqrt(float64(point.Reviews))/8, 5), "fill", tip)
		out.Rows = append(out.Rows, []string{
			percentOf(point.Predicted), percentOf(point.Actual.Mean),
			percentOf(point.Actual.Low), percentOf(point.Actual.High), strconv.Itoa(point.Reviews),
		})
	}
	for _, share := range []float64{0, 0.5, 1} {
		anchor := map[float64]string{0: "start", 0.5: "middle", 1: "end"}[share]
		chart.text(x(share), chartHeight-6, "tick", anchor, percentOf(share))
	}
	out.Chart = chart.svg(out.Title)
	return out
}

// calendar draws a year, a column a week.
func (p Page) calendar() part {
	out := part{
		ID: "calendar", Title: TextSectionCalendar.In(p.Lang), About: textPageCalendarAbout.In(p.Lang), Wide: true,
		Head: p.words(TextColumnDay, TextColumnAnswers),
	}
	if len(p.Answers) == 0 {
		return out
	}
	const days, cell, labels, top = 7, 5.8, 22, 14
	most, last := 1.0, p.Answers[len(p.Answers)-1].Day
	for _, a := range p.Answers {
		most = max(most, a.Value)
	}
	weekday := func(t time.Time) int { return (int(t.Weekday()) + days - 1) % days }
	weeks := (len(p.Answers) + days - 1 + days - 1 - weekday(last)) / days
	d := newDrawing(int(math.Ceil(top+days*cell)) + 24)
	for i, name := range strings.Split(TextWeekdays.In(p.Lang), " ") {
		if i%2 == 0 {
			d.text(0, top+cell*float64(i)+5, "tiny", "start", name)
		}
	}
	month := time.Month(0)
	for i, a := range p.Answers {
		ago := int(last.Sub(a.Day).Hours()/24+0.5) + days - 1 - weekday(last)
		x, y := labels+cell*float64(weeks-1-ago/days), top+cell*float64(weekday(a.Day))
		class := "none"
		if a.Value > 0 {
			class = "shade" + strconv.Itoa(1+min(int((levels-1)*a.Value/most), levels-2))
			out.Rows = append(out.Rows, []string{a.Day.Format(time.DateOnly), wholeNumber(a.Value)})
		}
		d.rect(x, y, cell-0.8, cell-0.8, class, a.Day.Format(time.DateOnly)+": "+wholeNumber(a.Value))
		if weekday(a.Day) == 0 && a.Day.Month() != month && i > 0 && x < chartWidth-20 {
			d.text(x, 9, "tiny", "start", strings.Split(TextMonths.In(p.Lang), " ")[a.Day.Month()-1])
			month = a.Day.Month()
		}
	}
	d.legend(top+days*cell+14, "", textPageLess.In(p.Lang), textPageMore.In(p.Lang))
	if len(out.Rows) > 0 {
		out.Chart = d.svg(out.Title)
	}
	return out
}
