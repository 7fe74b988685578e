package classroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// ErrGone is returned to whoever is not in the room any more.
var ErrGone = errors.New("not in the room")

// A Refused error is what the host says to why something was not done, in the
// language that was asked for.
type Refused struct{ Name, Message string }

func (r *Refused) Error() string { return r.Message }

// How a client goes on where the network does not.
const (
	retryEvery    = time.Second
	requestTakes  = 10 * time.Second
	ackPatience   = 3 * time.Second
	silence       = beat + 10*time.Second
	largestAnswer = 1 << 20 // bytes of a snapshot
)

// A Client is a participant on another machine, as the page in a browser is. It
// comes back by itself after a lost connection, and asks again and again where a
// WebSocket cannot be had.
type Client struct {
	base *url.URL
	lang catalogue.Lang
	http *http.Client
	stat Traffic

	mu      sync.Mutex
	conn    *websocket.Conn // nil while there is none
	latest  State
	slip    room.QuestionID // whose answer was sent back as [ErrNear]
	waiting map[room.QuestionID]chan error
	states  chan State // of one: what was not taken is replaced
}

// Traffic counts messages and bytes of a client, without what carries them.
type Traffic struct {
	mu              sync.Mutex
	Frames, Bytes   int64
	Connects, Polls int64
}

func (t *Traffic) count(size int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Frames++
	t.Bytes += int64(size)
}

// Read returns the counts so far.
func (t *Traffic) Read() (frames, size int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.Frames, t.Bytes
}

// NewClient returns a client for the session at the address, which may lack its
// scheme. The error says that it is no address.
func NewClient(address string, lang catalogue.Lang) (*Client, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a class", address)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("reach the class: %w", err)
	}
	base.Path, base.RawQuery, base.Fragment = "", "", ""
	return &Client{
		base: base, lang: lang, http: &http.Client{Jar: jar, Timeout: requestTakes},
		waiting: make(map[room.QuestionID]chan error), states: make(chan State, 1),
	}, nil
}

// Through has connections made by dial.
func (c *Client) Through(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	c.http.Transport = &http.Transport{DialContext: dial}
}

// Traffic returns the counts of what was sent and received.
func (c *Client) Traffic() *Traffic { return &c.stat }

// Join joins with the code. The error is a [Refused], or that the host cannot be
// reached.
func (c *Client) Join(ctx context.Context, code, name, pin string) (State, error) {
	return c.request(ctx, http.MethodPost, "/join", joinMessage{code, name, pin})
}

// Poll requests the current state once, as where a WebSocket is blocked.
func (c *Client) Poll(ctx context.Context) (State, error) {
	return c.request(ctx, http.MethodGet, "/state", nil)
}

