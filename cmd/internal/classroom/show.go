package classroom

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/coder/websocket"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// coalescing is how often at most the host and the projector are shown that somebody
// came or answered.
const coalescing = 250 * time.Millisecond

// A client is a connection that is shown what changes: that of a participant, or of
// a projector for an empty id. What it was not sent yet is replaced by what is newer:
// a slow reader misses what is past, and costs no memory.
type client struct {
	id    room.ParticipantID
	lang  catalogue.Lang
	ready chan struct{} // of one

	began   time.Time // guarded by Host.mu, as is dropped
	dropped bool

	mu    sync.Mutex
	next  []byte // a whole snapshot
	said  [][]byte
	seq   int64
	ended websocket.StatusCode // 0 until it ends
}

// mostSaid is how many answers to what a client asked wait for it.
const mostSaid = 8

// put has the snapshot sent, unless a newer one was.
func (c *client) put(snapshot []byte, seq int64) {
	c.mu.Lock()
	if seq >= c.seq {
		c.next, c.seq = snapshot, seq
	}
	c.mu.Unlock()
	c.signal()
}

// say has a message sent beside snapshots, such as an error.
func (c *client) say(message []byte) {
	c.mu.Lock()
	if len(c.said) < mostSaid {
		c.said = append(c.said, message)
	}
	c.mu.Unlock()
	c.signal()
}

// shows returns the change that the client is shown, or will be next.
func (c *client) shows() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seq
}

// end has the connection closed with the code, after what is still to be sent.
func (c *client) end(code websocket.StatusCode) {
	c.mu.Lock()
	c.ended = code
	c.mu.Unlock()
	c.signal()
}

func (c *client) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// take returns what is to be sent, and the code to close with if that is the end.
func (c *client) take() (messages [][]byte, end websocket.StatusCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	messages, c.said = c.said, nil
	if c.next != nil {
		messages = append(messages, c.next)
		c.next = nil
	}
	return messages, c.ended
}

// connect adds a client, and shows it how things stand. The error is that of
// [room.Room.ViewOf], or of [Host.look].
func (h *Host) connect(ctx context.Context, id room.ParticipantID, lang catalogue.Lang) (*client, error) {
	c := &client{id: id, lang: lang, ready: make(chan struct{}, 1)}
	var failed error
	err := h.look(ctx, func(r *room.Room, at time.Time) {
		snapshot, err := h.snapshot(r, id, lang, at)
		if err != nil {
			failed = err
			return
		}
		h.mu.Lock()
		h.clients[c] = true
		c.began = h.now()
		if id != "" {
			h.giveUpOldest(id)
			h.online[id]++
		}
		h.mu.Unlock()
		c.put(snapshot, r.State().Seq)
	})
	if err == nil {
		err = failed
	}
	h.Nudge()
	return c, err
}

// sockets is how many connections a participant can have. A new one replaces the oldest,
// which a phone that has changed networks no longer uses.
const sockets = 4

func (h *Host) giveUpOldest(id room.ParticipantID) {
	var oldest *client
	n := 0
	for c := range h.clients {
		if c.id != id || c.dropped {
			continue
		}
		n++
		if oldest == nil || c.began.Before(oldest.began) {
			oldest = c
		}
	}
	if n > sockets {
		oldest.dropped = true
		oldest.end(websocket.StatusNormalClosure)
	}
}

func (h *Host) disconnect(c *client) {
	h.mu.Lock()
	if h.clients[c] && c.id != "" {
		if h.online[c.id]--; h.online[c.id] == 0 {
			delete(h.online, c.id)
		}
	}
	delete(h.clients, c)
	h.mu.Unlock()
	h.Nudge()
}

// farewell is how long at most it takes to tell clients that the host goes away.
const farewell = time.Second

// bidFarewell closes all connections as those of a host that goes away, and waits for that.
func (h *Host) bidFarewell() {
	left := func() int {
		h.mu.Lock()
		defer h.mu.Unlock()
		for c := range h.clients {
			c.end(websocket.StatusGoingAway)
		}
		return len(h.clients)
	}
	for until := time.Now().Add(farewell); left() > 0 && time.Now().Before(until); {
		time.Sleep(farewell / 100)
	}
}

// show shows what has changed: to all, or to those whom it is about.
func (h *Host) show(b changes, all bool) {
	touched := make(map[room.ParticipantID]bool)
	for id := range b.people {
		touched[id] = true
	}
	for _, a := range b.answers {
		touched[a.Participant] = true
	}
	h.mu.Lock()
	var clients []*client
	for c := range h.clients {
		if c.id != "" && (all || touched[c.id]) || c.id == "" && all {
			clients = append(clients, c)
		}
	}
	h.mu.Unlock()
	at := h.now()
	for _, c := range clients {
		snapshot, err := h.snapshot(h.Room, c.id, c.lang, at)
		if err != nil { // was sent out
			c.say(goneMessage)
			c.end(websocket.StatusNormalClosure)
			continue
		}
		c.put(snapshot, h.Room.State().Seq)
	}
	if all {
		h.Nudge()
	}
}

// showWatchers shows host and projectors what was not shown to them at once.
func (h *Host) showWatchers() {
	h.held <- struct{}{}
	defer h.release()
	seq := h.Room.State().Seq
	h.mu.Lock()
	var behind []*client
	for c := range h.clients {
		if c.id == "" && c.shows() != seq {
			behind = append(behind, c)
		}
	}
	h.mu.Unlock()
	for _, c := range behind {
		if snapshot, err := h.snapshot(h.Room, "", c.lang, h.now()); err == nil {
			c.put(snapshot, seq)
		}
	}
	if h.shown != seq {
		h.shown = seq
		h.Nudge()
	}
}

var goneMessage = []byte(`{"type":"gone"}`)

// snapshot is all that the participant, or for an empty id the projector, may see, in the
// language. The projector has questions in that of the room.
func (h *Host) snapshot(r *room.Room, id room.ParticipantID, lang catalogue.Lang, at time.Time) ([]byte, error) {
	if id == "" {
		v := r.Projector(at)
		for i := range v.Areas {
			v.Areas[i].Name = wording.Area(v.Areas[i].Name).In(lang)
		}
		return json.Marshal(screenMessage{"screen", h.Code, v})
	}
	v, err := r.ViewOf(id, lang, at)
	if err != nil {
		return nil, err
	}
	for i := range v.Areas {
		v.Areas[i].Name = wording.Area(v.Areas[i].Name).In(lang)
	}
	return json.Marshal(State{"state", v})
}

// A State is what a participant is sent: all that they see.
type State struct {
	Type string `json:"type"` // "state"
	room.ParticipantView
}

// A screenMessage is what a projector is sent.
type screenMessage struct {
	Type string `json:"type"` // "screen"
	Code string `json:"code"`
	room.ProjectorView
}
