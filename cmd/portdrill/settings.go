package main

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
	read  func(a *app, text string) (quiz.Change, error)
}

// errSetting says that a value cannot be read at all.
var errSetting = errors.New("no such value")

// settings are all of them, in the order they are listed.
var settings = []setting{
	{
		"retention", wording.NameRetention, wording.SetRetention,
		func(s quiz.Settings) string { return strconv.FormatFloat(s.Retention, 'g', -1, 64) },
		func(s quiz.Settings) any { return s.Retention },
		func(_ *app, text string) (quiz.Change, error) {
			x, err := strconv.ParseFloat(text, 64)
			return quiz.Change{Retention: &x}, err
		},
	},
	{
		"new", wording.NameNew, wording.SetNew,
		func(s quiz.Settings) string { return strconv.Itoa(s.New) },
		func(s quiz.Settings) any { return s.New },
		func(_ *app, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{New: &n}, err
		},
	},
	{
		"reviews", wording.NameReviews, wording.SetReviews,
		func(s quiz.Settings) string { return strconv.Itoa(s.Reviews) },
		func(s quiz.Settings) any { return s.Reviews },
		func(_ *app, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{Reviews: &n}, err
		},
	},
	{
		"rollover", wording.NameRollover, wording.SetRollover,
		func(s quiz.Settings) string { return clockTime(s.Rollover) },
		func(s quiz.Settings) any { return clockTime(s.Rollover) },
		func(_ *app, text string) (quiz.Change, error) {
			at, err := parseRollover(text)
			return quiz.Change{Rollover: &at}, err
		},
	},
	{
		"learning-steps", wording.NameLearning, wording.SetLearning,
		func(s quiz.Settings) string { return stepsText(s.Learning) },
		func(s quiz.Settings) any { return stepsText(s.Learning) },
		func(_ *app, text string) (quiz.Change, error) {
			steps, err := parseSteps(text)
			return quiz.Change{Learning: &steps}, err
		},
	},
	{
		"relearning-steps", wording.NameRelearning, wording.SetRelearning,
		func(s quiz.Settings) string { return stepsText(s.Relearning) },
		func(s quiz.Settings) any { return stepsText(s.Relearning) },
		func(_ *app, text string) (quiz.Change, error) {
			steps, err := parseSteps(text)
			return quiz.Change{Relearning: &steps}, err
		},
	},
	{
		"max-interval", wording.NameMaximum, wording.SetMaximum,
		func(s quiz.Settings) string { return strconv.Itoa(s.Maximum) },
		func(s quiz.Settings) any { return s.Maximum },
		func(_ *app, text string) (quiz.Change, error) {
			n, err := strconv.Atoi(text)
			return quiz.Change{Maximum: &n}, err
		},
	},
	{
		"names", wording.NameNames, wording.SetNames,
		func(s quiz.Settings) string { return string(s.Names) },
		func(s quiz.Settings) any { return s.Names },
		func(_ *app, text string) (quiz.Change, error) {
			names := quiz.NameFormat(text)
			return quiz.Change{Names: &names}, nil
		},
	},
	{
		"decks", wording.NameDecks, wording.SetDecks,
		func(s quiz.Settings) string { return strings.Join(decksOf(s), ",") },
		func(s quiz.Settings) any { return decksOf(s) },
		func(a *app, text string) (quiz.Change, error) {
			decks := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
			return quiz.Change{Decks: &decks}, nil
		},
	},
	{
		"weights", wording.NameWeights, wording.SetWeights,
		func(s quiz.Settings) string { return weightsText(weightsOf(s)) },
		func(s quiz.Settings) any { return weightsOf(s) },
		func(a *app, text string) (quiz.Change, error) {
			weights, err := a.readWeights(text)
			return quiz.Change{Weights: &weights}, err
		},
	},
	{
		"language", wording.NameLanguage, wording.SetLanguage,
		func(s quiz.Settings) string { return cmp.Or(string(s.Lang), "auto") },
		func(s quiz.Settings) any { return cmp.Or(string(s.Lang), "auto") },
		func(_ *app, text string) (quiz.Change, error) {
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
		"plain", wording.NamePlain, wording.SetPlain,
		func(s quiz.Settings) string { return onOff(s.Plain) },
		func(s quiz.Settings) any { return s.Plain },
		func(_ *app, text string) (quiz.Change, error) {
			on := text == onOff(true)
			if !on && text != onOff(false) {
				return quiz.Change{}, errSetting
			}
			return quiz.Change{Plain: &on}, nil
		},
	},
	{
		"time", wording.NameTimes, wording.SetTimes,
		func(s quiz.Settings) string { return timesText(s.Times) },
		func(s quiz.Settings) any { return timesText(s.Times) },
		func(_ *app, text string) (quiz.Change, error) {
			for _, factor := range quiz.TimeFactors {
				if text == timesText(factor) || text == "x"+timesText(factor) {
					return quiz.Change{Times: &factor}, nil
				}
			}
			return quiz.Change{}, errSetting
		},
	},
	{
		"pass", wording.NamePass, wording.SetPass,
		func(s quiz.Settings) string { return strconv.Itoa(s.Pass) },
		func(s quiz.Settings) any { return s.Pass },
		func(_ *app, text string) (quiz.Change, error) {
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
func (a *app) readWeights(text string) ([]float64, error) {
	const longest = 64 << 10
	if text == "-" {
		all, err := io.ReadAll(io.LimitReader(a.in, longest))
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

func (a *app) settingsCommand() *cobra.Command {
	var reschedule bool
	cmd := &cobra.Command{
		Use:     "settings [KEY [VALUE|default]]",
		Short:   wording.SettingsShort.In(a.lang),
		Long:    wording.SettingsLong.In(a.lang) + "\n\n" + a.settingsHelp(),
		Example: wording.SettingsExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 && reschedule {
				return usageProblem(wording.RescheduleWhat.In(a.lang), "")
			}
			return a.settings(cmd.Context(), args, reschedule)
		},
	}
	cmd.Flags().BoolVar(&reschedule, "reschedule", false, wording.FlagReschedule.In(a.lang))
	cmd.ValidArgsFunction = a.listSettings
	return cmd
}

func (a *app) settingsHelp() string {
	var rows [][2]string
	for _, s := range settings {
		rows = append(rows, [2]string{"  " + s.key, s.about.In(a.lang)})
	}
	return strings.TrimRight(table(rows), "\n")
}

// settings lists all settings, shows one, or changes one.
func (a *app) settings(ctx context.Context, args []string, reschedule bool) error {
	if len(args) == 0 {
		return a.withSettings(ctx, a.showSettings)
	}
	i := slices.Index(settingKeys(), args[0])
	if i < 0 {
		return usageProblem(wording.UnknownSetting.In(a.lang, args[0]), a.known(wording.KnownSettings, nearestFirst(args[0], settingKeys())))
	}
	if len(args) == 1 {
		return a.withSettings(ctx, func(s quiz.Settings) error {
			if a.json {
				return a.writeJSON(map[string]any{jsonKey(settings[i].key): settings[i].value(s)})
			}
			return a.write(settings[i].show(s) + "\n")
		})
	}
	text := strings.TrimSpace(strings.Join(args[1:], " "))
	change, err := a.changeOf(ctx, settings[i], text)
	if err != nil {
		return err
	}
	change.Reschedule = reschedule
	return a.change(ctx, settings[i], change)
}

// withSettings hands on the learner's settings, the default ones where there is
// no database yet.
func (a *app) withSettings(ctx context.Context, do func(quiz.Settings) error) error {
	if !a.exists() {
		return do(quiz.DefaultSettings())
	}
	return a.toRead(ctx, func(db opened) error { return do(db.settings) })
}

func jsonKey(key string) string { return strings.ReplaceAll(key, "-", "_") }

func (a *app) showSettings(s quiz.Settings) error {
	if a.json {
		all := make(map[string]any, len(settings))
		for _, one := range settings {
			all[jsonKey(one.key)] = one.value(s)
		}
		return a.writeJSON(all)
	}
	var rows [][2]string
	chosen, width := quiz.DefaultSettings(), 0
	for _, one := range settings {
		width = max(width, len(one.key)+2)
	}
	columns, _ := a.screenSize()
	for _, one := range settings {
		value := one.show(s)
		if value == one.show(chosen) {
			value = wording.ByDefault.In(a.lang, value)
		}
		if one.key == "weights" && s.Weights == nil {
			value = wording.PublishedWeights.In(a.lang)
		}
		lines := terminal.Wrap(value, max(columns-width-2, 20))
		rows = append(rows, [2]string{one.key, lines[0]})
		for _, line := range lines[1:] {
			rows = append(rows, [2]string{"", line})
		}
	}
	return a.write(table(rows))
}

// changeOf reads the value of a setting and refuses what cannot be kept.
func (a *app) changeOf(ctx context.Context, s setting, text string) (quiz.Change, error) {
	if text == "default" {
		return defaultOf(s.key), nil
	}
	change, err := s.read(a, text)
	if err == nil {
		_, err = quiz.DefaultSettings().With(change)
	}
	if err != nil {
		return change, a.badSetting(s, text, err)
	}
	if change.Decks == nil {
		return change, nil
	}
	c, err := a.everything(ctx)
	if err != nil {
		return change, err
	}
	for _, key := range *change.Decks {
		if c.Deck(key) == nil || key == catalogue.IANADeck {
			return change, a.unknownDeck(c, key)
		}
	}
	return change, nil
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
func (a *app) badSetting(s setting, text string, err error) error {
	hint := s.about.In(a.lang)
	if s.key == "weights" {
		hint = err.Error() + "\n" + wording.HintPrefix.In(a.lang) + hint
		if len([]rune(text)) > 40 {
			text = string([]rune(text)[:40]) + "…"
		}
	}
	return usageProblem(wording.BadSetting.In(a.lang, s.key, text), hint)
}

// change records the change and says what it was and now is.
func (a *app) change(ctx context.Context, s setting, c quiz.Change) error {
	kind := quiz.SettingsEvent
	if c.Weights != nil {
		kind = quiz.WeightsEvent
	}
	var before, after quiz.Settings
	err := a.withDB(ctx, func(db opened) (err error) {
		before = db.settings
		if err := a.recordIn(ctx, db, quiz.Event{Kind: kind, Change: &c}); err != nil {
			return err
		}
		after, err = db.Settings(ctx, db.learner)
		return err
	})
	if err != nil {
		return err
	}
	if after.Retention > quiz.HighRetention && c.Retention != nil {
		fmt.Fprintln(a.err, wording.HighRetention.In(a.lang, quiz.HighRetention))
	}
	if a.json {
		return a.writeJSON(map[string]any{jsonKey(s.key): s.value(after)})
	}
	said := wording.Changed
	switch {
	case c.Reschedule:
		said = wording.ChangedAll
	case c.Lang != nil || c.Plain != nil || c.Times != nil || c.Pass != nil:
		said = wording.ChangedLook
	}
	return a.write(said.In(a.lang, s.key, s.show(before), s.show(after)) + "\n")
}
