package classroom_test

import (
	"fmt"
	"testing"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// The law: 181 programs that join as guests take no seat of a pupil: every one of the
// class gets in, whoever came before.
func TestBotsAndAClass(t *testing.T) {
	var roster []room.Entry
	for i := range 30 {
		roster = append(roster, room.Entry{Name: fmt.Sprint("Pupil ", i)})
	}
	for _, noGuests := range []bool{true, false} {
		settings := settings()
		settings.Most, settings.Reserved, settings.NoGuests = 40, len(roster), noGuests
		s := newSchool(t, settings, 1, questions.Choice, roster...)
		s.server.AllowPerAddress(settings.Most)
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

// The law: one address has few guests who are not connected. The host takes them out at
// once, and who was a pupil comes back as before.
func TestBotsAmongGuests(t *testing.T) {
	settings := settings()
	settings.Most = 200
	s := newSchool(t, settings, 1, questions.Choice)
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
	id := v0(s).ID
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Dismiss([]room.ParticipantID{id}, at) })
	if _, err := ann.Join(t.Context(), s.code, "Ann", ""); err != nil || v0(s).ID != id {
		t.Errorf("Ann comes back: %v", err)
	}
}

func v0(s *school) room.Present { return s.view().People[0] }

// The law: who was sent out cannot come back by the same device, by the name, or from the
// same address, as long as nobody else is there; once readmitted they can.
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
	if _, err := eve.Join(t.Context(), s.code, "Eve", ""); err != nil || v0(s).Name != "Eve" {
		t.Errorf("readmitted: %v", err)
	}
}

// The law: who asks again and again, where a WebSocket is blocked, is not offline.
func TestPollingIsOnline(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	c, err := classroom.NewClient(s.at, catalogue.English)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Join(t.Context(), s.code, "Ann", ""); err != nil {
		t.Fatal(err)
	}
	id := v0(s).ID
	if s.host.Online(id) {
		t.Error("to join is not to be connected")
	}
	if _, err := c.Poll(t.Context()); err != nil || !s.host.Online(id) {
		t.Errorf("who asks is offline, %v", err)
	}
}
