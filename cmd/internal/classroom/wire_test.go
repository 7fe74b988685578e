package classroom

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// The law: what participants and the projector are sent has the names and the form
// that their pages, and older versions of class join, read.
func TestSnapshots(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	c := catalogue.Builtin()
	q, err := questions.NewMaker(c).Make(questions.Spec{
		Facet: "tcp/22:service", Format: questions.Choice, Lang: catalogue.English, Seed: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	settings := room.Settings{
		Pace: room.Together, Scoring: room.ByAccuracy, Limit: 20 * time.Second, Most: 9, Places: true, Hold: true,
	}
	r, err := room.New(settings, []room.Asked{{ID: "q1", Question: q, Area: "remote access"}})
	if err != nil {
		t.Fatal(err)
	}
	stem, answers, options := toJSON(t, q.Stem), toJSON(t, q.Answers), toJSON(t, q.Options)
	question := `{"id":"q1","n":1,"of":1,"format":"choice","lang":"en","stem":` + stem + `,"options":` + options + `}`
	right := slices.Index(q.Options, q.Answers[0])
	bars := func(revealed bool) string {
		var all []map[string]any
		for i, text := range q.Options {
			all = append(all, map[string]any{"text": text, "count": 0})
			if i == right {
				all[i]["count"] = 1
			}
			if i == right && revealed {
				all[i]["right"] = true
			}
		}
		return `{"bars":` + toJSON(t, all) + `,"other":0,"dont_know":0,"none":1}`
	}
	h := &Host{Session: Session{Code: "ABC234", Room: r}}
	steps := func(all ...error) {
		t.Helper()
		for _, err := range all {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	sent := func(what string, id room.ParticipantID, want string) {
		t.Helper()
		text, err := h.snapshot(r, id, catalogue.English, at.Add(5*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		if got := inOrder(t, text); got != inOrder(t, []byte(want)) {
			t.Errorf("%s:\n got %s\nwant %s", what, text, want)
		}
	}
	_, _, err1 := r.Join(room.Participant{ID: "p", Name: "Bo"})
	_, _, err2 := r.Join(room.Participant{ID: "o", Name: "Li"})
	steps(err1, err2)
	sent("the lobby", "p", `{"type":"state","seq":2,"phase":"lobby","pace":"together",
		"of":1,"name":"Bo","right":0,"asked":0,"score":0}`)
	sent("the lobby on the wall", "", `{"type":"screen","seq":2,"code":"ABC234","phase":"lobby","pace":"together",
		"of":1,
		"present":2,"answered":0,"names":["Bo","Li"]}`)
	_, err1 = r.Start()
	_, err2 = r.Ask(at)
	steps(err1, err2)
	sent("a question", "p", `{"type":"state","seq":4,"phase":"open","pace":"together","of":1,"name":"Bo",
		"question":`+question+`,
		"time":{"left_ms":15000,"limit_ms":20000,"runs":true},"right":0,"asked":0,"score":0}`)
	sent("a question on the wall", "", `{"type":"screen","seq":4,"code":"ABC234","phase":"open","pace":"together",
		"of":1,"present":2,"answered":0,
		"question":`+question+`,
		"time":{"left_ms":15000,"limit_ms":20000,"runs":true}}`)
	_, err1 = r.Answer("p", "q1", questions.Reply{Choice: right + 1}, at)
	_, err2 = r.Close(at)
	steps(err1, err2)
	sent("an answer", "p", `{"type":"state","seq":6,"phase":"closed","pace":"together","of":1,"name":"Bo",
		"question":`+question+`,
		"answered":true,"given":`+toJSON(t, q.Answers[0])+`,"chosen":`+toJSON(t, []int{right + 1})+`,"kept":"q1","right":0,"asked":0,"score":0}`)
	sent("answers on the wall", "", `{"type":"screen","seq":6,"code":"ABC234","phase":"closed","pace":"together",
		"of":1,"present":2,"answered":1,
		"question":`+question+`,
		"histogram":`+bars(false)+`}`)
	_, err1 = r.Reveal(at)
	steps(err1)
	explanation := `"explanation":` + toJSON(t, q.Explanation.String())
	result := `{"n":1,"stem":` + stem + `,"answers":` + answers + `,"right_options":` + toJSON(t, []int{right + 1}) + `,` + explanation + `,
		"answered":true,"given":` + toJSON(t, q.Answers[0]) + `,"correct":true,"points":1000}`
	sent("the end", "p", `{"type":"state","seq":7,"phase":"revealed","pace":"together","of":1,"name":"Bo",
		"question":`+question+`,
		"answered":true,"given":`+toJSON(t, q.Answers[0])+`,"chosen":`+toJSON(t, []int{right + 1})+`,"kept":"q1","result":`+result+`,"right":1,"asked":1,"score":1000,"place":1,
		"results":[`+result+`],"areas":[{"name":"Remote access","right":1,"asked":1}]}`)
	sent("the end on the wall", "", `{"type":"screen","seq":7,"code":"ABC234","phase":"revealed","pace":"together",
		"of":1,"present":2,"answered":1,
		"question":`+question+`,
		"histogram":`+bars(true)+`,
		"answers":`+answers+`,"right_options":`+toJSON(t, []int{right + 1})+`,`+explanation+`,
		"areas":[{"name":"Remote access","right":1,"asked":2}]}`)
	_, err1 = r.End(at)
	steps(err1)
	sent("the podium", "", `{"type":"screen","seq":8,"code":"ABC234","phase":"done","pace":"together",
		"of":1,"present":2,"answered":1,
		"question":`+question+`,
		"histogram":`+bars(true)+`,
		"answers":`+answers+`,"right_options":`+toJSON(t, []int{right + 1})+`,`+explanation+`,
		"leaders":[{"place":1,"name":"Bo","score":1000},{"place":2,"name":"Li","score":0}],
		"areas":[{"name":"Remote access","right":1,"asked":2}]}`)
}

// inOrder is the JSON with its names in order, which means nothing.
func inOrder(t *testing.T, text []byte) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return toJSON(t, value)
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
