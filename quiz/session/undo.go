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

// ErrNothingToUndo is returned by [Session.Undo] where no answer of the study day
// is left.
var ErrNothingToUndo = errors.New("no answer of today is left to take back")

// An attempt is an event of which it is not known whether it was recorded.
type attempt struct {
	event  quiz.Event
	judged questions.Judgement // of an answer
	undoes *quiz.Event         // of an undo: what it takes back, an answer or a hold
	stands bool                // likewise: the question that is asked is asked again after it
}

// Undo takes back what was done last in the session, an answer or a hold, then what was
// done before it, and then the answers of the study day before the session; each time
// it asks the question again, of a session before this one another about the same.
// It returns the facets that it was about. The error is [ErrNothingToUndo], or that the
// undo could not be recorded; nothing has changed then.
//
// An undo that could not be recorded is tried again by the next call, so that no
// second answer is taken back for it. The last answer is also one that could not be
// recorded: then it never will be, and its question stands.
func (s *Session) Undo(ctx context.Context, now time.Time) ([]questions.FacetID, error) {
	p := s.pending
	if p != nil && p.undoes != nil {
		return s.takeBack(ctx, p, now)
	}
	day := s.scheduler.Day(now)
	if p != nil {
		day = p.event.Day
	}
	if h := s.lastHeld(); h != nil && p == nil && h.event.Day == day {
		return s.takeBack(ctx, &attempt{event: s.undoOf(&h.event, now, day), undoes: &h.event}, now)
	}
	target, err := s.journal.Undoable(ctx, s.id, day)
	switch {
	case err != nil:
		return nil, fmt.Errorf("undo: %w", err)
	case p != nil && (target == nil || target.ID != p.event.ID): // it was not kept
		s.pending = nil
		return p.event.Facets(), nil
	case target == nil:
		return nil, ErrNothingToUndo
	}
	return s.takeBack(ctx, &attempt{event: s.undoOf(target, now, day), undoes: target, stands: p != nil}, now)
}

func (s *Session) undoOf(target *quiz.Event, now time.Time, day quiz.Day) quiz.Event {
	return quiz.Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: day, Kind: quiz.UndoEvent,
		Undo: &quiz.Undo{Target: target.ID, Facets: target.Facets()},
	}
}

// settleUndo tries an undo again that could not be recorded, for somebody who has
// gone on to answer the question that is asked.
func (s *Session) settleUndo(ctx context.Context, now time.Time) error {
	if s.pending == nil || s.pending.undoes == nil {
		return nil
	}
	s.pending.stands = true
	_, err := s.takeBack(ctx, s.pending, now)
	return err
}

// takeBack records an undo and brings the session up to it.
func (s *Session) takeBack(ctx context.Context, a *attempt, now time.Time) ([]questions.FacetID, error) {
	s.pending = a
	cards, err := s.journal.Record(ctx, s.id, a.event)
	if err != nil {
		return nil, fmt.Errorf("record the undo: %w", err)
	}
	s.agenda = nil
	delete(s.tallies, a.undoes.Day)
	if err := s.loadTally(ctx, a.undoes.Day); err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	facets := a.undoes.Facets()
	s.have(facets, cards)
	again, err := s.again(ctx, a.undoes)
	if err != nil {
		return nil, err
	}
	s.pending = nil
	if !a.stands {
		if s.practice != nil && s.asked != nil && s.paper.opened == nil { // it was drawn, and comes after
			s.undrawn = slices.Insert(s.undrawn, 0, s.asked.Question)
		}
		s.asked, s.paper.opened = again, nil
	}
	if s.asked != nil {
		s.preview(now)
	}
	return facets, nil
}

// again brings the session up to what was taken back, and returns the question that it
// was done to.
func (s *Session) again(ctx context.Context, target *quiz.Event) (*Asking, error) {
	if target.Answer == nil {
		return s.unhold(ctx, target)
	}
	return s.unturn(target), nil
}

// unturn takes the turn with the answer back, and returns its question.
func (s *Session) unturn(target *quiz.Event) *Asking {
	if opened := s.paper.opened; opened != nil && opened.ID == target.ID {
		s.paper.opened = nil
	}
	i := slices.IndexFunc(s.turns, func(t Turn) bool { return t.event == target.ID })
	if i < 0 {
		return s.asAnswered(target.Answer)
	}
	asking := s.turns[i].Asking
	s.turns = slices.Delete(s.turns, i, i+1)
	if asking.Question == nil {
		return s.asAnswered(target.Answer)
	}
	return &asking
}

// asAnswered makes a question about what an earlier answer was about; nil where
// this session does not ask that.
func (s *Session) asAnswered(a *quiz.Answer) *Asking {
	if len(a.Facets) != 1 || a.Kind.Several() {
		return nil
	}
	facet := a.Facets[0]
	if _, wanted := s.facets[facet]; !wanted {
		return nil
	}
	q, err := s.maker.Make(questions.Spec{
		Facet: facet, Kind: a.Kind, Format: a.Format, Lang: s.plan.Lang, Deck: s.plan.Deck.Key, Seed: s.rng.Uint64(),
	})
	if err != nil { // the catalogue has changed since
		return nil
	}
	_, begun := s.cards[facet]
	return &Asking{Question: q, N: len(s.turns) + 1, Of: max(s.plan.Limit, len(s.turns)+1), New: !begun}
}
