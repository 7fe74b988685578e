package classroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"
)

// patience is how long something may take. Only a test that fails waits for it.
const patience = 20 * time.Second

// A school is a database with a session that is served.
type school struct {
	testing.TB
	db     *store.DB
	path   string
	maker  *questions.Maker
	host   *classroom.Host
	server *classroom.Server
	at     string // host and port
	code   string
	id     string
	key    string
	plan   classroom.Plan
	ahead  atomic.Int64 // ns that the clock is ahead
}

// clock returns a clock that the test can advance.
func (s *school) clock() func() time.Time {
	machine := classroom.Clock(time.Now)
	return func() time.Time { return machine().Add(time.Duration(s.ahead.Load())) }
}

func settings() room.Settings {
	return room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Limit: time.Minute, Most: 50, Places: true}
}

// newSchool opens a session with so many questions in the format.
func newSchool(t testing.TB, s room.Settings, n int, format questions.Format, roster ...room.Entry) *school {
	t.Helper()
	return newSchoolOf(t, s, []questions.Kind{questions.PortToService, questions.ServiceToPort}, n, format, roster...)
}

// newSchoolOf is newSchool with questions of these kinds.
func newSchoolOf(
	t testing.TB, s room.Settings, kinds []questions.Kind, n int, format questions.Format, roster ...room.Entry,
) *school {
	t.Helper()
	c := catalogue.Builtin()
	sc := &school{TB: t, path: filepath.Join(t.TempDir(), "class.db"), maker: questions.NewMaker(c)}
	sc.db = openDB(t, sc.path)
	if len(roster) > 0 {
		sc.plan.Class = "Net-1"
		_, _, err := sc.db.KeepRoster(t.Context(), "Net-1", roster, time.Now(), classroom.NewPIN, naming)
		if err != nil {
			t.Fatal(err)
		}
	}
	draw := sc.maker.Draw(c.Deck("seed"), kinds, format, catalogue.English, 7)
	for range n {
		if _, err := draw.Next(); err != nil {
			t.Fatal(err)
		}
		sc.plan.Set = append(sc.plan.Set, draw.Spec())
	}
	sc.plan.Settings, sc.plan.Memo.Lang = s, catalogue.English
	session, err := classroom.Begin(t.Context(), sc.db, sc.maker, sc.plan, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	sc.serveOn(testenv.Listen(t), session)
	return sc
}

func naming(name string) quiz.Event {
	now := time.Now()
	return quiz.Event{
		ID: quiz.EventID(classroom.NewToken()), At: now, Day: quiz.DayOf(now, 0), Kind: quiz.SettingsEvent, Change: &quiz.Change{Name: &name},
	}
}

func openDB(t testing.TB, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func (s *school) serve(session classroom.Session, address string) {
	s.Helper()
	var l net.Listener
	testenv.Await(s, "the address to be free again", func() bool { // another program may have it for a while
		var err error
		l, err = net.Listen("tcp", address)
		return err == nil
	})
	s.serveOn(l, session)
}

func (s *school) serveOn(l net.Listener, session classroom.Session) {
	s.Helper()
	s.at, s.code, s.id, s.key = l.Addr().String(), session.Code, session.ID, session.Key
	s.host = classroom.NewHost(s.db, session, s.clock())
	s.server = classroom.NewServer(s.host, "http://"+s.at, []string{s.at, "localhost:" + s.at[strings.LastIndex(s.at, ":")+1:]}, catalogue.English, false)
	s.server.AllowPerAddress(1000)
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(l, "", "") }()
	host, server := s.host, s.server
	s.Cleanup(func() {
		server.Close()
		host.Close()
		if err := <-served; err != nil {
			s.Error(err)
		}
	})
}

// do does what a host does.
func (s *school) do(step func(*room.Room, time.Time) (room.Change, error)) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	if err := s.host.Do(ctx, step); err != nil {
		s.Fatal(err)
	}
}

func start(r *room.Room, _ time.Time) (room.Change, error)    { return r.Start() }
func next(r *room.Room, _ time.Time) (room.Change, error)     { return r.Next() }
func ask(r *room.Room, at time.Time) (room.Change, error)     { return r.Ask(at) }
func endItem(r *room.Room, at time.Time) (room.Change, error) { return r.Close(at) }

func (s *school) question() *questions.Question {
	s.Helper()
	q, err := s.maker.Make(s.plan.Set[max(s.view().N-1, 0)])
	if err != nil {
		s.Fatal(err)
	}
	return q
}

