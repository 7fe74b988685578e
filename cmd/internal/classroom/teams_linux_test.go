package classroom_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/quiz/room"
)

// The law: members of a group are a team, guests go where there are fewest, phones and the
// wall show places of teams, and all of it is the same after a restart.
func TestTeamsOfAClass(t *testing.T) {
	t.Parallel()
	teams := settings()
	teams.Teams = []string{"Reds", "Blues"}
	s := newSchool(t, teams, 2, questions.Choice, room.Entry{Name: "Ann", Group: "Blues"}, room.Entry{Name: "Bo", Group: "Reds"})
	members, err := s.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	ann := s.pupil("Ann", members[0].PIN)
	b := newBrowser(t)
	phone, wall := b.open("Bo", nil, 390, 844, ""), b.open("wall", nil, 1280, 720, "")
	phone.join(s.at, s.code, "Bo", members[1].PIN)
	phone.until("Your team: Reds")
	guest := s.pupil("Cy", "") // the first of teams with one each
	if ann.first.Team != "Blues" || guest.first.Team != "Reds" {
		t.Errorf("Ann is in %q, Cy in %q", ann.first.Team, guest.first.Team)
	}
	s.do(start)
	s.do(ask)
	q := s.question()
	shown := ann.until("the question", isOpen)
	for p, right := range map[*pupil]bool{ann: true, guest: false} {
		if err := p.Answer(t.Context(), shown.Question.ID, choice(q, right)); err != nil {
			t.Fatal(err)
		}
	}
	s.do(endItem)
	phone.until("Your team's place: 2")
	phone.shoot("phone-team")

	s.server.Close()
	s.host.Close()
	rooms, err := s.db.Rooms(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	session, err := classroom.Resume(t.Context(), s.db, s.maker, rooms[0])
	if err != nil {
		t.Fatal(err)
	}
	s.serve(session, s.at)
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.End(at) })
	if r := ann.until("the end", func(s classroom.State) bool { return s.Phase == room.Done }); r.Team != "Blues" || r.Place != 1 {
		t.Errorf("Ann's team after a restart: %+v", r)
	}
	wall.run("open", chromedp.Navigate(s.server.WallURL()))
	wall.until("Blues")
	wall.shoot("wall-teams")
	if text := wall.text(); strings.Contains(text, "Ann") || !strings.Contains(text, "1000") {
		t.Errorf("the wall shows\n%s", text)
	}
	phone.accessible("a team")
	phone.until("Your team: Reds · Your team's place: 2")
}

// The law: a guest with a rude name is asked for another one, unless that is allowed; members
// have the names that they have.
func TestRudeNames(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 1, questions.Choice, room.Entry{Name: "Dick Lust", Number: "7"})
	members, err := s.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	if p := s.pupil("Dick Lust", members[0].PIN); p.first.Name != "Dick Lust" {
		t.Errorf("a member is %q", p.first.Name)
	}
	if got := s.refusal(s.code, "sh1t", ""); got != "rude" {
		t.Errorf("refused for %q", got)
	}
	s.server.AllowAnyName()
	s.pupil("sh1t", "")
}
