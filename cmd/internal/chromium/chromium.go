// Package chromium lets tests look at pages in Debian's Chromium, and check them by
// axe-core. No program imports it.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
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

// axeVersion is that of axe-core, rules of accessibility by Deque, which npm has: its
// licence asks for more than a copy among these files.
const axeVersion = "axe-core@4.14.1"

// Axe returns the script of axe-core, fetched by npm once a run. The test fails where
// it cannot be had.
func Axe(t testing.TB) string {
	t.Helper()
	script, err := fetchAxe()
	if err != nil {
		t.Fatalf("this test needs %s by npm (make tools, or apt-get install npm): %v", axeVersion, err)
	}
	return script
}

var fetchAxe = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "portdrill-axe")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	install := exec.Command("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, axeVersion)
	if said, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	script, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
	return string(script), err
})
