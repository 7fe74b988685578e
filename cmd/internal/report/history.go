package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/progress"
	"portdrill/store"
)

// historyLimit is how many answers are listed by default.
const historyLimit = 20

type historyFlags struct {
	area, card, verdict string
	from, to            string
	limit               int
	limitGiven, csv     bool
}

func historyCommand(a *app.App) *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:     "history",
		Short:   textHistoryShort.In(a.Lang),
		Long:    textHistoryLong.In(a.Lang),
		Example: textHistoryExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.limitGiven = cmd.Flags().Changed("limit")
			return runHistory(cmd.Context(), a, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.area, "area", "", textFlagHistoryArea.In(a.Lang))
	flags.StringVar(&f.card, "card", "", textFlagCard.In(a.Lang))
	flags.StringVar(&f.verdict, "verdict", "", textFlagVerdict.In(a.Lang, strings.Join(answerVerdicts, wording.Listed.In(a.Lang))))
	flags.StringVar(&f.from, "from", "", textFlagFrom.In(a.Lang))
	flags.StringVar(&f.to, "to", "", textFlagTo.In(a.Lang))
	flags.IntVar(&f.limit, "limit", historyLimit, textFlagHistoryLimit.In(a.Lang))
	flags.BoolVar(&f.csv, "csv", false, textFlagCSV.In(a.Lang))
	a.Completes(cmd, "area", app.ListAreas)
	a.Completes(cmd, "card", app.ListCardNames)
	a.Completes(cmd, "verdict", app.Fixed(answerVerdicts...))
	return cmd
}

// answerVerdicts are what answers can be listed by.
var answerVerdicts = []string{"right", "wrong", "dont-know"}

// An answerEntry is an answer in the list.
type answerEntry struct {
	ID       quiz.EventID        `json:"id"`
	At       string              `json:"at"`
	Day      string              `json:"day"`
	Question string              `json:"question"`
	Facets   []questions.FacetID `json:"facets"`
	Kind     questions.Kind      `json:"kind"`
	Format   questions.Format    `json:"format"`
	Deck     string              `json:"deck"`
	Lang     string              `json:"lang"`
	Stem     string              `json:"stem"`
	Block    []string            `json:"block,omitempty"`
	Given    string              `json:"given"`
	Chosen   string              `json:"chosen"`
	Correct  bool                `json:"correct"`
	DontKnow bool                `json:"dont_know"`
	Counts   quiz.Counts         `json:"counts"`
	Grade    *string             `json:"grade"`
	TookMS   int64               `json:"took_ms"`
}

// An answerFilter says which answers are listed.
type answerFilter struct {
	from, to quiz.Day
	facets   []questions.FacetID // of the card or service; nil for all
	passes   func(quiz.Event) bool
}

// runHistory lists answers, the last one first.
func runHistory(ctx context.Context, a *app.App, f historyFlags) error {
	most := f.limit
	if !f.limitGiven && (a.JSON || f.csv) {
		most = math.MaxInt // programs want all
	}
	var found []quiz.Event
	err := a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		s, err := filterOf(a, questions.NewMaker(c), f)
		if err != nil || !db.IsThere() {
			return err
		}
		found, err = answersThrough(ctx, db, s, most)
		return err
	})
	switch {
	case err != nil:
		return err
	case a.JSON:
		return writeAnswers(a, found)
	case f.csv:
		return writeAnswerSheet(a, found)
	case len(found) == 0 && f == (historyFlags{limit: f.limit, limitGiven: f.limitGiven}):
		return a.Print(textStatsEmpty.In(a.Lang) + "\n")
	case len(found) == 0:
		return a.Print(textHistoryEmpty.In(a.Lang) + "\n")
	}
	return a.Print(historyText(a, found, most))
}

