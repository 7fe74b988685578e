// Package charts draws progress: bars, columns, curves and calendars on a terminal,
// and a report as one page of HTML. It is handed figures and words, and draws them;
// it knows neither where they come from nor what day it is.
package charts

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"portdrill/cmd/internal/terminal"
)

// A Canvas is what a chart has to draw on.
type Canvas struct {
	Width int  // columns of the terminal, at least 20
	ASCII bool // signs that every terminal has
}

// signs that fill a cell from the bottom, by eighths, and from the left.
var (
	rising  = []rune(" ▁▂▃▄▅▆▇█")
	growing = []rune(" ▏▎▍▌▋▊▉█")
)

// A Bar is a row of a bar chart.
type Bar struct {
	Label string
	Share float64 // 0 to 1, of the longest that a bar can be
	Text  string  // after the bar
}

// Bars draws a row for each bar, labels to the left and texts to the right of them.
// Where there is no room for bars, labels and texts say it alone.
func (c Canvas) Bars(bars []Bar) string {
	const most, least, gap = 30, 6, 2
	labels, texts := 0, 0
	for _, b := range bars {
		labels, texts = max(labels, terminal.Width(b.Label)), max(texts, terminal.Width(b.Text))
	}
	length := min(c.Width-min(labels, c.Width/3)-texts-2*gap, most)
	if length < least {
		length = 0
	}
	labels = min(labels, max(c.Width-texts-length-2*gap, c.Width/4))
	var out strings.Builder
	for _, b := range bars {
		row := terminal.Pad(terminal.Truncate(b.Label, labels, "…"), labels+gap)
		if length > 0 {
			row += c.bar(b.Share, length) + strings.Repeat(" ", gap)
		}
		out.WriteString(strings.TrimRight(terminal.Truncate(row+b.Text, c.Width, "…"), " ") + "\n")
	}
	return out.String()
}

// bar is a bar on its track, so many columns long.
func (c Canvas) bar(share float64, length int) string {
	share = min(max(share, 0), 1)
	if c.ASCII {
		full := int(math.Round(share * float64(length)))
		return strings.Repeat("#", full) + strings.Repeat(".", length-full)
	}
	eighths := int(math.Round(share * float64(8*length)))
	bar := strings.Repeat("█", eighths/8)
	if eighths%8 > 0 {
		bar += string(growing[eighths%8])
	}
	return bar + strings.Repeat("·", length-terminal.Width(bar))
}

