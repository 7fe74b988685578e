package catalogue_test

import (
	"testing"

	"portdrill/questions/catalogue"
)

// The law: a language is named by its code or by a locale of it.
func TestParseLang(t *testing.T) {
	for name, want := range map[string]catalogue.Lang{
		"zh": "zh", "en": "en", "ZH": "zh", "zh_CN": "zh", "en-US": "en", "zh-Hans": "zh",
	} {
		if got, ok := catalogue.ParseLang(name); !ok || got != want {
			t.Errorf("%q: %q %v", name, got, ok)
		}
	}
	for _, name := range []string{"", "fr", "chinese", "z"} {
		if got, ok := catalogue.ParseLang(name); ok {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
}
