package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

// Some laws are about several processes. The test program then starts itself
// with roleVariable set, and does what that role says instead of testing.
const (
	roleVariable       = "PORTDRILL_STORE_TEST_ROLE"
	fileVariable       = "PORTDRILL_STORE_TEST_FILE"
	statementsVariable = "PORTDRILL_STORE_TEST_STATEMENTS"
)

var roles = map[string]func(path string) error{
	"open":   openOnce,
	"read":   readOnce,
	"lock":   lock,
	"record": recordMany,
	"backup": backUpForEver,
}

func TestMain(m *testing.M) {
	role := roles[os.Getenv(roleVariable)]
	if role == nil {
		os.Exit(runTests(m))
	}
	if err := role(os.Getenv(fileVariable)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// programFolder holds the programs that tests build.
var programFolder string

func runTests(m *testing.M) (code int) {
	var err error
	if programFolder, err = os.MkdirTemp("", "portdrill-store"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(programFolder)
	return m.Run()
}

// An understudy is another process that plays a role on a file. It begins when
// it is told to, so that several can begin at the same moment.
type understudy struct {
	cmd    *exec.Cmd
	begin  io.Closer
	output bytes.Buffer
}

// hire starts a process that plays the role; the command may be changed by
// adapt before it starts.
func hire(t *testing.T, role, path string, adapt ...func(*exec.Cmd)) *understudy {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	u := &understudy{cmd: exec.Command(program)}
	u.cmd.Env = append(os.Environ(), roleVariable+"="+role, fileVariable+"="+path,
		"GORACE="+os.Getenv("GORACE")+" atexit_sleep_ms=0") // the race detector otherwise sleeps a second at the end
	u.cmd.Stdout, u.cmd.Stderr = &u.output, &u.output
	for _, change := range adapt {
		change(u.cmd)
	}
	if u.begin, err = u.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return u
}

// finish waits for the end of the process and returns what it said.
func (u *understudy) finish() (string, error) {
	err := u.cmd.Wait()
	return strings.TrimSpace(u.output.String()), err
}

// awaitBegin returns when the process that started this one says so, by closing
// our standard input.
func awaitBegin() error {
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// openOnce opens the file as the program does. Its error is the name of what was
// wrong with the file, where the store has a name for it.
func openOnce(path string) error {
	if err := awaitBegin(); err != nil {
		return err
	}
	db, err := store.Open(context.Background(), path)
	if err != nil {
		return named(err)
	}
	_, err = db.Learner(context.Background(), time.Now())
	return named(errors.Join(err, db.Close()))
}

// locked is what a process says that has locked a file.
const locked = "locked\n"

// lock runs the statements on the file and ends when it is told to.
func lock(path string) error {
	db, err := sql.Open("sqlite3", plainURL(path))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(os.Getenv(statementsVariable)); err != nil {
		return err
	}
	fmt.Print(locked)
	return awaitBegin()
}

// holdLock has another process run the statements on the file, which lock it,
// and returns what ends that process and the lock.
func holdLock(t *testing.T, path, statements string) (release func()) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	u := hire(t, "lock", path, func(cmd *exec.Cmd) {
		cmd.Env = append(cmd.Env, statementsVariable+"="+statements)
		cmd.Stdout = writer
	})
	writer.Close()
	said := make([]byte, len(locked))
	if _, err := io.ReadFull(reader, said); err != nil || string(said) != locked {
		t.Fatalf("%q: %q, %v", statements, said, err)
	}
	release = sync.OnceFunc(func() {
		u.begin.Close()
		if said, err := u.finish(); err != nil {
			t.Errorf("%v: %s", err, said)
		}
	})
	t.Cleanup(release)
	return release
}

var sentinels = map[string]error{
	"ErrFolder": store.ErrFolder, "ErrNoFolder": store.ErrNoFolder, "ErrNotSQLite": store.ErrNotSQLite,
	"ErrForeign": store.ErrForeign, "ErrNewer": store.ErrNewer, "ErrDamaged": store.ErrDamaged,
	"ErrUnwritable": store.ErrUnwritable, "ErrLocked": store.ErrLocked, "ErrFull": store.ErrFull,
}

// named returns the error of a file as the name of its sentinel, and any other
// as it is.
func named(err error) error {
	var file *store.FileError
	if !errors.As(err, &file) {
		return err
	}
	for name, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			return errors.New(name)
		}
	}
	return err
}

// open opens the file and closes it at the end of the test.
func open(t testing.TB, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func learnerOf(t testing.TB, db *store.DB) quiz.LearnerID {
	t.Helper()
	learner, err := db.Learner(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return learner
}

func closeDB(t testing.TB, db *store.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// makeOurs makes a database of ours with one learner and closes it.
func makeOurs(t testing.TB, path string) {
	t.Helper()
	db := open(t, path)
	learnerOf(t, db)
	closeDB(t, db)
}

// plain opens the file by SQLite alone, as any other program would, on a single
// connection.
func plain(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", plainURL(path))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func plainURL(path string) string {
	u := url.URL{Scheme: "file", Path: path}
	return u.String()
}

func exe(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// alter runs the statements on the file by SQLite alone.
func alter(t testing.TB, path string, statements ...string) {
	t.Helper()
	db := plain(t, path)
	exe(t, db, statements...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// abandon leaves at path what a program leaves that is killed right after the
// statements: the file with its write-ahead log.
func abandon(t testing.TB, path string, statements ...string) {
	t.Helper()
	alive := filepath.Join(t.TempDir(), "alive.db")
	if _, err := os.Stat(path); err == nil {
		copyFile(t, path, alive)
	}
	db := plain(t, alive)
	exe(t, db, statements...)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		copyFile(t, alive+suffix, path+suffix)
	}
}

func copyFile(t fataler, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatalf("copy: %v", err)
	}
	write(t, to, content)
}

func write(t fataler, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// contents returns what every file below the folder holds, by its name. The
// -shm is an index that any reader may build anew, so only its being there counts.
func contents(t testing.TB, folder string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasSuffix(path, "-shm") {
			all[path] = entry.Type().String()
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func assertUntouched(t testing.TB, before, after map[string]string) {
	t.Helper()
	for path := range after {
		if _, there := before[path]; !there {
			t.Errorf("%s was left behind", path)
		}
	}
	for path, content := range before {
		if now, there := after[path]; !there || now != content {
			t.Errorf("%s was changed", path)
		}
	}
}

// assertRefused opens the path and wants it refused for the reason, in a
// FileError that names the path, with the folder as it was.
func assertRefused(t testing.TB, folder, path string, reason error) {
	t.Helper()
	before := contents(t, folder)
	db, err := store.Open(t.Context(), path)
	if err == nil {
		db.Close()
	}
	assertReason(t, err, path, reason)
	assertUntouched(t, before, contents(t, folder))
}

func assertReason(t testing.TB, err error, path string, reason error) {
	t.Helper()
	var file *store.FileError
	if !errors.As(err, &file) || !errors.Is(err, reason) {
		t.Errorf("error %v, want %q in a FileError", err, reason)
	} else if file.Path != path {
		t.Errorf("the error is about %q, not %q", file.Path, path)
	}
}

// The law: what is not a database of ours that this version understands is
// refused, with the reason, and stays as it is to the byte; nothing is left
// beside it.
func TestOpenRefusesWhatIsNotOurs(t *testing.T) {
	notes := "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"
	note := "INSERT INTO notes (text) VALUES ('do not lose me')"
	stranger := "PRAGMA application_id=252006674" // Fossil's
	mark := fmt.Sprintf("PRAGMA application_id=%d", store.ApplicationID)
	wal := "PRAGMA journal_mode=WAL"
	bySQL := func(statements ...string) func(testing.TB, string) {
		return func(t testing.TB, path string) { alter(t, path, statements...) }
	}
	byCrash := func(statements ...string) func(testing.TB, string) {
		return func(t testing.TB, path string) { abandon(t, path, statements...) }
	}
	bytesOf := func(content string) func(testing.TB, string) {
		return func(t testing.TB, path string) { write(t, path, []byte(content)) }
	}
	oursThen := func(change func(testing.TB, string)) func(testing.TB, string) {
		return func(t testing.TB, path string) {
			makeOurs(t, path)
			change(t, path)
		}
	}
	magic := "SQLite format 3\x00"
	for _, refused := range []struct {
		what   string
		make   func(t testing.TB, path string)
		reason error
	}{
		{"folder", makeFolder, store.ErrFolder},
		{"one byte", bytesOf("\n"), store.ErrNotSQLite},
		{"text", bytesOf(strings.Repeat("Dear diary, today I learned port 22.\n", 500)), store.ErrNotSQLite},
		{"50 bytes", bytesOf(strings.Repeat("x", 50)), store.ErrNotSQLite},
		{"50 bytes that begin well", bytesOf(magic + strings.Repeat("x", 50-len(magic))), store.ErrNotSQLite},
		{"zeros", bytesOf(strings.Repeat("\x00", 8192)), store.ErrNotSQLite},
		{"pipe", makePipe, store.ErrNotSQLite},
		{"link to a device", linkTo("/dev/null"), store.ErrNotSQLite},

		{"foreign", bySQL(notes, note, stranger), store.ErrForeign},
		{"foreign, without content", bySQL(notes, "DROP TABLE notes"), store.ErrForeign},
		{"foreign, WAL", bySQL(wal, notes, note, stranger), store.ErrForeign},
		{"foreign, WAL, without content", bySQL(wal), store.ErrForeign},
		{"foreign, killed", byCrash(wal, stranger, notes, note), store.ErrForeign},
		{"no mark, tables", bySQL(notes, note), store.ErrForeign},
		{"no mark, tables, WAL", bySQL(wal, notes, note), store.ErrForeign},
		{"no mark, our version", bySQL(notes, note, "PRAGMA user_version=1"), store.ErrForeign},
		{"our mark in the log of one killed", byCrash(notes, wal, mark, note), store.ErrForeign},

		{"newer", oursThen(bySQL("PRAGMA user_version=99")), store.ErrNewer},
		{"newer, rollback", oursThen(bySQL("PRAGMA journal_mode=DELETE", "PRAGMA user_version=99")), store.ErrNewer},
		{"newer in the log of one killed", oursThen(byCrash("PRAGMA user_version=99")), store.ErrNewer},
		{"schema overwritten", oursThen(overwriteSchema), store.ErrDamaged},
	} {
		t.Run(refused.what, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "it.db")
			refused.make(t, path)
			assertRefused(t, folder, path, refused.reason)
		})
	}
}

func makeFolder(t testing.TB, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func linkTo(target string) func(testing.TB, string) {
	return func(t testing.TB, path string) {
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
}

// overwriteSchema spoils the table of tables, which is behind the header.
func overwriteSchema(t testing.TB, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[100:1000], bytes.Repeat([]byte{0xa5}, 900))
	write(t, path, content)
}

// The law: a newer version is also found in the log of a program that was killed
// when the index of the log is missing, as after a copy to another machine. Then
// SQLite makes the index, to read at all; the database and its log stay as they are.
func TestOpenRefusesNewerInLogWithoutIndex(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "it.db")
	makeOurs(t, path)
	abandon(t, path, "PRAGMA user_version=99")
	// The index is there again afterwards, so that it counts as there before.
	before := contents(t, folder)
	if err := os.Remove(path + "-shm"); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path)
	if !errors.Is(err, store.ErrNewer) {
		t.Errorf("error %v, want %v", err, store.ErrNewer)
	}
	assertUntouched(t, before, contents(t, folder))
}

// The law: no folder is made for a path that nobody has prepared, whether its
// folder is missing, or further up, or is a file.
func TestOpenMakesNoFolder(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "file"), []byte("not a folder"))
	for _, path := range []string{"missing/it.db", "missing/further/it.db", "file/it.db"} {
		assertRefused(t, folder, filepath.Join(folder, path), store.ErrNoFolder)
	}
}

// The law: what may not be written is refused by opening, and not by the first
// answer. Root may write everything, so root looks through another's eyes.
func TestOpenRefusesWhatCannotBeWritten(t *testing.T) {
	for _, refused := range []struct {
		what                 string
		there                bool
		fileMode, folderMode os.FileMode
	}{
		{what: "file read-only", there: true, fileMode: 0o444, folderMode: 0o777},
		{what: "file secret", there: true, fileMode: 0, folderMode: 0o777},
		{what: "folder read-only, file writable", there: true, fileMode: 0o666, folderMode: 0o555},
		{what: "folder and file read-only", there: true, fileMode: 0o444, folderMode: 0o555},
		{what: "folder read-only, no file", folderMode: 0o555},
		{what: "folder locked", there: true, fileMode: 0o666, folderMode: 0},
	} {
		t.Run(refused.what, func(t *testing.T) {
			folder := sharedFolder(t)
			path := filepath.Join(folder, "it.db")
			if refused.there {
				makeOurs(t, path)
				chmod(t, path, refused.fileMode)
			}
			chmod(t, folder, refused.folderMode)
			said := openUnprivileged(t, path)
			chmod(t, folder, 0o755)
			if said != "ErrUnwritable" {
				t.Errorf("opening said %q", said)
			}
			assertNothingBeside(t, path, refused.there)
		})
	}
}

// sharedFolder returns a folder that everybody can reach; t.TempDir's is its
// owner's alone.
func sharedFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "portdrill-store")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		chmod(t, folder, 0o755)
		os.RemoveAll(folder)
	})
	chmod(t, folder, 0o755)
	return folder
}

