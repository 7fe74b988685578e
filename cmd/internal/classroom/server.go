package classroom

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"portdrill/cmd/internal/guard"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

//go:embed pages
var pageFiles embed.FS

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pageFiles, "pages/*.html"))
})

// Limits of what comes in. A WebSocket has its own, of each message.
const (
	headerPatience = 5 * time.Second
	readPatience   = 10 * time.Second
	writePatience  = 10 * time.Second
	idlePatience   = 30 * time.Second
	mostOfHeaders  = 8 << 10

	// For how long a request waits until what it brought is kept. The client tries
	// again, which changes nothing if it was.
	keepPatience = 8 * time.Second
)

// A Server is what browsers and terminals speak to.
type Server struct {
	host   *Host
	url    string // that people join at
	lang   catalogue.Lang
	secure bool
	codes  *guard.Limiter
	pins   *guard.Limiter // by member and address
	byAll  *guard.Limiter // by member
	keys   *guard.Limiter // of the wall and the host page, by address
	desk   desk
	http   *http.Server
	hosts  guard.Hosts
	most   atomic.Int64       // see PerAddress
	rude   atomic.Bool        // names are accepted
	close  context.CancelFunc // of the context that every request inherits
}

// NewServer returns a server for the session that is reached by the hosts alone (as
// "192.168.1.7:8080"). url is what people open to join; lang is what pages are in
// for a browser that asks for neither language; secure says that it is served by TLS.
//
//nolint:contextcheck // it serves until Close, whatever becomes of the call that made it
func NewServer(h *Host, url string, hosts []string, lang catalogue.Lang, secure bool) *Server {
	s := &Server{
		host: h, url: url, lang: lang, secure: secure,
		codes: guard.NewLimiter(mostFailedCodes, failedCodesPer, h.now),
		pins:  guard.NewLimiter(mostFailedPINs, failedPINsPer, h.now),
		byAll: guard.NewLimiter(mostFailedByAll, failedByAllPer, h.now),
		keys:  guard.NewLimiter(mostFailedKeys, failedKeysPer, h.now),
		desk:  desk{given: make(map[string]time.Time)},
	}
	s.most.Store(PerAddress)
	s.hosts.Allow(hosts...)
	open, end := context.WithCancel(context.Background())
	s.close = end
	s.http = &http.Server{
		BaseContext: func(net.Listener) context.Context { return open },
		Handler:     guard.Guarded(s.routes(), &s.hosts, secure, nil), MaxHeaderBytes: mostOfHeaders,
		ReadHeaderTimeout: headerPatience, ReadTimeout: readPatience,
		WriteTimeout: writePatience, IdleTimeout: idlePatience,
		ErrorLog: log.New(io.Discard, "", 0), // the teacher need not know what strangers send
	}
	return s
}

// PerAddress is how many connections an address can have at once, and how many guests who
// are offline.
const PerAddress = 16

// AllowPerAddress replaces the limit [PerAddress], as for a class that shares one address.
func (s *Server) AllowPerAddress(most int) { s.most.Store(int64(most)) }

// AllowAnyName accepts names of guests that a class had better not see on the wall.
func (s *Server) AllowAnyName() { s.rude.Store(true) }

// Allow adds a host by which the server can be addressed, as that of a proxy.
func (s *Server) Allow(host string) { s.hosts.Allow(host) }

// Handler returns the handler of the server, for use without its listener.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Serve serves until the server is closed; cert and key are the files for TLS, empty
// for none.
func (s *Server) Serve(l net.Listener, cert, key string) error {
	const perParticipant, more = 4, 64 // a page, and its requests
	settings := s.host.Room.Settings()
	l = guard.Limit(l, perParticipant*max(settings.Most, settings.Reserved)+more, func() int { return int(s.most.Load()) }, s.host.limits)
	var err error
	if s.secure {
		err = s.http.ServeTLS(l, cert, key)
	} else {
		err = s.http.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve the class: %w", err)
}

// Close tells those who are connected that the server goes away, and lets go of all
// connections.
func (s *Server) Close() error {
	defer s.close() // of the WebSockets, which http.Server no longer knows
	err := s.http.Close()
	s.host.bidFarewell()
	return err
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page("join.html"))
	mux.HandleFunc("GET /{code}", s.page("join.html"))
	mux.HandleFunc("GET /wall/{code}", s.wall)
	mux.HandleFunc("GET /host", s.page("host.html"))
	mux.HandleFunc("GET /H/{ticket}", s.page("host.html"))
	mux.HandleFunc("GET /assets/{name}", s.asset)
	mux.HandleFunc("POST /join", s.join)
	mux.HandleFunc("POST /leave", s.leave)
	mux.HandleFunc("POST /answer", s.answer)
	mux.HandleFunc("GET /state", s.state)
	mux.HandleFunc("GET /ws", s.socket)
	mux.HandleFunc("GET /wall/state", s.wallState)
	mux.HandleFunc("GET /wall/ws", s.wallSocket)
	mux.HandleFunc("GET /wall/qr.svg", s.qr)
	mux.HandleFunc("POST /host/enter", s.enter)
	mux.HandleFunc("GET /host/state", s.leadState)
	mux.HandleFunc("POST /host/do", s.lead)
	return mux
}

