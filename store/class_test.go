package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/room"
	"portdrill/quiz/session"
	"portdrill/store"
)

// firstLesson is when the first session of the term takes place.
var firstLesson = time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("", 8*3600))

func pins() func() string {
	n := 100000
	return func() string { n += 7; return fmt.Sprint(n) }
}

func keepRoster(t testing.TB, db *store.DB, class string, entries ...room.Entry) ([]store.Member, int) {
	t.Helper()
	all, added, err := db.KeepRoster(t.Context(), class, entries, firstLesson, pins(), naming)
	if err != nil {
		t.Fatal(err)
	}
	return all, added
}

func shownOf(all []store.Member) (names []string) {
	for _, m := range all {
		names = append(names, m.Shown)
	}
	return names
}

// The law: a roster grows by who is new, each with a PIN of their own and as a
// learner; who is known stays the same person, whatever the list calls them now.
func TestRoster(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "class.db"))
	teacher := learnerNamed(t, db, "李明")
	all, added := keepRoster(t, db, "Net-1", room.Entry{Name: "李明", Number: "2026001"}, room.Entry{Name: "Bo"}, room.Entry{Name: "Ann", Group: "A"})
	if added != 3 || !slices.Equal(shownOf(all), []string{"李明", "Bo", "Ann"}) {
		t.Fatalf("%d added: %q", added, shownOf(all))
	}
	again, added := keepRoster(t, db, "Net-1",
		room.Entry{Name: "李明"}, // another one, without a number
		room.Entry{Name: "李明明", Number: "2026001"}, room.Entry{Name: "Bo"}, room.Entry{Name: "Bo"}, room.Entry{Name: "Cy"})
	if want := []string{"李明明", "Bo 1", "Ann", "李明", "Bo 2", "Cy"}; added != 3 || !slices.Equal(shownOf(again), want) {
		t.Fatalf("%d added: %q, want %q", added, shownOf(again), want)
	}
	for i, m := range all {
		if again[i].Learner != m.Learner || again[i].PIN != m.PIN || again[i].Key != m.Key {
			t.Errorf("%+v became %+v", m, again[i])
		}
	}
	pins := make(map[string]bool)
	for _, m := range again {
		pins[m.PIN] = true
	}
	if len(pins) != len(again) {
		t.Errorf("%d PINs for %d", len(pins), len(again))
	}
	if names := namesOf(t, db); names[0] != "李明" || !slices.Contains(names, "李明, Net-1") {
		t.Errorf("learners are %q", names)
	}
	classes, err := db.MemberClasses(t.Context())
	if err != nil || len(classes) != 6 || classes[teacher] != "" {
		t.Errorf("members %v, %v", classes, err)
	}
	assertWhole(t, db)
	if _, err := db.Roster(t.Context(), "Net-2"); !errors.Is(err, store.ErrNoClass) {
		t.Errorf("another class: %v", err)
	}
}

func assertWhole(t testing.TB, db *store.DB) {
	t.Helper()
	if report, err := db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %+v, %v", report.Findings, err)
	}
}

// A term is a class that meets again and again.
type term struct {
	testing.TB
	db      *store.DB
	maker   *questions.Maker
	members []store.Member
	rng     *rand.Rand
	now     time.Time
	guests  int    // beside the members
	kept    func() // is called after each change that is kept, if it is not nil
}

func newTerm(t testing.TB, path string, members int) *term {
	t.Helper()
	c := catalogue.Builtin()
	m := &term{TB: t, db: open(t, path), maker: questions.NewMaker(c), rng: rand.New(rand.NewPCG(8, 0)), now: firstLesson}
	var entries []room.Entry
	for i := range members {
		entries = append(entries, room.Entry{Name: fmt.Sprint("Learner ", i+1)})
	}
	m.members, _ = keepRoster(t, m.db, "Net-1", entries...)
	return m
}

// ask makes the questions of a session.
func (m *term) ask(n int) (asked []room.Asked, kept []store.RoomQuestion) {
	m.Helper()
	facets := slices.DeleteFunc(m.maker.FacetsOf(m.maker.Catalogue().Deck("seed")), func(f questions.Facet) bool {
		return !slices.Contains(f.Kinds[0].Formats(), questions.Choice)
	})
	for i := range n {
		spec := questions.Spec{
			Facet: facets[m.rng.IntN(len(facets))].ID, Format: questions.Choice, Lang: catalogue.English, Deck: "seed",
			Seed:     m.rng.Uint64(),
			Confused: questions.Confusions{"pop3": {"imap": 2}},
		}
		q, err := m.maker.Make(spec)
		if err != nil {
			m.Fatal(err)
		}
		a := room.Asked{ID: room.QuestionID(fmt.Sprint("q", i)), Question: q, Area: "mail"}
		asked, kept = append(asked, a), append(kept, store.QuestionOf(a, spec))
	}
	return asked, kept
}

