package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
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

func weakCommand(a *app.App) *cobra.Command {
	var f weakFlags
	cmd := &cobra.Command{
		Use:     "weak",
		Short:   textWeakShort.In(a.Lang),
		Long:    textWeakLong.In(a.Lang),
		Example: textWeakExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runWeak(cmd.Context(), a, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.by, "by", "", textFlagBy.In(a.Lang, strings.Join(bys(), wording.Listed.In(a.Lang))))
	flags.BoolVar(&f.csv, "csv", false, textFlagCSV.In(a.Lang))
	flags.BoolVar(&f.learners, "learners", false, textFlagLearners.In(a.Lang))
	flags.BoolVar(&f.names, "names", false, textFlagNames.In(a.Lang))
	a.Completes(cmd, "by", app.Fixed(bys()...))
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
		By: string(s.By), Area: s.Key, Answers: s.Answers, Correct: s.Correct, Known: s.Known, Facets: s.Facets,
		Begun:    s.Begun,
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
		entries[i] = confusionEntry{
			c.Right,
			c.Chosen,
			c.Count,
			c.Recent,
			c.First.String(),
			c.Last.String(),
			c.Since,
			c.Over,
		}
	}
	return entries
}

// runWeak says what is shaky.
func runWeak(ctx context.Context, a *app.App, f weakFlags) error {
	if f.by != "" && !isBy(f.by) {
		return app.UsageProblem(textUnknownBy.In(a.Lang, f.by), a.Known(textKnownBys, app.NearestFirst(f.by, bys())))
	}
	if f.learners {
		return weakLearners(ctx, a, f)
	}
	if !a.Exists() {
		return showWeak(a, &app.Progress{}, progress.Report{}, nil, f)
	}
	return a.ToRead(ctx, func(db *app.DB) error {
		v, err := app.LoadProgress(ctx, a, db, progress.Window)
		if err != nil {
			return err
		}
		return showWeak(a, v, v.Areas(), v.Mixed(), f)
	})
}

func isBy(name string) bool { return slices.Contains(bys(), name) }

func showWeak(a *app.App, v *app.Progress, r progress.Report, mixed []progress.Confusion, f weakFlags) error {
	if f.by != "" {
		r.Areas = r.By(progress.By(f.by))
	}
	switch {
	case a.JSON:
		return a.PrintJSON(weakEntryOf(v, r, mixed))
	case f.csv:
		return areaRows(a, v, r)
	case len(v.Answers) == 0:
		return a.Print(textStatsEmpty.In(a.Lang) + "\n")
	}
	return a.Print(weakText(a, v, r, mixed, f))
}

