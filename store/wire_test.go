package store_test

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
	"portdrill/quiz/room"
	"portdrill/store"
)

// The law: each kind of event stands in the log as it always has, to the byte, and is
// read back as it was recorded. Changes of settings have a test of their own.
func TestEventsInTheLog(t *testing.T) {
	t.Parallel()
	flag := quiz.Flag{
		Facet: "tcp/22:service", Kind: questions.PortToService, Text: "why <not>?", Question: "abc",
		Format: questions.Choice, Lang: catalogue.English, Deck: "seed", Stem: "Which?", Options: []string{"SSH", "DNS"}, Given: "DNS", Correct: true,
	}
	about := []questions.FacetID{"domain:port", "tcp/53:service"}
	for want, e := range map[string]quiz.Event{
		`{"service":"domain","text":"a note"}`: {
			Kind: quiz.NoteEvent, Note: &quiz.Note{Service: "domain", Text: "a note"},
		},
		`{"service":"domain","text":""}`: {Kind: quiz.NoteEvent, Note: &quiz.Note{Service: "domain"}},
		`{"facet":"tcp/22:service","kind":"port-to-service","text":"why \u003cnot\u003e?","question":"abc",` +
			`"format":"choice","lang":"en","deck":"seed","stem":"Which?","options":["SSH","DNS"],"given":"DNS","correct":true}`: {
			Kind: quiz.FlagEvent, Flag: &flag,
		},
		`{"facet":"domain:port","kind":"service-to-port","off":true}`: {
			Kind: quiz.FlagEvent, Flag: &quiz.Flag{Facet: "domain:port", Kind: questions.ServiceToPort, Off: true},
		},
		`{"target":"x","facets":["domain:port","tcp/53:service"]}`: {
			Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: "x", Facets: about},
		},
		`{"target":"x","facets":null}`:                {Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: "x"}},
		`{"facets":["domain:port","tcp/53:service"]}`: {Kind: quiz.SuspendEvent, About: about},
		`{"exam":"e","answered":20,"correct":0}`:      {Kind: quiz.ExamEndEvent, ExamEnd: &quiz.ExamEnd{Exam: "e", Answered: 20}},
		`{"deck":"ccna","lang":"zh","count":20,"seed":"18446744073709551615","budget_ms":60000,"pass":80}`: {
			Kind: quiz.ExamEvent,
			Exam: &quiz.Exam{
				Deck: "ccna", Lang: catalogue.Chinese, Count: 20, Seed: 1<<64 - 1, Budget: time.Minute, Pass: 80,
			},
		},
		`{"question":"ping","facets":["domain:port","tcp/53:service"],"kind":"odd-one-out","format":"choice","lang":"en",` +
			`"deck":"seed","stem":"?","options":["a"],"given":"","dont_know":true,"correct":false,"took_ms":1500,` +
			`"counts":"practice","target":0.9,"exam":"e","room":"r"}`: {
			Kind: quiz.AnswerEvent,
			Answer: &quiz.Answer{
				Question: "ping", Facets: about, Kind: questions.OddOneOut, Format: questions.Choice,
				Lang: catalogue.English, Deck: "seed", Stem: "?", Options: []string{"a"}, DontKnow: true, Took: 1500 * time.Millisecond,
				Counts: quiz.Practice, Target: 0.9, Exam: "e", Room: "r",
			},
		},
		`{"question":"ping","facets":["domain:port"],"kind":"service-to-port","format":"typed","lang":"zh","deck":"seed",` +
			`"stem":"?","given":"53","chosen":"domain","correct":true,"took_ms":0,"counts":"review","grade":"easy",` +
			`"guess":0.25,"target":0.925}`: {
			Kind: quiz.AnswerEvent,
			Answer: &quiz.Answer{
				Question: "ping", Facets: about[:1], Kind: questions.ServiceToPort, Format: questions.Typed,
				Lang: catalogue.Chinese, Deck: "seed", Stem: "?", Given: "53", Chosen: "domain", Correct: true,
				Counts: quiz.Review, Grade: fsrs.Easy, Guess: 0.25, Target: 0.925,
			},
		},
	} {
		db := open(t, t.TempDir()+"/learner.db")
		learner := learnerOf(t, db)
		e.ID, e.At, e.Day = "id", noon, quiz.DayOf(noon, quiz.DefaultRollover)
		record(t, db, learner, e)
		if got := firstBody(t, db); got != want {
			t.Errorf("stands as %s, want %s", got, want)
		}
		all, err := db.Events(t.Context(), learner)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d events: %v", len(all), err)
		}
		back := all[0]
		back.Device, back.Seq, back.Order, back.At = e.Device, e.Seq, e.Order, e.At
		if !reflect.DeepEqual(back, e) {
			t.Errorf("%s came back as %+v", want, back)
		}
	}
}

// firstBody is that of the first event in an export.
func firstBody(t *testing.T, db *store.DB) string {
	t.Helper()
	var export struct {
		Events []struct{ Body json.RawMessage }
	}
	if err := json.Unmarshal([]byte(exportOf(t, db)), &export); err != nil {
		t.Fatal(err)
	}
	return string(export.Events[0].Body)
}

