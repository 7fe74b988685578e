package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/store"
)

// insideVariable is set in a process that has mounts of its own.
const insideVariable = "PORTDRILL_TEST_INSIDE"

// withOwnMounts runs the test in a process that has mounts of its own, which nobody
// else sees and which end with it. Root may mount; anybody else is root there, in a
// user namespace.
func withOwnMounts(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	if os.Getenv(insideVariable) == t.Name() {
		test(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.v")
	cmd.Env = append(os.Environ(), insideVariable+"="+t.Name(), "GORACE=atexit_sleep_ms=0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}},
		}
	}
	said, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		testenv.Lacks(t, "this test needs mounts of its own: run it as root, or allow user namespaces (%v)", err)
	case err == nil && bytes.Contains(said, []byte("--- SKIP: "+t.Name())):
		testenv.Lacks(t, "%s", said)
	case err != nil || !bytes.Contains(said, []byte("--- PASS: "+t.Name())):
		t.Errorf("%v:\n%s", err, said)
	}
}

// mountMemory mounts an empty file system of that size in memory.
func mountMemory(t *testing.T, size string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("mount a file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fill leaves no room on the file system, and returns what makes room again.
func fill(t *testing.T, folder string) (empty func()) {
	t.Helper()
	path := filepath.Join(folder, "ballast")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() { os.Remove(path) } // which may be gone
}

// answerUntil answers until an answer is not kept, and hears why.
func (p *partner) answerUntil(why string) {
	p.t.Helper()
	for range 100 { // what was allotted before can still be written
		p.reply()
		var line saidLine
		if err := p.out.Decode(&line); err != nil {
			p.t.Fatalf("%v; it said %q", err, p.aside)
		}
		if line.Type == "error" {
			if !strings.Contains(line.Message, why) || !strings.Contains(line.Message, "not saved yet") {
				p.t.Errorf("it says %q, want %q", line.Message, why)
			}
			return
		}
		p.shown = append(p.shown, line.ID)
		p.asked()
	}
	p.t.Fatal("everything is kept")
}

// The law: on a disk that is full no answer is acknowledged that is not recorded;
// when there is room again the session goes on, and just what was acknowledged is in
// the log, once each.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		folder := mountMemory(t, "6m")
		p := converseWith(t, filepath.Join(folder, "it.db"))
		p.answer(5)
		for range 3 {
			empty := fill(t, folder)
			p.answerUntil("the disk is full: cannot write " + p.path)
			p.answerInVain("the disk is full")
			empty()
			p.answer(4)
		}
		empty := fill(t, folder)
		p.answerUntil("the disk is full")
		p.kill()
		empty()
		p.keptAre()
	})
}

// The law: a session that ends on a full disk ends well, though no backup can be
// made, which is said. On such a disk a new database cannot be made, and one is as
// soon as there is room; what only reports needs none.
func TestDiskFullAtTheEnds(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		folder := mountMemory(t, "6m")
		p := converseWith(t, filepath.Join(folder, "it.db"))
		p.answer(5)
		empty := fill(t, folder)
		if code := p.quit(); code != app.ExitDone {
			t.Errorf("exit code %d", code)
		}
		p.aside.await(t, "today's backup failed")
		p.aside.await(t, "free up some space")
		if left := namesIn(t, store.BackupFolder(p.path)); len(left) != 0 {
			t.Errorf("of the backup %q is left", left)
		}
		fill(t, folder) // of what the session had needed
		fresh := filepath.Join(folder, "new.db")
		code, _, said := runs(t, "drill", "--lang", "en", "--db", fresh)
		if code != app.ExitFailed || !strings.Contains(said, "the disk is full: cannot write "+fresh) {
			t.Errorf("exit code %d, %q", code, said)
		}
		code, out, said := runs(t, "stats", "--json", "--db", p.path)
		if code != app.ExitDone || !strings.Contains(out, `"answers":5,`) {
			t.Errorf("exit code %d, %q, %q", code, out, said)
		}
		empty()
		answerSome(t, fresh, 3)
		p.keptAre()
	})
}

// The law: what only reports says the same of a file that cannot be written, be it
// on a read-only disk (here) or in somebody else's folder (below), whether its last
// program closed it or was killed. A drill is refused, with the reason. Nothing is
// written.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		for _, closed := range []bool{true, false} {
			t.Run(fmt.Sprintf("closed=%v", closed), func(t *testing.T) {
				folder := mountMemory(t, "6m")
				p := converseWith(t, filepath.Join(folder, "it.db"), "--now", "2026-03-02T09:00:00Z")
				p.answer(5)
				if closed {
					p.quit()
				} else {
					p.kill()
				}
				if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
					t.Fatalf("mount it read-only: %v", err)
				}
				before := namesIn(t, folder)
				elsewhere := t.TempDir()
				got := outputs(t, reports(p.path, elsewhere))
				p.keptIn(filepath.Join(elsewhere, "backup.db"))
				code, _, said := runs(t, "drill", "--lang", "en", "--db", p.path)
				if code != app.ExitFailed || !strings.Contains(said, text("FileUnwritable").In(catalogue.English, p.path)) {
					t.Errorf("a drill: exit code %d, %q", code, said)
				}
				if after := namesIn(t, folder); !slices.Equal(after, before) {
					t.Errorf("there are %q, and were %q", after, before)
				}
				if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT, ""); err != nil {
					t.Fatal(err)
				}
				for name, want := range outputs(t, reports(p.path, elsewhere)) {
					if got[name] != want {
						t.Errorf("%s says read-only\n%s\nand writable\n%s", name, got[name], want)
					}
				}
			})
		}
	})
}
