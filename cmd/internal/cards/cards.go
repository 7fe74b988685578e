package cards

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

type cardsFlags struct {
	state, deck, area string
}

func cardsCommand(a *app.App) *cobra.Command {
	var f cardsFlags
	cmd := &cobra.Command{
		Use:     "cards [SERVICE|CARD ...]",
		Short:   textCardsShort.In(a.Lang),
		Long:    textCardsLong.In(a.Lang),
		Example: textCardsExamples.In(a.Lang),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCards(cmd.Context(), a, args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.state, "state", "", textFlagState.In(a.Lang, strings.Join(stateKeys(), ", ")))
	flags.StringVar(&f.deck, "deck", "", textFlagCardsDeck.In(a.Lang))
	flags.StringVar(&f.area, "area", "", textFlagArea.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.ListCardNames)
	a.Completes(cmd, "state", listStates)
	a.Completes(cmd, "deck", app.ListCurated)
	a.Completes(cmd, "area", app.ListAreas)
	return cmd
}

// A cardState is what cards can be listed by.
type cardState struct {
	key  string
	name wording.Text
	fits func(cardEntry) bool
}

// cardStates are all of them, in the order in which they are listed.
var cardStates = []cardState{
	{"due", textStateDue, func(e cardEntry) bool { return e.due }},
	{"learning", textStateLearning, inState(fsrs.Learning)},
	{"review", textStateReview, inState(fsrs.Review)},
	{"relearning", textStateRelearning, inState(fsrs.Relearning)},
	{"mature", app.TextStatsMature, func(e cardEntry) bool { return e.card.Memory.Stability >= app.MatureFrom }},
	{"leech", textStateLeeches, func(e cardEntry) bool { return e.Leech }},
	{"suspended", app.TextStateSuspended, func(e cardEntry) bool { return e.Suspended }},
	{"buried", textStateBuried, func(e cardEntry) bool { return e.Buried }},
	{"new", textStateNew, inState(fsrs.New)},
}

// inState returns the rule that the card's memory is in the state.
func inState(s fsrs.State) func(cardEntry) bool {
	return func(e cardEntry) bool { return e.State == s.String() }
}

func stateKeys() []string {
	keys := make([]string, len(cardStates))
	for i, s := range cardStates {
		keys[i] = s.key
	}
	return keys
}

// stateOf returns the state with the key, which there is.
func stateOf(key string) cardState { return cardStates[slices.Index(stateKeys(), key)] }

// A cardEntry is a card in the list; what a new one has not is null.
type cardEntry struct {
	Facet      questions.FacetID `json:"facet"`
	Service    string            `json:"service"`
	Area       string            `json:"area"`
	State      string            `json:"state"`
	Stability  *float64          `json:"stability"`
	Difficulty *float64          `json:"difficulty"`
	Due        *string           `json:"due"`
	Lapses     int               `json:"lapses"`
	Reviews    int               `json:"reviews"`
	Known      *float64          `json:"known"` // probability that it is recalled now
	Suspended  bool              `json:"suspended"`
	Buried     bool              `json:"buried"`
	Leech      bool              `json:"leech"`
	History    []historyEntry    `json:"history,omitempty"`

	card quiz.Card
	due  bool
}

// A historyEntry is an event in the life of a card, and what the card was after
// it.
type historyEntry struct {
	At        string   `json:"at"`
	Event     string   `json:"event"`
	Kind      string   `json:"kind,omitempty"`
	Format    string   `json:"format,omitempty"`
	Given     string   `json:"given,omitempty"`
	Correct   *bool    `json:"correct,omitempty"`
	Counts    string   `json:"counts,omitempty"`
	Grade     string   `json:"grade,omitempty"`
	TookMS    int64    `json:"took_ms,omitempty"`
	State     string   `json:"state,omitempty"`
	Stability *float64 `json:"stability,omitempty"`
	Days      int      `json:"scheduled_days,omitempty"`
}

// runCards lists cards, or shows the history of one facet.
func runCards(ctx context.Context, a *app.App, args []string, f cardsFlags) error {
	if f.state != "" && !slices.Contains(stateKeys(), f.state) {
		return app.UsageProblem(
			textUnknownState.In(a.Lang, f.state),
			a.Known(textKnownStates, app.NearestFirst(f.state, stateKeys())),
		)
	}
	return a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		m := questions.NewMaker(c)
		facets, err := facetsListed(a, m, args, f)
		if err != nil {
			return err
		}
		entries, err := cardEntries(ctx, a, db, facets, f.state, len(args) > 0)
		if err != nil {
			return err
		}
		if len(entries) == 0 && len(args) == 0 && f == (cardsFlags{}) && !a.JSON {
			return a.Print(textNoCardsYet.In(a.Lang) + "\n")
		}
		return showCards(a, c, entries, len(args) == 1 && m.IsFacet(args[0]))
	})
}

