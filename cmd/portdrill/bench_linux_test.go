package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// BenchmarkStart runs commands in turn, forty times each, in pairs with a program that does
// nothing but has SQLite and net/http linked in: how much processor time each takes, as a
// ratio. A first question is paired with a bare list of promptui: how much later it is
// painted, and with how much more memory. All figures are medians of the pairs.
func BenchmarkStart(b *testing.B) {
	w := newWorkshop(b)
	db := w.lived()
	nothing := &measured{name: "linked", command: []string{w.build("linked", "./testdata/linked")}}
	list := &measured{name: "Select", command: []string{w.build("select", "./testdata/select")}, painted: "I don't know"}
	commands := []*measured{
		{name: "version", command: []string{w.program, "version"}},
		{name: "lookup", command: []string{w.program, "lookup", "53", "--db", db}},
		{name: "due", command: []string{w.program, "due", "--db", db}},
	}
	question := &measured{
		name: "question", command: []string{w.program, "drill", "--lang", "en", "--format", "choice", "--db", db},
		painted: "I don't know",
	}
	for b.Loop() {
		for range 40 {
			for _, m := range slices.Concat([]*measured{nothing}, commands, []*measured{list, question}) {
				w.measure(m)
			}
		}
	}
	b.ReportMetric(0, "ns/op") // of many programs: says nothing
	b.ReportMetric(median(nothing.cpu), "linked-ms")
	for _, m := range commands {
		b.ReportMetric(median(paired(m.cpu, nothing.cpu, func(x, y float64) float64 { return x / y })), m.name+"/linked")
		b.ReportMetric(median(m.memory), m.name+"-MB")
	}
	minus := func(x, y float64) float64 { return x - y }
	b.ReportMetric(median(paired(question.took, list.took, minus)), "question-over-Select-ms")
	b.ReportMetric(median(paired(question.cpu, list.cpu, minus)), "question-over-Select-cpu-ms")
	b.ReportMetric(median(question.memory), "question-MB")
	b.ReportMetric(median(paired(question.memory, list.memory, minus)), "question-over-Select-MB")
}

// lived returns a database of ten days, with 30 questions answered a day.
func (w *workshop) lived() string {
	db := filepath.Join(w.folder, "drill.db")
	for day := 1; day <= 10; day++ {
		command := exec.Command(w.program, "drill", "--lang", "en", "--db", db, "--limit", "30", "--now", fmt.Sprintf("2026-11-%02dT12:00:00Z", day))
		command.Stdin = strings.NewReader(strings.Repeat("1\n", 90) + ":q\n")
		command.Run() // ends as it ends: input may be left over, or be too short
	}
	w.run("due", "--db", db)
	return db
}

// paired applies do to what was measured of two programs in the same round.
func paired(a, b []float64, do func(x, y float64) float64) []float64 {
	all := make([]float64, len(a))
	for i := range a {
		all[i] = do(a[i], b[i])
	}
	return all
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
	took    []float64 // milliseconds until it was painted, or the end
	cpu     []float64 // milliseconds of processors, until the end
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
	var began, ended, kib, cpu int64
	if _, scanErr := fmt.Fscan(read, &began, &ended, &kib, &cpu); err != nil || scanErr != nil {
		w.b.Fatalf("%s: %v, %v", m.name, err, scanErr)
	}
	if m.painted != "" {
		ended = painted
	}
	m.took = append(m.took, milliseconds(ended-began))
	m.cpu = append(m.cpu, milliseconds(cpu))
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
