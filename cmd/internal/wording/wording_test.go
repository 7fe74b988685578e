package wording_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"unicode"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// alike are texts that are the same in both languages.
var alike = []string{"ErrorPrefix", "HintPrefix", "BadUsage", "LookupFact", "DrillExamples", "GenerateExamples", "ExportExamples", "CatalogueExamples", "ImportExamples", "ReplayExamples", "QuizExamples", "FlashcardsExamples", "UndoExamples", "SettingsExamples", "CardsExamples", "StatsExamples", "DueExamples", "DueTomorrow", "WaitingAnd", "Stop", "Clause", "Listed", "DBExamples", "ExportLogExamples", "VersionExamples", "ManExamples", "WeakExamples", "HistoryExamples", "PageComma", "PageOther", "HostExamples"}

var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z%]|\{[0-9]\}`)

// The law: every text exists in both languages, with the same verbs in the same
// order, the Chinese with Chinese in it and the English without.
func TestTextsAreInBothLanguages(t *testing.T) {
	n := 0
	for name, texts := range literals(t) {
		n++
		zh := texts[len(texts)-1]
		for _, en := range texts[:len(texts)-1] {
			if en == "" || hasHan(en) && !slices.Contains([]string{"LookupExamples", "PageOther"}, name) {
				t.Errorf("%s: English is %q", name, en)
			}
			if !slices.Equal(verb.FindAllString(en, -1), verb.FindAllString(zh, -1)) {
				t.Errorf("%s: %q and %q do not take the same things", name, en, zh)
			}
		}
		if zh == "" || !hasHan(zh) && !slices.Contains(alike, name) {
			t.Errorf("%s: Chinese is %q", name, zh)
		}
	}
	if n < 100 {
		t.Errorf("only %d texts were found", n)
	}
}

// literals returns the strings of every Text and Count in texts.go and today.go by name.
func literals(t *testing.T) map[string][]string {
	t.Helper()
	all := make(map[string][]string)
	for _, name := range []string{"texts.go", "today.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		gather(t, file, all)
	}
	return all
}

// gather adds the strings of the Texts and Counts in the file.
func gather(t *testing.T, file *ast.File, all map[string][]string) {
	t.Helper()
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, element := range spec.Values[0].(*ast.CompositeLit).Elts {
			text, err := strconv.Unquote(element.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all[spec.Names[0].Name] = append(all[spec.Names[0].Name], text)
		}
		return false
	})
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

// The law: a language is named by its code or by a locale of it.
func TestParseLang(t *testing.T) {
	for name, want := range map[string]catalogue.Lang{"zh": "zh", "en": "en", "ZH": "zh", "zh_CN": "zh", "en-US": "en", "zh-Hans": "zh"} {
		if got, ok := wording.ParseLang(name); !ok || got != want {
			t.Errorf("%q: %q %v", name, got, ok)
		}
	}
	for _, name := range []string{"", "fr", "chinese", "z"} {
		if got, ok := wording.ParseLang(name); ok {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
}
