package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"portdrill/questions/testenv"
)

// fakeBrowser puts a program that browsers are opened by before all others; it writes down
// what it is given, or fails.
func fakeBrowser(t *testing.T, works bool) (path, opened string) {
	t.Helper()
	folder := t.TempDir()
	opened = filepath.Join(folder, "opened")
	script := "#!/bin/sh\necho \"$1\" >> '" + opened + "'\n"
	if !works {
		script = "#!/bin/sh\nexit 3\n"
	}
	if err := os.WriteFile(filepath.Join(folder, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return folder + string(os.PathListSeparator) + os.Getenv("PATH"), opened
}

// The law: class host --open opens the projector's page and the host page, which leads the
// session to its end without a terminal.
func TestClassOpens(t *testing.T) {
	t.Parallel()
	path, opened := fakeBrowser(t, true)
	cmd := exec.Command("portdrill", "--db", filepath.Join(t.TempDir(), "class.db"), "class", "host", "--open", "--count", "1", "--port", freePort(t))
	cmd.Env = append(os.Environ(), "PATH="+path)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = io.Discard, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	var pages []string
	testenv.Await(t, "two pages", func() bool {
		text, _ := os.ReadFile(opened) // there is none at first
		pages = strings.Fields(string(text))
		return len(pages) == 2
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	wall, err := browser.Get(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	wall.Body.Close()
	if wall.StatusCode != http.StatusOK || !strings.Contains(pages[0], "/wall/") {
		t.Errorf("%s: %s", pages[0], wall.Status)
	}
	at, err := url.Parse(pages[1])
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Type string
		Seen json.RawMessage
	}
	send := func(path string, message map[string]any) {
		t.Helper()
		text, err := json.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := browser.Post("http://"+at.Host+path, "application/json", strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if err := json.NewDecoder(answer.Body).Decode(&state); err != nil || state.Type != "host" {
			t.Fatalf("%s %s: %+v, %v", path, text, state, err)
		}
	}
	send("/host/enter", map[string]any{"ticket": at.Path[strings.LastIndex(at.Path, "/")+1:]})
	for range 4 { // start, options, close, end
		send("/host/do", map[string]any{"do": "next", "seen": state.Seen})
	}
	if string(state.Seen) != `{"phase":"done","n":1}` {
		t.Errorf("in the end: %s", state.Seen)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, said.String())
	}
	if !strings.Contains(said.String(), "portdrill class report") {
		t.Errorf("it says %q", said.String())
	}
}

// The law: where no browser can be opened, the program says where the pages are, and is led
// by the terminal as ever.
func TestClassCannotOpen(t *testing.T) {
	t.Parallel()
	path, _ := fakeBrowser(t, false)
	cmd := exec.Command("portdrill", "--db", filepath.Join(t.TempDir(), "class.db"), "class", "host", "--open", "--port", freePort(t))
	cmd.Env = append(os.Environ(), "PATH="+path)
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != 3 || !strings.Contains(string(out), "No browser could be opened. Press w") {
		t.Errorf("%v: %s", err, out)
	}
}
