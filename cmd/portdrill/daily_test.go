//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// The law: what writes makes a backup when it ends, once a day and only if something
// was recorded; whichever way it is played, and also where its input ends. What only
// reports makes none.
func TestSessionBacksUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	for _, step := range []struct {
		what, input string
		code        int
		backups     int
		args        []string
	}{
		{"nothing is answered", ":q\n", app.ExitDone, 0, []string{"drill", "--now", "2026-03-02T08:00:00Z"}},
		{"lines", "?\n:q\n", app.ExitDone, 1, []string{"drill", "--now", "2026-03-02T09:00:00Z"}},
		{"the same day", "?\n:q\n", app.ExitDone, 1, []string{"drill", "--now", "2026-03-02T10:00:00Z"}},
		{"nothing but what came after", ":q\n", app.ExitDone, 2, []string{"drill", "--now", "2026-03-03T09:00:00Z"}},
		{"nothing at all", ":q\n", app.ExitDone, 2, []string{"drill", "--now", "2026-03-04T09:00:00Z"}},
		{"a report", "", app.ExitDone, 2, []string{"stats", "--now", "2026-03-05T09:00:00Z"}},
		{"dialogue", `{"dont_know":true}` + "\n" + `{"quit":true}` + "\n", app.ExitDone, 3, []string{"drill", "--json", "--now", "2026-03-06T09:00:00Z"}},
		{"mock exam", "?\n:q\n", app.ExitDone, 4, []string{"quiz", "--now", "2026-03-07T09:00:00Z"}},
		{"the input ends", "?\n", app.ExitInputEnded, 5, []string{"drill", "--now", "2026-03-08T09:00:00Z"}},
		{"a note", "", app.ExitDone, 6, []string{"note", "dns", "names", "--now", "2026-03-09T09:00:00Z"}},
		{"a roster", "Name\nAnn\n", app.ExitDone, 7, []string{"class", "roster", "-", "--class", "1A", "--yes", "--now", "2026-03-11T09:00:00Z"}},
	} {
		code, said := inWorld(t, step.input, append(step.args, "--lang", "en", "--db", path)...)
		all, err := store.Backups(path)
		if err != nil || code != step.code || len(all) != step.backups || strings.Contains(said, "backup") {
			t.Errorf("%s: exit code %d, %d backups, want %d; %v, %q", step.what, code, len(all), step.backups, err, said)
		}
	}
}

// inWorld runs a command and returns its exit code and what it says beside its data.
func inWorld(t *testing.T, input string, args ...string) (code int, said string) {
	t.Helper()
	var aside bytes.Buffer
	e := quietEnv()
	e.In, e.Err = strings.NewReader(input), &aside
	return run(t.Context(), e, args), aside.String()
}

// The law: a session whose backup cannot be made ends well all the same, and says in
// plain words what is in the way; the next one makes it.
func TestSessionWithoutBackup(t *testing.T) {
	t.Parallel()
	stranger := strangers(t)
	for _, spoilt := range []struct {
		what      string
		spoil     func(t *testing.T, folder string)
		text, fix wording.Text
	}{
		{"a file in its place", func(t *testing.T, folder string) { makeFile(t, folder) }, text("FileNotFolder"), text("NotFolderHint")},
		{"a folder that cannot be written", func(t *testing.T, folder string) { makeFolder(t, folder); chmod(t, folder, 0o555) }, text("FileUnwritable"), text("UnwritableFix")},
		{"a folder that cannot be read", func(t *testing.T, folder string) { makeFolder(t, folder); chmod(t, folder, 0) }, text("FileUnwritable"), text("UnwritableFix")},
	} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			path := filepath.Join(openFolder(t), "it.db")
			folder := store.BackupFolder(path)
			drill := func() (code int, said string) {
				program := stranger("drill", "--lang", string(lang), "--db", path)
				program.Stdin = strings.NewReader("?\n:q\n")
				code, _, said = ran(t, program)
				return code, said
			}
			spoilt.spoil(t, folder)
			code, said := drill()
			noBackup := text("NoBackup").In(lang, "")
			for _, text := range []string{noBackup + spoilt.text.In(lang, folder), spoilt.fix.In(lang)} {
				if code != app.ExitDone || !strings.Contains(said, text) {
					t.Errorf("%s: exit code %d, %q, want %q", spoilt.what, code, said, text)
				}
			}
			chmod(t, folder, 0o777)
			remove(t, folder)
			if code, said := drill(); code != app.ExitDone || said != "" {
				t.Errorf("%s: then exit code %d, %q", spoilt.what, code, said)
			}
			onlyBackup(t, path, store.Daily)
		}
	}
}

func makeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The law: of a session that was killed the next one makes the backup, and nothing else
// is left of it.
func TestKilledIsBackedUpNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	drill := []string{"drill", "--json", "--lang", "en", "--db", path}
	killed := itself(t, "portdrill", drill...)
	in, err := killed.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := killed.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, `{"dont_know":true}`+"\n")
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), `"verdict"`); {
	}
	killed.Process.Kill()
	killed.Wait()
	if all, err := store.Backups(path); err != nil || len(all) > 0 {
		t.Fatalf("a killed session made %d backups, %v", len(all), err)
	}
	if code, said := inWorld(t, `{"quit":true}`+"\n", drill...); code != app.ExitDone || said != "" {
		t.Errorf("then exit code %d, %q", code, said)
	}
	onlyBackup(t, path, store.Daily)
}
