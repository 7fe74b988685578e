package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/chromium"
	"portdrill/questions/testenv"
)

// A schoolServer is the program that serves pupils between lessons.
type schoolServer struct {
	testing.TB
	cmd  *exec.Cmd
	port string
	db   string
}

func (s *schoolServer) url() string { return "http://127.0.0.1:" + s.port }

// start starts the program, and returns once it can be reached.
func (s *schoolServer) start() {
	s.Helper()
	s.cmd = exec.Command("portdrill", "serve", "--db", s.db, "--listen", "127.0.0.1:"+s.port, "--lang", "en")
	if err := s.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	testenv.Await(s, "the server", func() bool {
		r, err := http.Get(s.url() + "/healthz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

func (s *schoolServer) kill() {
	s.cmd.Process.Kill() // SIGKILL
	s.cmd.Wait()         // says that it was killed
}

// portdrillIn runs the program to its end, and returns what it says.
func portdrillIn(t testing.TB, args ...string) string {
	t.Helper()
	said, err := exec.Command("portdrill", append(args, "--lang", "en")...).CombinedOutput()
	if err != nil {
		t.Fatalf("portdrill %q: %v\n%s", args, err, said)
	}
	return string(said)
}

var slipPIN = regexp.MustCompile(`\b\d{6}\b`)

// newSchoolServer makes a class of one, and starts a server for it.
func newSchoolServer(t *testing.T) (s *schoolServer, pin string) {
	t.Helper()
	folder := t.TempDir()
	list, slips := filepath.Join(folder, "net-1.csv"), filepath.Join(folder, "slips.html")
	if err := os.WriteFile(list, []byte("name,number\nAnn Lee,1001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = &schoolServer{TB: t, db: filepath.Join(folder, "school.db"), port: freePort(t)}
	portdrillIn(t, "class", "roster", list, "--class", "net-1", "--slips", slips, "--yes", "--db", s.db)
	html, err := os.ReadFile(slips)
	if err != nil {
		t.Fatal(err)
	}
	s.start()
	t.Cleanup(s.kill)
	return s, slipPIN.FindString(string(html))
}

// signIn fills the form in.
func signIn(tab *chromium.Tab, url, name, pin string) {
	tab.Helper()
	tab.Do("sign in", chromedp.Navigate(url), chromedp.WaitVisible("#sign-in"),
		chromedp.SendKeys("#class", "Net-1"), chromedp.SendKeys("#name", name), chromedp.SendKeys("#pin", pin), chromedp.Click("#sign-in button"))
}

// answerOnce answers what is asked, as a learner who knows nothing does, and goes on.
func answerOnce(tab *chromium.Tab, n int, before func()) {
	tab.Helper()
	tab.Until("document.querySelector('#stage .row') && !document.querySelector('.verdict')")
	if before != nil {
		before()
	}
	tab.Do("answer", chromedp.Evaluate[chromedp.Void](
		`(document.querySelector(".options button") || [...document.querySelectorAll("#stage > button.plain")][0]).click()`))
	tab.Until("document.querySelector('.verdict')")
	if n == 0 {
		tab.Accessible("verdict")
	}
	tab.Do("next", chromedp.Click("#stage > button.main"))
}

// The story: a pupil drills on a phone, is cut off twice while the server is killed, goes
// on with another phone and in a terminal by sync. There is one log, and each answer is in
// it once.
func TestServePupil(t *testing.T) {
	t.Parallel()
	s, pin := newSchoolServer(t)
	browser := chromium.Start(t, chromedp.Flag("accept-lang", "en"))
	phone := chromium.Open(t, browser, "phone", 360, 740)
	signIn(phone, s.url(), "1001", "000000")
	phone.UntilShown("do not go together")
	phone.Accessible("sign-in")
	signIn(phone, s.url(), "ann lee", pin)
	phone.UntilShown("Hello, Ann Lee")
	phone.Accessible("today")
	phone.Do("start", chromedp.Click("#stage button.main"))
	const asked = 20
	for n := range asked {
		var before func()
		if n == 5 || n == 12 {
			before = func() {
				s.kill()
				time.AfterFunc(2*time.Second, s.start)
			}
		}
		if n == 0 {
			phone.Until("document.querySelector('#stage .row')")
			phone.Accessible("question")
		}
		if before == nil {
			answerOnce(phone, n, nil)
			continue
		}
		// What was not acknowledged is asked anew: the page says so.
		phone.Until("document.querySelector('#stage .row') && !document.querySelector('.verdict')")
		before()
		phone.Do("answer", chromedp.Evaluate[chromedp.Void](
			`(document.querySelector(".options button") || [...document.querySelectorAll("#stage > button.plain")][0]).click()`))
		phone.UntilShown("Trying again")
		phone.UntilShown("did not arrive")
		phone.Do("start again", chromedp.Click("#stage button.main"))
		answerOnce(phone, n, nil)
	}
	if got := countAnswers(t, s.db); got != asked {
		t.Fatalf("%d answers in the log, want %d", got, asked)
	}

	other := chromium.Open(t, browser, "second", 390, 800)
	signIn(other, s.url()+"/?lang=zh", "1001", pin)
	other.Until("document.querySelector('#stage .row')") // where the first phone is
	answerOnce(other, 1, nil)
	other.Accessible("zh")
	phone.NoErrors()
	other.NoErrors()

	home := filepath.Join(t.TempDir(), "home.db")
	portdrillIn(t, "sync", s.url(), "--db", home, "--class", "net-1", "--name", "1001", "--pin", pin)
	drill := exec.Command("portdrill", "drill", "--db", home, "--learner", "Ann Lee", "--json", "--limit", "1")
	drill.Stdin = strings.NewReader("{\"dont_know\":true}\n")
	if said, err := drill.CombinedOutput(); err != nil {
		t.Fatalf("drill: %v\n%s", err, said)
	}
	s.kill()
	offline, err := exec.Command("portdrill", "sync", s.url(), "--db", home, "--lang", "en").CombinedOutput()
	if err == nil || !strings.Contains(string(offline), "cannot reach 127.0.0.1") || !strings.Contains(string(offline), "sync again later") {
		t.Errorf("%v\n%s", err, offline)
	}
	s.start()
	if said := portdrillIn(t, "sync", s.url(), "--db", home); !strings.Contains(said, "Received: 0. Sent: 1.") {
		t.Error(said)
	}
	if said := portdrillIn(t, "sync", s.url(), "--db", home); !strings.Contains(said, "Received: 0. Sent: 0.") {
		t.Error(said)
	}
	if info, err := os.Stat(home + ".sign-ins"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	for _, db := range []string{s.db, home} {
		if got := countAnswers(t, db); got != asked+2 {
			t.Errorf("%s: %d answers in the log, want %d", db, got, asked+2)
		}
	}
	cards := func(db string) string {
		return portdrillIn(t, "export", "csv", "cards", "-", "--learner", "Ann Lee", "--db", db)
	}
	if cards(s.db) != cards(home) {
		t.Error("the cards differ")
	}
	for _, db := range []string{s.db, home} {
		if said := portdrillIn(t, "db", "check", "--db", db); !strings.Contains(said, "OK") {
			t.Error(said)
		}
	}
}

func countAnswers(t *testing.T, db string) int {
	t.Helper()
	said := portdrillIn(t, "export", "csv", "answers", "-", "--learner", "Ann Lee", "--db", db)
	return strings.Count(strings.TrimSpace(said), "\n")
}
