package classroom_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// The law: 181 bots that join as guests take no seat of a pupil: everyone on the class list
// gets in, whoever came before.
func TestBotsAndAClass(t *testing.T) {
	var roster []room.Entry
	for i := range 30 {
		roster = append(roster, room.Entry{Name: fmt.Sprint("Pupil ", i)})
	}
	for _, noGuests := range []bool{true, false} {
		settings := settings()
		settings.Most, settings.Reserved, settings.NoGuests = 40, len(roster), noGuests
		s := newSchool(t, settings, 1, questions.Choice, roster...)
		refused := make(map[string]int)
		for i := range 181 {
			refused[s.refusal(s.code, fmt.Sprint("bot", i), "")]++
		}
		members, err := s.db.Roster(t.Context(), "Net-1")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			if why := s.refusal(s.code, m.Shown, m.PIN); why != "" {
				t.Errorf("no guests %v: %s is refused: %s", noGuests, m.Shown, why)
			}
		}
		want := map[string]int{"": 10, "full": 171}
		if noGuests {
			want = map[string]int{"guests": 181}
		}
		if fmt.Sprint(refused) != fmt.Sprint(want) {
			t.Errorf("no guests %v: bots met %v, want %v", noGuests, refused, want)
		}
	}
}

// The law: an address can have only a few guests who are offline. The host removes them in
// one step, and a pupil among them can rejoin as before.
func TestBotsAmongGuests(t *testing.T) {
	settings := settings()
	settings.Most = 200
	s := newSchool(t, settings, 1, questions.Choice)
	s.server.AllowPerAddress(classroom.PerAddress)
	ann := s.pupil("Ann", "")
	testenv.Await(t, "Ann to be connected", func() bool { return s.host.Online(idOf(s.host.Room, "Ann")) })
	refused := make(map[string]int)
	for i := range 181 {
		refused[s.refusal(s.code, fmt.Sprint("bot", i), "")]++
	}
	if refused[""] != classroom.PerAddress || refused["crowd"] != 181-classroom.PerAddress {
		t.Errorf("bots met %v", refused)
	}
	absent, err := s.host.Absent(t.Context())
	if err != nil || len(absent) != classroom.PerAddress {
		t.Fatalf("%d are absent, %v", len(absent), err)
	}
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Dismiss(absent, at) })
	if v := s.view(); len(v.People) != 1 || v.People[0].Name != "Ann" {
		t.Errorf("left are %+v", v.People)
	}
	id := s.view().People[0].ID
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Dismiss([]room.ParticipantID{id}, at) })
	if _, err := ann.Join(t.Context(), s.code, "Ann", ""); err != nil || s.view().People[0].ID != id {
		t.Errorf("Ann comes back: %v", err)
	}
}

// The law: the limit of offline guests also holds for guests who are admitted in the same
// transaction.
func TestBotsAtOnce(t *testing.T) {
	settings := settings()
	settings.Most = 200
	s := newSchool(t, settings, 1, questions.Choice)
	s.server.AllowPerAddress(classroom.PerAddress)
	var bots sync.WaitGroup
	for i := range 181 {
		bots.Go(func() {
			body := strings.NewReader(fmt.Sprintf(`{"code":%q,"name":"bot%d"}`, s.code, i))
			r := httptest.NewRequest(http.MethodPost, "http://"+s.at+"/join", body)
			s.server.Handler().ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	bots.Wait()
	if v := s.view(); len(v.People) != classroom.PerAddress {
		t.Errorf("%d bots are in, want %d", len(v.People), classroom.PerAddress)
	}
}

// The law: a removed guest cannot rejoin with the same device, under the same name, or from
// the same address while nobody else is there; once readmitted they can.
func TestSentOut(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	eve := s.pupil("Eve", "")
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Kick(idOf(r, "Eve"), at) })
	if _, err := eve.Join(t.Context(), s.code, "Someone else", ""); err == nil {
		t.Error("by the same device")
	}
	for _, name := range []string{"eve", "Another"} {
		if why := s.refusal(s.code, name, ""); why != "barred" {
			t.Errorf("%s: %q", name, why)
		}
	}
	s.do(func(r *room.Room, _ time.Time) (room.Change, error) { return r.Readmit(r.Barred()[0].ID) })
	if _, err := eve.Join(t.Context(), s.code, "Eve", ""); err != nil || s.view().People[0].Name != "Eve" {
		t.Errorf("readmitted: %v", err)
	}
}

// The law: a client that polls, because a WebSocket is blocked, counts as online.
func TestPollingIsOnline(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	c := s.client()
	if _, err := c.Join(t.Context(), s.code, "Ann", ""); err != nil {
		t.Fatal(err)
	}
	id := s.view().People[0].ID
	if s.host.Online(id) {
		t.Error("joining alone counts as being online")
	}
	if _, err := c.Poll(t.Context()); err != nil || !s.host.Online(id) {
		t.Errorf("a client that polls is offline, %v", err)
	}
}

// The law: after ten wrong PINs the address has to wait a minute, and no other; after a
// hundred from any addresses the member is shut out until the host admits them.
func TestWrongPINs(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice, room.Entry{Name: "Ann"}, room.Entry{Name: "Bo"})
	roster, err := s.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	ann := roster[0]
	wrong := func(address string, times int) {
		for range times {
			s.refusalFrom(address, "Ann", "0")
		}
	}
	wrong("127.0.0.2", 11)
	if why := s.refusalFrom("127.0.0.2", "Ann", ann.PIN); why != "slow" {
		t.Errorf("the address that was wrong: %q", why)
	}
	if why := s.refusalFrom("127.0.0.2", "Bo", roster[1].PIN); why != "" {
		t.Errorf("another member from there: %q", why)
	}
	if why := s.refusalFrom("127.0.0.3", "Ann", ann.PIN); why != "" {
		t.Errorf("another address: %q", why)
	}
	s.ahead.Add(int64(61 * time.Second))
	if why := s.refusalFrom("127.0.0.2", "Ann", ann.PIN); why != "" {
		t.Errorf("a minute later: %q", why)
	}
	for i := range 10 {
		wrong(fmt.Sprint("127.0.1.", i+1), 10)
	}
	if why := s.refusalFrom("127.0.0.9", "Ann", ann.PIN); why != "shut" {
		t.Errorf("after a hundred: %q", why)
	}
	if shut := s.server.Shut(); len(shut) != 1 || shut[0].Key != ann.Key {
		t.Fatalf("shut are %+v", shut)
	}
	s.server.Admit(ann)
	if why := s.refusalFrom("127.0.0.9", "Ann", ann.PIN); why != "" {
		t.Errorf("admitted by the host: %q", why)
	}
}

