package cards

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A setting is one that a learner can choose, as it is written.
type setting struct {
	key   string
	name  wording.Text // in the menu
	about wording.Text
	show  func(quiz.Settings) string
	value func(quiz.Settings) any // in JSON
	read  func(a *app.App, text string) (quiz.Change, error)
}

// errSetting says that a value cannot be read at all.
var errSetting = errors.New("no such value")

// settings are all of them, in the order they are listed.
var settings = []setting{
	{
		"retention", textNameRetention, textSetRetention,
		func(s quiz.Settings) string { return strconv.FormatFloat(s.Retention, 'g', -1, 64) },
		func(s quiz.Settings) any { return s.Retention },
		func(_ *app.App, text string) (quiz.Change, error) {
			x, err := strconv.ParseFloat(text, 64)
			return quiz.Change{Retention: &x}, err
		},
	},
	{
		"new", textNameNew, textSetNew,
		func(s quiz.Settings) string { return strconv.Itoa(s.New) },
		func(s quiz.Settings) any { return s.New },
		func(_ *app.App, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{New: &n}, err
		},
	},
	{
		"reviews", textNameReviews, textSetReviews,
		func(s quiz.Settings) string { return strconv.Itoa(s.Reviews) },
		func(s quiz.Settings) any { return s.Reviews },
		func(_ *app.App, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{Reviews: &n}, err
		},
	},
	{
		"rollover", textNameRollover, textSetRollover,
		func(s quiz.Settings) string { return clockTime(s.Rollover) },
		func(s quiz.Settings) any { return clockTime(s.Rollover) },
		func(_ *app.App, text string) (quiz.Change, error) {
			at, err := app.ParseRollover(text)
			return quiz.Change{Rollover: &at}, err
		},
	},
	{
		"learning-steps", textNameLearning, textSetLearning,
		func(s quiz.Settings) string { return stepsText(s.Learning) },
		func(s quiz.Settings) any { return stepsText(s.Learning) },
		func(_ *app.App, text string) (quiz.Change, error) {
			steps, err := app.ParseSteps(text)
			return quiz.Change{Learning: &steps}, err
		},
	},
	{
		"relearning-steps", textNameRelearning, textSetRelearning,
		func(s quiz.Settings) string { return stepsText(s.Relearning) },
		func(s quiz.Settings) any { return stepsText(s.Relearning) },
		func(_ *app.App, text string) (quiz.Change, error) {
			steps, err := app.ParseSteps(text)
			return quiz.Change{Relearning: &steps}, err
		},
	},
	{
		"max-interval", textNameMaximum, textSetMaximum,
		func(s quiz.Settings) string { return strconv.Itoa(s.Maximum) },
		func(s quiz.Settings) any { return s.Maximum },
		func(_ *app.App, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{Maximum: &n}, err
		},
	},
	{
		"names", textNameNames, textSetNames,
		func(s quiz.Settings) string { return string(s.Names) },
		func(s quiz.Settings) any { return s.Names },
		func(_ *app.App, text string) (quiz.Change, error) {
			names := quiz.NameFormat(text)
			return quiz.Change{Names: &names}, nil
		},
	},
	{
		"decks", textNameDecks, textSetDecks,
		func(s quiz.Settings) string { return strings.Join(decksOf(s), ",") },
		func(s quiz.Settings) any { return decksOf(s) },
		func(a *app.App, text string) (quiz.Change, error) {
			decks := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
			return quiz.Change{Decks: &decks}, nil
		},
	},
	{
		"weights", textNameWeights, textSetWeights,
		func(s quiz.Settings) string { return weightsText(weightsOf(s)) },
		func(s quiz.Settings) any { return weightsOf(s) },
		func(a *app.App, text string) (quiz.Change, error) {
			weights, err := readWeights(a, text)
			return quiz.Change{Weights: &weights}, err
		},
	},
	{
		"language", textNameLanguage, textSetLanguage,
		func(s quiz.Settings) string { return cmp.Or(string(s.Lang), "auto") },
		func(s quiz.Settings) any { return cmp.Or(string(s.Lang), "auto") },
		func(_ *app.App, text string) (quiz.Change, error) {
			if text == "auto" {
				return quiz.Change{Lang: new(catalogue.Lang(""))}, nil
			}
			lang, ok := wording.ParseLang(text)
			if !ok {
				return quiz.Change{}, errSetting
			}
			return quiz.Change{Lang: &lang}, nil
		},
	},
	{
		"plain", textNamePlain, textSetPlain,
		func(s quiz.Settings) string { return onOff(s.Plain) },
		func(s quiz.Settings) any { return s.Plain },
		func(_ *app.App, text string) (quiz.Change, error) {
			on := text == onOff(true)
			if !on && text != onOff(false) {
				return quiz.Change{}, errSetting
			}
			return quiz.Change{Plain: &on}, nil
		},
	},
	{
		"time", textNameTimes, textSetTimes,
		func(s quiz.Settings) string { return timesText(s.Times) },
		func(s quiz.Settings) any { return timesText(s.Times) },
		func(_ *app.App, text string) (quiz.Change, error) {
			for _, factor := range quiz.TimeFactors {
				if text == timesText(factor) || text == "x"+timesText(factor) {
					return quiz.Change{Times: &factor}, nil
				}
			}
			return quiz.Change{}, errSetting
		},
	},
	{
		"pass", textNamePass, textSetPass,
		func(s quiz.Settings) string { return strconv.Itoa(s.Pass) },
		func(s quiz.Settings) any { return s.Pass },
		func(_ *app.App, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
			return quiz.Change{Pass: &n}, err
		},
	},
}