// pageData is what a page is made of.
type pageData struct {
	Lang  catalogue.Lang
	Other catalogue.Lang // that can be switched to
	Texts map[string]string
	Data  string // the texts as JSON, for the script
	URL   string
	Key   string // of the projector's page
	Code  string

	Ticket string // of the host page
}

// page serves a page in the language that was asked for by the address, else by the
// browser.
func (s *Server) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if code := r.PathValue("code"); code != "" && !isCode(code) {
			http.NotFound(w, r)
			return
		}
		s.servePage(w, r, name, "")
	}
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request, name, key string) {
	d := pageData{Lang: s.language(r), URL: s.url, Key: key, Code: r.PathValue("code"), Ticket: r.PathValue("ticket")}
	d.Other = catalogue.English
	if d.Lang == catalogue.English {
		d.Other = catalogue.Chinese
	}
	d.Texts = PageTexts(d.Lang)
	data, err := json.Marshal(d.Texts)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	d.Data = string(data)
	var page bytes.Buffer
	if err := pages().ExecuteTemplate(&page, name, d); err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// isCode reports whether the text may be a code to join by, as a QR code has it in
// the path.
func isCode(text string) bool {
	return len(text) == CodeLength && strings.Trim(strings.ToUpper(text), CodeSigns) == ""
}

var languages = sync.OnceValue(func() language.Matcher {
	return language.NewMatcher([]language.Tag{language.English, language.Chinese})
})

func (s *Server) language(r *http.Request) catalogue.Lang {
	if lang, ok := catalogue.ParseLang(r.URL.Query().Get("lang")); ok {
		return lang
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return s.lang
	}
	_, i, sure := languages().Match(wanted...)
	switch {
	case sure == language.No:
		return s.lang
	case i == 1:
		return catalogue.Chinese
	}
	return catalogue.English
}

var assetTypes = map[string]string{
	"join.js": "text/javascript", "wall.js": "text/javascript", "host.js": "text/javascript",
	"class.js": "text/javascript", "class.css": "text/css", "wall.css": "text/css",
}

// Asset returns what a page loads, and of what kind it is; nil if there is none of the name.
func Asset(name string) (content []byte, kind string) {
	if assetTypes[name] == "" {
		return nil, ""
	}
	content, err := pageFiles.ReadFile("pages/" + name)
	if err != nil {
		return nil, ""
	}
	return content, assetTypes[name]
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	content, kind := Asset(r.PathValue("name"))
	if content == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Write(content)
}

// cookieName names the room, so that two on one machine do not share a cookie.
func (s *Server) cookieName() string { return "portdrill-" + s.host.ID[:min(len(s.host.ID), 8)] }

// participant returns who a request is from, by the cookie.
func (s *Server) participant(r *http.Request) (room.ParticipantID, bool) {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return "", false
	}
	return s.host.whose(cookie.Value)
}

// answerMessage is an answer.
type answerMessage struct {
	Type     string          `json:"type"` // "answer", by WebSocket
	Question room.QuestionID `json:"question"`
	Sure     bool            `json:"sure,omitempty"` // also if it is [ErrNear]
	questions.Reply
}

// longestAnswer is how many signs of what was typed are looked at.
const longestAnswer = 200

// reply is the answer, with nothing in it that a terminal would obey or that changes
// how other text is seen: what was typed is shown in reports.
func (m answerMessage) reply() questions.Reply {
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, wording.Clip(m.Text, longestAnswer))
	return questions.Reply{Choice: m.Choice, Choices: m.Choices, Text: text, DontKnow: m.DontKnow}
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	id, known := s.participant(r)
	if !known {
		s.refuse(w, r, "gone", http.StatusUnauthorized)
		return
	}
	var m answerMessage
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	err := s.host.answer(ctx, id, m)
	if errors.Is(err, questions.ErrNoAnswer) {
		err = s.host.noAnswer(m, s.language(r), err)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.writeState(ctx, w, r, id); err != nil {
		s.fail(w, r, err)
	}
}

// ErrNear is returned for an answer that is wrong only for a slip in the spelling, and that
// was not sent as sure. It is not taken yet.
var ErrNear = errors.New("nearly right")

