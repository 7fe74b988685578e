package play

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/store"
)

// RunHome is the program without a command: on a terminal a menu, else what there is
// to know about it.
func RunHome(a *app.App, cmd *cobra.Command, rows HomeRows) error {
	_, typed := app.TerminalOf(a.In)
	if _, seen := app.TerminalOf(a.Out); !typed || !seen || a.JSON {
		return cmd.Help()
	}
	ctx := cmd.Context()
	if a.NoInput {
		if err := firstStart(ctx, a, nil); err != nil {
			return err
		}
		s, err := readStanding(ctx, a)
		if err != nil {
			return err
		}
		return a.Print(s.welcome(a) + "\n" + textHomeHow.In(a.Lang) + "\n")
	}
	s, err := readStanding(ctx, a) // which also settles how everything looks
	if err != nil {
		return err
	}
	release, err := a.TakeConsole()
	if err != nil {
		return err
	}
	defer release()
	err = menu(ctx, a, s, rows)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	return err
}

// HomeRows are the rows of the menu that other packages of commands bring.
type HomeRows struct {
	Lookup, Cards, Progress, Settings func(context.Context, *app.App) error
}

// A menuRow is something to do from the menu.
type menuRow struct {
	text string
	do   func(context.Context) error
}

// menu asks what to do until somebody has had enough.
func menu(ctx context.Context, a *app.App, s standing, more HomeRows) (err error) {
	began := !a.Exists()
	if began {
		err = firstStart(ctx, a, a.Chooser())
	} else if a.Whose == "" && len(s.learners) > 1 {
		err, began = askWho(a, s.learners), true
	}
	if err == nil && began {
		s, err = readStanding(ctx, a)
	}
	if err != nil {
		return err
	}
	for {
		rows := menuRows(a, s, more)
		texts := make([]string, len(rows))
		for i, row := range rows {
			texts[i] = row.text
		}
		picked, err := a.Chooser().Pick("\n"+s.welcome(a), texts)
		if err != nil {
			return err
		}
		if err := a.Within(ctx, rows[picked].do); err != nil {
			return err
		}
		if s, err = readStanding(ctx, a); err != nil {
			return err
		}
	}
}

func menuRows(a *app.App, s standing, more HomeRows) []menuRow {
	run := func(do func(context.Context, *app.App) error) func(context.Context) error {
		return func(ctx context.Context) error { return do(ctx, a) }
	}
	drill := func(f drillFlags) func(context.Context) error {
		f.limit, f.fresh = app.DefaultLimit, defaultNew
		return func(ctx context.Context) error { return runDrill(ctx, a, f) }
	}
	return []menuRow{
		{textMenuDrill.In(a.Lang, s.figures.Due, s.figures.New), drill(drillFlags{})},
		{textMenuQuiz.In(a.Lang), drill(drillFlags{exam: true})},
		{textMenuFlashcards.In(a.Lang), drill(drillFlags{cards: true, format: "flashcard"})},
		{textMenuLookup.In(a.Lang), run(more.Lookup)},
		{textMenuCards.In(a.Lang), run(more.Cards)},
		{textMenuProgress.In(a.Lang), run(more.Progress)},
		{textMenuSettings.In(a.Lang), run(more.Settings)},
		{
			textMenuLanguage.In(a.Lang, app.LanguageNames[otherLang(a)]),
			func(ctx context.Context) error { return otherLanguage(ctx, a) },
		},
		{textMenuQuit.In(a.Lang), func(context.Context) error { return app.ErrLeave }},
	}
}

// standing is what the menu shows of a learner.
type standing struct {
	figures  app.Figures
	learners []store.Learner // who learn at this machine
}

// readStanding reads it, in one opening of the database.
func readStanding(ctx context.Context, a *app.App) (s standing, err error) {
	s.figures = app.NoFigures()
	err = a.ToRead(ctx, func(db *app.DB) (err error) {
		if !db.IsThere() {
			return nil
		}
		if s.learners, err = app.OwnLearners(ctx, db.DB); err != nil {
			return err
		}
		s.figures, err = app.CountFigures(ctx, a, db)
		return err
	})
	return s, err
}

// welcome is the line above the menu: the learner's progress.
func (s standing) welcome(a *app.App) string {
	f := s.figures
	if f.Cards == 0 {
		return textHomeTitle.In(a.Lang)
	}
	return textHomeSoFar.In(a.Lang, f.Cards, f.Mature, f.Today.Answers)
}

