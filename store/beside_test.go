package store_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/session"
	"portdrill/store"
)

// The store beside C with prepared statements, in turns on the same data: what
// Go, database/sql and the driver cost on top of SQLite. The C is linked with the
// driver's own SQLite, compiled with the driver's own flags.
//
// A figure is the quotient of two medians, ours by theirs, over all turns; the
// medians are in the log. An iteration is a turn of each side.
func BenchmarkBeside(b *testing.B) {
	beside := compileBeside(b)
	for _, answers := range []int{200_000, 1_000_000} {
		b.Run(fmt.Sprintf("answers=%d", answers), func(b *testing.B) {
			y := liveYears(b, answers)
			b.Run("record", func(b *testing.B) {
				ours, theirs := recordBeside(b, y, beside, (*testing.B).TempDir)
				assertVerified(b, ours, learnerOf(b, ours))
				assertIsReplay(b, theirs, learnerOf(b, theirs))
			})
			b.Run("record-without-disk", func(b *testing.B) { recordBeside(b, y, beside, memory) })
			b.Run("next", func(b *testing.B) { nextBeside(b, y, beside) })
			b.Run("cold-start", func(b *testing.B) { coldStartBeside(b, y, beside) })
			b.Run("backup", func(b *testing.B) { backupBeside(b, y) })
		})
	}
}

// pairs are how long both sides took, in turns.
type pairs struct{ ours, theirs []time.Duration }

func (p *pairs) add(ours, theirs time.Duration) {
	p.ours, p.theirs = append(p.ours, ours), append(p.theirs, theirs)
}

func (p *pairs) report(b *testing.B, name string) {
	b.Helper()
	ours, theirs := quantile(p.ours, 50), quantile(p.theirs, 50)
	b.Logf("%-16s go %10v  c %10v  %6.2f   p99 go %10v  c %10v  %d turns", name, brief(ours), brief(theirs), float64(ours)/float64(theirs),
		brief(quantile(p.ours, 99)), brief(quantile(p.theirs, 99)), len(p.ours))
	b.ReportMetric(float64(ours)/float64(theirs), name+"-go/c")
	b.ReportMetric(0, "ns/op") // says nothing: it holds both sides
}

func quantile(all []time.Duration, percent int) time.Duration {
	slices.Sort(all)
	return all[len(all)*percent/100]
}

// brief rounds to what can be told apart.
func brief(d time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
}

// memory is a folder without a disk below it, where nothing waits for one.
func memory(b *testing.B) string {
	b.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "portdrill-bench")
	if err != nil {
		b.Skip("no memory to keep files in: ", err)
	}
	b.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// leastRecorded answers are recorded at least: the disk takes its time now and then.
const leastRecorded = 200

// recordBeside tells both sides the same answers, each with a copy of the file:
// on one file each would empty the other's cache of pages, which no session
// meets. In the end the logs must be the same to the last hash: so both sides did
// all the work.
func recordBeside(b *testing.B, y *years, beside string, folder func(*testing.B) string) (ours, theirs *store.DB) {
	ours, learner := y.openCopy(b, folder(b))
	theirs, _ = y.openCopy(b, folder(b))
	rival := serveBeside(b, beside, theirs.Path())
	state := standing(b, ours, learner)
	var p pairs
	for b.Loop() {
		for turn := range leastRecorded {
			e := y.answer(b)
			none := quiz.NewDerived(state.Settings) // so that what is counted is this answer alone
			state.Days, state.Slots, state.Fits = none.Days, none.Slots, none.Fits
			y.scheduler.Apply(state, e)
			line := recordLine(b, e, state)
			recordTheirs := func() { took, _ := rival.ask(b, line); p.theirs = append(p.theirs, took) }
			if turn%2 == 0 { // neither side always comes first for the disk
				recordTheirs()
			}
			p.ours = append(p.ours, timed(b, func() error {
				_, err := ours.Record(context.Background(), learner, e)
				return err
			}))
			if turn%2 == 1 {
				recordTheirs()
			}
		}
	}
	rival.end(b)
	p.report(b, "record")
	assertSameEnd(b, ours, theirs)
	return ours, theirs
}

// assertSameEnd wants the last hash of both logs to be the same, which stands for
// all before it.
func assertSameEnd(b *testing.B, ours, theirs *store.DB) {
	b.Helper()
	var ends [2]string
	for i, db := range []*store.DB{ours, theirs} {
		if err := db.SQL().QueryRow("SELECT hex(hash) FROM heads").Scan(&ends[i]); err != nil {
			b.Fatal(err)
		}
	}
	if ends[0] != ends[1] {
		b.Fatalf("the same answers led to %s and, in C, to %s", ends[0], ends[1])
	}
}

