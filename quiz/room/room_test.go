package room_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// noon is when everything begins.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// asked returns questions of real kinds, in every format that a class is asked in.
func asked(t testing.TB, n int) []room.Asked {
	t.Helper()
	c := catalogue.Builtin()
	m := questions.NewMaker(c)
	formats := []questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}
	var all []room.Asked
	for i := range n {
		q, err := m.Draw(c.Deck("seed"), questions.Kinds(), formats[i%len(formats)], catalogue.English, uint64(i+1)).Next()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, room.Asked{ID: room.QuestionID(fmt.Sprintf("question-%d", i)), Question: q, Area: fmt.Sprint("area ", i%2)})
	}
	return all
}

func together() room.Settings {
	return room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Limit: 20 * time.Second, Most: 30, Places: true}
}

// A class is a room with a clock of its own.
type class struct {
	testing.TB
	*room.Room
	now time.Time
}

func newClass(t testing.TB, s room.Settings, questions int) *class {
	t.Helper()
	r, err := room.New(s, asked(t, questions))
	if err != nil {
		t.Fatal(err)
	}
	return &class{t, r, noon}
}

func (c *class) join(names ...string) {
	c.Helper()
	for _, name := range names {
		if _, _, err := c.Room.Join(room.Participant{ID: room.ParticipantID(name), Name: name}); err != nil {
			c.Fatalf("%s: %v", name, err)
		}
	}
}

