package classroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"portdrill/quiz/room"
)

// pollPatience is how long a participant counts as online after a poll.
const pollPatience = 10 * time.Second

// Online reports whether a device of the participant is connected or polls.
func (h *Host) Online(id room.ParticipantID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isOnline(id)
}

func (h *Host) isOnline(id room.ParticipantID) bool {
	at, asked := h.polled[id]
	return h.online[id] > 0 || asked && h.now().Sub(at) < pollPatience
}

// asked notes that a participant has polled, as where a WebSocket is blocked.
func (h *Host) asked(id room.ParticipantID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.isOnline(id) {
		h.Nudge()
	}
	h.polled[id] = h.now()
}

// Absent returns the participants who are offline.
func (h *Host) Absent(ctx context.Context) ([]room.ParticipantID, error) {
	v, err := h.View(ctx)
	var all []room.ParticipantID
	for _, p := range v.People {
		if !h.Online(p.ID) {
			all = append(all, p.ID)
		}
	}
	return all, err
}

// outside returns participants who were removed, and guests who are offline or have left.
func (h *Host) outside(ctx context.Context) (removed, away []room.Participant, err error) {
	err = h.look(ctx, func(r *room.Room, _ time.Time) {
		removed = r.Barred()
		for _, p := range r.Participants() {
			if p.Member == "" && !p.Barred && !h.Online(p.ID) {
				away = append(away, p)
			}
		}
	})
	return removed, away, err
}

// Expect lets the guest rejoin once by name alone, as from another device or address.
func (h *Host) Expect(id room.ParticipantID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.claims[id] = true
}

// returning returns the guest who rejoins by name without a token: one who is offline and
// either joined from the same address before or is expected.
func (h *Host) returning(r *room.Room, name, from string) (room.ParticipantID, bool) {
	for _, p := range r.Participants() {
		away := p.Member == "" && !p.Barred && !h.isOnline(p.ID)
		if away && room.Fold(p.Name) == room.Fold(name) && (h.guests[p.ID] == from || h.claims[p.ID]) {
			return p.ID, true
		}
	}
	return "", false
}

// limits notes that an address has reached its limit of connections.
func (h *Host) limits(from string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.limited, h.since = from, h.now()
	h.Nudge()
}

// limitShown is how long the host is warned after an address has reached its limit.
const limitShown = time.Minute

// Limited returns an address that reached its limit of connections in the last minute, or
// "".
func (h *Host) Limited() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now().Sub(h.since) > limitShown {
		return ""
	}
	return h.limited
}

// hashOf returns what is stored of a token, so that the database does not reveal it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// whose returns the participant who holds the token.
func (h *Host) whose(token string) (room.ParticipantID, bool) {
	if token == "" {
		return "", false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	id, is := h.byToken[hashOf(token)]
	return id, is
}

// devices is how many tokens a participant can hold; a new one replaces the oldest.
const devices = 8

// ErrCrowd is returned for a guest from an address with many guests who are offline, as
// when a program joins again and again.
var ErrCrowd = errors.New("too many guests without a connection")

// crowded reports whether at least most guests who joined from the address are offline. h.mu
// is held.
func (h *Host) crowded(r *room.Room, from string, most int) bool {
	n := 0
	for _, p := range r.Participants() {
		if !p.Gone && h.guests[p.ID] == from && !h.isOnline(p.ID) {
			n++
		}
	}
	return n >= most
}

// sentOutFrom reports whether a guest from the address was removed and nobody else from there
// is present: a class may share one address. h.mu is held.
func (h *Host) sentOutFrom(r *room.Room, from string) bool {
	out := false
	for _, p := range r.Participants() {
		if h.guests[p.ID] != from {
			continue
		}
		if !p.Gone {
			return false
		}
		out = out || p.Barred
	}
	return out
}

// comeBack lets a participant who holds a token rejoin.
func (h *Host) comeBack(ctx context.Context, id room.ParticipantID) error {
	return h.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) {
		_, c, err := r.ComeBack(id)
		return c, err
	})
}

// join admits p, who joins from the address, and saves the token with which they can rejoin.
// most is how many guests who are offline the address can have.
func (h *Host) join(ctx context.Context, p room.Participant, token, from string, most int) (room.Participant, error) {
	hash := hashOf(token)
	err := h.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) {
		joined, c, err := h.admit(r, p, from, most)
		if err != nil {
			return c, err
		}
		p = joined
		given := append(h.tokens[p.ID], hash)
		h.tokens[p.ID] = given[max(len(given)-devices, 0):]
		c.Participants = []room.Participant{p} // with the new token
		return c, nil
	})
	if err != nil {
		return p, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byToken[hash] = p.ID
	return p, nil
}

// admit adds p, or brings back the guest that p was before.
func (h *Host) admit(
	r *room.Room, p room.Participant, from string, most int,
) (joined room.Participant, c room.Change, err error) {
	if p.Member != "" {
		return r.Join(p)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	before, known := h.returning(r, p.Name, from)
	switch {
	case known:
		joined, c, err = r.ComeBack(before)
	case h.sentOutFrom(r, from):
		err = room.ErrBarred
	case h.crowded(r, from, most):
		err = ErrCrowd
	default:
		joined, c, err = r.Join(p)
	}
	if err == nil {
		delete(h.claims, joined.ID)
		h.guests[joined.ID] = from // at once: the next guest may be in the same batch
	}
	return joined, c, err
}
