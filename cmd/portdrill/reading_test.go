//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// reports are the commands that only report, with what they need.
func reports(path, elsewhere string) map[string][]string {
	all := map[string][]string{
		"stats": {"stats", "--json"}, "due": {"due"}, "cards": {"cards", "--json"}, "lookup": {"lookup", "53"},
		"export": {"export", "json"}, "check": {"db", "check", "--json"}, "learners": {"learner", "list"},
		"backup": {"db", "backup", filepath.Join(elsewhere, "backup.db"), "--replace"},
	}
	for name := range all {
		all[name] = append(all[name], "--lang", "en", "--db", path, "--now", "2026-03-04T09:00:00Z")
	}
	return all
}

// The law: of a file in somebody else's folder, what only reports says what it says
// to the owner. A drill is refused, with the reason. Nothing is written. Root may
// write everywhere, and so looks through another's eyes.
func TestFolderOfSomebodyElse(t *testing.T) {
	t.Parallel()
	stranger := strangers(t)
	for fileMode, closed := range map[os.FileMode]bool{0o444: false, 0o666: true} {
		t.Run(fmt.Sprintf("%o, closed=%v", fileMode, closed), func(t *testing.T) {
			folder, elsewhere := openFolder(t), openFolder(t)
			p := converseWith(t, filepath.Join(folder, "it.db"), "--now", "2026-03-02T09:00:00Z")
			p.answer(5)
			if closed {
				p.quit()
			} else {
				p.kill()
			}
			for _, name := range namesIn(t, folder) {
				chmod(t, filepath.Join(folder, name), fileMode)
			}
			chmod(t, folder, 0o555)
			before := namesIn(t, folder)
			got := make(map[string]string)
			for name, args := range reports(p.path, elsewhere) {
				code, out, said := ran(t, stranger(args...))
				if got[name] = out; code != app.ExitDone {
					t.Errorf("%s: exit code %d, %q", name, code, said)
				}
			}
			code, _, said := ran(t, stranger("drill", "--lang", "en", "--db", p.path))
			if code != app.ExitFailed || !strings.Contains(said, text("FileUnwritable").In(catalogue.English, p.path)) {
				t.Errorf("a drill: exit code %d, %q", code, said)
			}
			if after := namesIn(t, folder); !slices.Equal(after, before) {
				t.Errorf("there are %q, and were %q", after, before)
			}
			chmod(t, folder, 0o755)
			for _, name := range before {
				chmod(t, filepath.Join(folder, name), 0o644)
			}
			p.keptIn(filepath.Join(elsewhere, "backup.db"))
			for name, want := range outputs(t, reports(p.path, elsewhere)) {
				if got[name] != want {
					t.Errorf("%s says to others\n%s\nand to the owner\n%s", name, got[name], want)
				}
			}
		})
	}
}

// strangers returns what makes commands of somebody whom permissions bind.
func strangers(t *testing.T) func(args ...string) *exec.Cmd {
	t.Helper()
	folder := openFolder(t)
	program := filepath.Join(folder, "portdrill")
	content, err := os.ReadFile(itself(t, "").Path)
	if err == nil {
		err = os.WriteFile(program, content, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func(args ...string) *exec.Cmd {
		cmd := itself(t, "portdrill", args...)
		cmd.Path, cmd.Dir = program, folder
		if os.Geteuid() == 0 {
			const nobody = 65534
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		return cmd
	}
}

// openFolder returns a folder that everybody can use; t.TempDir's is its owner's
// alone.
func openFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "portdrill-open")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		chmod(t, folder, 0o777)
		os.RemoveAll(folder)
	})
	chmod(t, folder, 0o777)
	return folder
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// outputs runs the commands, which must succeed, and returns what they say.
func outputs(t *testing.T, commands map[string][]string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, args := range commands {
		code, out, said := runs(t, args...)
		if code != app.ExitDone {
			t.Errorf("%s: exit code %d, %q", name, code, said)
		}
		all[name] = out
	}
	return all
}

// runs runs the program and returns what it says.
func runs(t *testing.T, args ...string) (code int, out, said string) {
	t.Helper()
	return ran(t, itself(t, "portdrill", args...))
}

func ran(t *testing.T, program *exec.Cmd) (code int, out, said string) {
	t.Helper()
	var to, aside strings.Builder
	program.Stdout, program.Stderr = &to, &aside
	var exit *exec.ExitError
	if err := program.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return program.ProcessState.ExitCode(), to.String(), aside.String()
}

func namesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
