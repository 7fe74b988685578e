package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

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

func (a *app) cardsCommand() *cobra.Command {
	var f cardsFlags
	cmd := &cobra.Command{
		Use:     "cards [SERVICE|FACET ...]",
		Short:   wording.CardsShort.In(a.lang),
		Long:    wording.CardsLong.In(a.lang),
		Example: wording.CardsExamples.In(a.lang),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.cards(cmd.Context(), args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.state, "state", "", wording.FlagState.In(a.lang, strings.Join(cardStates, ", ")))
	flags.StringVar(&f.deck, "deck", "", wording.FlagCardsDeck.In(a.lang))
	flags.StringVar(&f.area, "area", "", wording.FlagArea.In(a.lang))
	cmd.ValidArgsFunction = a.listCardNames
	completes(cmd, "state", a.listStates)
	completes(cmd, "deck", a.listCurated)
	completes(cmd, "area", a.listAreas)
	return cmd
}

// cardStates are what cards can be listed by.
var cardStates = []string{"due", "learning", "review", "relearning", "mature", "leech", "suspended", "buried", "new"}

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

// cards lists cards, or shows the history of one facet.
func (a *app) cards(ctx context.Context, args []string, f cardsFlags) error {
	if f.state != "" && !slices.Contains(cardStates, f.state) {
		return usageProblem(wording.UnknownState.In(a.lang, f.state), a.known(wording.KnownStates, nearestFirst(f.state, cardStates)))
	}
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	m := questions.NewMaker(c)
	facets, err := a.facetsListed(m, args, f)
	if err != nil {
		return err
	}
	// Without a database there are only new cards, and none is made to say so.
	read := func(db *opened) error {
		entries, err := a.entries(ctx, db, facets, f.state, len(args) > 0)
		if err != nil {
			return err
		}
		return a.showCards(entries, len(args) == 1 && m.IsFacet(args[0]))
	}
	if !a.exists() {
		return read(nil)
	}
	return a.toRead(ctx, func(db opened) error { return read(&db) })
}

// browse lists cards; one that is picked is shown with its history.
func (a *app) browse(ctx context.Context, f cardsFlags) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	m := questions.NewMaker(c)
	facets, err := a.facetsListed(m, nil, f)
	if err != nil {
		return err
	}
	var entries []cardEntry
	err = a.toRead(ctx, func(db opened) error {
		entries, err = a.entries(ctx, &db, facets, f.state, false)
		return err
	})
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return a.write(wording.NoCards.In(a.lang) + "\n")
	}
	sortCards(entries)
	rows := strings.Split(strings.TrimRight(columns(a.cardRowsBrowsed(c, entries)), "\n"), "\n")
	for at := 0; ; {
		picked, err := a.chooser().Browse(wording.CardsFound.In(a.lang, len(entries)), rows, at)
		if err != nil {
			return err
		}
		at = picked
		name := string(entries[picked].Facet)
		if err := a.cards(ctx, []string{name}, cardsFlags{}); err != nil {
			return err
		}
	}
}

// cardRowsBrowsed are the rows of cards to choose from: no more than a narrow screen
// has room for, and the name of the service, to be found by, too.
func (a *app) cardRowsBrowsed(c *catalogue.Catalogue, entries []cardEntry) [][]string {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{string(e.Facet), a.stateText(e), dueText(e, a.clock.Now())}
		if s := c.Service(e.Service); s != nil {
			rows[i] = append(rows[i], s.Label(a.lang))
		}
	}
	return rows
}

// facetsListed are the facets that the arguments and flags leave.
func (a *app) facetsListed(m *questions.Maker, args []string, f cardsFlags) ([]questions.Facet, error) {
	facets := m.Facets()
	if f.deck != "" {
		deck := m.Catalogue().Deck(f.deck)
		if deck == nil || deck.Key == catalogue.IANADeck {
			return nil, a.unknownDeck(m.Catalogue(), f.deck)
		}
		facets = m.FacetsOf(deck)
	}
	if f.area != "" {
		areas := areasOf(m.Facets())
		if !slices.Contains(areas, f.area) {
			return nil, usageProblem(wording.UnknownArea.In(a.lang, f.area), a.known(wording.KnownAreas, nearestFirst(f.area, areas)))
		}
		facets = slices.DeleteFunc(slices.Clone(facets), func(facet questions.Facet) bool { return facet.Category != f.area })
	}
	if len(args) == 0 {
		return facets, nil
	}
	named, err := a.facetsNamed(m, args)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(facets), func(facet questions.Facet) bool { return !slices.Contains(named, facet.ID) }), nil
}

func areasOf(facets []questions.Facet) []string {
	var areas []string
	for _, f := range facets {
		if !slices.Contains(areas, f.Category) {
			areas = append(areas, f.Category)
		}
	}
	return areas
}

// entries are the cards of the facets in the state; new ones only where they are
// asked for. A single one comes with its history.
func (a *app) entries(ctx context.Context, db *opened, facets []questions.Facet, state string, named bool) ([]cardEntry, error) {
	begun, holds := make(map[questions.FacetID]quiz.Card), map[questions.FacetID]quiz.Hold{}
	var err error
	if db != nil {
		var cards []quiz.Card
		if cards, err = db.Cards(ctx, db.learner); err != nil {
			return nil, err
		}
		for _, c := range cards {
			begun[c.Facet] = c
		}
		if holds, err = db.Holds(ctx, db.learner); err != nil {
			return nil, err
		}
	}
	var entries []cardEntry
	for _, f := range facets {
		card, is := begun[f.ID]
		e := cardEntry{Facet: f.ID, Service: f.Service, Area: f.Category, State: fsrs.New.String(), card: card}
		hold := holds[f.ID]
		if is {
			a.fill(&e, db, hold)
		}
		e.Suspended = hold.Suspended
		e.Buried = db != nil && hold.Buried && hold.On(db.scheduler.Day(a.clock.Now()))
		if e.fits(state) && (is || named || state == "new" || e.Suspended || e.Buried) {
			entries = append(entries, e)
		}
	}
	if len(entries) == 1 && named && db != nil {
		entries[0].History, err = a.history(ctx, *db, entries[0].Facet)
	}
	return entries, err
}

