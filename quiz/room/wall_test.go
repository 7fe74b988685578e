package room_test

import (
	"errors"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz/room"
)

// The law: a question is read before its options are shown; nobody answers before that,
// and nobody's time, by which points go, has run.
func TestReading(t *testing.T) {
	s := together()
	s.Reading, s.Scoring = 3*time.Second, room.ByAccuracyAndSpeed
	c := newClass(t, s, 1)
	c.join("Ann", "Bo")
	q := c.ask()
	reads := func(left time.Duration, runs bool) {
		t.Helper()
		for what, v := range map[string]struct {
			reading bool
			shown   *room.Shown
			time    *room.Time
		}{
			"Ann":      {c.view("Ann").Reading, c.view("Ann").Question, c.view("Ann").Time},
			"the wall": {c.Projector(c.now).Reading, c.Projector(c.now).Question, c.Projector(c.now).Time},
			"the host": {c.Host(c.now).Reading, c.Host(c.now).Question, c.Host(c.now).Time},
		} {
			if !v.reading || v.shown.Stem != q.Question.Stem || v.shown.Options != nil || v.time.Left() != left || v.time.Runs != runs {
				t.Errorf("%s reads %+v with %+v left, want %s", what, v.shown, v.time, left)
			}
		}
		if _, err := c.Answer("Ann", q.ID, right(q.Question), c.now); !errors.Is(err, room.ErrOrder) {
			t.Errorf("an answer before its time: %v", err)
		}
	}
	reads(3*time.Second, true)
	c.now = c.now.Add(2 * time.Second)
	reads(time.Second, true)
	c.must(c.Pause(c.now))
	reads(3*time.Second, false)
	c.now = c.now.Add(time.Hour)
	c.must(c.Resume(c.now))
	reads(3*time.Second, true)

	at, is := c.Alarm()
	if c.now = c.now.Add(3 * time.Second); !is || !at.Equal(c.now) {
		t.Errorf("the alarm is at %s, want %s", at, c.now)
	}
	if _, changed := c.Tick(c.now.Add(-1)); changed {
		t.Error("options come too early")
	}
	if _, changed := c.Tick(c.now); !changed || c.State().Phase != room.Open {
		t.Errorf("options do not come: %+v", c.State())
	}
	if v := c.view("Ann"); v.Reading || len(v.Question.Options) == 0 || v.Time.Left() != s.Limit {
		t.Errorf("Ann sees %+v with %+v left", v.Question, v.Time)
	}
	c.must(c.Answer("Ann", q.ID, right(q.Question), c.now))
	c.must(c.Answer("Bo", q.ID, right(q.Question), c.now.Add(s.Limit)))
	if ann, bo := c.view("Ann").Score, c.view("Bo").Score; ann != room.Points || bo != room.Points/2 {
		t.Errorf("%d and %d points", ann, bo)
	}
}

// The law: whoever leads the class can show the options at once, and close a question that
// is read; where all go at their own pace nobody waits.
func TestReadingEnds(t *testing.T) {
	s := together()
	s.Reading = 3 * time.Second
	c := newClass(t, s, 2)
	c.join("Ann")
	q := c.ask()
	c.must(c.Offer(c.now))
	if _, err := c.Offer(c.now); !errors.Is(err, room.ErrOrder) {
		t.Errorf("twice: %v", err)
	}
	c.must(c.Answer("Ann", q.ID, right(q.Question), c.now))
	c.ask()
	c.must(c.Close(c.now))
	if s := c.State(); s.Reading || s.Phase != room.Revealed {
		t.Errorf("closed: %+v", s)
	}
	s.Pace = room.SelfPaced
	c = newClass(t, s, 1)
	c.join("Ann")
	q = c.ask()
	c.must(c.Answer("Ann", q.ID, right(q.Question), c.now))
}

