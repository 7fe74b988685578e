package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test program is also those that it starts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"portdrill": overheard, "locker": lock})
}