// The law: an address that takes all the connections it can get keeps no other address out,
// and the host is warned for a minute.
func TestConnectionsOfOneAddress(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	s.server.AllowPerAddress(classroom.PerAddress)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.2")}}
	for range 300 {
		c, err := dialer.DialContext(t.Context(), "tcp", s.at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: ")
	}
	if why := s.refusalFrom("127.0.0.3", "Ann", ""); why != "" {
		t.Errorf("another address: %q", why)
	}
	testenv.Await(t, "the host to know", func() bool { return s.host.Limited() == "127.0.0.2" })
	s.ahead.Add(int64(2 * time.Minute))
	if from := s.host.Limited(); from != "" {
		t.Errorf("still shown: %s", from)
	}
}

// The law: a participant has at most four connections; of six, two are closed.
func TestSocketsOfOneParticipant(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	c := s.raw(t, "Ann")
	var all []*raw
	for range 6 {
		one := &raw{at: c.at, http: c.http}
		one.socket(t, []byte("{}"))
		all = append(all, one)
		t.Cleanup(func() { one.conn.CloseNow() })
	}
	testenv.Await(t, "two connections to be closed", func() bool {
		lost := 0
		for _, one := range all {
			select {
			case <-one.lost:
				lost++
			default:
			}
		}
		return lost == 2
	})
	if !s.host.Online(idOf(s.host.Room, "Ann")) {
		t.Error("Ann is offline")
	}
}

// The law: a participant who leaves is no longer waited for; a guest without a cookie who
// rejoins from the same address is the same participant.
func TestGhosts(t *testing.T) {
	s := newSchool(t, settings(), 2, questions.Choice)
	tom := s.raw(t, "Tom")
	ann := s.pupil("Ann", "")
	s.do(start)
	s.do(ask)
	shown := ann.until("the question", isOpen)
	if err := ann.Answer(t.Context(), shown.Question.ID, choice(s.question(), true)); err != nil {
		t.Fatal(err)
	}
	if status := tom.post(t, "/leave", []byte("{}")); status != http.StatusOK {
		t.Fatalf("leave: %d", status)
	}
	testenv.Await(t, "the question to close without Tom", func() bool { return s.view().Phase == room.Revealed })
	if v := s.view(); len(v.People) != 1 {
		t.Errorf("present are %+v", v.People)
	}
	before := len(s.host.Room.Participants())
	for _, name := range []string{"Tom", "tom"} {
		if why := s.refusal(s.code, name, ""); why != "" {
			t.Errorf("%s comes back: %s", name, why)
		}
	}
	if why := s.refusal(s.code, "Ann", ""); why != "taken" {
		t.Errorf("the name of a guest who is online: %q", why)
	}
	if why := s.refusalFrom("127.0.0.7", "Tom", ""); why != "taken" {
		t.Errorf("from another address: %q", why)
	}
	if after := len(s.host.Room.Participants()); after != before {
		t.Errorf("%d participants, were %d", after, before)
	}
}
