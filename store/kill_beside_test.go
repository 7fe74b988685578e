package store_test

import (
	"errors"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// besideKills is how often a program is killed that does something beside recording.
var besideKills = trials(8, 150) // each

// A witness is a file that was there before, and what is known of it.
type witness struct {
	program, path, export string
	chance                *rand.Rand
	takes                 time.Duration // an import
	faster                int           // programs that ended before they were killed
}

const (
	eventsBefore   = 1000
	eventsImported = 2000
)

// The law: whenever a program is killed that takes in a log, or that backs up behind a
// session, what was there before is there, and every answer whose verdict was shown; of the
// log all or nothing. The program of the next day leaves nothing unfinished, and a backup of
// all, or the one after it where a backup takes longer than a program may to end.
func TestKillBeside(t *testing.T) {
	t.Parallel()
	program := buildProgram(t)
	folder := memoryFolder(t)
	base, export := fileOf(t, folder, "base", eventsBefore), filepath.Join(folder, "export.json")
	other := open(t, fileOf(t, folder, "other", eventsImported))
	write(t, export, []byte(exportOf(t, other)))
	closeDB(t, other)
	sound := filesAt(t, base)
	seed := testenv.Seed(t)
	for i, b := range []struct {
		name string
		run  func(*witness, *testing.T) (shown []string) // until it is killed
		all  int                                         // events that may come with it, all or none
	}{{"import", (*witness).importUntilKilled, eventsImported}, {"backup", (*witness).drillUntilKilled, 0}} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			w := &witness{program: program, export: export, chance: rand.New(rand.NewPCG(seed, uint64(killFiles+2+i)))}
			w.path = filepath.Join(t.TempDir(), "it.db")
			sound.leave(t, w.path)
			w.takes = w.timeToImport(t)
			acknowledged, kept := 0, 0
			for kills := 0; kills < besideKills; {
				removeFiles(t, w.path)
				sound.leave(t, w.path)
				faster := w.faster
				shown := b.run(w, t)
				if w.faster == faster {
					kills++
				}
				acknowledged += len(shown)
				kept += w.assertKept(t, shown, b.all)
				w.assertNothingLeft(t)
			}
			t.Logf("%d kills, %d programs were faster; %d verdicts shown, %d answers recorded", besideKills, w.faster, acknowledged, kept)
		})
	}
}

// fileOf makes a file with so many events.
func fileOf(t *testing.T, folder, name string, events int) (path string) {
	t.Helper()
	path = filepath.Join(folder, name+".db")
	db := open(t, path)
	all := make([]quiz.Event, events)
	for i := range all {
		all[i] = answered(noon.AddDate(0, 0, -1).Add(time.Duration(i)*time.Second), fsrs.Good, "tcp/22:service")
	}
	if err := db.RecordAll(t.Context(), learnerOf(t, db), all); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
	return path
}

func (w *witness) importCommand() *exec.Cmd {
	return exec.Command(w.program, "import", "json", w.export, "--db", w.path, "--now", noon.Format(time.RFC3339))
}

// timeToImport is how long an import takes here and now.
func (w *witness) timeToImport(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	if said, err := w.importCommand().CombinedOutput(); err != nil {
		t.Fatalf("import: %v: %s", err, said)
	}
	return time.Since(began)
}

func (w *witness) importUntilKilled(t *testing.T) []string {
	t.Helper()
	cmd := w.importCommand()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Duration(w.chance.Int64N(int64(w.takes))), func() { cmd.Process.Kill() })
	if err := cmd.Wait(); err == nil {
		w.faster++
		w.takes = w.takes * 9 / 10 // the machine was busy when it was measured
	}
	return nil
}

// drillUntilKilled answers questions while the answers of the day before are backed up.
func (w *witness) drillUntilKilled(t *testing.T) []string {
	t.Helper()
	cmd := drillCommand(w.program, w.path, noon)
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
	shown := listenAndKill(cmd.Process, out, moment{w.chance.IntN(40), time.Duration(w.chance.Int64N(int64(60 * time.Millisecond)))})
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the program ended by itself: %v", err)
	}
	return shown
}

// assertKept wants a copy of what was left to have the events of before, then those whose
// verdicts were shown, with one more at most, or all that were to be taken in. It returns
// how many answers were recorded.
func (w *witness) assertKept(t *testing.T, shown []string, all int) int {
	t.Helper()
	v := victim{path: w.path, logged: eventsBefore}
	grown := v.readCopy(t)
	if len(grown) == all && all > 0 {
		return 0
	}
	if more := len(grown) - len(shown); more < 0 || more > 1 || all > 0 && len(grown) > 0 || !slices.Equal(grown[:len(shown)], shown) {
		t.Errorf("%d verdicts were shown, and %d answers recorded", len(shown), len(grown))
	}
	return len(grown)
}

// assertNothingLeft runs the program another time, a day later.
func (w *witness) assertNothingLeft(t *testing.T) {
	t.Helper()
	const attempts = 10
	for try := 1; ; try++ {
		w.runAnother(t)
		if has, backedUp := w.counts(t); has == backedUp {
			return
		} else if try == attempts {
			t.Errorf("the backup has %d events of %d", backedUp, has)
			return
		}
	}
}

func (w *witness) runAnother(t *testing.T) {
	t.Helper()
	cmd := exec.Command(w.program, "note", "dns", "x", "--db", w.path, "--now", noon.AddDate(0, 0, 1).Format(time.RFC3339))
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the next program: %v: %s", err, said)
	}
	if names, want := namesIn(t, filepath.Dir(w.path)), []string{"it.db", "it.db-backups"}; !slices.Equal(names, want) {
		t.Errorf("beside the database there are %q", names)
	}
	backups := namesIn(t, store.BackupFolder(w.path))
	if slices.ContainsFunc(backups, func(name string) bool { return !strings.HasSuffix(name, "-daily.db") }) {
		t.Errorf("the backups are %q", backups)
	}
}

// counts returns how many events there are, and in the last backup.
func (w *witness) counts(t *testing.T) (has, backedUp int64) {
	t.Helper()
	backups, err := store.Backups(w.path)
	if err != nil {
		t.Fatal(err)
	}
	if len(backups) == 0 {
		return 0, -1
	}
	var events [2]int64
	for i, path := range []string{w.path, copiedBackup(t, backups[0].Path)} {
		db := open(t, path)
		report, err := db.Check(t.Context())
		closeDB(t, db)
		if events[i] = report.Events; err != nil || report.Damaged() {
			t.Errorf("checked: %+v, %v", report, err)
		}
	}
	return events[0], events[1]
}
