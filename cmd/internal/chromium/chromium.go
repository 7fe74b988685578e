// Package chromium lets tests look at pages in Debian's Chromium, and check them by
// axe-core. No program imports it.
package chromium

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"

	"portdrill/questions/testenv"
)

// Start starts Chromium without a window, until the test ends.
func Start(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	program := testenv.Program(t, "chromium")
	// Neither root nor most containers can have a sandbox, and the pages are our own.
	options = append(options, chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox)
	browser, closed := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(options...))
	t.Cleanup(closed)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal("start Chromium: ", err)
	}
	return browser
}
