//go:build listings

package questions_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Records are what is recorded: the file, how the tool says its version, and the command.
var records = []struct {
	file             string
	version, command []string
}{
	{"ss", []string{"ss", "-V"}, []string{"ss", "-tuan"}},
	{"netstat", []string{"netstat", "-V"}, []string{"netstat", "-tuan"}},
	{"lsof", []string{"lsof", "-v"}, []string{"lsof", "-i", "-P", "-n"}},
	{"nmap", []string{"nmap", "-V"}, []string{"nmap", "-n", "-p", "22,23,25,443", recordedServer}},
	{"nmap-udp", []string{"nmap", "-V"}, []string{"nmap", "-n", "-sU", "-p", "53,69,161", recordedServer}},
	{"tcpdump", []string{"tcpdump", "--version"}, []string{"tcpdump", "-nq", "-i", "lo", "-c", "4", "tcp", "port", recordedPort}},
}

// TestRecord records what the tools print of the sockets that it opens. It runs as root,
// in a network of its own: see .ci/listings.
func TestRecord(t *testing.T) {
	for _, socket := range append(recordedWaiting, "tcp "+recordedServer+":"+recordedPort) {
		transport, address, _ := strings.Cut(socket, " ")
		network := transport + "4"
		if strings.Contains(address, "[") {
			network = transport + "6"
		}
		if transport == "udp" {
			c, err := net.ListenPacket(network, address)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			continue
		}
		l, err := net.Listen(network, address)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				defer c.Close()
			}
		}()
	}
	open, err := net.Dial("tcp4", recordedServer+":"+recordedPort)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	for _, r := range records {
		if _, err := exec.LookPath(r.command[0]); err != nil {
			t.Errorf("%s cannot be recorded: %v", r.file, err)
			continue
		}
		version, _ := exec.Command(r.version[0], r.version[1:]...).CombinedOutput() // lsof says it on standard error
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		cmd := exec.CommandContext(ctx, r.command[0], r.command[1:]...)
		said, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for lines := bufio.NewScanner(said); lines.Scan(); {
				if strings.Contains(lines.Text(), "listening on") { // tcpdump waits for packets
					open.Write([]byte("hello"))
					if c, err := net.Dial("tcp4", recordedServer+":"+recordedPort); err == nil {
						c.Close()
					}
				}
			}
		}()
		printed, err := cmd.Output()
		cancel()
		if err != nil {
			t.Errorf("%s: %v", r.file, err)
			continue
		}
		text := "# " + strings.Join(r.command, " ") + "\n# " + versionIn(string(version)) + "\n" + string(printed)
		if err := os.WriteFile(filepath.Join("testdata", "listings", r.file+".txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// versionIn is the line that says the version.
func versionIn(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.ContainsAny(line, "0123456789") {
			return strings.TrimSpace(line)
		}
	}
	return "version not said"
}
