package class

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
	"portdrill/store"
)

// A lesson is a session led from a board, with a clock that the test can advance.
type lesson struct {
	testing.TB
	board *classBoard
	ahead atomic.Int64
	picks []int // the next choices
}

func newLesson(t *testing.T, settings room.Settings) *lesson {
	t.Helper()
	c := catalogue.Builtin()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "class.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m := questions.NewMaker(c)
	draw := m.Draw(c.Deck("seed"), []questions.Kind{questions.PortToService}, questions.Choice, catalogue.English, 7)
	plan := classroom.Plan{Settings: settings, Memo: classroom.Memo{Lang: catalogue.English}}
	for range 3 {
		if _, err := draw.Next(); err != nil {
			t.Fatal(err)
		}
		plan.Set = append(plan.Set, draw.Spec())
	}
	s, err := classroom.Begin(t.Context(), db, m, plan, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	l := &lesson{TB: t}
	machine := classroom.Clock(time.Now)
	host := classroom.NewHost(db, s, func() time.Time { return machine().Add(time.Duration(l.ahead.Load())) })
	t.Cleanup(host.Close)
	e := app.System()
	e.In, e.Out, e.Err, e.Getenv = strings.NewReader(""), io.Discard, io.Discard, func(string) string { return "" }
	l.board = &classBoard{
		App: app.New(e, catalogue.English, app.Program{}), host: host, session: s, ask: l, byHand: true,
		server: classroom.NewServer(host, "http://class", []string{"class"}, catalogue.English, false),
	}
	return l
}

// Pick returns the next of l.picks. A question the test does not expect is an error.
func (l *lesson) Pick(title string, _ []string) (int, error) {
	if len(l.picks) == 0 {
		l.Errorf("asked %q", title)
		return 0, nil
	}
	picked := l.picks[0]
	l.picks = l.picks[1:]
	return picked, nil
}

func (l *lesson) Browse(title string, rows []string, _ int) (int, error) { return l.Pick(title, rows) }
func (l *lesson) Type(string, string) (string, error)                    { return "", nil }

func (l *lesson) key(key rune) {
	l.Helper()
	if err := l.board.do(l.Context(), key); err != nil {
		l.Fatal(err)
	}
}

func (l *lesson) stands(phase room.Phase, n int) {
	l.Helper()
	if v := l.view(); v.Phase != phase || v.N != n {
		l.Errorf("%s, question %d; want %s, %d", v.Phase, v.N, phase, n)
	}
}

func (l *lesson) view() room.HostView {
	l.Helper()
	v, err := l.board.host.View(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	return v
}

// join adds a participant of that name, and answer answers the current question for them.
func (l *lesson) join(name string) {
	l.do(func(r *room.Room, _ time.Time) (room.Change, error) {
		_, c, err := r.Join(room.Participant{ID: room.ParticipantID(name), Name: name})
		return c, err
	})
}

func (l *lesson) answer(name string) {
	l.do(func(r *room.Room, at time.Time) (room.Change, error) {
		return r.Answer(room.ParticipantID(name), r.Questions()[r.State().N-1].ID, questions.Reply{Choice: 1}, at)
	})
}

func (l *lesson) do(step func(*room.Room, time.Time) (room.Change, error)) {
	l.Helper()
	if err := l.board.host.Do(context.WithoutCancel(l.Context()), step); err != nil {
		l.Fatal(err)
	}
}

// The law: Enter takes one step, and none from a state that the teacher has not seen: it
// is ignored for a second after a question has closed by itself.
func TestEnterAfterAQuestionClosedByItself(t *testing.T) {
	l := newLesson(t, room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Most: 50})
	l.join("Ann")
	l.key(keyNext)
	l.stands(room.Open, 1)
	l.key(keyNext) // within a second, but the last change came from a key
	l.stands(room.Revealed, 1)
	l.key(keyNext)
	l.stands(room.Open, 2)
	l.answer("Ann")
	l.stands(room.Revealed, 2)
	l.key(keyNext)
	l.key(keyNext)
	l.stands(room.Revealed, 2)
	l.ahead.Add(int64(swallowed))
	l.key(keyNext)
	l.stands(room.Open, 3)
	l.key(keyReveal)
	l.key(keyNext)
	l.stands(room.Done, 3)
}

// The law: Enter alone does not end a self-paced test.
func TestEnterInASelfPacedTest(t *testing.T) {
	l := newLesson(t, room.Settings{Pace: room.SelfPaced, Scoring: room.ByAccuracy, Limit: time.Hour, Most: 50})
	l.join("Ann")
	l.key(keyNext)
	l.picks = []int{0}
	l.key(keyNext)
	l.stands(room.Open, 0)
	l.picks = []int{1}
	l.key(keyNext)
	l.stands(room.Revealed, 0)
}

// The law: once the teacher expects them, a guest can rejoin from a new device and a new
// address, once.
func TestGuestOnAnotherDevice(t *testing.T) {
	l := newLesson(t, room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Most: 50})
	l.join("Ann")
	handler := l.board.server.Handler()
	join := func(from string) int {
		body := strings.NewReader(`{"code":"` + l.board.session.Code + `","name":"Ann"}`)
		r := httptest.NewRequest(http.MethodPost, "http://class/join", body)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code
	}
	if code := join("192.0.2.7:4000"); code != http.StatusForbidden {
		t.Errorf("a stranger with that name: %d", code)
	}
	l.picks = []int{0}
	l.key(keyAdmit)
	if code := join("192.0.2.8:4000"); code != http.StatusOK || len(l.view().People) != 1 {
		t.Errorf("expected by the teacher: %d, %+v", code, l.view().People)
	}
	if code := join("192.0.2.9:4000"); code != http.StatusForbidden {
		t.Errorf("once more: %d", code)
	}
}

// The law: a board whose session another program has taken over says so and fails.
func TestTakenOver(t *testing.T) {
	l := newLesson(t, room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Most: 50})
	l.board.In, _ = io.Pipe() // nobody types
	l.board.host.Abandon(store.ErrRoomHeld)
	err := l.board.readLines(t.Context())
	if err == nil || !strings.Contains(err.Error(), l.board.session.Code) {
		t.Errorf("the board ends with %v", err)
	}
	if err := l.board.broken(); err == nil {
		t.Error("the screen goes on")
	}
}

// The law: a learner at a terminal who is refused for the name or the PIN is asked again,
// until both are as on the class list; what is said stands on lines of its own.
func TestAskedAgain(t *testing.T) {
	settings := room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Most: 50, Reserved: 1, NoGuests: true}
	l := newLesson(t, settings)
	l.board.host.Members = []store.Member{{Key: "1", Shown: "Ann", PIN: "123456", Entry: room.Entry{Name: "Ann"}}}
	server := httptest.NewServer(l.board.server.Handler())
	defer server.Close()
	at := strings.TrimPrefix(server.URL, "http://")
	l.board.server.Allow(at)
	c, err := classroom.NewClient(at, catalogue.English)
	if err != nil {
		t.Fatal(err)
	}
	l.board.In = strings.NewReader("Anne\nAnn\n1\nAnn\n123456\n")
	s, err := enter(t.Context(), l.board.App, c, at, l.board.session.Code, joinFlags{})
	if err != nil || s.Name != "Ann" {
		t.Fatalf("%+v, %v", s, err)
	}
	if said := (&desk{App: l.board.App}).standing(s); said != "Welcome, Ann\nYou're in. It starts soon." {
		t.Errorf("the learner is told %q", said)
	}
}