func (s *school) view() room.HostView {
	s.Helper()
	v, err := s.host.View(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return v
}

// choice is the option of the question that is right, or wrong.
func choice(q *questions.Question, right bool) questions.Reply {
	i := slices.Index(q.Options, q.Answers[0])
	if !right {
		i = (i + 1) % len(q.Options)
	}
	return questions.Reply{Choice: i + 1}
}

// A pupil is a client that follows.
type pupil struct {
	testing.TB
	*classroom.Client
	name  string
	gone  chan error
	first classroom.State
}

func (s *school) pupil(name, pin string) *pupil {
	s.Helper()
	c := s.client()
	first, err := c.Join(s.Context(), s.code, name, pin)
	if err != nil {
		s.Fatalf("%s joins: %v", name, err)
	}
	p := &pupil{TB: s.TB, Client: c, name: name, gone: make(chan error, 1), first: first}
	go func() { p.gone <- c.Follow(s.Context(), p.first) }()
	return p
}

// until waits for a state that is as it should be.
func (p *pupil) until(what string, is func(classroom.State) bool) classroom.State {
	p.Helper()
	timeout := time.After(patience)
	var last classroom.State
	for {
		select {
		case last = <-p.States():
			if is(last) {
				return last
			}
		case err := <-p.gone:
			p.Fatalf("%s waits for %s: %v", p.name, what, err)
		case <-timeout:
			p.Fatalf("%s waits for %s, and sees %+v", p.name, what, last)
		}
	}
}

func isOpen(s classroom.State) bool     { return s.Phase == room.Open && s.Question != nil }
func isRevealed(s classroom.State) bool { return s.Result != nil }

// The law: a lesson over the network goes as in the room: what is answered is in the
// database when it is acknowledged, and everybody is shown what becomes of it.
func TestLesson(t *testing.T) {
	s := newSchool(t, settings(), 2, questions.Choice)
	ann, bo := s.pupil("Ann", ""), s.pupil("Bo", "")
	s.do(start)
	for i := range 2 {
		if i > 0 {
			s.do(next)
		}
		s.do(ask)
		q := s.question()
		for p, right := range map[*pupil]bool{ann: true, bo: false} {
			shown := p.until("the question", isOpen)
			if shown.Question.Stem != q.Stem {
				t.Errorf("%s is asked %q, want %q", p.name, shown.Question.Stem, q.Stem)
			}
			if err := p.Answer(t.Context(), shown.Question.ID, choice(q, right)); err != nil {
				t.Fatal(err)
			}
			if n := s.answersKept(); n < 2*i+1 {
				t.Errorf("%d answers are kept", n)
			}
		}
		if r := ann.until("the result", isRevealed); !r.Result.Correct || r.Score != (i+1)*room.Points || r.Place != 1 {
			t.Errorf("Ann: %+v, %d points", r.Result, r.Score)
		}
		if r := bo.until("the result", isRevealed); r.Result.Correct || r.Place != 2 {
			t.Errorf("Bo: %+v", r.Result)
		}
	}
	if _, err := s.host.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := bo.until("the end", func(s classroom.State) bool { return s.Phase == room.Done }); len(r.Results) != 2 || len(r.Areas) == 0 {
		t.Errorf("in the end: %+v", r)
	}
}

func (s *school) answersKept() int {
	s.Helper()
	content, err := s.db.Content(s.Context(), s.id)
	if err != nil {
		s.Fatal(err)
	}
	return len(content.Answers)
}

// The law: after a restart the same code lets people in, those who were in go on by
// themselves with what they had, and the question that was open is asked on.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 2, questions.Choice)
	ann, bo := s.pupil("Ann", ""), s.pupil("Bo", "")
	s.do(start)
	s.do(ask)
	q := s.question()
	shown := ann.until("the question", isOpen)
	if err := ann.Answer(t.Context(), shown.Question.ID, choice(q, true)); err != nil {
		t.Fatal(err)
	}
	s.server.Close()
	s.host.Close()

	rooms, err := s.db.Rooms(t.Context(), "")
	if err != nil || len(rooms) != 1 {
		t.Fatal(rooms, err)
	}
	session, err := classroom.Resume(t.Context(), s.db, s.maker, rooms[0])
	if err != nil {
		t.Fatal(err)
	}
	code := s.code
	s.serve(session, s.at)
	if s.code != code {
		t.Errorf("the code is %s, was %s", s.code, code)
	}
	bo.until("the pause", func(s classroom.State) bool { return s.Paused })
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Resume(at) })
	bo.until("it to go on", func(s classroom.State) bool { return isOpen(s) && !s.Paused })
	if err := bo.Answer(t.Context(), shown.Question.ID, choice(q, true)); err != nil {
		t.Fatal(err)
	}
	if r := ann.until("the result", isRevealed); !r.Result.Correct || r.Score != room.Points {
		t.Errorf("Ann: %+v", r.Result)
	}
	s.pupil("Cy", "")
}

