package store_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Exams follow from the log: the last one that is not over with its answers, but
// for those that were taken back, and the results of the others, as they were kept.
func TestExams(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "exams.db"))
	learner := learnerOf(t, db)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	happen := func(e quiz.Event) quiz.Event {
		at = at.Add(time.Minute)
		e.ID, e.At, e.Day = quiz.EventID(uuid.NewString()), at, quiz.DayOf(at, quiz.DefaultRollover)
		record(t, db, learner, e)
		return e
	}
	begin := func(x quiz.Exam) quiz.Event { return happen(quiz.Event{Kind: quiz.ExamEvent, Exam: &x}) }
	answer := func(exam quiz.EventID) quiz.Event {
		e := answered(at, fsrs.Good, "domain:port")
		e.Answer.Exam, e.Answer.Counts, e.Answer.Grade = exam, quiz.Practice, 0
		return happen(e)
	}
	first := begin(quiz.Exam{Deck: "seed", Lang: "zh", Count: 4, Seed: 1<<64 - 1, Pass: 80})
	answer(first.ID)
	end := happen(quiz.Event{Kind: quiz.ExamEndEvent, ExamEnd: &quiz.ExamEnd{Exam: first.ID, Answered: 1, Correct: 1}})
	second := begin(quiz.Exam{Deck: "ccna", Kind: "range-edge", Lang: "en", Count: 20, Seed: 7, Budget: 90 * time.Second, Pass: 60})
	answer("") // of a drill
	stays, undone := answer(second.ID), answer(second.ID)
	happen(quiz.Event{Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: undone.ID, Facets: undone.Facets()}})

	sitting, over, err := db.Exams(t.Context(), learner)
	if err != nil {
		t.Fatal(err)
	}
	if sitting == nil || sitting.ID != second.ID || sitting.Exam != *second.Exam || len(sitting.Answers) != 1 || sitting.Answers[0].ID != stays.ID {
		t.Errorf("the open exam is %+v", sitting)
	}
	if len(over) != 1 || over[0].Percent() != 25 || over[0].Passed() || !over[0].At.Equal(end.At) || !reflect.DeepEqual(over[0].Exam, *first.Exam) {
		t.Errorf("over are %+v", over)
	}
	happen(quiz.Event{Kind: quiz.ExamEndEvent, ExamEnd: &quiz.ExamEnd{Exam: second.ID, Answered: 20, Correct: 12}})
	sitting, over, err = db.Exams(t.Context(), learner)
	if err != nil || sitting != nil || len(over) != 2 || !over[1].Passed() {
		t.Errorf("open %+v, over %+v, %v", sitting, over, err)
	}
}