func (c *class) must(_ room.Change, err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// ask opens the next question.
func (c *class) ask() room.Asked {
	c.Helper()
	if c.State().Phase == room.Lobby {
		c.must(c.Start())
	} else {
		c.must(c.Next())
	}
	c.must(c.Ask(c.now))
	return c.Questions()[max(c.State().N-1, 0)]
}

// right is a reply to the question that is right, and wrong one that is not.
func right(q *questions.Question) questions.Reply { return reply(q, true) }
func wrong(q *questions.Question) questions.Reply { return reply(q, false) }

func reply(q *questions.Question, correct bool) questions.Reply {
	if q.Format == questions.Typed {
		if correct {
			return questions.Reply{Text: q.Answers[0]}
		}
		return questions.Reply{Text: "65535"}
	}
	for mask := 1; mask < 1<<len(q.Options); mask++ {
		r := questions.Reply{}
		for i := range q.Options {
			if mask&(1<<i) != 0 {
				r.Choices = append(r.Choices, i+1)
			}
		}
		if q.Format != questions.Set {
			r = questions.Reply{Choice: mask}
		}
		if judged, err := q.Judge(r); err == nil && judged.Correct == correct {
			return r
		}
	}
	return questions.Reply{DontKnow: true}
}

func (c *class) view(name string) room.ParticipantView {
	c.Helper()
	v, err := c.ViewOf(room.ParticipantID(name), "", c.now)
	if err != nil {
		c.Fatal(err)
	}
	return v
}

// The law: a lesson goes from the lobby to the end, and what each is shown is where
// it stands and how they did.
func TestStory(t *testing.T) {
	c := newClass(t, together(), 3)
	c.join("Ann", "李明")
	if v := c.view("Ann"); v.Phase != room.Lobby || v.Question != nil || v.Of != 3 {
		t.Errorf("in the lobby Ann sees %+v", v)
	}
	if names := c.Projector(c.now).Names; !slices.Equal(names, []string{"Ann", "李明"}) {
		t.Errorf("the projector shows %q", names)
	}

	q := c.ask()
	c.now = c.now.Add(5 * time.Second)
	if v := c.view("李明"); v.Question.ID != q.ID || v.Time.Left() != 15*time.Second || v.Answered {
		t.Errorf("the question: %+v", v)
	}
	c.must(c.Answer("Ann", q.ID, right(q.Question), c.now))
	if v := c.view("Ann"); !v.Answered || v.Result != nil || v.Score != 0 || c.State().Phase != room.Open {
		t.Errorf("Ann answered: %+v", v)
	}
	c.must(c.Answer("李明", q.ID, wrong(q.Question), c.now)) // the last one: it closes
	ann, li := c.view("Ann"), c.view("李明")
	if c.State().Phase != room.Revealed || !ann.Result.Correct || li.Result.Correct || ann.Score != room.Points || li.Score != 0 {
		t.Errorf("closed: %+v, %+v", ann.Result, li.Result)
	}
	if ann.Place != 1 || li.Place != 2 || ann.Result.Explanation == "" {
		t.Errorf("places %d and %d, explained by %q", ann.Place, li.Place, ann.Result.Explanation)
	}

	c.join("late Bo") // who was not there for the first
	q = c.ask()
	c.now = c.now.Add(20 * time.Second)
	if _, closed := c.Tick(c.now); !closed || c.State().Phase != room.Revealed {
		t.Error("time was up, and it was not closed")
	}
	if h := c.Projector(c.now).Histogram; h.None != 3 {
		t.Errorf("nobody answered: %+v", h)
	}
	q = c.ask()
	c.must(c.Answer("late Bo", q.ID, right(q.Question), c.now))
	if _, err := c.Next(); !errors.Is(err, room.ErrOrder) {
		t.Errorf("the next one while one is open: %v", err)
	}
	c.must(c.End(c.now))
	bo := c.view("late Bo")
	if bo.Phase != room.Done || bo.Right != 1 || bo.Asked != 2 || len(bo.Results) != 2 || len(bo.Areas) != 2 {
		t.Errorf("at the end: %+v", bo)
	}
	if s := c.Standings(); s[0].Place != 1 || s[1].Place != 1 || s[2].Place != 3 || s[2].Name != "李明" {
		t.Errorf("standings %+v", s)
	}
}

// The law: the first answer counts. The same again, as after a lost connection, is
// no error and changes nothing; any other is refused.
func TestFirstAnswerCounts(t *testing.T) {
	c := newClass(t, together(), 1)
	c.join("Ann", "Bo")
	q := c.ask()
	c.must(c.Answer("Ann", q.ID, right(q.Question), c.now))
	before := c.Answers()
	change, err := c.Answer("Ann", q.ID, right(q.Question), c.now.Add(time.Minute))
	if err != nil || len(change.Answers) != 0 || !reflect.DeepEqual(c.Answers(), before) {
		t.Errorf("again: %v, %+v", err, change)
	}
	if _, err := c.Answer("Ann", q.ID, wrong(q.Question), c.now); !errors.Is(err, room.ErrAnswered) {
		t.Errorf("another: %v", err)
	}
	c.must(c.Close(c.now))
	if _, err := c.Answer("Ann", q.ID, right(q.Question), c.now); err != nil { // an acknowledgement was lost
		t.Errorf("again, after the end: %v", err)
	}
	if _, err := c.Answer("Bo", q.ID, right(q.Question), c.now); !errors.Is(err, room.ErrNotAsked) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := c.Answer("Bo", "another", right(q.Question), c.now); !errors.Is(err, room.ErrNotAsked) {
		t.Errorf("another question: %v", err)
	}
	if _, err := c.Answer("Cy", q.ID, right(q.Question), c.now); !errors.Is(err, room.ErrNoParticipant) {
		t.Errorf("a stranger: %v", err)
	}
}

// The law: the room's clock decides. It stands while paused, and runs longer for all
// or for whoever needs it.
func TestTime(t *testing.T) {
	c := newClass(t, together(), 2)
	c.join("Ann", "Bo", "Cy")
	c.must(c.Allow("Bo", 1.5))
	q := c.ask()
	c.now = c.now.Add(10 * time.Second)
	c.must(c.Pause(c.now))
	if _, err := c.Answer("Ann", q.ID, right(q.Question), c.now); !errors.Is(err, room.ErrOrder) {
		t.Errorf("while paused: %v", err)
	}
	c.now = c.now.Add(time.Hour)
	if _, closed := c.Tick(c.now); closed {
		t.Error("closed while paused")
	}
	c.must(c.Resume(c.now))
	c.must(c.MoreTime(10 * time.Second))
	c.now = c.now.Add(20*time.Second + time.Millisecond)
	if _, err := c.Answer("Ann", q.ID, right(q.Question), c.now); !errors.Is(err, room.ErrLate) {
		t.Errorf("late: %v", err)
	}
	if _, err := c.Answer("Ann", q.ID, right(q.Question), c.now.Add(-time.Second)); err != nil { // it came in before
		t.Errorf("in time, and heard later: %v", err)
	}
	if v := c.view("Bo"); v.Time.Left() != 15*time.Second-time.Millisecond {
		t.Errorf("Bo has %s left", v.Time.Left())
	}
	at, ok := c.Alarm()
	if !ok || at.Sub(c.now) != 15*time.Second-time.Millisecond {
		t.Errorf("the alarm is in %s", at.Sub(c.now))
	}
	if _, closed := c.Tick(c.now.Add(-time.Hour)); closed {
		t.Error("a clock set back closes")
	}
	c.must(c.Answer("Bo", q.ID, right(q.Question), at))
	if _, closed := c.Tick(at); !closed {
		t.Error("nobody has time left, and it is open")
	}
}

// The law: for speed half of the points fall with the time, of one's own limit.
func TestSpeed(t *testing.T) {
	s := together()
	s.Scoring = room.ByAccuracyAndSpeed
	c := newClass(t, s, 1)
	c.join("Ann", "Bo", "Cy", "Di")
	c.must(c.Allow("Cy", 2))
	q := c.ask()
	for i, id := range []room.ParticipantID{"Ann", "Bo"} {
		c.must(c.Answer(id, q.ID, right(q.Question), c.now.Add(time.Duration(i)*10*time.Second)))
	}
	c.must(c.Answer("Cy", q.ID, right(q.Question), c.now.Add(20*time.Second)))
	c.must(c.Answer("Di", q.ID, wrong(q.Question), c.now))
	for id, want := range map[string]int{"Ann": 1000, "Bo": 750, "Cy": 750, "Di": 0} {
		if got := c.view(id).Score; got != want {
			t.Errorf("%s has %d points, want %d", id, got, want)
		}
	}
}

// The law: where all go at their own pace each is asked one after the other, and
// nobody learns what is right before all can.
func TestSelfPaced(t *testing.T) {
	s := together()
	s.Pace, s.Limit = room.SelfPaced, 10*time.Minute
	c := newClass(t, s, 3)
	c.join("Ann", "Bo")
	c.ask()
	all := c.Questions()
	for i := range all {
		v := c.view("Ann")
		if v.Question.N != i+1 {
			t.Fatalf("question %d: %+v", i+1, v.Question)
		}
		q := all[slices.IndexFunc(all, func(a room.Asked) bool { return a.ID == v.Question.ID })]
		c.now = c.now.Add(time.Minute)
		c.must(c.Answer("Ann", q.ID, replyTo(q, v.Question, true), c.now))
	}
	if v := c.view("Ann"); v.Question != nil || v.Score != 0 || len(v.Results) != 0 || c.Answers()[2].Took != time.Minute {
		t.Errorf("Ann is through: %+v", v)
	}
	bo := c.view("Bo").Question
	if bo.N != 1 {
		t.Errorf("Bo: %+v", bo)
	}
	later := slices.IndexFunc(all, func(a room.Asked) bool { return a.ID != bo.ID })
	if _, err := c.Answer("Bo", all[later].ID, questions.Reply{DontKnow: true}, c.now); !errors.Is(err, room.ErrNotAsked) {
		t.Errorf("out of turn: %v", err)
	}
	if _, closed := c.Tick(c.now.Add(7 * time.Minute)); !closed {
		t.Error("the time was up")
	}
	if v := c.view("Ann"); v.Score != 3*room.Points || len(v.Results) != 3 {
		t.Errorf("Ann in the end: %+v", v)
	}
	if _, err := c.Next(); !errors.Is(err, room.ErrOrder) {
		t.Errorf("a next one: %v", err)
	}
}

// The law: no two participants have the same name; one who was removed cannot rejoin until
// readmitted; a member of the roster is one participant on every device.
func TestPeople(t *testing.T) {
	s := together()
	s.Most = 3
	c := newClass(t, s, 1)
	c.join("Ann")
	join := func(id, name, member string) error {
		_, _, err := c.Room.Join(room.Participant{ID: room.ParticipantID(id), Name: name, Member: member})
		return err
	}
	for _, taken := range []string{"ann", "ANN ", "Ａｎｎ", "A\u200bnn"} {
		if err := join("x", taken, ""); !errors.Is(err, room.ErrNameTaken) {
			t.Errorf("%q: %v", taken, err)
		}
	}
	if err := join("x", " \u202e ", ""); !errors.Is(err, room.ErrName) {
		t.Errorf("no name: %v", err)
	}
	if err := join("m", "李明", "7"); err != nil {
		t.Fatal(err)
	}
	if p, _, err := c.Room.Join(room.Participant{ID: "m2", Name: "李明", Member: "7"}); err != nil || p.ID != "m" {
		t.Errorf("on another device: %+v, %v", p, err)
	}
	if _, err := c.Rename("Ann", "李明"); !errors.Is(err, room.ErrNameTaken) {
		t.Errorf("rename: %v", err)
	}
	c.must(c.Rename("Ann", "Anna"))
	c.must(c.Kick("Ann", c.now))
	if _, err := c.ViewOf("Ann", "", c.now); !errors.Is(err, room.ErrNoParticipant) {
		t.Errorf("out: %v", err)
	}
	for i := range 2 {
		if err := join(fmt.Sprint("a", i), fmt.Sprint("Anna", i), ""); err != nil {
			t.Error(err)
		}
	}
	if err := join("b", "Bo", ""); !errors.Is(err, room.ErrFull) {
		t.Errorf("a fourth: %v", err)
	}
	c.must(c.Kick("m", c.now))
	c.must(c.Lock(true))
	if err := join("b", "Bo", ""); !errors.Is(err, room.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	c.must(c.Lock(false))
	if err := join("m3", "李明", "7"); !errors.Is(err, room.ErrBarred) {
		t.Errorf("sent out: %v", err)
	}
	c.must(c.Readmit("m"))
	if err := join("m3", "李明", "7"); err != nil || c.view("m").Name != "李明" {
		t.Errorf("back: %v", err)
	}
	if err := join("b", "anna ", ""); !errors.Is(err, room.ErrBarred) {
		t.Errorf("the name of a guest who was sent out: %v", err)
	}
	for _, factor := range []float64{0, 0.5, -1, 5, nan()} {
		if _, err := c.Allow("m", factor); !errors.Is(err, room.ErrFactor) {
			t.Errorf("factor %v: %v", factor, err)
		}
	}
}

func nan() float64 { zero := 0.0; return zero / zero }

// The law: until a question is revealed nothing that anybody is shown depends on
// what is right: it holds no key and no explanation, and whichever answer somebody
// gives, all else stays the same.
func TestNothingTellsTheKey(t *testing.T) {
	for _, hold := range []bool{false, true} {
		for n, a := range asked(t, 12) {
			seen := make(map[string]string) // by what was answered
			replies := []questions.Reply{right(a.Question), wrong(a.Question)}
			for _, r := range replies {
				s := together()
				s.Hold, s.Scoring = hold, room.ByAccuracyAndSpeed
				room0, err := room.New(s, []room.Asked{a, a})
				if err != nil {
					t.Fatal(err)
				}
				c := &class{t, room0, noon}
				c.join("Ann", "Bo")
				c.ask()
				c.must(c.Answer("Ann", a.ID, r, c.now.Add(time.Second)))
				if hold {
					c.must(c.Close(c.now.Add(2 * time.Second)))
				}
				ann, host, projector := c.view("Ann"), c.Host(c.now), c.Projector(c.now)
				ann.Given, ann.Chosen = "", nil
				if hold { // how it was answered is shown; what was right is not
					host.Histogram, projector.Histogram = nil, nil
				}
				text, err := json.Marshal([]any{ann, c.view("Bo"), host, projector})
				if err != nil {
					t.Fatal(err)
				}
				seen[fmt.Sprint(r)] = string(text)
				fact := a.Question.Explanation.Fact
				rest := string(text) // the stem or an option may be the fact
				for _, shown := range append([]string{a.Question.Stem}, a.Question.Options...) {
					quoted, err := json.Marshal(shown)
					if err != nil {
						t.Fatal(err)
					}
					rest = strings.ReplaceAll(rest, string(quoted), "")
				}
				if strings.Contains(rest, fact) {
					t.Errorf("question %d: the explanation is in %s", n, text)
				}
			}
			if seen[fmt.Sprint(replies[0])] != seen[fmt.Sprint(replies[1])] {
				t.Errorf("question %d: right and wrong look different:\n%s\n%s", n, seen[fmt.Sprint(replies[0])], seen[fmt.Sprint(replies[1])])
			}
		}
	}
}

// The law: a room that was kept and restored goes on as the same, whatever happened
// in it before; what it shows adds up; and each change counts up by one.
func TestAnyLesson(t *testing.T) {
	all := asked(t, 8)
	testenv.Check(t, func(t *rapid.T) {
		s := room.Settings{
			Pace:    rapid.SampledFrom([]room.Pace{room.Together, room.SelfPaced}).Draw(t, "pace"),
			Scoring: rapid.SampledFrom([]room.Scoring{room.ByAccuracy, room.ByAccuracyAndSpeed}).Draw(t, "scoring"),
			Limit:   time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second,
			Most:    rapid.IntRange(1, 6).Draw(t, "most"), Places: true, Hold: rapid.Bool().Draw(t, "hold"),
			Teams: rapid.SampledFrom([][]string{nil, {"A", "B", "C"}}).Draw(t, "teams"),
		}
		r, err := room.New(s, all[:rapid.IntRange(1, len(all)).Draw(t, "questions")])
		if err != nil {
			t.Fatal(err)
		}
		w := &walk{t: t, Room: r, now: noon, kept: make(map[string]room.Answer)}
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			w.step()
			w.check()
		}
	})
}

// A walk takes steps in a room at random, and keeps what a store would.
type walk struct {
	t *rapid.T
	*room.Room
	now    time.Time
	people []room.Participant
	kept   map[string]room.Answer
}

func (w *walk) someone() room.ParticipantID {
	return room.ParticipantID(fmt.Sprint("p", rapid.IntRange(0, 8).Draw(w.t, "who")))
}

func (w *walk) step() {
	before := w.State().Seq
	w.now = w.now.Add(time.Duration(rapid.IntRange(-5, 20).Draw(w.t, "seconds")) * time.Second)
	var c room.Change
	var err error
	switch rapid.IntRange(0, 18).Draw(w.t, "what") {
	case 0, 1, 2:
		id := w.someone()
		_, c, err = w.Join(room.Participant{
			ID: id, Name: string(id), Member: rapid.SampledFrom([]string{"", "", "m1", "m2"}).Draw(w.t, "member"),
			Group: rapid.SampledFrom([]string{"", "", "B", "D"}).Draw(w.t, "group"),
		})
	case 3:
		c, err = w.Start()
	case 4, 5:
		c, err = w.Ask(w.now)
	case 6:
		c, err = w.Next()
	case 7:
		c, err = w.Close(w.now)
	case 8:
		c, err = w.Reveal(w.now)
	case 9:
		if w.State().Paused {
			c, err = w.Resume(w.now)
		} else {
			c, err = w.Pause(w.now)
		}
	case 10:
		c, err = w.MoreTime(time.Second)
	case 11:
		c, err = w.Kick(w.someone(), w.now)
	case 12:
		c, err = w.Allow(w.someone(), 2)
	case 13:
		c, _ = w.Tick(w.now)
	case 14:
		if rapid.IntRange(0, 9).Draw(w.t, "really") == 0 {
			c, err = w.End(w.now)
		}
	case 15:
		c, err = w.ShowLeaders()
	case 16:
		c, err = w.Offer(w.now)
	default:
		q := rapid.SampledFrom(w.Questions()).Draw(w.t, "question")
		c, err = w.Answer(w.someone(), q.ID, reply(q.Question, rapid.Bool().Draw(w.t, "right")), w.now)
	}
	if err != nil && w.State().Seq != before {
		w.t.Fatalf("%v, and something changed", err)
	}
	if w.State().Seq > before+1 {
		w.t.Fatalf("the change after %d is %d", before, w.State().Seq)
	}
	w.keep(c)
}

func (w *walk) keep(c room.Change) {
	for _, p := range c.Participants {
		i := slices.IndexFunc(w.people, func(other room.Participant) bool { return other.ID == p.ID })
		if i < 0 {
			w.people = append(w.people, p)
		} else {
			w.people[i] = p
		}
	}
	for _, a := range c.Answers {
		key := fmt.Sprint(a.Participant, a.N)
		if _, twice := w.kept[key]; twice {
			w.t.Fatalf("a second answer of %s to %d", a.Participant, a.N)
		}
		w.kept[key] = a
	}
}

func (w *walk) check() {
	var answers []room.Answer
	for _, a := range w.kept {
		answers = append(answers, a)
	}
	again, err := room.Restore(w.Settings(), w.Questions(), w.State(), w.people, answers)
	if err != nil {
		w.t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Participants(), w.Participants()) || !reflect.DeepEqual(again.Answers(), w.Answers()) {
		w.t.Fatal("what was restored is not what was kept")
	}
	host, same := w.Host(w.now), again.Host(w.now)
	host.Time, same.Time, host.Paused, same.Paused = nil, nil, false, false // an open one is paused
	if !reflect.DeepEqual(host, same) {
		w.t.Fatalf("the host sees\n%+v\nand then\n%+v", host, same)
	}
	if len(host.People) > w.Settings().Most || host.Answered > len(host.People) {
		w.t.Fatalf("%d people, %d answered", len(host.People), host.Answered)
	}
	for _, p := range host.People {
		v, err := w.ViewOf(p.ID, "", w.now)
		if err != nil || v.Score != p.Score || v.Right != p.Right || v.Score > v.Asked*room.Points {
			w.t.Fatalf("%s: %v, %+v and %+v", p.ID, err, v, p)
		}
		score := v.Score
		for _, team := range host.Teams {
			if team.Name == v.Team {
				score = team.Score
			}
		}
		if higher := higherThan(w.Room, score); v.Place != 0 && v.Place != higher+1 {
			w.t.Fatalf("%s has place %d behind %d", p.ID, v.Place, higher)
		}
		if revealed := v.Phase == room.Revealed || v.Phase == room.Done; v.Result != nil && !revealed {
			w.t.Fatalf("%s knows the result while it is %s", p.ID, v.Phase)
		}
	}
	if p := w.Projector(w.now); p.Key != nil && p.Phase != room.Revealed && p.Phase != room.Done || p.Histogram != nil && p.Phase == room.Open {
		w.t.Fatalf("the projector shows %+v", p)
	}
}

func higherThan(r *room.Room, score int) (n int) {
	for _, s := range r.Standings() {
		if s.Score > score {
			n++
		}
	}
	return n
}

// FuzzCommands: whatever comes, in whatever order, the room goes on.
func FuzzCommands(f *testing.F) {
	f.Add([]byte("JaJbSA1rA2wN"), "Ann", "65535")
	f.Add([]byte("SSNAAEEKKpP++"), "\u202e", "\x00")
	all := asked(f, 4)
	f.Fuzz(func(t *testing.T, script []byte, name, text string) {
		r, err := room.New(together(), all)
		if err != nil {
			t.Fatal(err)
		}
		now := noon
		for i, b := range script {
			now = now.Add(time.Duration(b) * 100 * time.Millisecond)
			id := room.ParticipantID(fmt.Sprint(i % 3))
			q := all[int(b)%len(all)]
			switch b % 14 {
			case 0:
				r.Join(room.Participant{ID: room.ParticipantID(fmt.Sprint(i)), Name: name + fmt.Sprint(b), Member: text})
			case 1:
				r.Start()
			case 2:
				r.Ask(now)
			case 3:
				r.Answer(id, q.ID, questions.Reply{Choice: int(b) - 100, Text: text, Choices: []int{int(b), i}}, now)
			case 4:
				r.Answer(id, room.QuestionID(text), questions.Reply{Text: text}, now)
			case 5:
				r.Close(now)
			case 6:
				r.Reveal(now)
			case 7:
				r.Next()
			case 8:
				r.Pause(now)
			case 9:
				r.Resume(now)
			case 10:
				r.Kick(id, now)
			case 11:
				r.Rename(id, text)
			case 12:
				r.Tick(now)
			case 13:
				r.Allow(id, float64(b)/50)
			}
			host := r.Host(now)
			if host.Answered > len(host.People) {
				t.Fatalf("%d of %d answered", host.Answered, len(host.People))
			}
			r.Projector(now)
			r.ViewOf(id, "", now)
		}
	})
}

// The law: a name is what can be seen of it, at most 24 signs, and told from others
// by what can be heard.
func TestCleanName(t *testing.T) {
	for typed, want := range map[string]string{
		"  Ann   Lee ": "Ann Lee", "李\u200b明": "李明", "\u202eevil": "evil", "e\u0301": "é", "a\x07b\x1b[2J": "ab[2J",
		"👩‍🏫 Ms. B": "👩🏫 Ms. B", "<b>x</b>": "<b>x</b>", "=1+1": "=1+1", "tab\there": "tab here",
		strings.Repeat("李", 24): strings.Repeat("李", 24),
	} {
		if got, err := room.CleanName(typed); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", " ", "\u200b\u202e", strings.Repeat("x", 25), "\xff", "a" + strings.Repeat("\u0301", 40), "\ufe0f", "\u3164"} {
		if got, err := room.CleanName(typed); !errors.Is(err, room.ErrName) {
			t.Errorf("%q is taken for %q: %v", typed, got, err)
		}
	}
	if room.Fold("Straße") != room.Fold("STRASSE") {
		t.Error("the case tells names apart")
	}
}

// The law: a name is that of the list if it is typed as phones and keyboards without
// the accents type it, and with the family's name first or last; not if it sounds
// otherwise.
func TestCalled(t *testing.T) {
	for _, c := range []struct {
		typed, listed string
		want          bool
	}{
		{"Zoë O’Brien", "Zoë O'Brien", true}, {"zoe obrien", "Zoë O'Brien", true}, {"Jose Nunez", "José Núñez", true},
		{"ＡＮＮＡ　ＬＥＥ", "Anna Lee", true}, {"Anna Lee", "Lee, Anna", true}, {"Soren Lukasz", "Søren Łukasz", true},
		{"李 明", "李明", true}, {"かき", "がき", false}, {"Anna", "Anna Lee", false}, {"...", "…", false}, {"Ivan", "Иван", false},
	} {
		if got := room.Called(c.typed, c.listed); got != c.want {
			t.Errorf("%q for %q: %v", c.typed, c.listed, got)
		}
	}
}

// The law: those of one name are told apart by as little as will do, in names that
// fit, and nobody else is given more than their name.
func TestTellApart(t *testing.T) {
	long := strings.Repeat("长", 30)
	got := room.TellApart([]room.Entry{
		{Name: "李明", Number: "2026001"}, {Name: "Bo", Number: "7"}, {Name: "李明", Number: "2026002"}, {Name: "李明", Group: "B"},
		{Name: "李明"}, {Name: long}, {Name: long, Number: "12026002"}, {Name: "ＢＯ"},
	})
	want := []string{"李明 6001", "Bo 7", "李明 6002", "李明 B", "李明 1", long[:21*3] + "… 1", long[:18*3] + "… 6002", "ＢＯ 1"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, name := range got {
		if _, err := room.CleanName(name); err != nil {
			t.Errorf("%q is no name", name)
		}
	}
	if got := room.TellApart([]room.Entry{{Name: "李明", Number: "1"}}); got[0] != "李明" {
		t.Errorf("alone: %q", got)
	}
}

// The law: however many guests join, every member has a seat, and guests get only the
// others; where guests are not allowed, none gets in.
func TestSeatsOfMembers(t *testing.T) {
	s := together()
	s.Most, s.Reserved = 5, 3
	c := newClass(t, s, 1)
	join := func(id, member string) error {
		_, _, err := c.Room.Join(room.Participant{ID: room.ParticipantID(id), Name: id, Member: member})
		return err
	}
	for i := range 10 {
		if err := join(fmt.Sprint("bot", i), ""); (err == nil) != (i < 2) || err != nil && !errors.Is(err, room.ErrFull) {
			t.Errorf("guest %d: %v", i, err)
		}
	}
	for i := range 3 {
		if err := join(fmt.Sprint("pupil", i), fmt.Sprint(i)); err != nil {
			t.Errorf("member %d: %v", i, err)
		}
	}
	if err := join("late", ""); !errors.Is(err, room.ErrFull) {
		t.Errorf("a guest more: %v", err)
	}
	s.NoGuests = true
	c = newClass(t, s, 1)
	if err := join("bot", ""); !errors.Is(err, room.ErrNoGuests) {
		t.Errorf("a guest where none are wanted: %v", err)
	}
	if err := join("pupil", "1"); err != nil {
		t.Error(err)
	}
}

// The law: a dismissed participant can rejoin as before, even while joining is locked; one
// who was removed can only after being readmitted.
func TestComeBack(t *testing.T) {
	c := newClass(t, together(), 2)
	c.join("Ann", "Bo")
	c.must(c.Dismiss([]room.ParticipantID{"Ann", "Bo", "nobody"}, c.now))
	if _, err := c.Dismiss([]room.ParticipantID{"Ann"}, c.now); !errors.Is(err, room.ErrNoParticipant) {
		t.Errorf("twice: %v", err)
	}
	c.must(c.Lock(true))
	if p, _, err := c.ComeBack("Ann"); err != nil || p.Name != "Ann" || c.view("Ann").Name != "Ann" {
		t.Errorf("%+v, %v", p, err)
	}
	c.must(c.Kick("Ann", c.now))
	if _, _, err := c.ComeBack("Ann"); !errors.Is(err, room.ErrBarred) || len(c.Barred()) != 1 {
		t.Errorf("sent out: %v", err)
	}
	if _, err := c.Readmit("Bo"); !errors.Is(err, room.ErrNoParticipant) {
		t.Errorf("readmit who is not barred: %v", err)
	}
	c.must(c.Readmit("Ann"))
	if _, _, err := c.ComeBack("Ann"); err != nil {
		t.Error(err)
	}
}
