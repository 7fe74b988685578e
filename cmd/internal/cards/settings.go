package cards

import (
	"context"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// A settingText is how people call a setting, and what it can be.
type settingText struct{ name, about wording.Text }

// settingTexts are the texts of all settings, by key.
var settingTexts = map[string]settingText{
	"retention": {
		wording.T("Target retention", "目标记忆率"),
		wording.T("target retention: 0.70 to 0.97", "目标记忆率：0.70 到 0.97"),
	},
	"schedule": {
		wording.T("Schedule", "排期方式"),
		wording.T(
			"price (review when it pays most) or fixed (at the target retention)",
			"price（在最划算时问）或 fixed（始终按目标记忆率）",
		),
	},
	"new": {
		wording.T("New cards a day", "每天新卡片"),
		wording.T("new cards a day: 0 to 9999", "每天新卡片数：0 到 9999"),
	},
	"reviews": {
		wording.T("Reviews a day", "每天复习上限"),
		wording.T("reviews a day, at most: 0 to 9999", "每天复习上限：0 到 9999"),
	},
	"rollover": {
		wording.T("Day starts at", "每日起始时间"),
		wording.T("when the day starts: 00:00 to 23:59", "每天从几点开始：00:00 到 23:59"),
	},
	"learning-steps": {
		wording.T("Learning steps", "学习步骤"),
		wording.T("learning steps, each under a day: 1m,10m or none", "学习步骤，每步不到一天：1m,10m 或 none"),
	},
	"relearning-steps": {
		wording.T("Relearning steps", "重学步骤"),
		wording.T("relearning steps: 10m or none", "重学步骤：10m 或 none"),
	},
	"max-interval": {
		wording.T("Longest interval", "最长间隔（天）"),
		wording.T("longest interval in days: 1 to 36500", "最长间隔（天）：1 到 36500"),
	},
	"names": {
		wording.T("How to answer names", "名称题作答方式"),
		wording.T(
			"how to answer names: auto (typed after 21 days), choice or typed",
			"名称题：auto（21 天后改为填空）、choice 或 typed",
		),
	},
	"practice": {
		wording.T("Questions on tool output", "工具输出题"),
		wording.T(
			"ask about output of ss, tcpdump, nmap and others: on or off",
			"出 ss、tcpdump、nmap 等工具输出的题：on 或 off",
		),
	},
	"decks": {
		wording.T("Decks", "卡组"),
		wording.T("decks to take new cards from, in order", "新卡片取自哪些卡组，按先后排列"),
	},
	"goal": {
		wording.T("Exam goal", "考试目标"),
		wording.T(
			"exam goal: deck, date and minutes a day, or none",
			"考试目标：卡组、日期和每天分钟数，或 none",
		),
	},
	"weights": {
		wording.T("FSRS-6 weights", "FSRS-6 权重"),
		wording.T(
			"FSRS-6 weights: fit (to your reviews), numbers, a file or -",
			"FSRS-6 权重：fit（按你的复习记录拟合）、21 个数字、文件或 -",
		),
	},
	"weights auto": {
		wording.T("Fit weights weekly", "每周拟合权重"),
		wording.T("fit weights by itself, at most weekly: on or off", "自动拟合权重，每周至多一次：on 或 off"),
	},
	"language": {
		wording.T("Language", "语言"),
		wording.T("display language: auto (the locale's), zh or en", "界面语言：auto（按系统区域设置）、zh 或 en"),
	},
	"plain": {
		wording.T("Plain text mode", "纯文本模式"),
		wording.T("plain text mode, for screen readers: on or off", "纯文本模式，适合读屏软件：on 或 off"),
	},
	"in-a-row": {
		wording.T("Right answers in a row", "连对题数"),
		wording.T("count right answers in a row: on or off", "练习时显示连对题数：on 或 off"),
	},
	"time": {
		wording.T("Extra time", "考试时限"),
		wording.T(
			"extra time: 1 (none), 1.5 or 2 times, or off (no limits)",
			"考试时限：1（原样）、1.5 或 2 倍，或 off（不限）",
		),
	},
	"pass": {
		wording.T("Pass mark, %", "及格线（%）"),
		wording.T("pass mark of quizzes in percent: 1 to 100", "模拟考试的及格线（百分比）：1 到 100"),
	},
}

// settings are all that the command lists and changes, in that order.
func settings() []quiz.Setting {
	return slices.DeleteFunc(slices.Clone(quiz.Registry), func(s quiz.Setting) bool { return s.Key == "" })
}

// settingIn returns the setting that the arguments begin with, whose key may be two words,
// and the arguments after it.
func settingIn(args []string) (s quiz.Setting, rest []string, known bool) {
	if len(args) > 1 {
		if s, known = settingOf(args[0] + " " + args[1]); known {
			return s, args[2:], true
		}
	}
	s, known = settingOf(args[0])
	return s, args[1:], known
}

// settingOf returns the setting with the key.
func settingOf(key string) (quiz.Setting, bool) {
	i := slices.Index(settingKeys(), key)
	if i < 0 {
		return quiz.Setting{}, false
	}
	return settings()[i], true
}

func settingKeys() []string {
	var keys []string
	for _, s := range settings() {
		keys = append(keys, s.Key)
	}
	return keys
}

// aboutOf says what the setting can be.
func aboutOf(a *app.App, s quiz.Setting) string { return settingTexts[s.Key].about.In(a.Lang) }

// decksKey is the setting whose values are decks, and weightsKey the one whose value may
// stand in a file.
const (
	decksKey   = "decks"
	weightsKey = "weights"
)

// contentsOf returns what stands in the file of that name, or on standard input for
// "-"; the text itself where there is no such file.
func contentsOf(a *app.App, text string) (string, error) {
	const longest = 64 << 10
	in := a.In
	if text != "-" {
		f, err := os.Open(text)
		if err != nil {
			return text, nil
		}
		defer f.Close()
		in = f
	}
	all, err := io.ReadAll(io.LimitReader(in, longest))
	if err != nil && text == "-" {
		err = fmt.Errorf("read standard input: %w", err)
	}
	return string(all), err
}

func settingsCommand(a *app.App) *cobra.Command {
	var reschedule bool
	cmd := &cobra.Command{
		Use:     "settings [KEY [VALUE|default]]",
		Short:   textSettingsShort.In(a.Lang),
		Long:    textSettingsLong.In(a.Lang) + "\n\n" + settingsHelp(a),
		Example: textSettingsExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSettings(cmd.Context(), a, args, reschedule)
		},
	}
	cmd.Flags().BoolVar(&reschedule, "reschedule", false, textFlagReschedule.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(listSettings)
	return cmd
}

func settingsHelp(a *app.App) string {
	var rows [][2]string
	for _, s := range settings() {
		rows = append(rows, [2]string{"  " + s.Key, aboutOf(a, s)})
	}
	return strings.TrimRight(app.Table(rows), "\n")
}

// runSettings lists all settings, shows one, or changes one.
func runSettings(ctx context.Context, a *app.App, args []string, reschedule bool) error {
	noChange := func() error { return app.UsageProblem(textRescheduleWhat.In(a.Lang), "") }
	switch {
	case len(args) == 0 && reschedule:
		return noChange()
	case len(args) == 0:
		return withSettings(ctx, a, func(p0 quiz.Settings) error { return showSettings(a, p0) })
	}
	s, rest, known := settingIn(args)
	switch {
	case !known:
		return app.UsageProblem(
			textUnknownSetting.In(a.Lang, args[0]),
			a.Known(textKnownSettings, app.NearestFirst(args[0], settingKeys())),
		)
	case len(rest) == 0 && reschedule:
		return noChange()
	case len(rest) == 0:
		return withSettings(ctx, a, func(now quiz.Settings) error {
			if a.JSON {
				return a.PrintJSON(map[string]any{jsonKey(s.Key): s.Value(now)})
			}
			return a.Print(s.Show(now) + "\n")
		})
	}
	text := strings.TrimSpace(strings.Join(rest, " "))
	if s.Key == weightsKey && text == fitWord {
		return fitWeights(ctx, a, s, reschedule)
	}
	change, err := changeOf(ctx, a, s, text)
	if err != nil {
		return err
	}
	change.Reschedule = reschedule
	return changeSetting(ctx, a, s, change)
}

// withSettings hands on the learner's settings, the default ones where there is
// no database yet.
func withSettings(ctx context.Context, a *app.App, do func(quiz.Settings) error) error {
	if !a.Exists() {
		return do(quiz.DefaultSettings())
	}
	return a.ToRead(ctx, func(db *app.DB) error { return do(db.Settings) })
}

func jsonKey(key string) string { return strings.NewReplacer("-", "_", " ", "_").Replace(key) }

func showSettings(a *app.App, s quiz.Settings) error {
	if a.JSON {
		all := make(map[string]any)
		for _, one := range settings() {
			all[jsonKey(one.Key)] = one.Value(s)
		}
		return a.PrintJSON(all)
	}
	var rows [][2]string
	chosen, width := quiz.DefaultSettings(), 0
	for _, one := range settings() {
		width = max(width, len(one.Key)+2)
	}
	columns, _ := a.ScreenSize()
	for _, one := range settings() {
		value := one.Show(s)
		if value == one.Show(chosen) {
			value = textByDefault.In(a.Lang, value)
		}
		if one.Key == weightsKey && len(s.Weights) == 0 {
			value = textPublishedWeights.In(a.Lang)
		}
		lines := terminal.Wrap(value, max(columns-width-2, 20))
		rows = append(rows, [2]string{one.Key, lines[0]})
		for _, line := range lines[1:] {
			rows = append(rows, [2]string{"", line})
		}
	}
	return a.Print(app.Table(rows))
}

// changeOf reads the value of a setting and refuses what cannot be kept.
func changeOf(ctx context.Context, a *app.App, s quiz.Setting, text string) (change quiz.Change, err error) {
	if text == "default" {
		return s.Default(), nil
	}
	value := text
	if s.Key == weightsKey {
		value, err = contentsOf(a, text)
	}
	if err == nil {
		change, err = s.Parse(value)
	}
	if err != nil {
		return change, badSetting(a, s, text, err)
	}
	goal := change.Goal != nil && *change.Goal != quiz.Goal{}
	if change.Decks == nil && !goal {
		return change, nil
	}
	return change, a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		if goal {
			if deck := app.DeckNamed(c, change.Goal.Deck); deck != nil {
				change.Goal.Deck = deck.Key
			}
			return app.CheckGoal(a, c, *change.Goal, db.Scheduler.Day(a.Clock.Now()))
		}
		for i, name := range *change.Decks {
			deck := app.DeckNamed(c, name)
			if deck == nil || deck.Key == catalogue.IANADeck {
				return app.UnknownDeck(a, c, name)
			}
			(*change.Decks)[i] = deck.Key
		}
		return nil
	})
}

