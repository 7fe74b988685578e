// Package wording holds every text that a person sees outside of questions and
// their explanations, Chinese and English side by side.
package wording

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"portdrill/questions/catalogue"
)

// A Text says the same in English and in Chinese. Verbs stand in the same order
// in both, or are numbered.
type Text struct{ en, zh string }

// T returns the Text that says en in English and zh in Chinese.
func T(en, zh string) Text { return Text{en, zh} }

// In returns the text in the language, with args in place of its verbs.
func (t Text) In(lang catalogue.Lang, args ...any) string {
	text := t.en
	if lang == catalogue.Chinese {
		text = t.zh
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// A Count is a text about a number of things, with the English for one of them
// apart. Each has one verb, %d.
type Count struct{ one, en, zh string }

// N returns the Count that says one in English of one thing, en of any other number, and
// zh in Chinese.
func N(one, en, zh string) Count { return Count{one, en, zh} }

// In returns the text about n things in the language.
func (c Count) In(lang catalogue.Lang, n int) string {
	switch {
	case lang == catalogue.Chinese:
		return fmt.Sprintf(c.zh, n)
	case n == 1:
		return fmt.Sprintf(c.one, n)
	default:
		return fmt.Sprintf(c.en, n)
	}
}

// areas are the categories of the catalogue, and what else facets belong to.
var areas = map[string]Text{
	"name & directory":      AreaNameDirectory,
	"devops":                AreaDevops,
	"monitoring/management": AreaMonitoringManagement,
	"mobile network":        AreaMobileNetwork,
	"overlay & SDN":         AreaOverlay,
	"messaging":             AreaMessaging,
	"database":              AreaDatabase,
	"vpn/security":          AreaVpnSecurity,
	"windows":               AreaWindows,
	"remote access":         AreaRemoteAccess,
	"routing":               AreaRouting,
	"file transfer":         AreaFileTransfer,
	"voip":                  AreaVoip,
	"mail":                  AreaMail,
	"web":                   AreaWeb,
	"industrial":            AreaIndustrial,
	"time":                  AreaTime,
	catalogue.OwnCategory:   AreaOwn,
	"diagnostic":            AreaDiagnostic,
	"media":                 AreaMedia,
	"printing":              AreaPrinting,
	"storage":               AreaStorage,
	"games":                 AreaGames,
	"range":                 AreaRange,
	"protocol":              AreaProtocol,
	"mistake":               AreaMistake,
	"several":               AreaSeveral,
}

// Area returns what people call the category; one that has no name here, as of a
// deck of one's own, keeps its own.
func Area(category string) Text {
	if t, known := areas[category]; known {
		return t
	}
	return Text{category, category}
}

// Locale returns the language that the variables of the environment ask for, as
// POSIX ranks them: LC_ALL, LC_MESSAGES, LANG. Every kind of Chinese is Chinese;
// everything else is English.
func Locale(getenv func(string) string) catalogue.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return languageOf(value)
		}
	}
	return catalogue.English
}

func languageOf(locale string) catalogue.Lang {
	name, _, _ := strings.Cut(locale, ".")
	name, _, _ = strings.Cut(name, "@")
	tag, err := language.Parse(name)
	if err != nil {
		return catalogue.English
	}
	if base, _ := tag.Base(); base.String() == "zh" {
		return catalogue.Chinese
	}
	return catalogue.English
}

// Comma stands between the parts of a line.
var Comma = T(", ", "，")

// Listed stands between the things of a list.
var Listed = T(", ", "、")

// Clip cuts a text to so many characters.
func Clip(text string, most int) string {
	characters := []rune(text)
	return string(characters[:min(len(characters), most)])
}
