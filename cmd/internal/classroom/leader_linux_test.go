package classroom_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/quiz/room"
)

// press presses a button of the host page once it can be, in one step: the page may be drawn
// anew at any time.
func (t *tab) press(name string) { t.pressID("do-" + name) }

func (t *tab) pressID(id string) {
	t.Helper()
	const script = "(b => { if (!b || b.disabled) return false; b.click(); return true; })(document.getElementById('%s'))"
	t.run("press "+id, chromedp.Poll[chromedp.Void](fmt.Sprintf(script, id)))
}

// The law: the host page leads a lesson from the lobby to the end, as the board in the
// terminal does, on a phone as on a laptop; nobody gets it by an address that was used.
func TestHostPage(t *testing.T) {
	t.Parallel()
	rules := settings()
	rules.Reading = 3 * time.Second
	s := newSchool(t, rules, 2, questions.Choice)
	b := newBrowser(t)
	ann, bo := s.pupil("Ann", ""), s.pupil("Bo", "")
	address := s.server.LeadURL()
	p := b.open("host", nil, 360, 740, "")
	p.run("open", chromedp.Navigate(address))
	p.until("Joined: 2")
	p.accessible("1-lobby")
	if at := valueOf(p, chromedp.Evaluate[string]("location.pathname")); at != "/host" {
		t.Errorf("the ticket stays in the address: %s", at)
	}
	late := b.open("late", nil, 360, 740, "")
	late.run("open", chromedp.Navigate(address))
	late.until("This link has been used or has expired.")
	late.run("open without a ticket", chromedp.Navigate("http://"+s.at+"/host"))
	late.until("This link has been used or has expired.")
	second := b.open("host", p, 1280, 800, "")
	second.run("open", chromedp.Navigate("http://"+s.at+"/host?lang=zh"))
	second.until("已加入：2 人")

	p.press("next")
	p.until("Read the question first.")
	p.press("next") // does not wait
	q := s.question()
	p.until(q.Options[0])
	for _, pupil := range []*pupil{ann, bo} {
		shown := pupil.until("the options", func(s classroom.State) bool { return isOpen(s) && !s.Reading })
		if err := pupil.Answer(t.Context(), shown.Question.ID, choice(q, pupil == ann)); err != nil {
			t.Fatal(err)
		}
	}
	p.until("✓")
	p.accessible("2-answers")
	p.until("Show the leaders")
	p.press("next")
	p.until("Next question")
	p.press("next")
	p.until("Question 2 of 2")
	p.press("pause")
	p.until("Paused")
	second.until("已暂停")
	p.press("next")
	p.until("Read the question first.")
	p.press("next")
	p.press("more")
	second.accessible("3-question")
	if v := s.view(); v.Time == nil || v.Time.LimitMS != (rules.Limit+15*time.Second).Milliseconds() {
		t.Errorf("more time: %+v", v.Time)
	}

	p.pressID("person-1")
	p.run("choose Bo", chromedp.WaitVisible("#rename"), chromedp.SetValue("#rename", "Robert"))
	p.accessible("4-person")
	p.run("rename", chromedp.Click(".one form button"))
	p.until("Robert")
	p.press("allow1.5")
	p.until("×1.5")
	p.press("remove")
	p.until("Remove Robert?")
	if len(s.view().People) != 2 {
		t.Error("removed without asking")
	}
	p.press("remove")
	p.until("Let Robert in")
	if people := s.view().People; len(people) != 1 {
		t.Errorf("%+v", people)
	}
	p.press("admit0")
	p.press("end")
	p.until("End it for everyone?")
	p.press("end")
	p.until("Results are saved.")
	p.accessible("5-end")
	if v := s.view(); v.Phase != room.Done {
		t.Errorf("%s", v.Phase)
	}
	rooms, err := s.db.Rooms(t.Context(), "")
	if err != nil || rooms[0].Ended.IsZero() {
		t.Errorf("the end is not kept: %+v, %v", rooms, err)
	}
	p.noErrors()
	second.noErrors()
}

// The law: orders come from the host page alone: not from participants, other sites or those
// who try tickets; and nobody finds the wall by trying codes.
func TestLeaderGuards(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 1, questions.Choice)
	s.pupil("Ann", "")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	send := func(c *http.Client, method, path, origin, body string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.at+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	ticketOf := func(address string) string {
		return fmt.Sprintf(`{"ticket":%q}`, address[strings.LastIndex(address, "/")+1:])
	}
	first, stale := s.server.LeadURL(), s.server.LeadURL()
	if code := send(browser, "POST", "/host/enter", "http://evil.example", ticketOf(first)); code != 403 {
		t.Errorf("a ticket from another site: %d", code)
	}
	if code := send(browser, "GET", strings.TrimPrefix(first, "http://"+s.at), "", ""); code != 200 {
		t.Errorf("a look at the address: %d", code)
	}
	if code := send(browser, "POST", "/host/enter", "", ticketOf(first)); code != 200 {
		t.Errorf("a ticket: %d", code)
	}
	if code := send(http.DefaultClient, "POST", "/host/enter", "", ticketOf(first)); code != 401 {
		t.Errorf("the ticket again: %d", code)
	}
	s.ahead.Add(int64(6 * time.Minute))
	if code := send(http.DefaultClient, "POST", "/host/enter", "", ticketOf(stale)); code != 401 {
		t.Errorf("an old ticket: %d", code)
	}
	const do = `{"do":"lock"}`
	for name, c := range map[string]struct {
		client *http.Client
		origin string
		body   string
		want   int
	}{
		"a stranger":         {http.DefaultClient, "", do, 401},
		"another site":       {browser, "http://evil.example", do, 403},
		"a sandbox":          {browser, "null", do, 403},
		"no such order":      {browser, "", `{"do":"fly"}`, 409},
		"nobody to remove":   {browser, "", `{"do":"remove","who":"x"}`, 401},
		"a factor":           {browser, "", `{"do":"allow","who":"x","factor":1e9}`, 401},
		"no message":         {browser, "", `[]`, 400},
		"a step from before": {browser, "", `{"do":"next","seen":{"phase":"open","n":1}}`, 200},
	} {
		if code := send(c.client, "POST", "/host/do", c.origin, c.body); code != c.want {
			t.Errorf("%s: %d, want %d", name, code, c.want)
		}
	}
	if v := s.view(); v.Locked || v.Phase != room.Lobby {
		t.Errorf("something was done: %+v", v)
	}
	if code := send(browser, "POST", "/host/do", "", do); code != 200 || !s.view().Locked {
		t.Errorf("an order: %d", code)
	}
	wall := strings.TrimPrefix(s.server.WallURL(), "http://"+s.at)
	if code := send(http.DefaultClient, "GET", strings.ToLower(wall), "", ""); code != 200 || len(wall) != len("/wall/")+6 {
		t.Errorf("the wall at %s: %d", wall, code)
	}
	for range 20 {
		send(http.DefaultClient, "GET", "/wall/222222", "", "")
	}
	if code := send(http.DefaultClient, "GET", wall, "", ""); code != 404 {
		t.Errorf("the wall after 20 wrong codes: %d", code)
	}
	s.ahead.Add(int64(2 * time.Minute))
	if code := send(http.DefaultClient, "GET", wall, "", ""); code != 200 {
		t.Errorf("a minute later: %d", code)
	}
}
