package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// A scenario is a run of the program that faults are put into.
type scenario struct {
	name    string
	before  func(t *testing.T, s *scenario, path string) // makes what a run finds; nil for nothing
	args    []string                                     // of the program; none for a drill. A name with a dot is a file of the folder
	answers int                                          // that are given, before the drill is quit
	days    int                                          // after noon on which it is run

	// What is promised besides, where it is: of a run as it left its folder, of the
	// log, and of what comes then.
	left func(t fataler, s *scenario, folder string, r *result)
	log  func(t fataler, s *scenario, log []quiz.Event, r *result)
	then func(t fataler, s *scenario, folder string)

	program string
	files   map[string][]byte // that a run finds in its folder
	schema  string            // of the database before
	told    []quiz.Event      // in its log before
	other   []quiz.Event      // in the log of another file that the command is about
	calls   []call            // of a run that nothing happens to
}

// scenarios are all that faults are put into. What is promised of all of them is
// in assertLaws.
var scenarios = []*scenario{
	{name: "ten answers", before: makeAnswered, answers: 10},
	{name: "first session", answers: 2},
	{name: "upgrade", before: makeOld, answers: 1, days: 7, left: assertUpgraded},
	{name: "long log of one killed", before: makeLongWAL, answers: 3},
	{name: "backup", before: makeAnswered, args: []string{"db", "backup", copyName}, left: assertCopy, then: assertCopyAgain},
	{name: "import", before: makeExport, args: []string{"import", "json", exportName}, log: assertAllOrNothing, then: assertImportAgain},
	{name: "restore", before: makeBackup, args: []string{"db", "restore", copyName}, log: assertOneOrOther},
	{name: "rebuild", before: makeAnswered, args: []string{"db", "rebuild"}},
}

// Files of a scenario's folder beside the database.
const (
	databaseName = "it.db"
	copyName     = "copy.db"
	exportName   = "log.json"
)

// prepare makes what a run finds, and runs it once without a fault.
func (s *scenario) prepare(t *testing.T, program string) {
	t.Helper()
	s.program = program
	folder := t.TempDir()
	if s.before != nil {
		s.before(t, s, filepath.Join(folder, databaseName))
	}
	s.keep(t, folder)
	undisturbed := filepath.Join(memoryFolder(t), "undisturbed")
	r, err := s.run(undisturbed, faultyCalls, nil)
	if err != nil {
		t.Fatal(err)
	}
	if broken := findingOf(func(t fataler) { s.assertLaws(t, undisturbed, r) }); broken != "" {
		t.Fatalf("%s: %s", s.name, broken)
	}
	s.calls = r.calls
}

