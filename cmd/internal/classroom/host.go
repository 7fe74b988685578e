// Package classroom plays a room of a class for browsers and terminals.
//
// One goroutine, of [Host], changes the room. It takes what comes in in batches, keeps
// each batch in the database in one transaction, and only then acknowledges it and
// lets the room be read. So no answer that was acknowledged can be lost, and nobody has
// seen a question that the database does not know of.
//
// [Server] is what browsers and `class join` speak to, by WebSocket or, where that is
// blocked, by asking again and again. Everybody is sent the whole of what they may
// see, never a part: a message that is lost costs nothing once the next one comes.
// Nothing that comes over the network can do what the host does, who is in the same
// program.
package classroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"portdrill/quiz/room"
	"portdrill/store"
)

// Sizes of the queue to the room. A transaction takes at most so many answers, which
// 1,000 that come at once make the difference for between seconds and fractions of
// one.
const (
	mostABatch = 512
	queueSize  = 4 * room.MostParticipants
)

// How long to wait before what could not be kept is tried again.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// Errors of a host.
var (
	ErrEnded = errors.New("the session has ended")
	ErrBusy  = errors.New("not kept yet")
)

// A Session is a room with what the host has to know of it.
type Session struct {
	ID      string // of the room in the database
	Code    string // to join by
	Key     string // to see the projector's page
	Room    *room.Room
	People  []store.RoomPerson // who joined before, as after a restart
	Members []store.Member     // of the roster; nil for guests alone

	AreaName func(area string) string // what people call an area
}

// A Host owns the room of a session while it is played.
type Host struct {
	Session
	db  *store.DB
	now func() time.Time

	queue chan task     // of what changes the room
	held  chan struct{} // full while someone has the room, which is not for several at once
	stop  context.CancelFunc
	ended chan struct{} // closed when the goroutine is gone

	// Of the goroutine alone:
	shown  int64                           // the change that watchers were told of
	tokens map[room.ParticipantID][]string // hashes
	places map[room.ParticipantID]int

	mu      sync.Mutex
	byToken map[string]room.ParticipantID // by hash
	clients map[*client]bool
	online  map[room.ParticipantID]int
	polled  map[room.ParticipantID]time.Time // when one without a WebSocket last asked
	guests  map[room.ParticipantID]string    // where guests joined from
	turned  time.Time                        // when another question or phase came
	claims  map[room.ParticipantID]bool      // guests whose names may be taken once, by whoever comes
	limited string                           // the address that had its share of connections last
	since   time.Time                        // when that was
	trouble error                            // of the database, while it lasts
	wake    chan struct{}
	fatal   error
}

// A task is something to do in the room, with what came in at the instant.
type task struct {
	at   time.Time
	do   func(*room.Room, time.Time) (room.Change, error)
	done chan error // of one
	err  error
}

// NewHost begins to play a session. Close ends that; the room stays as it is kept.
//
//nolint:contextcheck // it is played until Close, whatever becomes of the call that begins it
func NewHost(db *store.DB, s Session, now func() time.Time) *Host {
	ctx, stop := context.WithCancel(context.Background())
	h := &Host{
		Session: s, db: db, now: now, queue: make(chan task, queueSize), held: make(chan struct{}, 1),
		stop: stop, ended: make(chan struct{}),
		tokens: make(map[room.ParticipantID][]string), places: make(map[room.ParticipantID]int),
		byToken: make(map[string]room.ParticipantID), clients: make(map[*client]bool),
		online: make(map[room.ParticipantID]int), polled: make(map[room.ParticipantID]time.Time),
		guests: make(map[room.ParticipantID]string), claims: make(map[room.ParticipantID]bool),
		wake: make(chan struct{}, 1),
	}
	for _, p := range s.People {
		h.tokens[p.ID], h.places[p.ID] = p.Tokens, p.Place
		for _, hash := range p.Tokens {
			h.byToken[hash] = p.ID
		}
	}
	go h.run(ctx)
	return h
}

