package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/store"
)

// home is the program without a command: on a terminal a menu, else what there is
// to know about it.
func (a *app) home(cmd *cobra.Command) error {
	_, typed := terminalOf(a.in)
	if _, seen := terminalOf(a.out); !typed || !seen || a.json {
		return cmd.Help()
	}
	ctx := cmd.Context()
	if a.noInput {
		if err := a.firstStart(ctx, nil); err != nil {
			return err
		}
		return a.write(a.welcome(ctx) + "\n" + wording.HomeHow.In(a.lang) + "\n")
	}
	a.standing(ctx) // which tells how everything is to look
	release, err := a.takeConsole()
	if err != nil {
		return err
	}
	defer release()
	err = a.menu(ctx)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	return err
}

// A menuRow is something to do from the menu.
type menuRow struct {
	text string
	do   func(context.Context) error
}

// menu asks what to do until somebody has had enough.
func (a *app) menu(ctx context.Context) error {
	if err := a.firstStart(ctx, a.chooser()); err != nil {
		return err
	}
	if err := a.askWho(ctx); err != nil {
		return err
	}
	for {
		rows := a.menuRows(ctx)
		texts := make([]string, len(rows))
		for i, row := range rows {
			texts[i] = row.text
		}
		picked, err := a.chooser().Pick("\n"+a.welcome(ctx), texts)
		if err != nil {
			return err
		}
		if err := a.within(ctx, rows[picked].do); err != nil {
			return err
		}
	}
}

// within does something from the menu. To leave it is to come back to the menu, and
// what goes wrong is said there.
func (a *app) within(ctx context.Context, do func(context.Context) error) error {
	err := do(ctx)
	switch {
	case err == nil, errors.Is(err, terminal.ErrQuit):
		return nil
	case errors.Is(err, errLeave):
		return terminal.ErrQuit
	case errors.Is(err, terminal.ErrInterrupted), errors.Is(err, terminal.ErrInputEnded):
		return err
	}
	report(a.aside, a.lang, err)
	return nil
}

// errLeave is returned by the row that leaves the menu.
var errLeave = errors.New("leave the menu")

func (a *app) menuRows(ctx context.Context) []menuRow {
	drill := func(f drillFlags) func(context.Context) error {
		f.limit, f.fresh = defaultLimit, defaultNew
		return func(ctx context.Context) error { return a.drill(ctx, f) }
	}
	f := a.standing(ctx)
	return []menuRow{
		{wording.MenuDrill.In(a.lang, f.Due, f.New), drill(drillFlags{})},
		{wording.MenuQuiz.In(a.lang), drill(drillFlags{exam: true})},
		{wording.MenuFlashcards.In(a.lang), drill(drillFlags{cards: true, format: "flashcard"})},
		{wording.MenuLookup.In(a.lang), a.lookupFromMenu},
		{wording.MenuCards.In(a.lang), a.cardsFromMenu},
		{wording.MenuProgress.In(a.lang), a.progressFromMenu},
		{wording.MenuSettings.In(a.lang), a.settingsFromMenu},
		{wording.MenuLanguage.In(a.lang, languageNames[a.otherLang()]), a.otherLanguage},
		{wording.MenuQuit.In(a.lang), func(context.Context) error { return errLeave }},
	}
}

// progressFromMenu says how far the learner is, and what is shaky.
func (a *app) progressFromMenu(ctx context.Context) error {
	if err := a.stats(ctx, statsFlags{}); err != nil {
		return err
	}
	if err := a.write("\n"); err != nil {
		return err
	}
	return a.weak(ctx, weakFlags{})
}

// standing returns how the learner stands.
func (a *app) standing(ctx context.Context) figures {
	f, err := a.figures(ctx)
	if err != nil {
		return newcomer() // what is wrong shows when something is done
	}
	return f
}

// welcome is the line above the menu: who, and how far.
func (a *app) welcome(ctx context.Context) string {
	f := a.standing(ctx)
	if f.Cards == 0 {
		return wording.HomeTitle.In(a.lang)
	}
	return wording.HomeSoFar.In(a.lang, f.Cards, f.Mature, f.Today.Answers)
}

// firstStart asks whoever comes for the first time at most three things, each with
// an answer at hand. Without somebody to ask the answers are taken.
func (a *app) firstStart(ctx context.Context, ask chooser) error {
	if a.exists() {
		return nil
	}
	var c quiz.Change
	if ask != nil {
		if err := a.introduce(ask, &c); err != nil {
			return err
		}
	}
	return a.withDB(ctx, func(db opened) error {
		if c.Name == nil && c.Lang == nil && c.Decks == nil {
			return nil
		}
		a.chosen = db.settings.Decks
		return a.recordIn(ctx, db, quiz.Event{Kind: quiz.SettingsEvent, Change: &c})
	})
}

func (a *app) introduce(ask chooser, c *quiz.Change) error {
	langs := []catalogue.Lang{catalogue.English, catalogue.Chinese}
	if a.lang == catalogue.Chinese {
		slices.Reverse(langs)
	}
	if !a.hasLang {
		picked, err := ask.Pick(wording.FirstLanguage.In(a.lang), []string{languageNames[langs[0]], languageNames[langs[1]]})
		if err != nil {
			return err
		}
		if picked > 0 { // else the locale's, which may change
			c.Lang = &langs[picked]
			a.speak(langs[picked])
		}
	}
	name, err := ask.Type(wording.FirstName.In(a.lang), a.getenv("USER"))
	if err != nil {
		return err
	}
	if name, err = a.nameGiven(name); err == nil {
		c.Name = &name
	}
	return a.askGoal(ask, c)
}

