package classroom_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/chromium"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// A browser is Chromium with one context for each person.
type browser struct {
	testing.TB
	ctx  context.Context
	axe  string
	seen string // folder for screenshots; empty for none
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	ctx := chromium.Start(t, chromedp.Flag("accept-lang", "en"))
	return &browser{t, ctx, chromium.Axe(t), os.Getenv("PORTDRILL_SCREENSHOTS")}
}

// told is a command of the DevTools as a step.
func told[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// A tab is a page that somebody has open.
type tab struct {
	testing.TB
	*browser
	ctx  context.Context
	name string

	mu     sync.Mutex
	errors []string // of scripts, and of the policy
}

// open opens a tab: of a new person, or another one of whom has one.
func (b *browser) open(name string, of *tab, width, height int64, before string) *tab {
	b.Helper()
	t := &tab{TB: b.TB, browser: b, name: name}
	parent, options := b.ctx, []chromedp.ContextOption{chromedp.WithListener(t.heard)}
	if of != nil {
		parent = of.ctx
	} else {
		options = append(options, chromedp.WithNewBrowserContext())
	}
	var cancel context.CancelFunc
	t.ctx, cancel = chromedp.NewContext(parent, options...)
	b.Cleanup(cancel)
	if err := chromedp.Do(t.ctx, told(cdplog.Enable, cdp.Empty{}), told(runtime.Enable, cdp.Empty{}), chromedp.EmulateViewport(width, height)); err != nil {
		b.Fatal(err)
	}
	if before != "" {
		t.run("block", told(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: before}))
	}
	return t
}

// heard notes what fails on a page: scripts, and what is against its policy. That
// something could not be fetched is no failure where the network is lost.
func (t *tab) heard(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		t.note(e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		if strings.Contains(e.Entry.Text, "Content Security Policy") || strings.Contains(e.Entry.Text, "Content-Security-Policy") {
			t.note(e.Entry.Text)
		}
	}
}

func (t *tab) note(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.errors = append(t.errors, text)
}

func (t *tab) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, 3*patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %s: %v; it shows\n%s", t.name, what, err, t.text())
	}
}

func (t *tab) text() string {
	ctx, cancel := context.WithTimeout(t.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body ? document.body.innerText : ''"))
	if err != nil {
		return err.Error()
	}
	return text
}

// until waits for the page to show a text.
func (t *tab) until(text string) {
	t.Helper()
	script := fmt.Sprintf("document.body && document.body.innerText.indexOf(%s) >= 0", mustJSON(text))
	t.run("until "+text, chromedp.Poll[chromedp.Void](script, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(2*patience)))
}

// join fills the form in.
func (t *tab) join(address, code, name, pin string) {
	t.Helper()
	t.run("join", chromedp.Navigate("http://"+address+"/"+code), chromedp.WaitVisible("#join"), chromedp.SendKeys("#name", name), chromedp.SendKeys("#pin", pin), chromedp.Click("#join button"))
	t.until("Welcome, " + name)
}

// choose clicks the option.
func (t *tab) choose(i int) {
	t.Helper()
	t.run("choose", chromedp.Click(fmt.Sprintf(".options li:nth-child(%d) button", i), chromedp.NodeVisible))
}

// accessible holds that axe finds nothing, and that nothing is wider than the screen.
func (t *tab) accessible(what string) {
	t.Helper()
	t.run("axe", chromedp.Evaluate[chromedp.Void](t.axe))
	found := valueOf(t, chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; ")).join("\n"))`,
		chromedp.EvalAwaitPromise))
	if found != "" {
		t.Errorf("%s, %s: axe: %s", t.name, what, found)
	}
	if valueOf(t, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > window.innerWidth")) {
		t.Errorf("%s, %s: wider than the screen", t.name, what)
	}
	t.shoot(what)
}

// valueOf is what an action on the page returns.
func valueOf[T any](t *tab, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(t.ctx, action)
	if err != nil {
		t.Fatalf("%s: %v", t.name, err)
	}
	return value
}

