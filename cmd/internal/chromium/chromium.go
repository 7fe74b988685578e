// Package chromium lets tests look at pages in Debian's Chromium, and check them by
// axe-core. No program imports it.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Start starts Chromium without a window, until the test ends. The test fails where
// there is none.
func Start(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("this test needs Chromium: make tools, or apt-get install chromium")
	}
	options = append(options, chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // which root cannot have
	}
	browser, closed := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(options...))
	t.Cleanup(closed)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal("start Chromium: ", err)
	}
	return browser
}