// standing is what the log has led to, as far as an answer moves it.
func standing(b *testing.B, db *store.DB, learner quiz.LearnerID) quiz.Derived {
	b.Helper()
	state := quiz.NewDerived(quiz.DefaultSettings())
	state.Cards = cardsOf(b, db, learner)
	return state
}

// recordLine is an answer as the C program reads it, with what it leads to: to
// schedule it, and to predict it, is no work of the database.
func recordLine(b *testing.B, e quiz.Event, state quiz.Derived) string {
	a, c := e.Answer, state.Cards[e.Answer.Facets[0]]
	_, zone := e.At.Zone()
	return line("record", e.ID, e.At.UnixMilli(), zone, int(e.Day), store.BodyOf(b, e), bit(a.Correct), bit(a.Counts == quiz.Review), a.Facets[0], a.Chosen,
		c.State, exact(c.Memory.Stability), exact(c.Memory.Difficulty), c.Step, c.Lapses, c.Reviews,
		int(c.Begun), int(c.Last), c.Due.UnixMilli(), int(c.DueDay), c.Days, exact(c.Target)) + "\t" + countedLine(e, state)
}

// countedLine is what is counted of an answer that nothing else is counted of.
func countedLine(e quiz.Event, state quiz.Derived) string {
	text := ""
	for s, c := range state.Slots {
		text = line(s.Kind, s.Options, bit(s.Fresh), c.Took, state.Days[e.Day].Took.Milliseconds(), state.Days[e.Day].Recalled)
	}
	for bin, f := range state.Fits {
		return text + "\t" + line(1, bin.Lag, bin.Nth, bin.Lapses, bin.Likely, f.Predicted, f.Loss)
	}
	return text + "\t" + line(0, 0, 0, 0, 0, 0, 0)
}

func line(fields ...any) string {
	texts := make([]string, len(fields))
	for i, field := range fields {
		texts[i] = fmt.Sprint(field)
	}
	return strings.Join(texts, "\t")
}

func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// exact writes a number so that reading it gives the same bits.
func exact(x float64) string { return strconv.FormatFloat(x, 'x', -1, 64) }

// nextBeside finds the card that is due next. Ours is what a learner waits for:
// the session, which knows all cards, draws one by the rules of order and makes
// the question, which takes most of the time. Theirs is a query that knows no
// rules, by a scan of the cards, since the file has no index by due date, and by
// an index in a table of its own. Both queries are ours as well, through the
// store's connection.
func nextBeside(b *testing.B, y *years, beside string) {
	db, learner := y.openCopy(b, b.TempDir())
	rival := serveBeside(b, beside, db.Path())
	exe(b, db.SQL(), "CREATE TEMP TABLE indexed AS SELECT * FROM cards", "CREATE INDEX temp.by_due ON indexed (learner, due_ms)")
	played := y.session(b, db, learner)
	due, at := y.at.UnixMilli(), y.at
	var drawnByScan, drawnByIndex, scan, index pairs
	for b.Loop() {
		at = at.Add(5 * time.Second)
		drawn, done := draw(b, played, at)
		if done {
			played, at = y.session(b, db, learner), y.at
			continue
		}
		var facets [2]string
		scanned := timed(b, func() error { return firstDue(db.SQL(), "cards", due, &facets[0]) })
		looked := timed(b, func() error { return firstDue(db.SQL(), "temp.indexed", due, &facets[1]) })
		theyScanned, byScan := rival.ask(b, line("next", due))
		theyLooked, byIndex := rival.ask(b, line("indexed", due))
		if byScan == "" || facets != [2]string{byScan, byIndex} {
			b.Fatalf("first due are %q, and in C %q and %q", facets, byScan, byIndex)
		}
		drawnByScan.add(drawn, theyScanned)
		drawnByIndex.add(drawn, theyLooked)
		scan.add(scanned, theyScanned)
		index.add(looked, theyLooked)
	}
	rival.end(b)
	drawnByScan.report(b, "session/scan")
	drawnByIndex.report(b, "session/index")
	scan.report(b, "scan/scan")
	index.report(b, "index/index")
}