// browseCards lists cards; one that is picked is shown with its history.
func browseCards(ctx context.Context, a *app.App, f cardsFlags) error {
	var c *catalogue.Catalogue
	var entries []cardEntry
	err := a.ToRead(ctx, func(db *app.DB) (err error) {
		if c, err = db.Catalogue(ctx); err != nil {
			return err
		}
		facets, err := facetsListed(a, questions.NewMaker(c), nil, f)
		if err != nil {
			return err
		}
		entries, err = cardEntries(ctx, a, db, facets, f.state, false)
		return err
	})
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return a.Print(textNoCards.In(a.Lang) + "\n")
	}
	sortCards(entries)
	rows := strings.Split(strings.TrimRight(app.Columns(cardRowsBrowsed(a, c, entries)), "\n"), "\n")
	for at := 0; ; {
		picked, err := a.Chooser().Browse(textCardsFound.In(a.Lang, len(entries)), rows, at)
		if err != nil {
			return err
		}
		at = picked
		name := string(entries[picked].Facet)
		if err := runCards(ctx, a, []string{name}, cardsFlags{}); err != nil {
			return err
		}
	}
}

// cardRowsBrowsed are the rows of cards to choose from: no more than a narrow screen
// has room for, and the name of the service, to be found by, too.
func cardRowsBrowsed(a *app.App, c *catalogue.Catalogue, entries []cardEntry) [][]string {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{string(e.Facet), stateText(a, e), dueText(e, a.Clock.Now())}
		if s := c.Service(e.Service); s != nil {
			rows[i] = append(rows[i], s.Label(a.Lang))
		}
	}
	return rows
}

// facetsListed are the facets that the arguments and flags leave.
func facetsListed(a *app.App, m *questions.Maker, args []string, f cardsFlags) ([]questions.Facet, error) {
	facets := m.Facets()
	if f.deck != "" {
		deck := app.DeckNamed(m.Catalogue(), f.deck)
		if deck == nil || deck.Key == catalogue.IANADeck {
			return nil, app.UnknownDeck(a, m.Catalogue(), f.deck)
		}
		facets = m.FacetsOf(deck)
	}
	if f.area != "" {
		areas := app.AreasOf(m.Facets())
		if !slices.Contains(areas, f.area) {
			return nil, app.UsageProblem(
				app.TextUnknownArea.In(a.Lang, f.area),
				a.Known(app.TextKnownAreas, app.NearestFirst(f.area, areas)),
			)
		}
		facets = slices.DeleteFunc(
			slices.Clone(facets),
			func(facet questions.Facet) bool { return facet.Category != f.area },
		)
	}
	if len(args) == 0 {
		return facets, nil
	}
	named, err := app.FacetsNamed(a, m, args)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(
		slices.Clone(facets),
		func(facet questions.Facet) bool { return !slices.Contains(named, facet.ID) },
	), nil
}

// cardEntries are the cards of the facets in the state; new ones only where they are
// asked for. A single one comes with its history.
func cardEntries(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	facets []questions.Facet,
	state string,
	named bool,
) ([]cardEntry, error) {
	begun, holds := make(map[questions.FacetID]quiz.Card), map[questions.FacetID]quiz.Hold{}
	var err error
	if db.IsThere() {
		var cards []quiz.Card
		if cards, err = db.Cards(ctx, db.LearnerID); err != nil {
			return nil, err
		}
		for _, c := range cards {
			begun[c.Facet] = c
		}
		if holds, err = db.Holds(ctx, db.LearnerID); err != nil {
			return nil, err
		}
	}
	var entries []cardEntry
	for _, f := range facets {
		card, is := begun[f.ID]
		e := cardEntry{Facet: f.ID, Service: f.Service, Area: f.Category, State: fsrs.New.String(), card: card}
		hold := holds[f.ID]
		if is {
			fill(a, &e, db, hold)
		}
		e.Suspended = hold.Suspended
		e.Buried = db.IsThere() && hold.Buried && hold.On(db.Scheduler.Day(a.Clock.Now()))
		if (state == "" || stateOf(state).fits(e)) && (is || named || state == "new" || e.Suspended || e.Buried) {
			entries = append(entries, e)
		}
	}
	if len(entries) == 1 && named && db.IsThere() {
		entries[0].History, err = history(ctx, db, entries[0].Facet)
	}
	return entries, err
}

