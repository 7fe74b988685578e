package school_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portdrill/cmd/internal/school"
	"portdrill/quiz/room"
	"portdrill/store"
)

const wuPassword = "abcd-efgh-jkmn-pqrs"

var wuHash = sync.OnceValue(func() string { return school.HashPassword(wuPassword) })

// withTeachers is a place of two classes: Ms Wu teaches Net-1, Mr Berg Net-2.
func withTeachers(t *testing.T) *place {
	t.Helper()
	p := newPlace(t)
	list := []room.Entry{{Name: "Bo", Number: "2001"}}
	if _, _, err := p.db.KeepRoster(t.Context(), "Net-2", list, p.now, pins(), p.naming); err != nil {
		t.Fatal(err)
	}
	for name, class := range map[string]string{"Ms Wu": "Net-1", "Mr Berg": "Net-2"} {
		err := p.db.AddTeacher(t.Context(), store.Teacher{Name: name, Password: wuHash(), Since: p.now, Classes: []string{class}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (d *device) signTeacherIn(name, password string) (int, told) {
	d.Helper()
	return d.send("POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, name, password))
}

func (p *place) teacher(name string) *device {
	p.Helper()
	d := p.device("192.0.2.9:1")
	if code, m := d.signTeacherIn(name, wuPassword); code != http.StatusOK || m.Type != "teacher" || m.Name != name {
		p.Fatalf("%d %+v", code, m)
	}
	return d
}

// Who may do what: a stranger, a pupil, a teacher in their own class, and in another's. What
// the server does and the table does not name fails the test.
func TestRoles(t *testing.T) {
	const open, shut = true, false
	may := map[string][4]bool{ // stranger, pupil, own, other
		"GET /{$}":                            {open, open, open, open},
		"GET /healthz":                        {open, open, open, open},
		"GET /assets/{name}":                  {open, open, open, open},
		"POST /sign-in":                       {open, open, open, open},
		"POST /sign-out":                      {open, open, open, open},
		"GET /state":                          {shut, open, shut, shut},
		"POST /begin":                         {shut, open, shut, shut},
		"POST /answer":                        {shut, open, shut, shut},
		"POST /sync":                          {shut, open, shut, shut},
		"POST /next":                          {shut, open, shut, shut},
		"POST /undo":                          {shut, open, shut, shut},
		"POST /stop":                          {shut, open, shut, shut},
		"GET /progress":                       {shut, open, shut, shut},
		"GET /lookup":                         {shut, open, shut, shut},
		"GET /teacher":                        {open, open, open, open},
		"POST /teacher/sign-in":               {open, open, open, open},
		"POST /teacher/sign-out":              {open, open, open, open},
		"GET /teacher/classes":                {shut, shut, open, open},
		"GET /teacher/classes/{class}":        {shut, shut, open, shut},
		"POST /teacher/classes/{class}/share": {shut, shut, open, shut},
		"POST /teacher/classes/{class}/pin":   {shut, shut, open, shut},
	}
	p := withTeachers(t)
	patterns := p.srv.Patterns()
	for pattern := range may {
		if !slices.Contains(patterns, pattern) {
			t.Errorf("%s is not there", pattern)
		}
	}
	for _, pattern := range patterns {
		want, is := may[pattern]
		if !is {
			t.Errorf("nobody says who may %s", pattern)
		}
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{$}", "", "{class}", "Net-1", "{name}", "pupil.js").Replace(path)
		for i, who := range []*device{p.device("192.0.2.1:1"), p.in("Ann Lee", "000001"), p.teacher("Ms Wu"), p.teacher("Mr Berg")} {
			code, m := who.send(method, path, `{}`)
			// One who is let through may be told that the message is of no use, and by name.
			refused := m.Error == "out" || m.Error == "class"
			if refused == want[i] || refused != (code == http.StatusUnauthorized || code == http.StatusNotFound && m.Error == "class") {
				t.Errorf("%s by number %d: %d %q, may: %v", pattern, i, code, m.Error, want[i])
			}
		}
	}
}

// A teacher who shares a class lets another in, and a member of another class is out of reach.
func TestSharedClass(t *testing.T) {
	p := withTeachers(t)
	wu, berg := p.teacher("Ms Wu"), p.teacher("Mr Berg")
	if code, m := wu.send("POST", "/teacher/classes/Net-1/share", `{"teacher":"Nobody"}`); code != http.StatusNotFound || m.Error != "teacher" {
		t.Errorf("%d %+v", code, m)
	}
	if code, _ := wu.send("POST", "/teacher/classes/Net-1/share", `{"teacher":"mr berg"}`); code != http.StatusOK {
		t.Error(code)
	}
	if code, _ := berg.send("GET", "/teacher/classes/Net-1", ""); code != http.StatusOK {
		t.Error(code)
	}
	others, err := p.db.Roster(t.Context(), "Net-2")
	if err != nil {
		t.Fatal(err)
	}
	code, m := wu.send("POST", "/teacher/classes/Net-1/pin", fmt.Sprintf(`{"member":%q}`, others[0].Key))
	if code != http.StatusNotFound || m.Error != "member" {
		t.Errorf("%d %+v", code, m)
	}
	ann := p.in("Ann Lee", "000001")
	own, err := p.db.Roster(t.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	if code, m := wu.send("POST", "/teacher/classes/Net-1/pin", fmt.Sprintf(`{"member":%q}`, own[0].Key)); code != http.StatusOK || m.Type != "pin" {
		t.Errorf("%d %+v", code, m)
	}
	if code, _ := ann.send("GET", "/state", ""); code != http.StatusUnauthorized {
		t.Errorf("with the old PIN: %d", code)
	}
}

// Signing in gives a token that nobody knew before, ends the one that was held, and takes none
// that was brought; who guesses keeps out only themselves.
func TestTeacherSignIn(t *testing.T) {
	p := withTeachers(t)
	thief := p.device("192.0.2.66:1")
	thief.cookies = []*http.Cookie{{Name: "portdrill-teacher", Value: "known-to-the-thief"}}
	if code, _ := thief.signTeacherIn("ms wu", wuPassword); code != http.StatusOK || thief.cookies[0].Value == "known-to-the-thief" {
		t.Errorf("fixation: %d %v", code, thief.cookies)
	}
	before := thief.cookies
	if code, _ := thief.signTeacherIn("Ms Wu", wuPassword); code != http.StatusOK {
		t.Error(code)
	}
	old := p.device("192.0.2.66:1")
	old.cookies = before
	if code, _ := old.send("GET", "/teacher/classes", ""); code != http.StatusUnauthorized {
		t.Errorf("the token before: %d", code)
	}
	wu := p.teacher("Ms Wu")
	for range 10 {
		if code, _ := thief.signTeacherIn("Ms Wu", "wrong"); code != http.StatusForbidden {
			t.Error(code)
		}
	}
	if code, _ := thief.signTeacherIn("Ms Wu", wuPassword); code != http.StatusTooManyRequests {
		t.Error(code)
	}
	p.teacher("Ms Wu") // from elsewhere
	p.now = p.now.Add(2 * time.Minute)
	if code, _ := thief.signTeacherIn("Ms Wu", wuPassword); code != http.StatusOK {
		t.Errorf("after a while: %d", code)
	}
	p.now = p.now.Add(13 * time.Hour)
	if code, _ := wu.send("GET", "/teacher/classes", ""); code != http.StatusUnauthorized {
		t.Errorf("the next day: %d", code)
	}
	wu = p.teacher("Ms Wu")
	held := wu.cookies
	if code, _ := wu.send("POST", "/teacher/sign-out", `{}`); code != http.StatusOK {
		t.Error(code)
	}
	wu.cookies = held
	if code, _ := wu.send("GET", "/teacher/classes", ""); code != http.StatusUnauthorized {
		t.Errorf("signed out: %d", code)
	}
}

// What comes from elsewhere, is too large or is no message is refused, and changes nothing.
func TestTeacherAttacks(t *testing.T) {
	p := withTeachers(t)
	wu := p.teacher("Ms Wu")
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	none := func(*http.Request) {}
	const share, body = "/teacher/classes/Net-1/share", `{"teacher":"Mr Berg"}`
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"another origin", "POST", share, body, header("Origin", "https://evil.example"), 403},
		{"another site", "POST", share, body, header("Sec-Fetch-Site", "cross-site"), 403},
		{"another host", "POST", share, body, func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"no cookie", "POST", share, body, func(r *http.Request) { r.Header.Del("Cookie") }, 401},
		{"the token as a pupil's", "GET", "/state", "", func(r *http.Request) {
			r.Header.Set("Cookie", strings.ReplaceAll(r.Header.Get("Cookie"), "portdrill-teacher", "portdrill"))
		}, 401},
		{"by link", "GET", share, "", none, 405},
		{"no JSON", "POST", share, "teacher=Mr+Berg", none, 400},
		{"two values", "POST", share, body + body, none, 400},
		{"too large", "POST", share, `{"teacher":"` + strings.Repeat("x", 1<<20) + `"}`, none, 400},
		{"another's class by a path", "POST", "/teacher/classes/Net-1%2F..%2FNet-2/share", body, none, 404},
		{"in other letters", "GET", "/teacher/classes/net-2", "", none, 404},
		{"the class of those who left", "GET", "/teacher/classes/%20", "", none, 404},
		{"a password that is long", "POST", "/teacher/sign-in", `{"name":"Ms Wu","password":"` + strings.Repeat("x", 3000) + `"}`, none, 403},
		{"nobody", "POST", "/teacher/sign-in", `{"name":"","password":""}`, none, 403},
		{"the template", "GET", "/assets/teacher.html", "", none, 404},
	} {
		if code, _ := wu.send(c.method, c.path, c.body, c.change); code != c.want {
			t.Errorf("%s: %d, want %d", c.name, code, c.want)
		}
	}
	if berg, err := p.db.Teacher(t.Context(), "Mr Berg"); err != nil || !slices.Equal(berg.Classes, []string{"Net-2"}) {
		t.Errorf("%+v, %v", berg, err)
	}
}