// The law: whoever is on the roster comes in by name or number and PIN, and is the
// same on every device; nobody else takes that name.
func TestRosterJoins(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice, room.Entry{Name: "李明", Number: "2026001"}, room.Entry{Name: "Bo"}, room.Entry{Name: "Bo"})
	roster, err := s.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	phone, laptop := s.pupil("李明", roster[0].PIN), s.pupil(" 2026001 ", roster[0].PIN)
	if phone.first.Name != "李明" || laptop.first.Name != "李明" || len(s.view().People) != 1 {
		t.Errorf("%q and %q, %d people", phone.first.Name, laptop.first.Name, len(s.view().People))
	}
	if p := s.pupil("Bo", roster[2].PIN); p.first.Name != "Bo 2" {
		t.Errorf("the second Bo is %q", p.first.Name)
	}
	for _, c := range []struct{ name, pin, want string }{
		{"李明", "", "pin_needed"}, {"李明", "000", "pin"}, {"Bo 1", "", "pin_needed"}, {"Cy", "123456", "pin"}, {"", "", "name"}, {"bo 2 ", roster[0].PIN, "pin"},
	} {
		if got := s.refusal(s.code, c.name, c.pin); got != c.want {
			t.Errorf("%q with %q: %q, want %q", c.name, c.pin, got, c.want)
		}
	}
	s.do(func(r *room.Room, _ time.Time) (room.Change, error) { return r.Kick(idOf(r, "李明"), time.Now()) })
	if err := <-phone.gone; !errors.Is(err, classroom.ErrGone) {
		t.Errorf("removed: %v", err)
	}
	if got := s.refusal(s.code, "李明", roster[0].PIN); got != "barred" {
		t.Errorf("after being removed: %q", got)
	}
	s.do(func(r *room.Room, _ time.Time) (room.Change, error) { return r.Readmit(r.Barred()[0].ID) })
	if p := s.pupil("李明", roster[0].PIN); p.first.Name != "李明" {
		t.Errorf("after being readmitted: %+v", p.first)
	}
}

func idOf(r *room.Room, name string) room.ParticipantID {
	for _, p := range r.Host(time.Now()).People {
		if p.Name == name {
			return p.ID
		}
	}
	return ""
}

// refusal joins, and returns why that was refused, or "" if it was not.
func (s *school) refusal(code, name, pin string) string {
	s.Helper()
	return s.refused(s.client(), code, name, pin)
}

// refusalFrom is refusal from a loopback address, on a connection of its own.
func (s *school) refusalFrom(address, name, pin string) string {
	s.Helper()
	c := s.client()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	c.Through(dialer.DialContext)
	return s.refused(c, s.code, name, pin)
}

func (s *school) client() *classroom.Client {
	s.Helper()
	c, err := classroom.NewClient(s.at, catalogue.English)
	if err != nil {
		s.Fatal(err)
	}
	return c
}

func (s *school) refused(c *classroom.Client, code, name, pin string) string {
	s.Helper()
	_, err := c.Join(s.Context(), code, name, pin)
	var refused *classroom.Refused
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return refused.Name
	}
	s.Fatal(err)
	return ""
}

// The law: 2,000 wrong codes in a minute are refused, most without another look, and
// meanwhile 200 right ones from the same address are not.
func TestWrongCodes(t *testing.T) {
	settings := settings()
	settings.Most = 200
	s := newSchool(t, settings, 1, questions.Choice)
	refused := make(map[string]int)
	var mu sync.Mutex
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 500 {
				why := s.refusal(fmt.Sprintf("AAA%03d", i+500*worker), "Mallory", "")
				mu.Lock()
				refused[why]++
				mu.Unlock()
			}
		})
	}
	for i := range 200 {
		if why := s.refusal(s.code, fmt.Sprint("Pupil ", i), ""); why != "" {
			t.Errorf("pupil %d: %s", i, why)
		}
	}
	group.Wait()
	if refused[""] > 0 || refused["code"]+refused["slow"] != 2000 || refused["code"] > 100 {
		t.Errorf("refused %v", refused)
	}
	if why := s.refusal(s.code, "One more", ""); why != "full" {
		t.Errorf("the 201st: %s", why)
	}
}

