package classroom_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/quiz/room"
)

// The law: an answer that is wrong only for its spelling is not taken at first; sent again,
// it is. The page can tell that a number is asked for, and nothing more.
func TestSlip(t *testing.T) {
	t.Parallel()
	kinds := []questions.Kind{questions.PortToService, questions.ServiceToPort}
	s := newSchoolOf(t, settings(), kinds, 12, questions.Typed)
	ann := s.pupil("Ann", "")
	s.pupil("Silent", "")
	slips, numbers := 0, 0
	for n := 1; n <= 12; n++ {
		s.do(map[bool]func(*room.Room, time.Time) (room.Change, error){true: start, false: next}[n == 1])
		s.do(ask)
		q := s.question()
		shown := ann.until("the question", func(s classroom.State) bool { return isOpen(s) && s.Question.N == n })
		if numeric := strings.Trim(q.Answers[0], "0123456789") == ""; shown.Question.Numeric != numeric {
			t.Errorf("%s: numeric is %t", q.Answers[0], shown.Question.Numeric)
		} else if numeric {
			numbers++
		}
		slip := questions.Reply{Text: q.Answers[0] + "x"}
		judged, err := q.Judge(slip)
		if err == nil && judged.Near {
			slips++
			var refused *classroom.Refused
			if err := ann.Answer(t.Context(), shown.Question.ID, slip); !errors.As(err, &refused) || refused.Name != "near" {
				t.Errorf("%q is %v, want near", slip.Text, err)
			}
			if err := ann.Answer(t.Context(), shown.Question.ID, slip); err != nil {
				t.Errorf("%q again: %v", slip.Text, err)
			}
		}
		s.do(endItem)
	}
	if slips == 0 || numbers == 0 {
		t.Fatalf("%d slips and %d numbers: nothing was tried", slips, numbers)
	}
	if kept := s.answersKept(); kept != slips {
		t.Errorf("%d answers are kept, want %d", kept, slips)
	}
}
