package classroom

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"portdrill/questions"
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
	ready chan struct{} // of one

	mu    sync.Mutex
	next  []byte // a whole snapshot
	said  [][]byte
	seq   int64
	ended bool
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

func (c *client) end() {
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	c.signal()
}

func (c *client) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// take returns what is to be sent, and whether that is the end.
func (c *client) take() (messages [][]byte, end bool) {
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
func (h *Host) connect(ctx context.Context, id room.ParticipantID) (*client, error) {
	c := &client{id: id, ready: make(chan struct{}, 1)}
	var failed error
	err := h.look(ctx, func(r *room.Room, at time.Time) {
		snapshot, err := h.snapshot(r, id, at)
		if err != nil {
			failed = err
			return
		}
		h.mu.Lock()
		h.clients[c] = true
		if id != "" {
			h.online[id]++
		}
		h.mu.Unlock()
		c.put(snapshot, r.State().Seq)
	})
	if err == nil {
		err = failed
	}
	h.nudge()
	return c, err
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
	h.nudge()
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
		snapshot, err := h.snapshot(h.Room, c.id, at)
		if err != nil { // was sent out
			c.say(goneMessage)
			c.end()
			continue
		}
		c.put(snapshot, h.Room.State().Seq)
	}
	if all {
		h.nudge()
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
		if snapshot, err := h.snapshot(h.Room, "", h.now()); err == nil {
			c.put(snapshot, seq)
		}
	}
	if h.shown != seq {
		h.shown = seq
		h.nudge()
	}
}

var goneMessage = []byte(`{"type":"gone"}`)

// snapshot is all that the participant, or for an empty id the projector, may see.
func (h *Host) snapshot(r *room.Room, id room.ParticipantID, at time.Time) ([]byte, error) {
	if id == "" {
		v := r.Projector(at)
		for i := range v.Areas {
			v.Areas[i].Name = h.AreaName(v.Areas[i].Name)
		}
		return json.Marshal(h.screenOf(v))
	}
	v, err := r.ViewOf(id, at)
	if err != nil {
		return nil, err
	}
	for i := range v.Areas {
		v.Areas[i].Name = h.AreaName(v.Areas[i].Name)
	}
	return json.Marshal(stateOf(v))
}

// A State is a [room.ParticipantView] as it is sent: all that a participant sees. Times are milliseconds
// that are left: the clocks of others are not trusted, nor do they need to agree.
type State struct {
	Type     string          `json:"type"` // "state"
	Seq      int64           `json:"seq"`
	Phase    room.Phase      `json:"phase"`
	Pace     room.Pace       `json:"pace"`
	Paused   bool            `json:"paused,omitempty"`
	Of       int             `json:"of"`
	Name     string          `json:"name"`
	Question *Question       `json:"question,omitempty"`
	Answered bool            `json:"answered,omitempty"`
	Given    string          `json:"given,omitempty"`
	Kept     room.QuestionID `json:"kept,omitempty"` // that was answered last: its acknowledgement
	Time     *Remaining      `json:"time,omitempty"`
	Result   *Result         `json:"result,omitempty"`
	Right    int             `json:"right"`
	Asked    int             `json:"asked"`
	Score    int             `json:"score"`
	Place    int             `json:"place,omitempty"`
	Results  []Result        `json:"results,omitempty"`
	Areas    []Area          `json:"areas,omitempty"`
}

// A Question is one that can be answered, or could.
type Question struct {
	ID      room.QuestionID  `json:"id"`
	N       int              `json:"n"`
	Of      int              `json:"of"`
	Format  questions.Format `json:"format"`
	Lang    catalogue.Lang   `json:"lang"`
	Stem    string           `json:"stem"`
	Options []string         `json:"options,omitempty"`
}

// Remaining is what is left of the time.
type Remaining struct {
	LeftMS  int64 `json:"left_ms"`
	LimitMS int64 `json:"limit_ms"`
	Runs    bool  `json:"runs"`
}

// A Result is how a question was answered, and what is right.
type Result struct {
	N           int      `json:"n"`
	Stem        string   `json:"stem"`
	Answers     []string `json:"answers"`
	Explanation string   `json:"explanation"`
	Answered    bool     `json:"answered"`
	Given       string   `json:"given"`
	Correct     bool     `json:"correct"`
	Points      int      `json:"points"`
}