// The law: what names another host, comes from another site, is large or is no
// message, is refused; a page may load nothing from elsewhere.
func TestGuards(t *testing.T) {
	s := newSchool(t, settings(), 1, questions.Choice)
	s.pupil("Ann", "")
	send := func(method, path, host, origin, body string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.at+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			r.Host = host
		}
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	join := `{"code":"` + s.code + `","name":"Eve"}`
	for name, c := range map[string]struct {
		method, path, host, origin, body string
		want                             int
	}{
		"rebinding":           {"GET", "/", "evil.example", "", "", 421},
		"rebinding, state":    {"GET", "/state", "evil.example:80", "", "", 421},
		"another site":        {"POST", "/join", "", "http://evil.example", join, 403},
		"a sandbox":           {"POST", "/join", "", "null", join, 403},
		"too large":           {"POST", "/join", "", "", `{"name":"` + strings.Repeat("x", 5000) + `"}`, 400},
		"empty":               {"POST", "/join", "", "", "", 400},
		"two":                 {"POST", "/join", "", "", join + join, 400},
		"other types":         {"POST", "/join", "", "", `{"code":7}`, 400},
		"no cookie":           {"POST", "/answer", "", "", "{}", 401},
		"state of nobody":     {"GET", "/state", "", "", "", 401},
		"socket of nobody":    {"GET", "/ws", "", "", "", 401},
		"projector, no key":   {"GET", "/wall/ABCDEF", "", "", "", 404},
		"projector's state":   {"GET", "/wall/state?k=x", "", "", "", 404},
		"projector's socket":  {"GET", "/wall/ws", "", "", "", 404},
		"QR without a key":    {"GET", "/wall/qr.svg", "", "", "", 404},
		"another file":        {"GET", "/assets/../server.go", "", "", "", 404},
		"a page's template":   {"GET", "/assets/join.html", "", "", "", 404},
		"host, over the wire": {"POST", "/host", "", "", `{"type":"reveal"}`, 405},
		"the page":            {"GET", "/", "", "", "", 200},
		"the script":          {"GET", "/assets/join.js", "", "", "", 200},
		"by another name":     {"GET", "/", "LOCALHOST" + s.at[strings.LastIndex(s.at, ":"):], "", "", 200},
	} {
		answer := send(c.method, c.path, c.host, c.origin, c.body)
		if answer.StatusCode != c.want && !(c.want == 405 && answer.StatusCode == 404) {
			t.Errorf("%s: %d, want %d", name, answer.StatusCode, c.want)
		}
		if c.want != 421 && (!strings.HasPrefix(answer.Header.Get("Content-Security-Policy"), "default-src 'self'") || answer.Header.Get("X-Content-Type-Options") != "nosniff") {
			t.Errorf("%s: headers %v", name, answer.Header)
		}
	}
	if len(s.view().People) != 1 {
		t.Errorf("%d people", len(s.view().People))
	}
}

// The law: nothing that is sent to anybody before a question is closed holds its key:
// every byte, of pages, snapshots and refusals, to pupils who answer rightly, wrongly
// or not at all, and to the projector.
func TestNoKeyBeforeTheEnd(t *testing.T) {
	s := newSchool(t, settings(), 8, questions.Typed)
	recorder := &tap{to: s.at, bytes: make(map[string]*bytes.Buffer)}
	address := recorder.listen(t)
	direct := s.at
	s.at = address
	ann, bo := s.pupilVia("Ann", direct), s.pupilVia("Bo", direct)
	for i := range s.plan.Set {
		if i == 0 {
			s.do(start)
		} else {
			s.do(next)
		}
		s.do(ask)
		q := s.question()
		shown := ann.until("the question", isOpen)
		bo.until("the question", isOpen)
		if err := bo.Answer(t.Context(), shown.Question.ID, questions.Reply{Text: "65530"}); err != nil {
			var refused *classroom.Refused
			if !errors.As(err, &refused) {
				t.Fatal(err)
			}
		}
		get(t, address, direct, "/wall/state?k="+s.key)
		for who, sent := range recorder.sent() {
			for _, key := range append(slices.Clone(q.Answers), q.Explanation.Fact) {
				if len(key) > 3 && strings.Contains(sent, key) && !strings.Contains(q.Stem, key) {
					t.Errorf("question %d: %q is in what %s was sent: %s", i, key, who, sent)
				}
			}
			if strings.Contains(sent, `"correct"`) || strings.Contains(sent, `"answers"`) {
				t.Errorf("question %d: a verdict is in what %s was sent", i, who)
			}
		}
		s.do(endItem)
		ann.until("the result", isRevealed)
		bo.until("the result", isRevealed)
		recorder.reset()
	}
}