// A meeting is one session as it was played.
type meeting struct {
	id      string
	room    *room.Room
	answers map[quiz.LearnerID]int
}

// meet plays a session: everybody but one in ten answers. Batches are kept twice,
// the second time with answers that were changed on the way.
func (m *term) meet(n int, guest bool) meeting {
	m.Helper()
	asked, kept := m.ask(n)
	settings := room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Limit: 20 * time.Second, Most: 50}
	r, err := room.New(settings, asked)
	if err != nil {
		m.Fatal(err)
	}
	out := meeting{id: uuid.NewString(), room: r, answers: make(map[quiz.LearnerID]int)}
	kept2 := store.Room{ID: out.id, Class: "Net-1", Code: "ABC234", Host: "{}", Settings: settings, State: r.State(), Created: m.now, KeepDays: 100}
	if err := m.db.AddRoom(m.Context(), kept2, kept); err != nil {
		m.Fatal(err)
	}
	if m.kept != nil {
		m.kept()
	}
	var people []store.RoomPerson
	join := func(id, name, member string) {
		p, _, err := r.Join(room.Participant{ID: room.ParticipantID(id), Name: name, Member: member})
		if err != nil {
			m.Fatal(err)
		}
		people = append(people, store.RoomPerson{Participant: p, Place: len(people), Tokens: []string{"hash of " + id}})
	}
	for _, member := range m.members {
		join("p"+member.Key, member.Shown, member.Key)
	}
	if guest {
		join("g", "Guest", "")
	}
	for i := range m.guests {
		join(fmt.Sprint("g", i), fmt.Sprint("Guest ", i), "")
	}
	m.keep(out.id, store.Batch{State: r.State(), People: people})
	m.must(r.Start())
	for i, a := range asked {
		if i > 0 {
			m.must(r.Next())
		}
		m.must(r.Ask(m.now))
		var batch []room.Answer
		for _, p := range people {
			m.now = m.now.Add(100 * time.Millisecond)
			if m.rng.IntN(10) == 0 {
				continue
			}
			c, err := r.Answer(p.ID, a.ID, questions.Reply{Choice: m.rng.IntN(len(a.Question.Options)) + 1}, m.now)
			m.must(c, err)
			batch = append(batch, c.Answers...)
			if i := slices.IndexFunc(m.members, func(x store.Member) bool { return x.Key == p.Member }); i >= 0 {
				out.answers[m.members[i].Learner]++
			}
		}
		if r.State().Phase == room.Open {
			m.must(r.Close(m.now))
		}
		m.keep(out.id, store.Batch{State: r.State(), Answers: batch})
		for i := range batch {
			batch[i].Correct = !batch[i].Correct // which is not believed: the first one counts
		}
		m.keep(out.id, store.Batch{State: r.State(), People: people, Answers: batch})
	}
	m.must(r.End(m.now))
	m.keep(out.id, store.Batch{State: r.State()})
	return out
}

func (m *term) keep(id string, b store.Batch) {
	m.Helper()
	if err := m.db.KeepRoom(m.Context(), id, b); err != nil {
		m.Fatal(err)
	}
	if m.kept != nil {
		m.kept()
	}
}