// shoot keeps a picture, for somebody to look at.
func (t *tab) shoot(what string) {
	if t.seen == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		t.run("colours", told(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}}))
		picture := valueOf(t, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(t.seen, fmt.Sprintf("%s-%s-%s.png", t.name, what, scheme)), picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// noErrors holds that no script failed and nothing was against the policy.
func (t *tab) noErrors() {
	t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, text := range t.errors {
		t.Errorf("%s: %s", t.name, text)
	}
}

// A line is a way to the server that can be lost, as in a bad wifi: what is on its
// way stays there until it is back.
type line struct {
	to    string
	mu    sync.Mutex
	back  *sync.Cond
	lost  bool
	tries int // connections that were begun while it was lost
}

func newLine(t testing.TB, to string) (l *line, address string) {
	t.Helper()
	listener := testenv.Listen(t)
	t.Cleanup(func() { listener.Close() })
	l = &line{to: to}
	l.back = sync.NewCond(&l.mu)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			l.mu.Lock()
			l.tries++
			l.mu.Unlock()
			go l.carry(c)
		}
	}()
	return l, listener.Addr().String()
}

func (l *line) lose(lost bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost, l.tries = lost, 0
	l.back.Broadcast()
}

func (l *line) tried() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tries
}

func (l *line) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.lost {
		l.back.Wait()
	}
}

func (l *line) carry(c net.Conn) {
	defer c.Close()
	l.wait()
	server, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		l.copy(server, c)
		server.Close()
	}()
	l.copy(c, server)
}

func (l *line) copy(to io.Writer, from io.Reader) {
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		l.wait()
		if _, writing := to.Write(buffer[:n]); err != nil || writing != nil {
			return
		}
	}
}

// withoutSockets is a browser behind something that blocks WebSockets.
const withoutSockets = `window.WebSocket = function () { throw new Error("blocked"); };`

// The law: whatever happens to a page in ten questions (it is loaded again, loses its
// network until it has tried three times to come back, comes late, is open twice, has
// no WebSocket), what its owner answered is in the database, once, and the scores are
// right to the point. All that is shown is accessible, fits a screen of 360 pixels, and
// breaks no policy.
func TestBrowsers(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 10, questions.Choice)
	b := newBrowser(t)
	lossy, lossyAt := newLine(t, s.at)
	s.server.Allow(lossyAt)

	screen := b.open("projector", nil, 1280, 720, "")
	screen.run("open", chromedp.Navigate(s.server.WallURL()))
	screen.until(s.code)
	phones := make(map[string]*tab)
	for _, p := range []struct{ name, at, before string }{{"Ann", s.at, ""}, {"Bo", s.at, ""}, {"Cy", lossyAt, ""}, {"Ed", s.at, ""}, {"Flo", s.at, withoutSockets}} {
		phones[p.name] = b.open(p.name, nil, 360, 640, p.before)
		if p.name == "Ann" {
			phones["Ann"].run("open", chromedp.Navigate("http://"+s.at+"/"), chromedp.WaitVisible("#join"))
			phones["Ann"].accessible("1-join")
		}
		phones[p.name].join(p.at, s.code, p.name, "")
	}
	second := b.open("Ed again", phones["Ed"], 360, 640, "")
	second.run("open", chromedp.Navigate("http://"+s.at+"/"))
	second.until("Welcome, Ed")
	screen.until("Flo")
	phones["Ann"].accessible("2-lobby")
	screen.accessible("1-lobby")

	want := make(map[string]int) // right answers
	names := []string{"Ann", "Bo", "Cy", "Ed", "Flo"}
	for n := 1; n <= 10; n++ {
		if n == 1 {
			s.do(start)
		} else {
			s.do(next)
		}
		s.do(ask)
		q := s.question()
		heading := fmt.Sprintf("Question %d of 10", n)
		if n == 3 {
			phones["Di"] = b.open("Di", nil, 360, 640, "")
			phones["Di"].run("join", chromedp.Navigate("http://"+s.at+"/"+s.code), chromedp.WaitVisible("#join"), chromedp.SendKeys("#name", "Di"), chromedp.Click("#join button"))
			names = append(names, "Di")
		}
		for i, name := range names {
			p := phones[name]
			p.until(heading)
			if n == 1 && name == "Ann" {
				p.accessible("3-question")
				screen.until(q.Stem)
				screen.accessible("2-question")
			}
			if n == 4 && name == "Bo" {
				p.run("reload", chromedp.Reload())
				p.until(heading)
			}
			if n == 5 && name == "Cy" {
				lossy.lose(true)
			}
			right := (i+n)%3 != 0
			if right {
				want[name]++
			}
			p.choose(choice(q, right).Choice)
			if name == "Ed" {
				second.until("Answer sent.")
			}
			if name != "Cy" || n != 5 {
				if name != names[len(names)-1] || n == 5 {
					p.until("Answer sent.")
				}
			}
		}
		if n == 5 {
			phones["Cy"].until("Not sent yet")
			testenv.Await(t, "the page to connect again", func() bool { return lossy.tried() >= 3 })
			lossy.lose(false)
		}
		screen.until("The answer is ")
		for i, name := range names {
			verdict := "Wrong"
			if (i+n)%3 != 0 {
				verdict = "Right +1000"
			}
			phones[name].until(verdict)
		}
		if n == 1 {
			phones["Ann"].accessible("4-right")
			phones["Cy"].accessible("4-wrong")
			screen.accessible("3-answers")
		}
	}
	if _, err := s.host.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		seen := 10
		if name == "Di" { // who came for the third
			seen = 8
		}
		phones[name].until(fmt.Sprintf("%d of %d right", want[name], seen))
		phones[name].noErrors()
	}
	phones["Ann"].accessible("5-end")
	phones["Ann"].keeps(fmt.Sprintf("%d of 10 right", want["Ann"]), "Which service uses UDP port 161?")
	screen.until("All done")
	screen.accessible("4-end")
	screen.noErrors()
	s.assertScores(want)
}

