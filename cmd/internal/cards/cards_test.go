package cards

import (
	"testing"

	"portdrill/quiz"
)

// The law: every state that cards are listed by has words in which it is described.
func TestStatesHaveWords(t *testing.T) {
	for _, state := range cardStates {
		if stateWords[state].In("en")+furtherStates[state].In("en") == "" {
			t.Errorf("the state %s has none", state)
		}
	}
	if holdWord(quiz.Hold{}) != nil {
		t.Error("a card that is not held has words for a hold")
	}
}

// The law: every setting that the command lists has a name and says what it can be,
// and no text is left of one that is gone.
func TestSettingsHaveTexts(t *testing.T) {
	for _, s := range settings() {
		if texts := settingTexts[s.Key]; texts.name.In("en") == "" || texts.about.In("en") == "" {
			t.Errorf("the setting %s has none", s.Key)
		}
	}
	if len(settingTexts) != len(settings()) {
		t.Errorf("texts of %d settings, of which there are %d", len(settingTexts), len(settings()))
	}
}
