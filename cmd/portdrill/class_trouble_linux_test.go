package main

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// The law: with 30 in a hundred connections lost at random again and again, and with
// readers that never read, no acknowledged answer is lost and the room goes on.
func TestClassWithDroppingClients(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	host := holdClass(t, "--db", path, "--count", "200", "--seconds", "0", "--deck", "all")
	mates, leave := host.seat()
	defer leave()
	for _, name := range []string{"Slow 1", "Slow 2", "Slow 3"} {
		host.sleeper(name)
	}
	host.step()
	end := time.After(6 * time.Second)
	for going := true; going; {
		select {
		case <-end:
			going = false
		case <-time.After(150 * time.Millisecond):
			for _, m := range mates {
				if rand.IntN(10) < 3 {
					m.client.Drop()
				}
			}
			host.step()
		}
	}
	assertGoOn(t, host, mates)
	leave()
	host.kill()
	assertAcknowledged(t, path, mates, 3)
}

// sleeper joins and opens a connection that it never reads.
func (h *hostProgram) sleeper(name string) {
	h.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	answer, err := client.Post(h.url+"/join", "application/json", strings.NewReader(`{"code":"`+h.code+`","name":"`+name+`"}`))
	if err != nil || answer.StatusCode != http.StatusOK {
		h.Fatalf("%s joins: %v", name, err)
	}
	answer.Body.Close()
	conn, _, err := websocket.Dial(h.Context(), strings.Replace(h.url, "http", "ws", 1)+"/ws", &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { conn.CloseNow() })
}

// unacknowledged holds that nothing more is acknowledged while something is wrong.
func unacknowledged(t *testing.T, mates []*classmate) {
	t.Helper()
	const settled = 500 * time.Millisecond // what was under way
	time.Sleep(settled)
	before := 0
	for _, m := range mates {
		before += m.answered()
	}
	time.Sleep(2 * settled)
	after := 0
	for _, m := range mates {
		after += m.answered()
	}
	if after != before {
		t.Errorf("%d answers were acknowledged while nothing could be kept", after-before)
	}
}

// The law: while another program locks the database nothing is acknowledged and
// nobody is put off; then everything is kept that was given meanwhile.
func TestClassWithLockedDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	host := holdClass(t, "--db", path, "--count", "20", "--seconds", "0")
	mates, leave := host.seat()
	defer leave()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	host.step()
	waitFor(t, mates, 1)
	if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	host.step()
	host.step()
	time.Sleep(6 * time.Second) // longer than SQLite waits
	unacknowledged(t, mates)
	if _, err := conn.ExecContext(context.WithoutCancel(t.Context()), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	assertGoOn(t, host, mates)
	leave()
	host.kill()
	assertAcknowledged(t, path, mates, 0)
}

// waitFor waits until each has so many answers acknowledged.
func waitFor(t *testing.T, mates []*classmate, n int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for _, m := range mates {
		for m.answered() < n {
			if time.Now().After(deadline) {
				t.Fatalf("%s has %d answers acknowledged, want %d", m.name, m.answered(), n)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// The law: the same holds for a disk that is full, until there is room again.
func TestClassOnFullDisk(t *testing.T) {
	withOwnMounts(t, func(t *testing.T) {
		folder := mountMemory(t, "4m")
		path := filepath.Join(folder, "class.db")
		host := holdClass(t, "--db", path, "--count", "200", "--seconds", "0", "--deck", "all")
		mates, leave := host.seat()
		defer leave()
		host.step()
		waitFor(t, mates, 1)
		empty := fill(t, folder)
		for range 200 { // what was allotted before can still be written
			host.step()
			time.Sleep(10 * time.Millisecond)
		}
		unacknowledged(t, mates)
		empty()
		assertGoOn(t, host, mates)
		leave()
		host.kill()
		assertAcknowledged(t, path, mates, 0)
	})
}
