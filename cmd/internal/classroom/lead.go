package classroom

import (
	"context"
	"time"

	"portdrill/quiz/room"
)

// Next takes the next step of a session, so that one key leads through all of it. It does
// nothing if the session no longer stands where it was seen. The error is that of [Host.Do],
// or [room.ErrOrder] once the session is over.
func (h *Host) Next(ctx context.Context, seen room.Moment) error {
	return h.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
		if s := r.State(); s.Moment() != seen {
			return room.Change{State: s}, nil
		}
		return next(r, at)
	})
}

func next(r *room.Room, at time.Time) (room.Change, error) {
	s := r.State()
	switch s.Phase {
	case room.Lobby:
		if _, err := r.Start(); err != nil {
			return room.Change{}, err
		}
		return r.Ask(at)
	case room.Ready:
		return r.Ask(at)
	case room.Open:
		switch {
		case s.Paused:
			return r.Resume(at)
		case s.Reading:
			return r.Offer(at)
		}
		return r.Close(at)
	case room.Closed:
		return r.Reveal(at)
	case room.Revealed:
		if c, err := r.ShowLeaders(); err == nil {
			return c, nil
		}
		if _, err := r.Next(); err == nil {
			return r.Ask(at)
		}
		return r.End(at)
	case room.Done:
	}
	return room.Change{}, room.ErrOrder
}
