package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

type weakFlags struct {
	by       string
	csv      bool
	learners bool
	names    bool
}

func (a *app) weakCommand() *cobra.Command {
	var f weakFlags
	cmd := &cobra.Command{
		Use:     "weak",
		Short:   wording.WeakShort.In(a.lang),
		Long:    wording.WeakLong.In(a.lang),
		Example: wording.WeakExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.weak(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.by, "by", "", wording.FlagBy.In(a.lang, strings.Join(bys(), ", ")))
	flags.BoolVar(&f.csv, "csv", false, wording.FlagCSV.In(a.lang))
	flags.BoolVar(&f.learners, "learners", false, wording.FlagLearners.In(a.lang))
	flags.BoolVar(&f.names, "names", false, wording.FlagNames.In(a.lang))
	completes(cmd, "by", fixed(bys()...))
	return cmd
}

func bys() []string {
	all := make([]string, len(progress.Bys))
	for i, by := range progress.Bys {
		all[i] = string(by)
	}
	return all
}

// An areaEntry is an area as programs read it; testdata and the schema say what each
// field is. What answers are too few for is null.
type areaEntry struct {
	By        string       `json:"by"`
	Area      string       `json:"area"`
	Answers   int          `json:"answers"`
	Correct   int          `json:"correct"`
	Accuracy  *float64     `json:"accuracy"`
	Interval  *[2]float64  `json:"interval"`
	Known     float64      `json:"known"`
	Facets    int          `json:"facets"`
	Begun     int          `json:"begun"`
	Coverage  float64      `json:"coverage"`
	Forgotten float64      `json:"forgotten"`
	MedianMS  *int64       `json:"median_ms"`
	Trend     *float64     `json:"trend"`
	Trends    []trendEntry `json:"trends"`
	Chance    *float64     `json:"chance"`
	Weak      bool         `json:"weak"`
}

type trendEntry struct {
	Days     int        `json:"days"`
	Change   float64    `json:"change"`
	Interval [2]float64 `json:"interval"`
}

type confusionEntry struct {
	Right  string `json:"right"`
	Chosen string `json:"chosen"`
	Count  int    `json:"count"`
	Recent int    `json:"recent"`
	First  string `json:"first"`
	Last   string `json:"last"`
	Since  int    `json:"since"`
	Over   bool   `json:"over"`
}

type leechEntry struct {
	Facet   string `json:"facet"`
	Service string `json:"service"`
	Lapses  int    `json:"lapses"`
	With    string `json:"with"`
}

type weakEntry struct {
	Rate       *float64         `json:"rate"`
	Areas      []areaEntry      `json:"areas"`
	Confusions []confusionEntry `json:"confusions"`
	Leeches    []leechEntry     `json:"leeches"`
}

// usualTrend is the one that an area is told by in a word, in days.
const usualTrend = 30

func areaEntryOf(s progress.Standing) areaEntry {
	e := areaEntry{
		By: string(s.By), Area: s.Key, Answers: s.Answers, Correct: s.Correct, Known: s.Known, Facets: s.Facets, Begun: s.Begun,
		Coverage: s.Coverage, Forgotten: s.Forgotten, Weak: s.Weak, Trends: []trendEntry{},
	}
	if s.Ranked {
		e.Accuracy, e.Interval, e.Chance = &s.Accuracy.Mean, &[2]float64{s.Accuracy.Low, s.Accuracy.High}, &s.Chance
	}
	if s.Median > 0 {
		e.MedianMS = new(s.Median.Milliseconds())
	}
	for _, t := range s.Trends {
		e.Trends = append(e.Trends, trendEntry{t.Days, t.Change.Mean, [2]float64{t.Change.Low, t.Change.High}})
	}
	if t, ok := s.Trend(usualTrend); ok {
		e.Trend = &t.Change.Mean
	}
	return e
}

func confusionEntries(all []progress.Confusion) []confusionEntry {
	entries := make([]confusionEntry, len(all))
	for i, c := range all {
		entries[i] = confusionEntry{c.Right, c.Chosen, c.Count, c.Recent, c.First.String(), c.Last.String(), c.Since, c.Over}
	}
	return entries
}

// weak says what is shaky.
func (a *app) weak(ctx context.Context, f weakFlags) error {
	if f.by != "" && !isBy(f.by) {
		return usageProblem(wording.UnknownBy.In(a.lang, f.by), a.known(wording.KnownBys, nearestFirst(f.by, bys())))
	}
	if f.learners {
		return a.weakLearners(ctx, f)
	}
	if !a.exists() {
		return a.showWeak(&outlook{}, progress.Report{}, nil, f)
	}
	return a.toRead(ctx, func(db opened) error {
		v, err := a.look(ctx, db, progress.Window)
		if err != nil {
			return err
		}
		return a.showWeak(v, v.areas(), v.mixed(), f)
	})
}

func isBy(name string) bool { return slices.Contains(bys(), name) }

func (a *app) showWeak(v *outlook, r progress.Report, mixed []progress.Confusion, f weakFlags) error {
	if f.by != "" {
		r.Areas = r.By(progress.By(f.by))
	}
	switch {
	case a.json:
		return a.writeJSON(a.weakEntry(v, r, mixed))
	case f.csv:
		return a.areaRows(v, r)
	case len(v.days) == 0:
		return a.write(wording.WeakEmpty.In(a.lang) + "\n")
	}
	return a.write(a.weakText(v, r, mixed, f))
}

func (a *app) weakEntry(v *outlook, r progress.Report, mixed []progress.Confusion) weakEntry {
	e := weakEntry{Areas: []areaEntry{}, Confusions: confusionEntries(mixed), Leeches: []leechEntry{}}
	for _, s := range r.Areas {
		e.Areas = append(e.Areas, areaEntryOf(s))
	}
	if len(v.slots) > 0 {
		e.Rate = &r.Rate.Mean
	}
	for _, c := range v.leeches() {
		facet, _ := v.maker.Facet(c.Facet)
		e.Leeches = append(e.Leeches, leechEntry{string(c.Facet), facet.Service, c.Lapses, takenFor(facet.Service, mixed)})
	}
	return e
}

// takenFor is what the service was most often mixed up with of late, in either
// direction.
func takenFor(service string, mixed []progress.Confusion) string {
	for _, c := range mixed {
		switch service {
		case "":
			return ""
		case c.Right:
			return c.Chosen
		case c.Chosen:
			return c.Right
		}
	}
	return ""
}

// areaRows writes the areas as a table for spreadsheets.
func (a *app) areaRows(v *outlook, r progress.Report) error {
	s, err := newSheet(a.out)
	if err != nil {
		return err
	}
	if err := s.row(a.words(
		wording.ColumnBy, wording.ColumnArea, wording.ColumnName, wording.ColumnAnswers, wording.ColumnRight, wording.ColumnShare, wording.ColumnLow, wording.ColumnHigh,
		wording.ColumnKnownNow, wording.ColumnFacetCount, wording.ColumnBegunCount, wording.ColumnForgottenNow, wording.ColumnMedian, wording.ColumnTrend, wording.ColumnWeak,
	)...); err != nil {
		return err
	}
	for _, st := range r.Areas {
		e := areaEntryOf(st)
		low, high := "", ""
		if e.Interval != nil {
			low, high = decimal(e.Interval[0]), decimal(e.Interval[1])
		}
		median := ""
		if st.Median > 0 {
			median = strconv.FormatFloat(st.Median.Seconds(), 'f', 2, 64)
		}
		if err := s.row(
			e.By, e.Area, a.areaName(v.maker.Catalogue(), st.Area), strconv.Itoa(e.Answers), strconv.Itoa(e.Correct), decimalOrNone(e.Accuracy), low, high,
			decimal(e.Known), strconv.Itoa(e.Facets), strconv.Itoa(e.Begun), decimal(e.Forgotten), median, signed(decimalOrNone(e.Trend)), oneOrZero(e.Weak),
		); err != nil {
			return err
		}
	}
	return s.end()
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

func decimalOrNone(x *float64) string {
	if x == nil {
		return ""
	}
	return decimal(*x)
}

// signed keeps a number below 0 from looking like a formula to the sheet: a space
// before it is no part of the number.
func signed(number string) string {
	if strings.HasPrefix(number, "-") {
		return " " + number
	}
	return number
}

// weakText is what a person reads.
func (a *app) weakText(v *outlook, r progress.Report, mixed []progress.Confusion, f weakFlags) string {
	width := a.lineWidth()
	canvas := charts.Canvas{Width: width, ASCII: a.ascii}
	areas := areasListed(v.maker.Catalogue(), r)
	if f.by != "" {
		areas = rankedOf(r)
	}
	text := a.weakAreasText(v, canvas, areas, mixed)
	text += a.confusionsText(v.maker.Catalogue(), mixed, width)
	text += a.leechesText(v, mixed, width)
	if len(areas) > 0 || len(mixed) > 0 {
		text += "\n" + terminal.Indent(wording.WeakNext.In(a.lang), "", width)
	}
	return text
}

func rankedOf(r progress.Report) []progress.Standing {
	var some []progress.Standing
	for _, s := range r.Areas {
		if s.Ranked {
			some = append(some, s)
		}
	}
	return some
}

func (a *app) weakAreasText(v *outlook, canvas charts.Canvas, areas []progress.Standing, mixed []progress.Confusion) string {
	text := a.style().Heading(wording.WeakTitle.In(a.lang)) + "\n"
	if len(areas) == 0 {
		return text + terminal.Indent(wording.WeakTooFew.In(a.lang, progress.LeastAnswers), "  ", canvas.Width)
	}
	anyWeak := false
	bars := make([]charts.Bar, len(areas))
	for i, s := range areas {
		anyWeak = anyWeak || s.Weak
		mark := "  "
		if s.Weak {
			mark = "! "
		}
		bars[i] = charts.Bar{Label: mark + a.areaName(v.maker.Catalogue(), s.Area), Share: s.Accuracy.Mean, Text: a.standingText(s, canvas.Width)}
	}
	if !anyWeak {
		text += terminal.Indent(wording.WeakNone.In(a.lang), "  ", canvas.Width)
	}
	rows := strings.Split(strings.TrimRight(canvas.Bars(bars), "\n"), "\n")
	for i, row := range rows {
		if areas[i].Weak {
			row = strings.Replace(row, "! ", a.style().Wrong("!")+" ", 1)
		}
		text += row + "\n"
		text += a.style().Faint(strings.TrimRight(hanging(a.areaAdvice(v.maker.Catalogue(), areas[i], mixed), "    → ", canvas.Width), "\n")) + "\n"
	}
	return text + a.style().Faint(strings.TrimRight(terminal.Indent(wording.WeakLegend.In(a.lang, progress.Window), "  ", canvas.Width), "\n")) + "\n"
}

// standingText is the figures after a bar: as many as answers, and so many columns,
// allow to say.
func (a *app) standingText(s progress.Standing, width int) string {
	const narrow = 60
	text := fmt.Sprintf("%s (%.0f-%.0f)", percent(s.Accuracy.Mean), 100*s.Accuracy.Low, 100*s.Accuracy.High)
	if width >= narrow {
		text += "  " + wording.AnswersCount.In(a.lang, s.Answers)
	}
	if t, ok := s.Trend(usualTrend); ok {
		switch {
		case t.Better():
			text += "  " + wording.TrendBetter.In(a.lang, 100*t.Change.Mean)
		case t.Worse():
			text += "  " + wording.TrendWorse.In(a.lang, 100*t.Change.Mean)
		}
	}
	return text
}

// areaAdvice is what to do about the area.
func (a *app) areaAdvice(c *catalogue.Catalogue, s progress.Standing, mixed []progress.Confusion) string {
	for _, m := range mixed {
		if right := c.Service(m.Right); right != nil && !m.Over && m.Recent > 1 && belongs(c, right, s.Area) {
			return wording.AdvicePair.In(a.lang, m.Right, m.Chosen)
		}
	}
	switch s.By {
	case progress.ByKind:
		return wording.AdviceKind.In(a.lang, s.Key)
	case progress.ByDeck:
		return wording.AdviceDeck.In(a.lang, s.Key)
	case progress.ByService:
		return wording.AdviceService.In(a.lang, s.Key)
	case progress.ByCategory:
		if s.Key != progress.Other {
			return wording.AdviceCategory.In(a.lang, quoted(s.Key))
		}
	}
	return wording.AdviceDrill.In(a.lang)
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if strings.ContainsAny(word, " &/") {
		return `"` + word + `"`
	}
	return word
}

func belongs(c *catalogue.Catalogue, s *catalogue.Service, area progress.Area) bool {
	switch area.By {
	case progress.ByCategory:
		return s.Category == area.Key
	case progress.ByService:
		return s.Key == area.Key
	case progress.ByRange:
		return c.RangeOf(s.Port).Key == area.Key
	}
	return false
}

// confusionsText says what is taken for what, and how to tell it apart.
func (a *app) confusionsText(c *catalogue.Catalogue, mixed []progress.Confusion, width int) string {
	if len(mixed) == 0 {
		return ""
	}
	const most = shownAreas
	text := "\n" + a.style().Heading(wording.ConfusionsTitle.In(a.lang)) + "\n"
	shown := 0
	for _, m := range worstFirst(mixed) {
		right, chosen := c.Service(m.Right), c.Service(m.Chosen)
		if right == nil || chosen == nil || shown == most {
			continue
		}
		shown++
		text += terminal.Indent(a.confusionText(m, right, chosen), "  ", width)
		advice := wording.AdviceLookup.In(a.lang, m.Right, m.Chosen)
		if pair, known := c.Pair(m.Right, m.Chosen); known {
			advice = cmp.Or(pair.Tell.In(a.lang), advice)
		}
		if !m.Over {
			text += a.style().Faint(strings.TrimRight(hanging(advice, "    → ", width), "\n")) + "\n"
		}
	}
	if shown == 0 {
		return ""
	}
	return text
}

// worstFirst puts what happens again and again before what it has been worth to stop,
// and that before slips, which happened once.
func worstFirst(mixed []progress.Confusion) []progress.Confusion {
	const habit, mostOver = 2, 2
	rank := func(c progress.Confusion) int {
		switch {
		case c.Count < habit:
			return 2
		case c.Over:
			return 1
		}
		return 0
	}
	sorted := slices.Clone(mixed)
	slices.SortStableFunc(sorted, func(a, b progress.Confusion) int {
		if rank(a) == 1 && rank(b) == 1 {
			return b.Count - a.Count
		}
		return rank(a) - rank(b)
	})
	over := 0
	return slices.DeleteFunc(sorted, func(c progress.Confusion) bool {
		if c.Over {
			over++
		}
		return c.Over && over > mostOver
	})
}

// hanging indents by the sign before the first line.
func hanging(text, first string, width int) string {
	indented := terminal.Indent(text, strings.Repeat(" ", terminal.Width(first)), width)
	return first + strings.TrimLeft(indented, " ")
}

func (a *app) confusionText(m progress.Confusion, right, chosen *catalogue.Service) string {
	what := wording.YouTakeService.In(a.lang, chosen.Label(a.lang), int(chosen.Port), right.Label(a.lang), int(right.Port))
	if m.Numbers {
		what = wording.YouTakePort.In(a.lang, int(chosen.Port), right.Label(a.lang), int(right.Port))
	}
	what += wording.TimesLast.In(a.lang, wording.TimesCount.In(a.lang, m.Count), m.Last.String())
	if m.Over {
		what += wording.ConfusionOver.In(a.lang)
	}
	return what
}

func (a *app) leechesText(v *outlook, mixed []progress.Confusion, width int) string {
	all := v.leeches()
	if len(all) == 0 {
		return ""
	}
	text := "\n" + a.style().Heading(wording.LeechesTitle.In(a.lang)) + "\n"
	for _, c := range all[:min(len(all), shownAreas)] {
		text += a.leechText(v, c, mixed, width)
	}
	if more := len(all) - shownAreas; more > 0 {
		text += "  " + wording.AndMore.In(a.lang, more) + "\n"
	}
	return text
}

func (a *app) leechText(v *outlook, c quiz.Card, mixed []progress.Confusion, width int) string {
	facet, _ := v.maker.Facet(c.Facet)
	text := terminal.Indent(wording.LeechRow.In(a.lang, string(c.Facet), c.Lapses), "  ", width)
	advice := wording.AdviceReset.In(a.lang, string(c.Facet))
	if facet.Service != "" {
		advice = wording.AdviceNote.In(a.lang, facet.Service)
		if with := takenFor(facet.Service, mixed); with != "" {
			advice = wording.AdviceLookup.In(a.lang, facet.Service, with)
		}
	}
	return text + a.style().Faint(strings.TrimRight(hanging(advice, "    → ", width), "\n")) + "\n"
}
