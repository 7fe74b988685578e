package logline_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store/logline"
)

// The law: an event comes back from its line as it was, and the line keeps its hash
// when another program writes its body in another way, but not when it says another
// thing.
func TestLines(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	e := quiz.Event{ID: "e", Device: "d", Seq: 2, Order: at.UnixMilli(), At: at, Day: 20_514, Kind: quiz.AnswerEvent, Answer: &quiz.Answer{
		Question: "q", Facets: []questions.FacetID{"tcp/53:service"}, Kind: questions.PortToService, Format: questions.Choice,
		Lang: catalogue.English, Deck: "essentials", Stem: "Which service uses 53? <b>", Options: []string{"DNS", "DHCP"},
		Given: "DNS", Correct: true, Took: 1500 * time.Millisecond, Counts: quiz.Review, Grade: fsrs.Good, Target: 0.9,
	}}
	line, err := logline.Of(e)
	if err != nil {
		t.Fatal(err)
	}
	line.Prev = []byte("before")
	line.Sum = line.Hash(line.Prev, "learner")
	if got, err := line.Event(); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%+v came back as %+v, %v", e, got, err)
	}
	var anything map[string]any
	if err := json.Unmarshal([]byte(line.Body), &anything); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.MarshalIndent(anything, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	rewritten := line
	rewritten.Body = string(sorted)
	if !rewritten.Restore("learner") || rewritten.Body != line.Body {
		t.Errorf("rewritten, it is %s", rewritten.Body)
	}
	altered := line
	altered.Body = strings.Replace(line.Body, `"correct":true`, `"correct":false`, 1)
	if altered.Restore("learner") {
		t.Error("an altered answer passes for what was recorded")
	}
}
