package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// ErrNoCard is returned by [Session.Hold] for a question that is about no card.
var ErrNoCard = errors.New("no card of one's own")

// A held question is one that the learner wants no more, or not today.
type held struct {
	event  quiz.Event
	asking Asking
	after  int // turns
}

// Hold records that the question that was asked is not to be asked any more
// ([quiz.SuspendEvent]) or on this study day ([quiz.BuryEvent]), and passes over it.
// It returns what is held. The error is [ErrNoCard], or that it could not be recorded;
// nothing has changed then. [Session.Undo] takes it back.
func (s *Session) Hold(ctx context.Context, kind quiz.EventKind, now time.Time) ([]questions.FacetID, error) {
	if s.asked == nil || s.practice != nil || quiz.CountsOf(s.asked.Question.Kind, s.asked.Question.Format) == quiz.Practice {
		return nil, ErrNoCard
	}
	facets := s.asked.Question.Facets
	e := quiz.Event{ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: kind, About: facets}
	if _, err := s.journal.Record(ctx, s.id, e); err != nil {
		return nil, fmt.Errorf("record %s: %w", kind, err)
	}
	for _, facet := range facets {
		h := s.holds[facet]
		h.Suspended = h.Suspended || kind == quiz.SuspendEvent
		if kind == quiz.BuryEvent {
			h.Buried, h.Until = true, e.Day
		}
		s.holds[facet] = h
	}
	s.held = append(s.held, held{e, *s.asked, len(s.turns)})
	s.asked, s.pending, s.agenda = nil, nil, nil
	return facets, nil
}

// lastHeld is what was held after the last answer, nil where nothing was.
func (s *Session) lastHeld() *held {
	if n := len(s.held); n > 0 && s.held[n-1].after >= len(s.turns) {
		return &s.held[n-1]
	}
	return nil
}

// unhold brings the session up to a hold that was taken back, and returns the question
// that was held, with its numbers as they are now.
func (s *Session) unhold(ctx context.Context, e *quiz.Event) (*Asking, error) {
	holds, err := s.journal.Holds(ctx, s.id)
	if err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	s.holds = holds
	i := slices.IndexFunc(s.held, func(h held) bool { return h.event.ID == e.ID })
	asking := s.held[i].asking
	s.held = slices.Delete(s.held, i, i+1)
	card, begun := s.cards[asking.Question.Facets[0]]
	asking.N, asking.Of = len(s.turns)+1, max(asking.Of, len(s.turns)+1)
	asking.New = !begun
	if begun && card.State != fsrs.Review {
		asking.Due = card.Due
	}
	return &asking, nil
}