// keep reads what files are in the folder, and what the database holds. Backups
// are in a folder of their own: runs begin without.
func (s *scenario) keep(t *testing.T, folder string) {
	t.Helper()
	s.files = make(map[string][]byte)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if s.files[entry.Name()], err = os.ReadFile(filepath.Join(folder, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	s.schema = schemaOf(t, folder)
	if s.before != nil {
		s.told = logOf(t, filepath.Join(folder, databaseName))
	}
}

// logOf returns the events in the file.
func logOf(t fataler, path string) (log []quiz.Event) {
	t.Helper()
	visit(t, path, func(db *store.DB, learner quiz.LearnerID) { log = eventsOf(t, db, learner) })
	return log
}

// makeAnswered makes a database in which a day's session was answered.
func makeAnswered(t *testing.T, s *scenario, path string) {
	t.Helper()
	answerSession(t, s, path, -1)
}

// answerSession answers twelve questions so many days from the first.
func answerSession(t *testing.T, s *scenario, path string, day int) {
	t.Helper()
	const answers = 12
	r := play(drillCommand(s.program, path, noon.AddDate(0, 0, day)), answers)
	if r.code != 0 || len(r.shown) != answers {
		t.Fatalf("exit code %d after %d verdicts: %s", r.code, len(r.shown), r.stderr)
	}
}

// makeOld copies the newest database of an older schema.
func makeOld(t *testing.T, _ *scenario, path string) {
	t.Helper()
	old, err := filepath.Glob("testdata/v*.db")
	if err != nil || len(old) == 0 {
		t.Fatalf("no old databases: %v", err)
	}
	copyFile(t, slices.Max(old), path)
}

// makeLongWAL leaves a write-ahead log that is so long that the next answers have
// it written back into the database, in the middle of the session.
func makeLongWAL(t *testing.T, s *scenario, path string) {
	t.Helper()
	const frame = 24 + 4096
	const long = 985 * frame // it is written back once it has 1,000
	alive := filepath.Join(t.TempDir(), databaseName)
	makeAnswered(t, s, alive)
	db := open(t, alive)
	learner := learnerOf(t, db)
	for i := 0; ; i++ {
		record(t, db, learner, answered(noon.Add(time.Duration(i-1000)*time.Minute), fsrs.Grade(1+i%4), questions.FacetID(fmt.Sprint(i%50))))
		if info, err := os.Stat(alive + "-wal"); err != nil {
			t.Fatal(err)
		} else if info.Size() > long {
			break
		}
	}
	copyFile(t, alive, path)
	copyFile(t, alive+"-wal", path+"-wal")
	closeDB(t, db)
}

// makeBackup makes a database, and a backup of it from before its last session.
func makeBackup(t *testing.T, s *scenario, path string) {
	t.Helper()
	backup := filepath.Join(filepath.Dir(path), copyName)
	answerSession(t, s, path, -2)
	db := open(t, path)
	if err := db.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
	answerSession(t, s, path, -1)
	s.other = logOf(t, elsewhere(t, backup))
}

// makeExport makes a database, and an export of a copy of it in which a further
// session was answered, as on another machine.
func makeExport(t *testing.T, s *scenario, path string) {
	t.Helper()
	makeAnswered(t, s, path)
	there := elsewhere(t, path)
	answerSession(t, s, there, 0)
	s.other = logOf(t, there)
	var export bytes.Buffer
	db := open(t, there)
	if err := db.ExportJSON(t.Context(), &export); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
	write(t, filepath.Join(filepath.Dir(path), exportName), export.Bytes())
}

// elsewhere copies a database into another folder.
func elsewhere(t *testing.T, path string) string {
	t.Helper()
	there := filepath.Join(t.TempDir(), databaseName)
	copyLeft(t, path, there)
	return there
}

// A result is what came of a run.
type result struct {
	shown   []string // IDs of the questions whose verdict was read in full
	refused int      // replies that were answered with an error
	code    int      // exit code; -1 if it was killed
	killed  bool
	hangs   bool // it did not end by itself
	stderr  string

	calls []call // that strace looked at
	hit   int    // number of the first that was hit; 0 if none was, the first is 1
	mute  bool   // it could not write to standard error
	more  int    // answers that are in the log, and no verdict was shown
}

// hitCall names the call that was hit.
func (r *result) hitCall() string {
	if r.hit == 0 {
		return "nothing"
	}
	c := r.calls[r.hit-1]
	return fmt.Sprintf("call %d of %s on %s", c.nth, c.name, unfinishedName.ReplaceAllString(c.file, "$1"))
}

// unfinishedName is a name that is made up, of a file that is not whole yet.
var unfinishedName = regexp.MustCompile(`(\.portdrill-unfinished-)\d+`)

// play runs the command, gives so many answers and quits.
func play(cmd *exec.Cmd, answers int) *result {
	r := &result{}
	var said strings.Builder
	cmd.Stderr = &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that strace and the program can be ended together
	in, err := cmd.StdinPipe()
	if err != nil {
		return &result{code: -1, stderr: err.Error()}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return &result{code: -1, stderr: err.Error()}
	}
	if err := cmd.Start(); err != nil {
		return &result{code: -1, stderr: err.Error()}
	}
	const patience = 2 * time.Minute // on a machine with much else to do
	hangs := time.AfterFunc(patience, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	r.converse(in, out, answers)
	err = cmd.Wait()
	r.hangs = !hangs.Stop()
	r.code, r.stderr = cmd.ProcessState.ExitCode(), said.String()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		r.killed = exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	}
	return r
}

// A reply is given again so often if it is answered with an error: the question
// then stands.
const moreTries = 3

const quit = `{"quit":true}`

// converse is the other end of a dialogue. It sees only lines that are whole.
func (r *result) converse(in io.WriteCloser, out io.Reader, answers int) {
	defer in.Close()
	say := func(reply string) { fmt.Fprintln(in, reply) } // that nobody listens, the next read tells
	var reply string
	tries := 0
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var said struct{ Type, ID, Format string }
		if json.Unmarshal([]byte(line), &said) != nil {
			continue
		}
		switch said.Type {
		case "question":
			reply, tries = replyTo(said.Format, len(r.shown), answers), 0
			say(reply)
		case "verdict":
			r.shown = append(r.shown, said.ID)
		case "error":
			r.refused++
			if tries++; tries > moreTries {
				reply = quit
			}
			if tries > 2*moreTries {
				in.Close() // it will not even quit
			}
			say(reply)
		}
	}
}

func replyTo(format string, given, answers int) string {
	switch {
	case given >= answers:
		return quit
	case format == string(questions.Choice):
		return fmt.Sprintf(`{"choice":%d,"elapsed_ms":%d}`, 1+given%2, 1000+given)
	}
	return `{"dont_know":true,"elapsed_ms":2000}`
}

// usual returns how many calls of the name the first thread has in a run that nothing
// happens to. A backup that is made behind a session is another thread's, and is hit by
// the way: strace counts the calls of each thread apart.
func (s *scenario) usual(name string) int {
	n := 0
	for _, c := range s.calls {
		if c.name == name && c.thread == s.calls[0].thread {
			n++
		}
	}
	return n
}

// run runs the scenario in the folder, which it makes, under strace, which looks
// at the calls of those names.
func (s *scenario) run(folder string, names []string, inject *injection) (*result, error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	for name, content := range s.files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	log := folder + ".strace"
	defer os.Remove(log)
	r := play(underStrace(s.command(folder), log, names, inject), s.answers)
	content, err := os.ReadFile(log)
	if err != nil {
		return nil, fmt.Errorf("strace does not run: %w: %s", err, r.stderr)
	}
	r.calls = parseCalls(content, folder)
	if inject != nil {
		r.find(inject)
	}
	return r, nil
}

// command is the scenario's, in a world that is the same for all runs.
func (s *scenario) command(folder string) *exec.Cmd {
	path := filepath.Join(folder, databaseName)
	cmd := drillCommand(s.program, path, noon.AddDate(0, 0, s.days))
	if len(s.args) > 0 {
		cmd = exec.Command(s.program, "--lang", "en", "--db", path, "--now", noon.Format(time.RFC3339))
		for _, arg := range s.args {
			if strings.Contains(arg, ".") {
				arg = filepath.Join(folder, arg)
			}
			cmd.Args = append(cmd.Args, arg)
		}
	}
	cmd.Args = append(cmd.Args, "--seed", "1")
	cmd.Env = append(os.Environ(), "HOME="+folder, "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder, "LANG=C")
	return cmd
}

// find looks for the first call that was hit: strace marks what it makes fail,
// and a call that the program was killed at is the last one of that number.
func (r *result) find(inject *injection) {
	for i, c := range r.calls {
		killedHere := inject.fault.kills && r.killed && c.nth == inject.when
		if c.injected && r.hit == 0 || killedHere {
			r.hit = i + 1
		}
		r.mute = r.mute || c.injected && c.file == stderr
	}
}

// assertLaws holds a run to what is promised. The folder is as the run left it.
func (s *scenario) assertLaws(t fataler, folder string, r *result) {
	t.Helper()
	path := filepath.Join(folder, databaseName)
	s.assertEnded(t, r)
	s.assertSchema(t, folder)
	if s.left != nil {
		s.left(t, s, folder, r)
	}
	backups := backedUp(t, path)
	assertUsable(t, path, func(t fataler, log []quiz.Event) {
		t.Helper()
		for file, backup := range backups {
			if !isBegin(backup, log) && !isBegin(backup, s.told) {
				t.Fatalf("%s has %d events, and not those of the log", file, len(backup))
			}
		}
		if s.log != nil {
			s.log(t, s, log, r)
		} else {
			s.assertAcknowledged(t, log, r)
		}
	})
	visit(t, path, func(db *store.DB, _ quiz.LearnerID) {
		if file, err := db.BackUpDaily(context.Background(), noon.AddDate(2, 0, 0)); err != nil || file == "" {
			t.Fatalf("the next backup of the day: %q, %v", file, err)
		}
	})
	if s.then != nil {
		s.then(t, s, folder)
	}
}

func isBegin(begin, of []quiz.Event) bool {
	return len(begin) <= len(of) && (len(begin) == 0 || reflect.DeepEqual(begin, of[:len(begin)]))
}

// assertAcknowledged wants the log to hold what it held, what verdicts were shown
// of, and at most one answer more.
func (s *scenario) assertAcknowledged(t fataler, log []quiz.Event, r *result) {
	t.Helper()
	n, most := len(s.told), 1
	if len(s.args) > 0 {
		most = 0 // nobody answered anything
	}
	if !isBegin(s.told, log) {
		t.Fatalf("%d events in the log, and not the %d from before", len(log), n)
	}
	var grown []string
	for _, e := range log[n:] {
		grown = append(grown, e.Answer.Question)
	}
	r.more = len(grown) - len(r.shown)
	if r.more < 0 || r.more > most || !slices.Equal(grown[:len(r.shown)], r.shown) {
		t.Fatalf("verdicts were shown of %q, and the log has %q", r.shown, grown)
	}
}

// assertEnded wants the program to have ended in order: as it always does if
// nothing was hit, else with an exit code that says whether it failed, and words
// of its own on what did. Before it begins others speak for it, as the loader of
// libraries, and end with codes of theirs.
func (s *scenario) assertEnded(t fataler, r *result) {
	t.Helper()
	ours := r.hit == 0 || !filepath.IsAbs(r.calls[r.hit-1].file)
	switch {
	case r.hangs:
		t.Fatalf("it did not end: %s", r.stderr)
	case isDump(r.stderr):
		t.Fatalf("it ended out of order: %s", r.stderr)
	case r.hit == 0 && (r.code != 0 || withoutWaits(r.stderr) != "" || len(s.args) == 0 && len(r.shown) != s.answers):
		t.Fatalf("nothing was hit, and yet exit code %d after %d verdicts: %s", r.code, len(r.shown), r.stderr)
	case r.killed || r.code == 0:
	case !slices.Contains([]int{1, 3}, r.code) && ours:
		t.Fatalf("exit code %d: %s", r.code, r.stderr)
	case !r.mute && !isClear(r, ours):
		t.Fatalf("exit code %d, and it says only: %q", r.code, r.stderr)
	}
}

// isDump reports whether it was Go that had the last word.
func isDump(said string) bool {
	return slices.ContainsFunc([]string{"goroutine", "panic:", "runtime error", "fatal error", "SIGSEGV", "SIGBUS", "SIGABRT"},
		func(word string) bool { return strings.Contains(said, word) })
}

// isClear reports whether the program said what failed in words of its own, and
// not only in those of SQLite.
func isClear(r *result, ours bool) bool {
	const own, ended, sqlites = "portdrill: ", "The input ended", "disk I/O error"
	all := withoutWaits(r.stderr)
	said, isOwn := strings.CutPrefix(all, own)
	switch {
	case strings.TrimSpace(all) == "":
		return false
	case r.code == 3:
		return strings.Contains(all, ended)
	}
	return !ours || isOwn && said != "" && !strings.Contains(said, sqlites)
}

// withoutWaits leaves out what the program says when it takes long to write, as it
// does on a machine with much else to do.
func withoutWaits(said string) string {
	var kept strings.Builder
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "portdrill: waiting for ") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// backedUp returns the logs of all backups beside the database: one that has its
// name is whole.
func backedUp(t fataler, path string) map[string][]quiz.Event {
	t.Helper()
	all, err := store.Backups(path)
	if err != nil {
		t.Fatalf("backups: %v", err)
	}
	logs := make(map[string][]quiz.Event)
	for _, b := range all {
		logs[b.Path] = wholeLog(t, b.Path)
	}
	return logs
}

// wholeLog returns the log in a file that is whole. It looks at a copy, so that one
// of an older schema stays so.
func wholeLog(t fataler, path string) (log []quiz.Event) {
	t.Helper()
	atCopy(t, path, func(copied string) {
		visit(t, copied, func(db *store.DB, learner quiz.LearnerID) {
			log = eventsOf(t, db, learner)
			assertNoFindings(t, db)
		})
	})
	return log
}

// atCopy copies a file, with the logs beside it, and lets something be done with
// the copy.
func atCopy(t fataler, path string, do func(copied string)) {
	t.Helper()
	aside, err := os.MkdirTemp(filepath.Dir(path), "aside")
	if err != nil {
		t.Fatalf("copy: %v", err)
	}
	defer os.RemoveAll(aside)
	copied := filepath.Join(aside, databaseName)
	copyLeft(t, path, copied)
	do(copied)
}

// assertUpgraded wants a whole backup of what was before, once it is no more.
func assertUpgraded(t fataler, s *scenario, folder string, r *result) {
	t.Helper()
	if r.code == 0 && schemaOf(t, folder) == s.schema {
		t.Fatalf("it ended well, and nothing was upgraded")
	}
	if schemaOf(t, folder) == s.schema {
		return
	}
	all, err := store.Backups(filepath.Join(folder, databaseName))
	i := slices.IndexFunc(all, func(b store.BackupFile) bool { return strings.HasPrefix(string(b.Kind), string(store.BeforeUpgrade)) })
	if err != nil || i < 0 {
		t.Fatalf("it was upgraded, and the backups are %v; %v", all, err)
	}
	if log := wholeLog(t, all[i].Path); len(log) != len(s.told) || schemaAt(t, all[i].Path) != s.schema {
		t.Fatalf("the backup has %d events of %d, or another schema", len(log), len(s.told))
	}
}

// assertCopy wants the backup to be there if the program says so, and to be whole
// if it is there.
func assertCopy(t fataler, s *scenario, folder string, r *result) {
	t.Helper()
	path := filepath.Join(folder, copyName)
	if _, err := os.Stat(path); err != nil {
		if r.code == 0 {
			t.Fatalf("it ended well, without a backup: %v", err)
		}
		return
	}
	if log := wholeLog(t, path); !reflect.DeepEqual(log, s.told) {
		t.Fatalf("the backup has %d events, and not the %d of the log", len(log), len(s.told))
	}
}

// assertCopyAgain wants the next backup to the same file to be made.
func assertCopyAgain(t fataler, s *scenario, folder string) {
	t.Helper()
	path := filepath.Join(folder, copyName)
	visit(t, filepath.Join(folder, databaseName), func(db *store.DB, _ quiz.LearnerID) {
		if err := db.Backup(context.Background(), path, true); err != nil {
			t.Fatalf("the next backup: %v", err)
		}
	})
	if log := wholeLog(t, path); !isBegin(s.told, log) {
		t.Fatalf("the next backup has %d events", len(log))
	}
}

// assertAllOrNothing wants all of the export to be in the log, or nothing of it.
func assertAllOrNothing(t fataler, s *scenario, log []quiz.Event, r *result) {
	t.Helper()
	all := reflect.DeepEqual(log, s.other)
	if !all && !reflect.DeepEqual(log, s.told) || r.code == 0 && !all {
		t.Fatalf("exit code %d, and %d events; there were %d, and with the import %d", r.code, len(log), len(s.told), len(s.other))
	}
}

// assertImportAgain wants the import to be completed by the next, and the one
// after to change nothing.
func assertImportAgain(t fataler, s *scenario, folder string) {
	t.Helper()
	path := filepath.Join(folder, databaseName)
	n := len(logOf(t, path))
	for range 2 {
		visit(t, path, func(db *store.DB, _ quiz.LearnerID) {
			if _, err := db.ImportJSON(context.Background(), bytes.NewReader(s.files[exportName]), noon); err != nil {
				t.Fatalf("import again: %v", err)
			}
			assertNoFindings(t, db)
		})
	}
	log := logOf(t, path)
	have := make(map[quiz.EventID]bool)
	for _, e := range log {
		have[e.ID] = true
	}
	for _, e := range s.other {
		if !have[e.ID] {
			t.Fatalf("event %s was imported, and is not there", e.ID)
		}
	}
	if len(log) != len(s.other)+1 { // with the one that assertUsable recorded
		t.Fatalf("%d events before importing again, %d after; the import has %d", n, len(log), len(s.other))
	}
}

// assertOneOrOther wants the log of the backup, or the one from before.
func assertOneOrOther(t fataler, s *scenario, log []quiz.Event, r *result) {
	t.Helper()
	restored := reflect.DeepEqual(log, s.other)
	if !restored && !reflect.DeepEqual(log, s.told) || r.code == 0 && !restored {
		t.Fatalf("exit code %d, and %d events; there were %d, and the backup has %d", r.code, len(log), len(s.told), len(s.other))
	}
}

// assertSchema wants the schema to be, whole, the one from before or the latest.
func (s *scenario) assertSchema(t fataler, folder string) {
	t.Helper()
	if got := schemaOf(t, folder); got != s.schema && got != latestSchema(t) {
		t.Fatalf("the schema is neither the one from before nor the latest: %s", got)
	}
}

// schemaOf reads the version and all that is defined in a scenario's database.
func schemaOf(t fataler, folder string) string {
	t.Helper()
	return schemaAt(t, filepath.Join(folder, databaseName))
}

func schemaAt(t fataler, path string) (schema string) {
	t.Helper()
	const all = "SELECT user_version || coalesce((SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema), '') FROM pragma_user_version"
	atCopy(t, path, func(copied string) {
		db, err := sql.Open("sqlite3", plainURL(copied))
		if err != nil {
			t.Fatalf("look at the schema: %v", err)
		}
		defer db.Close()
		if err := db.QueryRow(all).Scan(&schema); err != nil {
			t.Fatalf("look at the schema: %v", err)
		}
	})
	return schema
}

// latestSchema is that of a new database.
func latestSchema(t fataler) string {
	t.Helper()
	schema, err := newSchema()
	if err != nil {
		t.Fatalf("make a database: %v", err)
	}
	return schema
}

var newSchema = sync.OnceValues(func() (schema string, err error) {
	folder, err := os.MkdirTemp("", "portdrill-schema")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	broken := findingOf(func(t fataler) {
		visit(t, filepath.Join(folder, databaseName), func(*store.DB, quiz.LearnerID) {})
		schema = schemaOf(t, folder)
	})
	if broken != "" {
		return "", errors.New(string(broken))
	}
	return schema, nil
})
