package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// root is the folder of the repository, seen from the package.
const root = "../.."

// documents returns the pages that people read, by their paths from the root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	pages := make(map[string]string)
	for _, pattern := range []string{"*.md", ".github/*.md", "cmd/portdrill/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %v, %v", pattern, paths, err)
		}
		for _, path := range paths {
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			pages[strings.TrimPrefix(filepath.ToSlash(path), root+"/")] = string(page)
		}
	}
	return pages
}

var (
	link        = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headingLine = regexp.MustCompile(`(?m)^#+ (.*)$`)
	codeSpan    = regexp.MustCompile("`([^`\n]+)`")
	makeRun     = regexp.MustCompile("(?m)(?:`|^    )make ([a-z0-9-]+)")
	target      = regexp.MustCompile(`(?m)^([a-z0-9 -]+):`)
)

// anchorOf returns the fragment by which a heading is linked to.
func anchorOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// The law: every link of a document leads to a file that is there, and to a heading in it.
func TestLinks(t *testing.T) {
	pages := documents(t)
	links := 0
	for from, page := range pages {
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			file, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(file, "://") {
				continue
			}
			links++
			to := from
			if file != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(from), file))
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s: %v", from, err)
			}
			headings := headingLine.FindAllStringSubmatch(pages[to], -1)
			if anchor != "" && !slices.ContainsFunc(headings, func(h []string) bool { return anchorOf(h[1]) == anchor }) {
				t.Errorf("%s: %s has no heading %q", from, to, anchor)
			}
		}
	}
	if links < 8 {
		t.Errorf("only %d links were found", links)
	}
}

// The law: the folders, files and targets of make that documents name are there, and
// ARCHITECTURE names every package.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	pages := documents(t)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	targets := make(map[string]bool)
	for _, m := range target.FindAllStringSubmatch(string(makefile), -1) {
		for name := range strings.FieldsSeq(m[1]) {
			targets[name] = true
		}
	}
	for from, page := range pages {
		for _, m := range codeSpan.FindAllStringSubmatch(page, -1) {
			top, _, inFolder := strings.Cut(m[1], "/")
			placeholder := strings.ContainsFunc(filepath.Base(m[1]), unicode.IsUpper)
			if !inFolder || placeholder || !slices.Contains([]string{"cmd", "questions", "quiz", "store", ".ci", ".github"}, top) {
				continue
			}
			if found, err := filepath.Glob(filepath.Join(root, m[1])); err != nil || len(found) == 0 {
				t.Errorf("%s: there is no %s", from, m[1])
			}
		}
		for _, m := range makeRun.FindAllStringSubmatch(page, -1) {
			if !targets[m[1]] {
				t.Errorf("%s: there is no make %s", from, m[1])
			}
		}
	}
	packages := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		folder := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
		switch {
		case err != nil || !entry.IsDir():
			return err
		case entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && path != root:
			return filepath.SkipDir
		}
		if files, err := filepath.Glob(filepath.Join(path, "*.go")); err != nil || len(files) == 0 {
			return err
		}
		packages++
		if !strings.Contains(pages[".github/ARCHITECTURE.md"], folder+"/") {
			t.Errorf("ARCHITECTURE does not name the package %s", folder)
		}
		return nil
	})
	if err != nil || packages < 30 {
		t.Errorf("%d packages, %v", packages, err)
	}
}

// The law: the license is one, wherever it is given.
func TestLicense(t *testing.T) {
	license, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if readme := documents(t)["README.md"]; !strings.HasSuffix(readme, "\n## License\n\n"+string(license)) {
		t.Error("README.md does not end with the license")
	}
	if main, err := os.ReadFile("main.go"); err != nil || !strings.HasPrefix(string(main), "// SPDX-License-Identifier: MIT\n") {
		t.Errorf("main.go does not name the license: %v", err)
	}
}
