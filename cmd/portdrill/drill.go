package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// Defaults of a session.
const (
	defaultLimit = 20
	defaultNew   = 10
	novice       = 100     // answers, after which nobody need be told of the keys
	moreNew      = 10      // on top, when somebody wants to go on
	wholeDeck    = 1 << 20 // questions: a placement ends with the deck
	mostMinutes  = 24 * 60
)

type drillFlags struct {
	deck, kind, format   string
	limit, fresh         int
	minutes              float64
	exam, cards          bool // a mock exam; flashcards
	resume               bool // the mock exam that was not handed in
	ahead, weak, place   bool
	newGiven, limitGiven bool // else as the learner has set, or as the mode wants
}

func (a *app) drillCommand() *cobra.Command {
	var f drillFlags
	cmd := &cobra.Command{
		Use:     "drill",
		Short:   wording.DrillShort.In(a.lang),
		Long:    wording.DrillLong.In(a.lang),
		Example: wording.DrillExamples.In(a.lang),
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.newGiven, f.limitGiven = cmd.Flags().Changed("new"), cmd.Flags().Changed("limit")
			return a.drill(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.ahead, "ahead", false, wording.FlagAhead.In(a.lang))
	flags.BoolVar(&f.weak, "weak", false, wording.FlagWeak.In(a.lang))
	flags.BoolVar(&f.place, "placement", false, wording.FlagPlacement.In(a.lang))
	flags.StringVar(&f.deck, "deck", "", wording.FlagDeck.In(a.lang))
	flags.StringVar(&f.kind, "kind", "", wording.FlagKind.In(a.lang))
	flags.StringVar(&f.format, "format", "", wording.FlagFormat.In(a.lang))
	flags.IntVar(&f.limit, "limit", defaultLimit, wording.FlagLimit.In(a.lang))
	flags.IntVar(&f.fresh, "new", defaultNew, wording.FlagNew.In(a.lang))
	flags.Float64Var(&f.minutes, "minutes", 0, wording.FlagMinutes.In(a.lang))
	return cmd
}

// flashcardsCommand shows front and back; the learner grades, which is a review.
func (a *app) flashcardsCommand() *cobra.Command {
	f := drillFlags{cards: true, format: string(questions.Flashcards)}
	cmd := &cobra.Command{
		Use:     "flashcards",
		Short:   wording.FlashcardsShort.In(a.lang),
		Long:    wording.FlashcardsLong.In(a.lang),
		Example: wording.FlashcardsExamples.In(a.lang),
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.newGiven, f.limitGiven = cmd.Flags().Changed("new"), cmd.Flags().Changed("limit")
			return a.drill(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", wording.FlagDeck.In(a.lang))
	flags.StringVar(&f.kind, "kind", "", wording.FlagKind.In(a.lang))
	flags.IntVar(&f.limit, "limit", defaultLimit, wording.FlagLimit.In(a.lang))
	flags.IntVar(&f.fresh, "new", defaultNew, wording.FlagNew.In(a.lang))
	flags.Float64Var(&f.minutes, "minutes", 0, wording.FlagMinutes.In(a.lang))
	return cmd
}

// mode is what the flags want to be asked beside what the scheduler would.
func (f drillFlags) mode() quiz.Mode {
	switch {
	case f.exam:
		return quiz.MockExam
	case f.ahead:
		return quiz.Ahead
	case f.weak:
		return quiz.Weak
	case f.place:
		return quiz.Placement
	}
	return quiz.Scheduled
}

func (a *app) noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageProblem(wording.TooMuch.In(a.lang, strings.Join(args, " ")), wording.UsageHint.In(a.lang, cmd.CommandPath()))
}

// drill plays a session. Where there is no database yet, what is wrong with the
// flags makes none.
func (a *app) drill(ctx context.Context, f drillFlags) error {
	if a.exists() { // and is opened while the catalogue is read
		return a.withDB(ctx, func(db opened) error { return a.drillIn(ctx, db, f) })
	}
	c, err := builtin()
	if err != nil {
		return err
	}
	m, plan, err := a.prepare(c, f)
	if err != nil {
		return err
	}
	return a.withDB(ctx, func(db opened) error { return a.begin(ctx, db, m, f, plan) })
}

// drillIn plays a session of what the learner has, too.
func (a *app) drillIn(ctx context.Context, db opened, f drillFlags) (err error) {
	if a.own, err = db.Decks(ctx); err != nil {
		return err
	}
	a.chosen = db.settings.Decks
	c, err := builtin()
	if err != nil {
		return err
	}
	m, plan, err := a.prepare(joined(c, a.own), f)
	if err != nil {
		return err
	}
	return a.begin(ctx, db, m, f, plan)
}

func (a *app) begin(ctx context.Context, db opened, m *questions.Maker, f drillFlags, plan quiz.Plan) (err error) {
	plan.Reviews, plan.Names = db.settings.Reviews, db.settings.Names
	if !f.newGiven {
		plan.New = db.settings.New
	}
	plan.Budget = time.Duration(float64(plan.Budget) * db.settings.Times)
	if plan.Without, err = db.Remarks(ctx, db.learner); err != nil {
		return err
	}
	if plan.Mode == quiz.Weak {
		v, err := a.lookAt(ctx, db, m, progress.NewSyllabus(m), progress.Window)
		if err != nil {
			return err
		}
		plan.These = v.focus()
	}
	if err := a.tellWho(ctx, db); err != nil {
		return err
	}
	release, err := a.takeConsole()
	if err != nil {
		return err
	}
	defer release()
	err = a.play(ctx, db, m, f, plan)
	if err == nil || errors.Is(err, terminal.ErrInputEnded) {
		a.backUpDaily(ctx, db)
	}
	return err
}

// tellWho says whose log is written, where several learners share the file and
// none was named.
func (a *app) tellWho(ctx context.Context, db opened) error {
	if a.whose != "" {
		return nil
	}
	all, err := ownLearners(ctx, db.DB)
	if err != nil || len(all) < 2 {
		return err
	}
	a.aside.say(wording.WhoseDrill.In(a.lang, learnerName(all[0]), learnerName(all[1])))
	return nil
}

// backUpDaily makes the backup of the day. That it cannot ends nothing: what was
// answered is kept.
func (a *app) backUpDaily(ctx context.Context, db opened) {
	if _, err := db.BackUpDaily(ctx, a.clock.Now()); err != nil {
		p := problemOf(a.lang, err)
		a.aside.say(wording.NoBackup.In(a.lang, p.text))
		if p.hint != "" {
			a.aside.say(wording.HintPrefix.In(a.lang) + p.hint)
		}
	}
}

// prepare returns the maker of questions and what the session asks, if there is
// anything to ask.
func (a *app) prepare(c *catalogue.Catalogue, f drillFlags) (*questions.Maker, quiz.Plan, error) {
	plan, err := a.plan(c, f)
	if err != nil {
		return nil, plan, err
	}
	m := questions.NewMaker(c)
	if !m.Asks(plan.Deck, plan.Kind) {
		return nil, plan, problem{wording.NothingToAsk.In(a.lang, f.kind, plan.Deck.Key), "", exitFailed}
	}
	return m, plan, nil
}

// plan turns the flags into what the session asks.
func (a *app) plan(c *catalogue.Catalogue, f drillFlags) (quiz.Plan, error) {
	plan := quiz.Plan{
		Lang: a.lang, Limit: f.limit, New: f.fresh, NewID: a.newID,
		Kind: questions.Kind(f.kind), Format: questions.Format(f.format),
		Mode: f.mode(), Budget: time.Duration(f.minutes * float64(time.Minute)),
		Deck: c.Deck(cmp.Or(f.deck, a.firstDeck(c))), Only: f.deck != "",
	}
	if f.deck == "" {
		plan.Then = a.furtherDecks(c)
	}
	if f.place && !f.limitGiven {
		plan.Limit = wholeDeck
	}
	a.seed = a.seedOrChance()
	plan.Seed = a.seed
	switch {
	case plan.Deck == nil:
		return plan, a.unknownDeck(c, f.deck)
	case f.limit < 1:
		flag := "limit"
		if f.exam {
			flag = "count"
		}
		return plan, usageProblem(wording.NotPositive.In(a.lang, flag, 1, f.limit), "")
	case !(0 <= f.minutes && f.minutes <= mostMinutes): // nor NaN
		return plan, usageProblem(wording.BadMinutes.In(a.lang, mostMinutes), "")
	case f.fresh < 0:
		return plan, usageProblem(wording.NotPositive.In(a.lang, "new", 0, f.fresh), "")
	}
	if plan.Kind == "" && plan.Deck.Key == catalogue.IANADeck {
		plan.Kind = questions.IANAOwner // all that can be asked about the registry
	}
	if _, err := a.kindsWanted(f.kind, f.format); err != nil {
		return plan, err
	}
	if f.ahead && f.weak || f.ahead && f.place || f.weak && f.place {
		return plan, usageProblem(wording.OneMode.In(a.lang), "")
	}
	if plan.Format == questions.Flashcards && !f.cards {
		return plan, usageProblem(wording.NoFlashcards.In(a.lang), "")
	}
	return plan, nil
}

// furtherDecks are those that the learner has chosen after the first.
func (a *app) furtherDecks(c *catalogue.Catalogue) []*catalogue.Deck {
	var decks []*catalogue.Deck
	for _, key := range a.chosen {
		if d := c.Deck(key); d != nil {
			decks = append(decks, d)
		}
	}
	return decks[min(1, len(decks)):]
}

func (a *app) known(text wording.Text, names []string) string {
	return text.In(a.lang, strings.Join(names, ", "))
}

func deckKeys(c *catalogue.Catalogue) []string {
	keys := make([]string, len(c.Decks))
	for i, d := range c.Decks {
		keys[i] = d.Key
	}
	return keys
}

func (a *app) seedOrChance() uint64 {
	if a.hasSeed {
		return a.seed
	}
	return a.newSeed()
}

// play plays the session as the world allows: on the terminal, as lines of text,
// or as a dialogue with a program.
func (a *app) play(ctx context.Context, db opened, m *questions.Maker, f drillFlags, plan quiz.Plan) (err error) {
	var before *quiz.Result
	if plan.Mode == quiz.MockExam {
		if plan, before, err = a.sit(ctx, db, m, f, plan); err != nil {
			return err
		}
	}
	s, err := quiz.Start(ctx, db, m, db.scheduler, db.learner, plan, a.clock.Now())
	if err != nil {
		return err
	}
	if a.console == nil {
		defer a.onSignal(func() {})()
	}
	if a.json {
		return a.converse(ctx, s, plan)
	}
	player := a.player(ctx, db, m.Catalogue(), plan)
	player.Before = before
	if err := player.Play(ctx, s); err != nil || len(player.ToDrill) == 0 {
		return err
	}
	return a.drillMisses(ctx, db, m, plan, player.ToDrill)
}

// player returns what plays a session with a person.
func (a *app) player(ctx context.Context, db opened, c *catalogue.Catalogue, plan quiz.Plan) *terminal.Player {
	_, typed := terminalOf(a.in)
	p := &terminal.Player{
		Out: a.out, Style: a.style(), Lang: a.lang, Clock: a.clock, Title: plan.Deck.Name.In(a.lang), Size: a.screenSize,
		Name: func(service string) string {
			if s := c.Service(service); s != nil {
				return s.Label(a.lang)
			}
			return ""
		},
		MoreNew: moreNew, Reviews: plan.Reviews, Notes: plan.Without.Notes,
		Run:     func(facet questions.FacetID) []bool { return runOf(ctx, db, facet) },
		Trouble: a.trouble, Notebook: sessionNotes{a, db}, Typed: typed, Area: a.areaOf(c), Budget: plan.Budget,
	}
	if total, err := db.Total(ctx, db.learner); err == nil {
		p.Novice = total.Answers < novice
	}
	if sitting := plan.Sitting; sitting != nil {
		p.Exam, p.Count, p.Pass, p.Used = true, sitting.Count, sitting.Pass, sitting.Used()
	}
	if a.console == nil {
		p.Asker = a.plainLines()
		return p
	}
	p.Asker = a.console.prompts
	if !a.clock.isPretended() {
		p.Countdown = a.console.prompts.Countdown
	}
	return p
}

// runOf says of each review of a card whether it was right. That it cannot be read
// is no reason to stop.
func runOf(ctx context.Context, db opened, facet questions.FacetID) (run []bool) {
	events, err := db.EventsAbout(ctx, db.learner, facet)
	if err != nil {
		return nil
	}
	quiz.Walk(events, func(e quiz.Event, _ quiz.Derived) {
		switch {
		case e.Kind == quiz.ResetEvent && slices.Contains(e.About, facet):
			run = nil
		case e.Answer != nil && e.Answer.Counts == quiz.Review && slices.Contains(e.Answer.Facets, facet):
			run = append(run, e.Answer.Correct)
		}
	})
	return run
}

// sessionNotes keeps what a learner writes in a session besides answers.
type sessionNotes struct {
	*app
	db opened
}

// Note records a note on a service.
func (n sessionNotes) Note(ctx context.Context, service, text string) error {
	text = string([]rune(text)[:min(len([]rune(text)), longestRemark)])
	return n.recordIn(ctx, n.db, quiz.Event{Kind: quiz.NoteEvent, Note: &quiz.Note{Service: service, Text: text}})
}

// Flag records that a question is wrong.
func (n sessionNotes) Flag(ctx context.Context, v quiz.Verdict, why string) error {
	q := v.Question
	why = string([]rune(why)[:min(len([]rune(why)), longestRemark)])
	return n.recordIn(ctx, n.db, quiz.Event{Kind: quiz.FlagEvent, Flag: &quiz.Flag{
		Facet: q.Facets[0], Kind: q.Kind, Text: why, Question: q.ID, Format: q.Format, Lang: q.Lang, Deck: q.Deck,
		Stem: q.Stem, Options: q.Options, Given: v.Judgement.Given, Correct: v.Judgement.Correct,
	}})
}

// areaOf returns what names the area of a question in words.
func (a *app) areaOf(c *catalogue.Catalogue) func(*questions.Question) string {
	return func(q *questions.Question) string { return wording.Area(questions.AreaOf(c, q)).In(a.lang) }
}

// promptable returns the terminal, if there is one that can be redrawn.
func (a *app) promptable() (in, out *os.File, ok bool) {
	in, isIn := terminalOf(a.in)
	out, isOut := terminalOf(a.out)
	return in, out, isIn && isOut && !a.plain && !a.noInput && a.getenv("TERM") != "dumb"
}
