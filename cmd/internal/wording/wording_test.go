package wording_test

import (
	"regexp"
	"slices"
	"testing"
	"unicode"

	"portdrill/cmd/internal/wording"
	"portdrill/cmd/internal/wording/wordingtest"
	"portdrill/questions/catalogue"
)

// alike are texts that are the same in both languages.
var alike = []string{"ErrorPrefix", "HintPrefix", "BadUsage", "LookupFact", "DrillExamples", "GenerateExamples", "ExportExamples", "CatalogueExamples", "ImportExamples", "ReplayExamples", "QuizExamples", "FlashcardsExamples", "UndoExamples", "SettingsExamples", "CardsExamples", "StatsExamples", "DueExamples", "DueTomorrow", "WaitingAnd", "Stop", "Clause", "Listed", "Comma", "DBExamples", "ExportLogExamples", "VersionExamples", "ManExamples", "WeakExamples", "HistoryExamples", "PageComma", "PageOther", "HostExamples", "SyncExamples", "ServeExamples", "Outsider", "Changed", "SettingNow", "GoalExamples", "SimulateExamples", "AskPIN"}

var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z%]|\{[0-9]\}`)

// The law: every text of the program, in whichever room, exists in both languages, with
// the same verbs in the same order, the Chinese with Chinese in it and the English
// without.
func TestTextsAreInBothLanguages(t *testing.T) {
	all, err := wordingtest.Read("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range all {
		name := text.Room + "." + text.Name
		last := len(text.Parts) - 1
		zh := text.Parts[last]
		for _, en := range text.Parts[:last] {
			if en == "" || hasHan(en) && !slices.Contains([]string{"LookupExamples", "PageOther"}, text.Name) {
				t.Errorf("%s: English is %q", name, en)
			}
			if !slices.Equal(verb.FindAllString(en, -1), verb.FindAllString(zh, -1)) {
				t.Errorf("%s: %q and %q do not take the same things", name, en, zh)
			}
		}
		if zh == "" || !hasHan(zh) && !slices.Contains(alike, text.Name) {
			t.Errorf("%s: Chinese is %q", name, zh)
		}
	}
	if len(all) < 1000 {
		t.Errorf("only %d texts were found", len(all))
	}
}

func hasHan(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// The law: the language is that of the first POSIX variable that is set; every
// kind of Chinese is Chinese, and everything else English.
func TestLocale(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want catalogue.Lang
	}{
		"nothing":              {nil, catalogue.English},
		"C":                    {map[string]string{"LANG": "C.UTF-8"}, catalogue.English},
		"POSIX":                {map[string]string{"LANG": "POSIX"}, catalogue.English},
		"mainland":             {map[string]string{"LANG": "zh_CN.UTF-8"}, catalogue.Chinese},
		"Taiwan":               {map[string]string{"LANG": "zh_TW"}, catalogue.Chinese},
		"GB18030":              {map[string]string{"LANG": "zh_CN.GB18030"}, catalogue.Chinese},
		"French":               {map[string]string{"LANG": "fr_FR@euro"}, catalogue.English},
		"LC_ALL wins":          {map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, catalogue.English},
		"LC_MESSAGES, no ALL":  {map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, catalogue.Chinese},
		"an empty one is none": {map[string]string{"LC_ALL": "", "LANG": "zh_CN"}, catalogue.Chinese},
		"nonsense":             {map[string]string{"LANG": "!!"}, catalogue.English},
	} {
		if got := wording.Locale(func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
