package classroom_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/coder/websocket"
)

// A raw client sends whatever bytes it is told to.
type raw struct {
	at   string
	http *http.Client
	conn *websocket.Conn
	lost chan struct{} // closed when conn is lost
}

func (s *school) raw(t testing.TB, name string) *raw {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &raw{at: s.at, http: &http.Client{Jar: jar}}
	if status := c.post(t, "/join", mustJSON(map[string]string{"code": s.code, "name": name})); status != http.StatusOK {
		t.Fatalf("join: %d", status)
	}
	return c
}

func (c *raw) post(t testing.TB, path string, body []byte) (status int) {
	t.Helper()
	answer, err := c.http.Post("http://"+c.at+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// socket sends a message, and once more begins a connection that was lost by it.
func (c *raw) socket(t testing.TB, message []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if c.conn == nil || c.conn.Write(ctx, websocket.MessageText, message) != nil {
		conn, _, err := websocket.Dial(ctx, "ws://"+c.at+"/ws", &websocket.DialOptions{HTTPClient: c.http})
		if err != nil {
			t.Fatal(err)
		}
		lost := make(chan struct{})
		c.conn, c.lost = conn, lost
		go func() {
			defer close(lost)
			for {
				if _, _, err := conn.Read(context.Background()); err != nil {
					return
				}
			}
		}()
		conn.Write(ctx, websocket.MessageText, message) // a connection may be lost by it
	}
	if len(message) > 4<<10 {
		<-c.lost // once the server has read that it is too large
	}
}
