package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
)

// A paper is what a learner did with the questions of an exam besides answering them. It
// lasts as long as the session.
type paper struct {
	skipped []Asking // in the order in which they come back
	marked  map[string]bool
	opened  *quiz.Event // the answer to the question that is asked, which a new one replaces; nil where there is none
}

// A Sheet is a question of an exam as it stands.
type Sheet struct {
	Question *questions.Question
	N        int
	Given    string // empty where it was not answered, or not known
	Answered bool
	Marked   bool
	Asked    bool // it is the one that is asked now
}

// ErrNoExam is returned where only an exam can do what was wanted.
var ErrNoExam = errors.New("no exam")

// Skip puts the question that is asked aside, and reports whether it comes back: it is
// asked again after all others, unless it has an answer, which stands then.
func (s *Session) Skip() (comesBack bool, err error) {
	if s.plan.Mode != MockExam || s.asked == nil {
		return false, ErrNoExam
	}
	if comesBack = s.paper.opened == nil; comesBack {
		s.paper.skipped = append(s.paper.skipped, *s.asked)
	}
	s.asked, s.paper.opened = nil, nil
	return comesBack, nil
}

// Mark marks the question that is asked, or no longer, and reports which.
func (s *Session) Mark() (bool, error) {
	if s.plan.Mode != MockExam || s.asked == nil {
		return false, ErrNoExam
	}
	if s.paper.marked == nil {
		s.paper.marked = make(map[string]bool)
	}
	id := s.asked.Question.ID
	s.paper.marked[id] = !s.paper.marked[id]
	return s.paper.marked[id], nil
}

// Paper returns the questions of the exam that were shown, by their numbers.
func (s *Session) Paper() []Sheet {
	var all []Sheet
	for _, t := range s.Turns() {
		all = append(all, Sheet{Question: t.Question, N: t.N, Given: t.Verdict.Judgement.Given, Answered: true})
	}
	for _, a := range s.paper.skipped {
		all = append(all, Sheet{Question: a.Question, N: a.N})
	}
	if s.asked != nil && s.paper.opened == nil {
		all = append(all, Sheet{Question: s.asked.Question, N: s.asked.N})
	}
	for i := range all {
		id := all[i].Question.ID
		all[i].Marked, all[i].Asked = s.paper.marked[id], s.asked != nil && s.asked.Question.ID == id
	}
	slices.SortStableFunc(all, func(a, b Sheet) int { return a.N - b.N })
	return all
}

// Open asks a question of the paper next, and the one that is asked now later. An answer
// to it stands until another replaces it.
func (s *Session) Open(id string) error {
	if s.plan.Mode != MockExam {
		return ErrNoExam
	}
	if i := slices.IndexFunc(s.paper.skipped, func(a Asking) bool { return a.Question.ID == id }); i >= 0 {
		opened := s.paper.skipped[i]
		s.paper.skipped = slices.Delete(s.paper.skipped, i, i+1)
		s.putAside()
		s.asked = &opened
		return nil
	}
	i := slices.IndexFunc(s.turns, func(t Turn) bool { return t.Question != nil && t.Question.ID == id })
	if i < 0 {
		return nil // it is asked
	}
	s.putAside()
	turn := s.turns[i]
	s.asked = &turn.Asking
	s.paper.opened = &quiz.Event{ID: turn.event, Kind: quiz.AnswerEvent, Answer: &quiz.Answer{Facets: turn.Question.Facets}}
	return nil
}

// replace takes the answer back that the question which is asked has already, if there
// is one: another is about to be recorded.
func (s *Session) replace(ctx context.Context, now time.Time) error {
	if s.paper.opened == nil {
		return nil
	}
	target := *s.paper.opened
	target.Day = s.scheduler.Day(now)
	s.pending = &attempt{event: s.undoOf(&target, now, target.Day), undoes: &target}
	return s.settleUndo(ctx, now)
}

// putAside has the question that is asked come before all that were skipped, unless it
// has an answer.
func (s *Session) putAside() {
	if s.asked != nil && s.paper.opened == nil {
		s.paper.skipped = slices.Insert(s.paper.skipped, 0, *s.asked)
	}
	s.asked, s.paper.opened = nil, nil
}

// Unanswered returns the questions of the exam without an answer, also those that were
// never shown.
func (s *Session) Unanswered() []*questions.Question {
	s.putAside()
	var all []*questions.Question
	for _, a := range s.paper.skipped {
		all = append(all, a.Question)
	}
	for len(s.turns)+len(all) < s.plan.Limit {
		q, err := s.drawPractice()
		if err != nil {
			break // the deck has no more
		}
		all = append(all, q)
	}
	return all
}