func filterOf(a *app.App, m *questions.Maker, f historyFlags) (s answerFilter, err error) {
	if f.limit < 1 {
		return s, app.UsageProblem(app.TextNotPositive.In(a.Lang, "limit", 1, f.limit), "")
	}
	if f.verdict != "" && !slices.Contains(answerVerdicts, f.verdict) {
		return s, app.UsageProblem(
			textUnknownVerdict.In(a.Lang, f.verdict),
			a.Known(textKnownVerdicts, app.NearestFirst(f.verdict, answerVerdicts)),
		)
	}
	const farthest = 1 << 30
	s.from, s.to = -farthest, farthest
	for _, each := range []struct {
		flag, date string
		into       *quiz.Day
	}{{"from", f.from, &s.from}, {"to", f.to, &s.to}} {
		if each.date == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, each.date)
		if err != nil {
			return s, app.UsageProblem(textBadDate.In(a.Lang, each.flag, each.date), "")
		}
		*each.into = quiz.DayOf(t, 0)
	}
	if f.card != "" {
		if s.facets, err = app.FacetsNamed(a, m, []string{f.card}); err != nil {
			return s, err
		}
	}
	inArea, err := areaFilter(a, m, f.area)
	s.passes = func(e quiz.Event) bool { return hasVerdict(e.Answer, f.verdict) && inArea(e.Answer) }
	return s, err
}

func hasVerdict(answer *quiz.Answer, verdict string) bool {
	switch verdict {
	case "right":
		return answer.Correct
	case "wrong":
		return !answer.Correct && !answer.DontKnow
	case "dont-know":
		return answer.DontKnow
	}
	return true
}

// areaFilter returns what tells whether an answer belongs to the area, however that is
// told apart.
func areaFilter(a *app.App, m *questions.Maker, name string) (func(*quiz.Answer) bool, error) {
	if name == "" {
		return func(*quiz.Answer) bool { return true }, nil
	}
	s := progress.NewSyllabus(m)
	names := app.AreasOf(m.Facets())
	for _, k := range questions.Kinds() {
		names = append(names, string(k))
	}
	for _, d := range m.Catalogue().Decks {
		names = append(names, d.Key)
	}
	for _, r := range m.Catalogue().Ranges {
		names = append(names, r.Key)
	}
	if !slices.Contains(names, name) && m.Catalogue().Service(name) == nil {
		return nil, app.UsageProblem(
			app.TextUnknownArea.In(a.Lang, name),
			a.Known(app.TextKnownAreas, app.NearestFirst(name, names)),
		)
	}
	return func(answer *quiz.Answer) bool {
		facet, _ := m.Facet(answer.Facets[0])
		return facet.Category == name ||
			slices.ContainsFunc(
				s.Of(answer.Facets[0], answer.Kind),
				func(area progress.Area) bool { return area.Key == name },
			)
	}, nil
}

// answersThrough returns the answers that pass, the last one first.
func answersThrough(ctx context.Context, db *app.DB, s answerFilter, most int) ([]quiz.Event, error) {
	var found []quiz.Event
	of := store.Selection{From: s.from, To: s.to, Facets: s.facets}
	err := db.Answers(ctx, db.LearnerID, of, func(e quiz.Event) bool {
		if s.passes(e) {
			found = append(found, e)
		}
		return len(found) < most
	})
	return found, err
}

func writeAnswers(a *app.App, found []quiz.Event) error {
	for _, e := range found {
		answer := e.Answer
		stem, block := questions.SplitText(answer.Stem)
		entry := answerEntry{
			ID: e.ID, At: e.At.Format(time.RFC3339), Day: e.Day.String(), Question: answer.Question,
			Facets: answer.Facets, Kind: answer.Kind,
			Format: answer.Format, Deck: answer.Deck, Lang: string(answer.Lang), Stem: stem, Block: block,
			Given: answer.Given, Chosen: answer.Chosen,
			Correct: answer.Correct, DontKnow: answer.DontKnow, Counts: answer.Counts,
			TookMS: answer.Took.Milliseconds(),
		}
		if answer.Grade.Valid() {
			entry.Grade = new(answer.Grade.String())
		}
		if err := a.PrintJSON(entry); err != nil {
			return err
		}
	}
	return nil
}

