package charts_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/charts"
	"portdrill/questions/catalogue"
	"portdrill/quiz/progress"
)

func assertDrawn(t *testing.T, got, want string) {
	t.Helper()
	if got != strings.TrimPrefix(want, "\n") {
		t.Errorf("drawn is\n%s\nwant\n%s", got, want)
	}
}

// A bar is as long as its share of the room, to an eighth of a column; with signs of
// ASCII to a whole one. Without room for bars, labels and texts say it alone.
func TestBars(t *testing.T) {
	bars := []charts.Bar{{Label: "mail", Share: 0.5, Text: "50%"}, {Label: "网页", Share: 1, Text: "100%"}, {Label: "x", Share: 0.03, Text: "3%"}}
	assertDrawn(t, charts.Canvas{Width: 22}.Bars(bars), `
mail  █████·····  50%
网页  ██████████  100%
x     ▎·········  3%
`)
	assertDrawn(t, charts.Canvas{Width: 22, ASCII: true}.Bars(bars[:1]), `
mail  ######.....  50%
`)
	assertDrawn(t, charts.Canvas{Width: 14}.Bars(bars[:1]), `
mail  50%
`)
}

// The highest column reaches the top, what is more than nothing is seen, and of too
// many values the last are drawn.
func TestColumns(t *testing.T) {
	assertDrawn(t, charts.Canvas{Width: 30}.Columns([]float64{0, 1, 8, 4}, 2, "a", "d"), `
8▏    █
0▏  ▂ █ █
  a      d
`)
	assertDrawn(t, charts.Canvas{Width: 7, ASCII: true}.Columns([]float64{9, 9, 9, 0, 8, 4}, 2, "a", "d"), `
9|# #
0|#_##
  …  d
`)
}

// Weeks without a value leave a gap in a curve.
func TestCurve(t *testing.T) {
	drawn := charts.Canvas{Width: 60, ASCII: true}.Curve([]float64{0.9, 0.8, math.NaN(), 0.9, 0.95}, 5, "first", "last")
	if !strings.Contains(drawn, "100% ") || !strings.Contains(drawn, "first") || !strings.HasSuffix(drawn, "last\n") {
		t.Errorf("drawn is\n%s", drawn)
	}
	if strings.ContainsAny(drawn, "╭╮╰╯─│┤┼") {
		t.Errorf("with signs of ASCII alone it is\n%s", drawn)
	}
}

// The last day of a calendar is the lowest in its last column that is drawn; what is
// after it is blank.
func TestCalendar(t *testing.T) {
	wednesday := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	drawn := charts.Canvas{Width: 26}.Calendar(charts.Calendar{
		Last: wednesday, Amount: func(ago int) int { return map[int]int{0: 8, 1: 4, 7: 1}[ago] },
		Weekdays: [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
		Month:    func(month int) string { return fmt.Sprint(month) }, Legend: func(shades string) string { return "(" + shades + ")" },
	})
	lines := strings.Split(drawn, "\n")
	for row, end := range map[int]string{1: "··", 2: "·▒", 3: "░█", 4: "·"} {
		if !strings.HasSuffix(lines[row], end) {
			t.Errorf("row %d of\n%s\ndoes not end with %s", row, drawn, end)
		}
	}
	if strings.HasSuffix(lines[4], "··█") || !strings.Contains(drawn, "(· ░ ▒ ▓ █)") {
		t.Errorf("drawn is\n%s", drawn)
	}
}

// Law: whatever names there are, they stay text.
func TestPageEscapesNames(t *testing.T) {
	const hostile = `<script>alert("x")</script>&'`
	p := charts.Page{
		Lang: catalogue.English, Learner: hostile, Made: time.Unix(0, 0).UTC(),
		Areas:      []charts.AreaRow{{Name: hostile, Accuracy: progress.Estimate{Mean: 0.5, Low: 0.4, High: 0.6}, Answers: 9}},
		Past:       []charts.AreaPast{{Name: hostile, Spans: []progress.Span{{Answers: 9, Share: progress.Estimate{Mean: 0.5}}}}},
		Ranges:     []charts.PortRange{{Name: hostile, Blocks: []charts.Block{{From: 0, To: 7, Services: 1, Known: 0.5, Names: hostile}}}},
		Confusions: []charts.ConfusionRow{{Right: hostile, Chosen: hostile + "2", Count: 3}},
		Decks:      []charts.DeckRow{{Name: hostile, Facets: 2, Begun: 1, Known: 0.5}},
	}
	var page strings.Builder
	if err := p.Write(&page); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<script") || !strings.Contains(page.String(), "&lt;script") {
		t.Error("a name is no text any more")
	}
}
