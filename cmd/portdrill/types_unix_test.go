//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/term"
)

func init() { onTerminals["types"] = types }

// types FILE ARGUMENT ... runs the program on a terminal of its own, as plain lines, and
// types a line of the file each time that it waits for one. Its output is what the
// terminal shows in the end, the typed lines with it.
func types(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: types FILE ARGUMENT ...")
	}
	keys, tty, err := pty.Open()
	ts.Check(err)
	defer keys.Close()
	_, err = term.MakeRaw(int(tty.Fd())) // no echo: what is typed comes where it was waited for
	ts.Check(err)
	path, err := exec.LookPath("portdrill")
	ts.Check(err)
	program := exec.Command(path, append(args[1:], "--plain")...)
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "LANG", "TZ", "PATH", "PORTDRILL_DB", overhearing} {
		program.Env = append(program.Env, name+"="+ts.Getenv(name))
	}
	program.Dir = ts.MkAbs(".")
	program.Stdin, program.Stdout, program.Stderr = tty, tty, tty
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	ts.Check(program.Start())
	tty.Close()
	stuck := time.AfterFunc(time.Minute, func() { program.Process.Kill() })
	defer stuck.Stop()
	shown := converse(ts, keys, strings.SplitAfter(strings.TrimSuffix(ts.ReadFile(args[0]), "\n"), "\n"))
	err = program.Wait()
	shown = bytes.ReplaceAll(shown, []byte("\r\n"), []byte("\n"))
	_, wrote := ts.Stdout().Write(shown)
	ts.Check(errors.Join(err, wrote))
}

// converse types the next line where the terminal ends with a prompt, until the program has
// ended.
func converse(ts *testscript.TestScript, keys *os.File, lines []string) []byte {
	var shown []byte
	buffer := make([]byte, 4096)
	for {
		n, err := keys.Read(buffer)
		shown = append(shown, buffer[:n]...)
		if err != nil { // nothing has the terminal open any more
			break
		}
		if !bytes.HasSuffix(shown, []byte("\n> ")) {
			continue
		}
		if len(lines) == 0 {
			ts.Fatalf("there is nothing more to type after\n%s", shown)
		}
		line := strings.TrimSuffix(lines[0], "\n") + "\n"
		lines = lines[1:]
		_, err = io.WriteString(keys, line)
		ts.Check(err)
		shown = append(shown, line...)
	}
	if len(lines) > 0 {
		ts.Fatalf("%q was not typed; the terminal shows\n%s", lines, shown)
	}
	return shown
}
