package quiz

import (
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// An Exam is a mock exam as it was begun: so many questions, whose verdicts come
// at its end. Which they are follows from it and the catalogue, so that one that
// was interrupted goes on as it would have.
type Exam struct {
	Deck   string         // key
	Kind   questions.Kind // only this; empty for what exams ask
	Lang   catalogue.Lang
	Count  int // questions
	Seed   uint64
	Budget time.Duration // for all answers together; 0 for no end
	Pass   int           // percent of Count right that it is passed with

	Practice bool // it also asks what machines print
}

// An ExamEnd is an exam that is over, with its result as it was shown. What was
// not answered counts as wrong.
type ExamEnd struct {
	Exam     EventID `json:"exam"` // that began it
	Answered int     `json:"answered"`
	Correct  int     `json:"correct"`
}

// A Sitting is an exam that was begun and is not over.
type Sitting struct {
	Exam
	ID      EventID // of the event that began it
	At      time.Time
	Answers []Event // so far, none that was taken back, in order
}

// Used is the time that the answers took so far.
func (s *Sitting) Used() time.Duration {
	used := time.Duration(0)
	for _, e := range s.Answers {
		used += e.Answer.Took
	}
	return used
}

// A Result is what came of an exam.
type Result struct {
	Exam
	At       time.Time // it ended
	Answered int
	Correct  int
}

// Percent is how much of the exam was right, rounded.
func (r Result) Percent() int { return Percent(r.Correct, r.Count) }

// Passed reports whether that was enough.
func (r Result) Passed() bool { return r.Percent() >= r.Pass }

// Percent is the part of the whole in percent, rounded half up; 0 of nothing.
func Percent(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return (100*part + whole/2) / whole
}

// ExamsOf gathers from a learner's events in order, of which answers may be left
// out but those to the last exam begun: that exam, if it is not over (else nil), and
// the results of all that are, the oldest first.
func ExamsOf(events []Event) (open *Sitting, over []Result) {
	begun := make(map[EventID]*Sitting)
	undone := Undone(events)
	for _, e := range events {
		switch {
		case undone[e.ID]:
		case e.Exam != nil:
			open = &Sitting{Exam: *e.Exam, ID: e.ID, At: e.At}
			begun[e.ID] = open
		case e.ExamEnd != nil && begun[e.ExamEnd.Exam] != nil:
			over = append(over, Result{begun[e.ExamEnd.Exam].Exam, e.At, e.ExamEnd.Answered, e.ExamEnd.Correct})
			if open == begun[e.ExamEnd.Exam] {
				open = nil
			}
			delete(begun, e.ExamEnd.Exam)
		case e.Answer != nil && begun[e.Answer.Exam] != nil:
			s := begun[e.Answer.Exam]
			s.Answers = append(s.Answers, e)
		}
	}
	return open, over
}
