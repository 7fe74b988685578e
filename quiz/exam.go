package quiz

import (
	"context"
	"fmt"
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
}

// An ExamEnd is an exam that is over, with its result as it was shown. What was
// not answered counts as wrong.
type ExamEnd struct {
	Exam     EventID // that began it
	Answered int
	Correct  int
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

// resume brings a session up to what was answered of its exam before: the questions
// are drawn again, and those that the catalogue no longer makes are only counted.
func (s *Session) resume() error {
	answers := make(map[string]Event) // by question
	for _, e := range s.plan.Sitting.Answers {
		answers[e.Answer.Question] = e
		s.summary.Asked++
		if e.Answer.Correct {
			s.summary.Correct++
		}
	}
	for range len(answers) + triesToDraw {
		if len(answers) == 0 {
			break
		}
		q, err := s.practice.Next()
		if err != nil {
			return fmt.Errorf("resume the exam: %w", err)
		}
		if e, is := answers[q.ID]; is {
			s.recall(q, e)
			delete(answers, q.ID)
		} else {
			s.undrawn = append(s.undrawn, q)
		}
	}
	return nil
}

// recall takes an answer that was given before for one of this session's.
func (s *Session) recall(q *questions.Question, e Event) {
	judged, err := q.Judge(replyGiven(q, e.Answer))
	if err != nil { // worded otherwise by now
		judged = questions.Judgement{Correct: e.Answer.Correct, Given: e.Answer.Given, Service: e.Answer.Chosen}
	}
	t := turn{asking: Asking{Question: q, N: len(s.before) + 1, Of: s.plan.Limit}, correct: e.Answer.Correct}
	if !e.Answer.Correct {
		t.missed = true
		s.summary.Missed = append(s.summary.Missed, q)
	}
	s.answered[e.ID] = t
	s.before = append(s.before, Verdict{Question: q, Judgement: judged, Counts: e.Answer.Counts})
}

// replyGiven is the reply that an answer was recorded of.
func replyGiven(q *questions.Question, a *Answer) questions.Reply {
	for i, option := range q.Options {
		if option == a.Given {
			return questions.Reply{Choice: i + 1}
		}
	}
	return questions.Reply{Text: a.Given, DontKnow: a.DontKnow}
}

// Earlier returns what came of the answers to the exam that were given before the
// session, in order.
func (s *Session) Earlier() []Verdict { return s.before }

// End records that the session's exam is over, with its result; of a session that
// is no exam it does nothing. It may be called again after an error, which says that
// it could not be recorded.
func (s *Session) End(ctx context.Context, now time.Time) error {
	if s.plan.Sitting == nil {
		return nil
	}
	if s.ending == nil {
		s.ending = &Event{
			ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: ExamEndEvent,
			ExamEnd: &ExamEnd{Exam: s.plan.Sitting.ID, Answered: s.summary.Asked, Correct: s.summary.Correct},
		}
	}
	if _, err := s.journal.Record(ctx, s.learner, *s.ending); err != nil {
		return fmt.Errorf("record the end of the exam: %w", err)
	}
	return nil
}
