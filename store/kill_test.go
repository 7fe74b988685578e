package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"portdrill/questions/testenv"
)

const killFiles = 4

var killRounds = trials(50, 125) // of each file

// The law: whoever was shown a verdict finds the answer in the log, though the
// program is killed right after, or at any other moment, 200 times, or 500; and of
// what no verdict was shown there is at most the one answer that was being recorded.
// Each time the file is sound and opens.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	seed := testenv.Seed(t)
	program := buildProgram(t)
	begins := timeToMake(t, program)
	victims := make([]*victim, killFiles)
	t.Run("files", func(t *testing.T) {
		for i := range victims {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			victims[i] = &victim{program: program, path: filepath.Join(t.TempDir(), "it.db"), chance: chance, begins: begins}
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				victims[i].endure(t)
			})
		}
	})
	var all victim
	for _, v := range victims {
		all.kills += v.kills
		all.shown += v.shown
		all.logged += v.logged
		all.early += v.early
	}
	t.Logf("%d kills, %d before a verdict was shown; %d verdicts shown, %d answers in the log, %d recorded and not shown",
		all.kills, all.early, all.shown, all.logged, all.logged-all.shown)
	if all.kills != killFiles*killRounds {
		t.Errorf("%d kills", all.kills)
	}
}

// The law: a program killed while it makes a new database leaves nothing that
// the next one cannot open, and then there is one device and one learner.
func TestKillWhileMakingDatabase(t *testing.T) {
	t.Parallel()
	const kills = 60
	program := buildProgram(t)
	chance := rand.New(rand.NewPCG(testenv.Seed(t), killFiles))
	left := make(map[string]int)
	took := timeToMake(t, program)
	for range kills {
		path := filepath.Join(t.TempDir(), "it.db")
		cmd := drillCommand(program, path, noon)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(chance.Int64N(int64(took))), func() { cmd.Process.Kill() })
		cmd.Wait() // it was killed, or had nobody to ask
		left[strings.Join(namesIn(t, filepath.Dir(path)), " ")]++
		makeOurs(t, path)
		assertRows(t, path, map[string]int{"devices": 1, "learners": 1, "log": 0})
	}
	t.Logf("left behind: %v", left)
}

// timeToMake returns how long the program takes, here and now, to make a database
// and to find that nobody answers.
func timeToMake(t *testing.T, program string) time.Duration {
	t.Helper()
	began := time.Now()
	if err := drillCommand(program, filepath.Join(t.TempDir(), "it.db"), noon).Run(); err == nil {
		t.Fatal("a drill that nobody answered ended well")
	}
	return time.Since(began)
}

// buildProgram builds the program that people use, once for all tests.
func buildProgram(t *testing.T) string {
	t.Helper()
	program, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

var builtProgram = sync.OnceValues(func() (string, error) { return build("portdrill") })

// build builds the program by that name, with flags of the compiler.
func build(name string, flags ...string) (program string, err error) {
	program = filepath.Join(programFolder, name)
	args := slices.Concat([]string{"build", "-o", program}, flags, []string{"portdrill/cmd/portdrill"})
	if said, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w: %s", err, said)
	}
	return program, nil
}

// A victim is a database whose program is killed again and again.
type victim struct {
	program, path string
	chance        *rand.Rand
	begins        time.Duration // how long the program takes to put a question

	kills, early int // early: before a verdict was shown
	shown        int // verdicts, in all rounds
	logged       int // answers in the log
}

// endure goes through all rounds. Most looks are at a copy, so that it is the
// program that finds what the kill left behind.
func (v *victim) endure(t *testing.T) {
	for round := range killRounds {
		shown := v.drillUntilKilled(t, round)
		v.kills++
		v.shown += len(shown)
		if len(shown) == 0 {
			v.early++
		}
		v.assertLogged(t, round, shown)
		if round%10 == 9 {
			v.assertDerived(t)
		}
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
}

// A moment is when a program is killed: so long after so many verdicts.
type moment struct {
	verdicts int
	delay    time.Duration
}

// draw draws a moment: one in five in the time that the program takes to open
// the file, the others soon after a verdict.
func (v *victim) draw() moment {
	if v.chance.IntN(5) == 0 {
		return moment{0, time.Duration(v.chance.Int64N(int64(v.begins)))}
	}
	return moment{1 + v.chance.IntN(40), time.Duration(v.chance.Int64N(int64(3 * time.Millisecond)))}
}

// drillUntilKilled answers question after question and returns the IDs of those
// whose verdict was shown, in order. Every round is a day after the one before,
// so that there is always something to ask.
func (v *victim) drillUntilKilled(t *testing.T, round int) (shown []string) {
	t.Helper()
	var said strings.Builder
	cmd := drillCommand(v.program, v.path, noon.AddDate(0, 0, round))
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go answerForEver(in)
	shown = listenAndKill(cmd.Process, out, v.draw())
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the program ended by itself after %d verdicts: %v: %s", len(shown), err, said.String())
	}
	return shown
}

