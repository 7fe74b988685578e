package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/chromium"
)

// Law: the page that stats --html writes asks nothing of any network, says nothing
// to the console, shows a chart and a table in each part in light and in dark, is no
// wider than the screen, and axe-core finds nothing in it that keeps anybody out; at
// 360 and 1,280 pixels and in both languages, each of them with each other once.
// Chromium shows it, told what to do by its DevTools.
//
// With PORTDRILL_SCREENSHOTS=FOLDER it leaves pictures there.
func TestPageInChromium(t *testing.T) {
	t.Parallel()
	l := theLived(t)
	axe := chromium.Axe(t)
	browser := chromium.Start(t)
	for _, each := range []look{{"", "en", "light", 360}, {"", "en", "dark", 1280}, {"", "zh", "light", 1280}, {"", "zh", "dark", 360}} {
		t.Run(fmt.Sprintf("%s %s %d", each.lang, each.scheme, each.width), func(t *testing.T) {
			each.file = filepath.Join(t.TempDir(), "page.html")
			//nolint:contextcheck // the context at hand is that of the browser
			l.says(t, "80", "stats", "--html", each.file, "--lang", each.lang)
			showPage(t, browser, each, axe)
		})
	}
}

// Law: the same holds for the page of somebody who has answered a single question.
func TestPageOfOneAnswerInChromium(t *testing.T) {
	t.Parallel()
	l := theLived(t)
	l.path = filepath.Join(t.TempDir(), "one.db")
	l.sayFirst(t)
	file := filepath.Join(t.TempDir(), "one.html")
	l.says(t, "80", "stats", "--html", file)
	p := openPage(t, chromium.Start(t), look{file, "en", "light", 360}, chromium.Axe(t))
	if p.Charts == 0 || p.Charts == p.Parts {
		t.Errorf("%d charts in %d parts: some can be drawn of one answer, and some cannot", p.Charts, p.Parts)
	}
}

// sayFirst gives a first answer in a new database.
func (l *lived) sayFirst(t *testing.T) {
	t.Helper()
	e := app.System()
	e.In, e.Out, e.Err = strings.NewReader("?\n:q\n"), io.Discard, io.Discard
	e.Getenv = func(name string) string { return map[string]string{"PORTDRILL_DB": l.path}[name] }
	if code := run(t.Context(), e, []string{"drill", "--plain", "--limit", "1", "--now", l.now.Format(time.RFC3339)}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	l.first = ""
}

// A look is one way to look at a page.
type look struct {
	file, lang, scheme string
	width              int64
}

// A shown page is what it says about itself.
type shownPage struct {
	Parts, Charts, Tables, Rows int
	Empty                       []string // charts that take no room
	Background, Fill            string
	Wide                        int // pixels beyond the screen
	Lang                        string
}

const examine = `(() => {
	document.querySelectorAll("details").forEach(d => d.open = true);
	const all = [...document.querySelectorAll("main section")], charts = [...document.querySelectorAll("main svg")];
	const style = getComputedStyle(document.querySelector("svg .fill") || document.body);
	return {
		Parts: all.length, Charts: charts.length, Tables: document.querySelectorAll("main table").length, Rows: document.querySelectorAll("main tbody tr").length,
		Empty: charts.filter(c => c.getBoundingClientRect().width < 200 || c.getBoundingClientRect().height < 20 || !c.querySelector("rect, circle, path")).map(c => c.getAttribute("aria-label")),
		Background: getComputedStyle(document.body).backgroundColor, Fill: style.fill,
		Wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, Lang: document.documentElement.lang,
	};
})()`

func showPage(t *testing.T, browser context.Context, l look, axe string) {
	p := openPage(t, browser, l, axe)
	if p.Parts < 10 || p.Charts != p.Parts || p.Tables != p.Parts || p.Rows < 100 || len(p.Empty) > 0 {
		t.Errorf("%+v: want a chart and a table in each part", p)
	}
	if want := map[string]string{"en": "en", "zh": "zh-CN"}[l.lang]; p.Lang != want {
		t.Errorf("the language is %q, want %q", p.Lang, want)
	}
}

// openPage shows the page and has axe look at it.
func openPage(t *testing.T, browser context.Context, l look, axe string) shownPage {
	t.Helper()
	heard := &devTools{page: "file://" + l.file}
	tab, done := chromedp.NewContext(browser, chromedp.WithListener(heard.listen))
	defer done()
	if err := chromedp.Do(tab, told(network.Enable, network.EnableParams{}), told(log.Enable, cdp.Empty{}), told(runtime.Enable, cdp.Empty{}),
		chromedp.EmulateViewport(l.width, 800),
		told(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}}),
		chromedp.Navigate(heard.page),
	); err != nil {
		t.Fatal(err)
	}
	takePicture(t, tab, l)
	p, err := chromedp.Run(tab, chromedp.Evaluate[shownPage](examine))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(tab, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
		t.Fatal(err)
	}
	violations, err := chromedp.Run(tab, chromedp.Evaluate[string](
		`axe.run().then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200) + " " + n.failureSummary)}))))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range heard.all() {
		t.Error(each)
	}
	if violations != "[]" {
		t.Errorf("axe-core finds %s", violations)
	}
	if dark := strings.HasPrefix(p.Background, "rgb(2, ") || strings.HasPrefix(p.Background, "rgb(20,"); dark != (l.scheme == "dark") {
		t.Errorf("in %s the background is %s", l.scheme, p.Background)
	}
	if p.Wide > 0 {
		t.Errorf("the page is %d pixels wider than %d", p.Wide, l.width)
	}
	return p
}

// told is a command of the DevTools as a step.
func told[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// devTools note every request but that for the page itself, and every error
// that the console shows.
type devTools struct {
	page string

	mu    sync.Mutex
	heard []string
}

func (l *devTools) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, fmt.Sprintf(format, args...))
}

func (l *devTools) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard
}

func (l *devTools) listen(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Request.URL != l.page && !strings.HasPrefix(e.Request.URL, "data:") {
			l.note("a request for %s", e.Request.URL)
		}
	case *log.EventEntryAdded:
		l.note("the log says %s: %s", e.Entry.Level, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		l.note("the console says %s: %v", e.Type, e.Args)
	case *runtime.EventExceptionThrown:
		l.note("an exception: %s", e.ExceptionDetails.Text)
	}
}

// takePicture leaves a picture of the whole page where somebody wants to look at it.
func takePicture(t *testing.T, tab context.Context, l look) {
	t.Helper()
	folder := os.Getenv("PORTDRILL_SCREENSHOTS")
	if folder == "" {
		return
	}
	const best = 100 // quality: PNG
	shot, err := chromedp.Run(tab, chromedp.FullScreenshot(best))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%s-%d.png", l.lang, l.scheme, l.width)), shot, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}