var languageNames = map[catalogue.Lang]string{catalogue.English: "English", catalogue.Chinese: "中文"}

// speak changes the language for the rest of the run.
func (a *app) speak(lang catalogue.Lang) {
	a.lang = lang
	if a.console != nil {
		a.console.prompts.Speak(lang)
	}
	if a.lines != nil {
		a.lines.Speak(lang)
	}
}

// goals are the decks that somebody may come for, the usual one first.
var goals = []string{
	catalogue.DefaultDeck, "network-plus", "security-plus", "a-plus", "ccna", "hcia-datacom", "ruankao-network", "seed", "all",
}

func (a *app) askGoal(ask chooser, c *quiz.Change) error {
	known, err := builtin()
	if err != nil {
		return err
	}
	rows := make([]string, len(goals))
	for i, key := range goals {
		d := known.Deck(key)
		rows[i] = fmt.Sprintf("%s (%s)", d.Name.In(a.lang), key)
	}
	picked, err := ask.Pick(wording.FirstGoal.In(a.lang), rows)
	if err != nil {
		return err
	}
	if picked > 0 {
		c.Decks = &[]string{goals[picked]}
	}
	return nil
}

// askWho asks who is there, where several share the database and none was named.
func (a *app) askWho(ctx context.Context) error {
	if a.whose != "" || !a.exists() {
		return nil
	}
	db, err := store.OpenToRead(ctx, a.file(), store.OnWait(a.tellWaiting))
	if err != nil {
		return err
	}
	all, err := ownLearners(ctx, db)
	if err := finish(db, err); err != nil || len(all) < 2 {
		return err
	}
	rows := make([]string, len(all))
	for i, l := range all {
		rows[i] = learnerName(l)
	}
	picked, err := a.chooser().Pick(wording.WhoIsThere.In(a.lang), rows)
	if err != nil {
		return err
	}
	a.whose = string(all[picked].ID)
	return nil
}

func (a *app) lookupFromMenu(ctx context.Context) error {
	for {
		text, err := a.chooser().Type(wording.LookupWhat.In(a.lang), "")
		if err != nil {
			return err
		}
		if text == "" {
			return nil
		}
		if err := a.within(ctx, func(ctx context.Context) error { return a.lookup(ctx, strings.Fields(text)) }); err != nil {
			return err
		}
	}
}

// cardsFromMenu lists cards by state; picking one shows its history.
func (a *app) cardsFromMenu(ctx context.Context) error {
	rows := []string{wording.EveryCard.In(a.lang)}
	for _, state := range cardStates {
		rows = append(rows, cardStateWords[state].In(a.lang))
	}
	picked, err := a.chooser().Pick(wording.WhichState.In(a.lang), rows)
	if err != nil {
		return err
	}
	if picked == 0 {
		return a.browse(ctx, cardsFlags{})
	}
	return a.browse(ctx, cardsFlags{state: cardStates[picked-1]})
}

var cardStateWords = map[string]wording.Text{
	"due": wording.CardsDue, "new": wording.StateNew, "learning": wording.StateLearning, "review": wording.StateReview,
	"relearning": wording.StateRelearning, "mature": wording.StatsMature, "leech": wording.StateLeeches,
	"suspended": wording.StateSuspended, "buried": wording.StateBuried,
}

func (a *app) settingsFromMenu(ctx context.Context) error {
	for {
		var rows []string
		err := a.withSettings(ctx, func(now quiz.Settings) error {
			rows = a.settingRows(now)
			return nil
		})
		if err != nil {
			return err
		}
		picked, err := a.chooser().Pick(wording.WhichSetting.In(a.lang), rows)
		if err != nil {
			return err
		}
		s := settings[picked]
		value, err := a.chooser().Type(s.about.In(a.lang), "")
		if err != nil {
			return err
		}
		if value == "" {
			continue
		}
		if err := a.within(ctx, func(ctx context.Context) error { return a.settings(ctx, []string{s.key, value}, false) }); err != nil {
			return err
		}
	}
}

// settingRows are the settings in words, each with its value.
func (a *app) settingRows(now quiz.Settings) []string {
	width := 0
	for _, s := range settings {
		width = max(width, terminal.Width(s.name.In(a.lang))+2)
	}
	rows := make([]string, len(settings))
	for i, s := range settings {
		value := s.show(now)
		if s.key == "weights" && now.Weights == nil {
			value = wording.PublishedWeights.In(a.lang)
		}
		rows[i] = terminal.Pad(s.name.In(a.lang), width) + value
	}
	return rows
}

func (a *app) otherLang() catalogue.Lang {
	if a.lang == catalogue.Chinese {
		return catalogue.English
	}
	return catalogue.Chinese
}

// otherLanguage changes to the other language, and remembers it.
func (a *app) otherLanguage(ctx context.Context) error {
	lang := a.otherLang()
	a.hasLang = false
	if err := a.record(ctx, quiz.Event{Kind: quiz.SettingsEvent, Change: &quiz.Change{Lang: &lang}}); err != nil {
		return err
	}
	a.speak(lang)
	return nil
}