func (m *term) must(_ room.Change, err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// The law: over a term of 20 sessions, between which learners drill on their own, the
// log of each has every answer of every session once, whatever is sent or ended
// again; cards are moved by answers about what was begun alone; and all that is
// derived is what the logs lead to.
func TestTerm(t *testing.T) {
	t.Parallel()
	m := newTerm(t, filepath.Join(t.TempDir(), "class.db"), 12)
	want := make(map[quiz.LearnerID]int)
	for range 20 {
		session := m.meet(6, true)
		for learner, n := range session.answers {
			want[learner] += n
		}
		for again := range 3 {
			flowed, err := m.db.EndRoom(t.Context(), session.id, m.now)
			if err != nil || again > 0 && flowed > 0 {
				t.Fatalf("end %d: %d flowed, %v", again, flowed, err)
			}
		}
		for i, member := range m.members[:6] { // half of them begin cards at home
			facets := m.maker.FacetsOf(m.maker.Catalogue().Deck("seed"))
			record(t, m.db, member.Learner, answered(m.now, fsrs.Good, facets[(i+m.rng.IntN(20))%len(facets)].ID))
		}
		m.now = m.now.Add(5 * 24 * time.Hour)
	}
	reviews := 0
	for i, member := range m.members {
		n := 0
		begun := make(map[questions.FacetID]bool)
		for _, e := range eventsOf(t, m.db, member.Learner) {
			switch {
			case e.Answer == nil:
			case e.Answer.Room == "":
				begun[e.Answer.Facets[0]] = true
			default:
				n++
				if is := e.Answer.Counts == quiz.Review; is != begun[e.Answer.Facets[0]] {
					t.Errorf("an answer counts as %s where the card is begun: %v", e.Answer.Counts, begun[e.Answer.Facets[0]])
				} else if is {
					reviews++
				}
			}
		}
		if n != want[member.Learner] || n < 80 {
			t.Errorf("learner %d has %d answers of classes, want %d", i, n, want[member.Learner])
		}
		assertIsReplay(t, m.db, member.Learner)
	}
	if reviews == 0 {
		t.Error("no card was moved in class")
	}
	assertWhole(t, m.db)
}

// The law: what was missed in class and not begun comes first among the new cards,
// then what was met there; a learner who takes the log home has it there, too.
func TestMetInClass(t *testing.T) {
	m := newTerm(t, filepath.Join(t.TempDir(), "class.db"), 3)
	class := m.meet(8, false)
	if _, err := m.db.EndRoom(t.Context(), class.id, m.now); err != nil {
		t.Fatal(err)
	}
	learner := m.members[0].Learner
	met, err := m.db.Met(t.Context(), learner)
	if err != nil || len(met) == 0 {
		t.Fatalf("met %v, %v", met, err)
	}
	var export bytes.Buffer
	if err := m.db.ExportJSON(t.Context(), &export, learner); err != nil {
		t.Fatal(err)
	}
	home := open(t, filepath.Join(t.TempDir(), "home.db"))
	if _, err := home.ImportJSON(t.Context(), &export, m.now); err != nil {
		t.Fatal(err)
	}
	atHome, err := home.Met(t.Context(), learner)
	if err != nil || !reflect.DeepEqual(atHome, met) {
		t.Errorf("at home %v, in class %v, %v", atHome, met, err)
	}

	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	plan := session.Plan{
		Deck: m.maker.Catalogue().Deck("seed"), Limit: 20, New: 30, Reviews: 100, Lang: catalogue.English, Seed: 1,
		NewID: func() quiz.EventID { return quiz.EventID(uuid.NewString()) },
	}
	s, err := session.Start(t.Context(), home, m.maker, scheduler, learner, plan, m.now.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Next(t.Context(), m.now.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(met, func(x quiz.Met) bool { return x.Facet == a.Question.Facets[0] })
	missed := slices.ContainsFunc(met, func(x quiz.Met) bool { return !x.Correct && m.usual(x.Facet) })
	if i < 0 || missed && met[i].Correct {
		t.Errorf("the first new card is %v, met %v", a.Question.Facets, met)
	}
}

// usual reports whether the facet may be the first that is begun of its service.
func (m *term) usual(id questions.FacetID) bool {
	f, _ := m.maker.Facet(id)
	return f.Service == "" || f.Kinds[0] == questions.PortToService
}

// The law: a room is read back as it was kept, and its questions can be made again.
func TestRoomIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	m := newTerm(t, path, 4)
	session := m.meet(5, true)
	db := open(t, path)
	rooms, err := db.Rooms(t.Context(), "Net-1")
	if err != nil || len(rooms) != 1 {
		t.Fatalf("%v, %v", rooms, err)
	}
	if r := rooms[0]; r.ID != session.id || !reflect.DeepEqual(r.Settings, session.room.Settings()) || !r.Ended.IsZero() || r.Class != "Net-1" || r.State != session.room.State() {
		t.Errorf("%+v", r)
	}
	content, err := db.Content(t.Context(), session.id)
	if err != nil {
		t.Fatal(err)
	}
	var asked []room.Asked
	for i, q := range content.Questions {
		made, err := m.maker.Make(q.Spec)
		if err != nil || made.ID != q.Question {
			t.Fatalf("question %d is %v, %v; was %s", i, made, err, q.Question)
		}
		asked = append(asked, room.Asked{ID: q.ID, Question: made, Area: q.Area})
	}
	var people []room.Participant
	for _, p := range content.People {
		people = append(people, p.Participant)
	}
	again, err := room.Restore(rooms[0].Settings, asked, rooms[0].State, people, content.Answers)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Standings(), session.room.Standings()) || !reflect.DeepEqual(again.Host(m.now), session.room.Host(m.now)) {
		t.Error("what was restored is not what was")
	}
	mixed, err := db.ClassConfusions(t.Context(), "Net-1")
	if err != nil || len(mixed) == 0 {
		t.Errorf("confusions %v, %v", mixed, err)
	}
	if none, err := db.ClassConfusions(t.Context(), ""); err != nil || len(none) != 0 {
		t.Errorf("of other classes %v, %v", none, err)
	}
}

// The law: a class that is forgotten leaves no row, nor do those on its roster as
// learners, and an import does not bring them back; whoever is forgotten alone is
// off the roster; rooms that have had their time are removed, and logs stay.
func TestForgetClass(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	m := newTerm(t, path, 4)
	teacher := learnerNamed(t, m.db, "Teacher")
	session := m.meet(5, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	var export bytes.Buffer
	if err := m.db.ExportJSON(t.Context(), &export); err != nil {
		t.Fatal(err)
	}
	if _, err := m.db.Forget(t.Context(), m.members[0].Learner, m.now); err != nil {
		t.Fatal(err)
	}
	if content, err := m.db.Content(t.Context(), session.id); err != nil || len(content.People) != 4 {
		t.Errorf("%d are left, %v", len(content.People), err)
	}
	if err := m.db.ExpireRooms(t.Context(), m.now.Add(99*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	assertRows(t, path, map[string]int{"rooms": 1, "members": 3})
	if err := m.db.ExpireRooms(t.Context(), m.now.Add(101*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	assertRows(t, path, map[string]int{"rooms": 0, "room_answers": 0, "participants": 0, "room_questions": 0, "members": 3})
	if len(eventsOf(t, m.db, m.members[1].Learner)) < 2 {
		t.Error("the log went with the room")
	}

	if _, err := m.db.ForgetClass(t.Context(), "Net-1", m.now); err != nil {
		t.Fatal(err)
	}
	assertRows(t, path, map[string]int{"classes": 0, "members": 0, "learners": 1, "forgotten": 5})
	if _, err := m.db.ImportJSON(t.Context(), &export, m.now); err != nil {
		t.Fatal(err)
	}
	if names := namesOf(t, m.db); !slices.Equal(names, []string{"Teacher"}) {
		t.Errorf("there are %q", names)
	}
	if _, err := m.db.ForgetClass(t.Context(), "Net-1", m.now); !errors.Is(err, store.ErrNoClass) {
		t.Errorf("again: %v", err)
	}
	assertIsReplay(t, m.db, teacher)
	assertWhole(t, m.db)
}

// The law: a room that is gone keeps nothing more, and says so.
func TestNoRoom(t *testing.T) {
	m := newTerm(t, filepath.Join(t.TempDir(), "class.db"), 1)
	if err := m.db.KeepRoom(t.Context(), "gone", store.Batch{}); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("keep: %v", err)
	}
	if _, err := m.db.EndRoom(t.Context(), "gone", m.now); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("end: %v", err)
	}
	if _, err := m.db.Content(t.Context(), "gone"); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("read: %v", err)
	}
}

// The law: a damaged file that is rebuilt still has its classes, as far as they can
// be read.
func TestRebuildKeepsClasses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	m := newTerm(t, path, 4)
	session := m.meet(5, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	closeDB(t, m.db)
	alter(t, path, "UPDATE log SET body = json_set(body, '$.stem', 'x') WHERE id = (SELECT max(id) FROM log WHERE kind = 'answer')")
	if _, err := store.Rebuild(t.Context(), path, m.now); err != nil {
		t.Fatal(err)
	}
	db := open(t, path)
	roster, err := db.Roster(t.Context(), "Net-1")
	if err != nil || !reflect.DeepEqual(roster, m.members) {
		t.Errorf("the roster is %+v, %v", roster, err)
	}
	content, err := db.Content(t.Context(), session.id)
	if err != nil || len(content.Answers) != len(session.room.Answers()) || len(content.People) != 5 {
		t.Errorf("%d answers of %d people, %v", len(content.Answers), len(content.People), err)
	}
	if report, err := db.Check(t.Context()); err != nil || report.Damaged() {
		t.Errorf("check: %+v, %v", report.Findings, err)
	}
}

// The law: who has the same number and name in two classes is one learner with a PIN
// in each; leaving or forgetting one class leaves the other as it is. A number alone
// is no proof.
func TestLearnerInTwoClasses(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "class.db"))
	first, _ := keepRoster(t, db, "Net-1", room.Entry{Name: "Zoë Li", Number: "7"}, room.Entry{Name: "Bo", Number: "8"}, room.Entry{Name: "Cy"})
	second, added := keepRoster(t, db, "Lab-2", room.Entry{Name: "ZOË LI", Number: "7"}, room.Entry{Name: "Di", Number: "8"}, room.Entry{Name: "Cy"})
	if added != 3 || second[0].Learner != first[0].Learner || second[0].Key == first[0].Key {
		t.Fatalf("%d added: %+v beside %+v", added, second, first)
	}
	if second[1].Learner == first[1].Learner || second[2].Learner == first[2].Learner {
		t.Errorf("others are taken for one: %+v, %+v", first, second)
	}
	if again, added := keepRoster(t, db, "Lab-2", room.Entry{Name: "ZOË LI", Number: "7"}); added != 0 || len(again) != 3 {
		t.Errorf("again: %d added, %+v", added, again)
	}
	assertWhole(t, db)
	for _, class := range []string{"Net-1", "Lab-2"} {
		all, err := db.Roster(t.Context(), class)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.LeaveClass(t.Context(), class, []string{all[0].Key}, firstLesson); err != nil {
			t.Fatal(err)
		}
		if back, _ := keepRoster(t, db, class, room.Entry{Name: all[0].Name, Number: "7"}); back[0].Learner != first[0].Learner {
			t.Errorf("%s: back as another learner: %+v", class, back)
		}
	}
	if _, err := db.ForgetClass(t.Context(), "Net-1", firstLesson); err != nil {
		t.Fatal(err)
	}
	left, err := db.Roster(t.Context(), "Lab-2")
	if err != nil || len(left) != 3 || !slices.ContainsFunc(left, func(m store.Member) bool { return m.Learner == first[0].Learner }) {
		t.Errorf("the other class: %+v, %v", left, err)
	}
	if all := namesOf(t, db); slices.Contains(all, "Bo") {
		t.Errorf("learners are %q", all)
	}
	assertWhole(t, db)
}

// The law: who leaves a class is no more on its roster, keeps what was answered, and
// is the same learner when a later list has them again. A PIN can be renewed alone.
func TestLeaveClass(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "class.db"))
	all, _ := keepRoster(t, db, "Net-6", room.Entry{Name: "李明", Number: "1"}, room.Entry{Name: "王芳", Number: "2"})
	if err := db.LeaveClass(t.Context(), "Net-6", []string{all[0].Key}, firstLesson); err != nil {
		t.Fatal(err)
	}
	left, err := db.Roster(t.Context(), "Net-6")
	if err != nil || len(left) != 1 || left[0].Name != "王芳" {
		t.Fatalf("%+v, %v", left, err)
	}
	if classes, err := db.Classes(t.Context()); err != nil || len(classes) != 1 {
		t.Errorf("classes %+v, %v", classes, err)
	}
	if classes, err := db.MemberClasses(t.Context()); err != nil || len(classes) != 2 {
		t.Errorf("members of classes %v, %v", classes, err)
	}
	back, added := keepRoster(t, db, "Net-6", room.Entry{Name: "李明", Number: "1"})
	if added != 1 || len(back) != 2 || back[0].Learner != all[0].Learner {
		t.Errorf("%+v, %d added", back, added)
	}
	pin, err := db.RenewPIN(t.Context(), "Net-6", back[1].Key, func() string { return "424242" })
	if again, _ := db.Roster(t.Context(), "Net-6"); err != nil || pin != "424242" || again[1].PIN != pin {
		t.Errorf("PIN %s, %v, %+v", pin, err, again)
	}
	if _, err := db.RenewPIN(t.Context(), "Net-6", "999", pins()); !errors.Is(err, store.ErrNoMember) {
		t.Errorf("nobody: %v", err)
	}
	if err := db.LeaveClass(t.Context(), "Net-2", nil, firstLesson); !errors.Is(err, store.ErrNoClass) {
		t.Errorf("no class: %v", err)
	}
}
