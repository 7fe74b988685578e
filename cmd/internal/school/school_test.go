package school_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/school"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"

	"github.com/google/uuid"
)

const host = "ports.school.example"

// A place is a server with a class of two.
type place struct {
	*testing.T
	db  *store.DB
	app *app.App
	srv *school.Server
	now time.Time
}

func newPlace(t *testing.T) *place {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "school.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	p := &place{T: t, db: db, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	list := []room.Entry{{Name: "Ann Lee", Number: "1001"}, {Name: "李明", Number: "1002"}}
	if _, _, err := db.KeepRoster(t.Context(), "Net-1", list, p.now, pins(), p.naming); err != nil {
		t.Fatal(err)
	}
	env := app.System()
	env.Now, env.Err = func() time.Time { return p.now }, t.Output()
	p.app = app.New(env, catalogue.English, app.Program{})
	p.restart()
	return p
}

// pins returns what makes PINs: 000001, 000002 ...
func pins() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("%06d", n)
	}
}

func (p *place) naming(name string) quiz.Event {
	return quiz.Event{
		ID: quiz.EventID(uuid.NewString()), At: p.now, Day: quiz.DayOf(p.now, 0), Kind: quiz.SettingsEvent, Change: &quiz.Change{Name: &name},
	}
}

// restart has a new server, which knows what the database does.
func (p *place) restart() {
	p.Helper()
	none := func(context.Context, *app.App, *app.DB, io.Writer) error { return nil }
	look := func(_ context.Context, a *app.App, _ *app.DB, query string) error { return a.Print("found " + query) }
	var err error
	p.srv, err = school.NewServer(p.Context(), p.app, &app.DB{DB: p.db}, school.Parts{Progress: none, Lookup: look}, school.Settings{Hosts: []string{host}})
	if err != nil {
		p.Fatal(err)
	}
}

// A device is somebody's browser.
type device struct {
	*place
	from    string
	cookies []*http.Cookie
}

func (p *place) device(from string) *device { return &device{place: p, from: from} }

// told is what the server answers.
type told struct {
	Type     string          `json:"type"`
	Error    string          `json:"error"`
	Name     string          `json:"name"`
	Notice   string          `json:"notice"`
	Today    json.RawMessage `json:"today"`
	Question *struct {
		ID      string   `json:"id"`
		Stem    string   `json:"stem"`
		Options []string `json:"options"`
	} `json:"question"`
	Verdict *struct {
		Correct bool     `json:"correct"`
		Answers []string `json:"answers"`
	} `json:"verdict"`
	Summary *struct {
		Asked int `json:"asked"`
	} `json:"summary"`
}

func (d *device) send(method, path, body string, change ...func(*http.Request)) (int, told) {
	d.Helper()
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	r.RemoteAddr = d.from
	for _, c := range d.cookies {
		r.AddCookie(c)
	}
	for _, each := range change {
		each(r)
	}
	w := httptest.NewRecorder()
	d.srv.Handler().ServeHTTP(w, r)
	if set := w.Result().Cookies(); len(set) > 0 {
		d.cookies = set
	}
	var m told
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
			d.Fatalf("%s: %v", w.Body, err)
		}
	}
	return w.Code, m
}

func (d *device) signIn(class, name, pin string) (int, told) {
	d.Helper()
	return d.send("POST", "/sign-in", fmt.Sprintf(`{"class":%q,"name":%q,"pin":%q}`, class, name, pin))
}

// in is a device on which the pupil is signed in.
func (p *place) in(name, pin string) *device {
	p.Helper()
	d := p.device("192.0.2.7:1234")
	if code, m := d.signIn("net-1", name, pin); code != http.StatusOK || m.Type != "state" {
		p.Fatalf("%d %+v", code, m)
	}
	return d
}

func (p *place) answers(pin string) (n int) {
	p.Helper()
	members, err := p.db.Roster(p.Context(), "Net-1")
	if err != nil {
		p.Fatal(err)
	}
	for _, m := range members {
		if m.PIN != pin {
			continue
		}
		events, err := p.db.Events(p.Context(), m.Learner)
		if err != nil {
			p.Fatal(err)
		}
		for _, e := range events {
			if e.Answer != nil {
				n++
			}
		}
	}
	return n
}

