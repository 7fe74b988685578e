package cards

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
)

// SettingsFromMenu lists the settings and changes the one that is picked.
func SettingsFromMenu(ctx context.Context, a *app.App, exam func(context.Context, *app.App) error) error {
	for {
		var now quiz.Settings
		err := withSettings(ctx, a, func(s quiz.Settings) error {
			now = s
			return nil
		})
		if err != nil {
			return err
		}
		picked, err := a.Chooser().Pick(textWhichSetting.In(a.Lang), append(settingRows(a, now), textBackRow.In(a.Lang)))
		if err != nil || picked == len(settings()) {
			return err
		}
		if settings()[picked].Key == "goal" { // which is asked for by its parts
			err = a.Within(ctx, func(ctx context.Context) error { return exam(ctx, a) })
		} else {
			err = askSetting(ctx, a, settings()[picked], now)
		}
		if err != nil {
			return err
		}
	}
}

// askSetting asks for a value until it is one, or none is given.
func askSetting(ctx context.Context, a *app.App, s quiz.Setting, now quiz.Settings) error {
	for {
		value, err := valueFor(ctx, a, s, now)
		switch {
		case errors.Is(err, terminal.ErrQuit), err == nil && (value == "" || value == shownValue(a, s, now)):
			return nil
		case err != nil:
			return err
		}
		done := false
		err = a.Within(ctx, func(ctx context.Context) error {
			err := runSettings(ctx, a, []string{s.Key, value}, false)
			done = err == nil
			return err
		})
		if err != nil || done || s.Values() != nil {
			return err
		}
	}
}

// valueFor has the value picked where there are few, and else typed; "" for none.
func valueFor(ctx context.Context, a *app.App, s quiz.Setting, now quiz.Settings) (string, error) {
	values := s.Values()
	rows := slices.Clone(values)
	if s.Key == decksKey {
		err := a.ToRead(ctx, func(db *app.DB) error {
			c, err := db.Catalogue(ctx)
			if err != nil {
				return err
			}
			for _, d := range c.Decks {
				values = append(values, d.Key)
				rows = append(rows, fmt.Sprintf("%s (%s)", d.Name.In(a.Lang), d.Key))
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	if values == nil {
		return a.Chooser().Type(aboutOf(a, s), shownValue(a, s, now))
	}
	picked, err := a.Chooser().Pick(aboutOf(a, s), append(rows, textBackRow.In(a.Lang)))
	if err != nil || picked == len(values) {
		return "", err
	}
	return values[picked], nil
}

// settingRows are the settings in words, each with its value.
func settingRows(a *app.App, now quiz.Settings) (rows []string) {
	width := 0
	for _, s := range settings() {
		width = max(width, terminal.Width(settingTexts[s.Key].name.In(a.Lang))+2)
	}
	for _, s := range settings() {
		rows = append(rows, terminal.Pad(settingTexts[s.Key].name.In(a.Lang), width)+shownValue(a, s, now))
	}
	return rows
}

// shownValue is the value of the setting in a few words; weights are 21 numbers.
func shownValue(a *app.App, s quiz.Setting, now quiz.Settings) string {
	switch {
	case s.Key != weightsKey:
		return s.Show(now)
	case len(now.Weights) == 0:
		return textPublishedWeights.In(a.Lang)
	}
	return textOwnWeights.In(a.Lang)
}

var (
	textWhichSetting = wording.T("Settings", "设置")
	textOwnWeights   = wording.T("custom", "自定义")
	textBackRow      = wording.T("Back", "返回")
)