// request returns the state that the host answers with.
func (c *Client) request(ctx context.Context, method, path string, message any) (State, error) {
	var body io.Reader
	if message != nil {
		text, err := json.Marshal(message)
		if err != nil {
			return State{}, err
		}
		c.stat.count(len(text))
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base.String()+path+"?lang="+string(c.lang), body)
	if err != nil {
		return State{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return State{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, largestAnswer))
	if err != nil {
		return State{}, err
	}
	c.stat.count(len(text))
	return c.understood(text)
}

// understood reads a message: a state, or an error.
func (c *Client) understood(text []byte) (State, error) {
	var m struct {
		State
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	switch err := json.Unmarshal(text, &m); {
	case err != nil:
		return State{}, fmt.Errorf("what answers there is no class: %w", err)
	case m.Type == "gone", m.Error == "gone":
		return State{}, ErrGone
	case m.Type == "error":
		return State{}, &Refused{m.Error, m.Message}
	case m.Type == "state":
		return m.State, nil
	case m.Type == "beat":
		return State{Type: "beat"}, nil
	}
	return State{}, errors.New("what answers there is no class")
}

// Remind has the state seen once more, unless something newer came.
func (c *Client) Remind(s State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.Seq < c.latest.Seq {
		return
	}
	select {
	case c.states <- s:
	default: // there is something to be seen
	}
}

// States returns the channel of what is to be seen. It holds the latest alone.
func (c *Client) States() <-chan State { return c.states }

// Follow keeps in touch until the context ends, or somebody is not in the room any
// more, which is [ErrGone]. first is what Join returned.
func (c *Client) Follow(ctx context.Context, first State) error {
	c.took(first)
	for ctx.Err() == nil {
		err := c.listen(ctx)
		if errors.Is(err, ErrGone) {
			return err
		}
		// Without a WebSocket, poll for what it would have brought.
		s, err := c.Poll(ctx)
		c.stat.mu.Lock()
		c.stat.Polls++
		c.stat.mu.Unlock()
		switch {
		case errors.Is(err, ErrGone):
			return err
		case err == nil:
			c.took(s)
		}
		pause(ctx, retryEvery/2+time.Duration(rand.Int64N(int64(retryEvery))))
	}
	return ctx.Err()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// listen shows what comes by a WebSocket until it is lost.
func (c *Client) listen(ctx context.Context) error {
	u := *c.base
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	u.Path, u.RawQuery = "/ws", "lang="+string(c.lang)
	opening, cancel := context.WithTimeout(ctx, requestTakes)
	defer cancel()
	patient := *c.http
	patient.Timeout = 0 // of the whole conversation
	conn, answer, err := websocket.Dial(opening, u.String(), &websocket.DialOptions{HTTPClient: &patient})
	if err != nil {
		if answer != nil && answer.StatusCode == http.StatusUnauthorized {
			return ErrGone
		}
		return err
	}
	conn.SetReadLimit(largestAnswer)
	defer conn.CloseNow()
	c.mu.Lock()
	c.conn = conn
	c.mu.Unlock()
	c.stat.mu.Lock()
	c.stat.Connects++
	c.stat.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.conn = nil
		c.mu.Unlock()
	}()
	for {
		hearing, cancel := context.WithTimeout(ctx, silence)
		_, text, err := conn.Read(hearing)
		cancel()
		if err != nil {
			return err
		}
		c.stat.count(len(text))
		s, err := c.understood(text)
		var refused *Refused
		switch {
		case errors.Is(err, ErrGone):
			return err
		case errors.As(err, &refused):
			c.refused(text, refused)
		case err == nil && s.Type == "state":
			c.took(s)
		}
	}
}

// Drop loses the connection, as a network does.
func (c *Client) Drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		c.conn.CloseNow()
	}
}

// took shows a state, unless it was overtaken, and tells who waits for it to hold
// their answer.
func (c *Client) took(s State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.Seq < c.latest.Seq {
		return
	}
	c.latest = s
	select {
	case <-c.states:
	default:
	}
	c.states <- s // before its answer returns, so that nothing older is seen after it
	if done := c.waiting[s.Kept]; done != nil {
		done <- nil
		delete(c.waiting, s.Kept)
	}
}

func (c *Client) refused(text []byte, why *Refused) {
	var m errorMessage
	if json.Unmarshal(text, &m) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if done := c.waiting[m.Question]; done != nil {
		done <- why
		delete(c.waiting, m.Question)
	}
}

// Answer answers the question, and returns once the host has it on the disk. It
// tries for as long as the context lasts: the first answer counts, and the same one
// again is none. While the session is paused, it waits. An answer that is wrong only for
// its spelling is refused once. The error is a [Refused] or [ErrGone].
func (c *Client) Answer(ctx context.Context, question room.QuestionID, reply questions.Reply) error {
	c.mu.Lock()
	m := answerMessage{Type: "answer", Question: question, Sure: c.slip == question, Reply: reply}
	c.mu.Unlock()
	for ctx.Err() == nil {
		err := c.try(ctx, m)
		var refused *Refused
		if err == nil || errors.Is(err, ErrGone) || errors.As(err, &refused) && refused.Name != "busy" && refused.Name != "order" {
			if refused != nil && refused.Name == "near" {
				c.mu.Lock()
				c.slip = question
				c.mu.Unlock()
			}
			return err
		}
		pause(ctx, retryEvery/2)
	}
	return ctx.Err()
}

// errNoAck says that nothing was heard.
var errNoAck = errors.New("no acknowledgement")

// try sends the answer once: by the WebSocket if there is one, else by a request.
func (c *Client) try(ctx context.Context, m answerMessage) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	c.mu.Lock()
	conn := c.conn
	if conn != nil {
		c.waiting[m.Question] = done
	}
	c.mu.Unlock()
	if conn == nil || send(ctx, conn, text) != nil {
		s, err := c.request(ctx, http.MethodPost, "/answer", m)
		if err == nil {
			c.took(s)
		}
		return err
	}
	c.stat.count(len(text))
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(ackPatience):
		c.Drop() // it may be half dead
		return errNoAck
	}
}