func weakEntryOf(v *app.Progress, r progress.Report, mixed []progress.Confusion) weakEntry {
	e := weakEntry{Areas: []areaEntry{}, Confusions: confusionEntries(mixed), Leeches: []leechEntry{}}
	for _, s := range r.Areas {
		e.Areas = append(e.Areas, areaEntryOf(s))
	}
	if len(v.Answers) > 0 {
		e.Rate = &r.Rate.Mean
	}
	for _, c := range v.Leeches() {
		facet, _ := v.Maker.Facet(c.Facet)
		e.Leeches = append(
			e.Leeches,
			leechEntry{string(c.Facet), facet.Service, c.Lapses, takenFor(facet.Service, mixed)},
		)
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
func areaRows(a *app.App, v *app.Progress, r progress.Report) error {
	s, err := app.NewSheet(a.Out)
	if err != nil {
		return err
	}
	if err := s.Row(a.Words(
		textColumnBy, charts.TextColumnArea, charts.TextColumnName, charts.TextColumnAnswers, app.TextColumnRight,
		charts.TextColumnShare, charts.TextColumnLow, charts.TextColumnHigh,
		charts.TextColumnKnownNow, charts.TextColumnFacetCount, charts.TextColumnBegunCount, textColumnForgottenNow,
		charts.TextColumnMedian, charts.TextColumnTrend, charts.TextColumnWeak,
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
		if err := s.Row(
			e.By, e.Area, app.AreaName(a, v.Maker.Catalogue(), st.Area), strconv.Itoa(e.Answers),
			strconv.Itoa(e.Correct), decimalOrNone(e.Accuracy), low, high,
			decimal(e.Known), strconv.Itoa(e.Facets), strconv.Itoa(e.Begun), decimal(e.Forgotten), median,
			signed(decimalOrNone(e.Trend)), app.OneOrZero(e.Weak),
		); err != nil {
			return err
		}
	}
	return s.End()
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
func weakText(a *app.App, v *app.Progress, r progress.Report, mixed []progress.Confusion, f weakFlags) string {
	width := a.LineWidth()
	canvas := charts.Canvas{Width: width, ASCII: a.ASCII}
	areas := app.AreasListed(v.Maker.Catalogue(), r)
	if f.by != "" {
		areas = rankedOf(r)
	}
	text := weakAreasText(a, v, canvas, areas, mixed)
	text += confusionsText(a, v.Maker.Catalogue(), mixed, width)
	text += leechesText(a, v, mixed, width)
	if len(areas) > 0 || len(mixed) > 0 {
		text += "\n" + terminal.Indent(textWeakNext.In(a.Lang), "", width)
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

func weakAreasText(
	a *app.App,
	v *app.Progress,
	canvas charts.Canvas,
	areas []progress.Standing,
	mixed []progress.Confusion,
) string {
	text := a.Style().Heading(charts.TextWeakTitle.In(a.Lang)) + "\n"
	if len(areas) == 0 {
		return text + terminal.Indent(textWeakTooFew.In(a.Lang, progress.LeastAnswers), "  ", canvas.Width)
	}
	anyWeak := false
	bars := make([]charts.Bar, len(areas))
	for i, s := range areas {
		anyWeak = anyWeak || s.Weak
		mark := "  "
		if s.Weak {
			mark = "! "
		}
		bars[i] = charts.Bar{
			Label: mark + app.AreaName(a, v.Maker.Catalogue(), s.Area),
			Share: s.Accuracy.Mean,
			Text:  standingText(a, s, canvas.Width),
		}
	}
	if !anyWeak {
		text += terminal.Indent(textWeakNone.In(a.Lang), "  ", canvas.Width)
	}
	rows := strings.Split(strings.TrimRight(canvas.Bars(bars), "\n"), "\n")
	for i, row := range rows {
		if areas[i].Weak {
			row = strings.Replace(row, "! ", a.Style().Wrong("!")+" ", 1)
		}
		text += row + "\n"
		advice := hanging(areaAdvice(a, v.Maker.Catalogue(), areas[i], mixed), "    → ", canvas.Width)
		text += a.Style().Faint(strings.TrimRight(advice, "\n")) + "\n"
	}
	legend := terminal.Indent(textWeakLegend.In(a.Lang, progress.Window), "  ", canvas.Width)
	return text + a.Style().Faint(strings.TrimRight(legend, "\n")) + "\n"
}

// standingText is the figures after a bar: as many as answers, and so many columns,
// allow to say.
func standingText(a *app.App, s progress.Standing, width int) string {
	const narrow = 60
	text := fmt.Sprintf("%s (%.0f-%.0f)", app.Percent(s.Accuracy.Mean), 100*s.Accuracy.Low, 100*s.Accuracy.High)
	if width >= narrow {
		text += "  " + textAnswersCount.In(a.Lang, s.Answers)
	}
	if t, ok := s.Trend(usualTrend); ok {
		switch {
		case t.Better():
			text += "  " + textTrendBetter.In(a.Lang, 100*t.Change.Mean)
		case t.Worse():
			text += "  " + textTrendWorse.In(a.Lang, 100*t.Change.Mean)
		}
	}
	return text
}

// areaAdvice is what to do about the area.
func areaAdvice(a *app.App, c *catalogue.Catalogue, s progress.Standing, mixed []progress.Confusion) string {
	for _, m := range mixed {
		if right := c.Service(m.Right); right != nil && !m.Over && m.Recent > 1 && belongs(c, right, s.Area) {
			return textAdvicePair.In(a.Lang, m.Right, m.Chosen)
		}
	}
	switch s.By {
	case progress.ByKind:
		return textAdviceKind.In(a.Lang, s.Key)
	case progress.ByDeck:
		return textAdviceDeck.In(a.Lang, s.Key)
	case progress.ByService:
		return textAdviceService.In(a.Lang, s.Key)
	case progress.ByCategory:
		if s.Key != progress.Other {
			return textAdviceCategory.In(a.Lang, quoted(s.Key))
		}
	case progress.ByRange:
	}
	return textAdviceDrill.In(a.Lang)
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
	case progress.ByDeck, progress.ByKind:
	}
	return false
}

// confusionsText says what is taken for what, and how to tell it apart.
func confusionsText(a *app.App, c *catalogue.Catalogue, mixed []progress.Confusion, width int) string {
	if len(mixed) == 0 {
		return ""
	}
	const most = app.ShownAreas
	text := "\n" + a.Style().Heading(charts.TextConfusionsTitle.In(a.Lang)) + "\n"
	shown := 0
	for _, m := range worstFirst(mixed) {
		right, chosen := c.Service(m.Right), c.Service(m.Chosen)
		if right == nil || chosen == nil || shown == most {
			continue
		}
		shown++
		text += terminal.Indent(confusionText(a, m, right, chosen), "  ", width)
		advice := textAdviceLookup.In(a.Lang, m.Right, m.Chosen)
		if pair, known := c.Pair(m.Right, m.Chosen); known {
			advice = cmp.Or(pair.Tell.In(a.Lang), advice)
		}
		if !m.Over {
			text += a.Style().Faint(strings.TrimRight(hanging(advice, "    → ", width), "\n")) + "\n"
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

func confusionText(a *app.App, m progress.Confusion, right, chosen *catalogue.Service) string {
	what := textYouTakeService.In(a.Lang, chosen.Label(a.Lang), int(chosen.Port), right.Label(a.Lang), int(right.Port))
	if m.Numbers {
		what = textYouTakePort.In(a.Lang, int(chosen.Port), right.Label(a.Lang), int(right.Port))
	}
	times := textTimesCount.In(a.Lang, m.Count)
	if m.Count == 1 {
		times = textOnce.In(a.Lang)
	}
	what += textTimesLast.In(a.Lang, times, m.Last.String())
	if m.Over {
		what += textConfusionOver.In(a.Lang)
	}
	return what
}

func leechesText(a *app.App, v *app.Progress, mixed []progress.Confusion, width int) string {
	all := v.Leeches()
	if len(all) == 0 {
		return ""
	}
	text := "\n" + a.Style().Heading(textLeechesTitle.In(a.Lang)) + "\n"
	for _, c := range all[:min(len(all), app.ShownAreas)] {
		text += leechText(a, v, c, mixed, width)
	}
	if more := len(all) - app.ShownAreas; more > 0 {
		text += "  " + terminal.TextAndMore.In(a.Lang, more) + "\n"
	}
	return text
}

func leechText(a *app.App, v *app.Progress, c quiz.Card, mixed []progress.Confusion, width int) string {
	facet, _ := v.Maker.Facet(c.Facet)
	text := terminal.Indent(textLeechRow.In(a.Lang, string(c.Facet), c.Lapses), "  ", width)
	advice := textAdviceReset.In(a.Lang, string(c.Facet))
	if facet.Service != "" {
		advice = textAdviceNote.In(a.Lang, facet.Service)
		if with := takenFor(facet.Service, mixed); with != "" {
			advice = textAdviceLookup.In(a.Lang, facet.Service, with)
		}
	}
	return text + a.Style().Faint(strings.TrimRight(hanging(advice, "    → ", width), "\n")) + "\n"
}

var (
	textWeakShort = wording.T("show weak areas and what you mix up", "查看薄弱领域和容易混淆的服务")
	textWeakLong  = wording.T(
		`Also shows the cards you keep forgetting, each with something to do about it. An
area is called weak only if that is very unlikely to be chance. drill --weak
practices just these.

--learners shows a table of all learners in the database, by the start of their
IDs, or by name with --names.`,
		`还会列出反复忘记的卡片，并给出各自的对策。极不可能只是偶然时，才会称为薄弱。
drill --weak 专练这些内容。

加 --learners 则列出数据库中所有学习者：显示编号的开头，加 --names 显示姓名。`,
	)
	textWeakExamples = wording.T(
		`  portdrill weak
  portdrill drill --weak
  portdrill weak --by service --json
  portdrill weak --learners`,
		`  portdrill weak
  portdrill drill --weak
  portdrill weak --by service --json
  portdrill weak --learners`,
	)
	textFlagBy       = wording.T("only areas grouped by `WHAT`: %s", "只按此`方式`划分领域：%s")
	textFlagLearners = wording.T("show all learners, by ID", "列出所有学习者（显示编号）")
	textFlagNames    = wording.T("with --learners: show names", "与 --learners 同用：显示姓名")
	textUnknownBy    = wording.T("cannot group areas by %q", "不能按 %q 划分领域")
	textKnownBys     = wording.T("--by can be: %s", "--by 可用：%s")
	textWeakNone     = wording.T("No area is clearly weaker than the rest.", "没有明显薄弱的领域。")
	textWeakLegend   = wording.T(
		"\"!\" marks a weak area. Bars show the share you know (corrected for guessing; 90%% interval) over "+
			"the last %d study days, with the change over 30 days.",
		"“!”标出薄弱领域。数字为掌握率（已扣除猜中）及 90%% 区间，取最近 %d 个学习日；变化是与 30 天前相比。",
	)
	textWeakNext    = wording.T("Practice just these: portdrill drill --weak", "专练这些：portdrill drill --weak")
	textTrendBetter = wording.T("better %+.0f", "变好 %+.0f")
	textTrendWorse  = wording.T("worse %+.0f", "变差 %+.0f")
	textAdvicePair  = wording.T("compare the two: portdrill lookup %s %s", "对照这两个：portdrill lookup %s %s")
	textAdviceKind  = wording.T(
		"practice this kind: portdrill drill --kind %s",
		"专练这种题型：portdrill drill --kind %s",
	)
	textAdviceDeck = wording.T(
		"practice this deck: portdrill drill --deck %s",
		"专练这个卡组：portdrill drill --deck %s",
	)
	textAdviceService  = wording.T("read about it again: portdrill lookup %s", "再读一遍：portdrill lookup %s")
	textAdviceCategory = wording.T("practice this area: portdrill drill --area %s", "专练这个领域：portdrill drill --area %s")
	textAdviceDrill    = wording.T("practice it: portdrill drill --weak", "练习：portdrill drill --weak")
	textAdviceLookup   = wording.T("compare them: portdrill lookup %s %s", "对照查看：portdrill lookup %s %s")
	textAdviceNote     = wording.T(
		"write your own memory aid: portdrill note %s \"...\"",
		"自己编一个记忆窍门：portdrill note %s \"...\"",
	)
	textAdviceReset        = wording.T("start it over: portdrill reset %s", "从头学起：portdrill reset %s")
	textYouTakePort        = wording.T("You answered %d for %s, which uses %d", "误答 %d，%s 应为 %d")
	textYouTakeService     = wording.T("You answered %s (%d) for %s (%d)", "误答 %s（%d），应为 %s（%d）")
	textTimesLast          = wording.T(": %s, most recently on %s", "：%s，最近一次 %s")
	textConfusionOver      = wording.T(" (resolved)", "（已纠正）")
	textLeechesTitle       = wording.T("Leeches", "顽固卡片")
	textLeechRow           = wording.T("%s: forgotten %d times", "%s：忘记 %d 次")
	textColumnBy           = wording.T("grouped by", "划分方式")
	textColumnForgottenNow = wording.T("share forgotten now", "当前遗忘的比例")
	textAnswersCount       = wording.N("%d answer", "%d answers", "%d 次作答")
	textOnce               = wording.T("once", "1 次")
	textTimesCount         = wording.N("%d time", "%d times", "%d 次")
)