// longestValue is how much of a value that cannot be is shown, in characters.
const longestValue = 41

// badSetting says what a value has to be.
func badSetting(a *app.App, s quiz.Setting, text string, err error) error {
	hint := aboutOf(a, s)
	if s.Key == weightsKey {
		hint = err.Error() + "\n" + app.TextHintPrefix.In(a.Lang) + hint
		text = catalogue.Shorten(text, longestValue)
	}
	return app.UsageProblem(textBadSetting.In(a.Lang, s.Key, text), hint)
}

// changeSetting records the change and says what it was and now is.
func changeSetting(ctx context.Context, a *app.App, s quiz.Setting, c quiz.Change) error {
	kind := quiz.SettingsEvent
	if c.Weights != nil {
		kind = quiz.WeightsEvent
	}
	var before, after quiz.Settings
	var unchanged bool
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		before = db.Settings
		if after, err = before.With(c); err == nil && !c.Reschedule && reflect.DeepEqual(before, after) {
			unchanged = true
			return nil
		}
		if c.Reschedule {
			if c.Pace, err = db.Pace(ctx, db.LearnerID); err != nil {
				return err
			}
		}
		if err := a.RecordIn(ctx, db, quiz.Event{Kind: kind, Change: &c}); err != nil {
			return err
		}
		after, err = db.DB.Settings(ctx, db.LearnerID)
		return err
	})
	if err != nil {
		return err
	}
	if after.Retention > quiz.HighRetention && c.Retention != nil {
		fmt.Fprintln(a.Err, textHighRetention.In(a.Lang, quiz.HighRetention))
	}
	if a.JSON {
		return a.PrintJSON(map[string]any{jsonKey(s.Key): s.Value(after)})
	}
	if unchanged {
		return a.Print(textUnchanged.In(a.Lang, s.Key, s.Show(after)) + "\n")
	}
	said := textChanged
	if c.Reschedule {
		said = textChangedAll
	}
	return a.Print(said.In(a.Lang, s.Key, shownValue(a, s, before), shownValue(a, s, after)) + "\n")
}

