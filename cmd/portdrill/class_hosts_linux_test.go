package main

import (
	"path/filepath"
	"testing"
)

// The law: a session has one host. A second one on the same database begins another
// session; one that was left is gone on with by flags that it was begun with, and by no
// others; what is not gone on with is left as it is.
func TestHostsOfOneDatabase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "class.db")
	for _, class := range []string{"net-1", "net-2"} {
		list := filepath.Join(folder, class+".csv")
		write(t, list, "name,number\nAnn,1\nBo,2\n")
		runQuiet(t, path, "class", "roster", list)
	}
	hold := func(args ...string) *hostProgram {
		return holdClass(t, append([]string{"--db", path, "--port", freePort(t), "--seconds", "0"}, args...)...)
	}
	first := hold("--class", "net-1", "--count", "5")
	second := hold("--class", "net-1", "--count", "5") // the same, while it is held
	if second.code == first.code {
		t.Fatal("two hosts have one session")
	}
	second.kill()
	first.kill()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--class", "net-2"}, ""},
		{[]string{"--class", "net-1", "--count", "6"}, ""},
		{[]string{"--class", "net-1", "--count", "5", "--deck", "ccna"}, ""},
		{[]string{"--class", "net-1", "--count", "5"}, second.code}, // the latest of them
		{[]string{"--class", "net-1", "--count", "5"}, second.code},
	} {
		host := hold(c.args...)
		if c.want != "" && host.code != c.want {
			t.Errorf("%q: session %s, want %s", c.args, host.code, c.want)
		}
		if c.want == "" && (host.code == first.code || host.code == second.code) {
			t.Errorf("%q goes on with session %s", c.args, host.code)
		}
		host.kill()
	}
	held := hold("--class", "net-1", "--count", "5")
	if other := hold("--class", "net-1", "--count", "5"); other.code != first.code {
		t.Errorf("while %s is held, %s is gone on with, want %s", held.code, other.code, first.code)
	} else {
		other.kill()
	}
	fresh := hold("--class", "net-1", "--count", "5", "--new")
	if fresh.code == first.code || fresh.code == held.code {
		t.Errorf("--new goes on with session %s", fresh.code)
	}
	fresh.kill()
	held.kill()
}
