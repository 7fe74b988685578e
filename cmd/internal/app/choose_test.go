package app

import (
	"testing"

	"portdrill/questions"
)

// The law: every kind and format has words in which it is described.
func TestKindsAndFormatsHaveWords(t *testing.T) {
	for _, k := range questions.Kinds() {
		if kindWords[k].In("en") == "" {
			t.Errorf("the kind %s has none", k)
		}
	}
	for _, f := range questions.AllFormats() {
		if formatWords[f].In("en") == "" {
			t.Errorf("the format %s has none", f)
		}
	}
}
