// Package testenv gives tests what depends on the machine they run on: the programs
// they start. Only tests import it. It stands under questions since tests of every
// layer may import that.
package testenv

import (
	"os"
	"os/exec"
	"testing"
)

// Program returns the path of a program that the test runs, named as its Debian
// package is. See [Lacks] for where there is none.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Lacks(t, "this test runs %s, which is missing: make tools, or apt-get install %[1]s", name)
	}
	return path
}

// Lacks ends a test that needs something this machine does not have. The test is
// skipped; with CI=true, or PORTDRILL_TOOLS=required as make test sets it, it fails.
func Lacks(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("PORTDRILL_TOOLS") == "required" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