func TestSignIn(t *testing.T) {
	p := newPlace(t)
	for _, c := range []struct {
		class, name, pin string
		want             string
	}{
		{"Net-1", "Ann Lee", "000001", "Ann Lee"}, {" net-1 ", "ann  LEE", "000001", "Ann Lee"}, {"net-1", "1001", "０００００１", "Ann Lee"},
		{"net-1", "李明", "000002", "李明"}, {"net-1", "Ann Lee", "000002", ""}, {"net-2", "Ann Lee", "000001", ""},
		{"net-1", "Bob", "000001", ""}, {"net-1", "Ann Lee", "", ""}, {"", "", "", ""},
	} {
		code, m := p.device("192.0.2.1:1").signIn(c.class, c.name, c.pin)
		if m.Name != c.want || (code == http.StatusOK) != (c.want != "") {
			t.Errorf("%q: %d %+v", c, code, m)
		}
	}
}

// Who is guessed at can still sign in from elsewhere, and stays signed in.
func TestSignInIsThrottled(t *testing.T) {
	p := newPlace(t)
	ann := p.in("Ann Lee", "000001")
	thief := p.device("192.0.2.66:1")
	last := 0
	for range 11 {
		last, _ = thief.signIn("net-1", "Ann Lee", "999999")
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after eleven wrong PINs: %d", last)
	}
	if code, _ := thief.signIn("net-1", "Ann Lee", "000001"); code == http.StatusOK {
		t.Error("the right PIN is taken from who has guessed too often")
	}
	if code, _ := p.device("192.0.2.8:1").signIn("net-1", "Ann Lee", "000001"); code != http.StatusOK {
		t.Errorf("from elsewhere: %d", code)
	}
	p.now = p.now.Add(2 * time.Minute)
	if code, _ := thief.signIn("net-1", "Ann Lee", "000001"); code != http.StatusOK {
		t.Errorf("after a while: %d", code)
	}
	for range 120 {
		p.now = p.now.Add(10 * time.Second)
		thief.signIn("net-1", "Ann Lee", "999999")
	}
	if code, _ := ann.send("GET", "/state", ""); code != http.StatusOK {
		t.Errorf("a device that was signed in: %d", code)
	}
}

// An answer that comes again, also to another server of the database, counts once.
func TestAnswerCountsOnce(t *testing.T) {
	p := newPlace(t)
	ann := p.in("Ann Lee", "000001")
	_, m := ann.send("POST", "/begin", `{"mode":"drill"}`)
	if m.Question == nil {
		t.Fatalf("%+v", m)
	}
	reply := fmt.Sprintf(`{"question":%q,"dont_know":true,"took_ms":900}`, m.Question.ID)
	for range 3 {
		code, again := ann.send("POST", "/answer", reply)
		if code != http.StatusOK || again.Verdict == nil || len(again.Verdict.Answers) == 0 {
			t.Fatalf("%d %+v", code, again)
		}
	}
	p.restart()
	if code, again := ann.send("POST", "/answer", reply); code != http.StatusOK || again.Notice != "kept" {
		t.Errorf("%d %+v", code, again)
	}
	_, m = ann.send("POST", "/begin", `{"mode":"drill"}`)
	asked := m.Question.ID
	p.restart()
	reply = fmt.Sprintf(`{"question":%q,"dont_know":true}`, asked)
	if code, lost := ann.send("POST", "/answer", reply); code != http.StatusOK || lost.Notice != "lost" {
		t.Errorf("%d %+v", code, lost)
	}
	if n := p.answers("000001"); n != 1 {
		t.Errorf("%d answers", n)
	}
}

// What was taken back is asked again, and its new answer is another one.
func TestUndo(t *testing.T) {
	p := newPlace(t)
	ann := p.in("Ann Lee", "000001")
	if code, m := ann.send("POST", "/undo", `{}`); code != http.StatusConflict || m.Error != "nothing" {
		t.Errorf("%d %+v", code, m)
	}
	_, m := ann.send("POST", "/begin", `{"mode":"drill"}`)
	first := m.Question
	ann.send("POST", "/answer", fmt.Sprintf(`{"question":%q,"dont_know":true}`, first.ID))
	_, m = ann.send("POST", "/undo", `{}`)
	if m.Question == nil || m.Question.Stem != first.Stem || m.Question.ID == first.ID || m.Verdict != nil {
		t.Fatalf("%+v", m)
	}
	if _, m = ann.send("POST", "/answer", fmt.Sprintf(`{"question":%q,"choice":1}`, m.Question.ID)); m.Verdict == nil {
		t.Fatalf("%+v", m)
	}
	if n := p.answers("000001"); n != 2 { // the log keeps both, one of them taken back
		t.Errorf("%d answers", n)
	}
	_, m = ann.send("POST", "/stop", `{}`)
	if m.Summary == nil || m.Summary.Asked != 1 {
		t.Errorf("%+v", m)
	}
	if _, m = ann.send("POST", "/stop", `{}`); m.Today == nil {
		t.Errorf("%+v", m)
	}
}

