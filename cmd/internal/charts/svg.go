package charts

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// A drawing is an SVG picture in units that are about a pixel wide on the smallest
// screens; pages scale it to the room there is. Its colours are those of classes
// that the page's style sheet knows, in light and in dark.
type drawing struct {
	strings.Builder
	height int
}

// The room that charts have, and that their axes take of it.
const (
	chartWidth, chartHeight                 = 340, 170
	leftAxis, rightEdge, topEdge, lowerAxis = 34, 6, 10, 20
)

func newDrawing(height int) *drawing { return &drawing{height: height} }

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *drawing) text(x, y float64, class, anchor, text string) {
	d.put(`<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>`, x, y, class, anchor, html.EscapeString(text))
}

func (d *drawing) line(x1, y1, x2, y2 float64, class string) {
	d.put(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

// rect draws a rectangle that says what it is when it is pointed at.
func (d *drawing) rect(x, y, w, h float64, class, tip string) {
	d.put(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s">`, x, y, w, h, class)
	if tip != "" {
		d.put(`<title>%s</title>`, html.EscapeString(tip))
	}
	d.put(`</rect>`)
}

func (d *drawing) dot(x, y, r float64, class, tip string) {
	d.put(`<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s"><title>%s</title></circle>`,
		x, y, r, class, html.EscapeString(tip))
}

// svg is the whole picture. What it says stands in the table beside it, so that a
// screen reader is told its name alone.
func (d *drawing) svg(name string) template.HTML {
	//nolint:gosec // all text in it is escaped
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %d %d" role="img" aria-label="%s">%s</svg>`,
		chartWidth, d.height, html.EscapeString(name), d.String()))
}

// A plot is a drawing with axes.
type plot struct {
	*drawing
	low, high float64 // of the vertical axis
	steps     int     // places along the horizontal one
}

// newPlot draws the vertical axis with its ticks, formatted so.
func newPlot(low, high float64, steps int, format func(float64) string) *plot {
	p := &plot{newDrawing(chartHeight), low, high, steps}
	const ticks = 4
	for i := range ticks + 1 {
		v := low + (high-low)*float64(i)/ticks
		p.line(leftAxis, p.y(v), chartWidth-rightEdge, p.y(v), "grid")
		p.text(leftAxis-4, p.y(v)+3, "tick", "end", format(v))
	}
	return p
}

func (p *plot) y(v float64) float64 {
	const span = chartHeight - topEdge - lowerAxis
	return topEdge + span*(1-(v-p.low)/(p.high-p.low))
}

// x is the middle of a place; step is how wide it is.
func (p *plot) x(i int) float64 { return leftAxis + p.step()*(float64(i)+0.5) }

func (p *plot) step() float64 {
	return float64(chartWidth-leftAxis-rightEdge) / float64(max(p.steps, 1))
}

// label writes below a place.
func (p *plot) label(i int, anchor, text string) {
	x := p.x(i)
	switch anchor {
	case "start":
		x -= p.step() / 2
	case "end":
		x += p.step() / 2
	}
	p.text(x, chartHeight-6, "tick", anchor, text)
}

// ends labels the first and the last place.
func (p *plot) ends(first, last string) {
	p.label(0, "start", first)
	if p.steps > 1 {
		p.label(p.steps-1, "end", last)
	}
}

// columns draws a column for each value.
func (p *plot) columns(values []float64, tip func(int) string) {
	gap := min(p.step()/5, 2)
	for i, v := range values {
		if v > 0 {
			p.rect(p.x(i)-p.step()/2+gap/2, p.y(v), p.step()-gap, p.y(0)-p.y(v), "fill", tip(i))
		}
	}
}

// curve joins the values that there are; NaN leaves a gap.
func (p *plot) curve(values []float64) {
	path, pen := "", "M"
	for i, v := range values {
		if math.IsNaN(v) {
			pen = "M"
			continue
		}
		path += fmt.Sprintf("%s%.1f %.1f", pen, p.x(i), p.y(v))
		pen = "L"
	}
	p.put(`<path d="%s" class="curve"/>`, path)
}

// roundUp is the least number of the form 4, 8, 20, 40, 80 ... that is not below v,
// so that quarters of it are whole.
func roundUp(v float64) float64 {
	for scale := 1.0; ; scale *= 10 {
		for _, top := range []float64{4, 8, 12, 20} {
			if v <= top*scale {
				return top * scale
			}
		}
	}
}

func wholeNumber(v float64) string { return fmt.Sprintf("%.0f", v) }

func percentOf(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }
