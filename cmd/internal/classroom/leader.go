package classroom

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"portdrill/cmd/internal/guard"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// The host page leads the session from a browser: with the same orders as the board of the
// terminal, for whoever has its cookie. That is given for a ticket, which the board shows: it
// works once and for a few minutes, so that an address seen on a screen or in a list of
// processes opens nothing.

// How long a ticket is, of 31 signs, and how long it works.
const (
	ticketLength = 10
	ticketLasts  = 5 * time.Minute
)

// Tickets and codes of the wall that are wrong are few, and nobody has to type one quickly.
const (
	mostFailedKeys = 20
	failedKeysPer  = time.Minute
)

// A desk gives out tickets.
type desk struct {
	mu    sync.Mutex
	given map[string]time.Time // until when they work
}

// LeadURL returns an address that opens the host page once, within a few minutes.
func (s *Server) LeadURL() string {
	ticket, now := drawn(CodeSigns, ticketLength), s.host.now()
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	for old, until := range s.desk.given {
		if now.After(until) {
			delete(s.desk.given, old)
		}
	}
	s.desk.given[ticket] = now.Add(ticketLasts)
	return s.url + "/H/" + ticket
}

// redeem reports whether the ticket works, which it does no more then.
func (s *Server) redeem(ticket string) bool {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	until, is := s.desk.given[ticket]
	delete(s.desk.given, ticket)
	return is && !s.host.now().After(until)
}

// WallURL returns the address of the projector's page, short enough to be typed.
func (s *Server) WallURL() string { return s.url + "/wall/" + wallCode(s.host.Key) }

// wallCode is short for the key of the projector's pages, which does not follow from it.
func wallCode(key string) string {
	sum := sha256.Sum256([]byte(key))
	code := make([]byte, CodeLength)
	for i := range code {
		code[i] = CodeSigns[int(sum[i])%len(CodeSigns)]
	}
	return string(code)
}

// wall serves the projector's page to whoever knows its code. An address that got it wrong
// too often gets nothing for a while: else codes could be tried until one is right.
func (s *Server) wall(w http.ResponseWriter, r *http.Request) {
	from := guard.AddressOf(r)
	if s.keys.Exceeded(from) || !sameCode(r.PathValue("code"), wallCode(s.host.Key)) {
		s.keys.Fail(from)
		http.NotFound(w, r)
		return
	}
	s.servePage(w, r, "wall.html", s.host.Key)
}

func (s *Server) leaderCookie(value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName() + "-host", Value: value, Path: "/host", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: s.secure, MaxAge: int(age.Seconds()),
	}
}

// isLeader reports whether the request is from a host page.
func (s *Server) isLeader(r *http.Request) bool {
	cookie, err := r.Cookie(s.leaderCookie("", 0).Name)
	return err == nil && s.host.LeadKey != "" && same(cookie.Value, s.host.LeadKey)
}

// enter gives the cookie of the host page for a ticket.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	var m struct {
		Ticket string `json:"ticket"`
	}
	from := guard.AddressOf(r)
	if readJSON(r.Body, &m) != nil || s.keys.Exceeded(from) || !s.redeem(m.Ticket) {
		s.keys.Fail(from)
		s.refuse(w, r, "ticket", http.StatusUnauthorized)
		return
	}
	http.SetCookie(w, s.leaderCookie(s.host.LeadKey, 24*time.Hour))
	s.writeLead(w, r)
}

// leadState serves what the host page shows.
func (s *Server) leadState(w http.ResponseWriter, r *http.Request) {
	if !s.isLeader(r) {
		s.refuse(w, r, "ticket", http.StatusUnauthorized)
		return
	}
	s.writeLead(w, r)
}

// lead carries out an order of the host page.
func (s *Server) lead(w http.ResponseWriter, r *http.Request) {
	if !s.isLeader(r) {
		s.refuse(w, r, "ticket", http.StatusUnauthorized)
		return
	}
	var o Order
	if err := readJSON(r.Body, &o); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	err := s.Lead(ctx, o)
	if v, seen := s.host.View(ctx); err == nil && seen == nil && v.Phase == room.Done {
		_, err = s.host.End(ctx) // nobody may be at the terminal to do that
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeLead(w, r)
}

// A leadMessage is all that the host page shows.
type leadMessage struct {
	Type string         `json:"type"` // "host"
	Lang catalogue.Lang `json:"lang"`

	URL  string `json:"url"`
	Code string `json:"code"`
	Wall string `json:"wall"`

	Seen      room.Moment     `json:"seen"`
	Next      string          `json:"next"` // what the next step is
	Pace      room.Pace       `json:"pace"`
	Paused    bool            `json:"paused,omitempty"`
	Locked    bool            `json:"locked,omitempty"`
	Of        int             `json:"of"`
	Answered  int             `json:"answered"`
	People    []leadPerson    `json:"people"`
	Question  *room.Shown     `json:"question,omitempty"`
	Time      *room.Time      `json:"time,omitempty"`
	Histogram *room.Histogram `json:"histogram,omitempty"`
	*room.Key
	Areas     []room.Area  `json:"areas,omitempty"`
	Outsiders []leadPerson `json:"outsiders,omitempty"`
	Warnings  []string     `json:"warnings,omitempty"`
}

// A leadPerson is somebody present, or who can be let in.
type leadPerson struct {
	ID       room.ParticipantID `json:"id"`
	Name     string             `json:"name"`
	Answered bool               `json:"answered,omitempty"`
	Done     int                `json:"done,omitempty"`
	Score    int                `json:"score,omitempty"`
	Factor   float64            `json:"factor,omitempty"`
	Offline  bool               `json:"offline,omitempty"`
	Order    string             `json:"order,omitempty"` // that lets them in
	Why      string             `json:"why,omitempty"`
}

func (s *Server) writeLead(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	v, err := s.host.View(ctx)
	outside, outsideErr := s.Outsiders(ctx)
	if err := errors.Join(err, outsideErr); err != nil {
		s.fail(w, r, err)
		return
	}
	lang := s.language(r)
	m := leadMessage{
		Type: "host", Lang: lang, URL: s.url, Code: s.host.Code, Wall: s.WallURL(),
		Seen: v.Moment, Next: NextStep(v).In(lang), Pace: v.Pace, Paused: v.Paused, Locked: v.Locked, Of: v.Of,
		Answered: v.Answered, People: []leadPerson{}, Question: v.Question, Time: v.Time, Histogram: v.Histogram, Key: v.Key,
		Areas: v.Areas,
	}
	for i := range m.Areas {
		m.Areas[i].Name = wording.Area(m.Areas[i].Name).In(lang)
	}
	for _, p := range v.People {
		m.People = append(m.People, leadPerson{
			ID: p.ID, Name: p.Name, Answered: p.Answered, Done: p.Done, Score: p.Score, Factor: p.Factor,
			Offline: !s.host.Online(p.ID),
		})
	}
	for _, o := range outside {
		m.Outsiders = append(m.Outsiders, leadPerson{ID: o.Who, Name: o.Name, Order: o.Order, Why: o.Why.In(lang)})
	}
	if from := s.host.Limited(); from != "" {
		m.Warnings = append(m.Warnings, TextAddressLimited.In(lang, from))
	}
	text, err := json.Marshal(m)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}
