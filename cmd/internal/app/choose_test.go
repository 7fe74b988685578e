package app

import (
	"testing"

	"portdrill/questions"
)

// The law: every format has words in which it is described.
func TestFormatsHaveWords(t *testing.T) {
	for _, f := range questions.AllFormats() {
		if formatWords[f].In("en") == "" {
			t.Errorf("the format %s has none", f)
		}
	}
}