// Close ends the goroutine and lets go of all who are connected.
func (h *Host) Close() {
	h.stop()
	<-h.ended
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.end()
	}
}

// Clock returns a clock that begins with the machine's and never goes back, whatever
// is done to that one.
func Clock(machine func() time.Time) func() time.Time {
	began, at := time.Now(), machine()
	return func() time.Time { return at.Add(time.Since(began)) }
}

// Do does something in the room, and returns once it is kept. The error is that of
// what was done, [ErrEnded], or [ErrBusy] if the context ends before.
func (h *Host) Do(ctx context.Context, do func(*room.Room, time.Time) (room.Change, error)) error {
	t := task{at: h.now(), do: do, done: make(chan error, 1)}
	select {
	case h.queue <- t:
	case <-h.ended:
		return ErrEnded
	case <-ctx.Done():
		return ErrBusy
	}
	select {
	case err := <-t.done:
		return err
	case <-h.ended:
		return ErrEnded
	case <-ctx.Done():
		return ErrBusy
	}
}

// look reads the room as it is kept: it waits for what is being kept, and not for what
// waits in the queue. The error is [ErrEnded], or [ErrBusy] if the context ends before.
func (h *Host) look(ctx context.Context, see func(*room.Room, time.Time)) error {
	select {
	case <-h.ended:
		return ErrEnded
	default:
	}
	select {
	case h.held <- struct{}{}:
	case <-h.ended:
		return ErrEnded
	case <-ctx.Done():
		return ErrBusy
	}
	defer h.release()
	see(h.Room, h.now())
	return nil
}

// release lets others have the room.
func (h *Host) release() { <-h.held }

// View returns what the host sees.
func (h *Host) View(ctx context.Context) (v room.HostView, err error) {
	err = h.look(ctx, func(r *room.Room, at time.Time) { v = r.Host(at) })
	return v, err
}

// pollPatience is how long somebody counts as connected who asks again and again.
const pollPatience = 10 * time.Second

// Online reports whether a device of the participant is connected, or keeps asking.
func (h *Host) Online(id room.ParticipantID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isOnline(id)
}

func (h *Host) isOnline(id room.ParticipantID) bool {
	at, asked := h.polled[id]
	return h.online[id] > 0 || asked && h.now().Sub(at) < pollPatience
}

// asked notes that a participant asks how things stand, as where there is no
// WebSocket to be had.
func (h *Host) asked(id room.ParticipantID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.isOnline(id) {
		h.nudge()
	}
	h.polled[id] = h.now()
}

// Absent returns those present who are not connected.
func (h *Host) Absent(ctx context.Context) ([]room.ParticipantID, error) {
	v, err := h.View(ctx)
	var all []room.ParticipantID
	for _, p := range v.People {
		if !h.Online(p.ID) {
			all = append(all, p.ID)
		}
	}
	return all, err
}

// SinceTurned returns how long ago another question or phase came; ok is false if none
// has since this host began.
func (h *Host) SinceTurned() (since time.Duration, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now().Sub(h.turned), !h.turned.IsZero()
}

// Away returns the guests who are not connected, or have left, and were not sent out.
func (h *Host) Away(ctx context.Context) (all []room.Participant, err error) {
	err = h.look(ctx, func(r *room.Room, _ time.Time) {
		for _, p := range r.Participants() {
			if p.Member == "" && !p.Barred && !h.Online(p.ID) {
				all = append(all, p)
			}
		}
	})
	return all, err
}

// Expect has the next one who joins by the name of the guest be that guest, as on
// another device, or where the address of this machine has changed.
func (h *Host) Expect(id room.ParticipantID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.claims[id] = true
}

// returning finds the guest that somebody is who joins by that name without a token: one
// who is away, and joined from the same address or is expected.
func (h *Host) returning(r *room.Room, name, from string) (room.ParticipantID, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range r.Participants() {
		away := p.Member == "" && !p.Barred && !h.isOnline(p.ID)
		if away && room.Fold(p.Name) == room.Fold(name) && (h.guests[p.ID] == from || h.claims[p.ID]) {
			delete(h.claims, p.ID)
			return p.ID, true
		}
	}
	return "", false
}