// Columns draws a column for each value, none below 0, so many rows high, with the
// largest value at the top of an axis; first and last stand below the ends. As many
// of the last values are drawn as there is room for.
func (c Canvas) Columns(values []float64, rows int, first, last string) string {
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	axis := len(formatted(top)) + 1
	wide := 1
	if room := c.Width - axis - 1; room >= 2*len(values) {
		wide = 2
	} else if room < len(values) {
		values = values[len(values)-room:]
		first = "…"
	}
	var out strings.Builder
	for row := rows - 1; row >= 0; row-- {
		label := ""
		switch row {
		case rows - 1:
			label = formatted(top)
		case 0:
			label = "0"
		}
		line := strings.Repeat(" ", axis-1-len(label)) + label + c.edge()
		for _, v := range values {
			line += c.cell(v, top, row, rows) + strings.Repeat(" ", wide-1)
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	out.WriteString(strings.Repeat(" ", axis) + between(first, last, wide*len(values)) + "\n")
	return out.String()
}

func (c Canvas) edge() string {
	if c.ASCII {
		return "|"
	}
	return "▏"
}

// cell is what a column shows in a row, counted from the bottom. What is more than
// nothing is seen.
func (c Canvas) cell(value, top float64, row, rows int) string {
	if top == 0 || value <= 0 {
		if row == 0 {
			return c.ground()
		}
		return " "
	}
	eighths := max(int(math.Round(value/top*float64(8*rows))), 1)
	in := min(max(eighths-8*row, 0), 8)
	if c.ASCII {
		if in >= 4 || row == 0 {
			return "#"
		}
		return " "
	}
	return string(rising[in])
}

// ground is what a column of nothing stands on.
func (c Canvas) ground() string {
	if c.ASCII {
		return "_"
	}
	return " " // the lowest sign would be read as a small amount
}

// formatted is a number as short as it can be told.
func formatted(v float64) string {
	if v == math.Trunc(v) || v >= 10 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

// between puts one text at the left and one at the right of so many columns.
func between(left, right string, width int) string {
	gap := width - terminal.Width(left) - terminal.Width(right)
	if gap < 1 {
		return right
	}
	return left + strings.Repeat(" ", gap) + right
}

// Curve draws shares, 0 to 1, one after the other, so many rows high; NaN leaves a
// gap. A curve of one value is none.
func (c Canvas) Curve(shares []float64, rows int, first, last string) string {
	const axis = 7
	low := 1.0
	for _, v := range shares {
		if !math.IsNaN(v) {
			low = min(low, v)
		}
	}
	percent := make([]float64, len(shares))
	for i, v := range shares {
		percent[i] = 100 * v
	}
	const every = 10
	width := min(max(c.Width-axis-1, 10), max(2*len(shares), 20))
	options := []asciigraph.Option{
		asciigraph.Height(rows), asciigraph.Width(width), asciigraph.LowerBound(max(math.Floor(low*every-0.5)*every, 0)), asciigraph.UpperBound(100),
		asciigraph.YAxisValueFormatter(func(v float64) string { return fmt.Sprintf("%3.0f%%", v) }),
	}
	drawn := asciigraph.Plot(percent, options...)
	if c.ASCII {
		drawn = plain.Replace(drawn)
	}
	var out strings.Builder
	for line := range strings.SplitSeq(drawn, "\n") {
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	out.WriteString(strings.Repeat(" ", axis-1) + between(first, last, width) + "\n")
	return out.String()
}

// plain draws with ASCII what asciigraph draws with lines.
var plain = strings.NewReplacer("┤", "|", "┼", "+", "╭", ".", "╮", ".", "╰", "'", "╯", "'", "─", "-", "│", "|", "╴", "-", "╶", "-")

// shades are how much there is on a day, from nothing on.
var shades, plainShades = []string{"·", "░", "▒", "▓", "█"}, []string{".", "-", "+", "*", "#"}

// A Calendar is how much was done on each day of up to a year.
type Calendar struct {
	Last     time.Time           // the last day
	Amount   func(ago int) int   // so many days before it
	Weekdays [7]string           // Monday first; every second is shown
	Month    func(int) string    // short name of the month, 1 to 12
	Legend   func(string) string // that holds the shades
}

// Calendar draws a column for each week and a row for each day of it, for as many
// weeks of a year as there is room for.
func (c Canvas) Calendar(cal Calendar) string {
	labels := 0
	for _, name := range cal.Weekdays {
		labels = max(labels, terminal.Width(name))
	}
	const aYear, days = 53, 7
	wide := 1
	if c.Width-labels-2 >= 2*aYear {
		wide = 2
	}
	weeks := min((c.Width-labels-2)/wide, aYear)
	most := 0
	for ago := range weeks * days {
		most = max(most, cal.Amount(ago))
	}
	weekday := (int(cal.Last.Weekday()) + days - 1) % days // Monday is 0
	var out strings.Builder
	out.WriteString(strings.Repeat(" ", labels+1) + months(cal, weekday, weeks, wide) + "\n")
	for row := range days {
		label := ""
		if row%2 == 0 {
			label = cal.Weekdays[row]
		}
		line := terminal.Pad(label, labels) + " "
		for week := range weeks {
			ago := (weeks-1-week)*days + weekday - row
			sign := " "
			if ago >= 0 {
				sign = c.shade(cal.Amount(ago), most)
			}
			line += sign + strings.Repeat(" ", wide-1)
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	all := shades
	if c.ASCII {
		all = plainShades
	}
	out.WriteString(strings.Repeat(" ", labels+1) + cal.Legend(strings.Join(all, " ")) + "\n")
	return out.String()
}

// months names each month above the first week that begins in it, as far as the
// names do not run into each other.
func months(cal Calendar, weekday, weeks, wide int) string {
	line, before := "", -1
	for week := range weeks {
		monday := cal.Last.AddDate(0, 0, -((weeks-1-week)*7 + weekday))
		at := week * wide
		if month := int(monday.Month()); month != before {
			name := cal.Month(month)
			if before >= 0 && terminal.Width(line) < at && at+terminal.Width(name) <= weeks*wide {
				line = terminal.Pad(line, at) + name
			}
			before = month
		}
	}
	return line
}

func (c Canvas) shade(amount, most int) string {
	level := 0
	if amount > 0 {
		level = 1 + min(3*amount/max(most, 1), 3)
	}
	if c.ASCII {
		return plainShades[level]
	}
	return shades[level]
}
