//go:build unix

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/store"
)

// itself returns a command that starts this test program by another name; see
// TestMain.
func itself(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{
		Path: path, Args: append([]string{name}, args...),
		Env: []string{
			"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
			"GORACE=atexit_sleep_ms=0", // the race detector waits a second at the end otherwise
		},
	}
}

// A listener collects what a program says, and lets a test wait for it.
type listener struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // something may have been said since
}

func newListener() *listener { return &listener{more: make(chan struct{}, 1)} }

func (l *listener) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		select {
		case l.more <- struct{}{}:
		default: // said already
		}
	}()
	return l.text.Write(text)
}

func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await waits until the text was said.
func (l *listener) await(t *testing.T, text string) {
	t.Helper()
	for late := time.After(patience); !strings.Contains(l.String(), text); {
		select {
		case <-l.more:
		case <-late:
			t.Fatalf("%q was not said, but %q", text, l)
		}
	}
}

// A partner is another program that plays a session by the dialogue.
type partner struct {
	t       *testing.T
	program *exec.Cmd
	in      io.WriteCloser
	out     *json.Decoder
	aside   *listener
	path    string   // of the database
	shown   []string // IDs of the questions that a verdict was shown on
	n       int      // answers that were given
}

// A saidLine is what the dialogue says, as far as tests look at it.
type saidLine struct {
	Type, ID, Message, Grade string
	N, Asked                 int
}

// converseWith starts a drill on the database, to be talked to.
func converseWith(t *testing.T, path string, flags ...string) *partner {
	t.Helper()
	p := talkTo(t, itself(t, "portdrill", dialogueArgs(path, flags...)...))
	p.path = path
	p.asked()
	return p
}

func dialogueArgs(path string, flags ...string) []string {
	args := []string{"drill", "--json", "--deck", "all", "--new", "400", "--limit", "100000", "--db", path}
	if !slices.Contains(flags, "--lang") {
		args = append(args, "--lang", "en")
	}
	return append(args, flags...)
}

// talkTo starts a program that can be talked to by JSON lines.
func talkTo(t *testing.T, program *exec.Cmd) *partner {
	t.Helper()
	p := &partner{t: t, program: program, aside: newListener()}
	var err error
	if p.in, err = program.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = json.NewDecoder(out)
	program.Stderr = p.aside
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		program.Process.Kill() // if it has not ended
		program.Wait()
	})
	return p
}

func (p *partner) say(reply string) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, reply); err != nil {
		p.t.Fatalf("%v; it said %q", err, p.aside)
	}
}

func (p *partner) hear(kind string) (line saidLine) {
	p.t.Helper()
	if err := p.out.Decode(&line); err != nil {
		p.t.Fatalf("%v; it said %q", err, p.aside)
	}
	if line.Type != kind {
		p.t.Fatalf("it said %+v, want a line of type %s", line, kind)
	}
	return line
}

func (p *partner) asked() saidLine { return p.hear("question") }

// replies are given in turns.
var replies = []string{`{"choice":1}`, `{"dont_know":true}`, `{"choice":2}`}

func (p *partner) reply() {
	p.t.Helper()
	reply := replies[p.n%len(replies)]
	if p.n++; p.n > 1 { // the first question has options
		reply = `{"dont_know":true}`
	}
	p.say(reply)
}

// answer answers as many questions, and sees a verdict on each.
func (p *partner) answer(n int) {
	p.t.Helper()
	for range n {
		p.reply()
		p.verdict()
	}
}

// verdict hears the verdict, and the next question.
func (p *partner) verdict() {
	p.t.Helper()
	p.shown = append(p.shown, p.hear("verdict").ID)
	p.asked()
}

// answerInVain answers, and hears why the answer is not kept.
func (p *partner) answerInVain(why string) {
	p.t.Helper()
	p.reply()
	p.hearWhy(why)
}

func (p *partner) hearWhy(why string) {
	p.t.Helper()
	if said := p.hear("error").Message; !strings.Contains(said, why) || !strings.Contains(said, "not saved yet") {
		p.t.Errorf("it says %q, want %q", said, why)
	}
}

// kill ends the program by SIGKILL.
func (p *partner) kill() {
	p.t.Helper()
	p.program.Process.Kill()
	p.program.Wait()
}

// quit leaves the session and returns the exit code.
func (p *partner) quit() int {
	p.t.Helper()
	p.say(`{"quit":true}`)
	p.hear("summary")
	return p.wait()
}

// wait ends the input, waits for the end of the program and returns the exit code.
func (p *partner) wait() int {
	p.t.Helper()
	p.in.Close()
	late := time.AfterFunc(patience, func() { p.program.Process.Kill() })
	p.program.Wait()
	if !late.Stop() {
		p.t.Errorf("the program went on; it said %q", p.aside)
	}
	return p.program.ProcessState.ExitCode()
}

// keptAre holds that just the verdicts that were shown are in the log, each once
// and in order.
func (p *partner) keptAre() {
	p.t.Helper()
	p.keptIn(p.path)
}

func (p *partner) keptIn(path string) {
	p.t.Helper()
	if kept := answersIn(p.t, path); !slices.Equal(kept, p.shown) {
		p.t.Errorf("%d verdicts were shown, the log has %d answers:\n%q\n%q", len(p.shown), len(kept), p.shown, kept)
	}
}

// answersIn returns the IDs of the questions that answers which stand in the log of
// the file are about, and holds that its chains and all that is derived from it are whole.
func answersIn(t *testing.T, path string) []string {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if r, err := db.Check(t.Context()); err != nil || r.Damaged() {
		t.Errorf("%s: %+v, %v", path, r.Findings, err)
	}
	events, err := onlyLog(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	undone := quiz.Undone(events)
	for _, e := range events {
		if e.Kind == quiz.AnswerEvent && !undone[e.ID] {
			answers = append(answers, e.Answer.Question)
		}
	}
	return answers
}

func onlyLog(ctx context.Context, db *store.DB) ([]quiz.Event, error) {
	learner, err := db.Learner(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	return db.Events(ctx, learner)
}

// locked is what the locker says when it has locked a file.
const locked = "locked\n"

// lock is another program that keeps everybody else from writing to a file until
// its input ends. It knows nothing of this one.
func lock() {
	u := url.URL{Scheme: "file", Path: os.Args[1]}
	db, err := sql.Open("sqlite3", u.String())
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.Exec(strings.Join(os.Args[2:], ";"))
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Print(locked)
	io.Copy(io.Discard, os.Stdin)
}

// A locker is such a program while it has a file locked.
type locker struct {
	name    string // as the system knows it
	pid     int
	release func()
}

// lockFile locks the file against others who write.
func lockFile(t *testing.T, path string) locker {
	t.Helper()
	return lockBy(t, path, "BEGIN IMMEDIATE")
}

// lockFileWhole locks the file against others who read, too.
func lockFileWhole(t *testing.T, path string) locker {
	t.Helper()
	return lockBy(t, path, "PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE")
}

func lockBy(t *testing.T, path string, statements ...string) locker {
	t.Helper()
	program := itself(t, "locker", append([]string{path}, statements...)...)
	in, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len(locked))
	if _, err := io.ReadFull(out, said); err != nil || string(said) != locked {
		t.Fatalf("it said %q, %v", said, err)
	}
	release := sync.OnceFunc(func() {
		in.Close()
		if err := program.Wait(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
	})
	t.Cleanup(release)
	const longestName = 15 // of a program, to the kernel (proc(5))
	name := filepath.Base(program.Path)
	return locker{name[:min(len(name), longestName)], program.Process.Pid, release}
}
