// Package testenv gives tests what depends on the machine they run on: the programs
// they start, chance that can be repeated, and patience. Only tests import it. It
// stands under questions since tests of every layer may import that.
package testenv

import (
	"flag"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
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

const seedVariable = "PORTDRILL_TEST_SEED"

// Seed returns what all chance in the test follows from: 1, or what
// PORTDRILL_TEST_SEED says. A test that fails shows it.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(1)
	if given := os.Getenv(seedVariable); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatalf("%s: %v", seedVariable, err)
		}
	}
	t.Logf("%s=%d", seedVariable, seed)
	return seed
}

// Check is [rapid.Check] from [Seed]. A property that fails is repeated by the seed,
// so no file is left for it.
func Check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	seed := Seed(t)
	seedRapid.Do(func() {
		flag.Set("rapid.seed", strconv.FormatUint(seed, 10))
		flag.Set("rapid.nofailfile", "true")
	})
	rapid.Check(t, property)
}

// seedRapid guards rapid's flags, which all tests of a process share.
var seedRapid sync.Once

// patience is how long something may take. Only a test that fails waits for it.
const patience = time.Minute

// Await returns as soon as is does, which it calls again and again. The test fails
// when that takes far too long.
func Await(t testing.TB, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("waited %v in vain for %s", patience, what)
		}
	}
}