// Two pupils do not meet; a new PIN signs out all devices, and so does signing out one.
func TestWhoIsWho(t *testing.T) {
	p := newPlace(t)
	ann, li := p.in("Ann Lee", "000001"), p.in("1002", "000002")
	_, a := ann.send("POST", "/begin", `{"mode":"drill"}`)
	if _, m := li.send("GET", "/state", ""); m.Name != "李明" || m.Question != nil {
		t.Errorf("%+v", m)
	}
	if _, m := li.send("POST", "/answer", fmt.Sprintf(`{"question":%q,"choice":1}`, a.Question.ID)); m.Verdict != nil {
		t.Errorf("%+v", m)
	}
	if p.answers("000001")+p.answers("000002") != 0 {
		t.Error("somebody else's question was answered")
	}
	second := p.in("Ann Lee", "000001")
	if _, m := second.send("GET", "/state", ""); m.Question == nil || m.Question.ID != a.Question.ID {
		t.Errorf("another device: %+v", m)
	}
	if code, _ := second.send("POST", "/sign-out", `{}`); code != http.StatusOK {
		t.Error(code)
	}
	if code, _ := second.send("GET", "/state", ""); code != http.StatusUnauthorized {
		t.Error(code)
	}
	members, err := p.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.RenewPIN(t.Context(), "Net-1", members[0].Key, func() string { return "777777" }); err != nil {
		t.Fatal(err)
	}
	if code, _ := ann.send("GET", "/state", ""); code != http.StatusUnauthorized {
		t.Errorf("with the old PIN: %d", code)
	}
	p.now = p.now.Add(100 * 24 * time.Hour)
	if code, _ := li.send("GET", "/state", ""); code != http.StatusUnauthorized {
		t.Errorf("after months: %d", code)
	}
}

// What comes from elsewhere, is too large or is no message is refused, and changes nothing.
func TestAttacks(t *testing.T) {
	p := newPlace(t)
	ann := p.in("Ann Lee", "000001")
	_, m := ann.send("POST", "/begin", `{"mode":"drill"}`)
	answer := fmt.Sprintf(`{"question":%q,"choice":1}`, m.Question.ID)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"another origin", "POST", "/answer", answer, header("Origin", "https://evil.example"), 403},
		{"another site", "POST", "/answer", answer, header("Sec-Fetch-Site", "cross-site"), 403},
		{"another host", "POST", "/answer", answer, func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"no cookie", "POST", "/answer", answer, func(r *http.Request) { r.Header.Del("Cookie") }, 401},
		{"another cookie", "POST", "/answer", answer, func(r *http.Request) { r.Header.Set("Cookie", "portdrill=aaaa") }, 401},
		{"by link", "GET", "/answer", "", nil, 405},
		{"no JSON", "POST", "/answer", "choice=1", nil, 400},
		{"two values", "POST", "/answer", answer + answer, nil, 400},
		{"too large", "POST", "/answer", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 400},
		{"another mode", "POST", "/begin", `{"mode":"exam"}`, nil, 400},
		{"no option", "POST", "/answer", fmt.Sprintf(`{"question":%q,"choice":99}`, m.Question.ID), nil, 422},
		{"nothing", "POST", "/answer", fmt.Sprintf(`{"question":%q}`, m.Question.ID), nil, 422},
		{"out of the folder", "GET", "/assets/..%2Fpupil.html", "", nil, 404},
		{"the template", "GET", "/assets/pupil.html", "", nil, 404},
		{"an empty search", "GET", "/lookup?q=", "", nil, 400},
	} {
		change := c.change
		if change == nil {
			change = func(*http.Request) {}
		}
		if code, _ := ann.send(c.method, c.path, c.body, change); code != c.want {
			t.Errorf("%s: %d, want %d", c.name, code, c.want)
		}
	}
	if n := p.answers("000001"); n != 0 {
		t.Errorf("%d answers", n)
	}
}

// FuzzMessages holds that no message breaks the server or is answered with more than a
// refusal or a state.
func FuzzMessages(f *testing.F) {
	for _, body := range []string{`{"mode":"cards"}`, `{"question":"x/1","choices":[1,2],"text":"\u202e"}`, `{"reveal":true,"grade":"good"}`, `null`, `[]`} {
		f.Add("/begin", body)
		f.Add("/answer", body)
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/begin" && path != "/answer" && path != "/next" && path != "/undo" && path != "/stop" {
			t.Skip()
		}
		p := newPlace(t)
		ann := p.in("Ann Lee", "000001")
		ann.send("POST", "/begin", `{"mode":"drill"}`)
		if code, _ := ann.send("POST", path, body); code >= 500 {
			t.Errorf("%s %q: %d", path, body, code)
		}
	})
}
