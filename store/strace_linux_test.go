package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// faultyCalls are the system calls that faults are put into: those by which the
// program opens files, writes to them, names them, and says what it has to say.
var faultyCalls = []string{
	"openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "renameat", "unlink", "unlinkat", "mkdirat",
}

// A fault is what strace makes of a system call.
type fault struct {
	name  string
	what  string // strace's word for it
	kills bool
	stays bool // every later call of the thread fails, too
}

var faults = []fault{
	{name: "killed", what: "signal=KILL", kills: true}, // before the call does anything
	{name: "EIO", what: "error=EIO"},
	{name: "ENOSPC", what: "error=ENOSPC"},
	{name: "ENOSPC from then on", what: "error=ENOSPC", stays: true},
}

// An injection puts a fault into a system call of the program.
type injection struct {
	call  string
	fault fault
	when  int // the first call of the name is 1
}

// String is how strace takes it. Not every machine has every call, which ? excuses.
func (i *injection) String() string {
	more := ""
	if i.fault.stays {
		more = "+"
	}
	return fmt.Sprintf("?%s:%s:when=%d%s", i.call, i.fault.what, i.when, more)
}

// oneThread is added to the program. strace counts the calls of every thread
// apart, and Go goes on in another as it likes: bound to the first thread, nearly
// all of the program's calls are counted as one.
const oneThread = `package main

import "runtime"

func init() { runtime.LockOSThread() }
`

// buildOneThreaded builds the program with oneThread laid over its files.
func buildOneThreaded(t *testing.T) string {
	t.Helper()
	added, overlay := filepath.Join(programFolder, "one_thread.go"), filepath.Join(programFolder, "overlay.json")
	beside, err := filepath.Abs("../cmd/portdrill/one_thread.go")
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {beside: added}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, added, []byte(oneThread))
	write(t, overlay, replace)
	program, err := build("one-thread", "-overlay", overlay)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// underStrace has strace run the command and write its calls of the names to the
// log. Its exit code is then that of the command, or it is killed as that was.
func underStrace(cmd *exec.Cmd, log string, names []string, inject *injection) *exec.Cmd {
	args := []string{"-f", "--quiet=all", "-y", "-s", "0", "-e", "signal=none", "-o", log, "-e", "trace=?" + strings.Join(names, ",?")}
	if inject != nil {
		args = append(args, "-e", "inject="+inject.String())
	}
	if inject == nil || !inject.fault.kills {
		args = append(args, "--seccomp-bpf") // no other call stops the program, which is faster; but a signal would not arrive
	}
	traced := exec.Command("strace", append(args, cmd.Args...)...)
	traced.Env = cmd.Env
	return traced
}

// A call is a system call in strace's log.
type call struct {
	name     string
	thread   string
	nth      int    // call of the name in its thread; the first is 1
	file     string // that it is about
	injected bool   // it failed because strace made it
}

var (
	callBegins  = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	callResumes = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>`)
	firstName   = regexp.MustCompile(`"([^"]*)"`)
	openFile    = regexp.MustCompile(`^(\d+)<([^>]*)>`)
)

// parseCalls reads strace's log about a program that ran in the folder: all calls
// in the order in which they began.
func parseCalls(log []byte, folder string) []call {
	type counted struct{ thread, name string }
	counts := make(map[counted]int)
	last := make(map[string]int) // call of each thread
	var calls []call
	for line := range bytes.Lines(log) {
		text := strings.TrimSpace(string(line))
		injected := strings.Contains(text, "(INJECTED)")
		if m := callResumes.FindStringSubmatch(text); m != nil {
			if i, began := last[m[1]]; began && injected {
				calls[i].injected = true
			}
			continue
		}
		m := callBegins.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		key := counted{m[1], m[2]}
		counts[key]++
		last[key.thread] = len(calls)
		calls = append(calls, call{name: key.name, thread: key.thread, nth: counts[key], file: nameIn(folder, fileIn(m[3])), injected: injected})
	}
	return calls
}

// fileIn finds the file in the arguments of a call: what the number of an open one
// stands for, else the first name.
func fileIn(arguments string) string {
	open, named := openFile.FindStringSubmatch(arguments), firstName.FindStringSubmatch(arguments)
	switch {
	case open == nil && named == nil:
		return arguments
	case open == nil:
		return named[1]
	case open[1] == "1":
		return stdout
	case open[1] == "2":
		return stderr
	}
	return open[2]
}

// The streams, which have no path.
const stdout, stderr = "stdout", "stderr"

// nameIn is how a file is named in whatever folder the program runs: by its path
// from there, where it lies in it.
func nameIn(folder, file string) string {
	if name, err := filepath.Rel(folder, file); err == nil && filepath.IsLocal(name) {
		return name
	}
	return file
}

// The law: strace's log is read as strace means it: calls are counted by thread
// and name, and one that another thread's interrupts is one call.
func TestParseCalls(t *testing.T) {
	log := `7  openat(AT_FDCWD</tmp>, "/tmp/it.db", O_RDWR|O_CLOEXEC) = 5</tmp/it.db>
7  pwrite64(5</tmp/it.db>, ""..., 24, 32 <unfinished ...>
8  pwrite64(9</tmp/it.db-wal>, ""..., 4096, 56) = -1 EIO (Input/output error) (INJECTED)
8  write(1<pipe:[15793]>, ""..., 242) = 242
7  <... pwrite64 resumed>) = -1 ENOSPC (No space left on device) (INJECTED)
7  pwrite64(5</tmp/it.db>, ""..., 24, 32) = ?
7  renameat(AT_FDCWD</tmp>, "/tmp/new.db", AT_FDCWD</tmp>, "/tmp/it.db") = 0
7  +++ killed by SIGKILL +++
`
	want := []call{
		{"openat", "7", 1, "it.db", false},
		{"pwrite64", "7", 1, "it.db", true},
		{"pwrite64", "8", 1, "it.db-wal", true},
		{"write", "8", 1, "stdout", false},
		{"pwrite64", "7", 2, "it.db", false},
		{"renameat", "7", 1, "new.db", false},
	}
	got := parseCalls([]byte(log), "/tmp")
	if len(got) != len(want) {
		t.Fatalf("%d calls: %+v", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("call %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}