// listSettings lists the settings, then what one can be.
func listSettings(a *app.App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		var all []string
		for _, s := range settings() {
			if !strings.Contains(s.Key, " ") { // which comes after its first word
				all = append(all, app.Described(s.Key, aboutOf(a, s)))
			}
		}
		return all, app.KeepOrder
	}
	s, rest, known := settingIn(args)
	if !known || len(rest) > 0 {
		return nil, app.NoFiles
	}
	usual := app.Described("default", textAsByDefault.In(a.Lang, s.Show(quiz.DefaultSettings())))
	if values := s.Values(); values != nil {
		return append(values, usual), app.KeepOrder
	}
	switch s.Key {
	case "goal":
		return []string{app.Described(quiz.NoGoal, textNoGoal.In(a.Lang))}, app.KeepOrder
	case decksKey:
		return append(listDeckLists(cmd.Context(), a, typed), usual), app.KeepOrder
	case "learning-steps", "relearning-steps":
		return []string{app.Described(quiz.NoSteps, textNoSteps.In(a.Lang)), usual}, app.KeepOrder
	case weightsKey:
		var words []string
		for _, word := range []string{
			app.Described(fitWord, textFitWord.In(a.Lang)), app.Described("auto", textAutoWord.In(a.Lang)),
			app.Described("default", textPublishedWeights.In(a.Lang)),
		} {
			if strings.HasPrefix(word, typed) {
				words = append(words, word)
			}
		}
		return words, app.Files
	}
	return []string{usual}, app.NoFiles
}

