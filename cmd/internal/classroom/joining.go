package classroom

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/guard"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

// How many wrong codes and PINs are tolerated before clients have to wait. A class of
// hundreds behind one address may mistype the code; a PIN belongs to one person.
const (
	mostFailedCodes = 60
	failedCodesPer  = time.Minute
	mostFailedPINs  = 10 // for a member, from one address
	failedPINsPer   = time.Minute
	mostFailedByAll = 100 // for a member, from all addresses; then only the host can admit them
	failedByAllPer  = time.Hour
)

// Shut returns the members with too many wrong PINs, whom only the host can admit.
func (s *Server) Shut() []store.Member {
	var all []store.Member
	for _, m := range s.host.Members {
		if s.byAll.Exceeded(m.Key) {
			all = append(all, m)
		}
	}
	return all
}

// Admit lets a member join by PIN again after too many wrong ones.
func (s *Server) Admit(m store.Member) { s.byAll.Pardon(m.Key) }

// joinMessage is the body of a request to join.
type joinMessage struct {
	Code string `json:"code"`
	Name string `json:"name"`
	PIN  string `json:"pin"`
}

func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	var m joinMessage
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	from := guard.AddressOf(r)
	if !sameCode(m.Code, s.host.Code) {
		if s.codes.Fail(from) {
			w.Header().Set("Retry-After", "60")
			s.refuse(w, r, "slow", http.StatusTooManyRequests)
			return
		}
		s.refuse(w, r, "code", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	if id, known := s.participant(r); known {
		err := s.host.comeBack(ctx, id)
		if errors.Is(err, room.ErrBarred) {
			s.fail(w, r, err)
			return
		}
		if err == nil && s.writeState(ctx, w, r, id) == nil { // the page was reloaded
			return
		}
	}
	p, problem := s.newcomer(m, from)
	if problem != "" {
		s.refuse(w, r, problem, http.StatusForbidden)
		return
	}
	token := NewToken()
	p, err := s.host.join(ctx, p, token, from, int(s.most.Load()))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: s.secure,
		MaxAge: int((24 * time.Hour).Seconds()),
	})
	if err := s.writeState(ctx, w, r, p.ID); err != nil {
		s.fail(w, r, err)
	}
}

// leave removes the participant and deletes the cookie, so that somebody else can join with
// this browser. The participant can rejoin.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if id, known := s.participant(r); known {
		ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
		defer cancel()
		err := s.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
			return r.Dismiss([]room.ParticipantID{id}, at)
		})
		if err != nil && !errors.Is(err, room.ErrNoParticipant) {
			s.fail(w, r, err)
			return
		}
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: s.secure, MaxAge: -1,
	})
	w.Header().Set("Content-Type", "application/json")
	w.Write(goneMessage)
}

// newcomer returns the participant that a request to join is for: a member, by name or
// number and PIN, or a guest, who may not use the name of a member. problem says why they
// cannot join, "" if they can.
func (s *Server) newcomer(m joinMessage, from string) (p room.Participant, problem string) {
	p = room.Participant{ID: room.ParticipantID(NewToken()), Name: m.Name}
	pin := norm.NFKC.String(strings.TrimSpace(m.PIN))
	called := s.called(wording.Clip(m.Name, longestTyped))
	for _, member := range called {
		switch {
		case pin == "" || s.pins.Exceeded(member.Key+" "+from) || !same(pin, member.PIN):
		case s.byAll.Exceeded(member.Key):
			return p, "shut"
		default:
			p.Name, p.Member, p.Group = member.Shown, member.Key, member.Group
			return p, ""
		}
	}
	switch {
	case pin == "" && len(called) > 0:
		return p, "pin_needed"
	case pin == "" && !s.rude.Load() && isRude(m.Name):
		return p, "rude"
	case pin == "":
		return p, ""
	}
	slow := false
	for _, member := range called {
		if s.pins.Fail(member.Key + " " + from) {
			slow = true
			continue
		}
		if s.byAll.Fail(member.Key) {
			s.host.Nudge()
		}
	}
	if slow {
		return p, "slow"
	}
	return p, "pin"
}

// longestTyped is how many characters of a typed name are compared; lists can have names
// that are shown shortened.
const longestTyped = 200

// called returns the members that a typed name or number can mean, as phones type it.
func (s *Server) called(typed string) []store.Member {
	number := room.Fold(strings.Join(strings.Fields(typed), " "))
	var all []store.Member
	for _, m := range s.host.Members {
		if room.Called(typed, m.Shown) || room.Called(typed, m.Name) || m.Number != "" && number == room.Fold(m.Number) {
			all = append(all, m)
		}
	}
	return all
}
