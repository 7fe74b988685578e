package room_test

import (
	"testing"
	"time"

	"portdrill/quiz/room"
)

// The law: whoever joins late is asked, and counted for, only what was not over by then; so
// it is after a restart, and in the figures of the class.
func TestLateJoiners(t *testing.T) {
	c := newClass(t, together(), 3)
	c.join("Ann", "Bo")
	first := c.ask()
	c.must(c.Answer("Ann", first.ID, right(first.Question), c.now))
	c.join("in time")
	c.must(c.Close(c.now))
	c.join("late")
	check := func(r *room.Room, asked map[string]int) {
		t.Helper()
		for name, n := range asked {
			v, err := r.ViewOf(room.ParticipantID(name), "", c.now)
			if err != nil || v.Asked != n || len(v.Results) != 0 && len(v.Results) != n {
				t.Errorf("%s was asked %d, has %d results, want %d; %v", name, v.Asked, len(v.Results), n, err)
			}
		}
	}
	check(c.Room, map[string]int{"Ann": 1, "Bo": 1, "in time": 1, "late": 0})
	if v := c.view("late"); v.Question != nil || v.Result != nil || v.Phase != room.Revealed {
		t.Errorf("between questions, the newcomer sees %+v", v)
	}
	if h := c.Projector(c.now).Histogram; h.None != 2 {
		t.Errorf("%d without an answer, want Bo and in time", h.None)
	}
	second := c.ask()
	for _, name := range []string{"Ann", "late"} {
		c.must(c.Answer(room.ParticipantID(name), second.ID, right(second.Question), c.now))
	}
	c.must(c.Close(c.now))
	c.must(c.End(c.now.Add(time.Second)))
	want := map[string]int{"Ann": 2, "Bo": 2, "in time": 2, "late": 1}
	check(c.Room, want)
	again, err := room.Restore(c.Settings(), c.Questions(), c.State(), c.Participants(), c.Answers())
	if err != nil {
		t.Fatal(err)
	}
	check(again, want)
	for i, n := range []int{1, 1, 1, 2} {
		if got := c.State().FirstSeen(i); got != n {
			t.Errorf("whoever joined after %d saw %d first, want %d", i, got, n)
		}
	}
	asked := 0
	for _, area := range c.Projector(c.now).Areas {
		asked += area.Asked
	}
	if asked != 7 {
		t.Errorf("the class was asked %d, want 7", asked)
	}
}

// The law: figures of a question are those of the learners who saw it.
func TestFiguresOfLateJoiners(t *testing.T) {
	all := sheets("11", "00", "-1", "-1")
	all[2].First, all[3].First = 2, 2
	f := room.FiguresOf(items(2), all)
	if f.Items[0].Facility != 0.5 || f.Items[1].Facility != 0.75 || f.Mean != 4.0/6 || f.Areas[0].Asked != 6 {
		t.Errorf("%+v", f)
	}
}