// keeps holds that the page saves its results as one that says the texts, needs nothing
// else and runs nothing.
func (t *tab) keeps(texts ...string) {
	t.Helper()
	t.run("watch", chromedp.Evaluate[chromedp.Void](`{
		const make = URL.createObjectURL;
		URL.createObjectURL = function (blob) { window.saved = blob; return make.call(URL, blob); };
	}`))
	t.run("save", chromedp.Click("a.button"), chromedp.Poll[chromedp.Void]("!!window.saved"))
	page := valueOf(t, chromedp.Evaluate[string]("saved.text()", chromedp.EvalAwaitPromise))
	for _, text := range append(texts, "<title>Port practice · "+t.name, "charset=\"utf-8\"") {
		if !strings.Contains(page, text) {
			t.Errorf("%s: %q is not in what is saved: %s", t.name, text, page)
		}
	}
	for _, needed := range []string{"<script", "src=", "<link", "href", "<button"} {
		if strings.Contains(page, needed) {
			t.Errorf("%s: %q is in what is saved: %s", t.name, needed, page)
		}
	}
	t.until(texts[0])
}

// assertScores holds that the database has these right answers, and nothing twice.
func (s *school) assertScores(want map[string]int) {
	s.Helper()
	content, err := s.db.Content(s.Context(), s.id)
	if err != nil {
		s.Fatal(err)
	}
	names := make(map[room.ParticipantID]string)
	for _, p := range content.People {
		names[p.ID] = p.Name
	}
	right, points, answers := make(map[string]int), make(map[string]int), make(map[string]int)
	for _, a := range content.Answers {
		answers[names[a.Participant]]++
		points[names[a.Participant]] += a.Points
		if a.Correct {
			right[names[a.Participant]]++
		}
	}
	for name, n := range want {
		all := 10
		if name == "Di" {
			all = 8
		}
		if right[name] != n || points[name] != n*room.Points || answers[name] != all {
			s.Errorf("%s: %d right with %d points in %d answers, want %d in %d", name, right[name], points[name], answers[name], n, all)
		}
	}
	if len(content.People) != len(want) {
		s.Errorf("%d people, want %d", len(content.People), len(want))
	}
}

