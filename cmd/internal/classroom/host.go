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
	"cmp"
	"context"
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
	LeadKey string // to lead the session from the host page
	Room    *room.Room
	People  []store.RoomPerson // who joined before, as after a restart
	Members []store.Member     // of the roster; nil for guests alone
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
	polled  map[room.ParticipantID]time.Time // when a client without a WebSocket last polled
	guests  map[room.ParticipantID]string    // the addresses that guests joined from
	turned  time.Time                        // when the session last went on
	claims  map[room.ParticipantID]bool      // guests who may rejoin once from any device
	limited string                           // the address that last reached its limit of connections
	since   time.Time                        // when it did
	trouble error                            // why the database cannot save, while it cannot
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

// NewHost starts to play a session until Close is called. The room stays as it was saved.
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

// Close ends the goroutine and closes all connections.
func (h *Host) Close() {
	h.stop()
	<-h.ended
	h.bidFarewell()
}

// Abandon is Close, after which [Host.Err] returns why.
func (h *Host) Abandon(why error) {
	h.mu.Lock()
	h.fatal = why
	h.mu.Unlock()
	h.Close()
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

// SinceTurned returns how long ago the session last went on from one moment to another; ok
// is false if it has not since this host began.
func (h *Host) SinceTurned() (since time.Duration, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now().Sub(h.turned), !h.turned.IsZero()
}

// Trouble returns why changes cannot be saved at the moment, or nil.
func (h *Host) Trouble() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.trouble
}

// Changed returns a channel that receives a value after a change.
func (h *Host) Changed() <-chan struct{} { return h.wake }

// Ended returns a channel that is closed when the host has ended; [Host.Err] then returns
// why.
func (h *Host) Ended() <-chan struct{} { return h.ended }

// Err returns why the host ended, nil after Close.
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
			h.fatal = cmp.Or(h.fatal, err)
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
	if before.Moment() != after.Moment() {
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
		h.Nudge()
	}
}

// Nudge signals a change to the reader of [Host.Changed].
func (h *Host) Nudge() {
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