func drillCommand(program, path string, now time.Time) *exec.Cmd {
	return exec.Command(program, "drill", "--json", "--lang", "en", "--deck", "all",
		"--new", "400", "--limit", "100000", "--db", path, "--now", now.Format(time.RFC3339))
}

// answerForEver replies to whatever is asked until nobody listens. It does not
// wait for the questions, so that the program never waits: a reply that does not
// fit, a number where text is typed, is refused and the next one taken.
func answerForEver(in io.Writer) {
	replies := []string{`{"choice":1}`, `{"choice":2}`, `{"dont_know":true}`, `{"choice":3,"elapsed_ms":1700}`, `{"text":"22"}`, `{"dont_know":true}`}
	for i := 0; ; i++ {
		if _, err := fmt.Fprintln(in, replies[i%len(replies)]); err != nil {
			return
		}
	}
}

// listenAndKill kills the process at the moment and returns the IDs in all the
// verdicts that it wrote in full: what is in the pipe has been shown.
func listenAndKill(process *os.Process, out io.Reader, at moment) (shown []string) {
	kill := func() { time.AfterFunc(at.delay, func() { process.Kill() }) }
	if at.verdicts == 0 {
		kill()
	}
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return shown
		}
		id, isVerdict := verdictIn(line)
		if !isVerdict {
			continue
		}
		if shown = append(shown, id); len(shown) == at.verdicts {
			kill()
		}
	}
}

func verdictIn(line string) (id string, ok bool) {
	var said struct{ Type, ID string }
	err := json.Unmarshal([]byte(line), &said)
	return said.ID, err == nil && said.Type == "verdict"
}

// assertLogged looks at a copy of what the kill left: it is sound, and since the
// round before the log has grown by what was shown, in that order, and at most
// one answer more.
func (v *victim) assertLogged(t *testing.T, round int, shown []string) {
	t.Helper()
	if _, err := os.Stat(v.path); errors.Is(err, os.ErrNotExist) && v.logged == 0 && len(shown) == 0 {
		return // killed before there was a file
	}
	grown := v.readCopy(t)
	v.logged += len(grown)
	more := len(grown) - len(shown)
	if more < 0 || more > 1 || !slices.Equal(grown[:len(shown)], shown) {
		t.Errorf("round %d: shown %q, in the log %q", round, shown, grown)
	}
	if v.logged < v.shown || v.logged > v.shown+v.kills {
		t.Errorf("round %d: %d verdicts shown and %d answers in the log after %d kills", round, v.shown, v.logged, v.kills)
	}
}

// readCopy copies the file with what is beside it and returns the questions that
// the log has more than before.
func (v *victim) readCopy(t *testing.T) (questions []string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	copyLeft(t, v.path, copied)
	db := plain(t, copied)
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity check: %q, %v", sound, err)
	}
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'log'").Scan(&tables); err != nil || tables == 0 {
		return nil // killed before the tables were there
	}
	rows, err := db.Query("SELECT json_extract(body, '$.question') FROM log ORDER BY ord LIMIT -1 OFFSET ?", v.logged)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var question string
		if err := rows.Scan(&question); err != nil {
			t.Fatal(err)
		}
		questions = append(questions, question)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return questions
}

// copyLeft copies what was left of a file: itself, and the logs beside it.
func copyLeft(t fataler, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if _, err := os.Stat(from + suffix); err == nil {
			copyFile(t, from+suffix, to+suffix)
		}
	}
}

// assertDerived opens the file itself: the chain holds, and cards and tallies
// are what the log leads to.
func (v *victim) assertDerived(t *testing.T) {
	t.Helper()
	db := open(t, v.path)
	defer db.Close()
	learner, err := db.Learner(context.Background(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(eventsOf(t, db, learner)); n != v.logged {
		t.Errorf("%d events, and %d before opening", n, v.logged)
	}
	assertVerified(t, db, learner)
	assertIsReplay(t, db, learner)
}