// The law: leaders are shown between questions, with how many places the question moved
// each, and each learns that of themselves; what was not revealed moves nobody.
func TestLeaders(t *testing.T) {
	c := newClass(t, together(), 3)
	c.join("Ann", "Bo", "Cy")
	answers := [][]string{{"Ann"}, {"Bo", "Cy"}, {"Cy"}}
	want := []map[string][2]int{ // place, moved
		{"Ann": {1, 0}, "Bo": {2, 0}, "Cy": {2, 0}},
		{"Ann": {1, 0}, "Bo": {1, 1}, "Cy": {1, 1}},
		{"Ann": {2, -1}, "Bo": {2, -1}, "Cy": {1, 0}},
	}
	for n, good := range answers {
		q := c.ask()
		for _, name := range good {
			c.must(c.Answer(room.ParticipantID(name), q.ID, right(q.Question), c.now))
		}
		if v := c.view("Ann"); v.Moved != 0 {
			t.Errorf("question %d moves Ann by %d before it is revealed", n+1, v.Moved)
		}
		if _, err := c.ShowLeaders(); !errors.Is(err, room.ErrOrder) {
			t.Errorf("leaders during question %d: %v", n+1, err)
		}
		c.must(c.Close(c.now))
		if p := c.Projector(c.now); p.Leaders != nil {
			t.Errorf("leaders beside question %d: %+v", n+1, p.Leaders)
		}
		for name, w := range want[n] {
			if v := c.view(name); v.Place != w[0] || v.Moved != w[1] {
				t.Errorf("question %d: %s is at %d, moved by %d, want %v", n+1, name, v.Place, v.Moved, w)
			}
		}
		if n == 2 { // the podium comes next
			_, err := c.ShowLeaders()
			if !errors.Is(err, room.ErrOrder) {
				t.Errorf("after the last question: %v", err)
			}
			c.must(c.End(c.now))
		} else {
			c.must(c.ShowLeaders())
		}
		shown := c.Projector(c.now).Leaders
		if len(shown) != 3 {
			t.Fatalf("question %d: %+v", n+1, shown)
		}
		for _, l := range shown {
			if w := want[n][l.Name]; l.Place != w[0] || l.Moved != w[1] {
				t.Errorf("question %d: the wall has %+v, want %v", n+1, l, w)
			}
		}
	}
	s := together()
	s.Places = false
	c = newClass(t, s, 2)
	c.join("Ann")
	c.ask()
	c.must(c.Close(c.now))
	if _, err := c.ShowLeaders(); !errors.Is(err, room.ErrOrder) {
		t.Errorf("without places: %v", err)
	}
}

// The law: once a question is over the wall names the three mistakes that were typed most
// often, but nothing that a single pupil made up.
func TestMistakes(t *testing.T) {
	var q room.Asked
	for _, a := range asked(t, 200) {
		if len(a.Question.Answers) > 0 && a.Question.Kind == questions.PortToService && a.Question.Format == questions.Typed {
			q = a
		}
	}
	if q.Question == nil {
		t.Fatal("no such question")
	}
	s := together()
	s.Hold = true
	r, err := room.New(s, []room.Asked{q})
	if err != nil {
		t.Fatal(err)
	}
	c := &class{t, r, noon}
	typed := []string{"rlogin", "Gopher", "gopher", "you all smell", "Finger", "finger", "FINGER", "tftp", "whatever", "Whatever", q.Question.Answers[0]}
	for i := range typed {
		c.join(string(rune('A' + i)))
	}
	c.ask()
	for i, text := range typed {
		c.must(c.Answer(room.ParticipantID(rune('A'+i)), q.ID, questions.Reply{Text: text}, c.now))
	}
	if h := c.Projector(c.now).Histogram; h == nil || h.Mistakes != nil {
		t.Errorf("before it is revealed: %+v", h)
	}
	c.must(c.Reveal(c.now))
	h := c.Projector(c.now).Histogram
	want := []room.Bar{{Text: "Finger", Count: 3}, {Text: "Gopher", Count: 2}, {Text: "whatever", Count: 2}}
	if len(h.Mistakes) != len(want) || h.Other != len(typed)-1 || h.Bars[0].Count != 1 {
		t.Fatalf("%+v", h)
	}
	for i, bar := range want {
		if h.Mistakes[i] != bar {
			t.Errorf("mistake %d is %+v, want %+v", i+1, h.Mistakes[i], bar)
		}
	}
}
