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