// listDeckLists lists decks after those that are typed with a comma between.
func listDeckLists(ctx context.Context, a *app.App, typed string) []string {
	before := typed[:strings.LastIndex(typed, ",")+1]
	all := app.ListDeckKeys(ctx, a)
	for i, deck := range all {
		all[i] = before + deck
	}
	return all
}

var (
	textSettingsShort = wording.T("show and change settings", "查看和修改设置")
	textSettingsLong  = wording.T(
		`Without arguments it lists all settings. The value default resets one. A change
affects future reviews only; --reschedule moves all cards as well. You can undo
either on the same day.`,
		`不带参数则列出全部设置；设为 default 则恢复默认值。修改只影响以后的复习；加
--reschedule 则同时重排已有的卡片。两者当天都可用 undo 撤销。`,
	)
	textSettingsExamples = wording.T(
		`  portdrill settings
  portdrill settings retention 0.92
  portdrill settings decks seed,ccna
  portdrill settings weights auto on`,
		`  portdrill settings
  portdrill settings retention 0.92
  portdrill settings decks seed,ccna
  portdrill settings weights auto on`,
	)
	textFlagReschedule = wording.T("also reschedule all cards", "同时重排已有的卡片")
	textRescheduleWhat = wording.T(
		"--reschedule needs a change, such as: settings retention 0.92 --reschedule",
		"--reschedule 要和修改一起用，如：settings retention 0.92 --reschedule",
	)
	textUnknownSetting   = wording.T("unknown setting %q", "没有名为 %q 的设置项")
	textKnownSettings    = wording.T("settings: %s (all: portdrill settings)", "设置项：%s（全部见 portdrill settings）")
	textBadSetting       = wording.T("%s cannot be %q", "%s 不能设为 %q")
	textByDefault        = wording.T("%s (default)", "%s（默认）")
	textPublishedWeights = wording.T("default", "默认")
	textHighRetention    = wording.T("Above %v you will review far more often.", "超过 %v，复习量会大幅增加。")
	textUnchanged        = wording.T("%s is already %s.", "%s 已经是 %s。")
	textChanged          = wording.T("%s: %s → %s", "%s：%s → %s")
	textChangedAll       = wording.T("%s: %s → %s; all cards were rescheduled", "%s：%s → %s，已有的卡片也已重排")
	textAsByDefault      = wording.T("default: %s", "默认：%s")
	textNoGoal           = wording.T("no exam", "没有考试")
	textNoSteps          = wording.T("no steps", "没有步骤")
)
