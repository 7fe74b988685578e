package room_test

import (
	"fmt"
	"reflect"
	"testing"

	"portdrill/quiz/room"
)

// The law: a team has what its members have on average, those of a group are in its team, the
// others are spread evenly, and a room that is restored has the same teams.
func TestTeams(t *testing.T) {
	s := together()
	s.Teams = []string{"A", "B"}
	c := newClass(t, s, 2)
	for name, group := range map[string]string{"Ann": "A", "Bo": "B"} {
		c.joinIn(name, group)
	}
	c.joinIn("Cy", "B")
	c.joinIn("Di", "")  // A has one, B two
	c.joinIn("Eve", "") // the first of those with two
	for name, want := range map[string]string{"Ann": "A", "Bo": "B", "Cy": "B", "Di": "A", "Eve": "A"} {
		if v := c.view(name); v.Team != want {
			t.Errorf("%s is in %q, want %q", name, v.Team, want)
		}
	}
	first := c.ask()
	for _, name := range []string{"Ann", "Bo", "Cy"} {
		c.must(c.Answer(room.ParticipantID(name), first.ID, right(first.Question), c.now))
	}
	c.must(c.Reveal(c.now))
	want := []room.Standing{{Place: 1, Name: "B", Score: 1000, Right: 1}, {Place: 2, Name: "A", Score: 333}}
	if got := c.Standings(); !reflect.DeepEqual(got, want) {
		t.Errorf("standings %+v, want %+v", got, want)
	}
	second := c.ask()
	for _, name := range []string{"Ann", "Di", "Eve"} {
		c.must(c.Answer(room.ParticipantID(name), second.ID, right(second.Question), c.now))
	}
	c.must(c.Reveal(c.now))
	if v := c.view("Eve"); v.Place != 1 || v.Moved != 1 || v.Score != room.Points {
		t.Errorf("Eve's team goes from the second place to the first: %+v", v)
	}
	c.must(c.Kick("Bo", c.now))
	c.must(c.End(c.now))
	if p := c.Projector(c.now); len(p.Leaders) != 2 || p.Leaders[0].Name != "A" || p.Leaders[1].Score != 1000 {
		t.Errorf("the wall shows %+v", p.Leaders)
	}
	again, err := room.Restore(s, c.Questions(), c.State(), c.Participants(), c.Answers())
	if err != nil || !reflect.DeepEqual(again.Standings(), c.Standings()) {
		t.Errorf("restored: %+v, %v", again.Standings(), err)
	}
	s.Teams = []string{"alone"}
	if _, err := room.New(s, c.Questions()); err == nil {
		t.Error("a single team")
	}
}

func (c *class) joinIn(name, group string) {
	c.Helper()
	if _, _, err := c.Room.Join(room.Participant{ID: room.ParticipantID(name), Name: name, Group: group}); err != nil {
		c.Fatalf("%s: %v", name, err)
	}
}

// The law: drawn teams differ by one at most.
func TestDrawnTeams(t *testing.T) {
	s := together()
	s.Teams = []string{"1", "2", "3", "4"}
	c := newClass(t, s, 1)
	sizes := make(map[string]int)
	for i := range 30 {
		name := fmt.Sprint("guest ", i)
		c.join(name)
		sizes[c.view(name).Team]++
	}
	for team, n := range sizes {
		if n < 7 || n > 8 {
			t.Errorf("team %s has %d of 30", team, n)
		}
	}
}