// answer returns once the answer is kept.
func (h *Host) answer(ctx context.Context, id room.ParticipantID, m answerMessage) error {
	return h.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
		if !m.Sure && r.IsSlip(id, m.Question, m.reply(), at) {
			return room.Change{State: r.State()}, ErrNear
		}
		return r.Answer(id, m.Question, m.reply(), at)
	})
}

// noAnswer is err, that something is no answer, in the language.
func (h *Host) noAnswer(m answerMessage, lang catalogue.Lang, err error) error {
	for _, a := range h.Room.Questions() { // which never change
		if a.ID != m.Question {
			continue
		}
		if _, said := a.In(lang).Judge(m.reply()); said != nil {
			return said
		}
	}
	return err
}

func (s *Server) state(w http.ResponseWriter, r *http.Request) {
	id, known := s.participant(r)
	if !known {
		s.refuse(w, r, "gone", http.StatusUnauthorized)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	s.host.asked(id)
	if err := s.writeState(ctx, w, r, id); err != nil {
		s.fail(w, r, err)
	}
}

func (s *Server) wallState(w http.ResponseWriter, r *http.Request) {
	if !same(r.URL.Query().Get("k"), s.host.Key) {
		http.NotFound(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	if err := s.writeState(ctx, w, r, ""); err != nil {
		s.fail(w, r, err)
	}
}

// writeState writes all that the participant, or the projector, may see.
func (s *Server) writeState(ctx context.Context, w http.ResponseWriter, r *http.Request, id room.ParticipantID) error {
	var snapshot []byte
	var failed error
	lang := s.language(r)
	err := s.host.look(ctx, func(r *room.Room, at time.Time) { snapshot, failed = s.host.snapshot(r, id, lang, at) })
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(snapshot)
	return nil
}

func (s *Server) qr(w http.ResponseWriter, r *http.Request) {
	if !same(r.URL.Query().Get("k"), s.host.Key) {
		http.NotFound(w, r)
		return
	}
	picture, err := SVG(JoinURL(s.url, s.host.Code))
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	io.WriteString(w, picture)
}

// JoinURL is the address that fills the code in, in signs of which a QR code takes up
// the least room: those that have no case.
func JoinURL(url, code string) string { return strings.ToUpper(url) + "/" + code }

// readJSON reads one value and nothing behind it.
func readJSON(from io.Reader, into any) error {
	d := json.NewDecoder(from)
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows")
	}
	return nil
}

// An errorMessage says why something was not done, in the words of who asked.
type errorMessage struct {
	Type     string          `json:"type"` // "error"
	Error    string          `json:"error"`
	Message  string          `json:"message"`
	Question room.QuestionID `json:"question,omitempty"`
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, problem string, status int) {
	text, err := json.Marshal(s.errorOf(r, problem, ""))
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

func (s *Server) errorOf(r *http.Request, problem, text string) errorMessage {
	if text == "" {
		text = ProblemText(problem).In(s.language(r))
	}
	return errorMessage{Type: "error", Error: problem, Message: text}
}

// problems are what errors are called over the network, with the status that a
// request gets. Those of the end of a session and of who is gone end a connection.
var problems = []struct {
	err    error
	name   string
	status int
}{
	{room.ErrFull, "full", http.StatusForbidden},
	{room.ErrLocked, "locked", http.StatusForbidden},
	{room.ErrNameTaken, "taken", http.StatusForbidden},
	{room.ErrName, "name", http.StatusForbidden},
	{room.ErrBarred, "barred", http.StatusForbidden},
	{room.ErrNoGuests, "guests", http.StatusForbidden},
	{ErrCrowd, "crowd", http.StatusTooManyRequests},
	{room.ErrNoParticipant, "gone", http.StatusUnauthorized},
	{room.ErrNotAsked, "late", http.StatusConflict},
	{room.ErrLate, "late", http.StatusConflict},
	{room.ErrAnswered, "answered", http.StatusConflict},
	{ErrNear, "near", http.StatusConflict},
	{room.ErrOrder, "order", http.StatusConflict},
	{ErrBusy, "busy", http.StatusServiceUnavailable},
	{ErrEnded, "ended", http.StatusServiceUnavailable},
	{questions.ErrNoAnswer, "answer", http.StatusUnprocessableEntity},
}

func problemOf(err error) (name string, status int) {
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return p.name, p.status
		}
	}
	return "busy", http.StatusServiceUnavailable
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	name, status := problemOf(err)
	if name == "answer" { // the question says what would be one
		text, _ := json.Marshal(errorMessage{Type: "error", Error: name, Message: err.Error()}) // always can be
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(text)
		return
	}
	s.refuse(w, r, name, status)
}