// fill adds what a card has that was begun.
func (a *app) fill(e *cardEntry, db *opened, hold quiz.Hold) {
	c, now := e.card, a.clock.Now()
	day := db.scheduler.Day(now)
	e.State, e.Lapses, e.Reviews, e.Leech = c.State.String(), c.Lapses, c.Reviews, c.IsLeech()
	e.Stability, e.Difficulty = &c.Memory.Stability, &c.Memory.Difficulty
	e.Known = new(db.scheduler.Known(c, day))
	e.Due = new(c.Due.In(now.Location()).Format(time.RFC3339))
	e.due = !hold.On(day) && db.scheduler.IsDue(c, now)
}

func (e cardEntry) fits(state string) bool {
	switch state {
	case "":
		return true
	case "due":
		return e.due
	case "suspended":
		return e.Suspended
	case "buried":
		return e.Buried
	case "leech":
		return e.Leech
	case "mature":
		return e.card.Memory.Stability >= matureFrom
	}
	return e.State == state
}

// history is what happened to the card, the first first.
func (a *app) history(ctx context.Context, db opened, facet questions.FacetID) ([]historyEntry, error) {
	events, err := db.EventsAbout(ctx, db.learner, facet)
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
			entry.Correct, entry.Counts, entry.TookMS = &answer.Correct, string(answer.Counts), answer.Took.Milliseconds()
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

func (a *app) showCards(entries []cardEntry, one bool) error {
	if a.json {
		for _, e := range entries {
			if err := a.writeJSON(e); err != nil {
				return err
			}
		}
		return nil
	}
	if len(entries) == 0 {
		return a.write(wording.NoCards.In(a.lang) + "\n")
	}
	if one {
		return a.write(a.cardText(entries[0]))
	}
	sortCards(entries)
	head := []string{wording.ColumnCard.In(a.lang), wording.ColumnState.In(a.lang), wording.ColumnStable.In(a.lang), wording.ColumnDue.In(a.lang)}
	return a.write(columns(append([][]string{head}, a.cardRowsShown(entries)...)))
}

// sortCards sorts by area, in which those that are due first come first.
func sortCards(entries []cardEntry) {
	slices.SortStableFunc(entries, func(a, b cardEntry) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), a.card.Due.Compare(b.card.Due))
	})
}

func (a *app) cardRowsShown(entries []cardEntry) [][]string {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{string(e.Facet), a.stateText(e), stableText(e), dueText(e, a.clock.Now())}
	}
	return rows
}

// stateText is the state in a word, and what else there is to know about it.
func (a *app) stateText(e cardEntry) string {
	switch {
	case e.Suspended:
		return wording.StateSuspended.In(a.lang)
	case e.Buried:
		return wording.StateBuried.In(a.lang)
	case e.Leech:
		return wording.StateLeech.In(a.lang, e.Lapses)
	}
	return stateWords[e.State].In(a.lang)
}

var stateWords = map[string]wording.Text{
	"new": wording.StateNew, "learning": wording.StateLearning, "review": wording.StateReview, "relearning": wording.StateRelearning,
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
func (a *app) cardText(e cardEntry) string {
	text := a.style().Heading(string(e.Facet)) + "\n"
	rows := [][2]string{{wording.ColumnState.In(a.lang), a.stateText(e)}}
	if e.Stability != nil {
		rows = append(rows,
			[2]string{wording.ColumnStable.In(a.lang), stableText(e)},
			[2]string{wording.ColumnHard.In(a.lang), fmt.Sprintf("%.1f / 10", *e.Difficulty)},
			[2]string{wording.ColumnKnown.In(a.lang), fmt.Sprintf("%.0f%%", 100**e.Known)},
			[2]string{wording.ColumnDue.In(a.lang), dueText(e, a.clock.Now())},
			[2]string{wording.ColumnLapses.In(a.lang), fmt.Sprintf("%d / %d", e.Lapses, e.Reviews)})
	}
	text += table(rows)
	var past [][]string
	for _, h := range e.History {
		what := doneWords[quiz.EventKind(h.Event)].In(a.lang)
		switch {
		case h.Correct != nil && *h.Correct:
			what = "✓ " + h.Given
		case h.Correct != nil:
			what = "✗ " + cmp.Or(h.Given, wording.DontKnow.In(a.lang))
		}
		after := "-"
		if h.Stability != nil {
			after = fmt.Sprintf("%.1f", *h.Stability)
		}
		at, _ := time.Parse(time.RFC3339, h.At)
		past = append(past, []string{at.Format("2006-01-02 15:04"), after, terminal.Truncate(what, 30, "…")})
	}
	if len(past) > 0 {
		head := []string{wording.ColumnWhen.In(a.lang), wording.ColumnStable.In(a.lang), wording.ColumnGiven.In(a.lang)}
		text += "\n" + columns(append([][]string{head}, past...))
	}
	return text
}

// columns aligns all columns but the last.
func columns(rows [][]string) string {
	var widest []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widest) {
				widest = append(widest, 0)
			}
			widest[i] = max(widest[i], terminal.Width(cell))
		}
	}
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i < len(row)-1 {
				cell = terminal.Pad(cell, widest[i]+2)
			}
			text.WriteString(cell)
		}
		text.WriteString("\n")
	}
	return text.String()
}
