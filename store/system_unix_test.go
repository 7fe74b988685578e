//go:build unix

package store_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// makePipe makes a pipe with a name: who opens it to read waits for a writer.
func makePipe(t testing.TB, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

// asNobody has the process run without the privileges of root.
func asNobody(cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}