// The law: what is kept of a class session stands in the file as it always has, and is
// read back as it was kept.
func TestRoomsInTheFile(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir()+"/class.db")
	r := store.Room{
		ID: "r", Code: "ABC234", Host: "{}", Created: noon,
		Settings: room.Settings{
			Pace: room.Together, Scoring: room.ByAccuracy, Limit: 20 * time.Second, Most: 30, Hold: true,
			Reserved: 20, NoGuests: true,
		},
		State: room.State{
			Seq: 3, Phase: room.Closed, N: 1, Locked: true, Limit: 25 * time.Second, Elapsed: 1500 * time.Millisecond,
		},
	}
	q := store.RoomQuestion{
		ID: "q",
		Spec: questions.Spec{
			Facet: "tcp/22:service", Kind: questions.PortToService, Format: questions.Choice, Lang: catalogue.English,
			Deck: "seed", Seed: 1<<64 - 1, Confused: questions.Confusions{"ssh": {"telnet": 2}},
		},
		Area: "remote access", Question: "ping", Stem: "?", Options: []string{"SSH", "DNS"}, Answers: []string{"SSH"},
		Explanation: "so", Facets: []questions.FacetID{"tcp/22:service"}, Services: []string{"ssh"},
	}
	if err := db.AddRoom(t.Context(), r, []store.RoomQuestion{q}); err != nil {
		t.Fatal(err)
	}
	bo := room.Participant{ID: "p", Name: "Bo", Factor: 1}
	batch := store.Batch{State: r.State, People: []store.RoomPerson{{Participant: bo}}}
	for _, reply := range []questions.Reply{{Choice: 2}, {Choices: []int{1, 2}}, {Text: "53"}, {DontKnow: true}} {
		batch.Answers = append(batch.Answers, room.Answer{Participant: "p", N: 1, Reply: reply, At: noon})
	}
	for i, want := range []string{`{"choice":2}`, `{"choices":[1,2]}`, `{"text":"53"}`, `{"dont_know":true}`} {
		one := batch
		one.Answers = batch.Answers[i : i+1]
		if err := db.KeepRoom(t.Context(), "r", one); err != nil {
			t.Fatal(err)
		}
		assertStands(t, db, "SELECT reply FROM room_answers", want)
		content, err := db.Content(t.Context(), "r")
		if err != nil || !reflect.DeepEqual(content.Answers[0].Reply, batch.Answers[i].Reply) {
			t.Errorf("%s came back as %+v: %v", want, content.Answers, err)
		}
		exe(t, db.SQL(), "DELETE FROM room_answers")
	}
	assertStands(t, db, "SELECT settings FROM rooms",
		`{"pace":"together","scoring":"accuracy","limit_ms":20000,"most":30,"hold":true,"reserved":20,"no_guests":true}`)
	assertStands(t, db, "SELECT state FROM rooms",
		`{"seq":3,"phase":"closed","n":1,"locked":true,"limit_ms":25000,"elapsed_ms":1500}`)
	assertStands(t, db, "SELECT spec FROM room_questions",
		`{"facet":"tcp/22:service","kind":"port-to-service","format":"choice","lang":"en","deck":"seed",`+
			`"seed":"18446744073709551615","confused":{"ssh":{"telnet":2}}}`)
	assertStands(t, db, "SELECT body FROM room_questions",
		`{"area":"remote access","question":"ping","stem":"?","options":["SSH","DNS"],"answers":["SSH"],`+
			`"explanation":"so","facets":["tcp/22:service"],"services":["ssh"]}`)
	content, err := db.Content(t.Context(), "r")
	if err != nil || !reflect.DeepEqual(content.Questions, []store.RoomQuestion{q}) {
		t.Errorf("came back as %+v: %v", content.Questions, err)
	}
	for _, p := range []room.Participant{{ID: "p", Name: "Bo", Factor: 1, Gone: true}, {ID: "p", Name: "Bo", Factor: 1, Gone: true, Barred: true}, bo} {
		if err := db.KeepRoom(t.Context(), "r", store.Batch{State: r.State, People: []store.RoomPerson{{Participant: p}}}); err != nil {
			t.Fatal(err)
		}
		if content, err := db.Content(t.Context(), "r"); err != nil || content.People[0].Participant != p {
			t.Errorf("%+v came back as %+v: %v", p, content.People, err)
		}
	}
	kept, err := db.Rooms(t.Context(), "")
	if err != nil || !reflect.DeepEqual(kept[0].Settings, r.Settings) || kept[0].State != r.State {
		t.Errorf("came back as %+v: %v", kept, err)
	}
}

func assertStands(t *testing.T, db *store.DB, query, want string) {
	t.Helper()
	var got string
	if err := db.SQL().QueryRowContext(t.Context(), query).Scan(&got); err != nil || strings.TrimSpace(got) != want {
		t.Errorf("%s: stands as %s, want %s (%v)", query, got, want, err)
	}
}