// fill adds what a card has that was begun.
func fill(a *app.App, e *cardEntry, db *app.DB, hold quiz.Hold) {
	c, now := e.card, a.Clock.Now()
	day := db.Scheduler.Day(now)
	e.State, e.Lapses, e.Reviews, e.Leech = c.State.String(), c.Lapses, c.Reviews, c.IsLeech()
	e.Stability, e.Difficulty = &c.Memory.Stability, &c.Memory.Difficulty
	e.Known = new(db.Scheduler.Known(c, day))
	e.Due = new(c.Due.In(now.Location()).Format(time.RFC3339))
	e.due = !hold.On(day) && db.Scheduler.IsDue(c, now)
}

// history is what happened to the card, the first first.
func history(ctx context.Context, db *app.DB, facet questions.FacetID) ([]historyEntry, error) {
	events, err := db.EventsAbout(ctx, db.LearnerID, facet)
	if err != nil {
		return nil, err
	}
	var all []historyEntry
	quiz.Walk(events, func(e quiz.Event, d quiz.Derived) {
		if !slices.Contains(e.Facets(), facet) || e.Kind == quiz.UndoEvent {
			return
		}
		entry := historyEntry{At: e.At.Format(time.RFC3339), Event: string(e.Kind)}
		if answer := e.Answer; answer != nil {
			entry.Kind, entry.Format, entry.Given = string(answer.Kind), string(answer.Format), answer.Given
			entry.Correct, entry.Counts = &answer.Correct, string(answer.Counts)
			entry.TookMS = answer.Took.Milliseconds()
			if answer.Counts == quiz.Review {
				entry.Grade = answer.Grade.String()
			}
		}
		if c, begun := d.Cards[facet]; begun {
			entry.State, entry.Stability, entry.Days = c.State.String(), new(c.Memory.Stability), c.Days
		}
		all = append(all, entry)
	})
	return all, nil
}

func showCards(a *app.App, c *catalogue.Catalogue, entries []cardEntry, one bool) error {
	if a.JSON {
		for _, e := range entries {
			if err := a.PrintJSON(e); err != nil {
				return err
			}
		}
		return nil
	}
	if len(entries) == 0 {
		return a.Print(textNoCards.In(a.Lang) + "\n")
	}
	if one {
		return a.Print(cardText(a, entries[0]))
	}
	sortCards(entries)
	head := []string{
		app.TextColumnCard.In(a.Lang),
		app.TextColumnState.In(a.Lang),
		app.TextColumnStable.In(a.Lang),
		app.TextColumnDue.In(a.Lang),
		textColumnOfService.In(a.Lang),
	}
	return a.Print(app.Columns(append([][]string{head}, cardRowsShown(a, c, entries)...)))
}

// sortCards sorts by area, in which those that are due first come first.
func sortCards(entries []cardEntry) {
	slices.SortStableFunc(entries, func(a, b cardEntry) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), a.card.Due.Compare(b.card.Due))
	})
}

func cardRowsShown(a *app.App, c *catalogue.Catalogue, entries []cardEntry) [][]string {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{string(e.Facet), stateText(a, e), stableText(e), dueText(e, a.Clock.Now())}
		if s := c.Service(e.Service); s != nil {
			rows[i] = append(rows[i], s.Label(a.Lang))
		}
	}
	return rows
}

// stateText is the state in a word, and what else there is to know about it.
func stateText(a *app.App, e cardEntry) string {
	switch {
	case e.Suspended:
		return app.TextStateSuspended.In(a.Lang)
	case e.Buried:
		return textStateBuried.In(a.Lang)
	case e.Leech:
		return textStateLeech.In(a.Lang, e.Lapses)
	}
	return stateOf(e.State).name.In(a.Lang)
}

func stableText(e cardEntry) string {
	if e.Stability == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f", *e.Stability)
}

// dueText is the date, or the time of day for today.
func dueText(e cardEntry, now time.Time) string {
	if e.Due == nil {
		return "-"
	}
	due := e.card.Due.In(now.Location())
	if e.card.State != fsrs.Review && due.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return due.Format("15:04")
	}
	return due.Format(time.DateOnly)
}

