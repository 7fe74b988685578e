package classroom

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"portdrill/quiz/room"
)

// A page that has heard nothing for longer than a beat takes the connection for lost.
const (
	beat          = 15 * time.Second
	largestFrame  = 4 << 10
	mostPerSecond = 20 // messages; a page sends one a question
)

// socket shows a participant what changes, and takes answers.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	id, known := s.participant(r)
	if !known {
		s.refuse(w, r, "gone", http.StatusUnauthorized)
		return
	}
	s.converse(w, r, id)
}

// wallSocket shows a projector what changes.
func (s *Server) wallSocket(w http.ResponseWriter, r *http.Request) {
	if !same(r.URL.Query().Get("k"), s.host.Key) {
		http.NotFound(w, r)
		return
	}
	s.converse(w, r, "")
}

func (s *Server) converse(w http.ResponseWriter, r *http.Request, id room.ParticipantID) {
	// Whoever comes from another site is refused here: the origin must be the host.
	// Snapshots are small, and to compress them costs memory for each connection.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return // it was answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(largestFrame)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	c, err := s.host.connect(ctx, id, s.language(r))
	defer s.host.disconnect(c)
	if err != nil {
		name, _ := problemOf(err)
		s.sendError(ctx, conn, s.errorOf(r, name, ""))
		return
	}
	go func() {
		defer cancel()
		s.hear(ctx, conn, r, c)
	}()
	s.tell(ctx, conn, c)
}

func (s *Server) sendError(ctx context.Context, conn *websocket.Conn, m errorMessage) {
	text, err := json.Marshal(m)
	if err == nil {
		send(ctx, conn, text)
	}
	conn.Close(websocket.StatusPolicyViolation, m.Error)
}

func send(ctx context.Context, conn *websocket.Conn, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, writePatience)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, text)
}

// tell sends what there is to be shown, and now and then that there is nothing: a
// beat with the number of the last change.
func (s *Server) tell(ctx context.Context, conn *websocket.Conn, c *client) {
	quiet := time.NewTimer(beat)
	defer quiet.Stop()
	for {
		var messages [][]byte
		var end websocket.StatusCode
		select {
		case <-ctx.Done():
			conn.Close(websocket.StatusGoingAway, "")
			return
		case <-quiet.C:
			messages = [][]byte{[]byte(`{"type":"beat"}`)}
		case <-c.ready:
			messages, end = c.take()
		}
		for _, m := range messages {
			if send(ctx, conn, m) != nil {
				return
			}
		}
		if end != 0 {
			conn.Close(end, "")
			return
		}
		quiet.Reset(beat)
	}
}

// hear takes answers until the connection ends. What is no answer is passed over: a
// connection is not lost by one bad message, only by many.
func (s *Server) hear(ctx context.Context, conn *websocket.Conn, r *http.Request, c *client) {
	budget, since := mostPerSecond, time.Now()
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return
		}
		if time.Since(since) > time.Second {
			budget, since = mostPerSecond, time.Now()
		}
		if budget--; budget < 0 {
			conn.Close(websocket.StatusPolicyViolation, "slow")
			return
		}
		if c.id != "" { // a projector only looks on
			s.heard(ctx, r, c, text)
		}
	}
}

func (s *Server) heard(ctx context.Context, r *http.Request, c *client, text []byte) {
	var m answerMessage
	if err := json.Unmarshal(text, &m); err != nil || m.Type != "answer" {
		s.sayProblem(c, s.errorOf(r, "message", ""), "")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, keepPatience)
	defer cancel()
	err := s.host.answer(ctx, c.id, m)
	if err == nil {
		s.reassure(ctx, c)
		return
	}
	name, _ := problemOf(err)
	said := ""
	if name == "answer" {
		said = s.host.noAnswer(m, c.lang, err).Error()
	}
	s.sayProblem(c, s.errorOf(r, name, said), m.Question)
}

// reassure shows how things stand where an answer was there already, of which
// nothing new is shown.
func (s *Server) reassure(ctx context.Context, c *client) {
	var snapshot []byte
	var seq int64
	err := s.host.look(ctx, func(r *room.Room, at time.Time) {
		if c.shows() == r.State().Seq {
			return
		}
		if text, err := s.host.snapshot(r, c.id, c.lang, at); err == nil {
			snapshot, seq = text, r.State().Seq
		}
	})
	if err == nil && snapshot != nil { // it is kept by now
		c.put(snapshot, seq)
	}
}

func (s *Server) sayProblem(c *client, m errorMessage, question room.QuestionID) {
	m.Question = question
	if text, err := json.Marshal(m); err == nil {
		c.say(text)
	}
}