// firstStart asks whoever comes for the first time at most three things, each with
// an answer at hand. Without somebody to ask the answers are taken.
func firstStart(ctx context.Context, a *app.App, ask app.Chooser) error {
	if a.Exists() {
		return nil
	}
	var c quiz.Change
	if ask != nil {
		if err := introduce(a, ask, &c); err != nil {
			return err
		}
	}
	return a.WithDB(ctx, func(db *app.DB) error {
		if c.Name == nil && c.Lang == nil && c.Decks == nil {
			return nil
		}
		return a.RecordIn(ctx, db, quiz.Event{Kind: quiz.SettingsEvent, Change: &c})
	})
}

func introduce(a *app.App, ask app.Chooser, c *quiz.Change) error {
	langs := []catalogue.Lang{catalogue.English, catalogue.Chinese}
	if a.Lang == catalogue.Chinese {
		slices.Reverse(langs)
	}
	if !a.HasLang {
		picked, err := ask.Pick(
			textFirstLanguage.In(a.Lang),
			[]string{app.LanguageNames[langs[0]], app.LanguageNames[langs[1]]},
		)
		if err != nil {
			return err
		}
		if picked > 0 { // else the locale's, which may change
			c.Lang = &langs[picked]
			a.Speak(langs[picked])
		}
	}
	name, err := ask.Type(textFirstName.In(a.Lang), a.Getenv("USER"))
	if err != nil {
		return err
	}
	if name, err = app.NameGiven(a, name); err == nil {
		c.Name = &name
	}
	return askGoal(a, ask, c)
}

// goals are the decks that somebody may come for, the usual one first.
var goals = []string{
	catalogue.DefaultDeck, "network-plus", "security-plus", "a-plus", "ccna", "hcia-datacom", "ruankao-network",
	"seed", "all",
}

func askGoal(a *app.App, ask app.Chooser, c *quiz.Change) error {
	known, err := app.Builtin()
	if err != nil {
		return err
	}
	rows := make([]string, len(goals))
	for i, key := range goals {
		d := known.Deck(key)
		rows[i] = fmt.Sprintf("%s (%s)", d.Name.In(a.Lang), key)
	}
	picked, err := ask.Pick(textFirstGoal.In(a.Lang), rows)
	if err != nil {
		return err
	}
	if picked > 0 {
		c.Decks = &[]string{goals[picked]}
	}
	return nil
}

// askWho asks who is learning, where several share the database and none was named.
func askWho(a *app.App, all []store.Learner) error {
	rows := make([]string, len(all))
	for i, l := range all {
		rows[i] = app.LearnerName(l)
	}
	picked, err := a.Chooser().Pick(textWhoIsThere.In(a.Lang), rows)
	if err != nil {
		return err
	}
	a.Whose = string(all[picked].ID)
	return nil
}

func otherLang(a *app.App) catalogue.Lang {
	if a.Lang == catalogue.Chinese {
		return catalogue.English
	}
	return catalogue.Chinese
}

// otherLanguage changes to the other language, and remembers it.
func otherLanguage(ctx context.Context, a *app.App) error {
	lang := otherLang(a)
	a.HasLang = false
	if err := a.Record(ctx, quiz.Event{Kind: quiz.SettingsEvent, Change: &quiz.Change{Lang: &lang}}); err != nil {
		return err
	}
	a.Speak(lang)
	return nil
}

var (
	textHomeTitle = wording.T("portdrill", "portdrill 端口练习")
	textHomeSoFar = wording.T(
		"Cards started: %d, mature: %d · answers today: %d",
		"已学 %d 张 · 已掌握 %d 张 · 今天作答 %d 次",
	)
	textHomeHow = wording.T(
		"Start practicing: portdrill drill. All commands: portdrill --help",
		"开始练习：portdrill drill。全部命令：portdrill --help",
	)
	textMenuDrill      = wording.T("Drill (%d due, %d new)", "今日练习（到期 %d 张，新卡片 %d 张）")
	textMenuQuiz       = wording.T("Quiz (mock exam)", "模拟考试")
	textMenuFlashcards = wording.T("Flashcards", "抽认卡")
	textMenuLookup     = wording.T("Look up a port or service", "查询端口或服务")
	textMenuProgress   = wording.T("Progress and weak areas", "学习进度与薄弱领域")
	textMenuCards      = wording.T("Your cards", "我的卡片")
	textMenuSettings   = wording.T("Settings", "设置")
	textMenuLanguage   = wording.T("Switch to %s", "切换到 %s")
	textMenuQuit       = wording.T("Quit", "退出")
	textFirstLanguage  = wording.T("Welcome. Which language?", "欢迎。请选择语言")
	textFirstName      = wording.T("What's your name?", "怎么称呼你？")
	textFirstGoal      = wording.T("What do you want to learn? You can change this later.", "想学什么？以后可以更改。")
	textWhoIsThere     = wording.T("Who is practicing?", "请选择学习者")
)
