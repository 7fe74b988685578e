package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
)

// choosePractice makes it a session of practice if the plan wants questions that
// belong to no card.
func (s *Session) choosePractice() {
	exam := s.plan.Mode == MockExam
	if !s.plan.Kind.Several() && s.plan.Format != questions.Boolean && !exam {
		return
	}
	kinds, format := questions.Kinds(), s.plan.Format
	if exam && s.plan.Kind == "" {
		kinds, format = examKinds(s.plan.Practice), questions.Choice
	}
	if s.plan.Kind != "" {
		kinds = []questions.Kind{s.plan.Kind}
	}
	if format == "" { // so all are of one kind; its usual format can be asked
		format = kinds[0].Formats()[0]
	}
	s.practice = s.maker.Draw(s.plan.Deck, kinds, format, s.plan.Lang, s.plan.Seed)
	if exam && s.plan.Kind == "" {
		s.practice.Follow(s.plan.Deck.Blueprint)
	}
}

// nextPractice draws a question that belongs to no card, or [ErrDone] where the
// deck has nothing to ask about in this way.
func (s *Session) nextPractice() (Asking, error) {
	if shown := len(s.turns) + len(s.paper.skipped); shown >= s.plan.Limit { // so one was skipped
		s.asked = &s.paper.skipped[0]
		s.paper.skipped = slices.Clone(s.paper.skipped[1:])
		return *s.asked, nil
	}
	q, err := s.drawPractice()
	for i := 0; i < triesToDraw && err == nil && s.plan.Without.Flagged(q.Facets[0], q.Kind); i++ {
		q, err = s.drawPractice()
	}
	switch {
	case errors.Is(err, questions.ErrTooSmall):
		return Asking{}, ErrDone
	case err != nil:
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	case s.plan.Without.Flagged(q.Facets[0], q.Kind): // and so is all else
		return Asking{}, ErrDone
	}
	s.asked = &Asking{Question: q, N: len(s.turns) + len(s.paper.skipped) + 1, Of: s.plan.Limit}
	return *s.asked, nil
}

// triesToDraw is how often a question is drawn to find one that is not flagged.
const triesToDraw = 50

func (s *Session) drawPractice() (*questions.Question, error) {
	if len(s.undrawn) == 0 {
		return s.practice.Next()
	}
	q := s.undrawn[0]
	s.undrawn = s.undrawn[1:]
	return q, nil
}

// resume brings a session up to what was answered of its exam before: the questions
// are drawn again, and those that the catalogue no longer makes are only counted.
func (s *Session) resume() error {
	answers := make(map[string]quiz.Event) // by question
	for _, e := range s.plan.Sitting.Answers {
		answers[e.Answer.Question] = e
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
	for _, e := range answers {
		s.turns = append(s.turns, Turn{event: e.ID, Verdict: Verdict{Judgement: questions.Judgement{Correct: e.Answer.Correct}}})
	}
	return nil
}

// recall takes an answer that was given before for one of this session's.
func (s *Session) recall(q *questions.Question, e quiz.Event) {
	judged, err := q.Judge(replyGiven(q, e.Answer))
	if err != nil { // worded otherwise by now
		judged = questions.Judgement{Given: e.Answer.Given, Service: e.Answer.Chosen}
	}
	judged.Correct = e.Answer.Correct
	s.turns = append(s.turns, Turn{
		Asking:  Asking{Question: q, N: len(s.turns) + 1, Of: s.plan.Limit},
		Verdict: Verdict{Question: q, Judgement: judged, Counts: e.Answer.Counts}, event: e.ID,
	})
}

// replyGiven is the reply that an answer was recorded of.
func replyGiven(q *questions.Question, a *quiz.Answer) questions.Reply {
	for i, option := range q.Options {
		if option == a.Given {
			return questions.Reply{Choice: i + 1}
		}
	}
	return questions.Reply{Text: a.Given, DontKnow: a.DontKnow}
}

// End records that the session's exam is over, with its result; of a session that
// is no exam it does nothing. It may be called again after an error, which says that
// it could not be recorded.
func (s *Session) End(ctx context.Context, now time.Time) error {
	if s.plan.Sitting == nil {
		return nil
	}
	if s.ending == nil {
		sum := s.Summary(now)
		s.ending = &quiz.Event{
			ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: quiz.ExamEndEvent,
			ExamEnd: &quiz.ExamEnd{Exam: s.plan.Sitting.ID, Answered: sum.Asked, Correct: sum.Correct},
		}
	}
	if _, err := s.journal.Record(ctx, s.id, *s.ending); err != nil {
		return fmt.Errorf("record the end of the exam: %w", err)
	}
	return nil
}
