package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
		return a.Print(strings.Join(s.lines(a), "\n") + "\n" + textHomeHow.In(a.Lang) + "\n")
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
	Lookup, Goal, Cards, Progress, Settings func(context.Context, *app.App) error
}

// A menuRow is something to do from the menu.
type menuRow struct {
	text string
	do   func(context.Context) error
}

// menu shows how things stand and asks what to do, until the learner leaves.
func menu(ctx context.Context, a *app.App, s standing, more HomeRows) (err error) {
	changed := true
	switch {
	case !a.Exists():
		err = firstStart(ctx, a, a.Chooser())
	case a.Whose == "" && len(s.learners) > 1:
		err = askWho(a, s.learners)
	default:
		changed = false
	}
	if err == nil && changed {
		s, err = readStanding(ctx, a)
	}
	if err != nil {
		return err
	}
	if !s.hasGoal { // the first start was a drill, which does not ask
		var c quiz.Change
		if err := askGoal(a, a.Chooser(), &c); err != nil {
			return err
		}
		if err := a.Record(ctx, quiz.Event{Kind: quiz.SettingsEvent, Change: &c}); err != nil {
			return err
		}
		if s, err = readStanding(ctx, a); err != nil {
			return err
		}
	}
	for {
		rows := menuRows(a, s, more)
		texts := make([]string, len(rows))
		for i, row := range rows {
			texts[i] = row.text
		}
		picked, err := a.Chooser().Pick("\n"+strings.Join(s.lines(a), "\n"), texts)
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
	rows := []menuRow{
		s.start(a, drill),
		{textMenuFlashcards.In(a.Lang), drill(drillFlags{cards: true, format: "flashcard"})},
		s.quiz(a, drill),
	}
	if s.mock { // which is worth more than flashcards then
		rows[1], rows[2] = rows[2], rows[1]
	}
	if s.goal != (quiz.Goal{}) { // which is set among the settings
		rows = append(rows, menuRow{textMenuGoal.In(a.Lang), run(more.Goal)})
	}
	return append(rows, []menuRow{
		{textMenuWeak.In(a.Lang), run(drillWeakArea)},
		{textMenuLookup.In(a.Lang), run(more.Lookup)},
		{textMenuProgress.In(a.Lang), func(ctx context.Context) error {
			return a.Paged(func() error { return more.Progress(ctx, a) })
		}},
		{textMenuCards.In(a.Lang), run(more.Cards)},
		{textMenuSettings.In(a.Lang), run(more.Settings)},
		{textMenuQuit.In(a.Lang), func(context.Context) error { return app.ErrLeave }},
	}...)
}

// firstStart asks a newcomer at most three things, each with a default. Where ask is nil
// the defaults are taken.
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

// goals are the decks that a newcomer may want, the default one first.
var goals = []string{
	catalogue.DefaultDeck, "network-plus", "security-plus", "a-plus", "ccna", "hcia-datacom", "ruankao-network",
	"seed", "all",
}

func askGoal(a *app.App, ask app.Chooser, c *quiz.Change) error {
	known := catalogue.Builtin()
	rows := make([]string, len(goals))
	for i, key := range goals {
		d := known.Deck(key)
		rows[i] = fmt.Sprintf("%s (%s)", d.Name.In(a.Lang), key)
	}
	picked, err := ask.Pick(textFirstGoal.In(a.Lang), rows)
	if err != nil {
		return err
	}
	c.Decks = &[]string{goals[picked]} // also the default one, so that it is not asked again
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

var (
	textHomeTitle = wording.T("portdrill", "portdrill 端口练习")
	textHomeHow   = wording.T(
		"Start practicing: portdrill drill. All commands: portdrill --help",
		"开始练习：portdrill drill。全部命令：portdrill --help",
	)
	textMenuQuiz       = wording.T("Quiz (mock exam)", "模拟考试")
	textMenuFlashcards = wording.T("Flashcards", "抽认卡")
	textMenuWeak       = wording.T("Weak areas", "薄弱领域")
	textMenuLookup     = wording.T("Look up a port or service", "查询端口或服务")
	textMenuProgress   = wording.T("Progress and weak areas", "学习进度与薄弱领域")
	textMenuGoal       = wording.T("Exam date and forecast", "考试日期与预测")
	textMenuCards      = wording.T("Your cards", "我的卡片")
	textMenuSettings   = wording.T("Settings", "设置")
	textMenuQuit       = wording.T("Quit", "退出")
	textFirstLanguage  = wording.T("Welcome. Which language?", "欢迎。请选择语言")
	textFirstName      = wording.T("What's your name?", "怎么称呼你？")
	textFirstGoal      = wording.T("What do you want to learn? You can change this later.", "想学什么？以后可以更改。")
	textWhoIsThere     = wording.T("Who is practicing?", "请选择学习者")
)
