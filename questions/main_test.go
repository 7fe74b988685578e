package questions_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the collector wait: the tests make half a million questions and keep none,
// and a quarter of their time went into looking after them.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
