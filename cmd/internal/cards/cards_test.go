package cards

import (
	"slices"
	"testing"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// The law: whatever state the memory of a card is in, cards can be listed by it; and a
// card that is not held has no words for a hold.
func TestStatesHaveWords(t *testing.T) {
	for s := fsrs.New; s <= fsrs.Relearning; s++ {
		if !slices.Contains(stateKeys(), s.String()) {
			t.Errorf("cards cannot be listed by the state %s", s)
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