// limits notes that an address has its share of connections.
func (h *Host) limits(from string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.limited, h.since = from, h.now()
	h.nudge()
}

// limitShown is for how long it is shown that a limit was reached.
const limitShown = time.Minute

// Limited returns the address that lately had more connections than it may have, empty
// if there is none.
func (h *Host) Limited() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now().Sub(h.since) > limitShown {
		return ""
	}
	return h.limited
}

// Trouble returns why nothing can be kept at the moment, nil if all is well.
func (h *Host) Trouble() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.trouble
}

// Changed returns a channel that gets a value after something has changed.
func (h *Host) Changed() <-chan struct{} { return h.wake }

// Ended returns a channel that is closed when the host can go on no longer; Err then
// says why.
func (h *Host) Ended() <-chan struct{} { return h.ended }

// Err returns why the host could not go on.
func (h *Host) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fatal
}

// run owns the room.
func (h *Host) run(ctx context.Context) {
	defer close(h.ended)
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	slow := time.NewTicker(coalescing)
	defer slow.Stop()
	for {
		h.setAlarm(alarm)
		var tasks []task
		select {
		case <-ctx.Done():
			return
		case <-alarm.C:
		case <-slow.C:
			h.showWatchers()
			continue
		case t := <-h.queue:
			tasks = append(tasks, t)
		}
		tasks = h.drain(tasks)
		if err := h.work(ctx, tasks); err != nil {
			h.mu.Lock()
			h.fatal = err
			h.mu.Unlock()
			return
		}
	}
}

func (h *Host) setAlarm(alarm *time.Timer) {
	wait := time.Hour
	if at, is := h.Room.Alarm(); is {
		wait = max(at.Sub(h.now()), 0)
	}
	alarm.Reset(wait)
}

func (h *Host) drain(tasks []task) []task {
	for len(tasks) < mostABatch {
		select {
		case t := <-h.queue:
			tasks = append(tasks, t)
		default:
			return tasks
		}
	}
	return tasks
}

// work does the tasks, keeps what they have changed, acknowledges and shows it. What
// came in in time is heard before the time is up.
func (h *Host) work(ctx context.Context, tasks []task) error {
	h.held <- struct{}{}
	defer h.release()
	before := h.Room.State()
	var batch changes
	for i := range tasks {
		var c room.Change
		c, tasks[i].err = tasks[i].do(h.Room, tasks[i].at)
		batch.add(c)
	}
	if len(h.queue) == 0 {
		if c, closed := h.Room.Tick(h.now()); closed {
			batch.add(c)
		}
	}
	after := h.Room.State()
	if after.Seq != before.Seq || len(batch.people) > 0 {
		if err := h.keep(ctx, batch, after); err != nil {
			return err
		}
	}
	for _, t := range tasks {
		t.done <- t.err
	}
	if after.Seq == before.Seq && len(batch.people) == 0 {
		return nil
	}
	if before.Phase != after.Phase || before.N != after.N {
		h.mu.Lock()
		h.turned = h.now()
		h.mu.Unlock()
	}
	before.Seq = after.Seq
	h.show(batch, before != after)
	return nil
}

// changes are those of one batch.
type changes struct {
	people  map[room.ParticipantID]room.Participant
	order   []room.ParticipantID // of the people, as they came
	answers []room.Answer
}

func (b *changes) add(c room.Change) {
	for _, p := range c.Participants {
		if b.people == nil {
			b.people = make(map[room.ParticipantID]room.Participant)
		}
		if _, there := b.people[p.ID]; !there {
			b.order = append(b.order, p.ID)
		}
		b.people[p.ID] = p
	}
	b.answers = append(b.answers, c.Answers...)
}