func onOff(is bool) string {
	if is {
		return "on"
	}
	return "off"
}

func timesText(factor float64) string {
	if factor == 0 {
		return "off"
	}
	return strconv.FormatFloat(factor, 'g', -1, 64)
}

func clockTime(after time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(after.Hours()), int(after.Minutes())%60)
}

// stepsText is "1m,10m", or "none".
func stepsText(steps []time.Duration) string {
	if len(steps) == 0 {
		return "none"
	}
	all := make([]string, len(steps))
	for i, step := range steps {
		all[i] = strings.TrimSuffix(strings.TrimSuffix(step.String(), "0s"), "h0m")
		if strings.HasSuffix(step.String(), "h0m0s") {
			all[i] += "h"
		}
	}
	return strings.Join(all, ",")
}

// decksOf are the decks that new cards come from.
func decksOf(s quiz.Settings) []string {
	if len(s.Decks) == 0 {
		return []string{catalogue.DefaultDeck}
	}
	return s.Decks
}

func weightsOf(s quiz.Settings) fsrs.Weights {
	if s.Weights == nil {
		return fsrs.DefaultWeights
	}
	return *s.Weights
}

func weightsText(w fsrs.Weights) string {
	all := make([]string, len(w))
	for i, x := range w {
		all[i] = strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strings.Join(all, ", ")
}

// readWeights reads weights as Anki and other optimizers show them: numbers with
// commas or spaces between, perhaps in brackets; from standard input for "-", or
// from a file if there is one of that name.
func readWeights(a *app.App, text string) ([]float64, error) {
	const longest = 64 << 10
	if text == "-" {
		all, err := io.ReadAll(io.LimitReader(a.In, longest))
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		text = string(all)
	} else if f, err := os.Open(text); err == nil {
		defer f.Close()
		all, err := io.ReadAll(io.LimitReader(f, longest))
		if err != nil {
			return nil, err
		}
		text = string(all)
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n[]\uFEFF", r) })
	weights := make([]float64, len(words))
	for i, word := range words {
		var err error
		if weights[i], err = strconv.ParseFloat(word, 64); err != nil {
			return nil, fmt.Errorf("%w: %q", errSetting, word)
		}
	}
	_, err := fsrs.WeightsOf(weights)
	return weights, err
}

func settingKeys() []string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return keys
}

func settingsCommand(a *app.App) *cobra.Command {
	var reschedule bool
	cmd := &cobra.Command{
		Use:     "settings [KEY [VALUE|default]]",
		Short:   textSettingsShort.In(a.Lang),
		Long:    textSettingsLong.In(a.Lang) + "\n\n" + settingsHelp(a),
		Example: textSettingsExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 && reschedule {
				return app.UsageProblem(textRescheduleWhat.In(a.Lang), "")
			}
			return runSettings(cmd.Context(), a, args, reschedule)
		},
	}
	cmd.Flags().BoolVar(&reschedule, "reschedule", false, textFlagReschedule.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(listSettings)
	return cmd
}

func settingsHelp(a *app.App) string {
	var rows [][2]string
	for _, s := range settings {
		rows = append(rows, [2]string{"  " + s.key, s.about.In(a.Lang)})
	}
	return strings.TrimRight(app.Table(rows), "\n")
}

// runSettings lists all settings, shows one, or changes one.
func runSettings(ctx context.Context, a *app.App, args []string, reschedule bool) error {
	if len(args) == 0 {
		return withSettings(ctx, a, func(p0 quiz.Settings) error { return showSettings(a, p0) })
	}
	i := slices.Index(settingKeys(), args[0])
	if i < 0 {
		return app.UsageProblem(
			textUnknownSetting.In(a.Lang, args[0]),
			a.Known(textKnownSettings, app.NearestFirst(args[0], settingKeys())),
		)
	}
	if len(args) == 1 {
		return withSettings(ctx, a, func(s quiz.Settings) error {
			if a.JSON {
				return a.PrintJSON(map[string]any{jsonKey(settings[i].key): settings[i].value(s)})
			}
			return a.Print(settings[i].show(s) + "\n")
		})
	}
	text := strings.TrimSpace(strings.Join(args[1:], " "))
	change, err := changeOf(ctx, a, settings[i], text)
	if err != nil {
		return err
	}
	change.Reschedule = reschedule
	return changeSetting(ctx, a, settings[i], change)
}

// withSettings hands on the learner's settings, the default ones where there is
// no database yet.
func withSettings(ctx context.Context, a *app.App, do func(quiz.Settings) error) error {
	if !a.Exists() {
		return do(quiz.DefaultSettings())
	}
	return a.ToRead(ctx, func(db *app.DB) error { return do(db.Settings) })
}

func jsonKey(key string) string { return strings.ReplaceAll(key, "-", "_") }

func showSettings(a *app.App, s quiz.Settings) error {
	if a.JSON {
		all := make(map[string]any, len(settings))
		for _, one := range settings {
			all[jsonKey(one.key)] = one.value(s)
		}
		return a.PrintJSON(all)
	}
	var rows [][2]string
	chosen, width := quiz.DefaultSettings(), 0
	for _, one := range settings {
		width = max(width, len(one.key)+2)
	}
	columns, _ := a.ScreenSize()
	for _, one := range settings {
		value := one.show(s)
		if value == one.show(chosen) {
			value = textByDefault.In(a.Lang, value)
		}
		if one.key == "weights" && s.Weights == nil {
			value = textPublishedWeights.In(a.Lang)
		}
		lines := terminal.Wrap(value, max(columns-width-2, 20))
		rows = append(rows, [2]string{one.key, lines[0]})
		for _, line := range lines[1:] {
			rows = append(rows, [2]string{"", line})
		}
	}
	return a.Print(app.Table(rows))
}

// changeOf reads the value of a setting and refuses what cannot be kept.
func changeOf(ctx context.Context, a *app.App, s setting, text string) (quiz.Change, error) {
	if text == "default" {
		return defaultOf(s.key), nil
	}
	change, err := s.read(a, text)
	if err == nil {
		_, err = quiz.DefaultSettings().With(change)
	}
	if err != nil {
		return change, badSetting(a, s, text, err)
	}
	if change.Decks == nil {
		return change, nil
	}
	return change, a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
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

// defaultOf changes one setting back.
func defaultOf(key string) quiz.Change {
	d := *quiz.DefaultSettings().Change()
	switch key {
	case "retention":
		return quiz.Change{Retention: d.Retention}
	case "new":
		return quiz.Change{New: d.New}
	case "reviews":
		return quiz.Change{Reviews: d.Reviews}
	case "rollover":
		return quiz.Change{Rollover: d.Rollover}
	case "learning-steps":
		return quiz.Change{Learning: d.Learning}
	case "relearning-steps":
		return quiz.Change{Relearning: d.Relearning}
	case "max-interval":
		return quiz.Change{Maximum: d.Maximum}
	case "names":
		return quiz.Change{Names: d.Names}
	case "decks":
		return quiz.Change{Decks: &[]string{}}
	case "language":
		return quiz.Change{Lang: d.Lang}
	case "plain":
		return quiz.Change{Plain: d.Plain}
	case "time":
		return quiz.Change{Times: d.Times}
	case "pass":
		return quiz.Change{Pass: d.Pass}
	}
	return quiz.Change{Weights: &[]float64{}}
}

// badSetting says what a value has to be.
func badSetting(a *app.App, s setting, text string, err error) error {
	hint := s.about.In(a.Lang)
	if s.key == "weights" {
		hint = err.Error() + "\n" + app.TextHintPrefix.In(a.Lang) + hint
		if len([]rune(text)) > 40 {
			text = string([]rune(text)[:40]) + "…"
		}
	}
	return app.UsageProblem(textBadSetting.In(a.Lang, s.key, text), hint)
}

// changeSetting records the change and says what it was and now is.
func changeSetting(ctx context.Context, a *app.App, s setting, c quiz.Change) error {
	kind := quiz.SettingsEvent
	if c.Weights != nil {
		kind = quiz.WeightsEvent
	}
	var before, after quiz.Settings
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		before = db.Settings
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
		return a.PrintJSON(map[string]any{jsonKey(s.key): s.value(after)})
	}
	said := textChanged
	switch {
	case c.Reschedule:
		said = textChangedAll
	case c.Lang != nil || c.Plain != nil || c.Times != nil || c.Pass != nil:
		said = textChangedLook
	}
	return a.Print(said.In(a.Lang, s.key, s.show(before), s.show(after)) + "\n")
}

// listSettings lists the settings, then what one can be.
func listSettings(a *app.App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		all := make([]string, len(settings))
		for i, s := range settings {
			all[i] = app.Described(s.key, s.about.In(a.Lang))
		}
		return all, app.KeepOrder
	}
	i := slices.Index(settingKeys(), args[0])
	if i < 0 || len(args) > 1 {
		return nil, app.NoFiles
	}
	usual := app.Described("default", textAsByDefault.In(a.Lang, settings[i].show(quiz.DefaultSettings())))
	switch args[0] {
	case "names":
		return append(app.Strings(quiz.NameFormats), usual), app.KeepOrder
	case "decks":
		return append(listDeckLists(cmd.Context(), a, typed), usual), app.KeepOrder
	case "learning-steps", "relearning-steps":
		return []string{app.Described("none", textNoSteps.In(a.Lang)), usual}, app.KeepOrder
	case "weights":
		if strings.HasPrefix("default", typed) {
			return []string{app.Described("default", textPublishedWeights.In(a.Lang))}, app.Files
		}
		return nil, app.Files
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

// SettingsFromMenu lists the settings and changes the one that is picked.
func SettingsFromMenu(ctx context.Context, a *app.App) error {
	for {
		var rows []string
		err := withSettings(ctx, a, func(now quiz.Settings) error {
			rows = settingRows(a, now)
			return nil
		})
		if err != nil {
			return err
		}
		picked, err := a.Chooser().Pick(textWhichSetting.In(a.Lang), rows)
		if err != nil {
			return err
		}
		s := settings[picked]
		value, err := a.Chooser().Type(s.about.In(a.Lang), "")
		if err != nil {
			return err
		}
		if value == "" {
			continue
		}
		change := func(ctx context.Context) error { return runSettings(ctx, a, []string{s.key, value}, false) }
		if err := a.Within(ctx, change); err != nil {
			return err
		}
	}
}

// settingRows are the settings in words, each with its value.
func settingRows(a *app.App, now quiz.Settings) []string {
	width := 0
	for _, s := range settings {
		width = max(width, terminal.Width(s.name.In(a.Lang))+2)
	}
	rows := make([]string, len(settings))
	for i, s := range settings {
		value := s.show(now)
		if s.key == "weights" && now.Weights == nil {
			value = textPublishedWeights.In(a.Lang)
		}
		rows[i] = terminal.Pad(s.name.In(a.Lang), width) + value
	}
	return rows
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
  portdrill settings weights fitted.txt --reschedule`,
		`  portdrill settings
  portdrill settings retention 0.92
  portdrill settings decks seed,ccna
  portdrill settings weights fitted.txt --reschedule`,
	)
	textSetRetention = wording.T(
		"target retention: 0.70 to 0.97",
		"目标记忆率：0.70 到 0.97",
	)
	textSetNew      = wording.T("new cards a day: 0 to 9999", "每天新卡片数：0 到 9999")
	textSetReviews  = wording.T("reviews a day, at most: 0 to 9999", "每天复习上限：0 到 9999")
	textSetRollover = wording.T("when the day starts: 00:00 to 23:59", "每天从几点开始：00:00 到 23:59")
	textSetLearning = wording.T(
		"learning steps, each under a day: 1m,10m or none",
		"学习步骤，每步不到一天：1m,10m 或 none",
	)
	textSetRelearning = wording.T("relearning steps: 10m or none", "重学步骤：10m 或 none")
	textSetMaximum    = wording.T("longest interval in days: 1 to 36500", "最长间隔（天）：1 到 36500")
	textSetNames      = wording.T(
		"answer names by auto (typed after 21 days), choice or typed",
		"名称题：auto（21 天后改为填空）、choice 或 typed",
	)
	textSetDecks   = wording.T("decks to take new cards from, in order", "新卡片取自哪些卡组，按先后排列")
	textSetWeights = wording.T(
		"21 FSRS-6 weights from an optimizer: numbers, a file or -",
		"优化器给出的 21 个 FSRS-6 权重：数字、文件或 -",
	)
	textSetLanguage = wording.T(
		"display language: auto (the locale's), zh or en",
		"界面语言：auto（按系统区域设置）、zh 或 en",
	)
	textSetPlain = wording.T(
		"plain text mode, for screen readers: on or off",
		"纯文本模式，适合读屏软件：on 或 off",
	)
	textSetTimes = wording.T(
		"extra time: 1 (none), 1.5 or 2 times, or off (no limits)",
		"考试时限：1（原样）、1.5 或 2 倍，或 off（不限）",
	)
	textSetPass        = wording.T("pass mark of quizzes in percent: 1 to 100", "模拟考试的及格线（百分比）：1 到 100")
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
	textChangedLook      = wording.T("%s: %s → %s", "%s：%s → %s，已生效")
	textChanged          = wording.T("%s: %s → %s, from the next review on", "%s：%s → %s，从下次复习起生效")
	textChangedAll       = wording.T("%s: %s → %s; all cards were rescheduled", "%s：%s → %s，已有的卡片也已重排")
	textNameRetention    = wording.T("Target retention", "目标记忆率")
	textNameNew          = wording.T("New cards a day", "每天新卡片")
	textNameReviews      = wording.T("Reviews a day", "每天复习上限")
	textNameRollover     = wording.T("Day starts at", "每日起始时间")
	textNameLearning     = wording.T("Learning steps", "学习步骤")
	textNameRelearning   = wording.T("Relearning steps", "重学步骤")
	textNameMaximum      = wording.T("Longest interval", "最长间隔（天）")
	textNameNames        = wording.T("Answer names by", "名称题作答方式")
	textNameDecks        = wording.T("Decks", "卡组")
	textNameWeights      = wording.T("FSRS-6 weights", "FSRS-6 权重")
	textNameLanguage     = wording.T("Language", "语言")
	textNamePlain        = wording.T("Plain text mode", "纯文本模式")
	textNameTimes        = wording.T("Extra time", "考试时限")
	textNamePass         = wording.T("Pass mark, %", "及格线（%）")
	textAsByDefault      = wording.T("default: %s", "默认：%s")
	textNoSteps          = wording.T("no steps", "没有步骤")
	textWhichSetting     = wording.T("Settings", "设置")
)