// An Area is how somebody did in one area.
type Area struct {
	Name  string `json:"name"`
	Right int    `json:"right"`
	Asked int    `json:"asked"`
}

func stateOf(v room.ParticipantView) State {
	m := State{
		Type: "state", Seq: v.Seq, Phase: v.Phase, Pace: v.Pace, Paused: v.Paused, Of: v.Of, Name: v.Name,
		Question: questionOf(v.Question), Answered: v.Answered, Given: v.Given, Kept: v.Last, Time: timeOf(v.Time),
		Right: v.Right, Asked: v.Asked, Score: v.Score, Place: v.Place, Areas: areasOf(v.Areas),
	}
	if v.Result != nil {
		result := resultOf(*v.Result)
		m.Result = &result
	}
	for _, r := range v.Results {
		m.Results = append(m.Results, resultOf(r))
	}
	return m
}

func questionOf(q *room.Shown) *Question {
	if q == nil {
		return nil
	}
	return &Question{q.ID, q.N, q.Of, q.Format, q.Lang, q.Stem, q.Options}
}

func timeOf(t room.Time) *Remaining {
	if !t.Limited {
		return nil
	}
	return &Remaining{t.Left.Milliseconds(), t.Limit.Milliseconds(), t.Runs}
}

func resultOf(r room.Result) Result {
	return Result{r.N, r.Stem, r.Answers, r.Explanation, r.Answered, r.Given, r.Correct, r.Points}
}

func areasOf(all []room.Area) []Area {
	var areas []Area
	for _, a := range all {
		areas = append(areas, Area{a.Name, a.Right, a.Asked})
	}
	return areas
}

// A screenMessage is a [room.ProjectorView] as it is sent.
type screenMessage struct {
	Type        string            `json:"type"` // "screen"
	Seq         int64             `json:"seq"`
	Code        string            `json:"code"`
	Phase       room.Phase        `json:"phase"`
	Pace        room.Pace         `json:"pace"`
	Paused      bool              `json:"paused,omitempty"`
	Locked      bool              `json:"locked,omitempty"`
	Of          int               `json:"of"`
	Present     int               `json:"present"`
	Names       []string          `json:"names,omitempty"`
	Question    *Question         `json:"question,omitempty"`
	Time        *Remaining        `json:"time,omitempty"`
	Histogram   *histogramMessage `json:"histogram,omitempty"`
	Answers     []string          `json:"answers,omitempty"`
	Explanation string            `json:"explanation,omitempty"`
	Leaders     []leaderMessage   `json:"leaders,omitempty"`
	Areas       []Area            `json:"areas,omitempty"`
}

type histogramMessage struct {
	Bars     []barMessage `json:"bars"`
	Other    int          `json:"other"`
	DontKnow int          `json:"dont_know"`
	None     int          `json:"none"`
}

type barMessage struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Right bool   `json:"right,omitempty"`
}

type leaderMessage struct {
	Place int    `json:"place"`
	Name  string `json:"name"`
	Score int    `json:"score"`
}

func (h *Host) screenOf(v room.ProjectorView) screenMessage {
	m := screenMessage{
		Type: "screen", Seq: v.Seq, Code: h.Code, Phase: v.Phase, Pace: v.Pace, Paused: v.Paused, Locked: v.Locked, Of: v.Of,
		Present: v.Present, Names: v.Names, Question: questionOf(v.Question), Time: timeOf(v.Time), Areas: areasOf(v.Areas),
	}
	if v.Histogram != nil {
		m.Histogram = &histogramMessage{Bars: []barMessage{}, Other: v.Histogram.Other, DontKnow: v.Histogram.DontKnow, None: v.Histogram.None}
		for _, b := range v.Histogram.Bars {
			m.Histogram.Bars = append(m.Histogram.Bars, barMessage{b.Text, b.Count, b.Right})
		}
	}
	if v.Key != nil {
		m.Answers, m.Explanation = v.Key.Answers, v.Key.Explanation
	}
	for _, s := range v.Leaders {
		m.Leaders = append(m.Leaders, leaderMessage{s.Place, s.Name, s.Score})
	}
	return m
}