func get(t testing.TB, address, host, path string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", path, answer.StatusCode, err)
	}
}

// pupilVia is a pupil whose bytes go through the tap. The tap has the server's name.
func (s *school) pupilVia(name, direct string) *pupil {
	s.Helper()
	via := s.at
	c, err := classroom.NewClient(direct, catalogue.English)
	if err != nil {
		s.Fatal(err)
	}
	c.Through(func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, via)
	})
	p := &pupil{TB: s.TB, Client: c, name: name, gone: make(chan error, 1)}
	if p.first, err = c.Join(s.Context(), s.code, name, ""); err != nil {
		s.Fatal(err)
	}
	go func() { p.gone <- c.Follow(s.Context(), p.first) }()
	return p
}

// A tap copies connections, and keeps what the server sends.
type tap struct {
	to    string
	mu    sync.Mutex
	bytes map[string]*bytes.Buffer
}

func (p *tap) listen(t testing.TB) string {
	l := testenv.Listen(t)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.copy(c)
		}
	}()
	return l.Addr().String()
}

func (p *tap) copy(c net.Conn) {
	defer c.Close()
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, c)
	io.Copy(io.MultiWriter(&kept{p, c.RemoteAddr().String()}, c), server) // kept before anybody sees it
}

// kept keeps what one connection was sent.
type kept struct {
	*tap
	who string
}

func (k *kept) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bytes[k.who] == nil {
		k.bytes[k.who] = &bytes.Buffer{}
	}
	return k.bytes[k.who].Write(b)
}

func (p *tap) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.bytes)
}

func (p *tap) sent() map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make(map[string]string)
	for who, b := range p.bytes {
		all[who] = b.String()
	}
	return all
}

// The law: whatever a page sends by its WebSocket, in whatever order, does no more
// than to be refused, and the room goes on.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "null", "[]", `{"type":"answer"}`, `{"type":"answer","question":"x","choice":1}`, `{"type":"answer","choice":"1"}`,
		`{"type":"reveal"}`, `{"type":"host","do":"end"}`, `{"type":"answer","choices":[1,1,99],"text":"\u202e"}`, `{"type":"kick","id":"x"}`,
		strings.Repeat("x", 5000), `{"type":"answer","dont_know":true,"question":`, "\xff\xfe", `{"code":"x","name":"y"}`,
	} {
		f.Add([]byte(seed))
	}
	s := newSchool(f, settings(), 3, questions.Choice)
	s.do(start)
	s.do(ask)
	for i := range 5 { // nobody but the fuzzer closes it
		s.pupil(fmt.Sprint("Silent ", i), "")
	}
	c := s.raw(f, "Fuzzer")
	before := s.view()
	f.Fuzz(func(t *testing.T, message []byte) {
		for _, path := range []string{"/join", "/answer"} {
			c.post(t, path, message)
		}
		c.socket(t, message)
		v, err := s.host.View(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if v.Phase != room.Open || v.N != before.N || v.Locked || len(v.People) < 6 {
			t.Fatalf("the room is %s at %d, with %d people", v.Phase, v.N, len(v.People))
		}
	})
}

// The law: the clock of a session goes on while the machine's is set back.
func TestClock(t *testing.T) {
	machine := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clock := classroom.Clock(func() time.Time { return machine })
	before := clock()
	machine = machine.Add(-time.Hour)
	for range 100 {
		now := clock()
		if now.Before(before) || now.Sub(before) > time.Minute {
			t.Fatalf("%s after %s", now, before)
		}
		before = now
	}
}

// mustJSON is for what always can be written.
func mustJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