// keep keeps a batch, and tries for as long as it takes: the room has gone on in
// memory, and nobody is told before it is on the disk. Only a room that is gone from
// the database ends it.
func (h *Host) keep(ctx context.Context, b changes, state room.State) error {
	batch := store.Batch{State: state, Answers: b.answers}
	for _, id := range b.order {
		if _, known := h.places[id]; !known {
			h.places[id] = len(h.places)
		}
		p := store.RoomPerson{Participant: b.people[id], Place: h.places[id], Tokens: h.tokens[id]}
		batch.People = append(batch.People, p)
	}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := h.db.KeepRoom(context.WithoutCancel(ctx), h.ID, batch)
		h.setTrouble(err)
		if err == nil || errors.Is(err, store.ErrNoRoom) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (h *Host) setTrouble(err error) {
	h.mu.Lock()
	changed := (h.trouble == nil) != (err == nil)
	h.trouble = err
	h.mu.Unlock()
	if changed {
		h.nudge()
	}
}

// nudge tells whoever watches that something has changed.
func (h *Host) nudge() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// End ends the room and lets its results flow into the logs of members. It returns
// how many answers did.
func (h *Host) End(ctx context.Context) (int, error) {
	err := h.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
		if r.State().Phase == room.Done {
			return room.Change{State: r.State()}, nil
		}
		return r.End(at)
	})
	if err != nil {
		return 0, err
	}
	flowed, err := h.db.EndRoom(ctx, h.ID, h.now())
	if err != nil {
		return 0, fmt.Errorf("end the session: %w", err)
	}
	return flowed, nil
}

// hashOf is what is kept of a token: whoever reads the database cannot show it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// whose returns the participant that the token was given to.
func (h *Host) whose(token string) (room.ParticipantID, bool) {
	if token == "" {
		return "", false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	id, is := h.byToken[hashOf(token)]
	return id, is
}

// devices is how many tokens one participant can have; the oldest is given up for
// a new one.
const devices = 8

// ErrCrowd is returned to one more guest from an address that many guests have joined
// from who are not connected: programs do so.
var ErrCrowd = errors.New("too many guests without a connection")

// crowded reports whether so many guests that joined from the address are present and
// not connected.
func (h *Host) crowded(r *room.Room, from string, most int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, p := range r.Participants() {
		if !p.Gone && h.guests[p.ID] == from && !h.isOnline(p.ID) {
			n++
		}
	}
	return n >= most
}

// sentOutFrom reports whether a guest from the address was sent out, and nobody is
// present from there: a class may sit behind one address.
func (h *Host) sentOutFrom(r *room.Room, from string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := false
	for _, p := range r.Participants() {
		if h.guests[p.ID] != from {
			continue
		}
		if !p.Gone {
			return false
		}
		out = out || p.Barred
	}
	return out
}

// comeBack lets somebody in again who holds a token.
func (h *Host) comeBack(ctx context.Context, id room.ParticipantID) error {
	return h.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) {
		_, c, err := r.ComeBack(id)
		return c, err
	})
}

// join lets somebody in who comes from the address, and can come back by the token.
// most is how many guests without a connection an address may have.
func (h *Host) join(ctx context.Context, p room.Participant, token, from string, most int) (room.Participant, error) {
	hash := hashOf(token)
	err := h.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) {
		var before room.ParticipantID
		known := false
		if p.Member == "" {
			switch before, known = h.returning(r, p.Name, from); {
			case known:
			case h.sentOutFrom(r, from):
				return room.Change{}, room.ErrBarred
			case h.crowded(r, from, most):
				return room.Change{}, ErrCrowd
			}
		}
		join := func() (room.Participant, room.Change, error) { return r.Join(p) }
		if known {
			join = func() (room.Participant, room.Change, error) { return r.ComeBack(before) }
		}
		joined, c, err := join()
		if err != nil {
			return c, err
		}
		p = joined
		given := append(h.tokens[p.ID], hash)
		h.tokens[p.ID] = given[max(len(given)-devices, 0):]
		c.Participants = []room.Participant{p} // whose tokens are others now
		return c, nil
	})
	if err != nil {
		return p, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byToken[hash] = p.ID
	if p.Member == "" {
		h.guests[p.ID] = from
	}
	return p, nil
}
