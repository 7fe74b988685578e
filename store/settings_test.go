package store_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// The law: a change of settings stands in the log as it always has, to the byte, and
// is read back as it was recorded.
func TestChangesInTheLog(t *testing.T) {
	t.Parallel()
	published := fsrs.DefaultWeights[:]
	for want, change := range map[string]quiz.Change{
		`{}`:                      {},
		`{"name":"李明 \u0026 Co"}`: {Name: new("李明 & Co")},
		`{"retention":0.925}`:     {Retention: new(0.925)},
		`{"new":0,"reviews":9}`:   {New: new(0), Reviews: new(9)},
		`{"rollover_s":16200}`:    {Rollover: new(4*time.Hour + 30*time.Minute)},
		`{"learning_steps_s":[60,0.5],"relearning_steps_s":[]}`: {
			Learning: &[]time.Duration{time.Minute, 500 * time.Millisecond}, Relearning: &[]time.Duration{},
		},
		`{"max_interval":365,"names":"typed"}`: {Maximum: new(365), Names: new(quiz.NamesTyped)},
		`{"decks":["seed","a-plus"]}`:          {Decks: &[]string{"seed", "a-plus"}},
		`{"decks":[],"weights":[]}`:            {Decks: &[]string{}, Weights: &[]float64{}},
		`{"lang":"","plain":false,"times":1.5,"pass":60}`: {
			Lang: new(catalogue.Lang("")), Plain: new(false), Times: new(1.5), Pass: new(60),
		},
		`{"lang":"zh","plain":true,"reschedule":true}`:       {Lang: new(catalogue.Chinese), Plain: new(true), Reschedule: true},
		`{"weights":` + string(mustJSON(t, published)) + `}`: {Weights: &published},
	} {
		db := open(t, t.TempDir()+"/learner.db")
		learner := learnerOf(t, db)
		e := naming("")
		e.Change = &change
		record(t, db, learner, e)
		if got := firstBody(t, db); got != want {
			t.Errorf("stands as %s, want %s", got, want)
		}
		back, err := db.Events(t.Context(), learner)
		if err != nil || !reflect.DeepEqual(*back[0].Change, change) {
			t.Errorf("%s came back as %+v: %v", want, back[0].Change, err)
		}
	}
}

func mustJSON(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
