package chromium

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for a step.
const patience = time.Minute

// A Tab is a page that somebody has open.
type Tab struct {
	testing.TB
	name string
	ctx  context.Context
	axe  string

	mu     sync.Mutex
	errors []string // of scripts, and of the policy
}

// Open opens a tab of a new person in the browser that [Start] returned, of so many pixels.
//
//nolint:contextcheck // the tab's context is one of the browser's
func Open(t testing.TB, browser context.Context, name string, width, height int64) *Tab {
	t.Helper()
	tab := &Tab{TB: t, name: name, axe: Axe(t)}
	var cancel context.CancelFunc
	tab.ctx, cancel = chromedp.NewContext(browser, chromedp.WithListener(tab.heard), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	// The first steps make the tab, which lives no longer than their context.
	if err := chromedp.Do(tab.ctx, told(log.Enable, cdp.Empty{}), told(runtime.Enable, cdp.Empty{}), chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal("open a tab: ", err)
	}
	return tab
}

// told is a command of the DevTools as a step.
func told[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// heard notes what fails on the page: scripts, and what is against its policy.
func (t *Tab) heard(event any) {
	text := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if strings.Contains(e.Entry.Text, "Content Security Policy") || strings.Contains(e.Entry.Text, "Content-Security-Policy") {
			text = e.Entry.Text
		}
	}
	if text != "" {
		t.mu.Lock()
		t.errors = append(t.errors, text)
		t.mu.Unlock()
	}
}

// NoErrors wants no script to have failed and nothing to have been against the policy.
func (t *Tab) NoErrors() {
	t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, text := range t.errors {
		t.Errorf("%s: %s", t.name, text)
	}
}

// Do takes steps on the page; what says which.
func (t *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, 2*patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %s: %v; it shows\n%s", t.name, what, err, t.Text())
	}
}

// Text returns what the page shows.
func (t *Tab) Text() string {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body ? document.body.innerText : ''"))
	if err != nil {
		return err.Error()
	}
	return text
}

// Until waits until a script says true.
func (t *Tab) Until(script string) {
	t.Helper()
	t.Do("until "+script, chromedp.Poll[chromedp.Void](script, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience)))
}

// UntilShown waits until the page shows a text.
func (t *Tab) UntilShown(text string) {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	t.Until(fmt.Sprintf("document.body && document.body.innerText.indexOf(%s) >= 0", quoted))
}

// Accessible wants axe to find nothing, and nothing to be wider than the screen, and keeps
// pictures in the folder PORTDRILL_SCREENSHOTS, if that is set.
func (t *Tab) Accessible(what string) {
	t.Helper()
	t.Do("axe", chromedp.Evaluate[chromedp.Void](t.axe))
	found, err := chromedp.Run(t.ctx, chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; ")).join("\n"))`,
		chromedp.EvalAwaitPromise))
	if err != nil || found != "" {
		t.Errorf("%s, %s: axe: %s %v", t.name, what, found, err)
	}
	wide, err := chromedp.Run(t.ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > window.innerWidth"))
	if err != nil || wide {
		t.Errorf("%s, %s: wider than the screen: %v", t.name, what, err)
	}
	folder := os.Getenv("PORTDRILL_SCREENSHOTS")
	for _, scheme := range []string{"light", "dark"} {
		if folder == "" {
			return
		}
		t.Do("colours", told(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
		picture, err := chromedp.Run(t.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%s-%s.png", t.name, what, scheme)), picture, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
