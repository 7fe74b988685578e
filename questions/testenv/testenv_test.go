package testenv_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	sleeps   = regexp.MustCompile(`\btime\.Sleep\(`)
	unseeded = regexp.MustCompile(`\brand\.(Float|Int|N\(|Norm|Exp|Perm|Shuffle|Uint)|\brapid\.Check\(`)
)

// The law: no test sleeps for a time that was guessed, or draws from chance that has
// no seed. Await and Seed, or Check, are there for both.
func TestTestsCanBeRepeated(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		for _, banned := range []*regexp.Regexp{sleeps, unseeded} {
			if found := banned.Find(content); found != nil {
				t.Errorf("%s: %s", path, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
