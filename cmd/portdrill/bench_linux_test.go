package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// BenchmarkStartBesidePeers starts the program and others in turn, forty times each:
// how long a command takes, and how long until something to choose from is painted
// on a terminal, with the peak of memory; medians.
func BenchmarkStartBesidePeers(b *testing.B) {
	w := newWorkshop(b)
	db := filepath.Join(w.folder, "drill.db")
	w.run("--db", db, "learner", "add", "Anna")
	measured := []*measured{
		{name: "fzf", command: []string{w.installed("fzf"), "--version"}},
		{name: "version", command: []string{w.program, "version"}},
		{name: "sqlite3", command: []string{w.installed("sqlite3"), "-version"}},
		{name: "lookup", command: []string{w.program, "lookup", "53"}},
		{name: "Select", command: []string{w.build("select", "./testdata/select")}, painted: "I don't know"},
		{name: "question", command: []string{w.program, "drill", "--lang", "en", "--db", db}, painted: "I don't know"},
	}
	for b.Loop() {
		for range 40 {
			for _, m := range measured {
				w.measure(m)
			}
		}
	}
	took := make(map[string]float64)
	for _, m := range measured {
		took[m.name] = median(m.took)
		b.ReportMetric(took[m.name], m.name+"-ms")
		b.ReportMetric(median(m.memory), m.name+"-MB")
	}
	b.ReportMetric(0, "ns/op") // of many programs: says nothing
	b.ReportMetric(took["version"]/took["fzf"], "version/fzf")
	b.ReportMetric(took["question"]-took["Select"], "question-over-Select-ms")
}

// BenchmarkKeyToVerdict answers 500 questions on a terminal: how long from a key until
// the verdict is shown, which is when the answer is on the disk.
func BenchmarkKeyToVerdict(b *testing.B) {
	const answers = 500
	w := newWorkshop(b)
	var took []float64
	for b.Loop() {
		db := filepath.Join(b.TempDir(), "drill.db")
		command := exec.Command(w.program, "drill", "--lang", "en", "--db", db, "--seed", "1", "--deck", "all",
			"--format", "choice", "--new", "9999", "--limit", fmt.Sprint(answers))
		t := w.onTerminal(command)
		for range answers {
			t.until("I don't know")
			began := monotonic()
			t.press("1")
			ended := t.until("Right.", "Wrong.")
			took = append(took, milliseconds(ended-began))
		}
		t.until("Next: ")
		t.ends()
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(took), "median-ms")
	b.ReportMetric(took[len(took)*99/100], "p99-ms")
}

// A workshop is where programs are built and measured.
type workshop struct {
	b        *testing.B
	folder   string
	program  string
	measurer string
}

func newWorkshop(b *testing.B) *workshop {
	b.Helper()
	w := &workshop{b: b, folder: b.TempDir()}
	w.program, w.measurer = w.build("portdrill", "."), w.build("measure", "./testdata/measure")
	return w
}

// build builds the program of a package and returns its path.
func (w *workshop) build(name, folder string) string {
	w.b.Helper()
	path := filepath.Join(w.folder, name)
	if out, err := exec.Command("go", "build", "-o", path, folder).CombinedOutput(); err != nil {
		w.b.Fatalf("build %s: %v\n%s", folder, err, out)
	}
	return path
}

// installed returns the path of a program that is in the Debian package of its name.
func (w *workshop) installed(name string) string {
	w.b.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		w.b.Fatalf("the benchmark needs %s: apt-get install %[1]s", name)
	}
	return path
}

func (w *workshop) run(args ...string) {
	w.b.Helper()
	if out, err := exec.Command(w.program, args...).CombinedOutput(); err != nil {
		w.b.Fatalf("portdrill %v: %v\n%s", args, err, out)
	}
}

// A measured command ends by itself, or is ended when a text is painted, which is
// what is waited for then.
type measured struct {
	name    string
	command []string
	painted string
	took    []float64 // milliseconds
	memory  []float64 // megabytes, at its peak
}

// measure runs the command once more.
func (w *workshop) measure(m *measured) {
	w.b.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		w.b.Fatal(err)
	}
	defer read.Close()
	command := exec.Command(w.measurer, m.command...)
	command.ExtraFiles = []*os.File{write}
	var painted int64
	if m.painted == "" {
		err = command.Run()
	} else {
		t := w.onTerminal(command)
		painted = t.until(m.painted)
		t.press(ctrlC)
		t.ends()
	}
	write.Close()
	var began, ended, kib int64
	if _, scanErr := fmt.Fscan(read, &began, &ended, &kib); err != nil || scanErr != nil {
		w.b.Fatalf("%s: %v, %v", m.name, err, scanErr)
	}
	if m.painted != "" {
		ended = painted
	}
	m.took = append(m.took, milliseconds(ended-began))
	m.memory = append(m.memory, float64(kib)*1024/1e6)
}

// A terminalRun is a program on a terminal, of which only the bytes are looked at.
type terminalRun struct {
	b       *testing.B
	program *exec.Cmd
	keys    *os.File
	shown   []byte // since a text was last waited for
	late    *time.Timer
}

func (w *workshop) onTerminal(program *exec.Cmd) *terminalRun {
	w.b.Helper()
	program.Env = append(os.Environ(), "TERM=xterm-256color")
	keys, err := pty.StartWithSize(program, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		w.b.Fatal(err)
	}
	const far = 5 * time.Minute // from what any of them should take
	return &terminalRun{b: w.b, program: program, keys: keys, late: time.AfterFunc(far, func() { program.Process.Kill() })}
}

func (t *terminalRun) press(keys string) {
	t.b.Helper()
	if _, err := io.WriteString(t.keys, keys); err != nil {
		t.b.Fatal(err)
	}
}

// until waits for one of the texts and returns when it was there.
func (t *terminalRun) until(texts ...string) int64 {
	t.b.Helper()
	buffer := make([]byte, 4096)
	for {
		for _, text := range texts {
			if i := bytes.Index(t.shown, []byte(text)); i >= 0 {
				t.shown = t.shown[i+len(text):]
				return monotonic()
			}
		}
		n, err := t.keys.Read(buffer)
		if t.shown = append(t.shown, buffer[:n]...); err != nil {
			t.b.Fatalf("%v: not shown before the end:\n%s", texts, t.shown)
		}
	}
}

// ends waits for the end of the program.
func (t *terminalRun) ends() {
	io.Copy(io.Discard, t.keys) // until nobody has the terminal open
	t.program.Wait()            // however it ends
	t.late.Stop()
	t.keys.Close()
}

func monotonic() int64 {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}

func milliseconds(ns int64) float64 { return float64(ns) / 1e6 }

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
