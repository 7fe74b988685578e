package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// The law: with 30 in a hundred connections lost at random again and again, and with
// readers that never read, no acknowledged answer is lost and the room goes on.
func TestClassWithDroppingClients(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "class.db")
	host := holdClass(t, "--db", path, "--count", "200", "--seconds", "0", "--deck", "all")
	mates, leave := host.seat()
	defer leave()
	for _, name := range []string{"Slow 1", "Slow 2", "Slow 3"} {
		host.sleeper(name)
	}
	host.step()
	chance := rand.New(rand.NewPCG(testenv.Seed(t), 0))
	for range 40 {
		for _, m := range mates {
			if chance.IntN(10) < 3 {
				m.client.Drop()
			}
		}
		before := acknowledged(mates)
		host.proceed(mates)
		testenv.Await(t, "half of them to answer", func() bool {
			return newest(mates).Phase != room.Open || acknowledged(mates) >= before+len(mates)/2
		})
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

// assertKeptFirst holds that no more answers are acknowledged than are in the database.
func assertKeptFirst(t *testing.T, db *sql.DB, mates []*classmate) {
	t.Helper()
	acked, kept := acknowledged(mates), 0
	if err := db.QueryRow("SELECT count(*) FROM room_answers").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if acked > kept {
		t.Errorf("%d answers are acknowledged, and %d are in the database", acked, kept)
	}
}

// The law: while another program locks the database nothing is acknowledged and
// nobody is put off; then everything is kept that was given meanwhile.
func TestClassWithLockedDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "class.db")
	host := holdClass(t, "--db", path, "--count", "20", "--seconds", "0")
	mates, leave := host.seat()
	defer leave()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	host.step()
	waitFor(t, mates, 1)
	host.thinking.Lock()
	for newest(mates).Phase != room.Open {
		host.proceed(mates)
	}
	if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	host.thinking.Unlock()
	host.said.await(t, "is locked by another program")
	assertKeptFirst(t, db, mates)
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, mates, 2)
	assertGoOn(t, host, mates)
	leave()
	host.kill()
	assertAcknowledged(t, path, mates, 0)
}

// waitFor waits until each has so many answers acknowledged.
func waitFor(t *testing.T, mates []*classmate, n int) {
	t.Helper()
	for _, m := range mates {
		testenv.Await(t, fmt.Sprintf("%d answers of %s", n, m.name), func() bool { return m.answered() >= n })
	}
}

// The law: the same holds for a disk that is full, until there is room again.
func TestClassOnFullDisk(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		folder := mountMemory(t, "4m")
		path := filepath.Join(folder, "class.db")
		host := holdClass(t, "--db", path, "--count", "200", "--seconds", "0", "--deck", "all")
		mates, leave := host.seat()
		defer leave()
		host.step()
		waitFor(t, mates, 1)
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		assertKeptFirst(t, db, mates) // which opens it while there is room
		empty := fill(t, folder)
		full := func() bool { return strings.Contains(host.said.String(), "the disk is full") }
		for !full() { // what was allotted before can still be written
			seen := host.stepSeen(mates)
			testenv.Await(t, "a step, or why there is none", func() bool { return seen() || full() })
		}
		assertKeptFirst(t, db, mates)
		empty()
		assertGoOn(t, host, mates)
		leave()
		host.kill()
		assertAcknowledged(t, path, mates, 0)
	})
}
