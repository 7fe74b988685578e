package chromium

import (
	"os"
	"path/filepath"
	"testing"
)

// The law: a file in the cache that is not the pinned package is not used.
func TestReadAxeVerifies(t *testing.T) {
	path := filepath.Join(t.TempDir(), axeFile)
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if archive, err := readAxe(path); err == nil {
		t.Errorf("read %q", archive)
	}
}