func writeAnswerSheet(a *app.App, found []quiz.Event) error {
	s, err := app.NewSheet(a.Out)
	if err != nil {
		return err
	}
	if err := s.Row(a.Words(app.AnswerColumns...)...); err != nil {
		return err
	}
	for _, e := range found {
		if err := s.Row(app.AnswerRow(e)...); err != nil {
			return err
		}
	}
	return s.End()
}

func historyText(a *app.App, found []quiz.Event, most int) string {
	width := a.LineWidth()
	const when, gap = "2006-01-02 15:04", 2
	took := terminal.Width(app.TextColumnSeconds.In(a.Lang))
	room := width - len(when) - took - 2*gap
	rows := [][]string{a.Words(app.TextColumnWhen, app.TextColumnSeconds, app.TextColumnQuestion)}
	for _, e := range found {
		rows = append(
			rows,
			[]string{
				e.At.Format(when),
				fmt.Sprintf("%*.1f", took, e.Answer.Took.Seconds()),
				verdictText(a, e.Answer, room),
			},
		)
	}
	var text strings.Builder
	for line := range strings.Lines(app.Columns(rows)) {
		text.WriteString(terminal.Truncate(strings.TrimRight(line, "\n"), width, "…") + "\n")
	}
	if len(found) == most {
		text.WriteString(terminal.Indent(textHistoryMore.In(a.Lang), "", width))
	}
	return text.String()
}

// verdictText is the question with what was answered, which is what somebody looks
// for: of a long question less is shown.
func verdictText(a *app.App, answer *quiz.Answer, room int) string {
	sign := "✗ "
	if answer.Correct {
		sign = "✓ "
	}
	given := cmp.Or(answer.Given, textGivenNothing.In(a.Lang))
	if answer.DontKnow {
		given = terminal.TextDontKnow.In(a.Lang)
	}
	const longest, gap = 24, "  "
	given = terminal.Truncate(given, longest, "…")
	stem, _ := questions.SplitText(answer.Stem)
	return sign + terminal.Truncate(stem, max(room-terminal.Width(sign+gap+given), 8), "…") + gap + given
}

var (
	textHistoryShort = wording.T("list your answers", "查看作答记录")
	textHistoryLong  = wording.T(
		`The most recent answers come first; undone ones are left out. --json and --csv
list all of them.`,
		"最近的在前，不含已撤销的。加 --json 或 --csv 则列出全部。",
	)
	textHistoryExamples = wording.T(
		`  portdrill history --verdict wrong --area mail
  portdrill history --card pop3 --from 2026-01-01
  portdrill history --csv > answers.csv`,
		`  portdrill history --verdict wrong --area mail
  portdrill history --card pop3 --from 2026-01-01
  portdrill history --csv > answers.csv`,
	)
	textFlagHistoryArea = wording.T(
		"only this `AREA`: an area, deck, kind, range or service",
		"只列此`领域`：领域、卡组、题型、端口范围或服务",
	)
	textFlagCard         = wording.T("only this `CARD`, or all cards of this service", "只列此`卡片`，或此服务的全部卡片")
	textFlagVerdict      = wording.T("only answers with this `VERDICT`: %s", "只列此`结果`的作答：%s")
	textFlagFrom         = wording.T("from this `DAY` on, such as 2026-01-31", "从此`日`起，如 2026-01-31")
	textFlagTo           = wording.T("up to this `DAY`, such as 2026-01-31", "到此`日`止，如 2026-01-31")
	textFlagHistoryLimit = wording.T("at most `N` answers", "最多 `N` 条")
	textUnknownVerdict   = wording.T("unknown verdict %q", "没有名为 %q 的结果")
	textKnownVerdicts    = wording.T("verdicts: %s", "结果：%s")
	textBadDate          = wording.T("--%s needs a date such as 2026-01-31, not %q", "--%s 须为 2026-01-31 这样的日期，不能是 %q")
	textHistoryEmpty     = wording.T("No answers match.", "没有符合条件的作答。")
	textHistoryMore      = wording.T(
		"For more, use --limit, --csv or --json.",
		"更多请用 --limit、--csv 或 --json。",
	)
	textGivenNothing = wording.T("(nothing)", "（未作答）")
)
