package play

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
	"portdrill/quiz/session"
)

// Defaults of a session.
const (
	defaultNew = 10
	moreNew    = 10      // on top, for a learner who goes on
	wholeDeck  = 1 << 20 // questions: a placement ends with the deck
	maxMinutes = 24 * 60
)

type drillFlags struct {
	deck, kind, format   string
	area                 string
	limit, fresh         int
	minutes              float64
	exam, cards          bool // a mock exam; flashcards
	resume               bool // the mock exam that was not handed in
	ahead, weak, place   bool
	newGiven, limitGiven bool // else as the learner has set, or as the mode wants
}

func drillCommand(a *app.App) *cobra.Command {
	var f drillFlags
	cmd := &cobra.Command{
		Use:         "drill",
		Short:       textDrillShort.In(a.Lang),
		Long:        textDrillLong.In(a.Lang),
		Example:     textDrillExamples.In(a.Lang),
		Args:        a.NoArguments,
		Annotations: map[string]string{app.ListsKindsAndDecks: ""},
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.newGiven, f.limitGiven = cmd.Flags().Changed("new"), cmd.Flags().Changed("limit")
			return runDrill(cmd.Context(), a, f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.ahead, "ahead", false, textFlagAhead.In(a.Lang))
	flags.BoolVar(&f.weak, "weak", false, textFlagWeak.In(a.Lang))
	flags.BoolVar(&f.place, "placement", false, textFlagPlacement.In(a.Lang))
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.area, "area", "", textFlagArea.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.StringVar(&f.format, "format", "", textFlagFormat.In(a.Lang))
	flags.IntVar(&f.limit, "limit", app.DefaultLimit, textFlagLimit.In(a.Lang))
	flags.IntVar(&f.fresh, "new", defaultNew, textFlagNew.In(a.Lang))
	flags.Float64Var(&f.minutes, "minutes", 0, textFlagMinutes.In(a.Lang))
	a.CompletesQuestions(cmd)
	a.Completes(cmd, "area", listAreas)
	return cmd
}

// flashcardsCommand shows front and back; the learner grades, which is a review.
func flashcardsCommand(a *app.App) *cobra.Command {
	f := drillFlags{cards: true, format: string(questions.Flashcards)}
	cmd := &cobra.Command{
		Use:     "flashcards",
		Short:   textFlashcardsShort.In(a.Lang),
		Long:    textFlashcardsLong.In(a.Lang),
		Example: textFlashcardsExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.newGiven, f.limitGiven = cmd.Flags().Changed("new"), cmd.Flags().Changed("limit")
			return runDrill(cmd.Context(), a, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.IntVar(&f.limit, "limit", app.DefaultLimit, textFlagLimit.In(a.Lang))
	flags.IntVar(&f.fresh, "new", defaultNew, textFlagNew.In(a.Lang))
	flags.Float64Var(&f.minutes, "minutes", 0, textFlagMinutes.In(a.Lang))
	a.CompletesQuestions(cmd)
	return cmd
}

// mode is what the flags want to be asked beside what the scheduler would.
func (f drillFlags) mode() session.Mode {
	switch {
	case f.exam:
		return session.MockExam
	case f.ahead:
		return session.Ahead
	case f.weak:
		return session.Weak
	case f.place:
		return session.Placement
	}
	return session.Scheduled
}

// runDrill plays a session. Where there is no database yet, what is wrong with the
// flags makes none.
func runDrill(ctx context.Context, a *app.App, f drillFlags) error {
	play := func(db *app.DB) error {
		m, plan, err := prepare(ctx, a, db, f)
		if err != nil || !db.IsThere() {
			return err
		}
		return begin(ctx, a, db, m, f, plan)
	}
	if !a.Exists() {
		if err := a.ToRead(ctx, play); err != nil {
			return err
		}
	}
	return a.WithDB(ctx, play)
}

// begin plays a session, and those that the learner goes on with from there.
func begin(ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, f drillFlags, plan session.Plan) error {
	if err := tellWho(ctx, a, db); err != nil {
		return err
	}
	if err := a.DoubtClock(ctx, db); err != nil {
		return err
	}
	release, err := a.TakeConsole()
	if err != nil {
		return err
	}
	defer release()
	a.BackUpBehind(ctx)
	for next := &f; err == nil && next != nil; {
		if plan, err = asSet(ctx, a, db, m, *next, plan); err == nil {
			next, err = play(ctx, a, db, m, *next, plan)
		}
		if err == nil && next != nil {
			m, plan, err = prepare(ctx, a, db, *next)
		}
	}
	return err
}

// asSet returns the plan with what the learner has set, and what is weak.
func asSet(
	ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, f drillFlags, plan session.Plan,
) (session.Plan, error) {
	plan, err := db.AsSet(ctx, plan, a.Clock.Now())
	if err != nil {
		return plan, err
	}
	if f.newGiven {
		plan.New, plan.Spread = f.fresh, false
	}
	plan.Budget = time.Duration(float64(plan.Budget) * db.Settings.Times)
	if plan.Spare > 0 && plan.Prepares(db.Scheduler.Day(a.Clock.Now())) && !f.limitGiven && f.minutes == 0 {
		plan.Budget, plan.Limit = plan.Spare, wholeDeck
	}
	if plan.Mode == session.Weak {
		v, err := app.LoadProgressWith(ctx, a, db, m, progress.NewSyllabus(m), progress.Window)
		if err != nil {
			return plan, err
		}
		plan.These = v.Focus()
	}
	return plan, nil
}

// tellWho says whose log is written, where several learners share the file and
// none was named.
func tellWho(ctx context.Context, a *app.App, db *app.DB) error {
	if a.Whose != "" {
		return nil
	}
	all, err := app.OwnLearners(ctx, db.DB)
	if err != nil || len(all) < 2 {
		return err
	}
	a.Messages.Say(textWhoseDrill.In(a.Lang, app.LearnerName(all[0]), app.LearnerName(all[1])))
	return nil
}

// prepare returns the maker of questions and what the session asks, if there is
// anything to ask.
func prepare(
	ctx context.Context, a *app.App, db *app.DB, f drillFlags,
) (*questions.Maker, session.Plan, error) {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, session.Plan{}, err
	}
	plan, err := planOf(a, db, c, f)
	if err != nil {
		return nil, plan, err
	}
	m := questions.NewMaker(c)
	if f.area != "" {
		if plan.Area, err = areaNamed(a, m, f.area); err != nil {
			return nil, plan, err
		}
		if plan.Kind.Several() || plan.Format == questions.Boolean {
			return nil, plan, app.UsageProblem(textAreaOfCards.In(a.Lang), "")
		}
	}
	if !m.Asks(plan.Deck, plan.Kind) {
		return nil, plan, app.NothingToAsk(a, m, f.kind, plan.Deck.Key)
	}
	return m, plan, nil
}

// planOf turns the flags into what the session asks.
func planOf(a *app.App, db *app.DB, c *catalogue.Catalogue, f drillFlags) (session.Plan, error) {
	plan := session.Plan{
		Lang: a.Lang, Limit: f.limit, New: f.fresh, NewID: a.NewID,
		Kind: questions.Kind(f.kind), Format: questions.Format(f.format),
		Mode: f.mode(), Budget: time.Duration(f.minutes * float64(time.Minute)),
		Deck: app.DeckNamed(c, cmp.Or(f.deck, db.FirstDeck(c))), Only: f.deck != "",
	}
	if f.deck == "" {
		plan.Then = db.FurtherDecks(c)
	}
	if f.place && !f.limitGiven {
		plan.Limit = wholeDeck
	}
	a.Seed = a.SeedOrChance()
	plan.Seed = a.Seed
	switch {
	case plan.Deck == nil:
		return plan, app.UnknownDeck(a, c, f.deck)
	case f.limit < 1:
		flag := "limit"
		if f.exam {
			flag = "count"
		}
		return plan, app.UsageProblem(app.TextNotPositive.In(a.Lang, flag, 1, f.limit), "")
	case !(0 <= f.minutes && f.minutes <= maxMinutes): // nor NaN
		return plan, app.UsageProblem(textBadMinutes.In(a.Lang, maxMinutes), "")
	case f.fresh < 0:
		return plan, app.UsageProblem(app.TextNotPositive.In(a.Lang, "new", 0, f.fresh), "")
	}
	if plan.Kind == "" && plan.Deck.Key == catalogue.IANADeck {
		plan.Kind = questions.IANAOwner // all that can be asked about the registry
	}
	if _, err := app.KindsWanted(a, f.kind, f.format); err != nil {
		return plan, err
	}
	if f.ahead && f.weak || f.ahead && f.place || f.weak && f.place {
		return plan, app.UsageProblem(textOneMode.In(a.Lang), "")
	}
	if plan.Format == questions.Flashcards && !f.cards {
		return plan, app.UsageProblem(textNoFlashcards.In(a.Lang), "")
	}
	return plan, nil
}

// play plays the session as the world allows: on the terminal, as lines of text,
// or as a dialogue with a program. It returns what the learner goes on with; nil for
// nothing.
func play(
	ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, f drillFlags, plan session.Plan,
) (next *drillFlags, err error) {
	var before *quiz.Result
	if plan.Mode == session.MockExam {
		if plan, before, err = beginOrResumeExam(ctx, a, db, m, f, plan); err != nil {
			return nil, err
		}
	}
	s, err := session.Start(ctx, db, m, db.Scheduler, db.LearnerID, plan, a.Clock.Now())
	if err != nil {
		return nil, err
	}
	if a.Console == nil {
		defer a.OnSignal(func() {})()
	}
	if a.JSON {
		return nil, converse(ctx, a, s, plan)
	}
	player := newPlayer(ctx, a, db, m.Catalogue(), plan, before)
	fit := fitting{App: a, db: db, typed: player.Typed}
	player.Offer = fit.offer
	if plan.Mode != session.MockExam && db.Goal != (quiz.Goal{}) {
		_, over, err := db.Exams(ctx, db.LearnerID)
		if err != nil {
			return nil, err
		}
		now := a.Clock.Now()
		player.Mock = app.MockIsDue(db.Goal, over, db.Scheduler.Day(now), now.Location())
	}
	if err := player.Play(ctx, s); err != nil {
		return nil, err
	}
	if err := fit.decline(ctx, player.Next); err != nil {
		return nil, err
	}
	if player.Exam != nil && len(player.Exam.ToDrill) > 0 {
		return nil, drillMisses(ctx, a, db, m, plan, player.Exam.ToDrill)
	}
	return takeStep(ctx, a, db, f, player)
}

// takeStep returns the session that the learner picked after one; nil for none.
func takeStep(
	ctx context.Context, a *app.App, db *app.DB, f drillFlags, after *terminal.Player,
) (*drillFlags, error) {
	next := drillFlags{limit: app.DefaultLimit, fresh: defaultNew}
	switch after.Next {
	case terminal.NoStep:
		return nil, nil
	case terminal.DrillOn:
		next = f
	case terminal.DrillOther: // as without flags
	case terminal.DrillWeak:
		next.weak = true
	case terminal.TakeQuiz:
		next.exam = true
	case terminal.NextDeck:
		change := quiz.Change{Decks: &[]string{after.NextDeck}}
		if err := a.RecordIn(ctx, db, quiz.Event{Kind: quiz.SettingsEvent, Change: &change}); err != nil {
			return nil, err
		}
		db.Settings.Decks = *change.Decks
	}
	return &next, nil
}

// newPlayer returns what plays a session with a person. before is the result of the mock
// exam before, nil for none.
func newPlayer(
	ctx context.Context, a *app.App, db *app.DB, c *catalogue.Catalogue, plan session.Plan, before *quiz.Result,
) *terminal.Player {
	_, typed := app.TerminalOf(a.In)
	p := &terminal.Player{
		Screen: terminal.Screen{Out: a.Out, Style: a.Style(), Lang: a.Lang, Size: a.ScreenSize},
		Clock:  a.Clock, Title: plan.Deck.Name.In(a.Lang),
		Name: func(service string) string {
			if s := c.Service(service); s != nil {
				return s.Label(a.Lang)
			}
			return ""
		},
		Port: func(service string) string {
			if s := c.Service(service); s != nil {
				return strconv.Itoa(int(s.Port))
			}
			return ""
		},
		MoreNew: moreNew, Reviews: plan.Reviews, Notes: plan.Without.Notes, InARow: db.Settings.InARow,
		InMenu: a.InMenu,
		Days: func() int {
			days, _ := db.Days(ctx, db.LearnerID)
			return len(days)
		},
		Run: func(facet questions.FacetID, most int) []bool {
			run, _ := db.Run(ctx, db.LearnerID, facet, most) // none where it cannot be read: no reason to stop
			return run
		},
		Trouble: a.Trouble, Notebook: sessionNotes{a, db}, Typed: typed, Plain: a.Console == nil, Area: areaNamer(a, c), Budget: plan.Budget,
	}
	if sitting := plan.Sitting; sitting != nil {
		p.Exam = &terminal.Exam{Count: sitting.Count, Pass: sitting.Pass, Used: sitting.Used(), Before: before}
	}
	if a.Console == nil {
		p.Asker = a.PlainLines()
		return p
	}
	p.Asker = a.Console.Prompts
	a.Console.Prompts.Sit(p.Exam != nil)
	if p.Exam != nil && !a.Clock.IsPretended() {
		p.Exam.Countdown = a.Console.Prompts.Countdown
	}
	return p
}

// sessionNotes keeps what a learner writes in a session besides answers.
type sessionNotes struct {
	*app.App
	db *app.DB
}

// Note records a note on a service.
func (n sessionNotes) Note(ctx context.Context, service, text string) error {
	text = wording.Clip(text, app.LongestRemark)
	return n.RecordIn(ctx, n.db, quiz.Event{Kind: quiz.NoteEvent, Note: &quiz.Note{Service: service, Text: text}})
}

// Flag records that a question is wrong.
func (n sessionNotes) Flag(ctx context.Context, v session.Verdict, why string) error {
	q := v.Question
	why = wording.Clip(why, app.LongestRemark)
	return n.RecordIn(ctx, n.db, quiz.Event{Kind: quiz.FlagEvent, Flag: &quiz.Flag{
		Facet: q.Facets[0], Kind: q.Kind, Text: why, Question: q.ID, Format: q.Format, Lang: q.Lang, Deck: q.Deck,
		Stem: q.Text(), Options: q.Options, Given: v.Judgement.Given, Correct: v.Judgement.Correct,
	}})
}

// Unflag records that a question is not wrong after all.
func (n sessionNotes) Unflag(ctx context.Context, v session.Verdict) error {
	return n.RecordIn(ctx, n.db, quiz.Event{Kind: quiz.FlagEvent, Flag: &quiz.Flag{
		Facet: v.Question.Facets[0], Kind: v.Question.Kind, Off: true,
	}})
}

// areaNamer returns what names the area of a question in words.
func areaNamer(a *app.App, c *catalogue.Catalogue) func(*questions.Question) string {
	return func(q *questions.Question) string { return wording.Area(questions.AreaOf(c, q)).In(a.Lang) }
}

var (
	textNoFlashcards = wording.T(
		"flashcards have their own command: portdrill flashcards",
		"抽认卡请用：portdrill flashcards",
	)
	textDrillShort = wording.T("review what is due and learn new cards", "今日练习：复习到期的卡片，学习新卡片")
	textDrillLong  = wording.T(
		`Each correct answer makes the wait until the next review longer. After a wrong
one, or "I don't know", the card comes back within minutes. Every tenth question
shows what a tool such as ss or nmap prints and changes no card's schedule (see
the setting practice).

Without a terminal it reads lines: a number picks an option, other text is a
typed answer, ? means "I don't know", :q quits.`,
		`每答对一次，下次复习的间隔就变长；答错或选“不知道”，几分钟后再问。
每十题有一题给出 ss、nmap 等工具的输出，不影响卡片安排（见设置 practice）。

不在终端里运行时按行读取：数字选择选项，其他文字视为填空的答案，
? 表示不知道，:q 退出。`,
	)
	textDrillExamples = wording.T(
		`  portdrill drill
  portdrill drill --deck network-plus --limit 10
  portdrill drill --kind range-of-number --format typed`,
		`  portdrill drill
  portdrill drill --deck network-plus --limit 10
  portdrill drill --kind range-of-number --format typed`,
	)
	textFlashcardsShort = wording.T("review cards front and back, and grade yourself", "抽认卡：看正面想答案，自己评分")
	textFlashcardsLong  = wording.T(
		`Shows the front of a card. Think of the answer, show the back, and grade
yourself: again, hard, good or easy. Each grade shows when the card comes back.`,
		`显示卡片正面；想好答案后翻到背面，自己评分：忘记、困难、良好或简单。
每个评分都注明下次复习的时间。`,
	)
	textFlashcardsExamples = wording.T(
		`  portdrill flashcards --deck ccna
  portdrill flashcards --json`,
		`  portdrill flashcards --deck ccna
  portdrill flashcards --json`,
	)
	textBadMinutes  = wording.T("--minutes must be from 0 to %d", "--minutes 须在 0 到 %d 之间")
	textFlagMinutes = wording.T("stop after `N` minutes (0: no limit)", "满 `N` 分钟后不再出题（0 为不限）")
	textFlagFormat  = wording.T(
		"only this `FORMAT`: choice, typed, boolean, set, match or order",
		"只用这种作答`方式`：choice、typed、boolean、set、match 或 order",
	)
	textFlagArea      = wording.T("only cards of this `AREA`, such as mail", "只练这个`领域`的卡片，如 mail")
	textAreaOfCards   = wording.T("--area does not work with practice questions", "--area 不能用于练习题")
	textFlagLimit     = wording.T("at most `N` questions", "最多 `N` 题")
	textFlagNew       = wording.T("at most `N` new cards a day", "每天最多 `N` 张新卡片")
	textFlagAhead     = wording.T("also review cards that are not due yet", "提前复习尚未到期的卡片")
	textFlagWeak      = wording.T("practice what you are most likely to forget, due or not", "专练最可能忘记的内容，不论是否到期")
	textFlagPlacement = wording.T("placement test: skip what you answer right the first time", "摸底：首次答对的视为已掌握")
	textOneMode       = wording.T(
		"use only one of --ahead, --weak and --placement",
		"--ahead、--weak、--placement 只能用一个",
	)
	textWhoseDrill = wording.T(
		"portdrill: practicing as %s; to switch: --learner %q",
		"portdrill：当前学习者是 %s；换人请用 --learner %q",
	)
)