// The law: a page in Chinese says the same in Chinese, the question too, is led by the keyboard alone,
// and takes what is typed, what is marked, and "I don't know".
func TestBrowserKeyboard(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	for _, c := range []struct {
		format questions.Format
		keys   string
		given  string
	}{{questions.Typed, "65530\r", "65530"}, {questions.Choice, "2", ""}} {
		s := newSchool(t, settings(), 1, c.format)
		s.pupil("Silent", "")
		p := b.open("keyboard-"+string(c.format), nil, 360, 640, "")
		p.run("join", chromedp.Navigate("http://"+s.at+"/"+s.code+"?lang=zh"), chromedp.WaitVisible("#join"), chromedp.Poll[chromedp.Void]("document.activeElement.id === 'name'"), chromedp.KeyEvent("李明"), chromedp.KeyEvent("\r"))
		p.until("欢迎，李明")
		s.do(start)
		s.do(ask)
		p.until("第 1 题，共 1 题")
		spec := s.plan.Set[0]
		spec.Lang = catalogue.Chinese
		chinese, err := s.maker.Make(spec)
		if err != nil {
			t.Fatal(err)
		}
		p.until(chinese.Stem)
		want := map[questions.Format]string{questions.Typed: "INPUT", questions.Choice: "H2"}[c.format]
		if focused := valueOf(p, chromedp.Evaluate[string]("document.activeElement.tagName")); focused != want {
			t.Errorf("%s: the focus is on %s, want %s", c.format, focused, want)
		}
		p.accessible("question")
		p.run("type", chromedp.KeyEvent(c.keys))
		p.until("已提交。")
		given := c.given
		if given == "" {
			given = s.question().Options[1]
		}
		content, err := s.db.Content(t.Context(), s.id)
		if err != nil || len(content.Answers) != 1 || content.Answers[0].Given != given {
			t.Errorf("%s: %+v, %v; want %q", c.format, content.Answers, err, given)
		}
		p.noErrors()
	}
}

// The law: terminal output keeps its columns on a phone of 360 pixels, where it scrolls in
// its own box, and a projector shows all of it.
func TestBrowserBlocks(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	for _, kind := range questions.Kinds() {
		if !kind.Practice() || !slices.Contains(kind.Formats(), questions.Choice) {
			continue
		}
		s := newSchoolOf(t, settings(), []questions.Kind{kind}, 1, questions.Choice)
		p := b.open(string(kind), nil, 360, 640, "")
		p.join(s.at, s.code, "Ann", "")
		wall := b.open(string(kind)+"-wall", nil, 1280, 720, "")
		wall.run("open", chromedp.Navigate(s.server.WallURL()))
		s.do(start)
		s.do(ask)
		q := s.question()
		p.until(q.Stem)
		wall.until(q.Stem)
		want := strings.Join(q.Block.Narrow, "\n")
		for _, tab := range []*tab{p, wall} {
			tab.accessible("block")
			shown := valueOf(tab, chromedp.Evaluate[string](`document.querySelector(".block").innerText`))
			if strings.TrimSpace(shown) != want {
				t.Errorf("%s: %q is shown, want %q", tab.name, shown, want)
			}
		}
		if valueOf(wall, chromedp.Evaluate[bool](`(b => b.scrollWidth > b.clientWidth)(document.querySelector(".block"))`)) {
			t.Errorf("%s: the wall does not show all of\n%s", kind, want)
		}
		if wraps := valueOf(p, chromedp.Evaluate[string](`getComputedStyle(document.querySelector(".block")).whiteSpace`)); !strings.HasPrefix(wraps, "pre") || wraps == "pre-wrap" {
			t.Errorf("%s: lines wrap: %s", kind, wraps)
		}
		p.choose(1)
		p.until("The answer is")
		p.noErrors()
		wall.noErrors()
	}
}