func chmod(t testing.TB, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// openUnprivileged opens the file in a process whom permissions bind and returns
// what went wrong.
func openUnprivileged(t *testing.T, path string) string {
	t.Helper()
	program := programForAll(t)
	u := hire(t, "open", path, func(cmd *exec.Cmd) {
		cmd.Path, cmd.Args, cmd.Dir = program, []string{program}, filepath.Dir(program)
		asNobody(cmd)
	})
	u.begin.Close()
	said, err := u.finish()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("it was opened: %q, %v", said, err)
	}
	return said
}

// programForAll copies the test program to where everybody can run it.
func programForAll(t testing.TB) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all := filepath.Join(sharedFolder(t), "store.test")
	copyFile(t, program, all)
	chmod(t, all, 0o755)
	return all
}

func assertNothingBeside(t testing.TB, path string, there bool) {
	t.Helper()
	var want []string
	if there {
		want = []string{filepath.Base(path)}
	}
	if got := namesIn(t, filepath.Dir(path)); !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func namesIn(t testing.TB, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// lockedFiles are the ways in which another program keeps a file from being opened.
// A write lock in WAL mode keeps nobody from reading, so there opening succeeds; see
// TestRecordIsAllOrNothing.
var lockedFiles = []struct {
	what, statements string
	make             func(testing.TB, string)
}{
	{"new file", "BEGIN EXCLUSIVE", func(t testing.TB, path string) { write(t, path, nil) }},
	{"rollback", "BEGIN EXCLUSIVE", makeOursRollback},
	{"rollback, being read", "BEGIN; SELECT * FROM learners", makeOursRollback},
	{"rollback, being written", "BEGIN IMMEDIATE", makeOursRollback},
	{"WAL, all to itself", "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", makeOurs},
}

// The law: a file that another program keeps locked is refused in the end, and stays
// as it is.
func TestOpenRefusesWhatIsLocked(t *testing.T) {
	t.Parallel()
	var tries []*waiting
	var all sync.WaitGroup // they wait at once, however few tests run at once
	for _, kept := range lockedFiles {
		path := filepath.Join(t.TempDir(), kept.what)
		kept.make(t, path)
		holdLock(t, path, kept.statements)
		w := &waiting{path: path, before: contents(t, filepath.Dir(path))}
		tries = append(tries, w)
		all.Go(func() { w.open() })
	}
	all.Wait()
	for _, w := range tries {
		assertReason(t, w.err, w.path, store.ErrLocked)
		assertUntouched(t, w.before, contents(t, filepath.Dir(w.path)))
	}
}

// A waiting is an attempt to open a file that is locked.
type waiting struct {
	path   string
	before map[string]string
	err    error
}

func (w *waiting) open() {
	db, err := store.Open(context.Background(), w.path)
	if err == nil {
		db.Close()
	}
	w.err = err
}

// makeOursRollback makes a database of ours that, by another program, does not
// use write-ahead logging.
func makeOursRollback(t testing.TB, path string) {
	t.Helper()
	makeOurs(t, path)
	alter(t, path, "PRAGMA journal_mode=DELETE")
}

// The law: an empty file belongs to nobody, and becomes a database.
func TestOpenMakesDatabaseOfEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	write(t, path, nil)
	db := open(t, path)
	learner := learnerOf(t, db)
	closeDB(t, db)
	if again := learnerOf(t, open(t, path)); again != learner {
		t.Errorf("learner %s, then %s", learner, again)
	}
}

// hostileNames are file names that mean something else to somebody.
var hostileNames = []string{
	"with spaces and  two",
	"what?mode=memory",
	"a#fragment",
	"100%",
	"%41%2e%00",
	"a&b=c;d",
	`it's "quoted"`,
	`back\slash`,
	"端口练习.db",
	"line\nbreak",
	"🦀🔌",
	":memory:",
	"file:x",
	"-leading-dash",
	" ",
	"not\xffutf8",
	strings.Repeat("long", 50),
}

// The law: the file of exactly that name is opened, whatever the name, and it is
// the only one. Opened again, it is the same.
func TestOpenTakesNamesLiterally(t *testing.T) {
	if len(hostileNames) != 17 {
		t.Errorf("%d names", len(hostileNames))
	}
	for i, name := range hostileNames {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			db := open(t, path)
			if db.Path() != path {
				t.Errorf("path %q, want %q", db.Path(), path)
			}
			learner := learnerOf(t, db)
			closeDB(t, db)
			assertNothingBeside(t, path, true)
			if again := learnerOf(t, open(t, path)); again != learner {
				t.Errorf("%q: learner %s, then %s", name, learner, again)
			}
		})
	}
}