// draw draws the next question and answers it; done says that there is none left.
func draw(b *testing.B, played *session.Session, at time.Time) (took time.Duration, done bool) {
	b.Helper()
	began := time.Now()
	asking, err := played.Next(context.Background(), at)
	took = time.Since(began)
	if errors.Is(err, session.ErrDone) {
		return 0, true
	}
	if err != nil {
		b.Fatal(err)
	}
	if _, err := played.Answer(context.Background(), questions.Reply{Text: asking.Question.Answers[0]}, at, time.Second); err != nil {
		b.Fatal(err)
	}
	return took, false
}

// A forgetful journal keeps what is recorded in memory, so that the file that two
// sides look at stays as it is.
type forgetful struct {
	*store.DB
	scheduler quiz.Scheduler
	state     quiz.Derived
}

// Record is that of [session.Journal].
func (f forgetful) Record(_ context.Context, _ quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	f.scheduler.Apply(f.state, e)
	return []quiz.Card{f.state.Cards[e.Answer.Facets[0]]}, nil
}

// session asks for all that is due.
func (y *years) session(b *testing.B, db *store.DB, learner quiz.LearnerID) *session.Session {
	b.Helper()
	plan := session.Plan{
		Deck: y.maker.Catalogue().Deck("lab"), Limit: 1 << 30, Reviews: 1 << 30, Lang: catalogue.English,
		NewID: func() quiz.EventID { return quiz.EventID(uuid.NewString()) },
	}
	journal := forgetful{db, y.scheduler, standing(b, db, learner)}
	played, err := session.Start(context.Background(), journal, y.maker, y.scheduler, learner, plan, y.at)
	if err != nil {
		b.Fatal(err)
	}
	return played
}

// firstDue is the query of the C program.
func firstDue(db *sql.DB, table string, due int64, facet *string) error {
	var state string
	var numbers [11]float64
	found := []any{facet, &state}
	for i := range numbers {
		found = append(found, &numbers[i])
	}
	return db.QueryRow("SELECT facet, state, stability, difficulty, step, lapses, reviews, begun, last, due_ms, due_day, days, target"+
		" FROM "+table+" WHERE learner = ? AND due_ms <= ? ORDER BY due_ms LIMIT 1", 1, due).Scan(found...)
}

// coldStarts are how many at least: a median of few says little.
const coldStarts = 15

// coldStartBeside starts a program that opens the file and says what is due
// first, until it has said so. The file is in the system's cache. Ours reads all
// cards, as the store offers them; C finds one, and in the second figure reads
// all. In the third the sqlite3 command finds one, and in the last the whole
// program asks its first question.
func coldStartBeside(b *testing.B, y *years, beside string) {
	ours := buildBeside(b, "./testdata/coldstart")
	portdrill := buildBeside(b, "portdrill/cmd/portdrill")
	cli := sqlite3Command(b)
	db, _ := y.openCopy(b, b.TempDir())
	path, due := db.Path(), fmt.Sprint(y.at.UnixMilli())
	query := "SELECT facet FROM cards WHERE learner = 1 AND due_ms <= " + due + " ORDER BY due_ms LIMIT 1"
	closeDB(b, db)
	var one, all, command, whole pairs
	for b.Loop() {
		for range coldStarts {
			went, said := firstLine(b, ours, path, due)
			first, theirs := firstLine(b, beside, path, "first", due)
			if said == "" || said != theirs {
				b.Fatalf("first due are %q and %q", said, theirs)
			}
			cards, _ := firstLine(b, beside, path, "cards", due)
			found, _ := firstLine(b, cli, path, query)
			asked, _ := firstLine(b, portdrill, "drill", "--json", "--lang", "en", "--seed", "1", "--db", path, "--now", y.at.Format(time.RFC3339))
			one.add(went, first)
			all.add(went, cards)
			command.add(went, found)
			whole.add(asked, first)
		}
	}
	one.report(b, "cards/first")
	all.report(b, "cards/cards")
	command.report(b, "cards/command")
	whole.report(b, "drill/first")
}

// buildBeside builds the package and returns the program.
func buildBeside(b *testing.B, pkg string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-o", program, pkg).CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return program
}