// cardText is a card with all that happened to it.
func cardText(a *app.App, e cardEntry) string {
	text := a.Style().Heading(string(e.Facet)) + "\n"
	rows := [][2]string{{app.TextColumnState.In(a.Lang), stateText(a, e)}}
	if e.Stability != nil {
		rows = append(rows,
			[2]string{app.TextColumnStable.In(a.Lang), stableText(e)},
			[2]string{app.TextColumnHard.In(a.Lang), fmt.Sprintf("%.1f / 10", *e.Difficulty)},
			[2]string{app.TextColumnKnown.In(a.Lang), fmt.Sprintf("%.0f%%", 100**e.Known)},
			[2]string{app.TextColumnDue.In(a.Lang), dueText(e, a.Clock.Now())},
			[2]string{textColumnLapses.In(a.Lang), fmt.Sprintf("%d / %d", e.Lapses, e.Reviews)})
	}
	text += app.Table(rows)
	var past [][]string
	for _, h := range e.History {
		what := doneWords[quiz.EventKind(h.Event)].In(a.Lang)
		switch {
		case h.Correct != nil && *h.Correct:
			what = "✓ " + h.Given
		case h.Correct != nil:
			what = "✗ " + cmp.Or(h.Given, terminal.TextDontKnow.In(a.Lang))
		}
		after := "-"
		if h.Stability != nil {
			after = fmt.Sprintf("%.1f", *h.Stability)
		}
		at, _ := time.Parse(time.RFC3339, h.At)
		past = append(past, []string{at.Format("2006-01-02 15:04"), after, terminal.Truncate(what, 30, "…")})
	}
	if len(past) > 0 {
		head := []string{app.TextColumnWhen.In(a.Lang), app.TextColumnStable.In(a.Lang), app.TextColumnGiven.In(a.Lang)}
		text += "\n" + app.Columns(append([][]string{head}, past...))
	}
	return text
}

func listStates(a *app.App, _ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	all := make([]string, len(cardStates))
	for i, s := range cardStates {
		all[i] = app.Described(s.key, s.name.In(a.Lang))
	}
	return all, app.KeepOrder
}

// FromMenu lists cards by state; picking one shows its history.
func FromMenu(ctx context.Context, a *app.App) error {
	rows := []string{app.TextEveryCard.In(a.Lang)}
	for _, s := range cardStates {
		rows = append(rows, s.name.In(a.Lang))
	}
	picked, err := a.Chooser().Pick(textWhichState.In(a.Lang), rows)
	if err != nil {
		return err
	}
	if picked == 0 {
		return browseCards(ctx, a, cardsFlags{})
	}
	return browseCards(ctx, a, cardsFlags{state: cardStates[picked-1].key})
}

var (
	textCardsShort = wording.T("browse your cards", "浏览卡片")
	textCardsLong  = wording.T(
		`Lists all started cards. With the name of a service it lists that service's
cards; with the ID of a card, such as domain:port, it shows its history.`,
		`列出全部已学卡片。给出服务名则列出它的卡片；给出卡片编号（如 domain:port）则显示
它的历史。`,
	)
	textCardsExamples = wording.T(
		"  portdrill cards --state due\n  portdrill cards --deck ccna --area mail\n  portdrill cards domain:port",
		"  portdrill cards --state due\n  portdrill cards --deck ccna --area mail\n  portdrill cards domain:port",
	)
	textFlagState       = wording.T("only cards in this `STATE`: %s", "只列此`状态`的卡片：%s")
	textFlagCardsDeck   = wording.T("only cards in this `DECK`", "只列此`卡组`的卡片")
	textFlagArea        = wording.T("only cards in this `AREA`: mail, web, range ...", "只列此`领域`的卡片：mail、web、range 等")
	textUnknownState    = wording.T("unknown state %q", "没有名为 %q 的状态")
	textKnownStates     = wording.T("states: %s", "状态：%s")
	textNoCardsYet      = wording.T("No cards yet. Start with: portdrill drill", "还没有卡片。先运行：portdrill drill")
	textColumnOfService = wording.T("service", "服务")
	textNoCards         = wording.T("No cards match.", "没有符合条件的卡片。")
	textColumnLapses    = wording.T("lapses / reviews", "遗忘 / 复习")
	textStateNew        = wording.T("new", "未学")
	textStateLearning   = wording.T("learning", "学习中")
	textStateReview     = wording.T("review", "复习")
	textStateRelearning = wording.T("relearning", "重学中")
	textStateLeech      = wording.T("leech (%d lapses)", "顽固（遗忘 %d 次）")
	textStateDue        = wording.T("due now", "现在到期")
	textStateLeeches    = wording.T("leeches (often forgotten)", "顽固卡片（反复忘记）")
	textWhichState      = wording.T("Which cards?", "看哪些卡片？")
	textCardsFound      = wording.T("Cards: %d", "卡片：%d 张")
)