// The law: a path that does not begin at the root is a path all the same, from
// the folder that the program is in.
func TestOpenTakesRelativePath(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	closeDB(t, open(t, ":memory:"))
	assertNothingBeside(t, filepath.Join(folder, ":memory:"), true)
}

// The law: the connection that records waits for the disk, holds references and
// waits for locks; the file uses write-ahead logging for whoever opens it.
func TestOpenSetsPragmas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	for pragma, want := range map[string]string{
		"synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "journal_mode": "wal",
	} {
		if got, err := db.Pragma(t.Context(), pragma); err != nil || got != want {
			t.Errorf("%s is %q, want %q; %v", pragma, got, want, err)
		}
	}
	closeDB(t, db)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "user_version": fmt.Sprint(store.LatestVersion()), "application_id": fmt.Sprint(store.ApplicationID), "integrity_check": "ok",
	} {
		var got string
		if err := plain(t, path).QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("to another program %s is %q, want %q; %v", pragma, got, want, err)
		}
	}
}

// The law: when 8 programs open the same new file at once, none fails, and there
// is one device and one learner.
func TestOpenAtOnceMakesOneDatabase(t *testing.T) {
	t.Parallel()
	const processes = 8
	for round := range orFully(20, 100) {
		path := filepath.Join(t.TempDir(), "it.db")
		var crew []*understudy
		for range processes {
			crew = append(crew, hire(t, "open", path))
		}
		for _, u := range crew {
			u.begin.Close()
		}
		for _, u := range crew {
			if said, err := u.finish(); err != nil {
				t.Errorf("round %d: %v: %s", round, err, said)
			}
		}
		assertRows(t, path, map[string]int{"devices": 1, "learners": 1})
	}
}

func assertRows(t testing.TB, path string, want map[string]int) {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	got := make(map[string]int)
	for table := range want {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		got[table] = n
	}
	if !maps.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}