// firstLine starts the program and returns its first line and how long it took
// to come.
func firstLine(b *testing.B, program string, args ...string) (time.Duration, string) {
	b.Helper()
	cmd := exec.Command(program, args...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(began)
	if err != nil {
		b.Fatalf("%s %v said nothing: %v\n%s", program, args, err, said.String())
	}
	io.Copy(io.Discard, out)
	cmd.Wait() // says that a drill got no answers
	return took, strings.TrimSpace(first)
}

// openCopy opens a copy of the file that can be written to.
func (y *years) openCopy(b *testing.B, folder string) (*store.DB, quiz.LearnerID) {
	b.Helper()
	to := filepath.Join(folder, "copy.db")
	from, err := os.Open(y.path)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	copied, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(copied, from); err != nil {
		b.Fatal(err)
	}
	// What is not on the disk yet would be written in the middle of the first turns.
	if err := copied.Sync(); err != nil {
		b.Fatal(err)
	}
	if err := copied.Close(); err != nil {
		b.Fatal(err)
	}
	db := open(b, to)
	// Both go on as the device that the file was copied from, and so come to the same.
	if err := db.TakeForItself(b.Context()); err != nil {
		b.Fatal(err)
	}
	return db, learnerOf(b, db)
}

// A rival is the C program, which answers lines and tells how long it took.
type rival struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err strings.Builder
}

func serveBeside(b *testing.B, beside, path string) *rival {
	b.Helper()
	r := &rival{cmd: exec.Command(beside, path, "serve")}
	r.cmd.Stderr = &r.err
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	r.out = bufio.NewReader(out)
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return r
}

// ask returns how long the answer took, and the answer.
func (r *rival) ask(b *testing.B, line string) (time.Duration, string) {
	b.Helper()
	if _, err := fmt.Fprintln(r.in, line); err != nil {
		b.Fatalf("the C program: %v\n%s", err, r.err.String())
	}
	reply, err := r.out.ReadString('\n')
	if err != nil {
		b.Fatalf("the C program: %v\n%s", err, r.err.String())
	}
	took, said, _ := strings.Cut(strings.TrimSpace(reply), "\t")
	ns, err := strconv.ParseInt(took, 10, 64)
	if err != nil {
		b.Fatalf("the C program said %q", reply)
	}
	return time.Duration(ns), said
}

func (r *rival) end(b *testing.B) {
	b.Helper()
	r.in.Close()
	if err := r.cmd.Wait(); err != nil {
		b.Fatalf("the C program: %v\n%s", err, r.err.String())
	}
}

// compileBeside compiles the C program with the driver's SQLite. That takes most
// of a minute, so SQLite is kept for the next time under all that it depends on.
func compileBeside(b *testing.B) string {
	b.Helper()
	cc := tool(b, "cc", "the benchmarks beside C need a C compiler: apt-get install gcc libc6-dev")
	const driver = "github.com/mattn/go-sqlite3"
	folder := output(b, "go", "list", "-m", "-f", "{{.Dir}}", driver)
	flags := strings.Fields(output(b, "go", "env", "CGO_CFLAGS") + " " + output(b, "go", "list", "-f", `{{join .CgoCFLAGS " "}}`, driver))

	sqlite := cached(b, "sqlite3.o", line(output(b, cc, "--version"), folder, flags))
	if _, err := os.Stat(sqlite); err != nil {
		b.Logf("compiling SQLite, which takes a minute: %v", flags)
		made := sqlite + ".new"
		output(b, cc, slices.Concat(flags, []string{"-c", filepath.Join(folder, "sqlite3-binding.c"), "-o", made})...)
		if err := os.Rename(made, sqlite); err != nil {
			b.Fatal(err)
		}
	}
	sources, err := filepath.Glob("testdata/beside/*.c")
	if err != nil {
		b.Fatal(err)
	}
	program := filepath.Join(b.TempDir(), "beside")
	output(b, cc, slices.Concat(flags, []string{"-Wall", "-Wextra", "-o", program}, sources, []string{sqlite, "-ldl", "-lpthread", "-lm"})...)
	return program
}

func tool(b *testing.B, name, missing string) string {
	b.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		b.Fatal(missing)
	}
	return path
}

func sqlite3Command(b *testing.B) string {
	b.Helper()
	return tool(b, "sqlite3", "the benchmarks beside C need the sqlite3 command: apt-get install sqlite3")
}

// output returns what the command prints.
func output(b *testing.B, name string, args ...string) string {
	b.Helper()
	cmd := exec.Command(name, args...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// cached returns where a file is kept that depends on what is said in the text.
func cached(b *testing.B, name, dependsOn string) string {
	b.Helper()
	user, err := os.UserCacheDir()
	if err != nil {
		b.Fatal(err)
	}
	sum := sha256.Sum256([]byte(dependsOn))
	folder := filepath.Join(user, "portdrill-bench", hex.EncodeToString(sum[:8]))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	return filepath.Join(folder, name)
}
