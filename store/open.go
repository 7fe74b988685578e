// Package store keeps logs, cards and how answers count in one SQLite file.
//
// The log of events is the truth. Cards, and a row for each answer that stands, are
// derived from it, written in the transaction that appends the event, and can be
// derived anew at any time. Figures are grouped from those rows.
// An event that was recorded survives a crash of the program and of the machine.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
	_ "github.com/mattn/go-sqlite3" // the driver named sqlite3

	"portdrill/quiz"
	"portdrill/quiz/session"
	"portdrill/store/files"
)

// applicationID marks a database as ours, in its header: "PDRL".
const applicationID = 0x5044524c

// What holds for every connection, which a PRAGMA statement sent once would not.
// FULL makes a committed answer survive a power cut. Immediate transactions wait
// for the lock at their beginning, where waiting is safe. The journal mode is not
// among them: it would rewrite a file before its owner is known.
const (
	toWrite = "mode=rwc&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate&_synchronous=FULL&_stmt_cache_size=32"
	toRead  = "mode=rw&_busy_timeout=5000&_query_only=on&_stmt_cache_size=32"
	// What cannot be written is read as it is; nobody else can write it either, so
	// that no lock and no index of a write-ahead log is needed.
	toReadOnly  = "mode=ro&_query_only=on&_busy_timeout=5000&_stmt_cache_size=32"
	toReadFixed = "mode=ro&_query_only=on&immutable=1"
)

// A DB is an open database file.
type DB struct {
	place
	sql     *sql.DB
	reading bool      // never written to
	hurried bool      // waits for no lock
	network bool      // on a network file system
	closing sync.Once // at the end
	copied  bool      // of what is open there is a copy, since the file is not where it was
	aside   string    // the folder of the copy that is read in its place; "" if none
	behind  string    // the backup that was made behind what went on; "" if none

	looking      sync.Mutex   // held while the content of the file is looked at
	overwritten  bool         // while it was open
	acknowledged atomic.Value // the [quiz.EventID] that was recorded last
	tell         func(Waiting)

	writing   sync.Mutex // held while a transaction writes, for what follows:
	self      selfDevice // zero until it is asked for
	scheduler struct {   // of the settings that were met last
		quiz.Scheduler
		of string // as they are kept
	}
}

var _ session.Journal = (*DB)(nil)

// An Option says how a database is opened.
type Option func(*DB)

// OnWait has tell called, from another goroutine, when a lock of another program
// is waited for.
func OnWait(tell func(Waiting)) Option { return func(db *DB) { db.tell = tell } }

// ReadOnly opens a database that nothing will be written to. It has to exist. One of an
// older version is brought up to date all the same, and a file that cannot be written,
// as on a read-only disk, can be read.
func ReadOnly(db *DB) { db.reading = true }

// NoWait, together with [ReadOnly], waits for no lock: what another program has locked is
// an error at once. A file of an older version is an error, too, and stays as it is. It is
// for completions, which a person awaits with a finger on the key.
func NoWait(db *DB) { db.hurried = true }

// Open opens the database file, and makes it if there is none. A file of an older
// version is brought up to date, after a backup of it.
//
// The error is a [FileError] if the path is a folder, lies in a folder that does
// not exist, or is a file that is not SQLite's, another program's, of a newer
// version, damaged, not writable, or locked for more than 5 seconds; or if there is none
// but its backups are there ([ErrMissing]); with [ReadOnly] also if there is no file ([ErrNoFile]).
func Open(ctx context.Context, path string, options ...Option) (*DB, error) {
	db, err := newDB(path, options)
	if err != nil {
		return nil, err
	}
	if db.reading {
		older, err := db.openReading(ctx)
		switch {
		case err != nil:
			return nil, err
		case !older:
			return db, nil
		case db.hurried:
			return nil, &FileError{Path: db.path, Err: errOlder}
		}
		if db, err = newDB(path, options); err != nil {
			return nil, err
		}
		db.reading = false
	}
	if err := db.openWriting(ctx); err != nil {
		return nil, err
	}
	return db, nil
}

func (db *DB) openWriting(ctx context.Context) error {
	defer db.watch()()
	if err := look(db.path, os.O_RDWR); err != nil {
		return err
	}
	makePrivate(db.path)
	return explainOpening(db.path, db.open(ctx))
}

// openReading opens a file to read, and reports whether it is of an older version, and
// then not open.
func (db *DB) openReading(ctx context.Context) (older bool, err error) {
	defer db.watch()()
	if _, err := os.Stat(db.path); errors.Is(err, fs.ErrNotExist) {
		return false, cmp.Or(Missing(db.path), error(&FileError{Path: db.path, Err: ErrNoFile}))
	}
	if err := look(db.path, os.O_RDONLY); err != nil {
		return false, err
	}
	older, err = db.openToRead(ctx)
	return older, explainOpening(db.path, err)
}

// errOlder says that a file is of an older version, and was not brought up to date.
var errOlder = errors.New("of an older version")

func newDB(path string, options []Option) (*DB, error) {
	path, err := WhereIs(path)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db := &DB{place: place{path: path}}
	for _, choose := range options {
		choose(db)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	db.network = files.OnNetwork(filepath.Dir(db.path))
	if err := db.connect(toWrite); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			db.Close() // says less than what went wrong
		}
	}()
	if err := db.refuseNewer(ctx); err != nil {
		return err
	}
	if err := db.checkPragmas(ctx); err != nil {
		return err
	}
	if db.network {
		if err := db.leaveWAL(ctx); err != nil {
			return err
		}
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	if !db.network {
		if err := db.switchJournal(ctx, "WAL"); err != nil {
			return err
		}
	}
	if err := db.deriveAnew(ctx); err != nil {
		return err
	}
	if err := db.settleLog(ctx); err != nil {
		return err
	}
	return db.remember()
}

// openToRead reports whether the file is of an older version, and is then not
// open. On a full disk, where SQLite cannot make its files, it is read as one that
// cannot be written. Of one that cannot, and that SQLite would have to write to, a copy
// is read.
func (db *DB) openToRead(ctx context.Context) (older bool, err error) {
	db.network = files.OnNetwork(filepath.Dir(db.path))
	how := db.howToRead()
	older, err = db.openAs(ctx, how)
	if how == toRead && err != nil && errors.Is(meaningOf(err), ErrFull) {
		how = db.howToReadOnly()
		older, err = db.openAs(ctx, how)
	}
	stuck := older || err != nil && errors.Is(meaningOf(err), ErrUnwritable)
	if how != toRead && stuck && !db.hurried {
		return false, db.openAside(ctx)
	}
	return older, err
}

func (db *DB) openAs(ctx context.Context, how string) (older bool, err error) {
	if err := db.connect(how); err != nil {
		return false, err
	}
	var version, outdated int
	version, err = userVersion(ctx, db.sql)
	if err == nil && version == latestVersion() {
		outdated, err = countOutdated(ctx, db.sql)
	}
	if err == nil && version > latestVersion() {
		err = &FileError{Path: db.path, Err: ErrNewer}
	}
	mend := version < latestVersion() || outdated > 0 || db.network && usesWAL(db.path)
	if older = err == nil && mend; older || err != nil {
		db.close() // it was only looked at, and may be opened another way
	}
	return older, err
}

// howToRead says how a file is opened that is only read: so that SQLite takes its
// files away again when the last program closes it, if it may write them at all.
func (db *DB) howToRead() string {
	if f, err := os.OpenFile(db.path, os.O_RDWR, 0); err == nil {
		files.DoneLooking(f)
		if files.CanMakeIn(filepath.Dir(db.path)) {
			return toRead
		}
	}
	return db.howToReadOnly()
}

func (db *DB) howToReadOnly() string {
	if logBeside(db.path) != "" {
		return toReadOnly
	}
	return toReadFixed
}

// connect makes a pool of one connection. A statement then never waits for another
// of the same program in SQLite, where it could not be told apart from one of
// another program.
func (db *DB) connect(how string) error { return db.connectTo(db.path, how) }

func (db *DB) connectTo(path, how string) (err error) {
	if db.hurried {
		how = "_busy_timeout=0&" + how // the first is the one that counts
	}
	if db.sql, err = sql.Open("sqlite3", urlOf(path, how)); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	db.sql.SetMaxOpenConns(1)
	files.DatabaseOpens()
	return nil
}

// urlOf names the file of exactly that path, whatever signs are in it.
func urlOf(path, how string) string {
	file := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" && !strings.HasPrefix(file, "/") {
		file = "/" + file // else SQLite takes the drive, C:, for a machine
	}
	u := url.URL{Scheme: "file", Path: file, RawQuery: how}
	return u.String()
}

// refuseNewer looks for a newer version that stands only in the write-ahead log
// of a program that did not come to its end. It reads with a connection that
// cannot write, since even closing one that can may.
func (db *DB) refuseNewer(ctx context.Context) error {
	if info, err := os.Stat(db.path + "-wal"); err != nil || info.Size() == 0 {
		return nil
	}
	reader, err := sql.Open("sqlite3", urlOf(db.path, toReadOnly))
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	defer reader.Close()
	version, err := userVersion(ctx, reader)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if version > latestVersion() {
		return &FileError{Path: db.path, Err: ErrNewer}
	}
	return nil
}

// checkPragmas makes sure that the driver understood its settings: it passes
// over those that it does not know.
func (db *DB) checkPragmas(ctx context.Context) error {
	for pragma, want := range map[string]int{
		"synchronous": 2, "foreign_keys": 1, "busy_timeout": int(patience.Milliseconds()),
	} {
		var got int
		if err := db.sql.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
		if got != want {
			return fmt.Errorf("check the database: %s is %d, not %d", pragma, got, want)
		}
	}
	return nil
}

// leaveWAL makes a file that uses write-ahead logging, as one that was copied here
// does, use a rollback journal: the index of such a log is memory, which machines
// on a network do not share. Until that is done the index is this program's alone.
func (db *DB) leaveWAL(ctx context.Context) error {
	if !usesWAL(db.path) {
		return nil
	}
	if err := exec(ctx, db.sql, "PRAGMA locking_mode=EXCLUSIVE"); err != nil {
		return fmt.Errorf("switch to a rollback journal: %w", err)
	}
	if err := db.switchJournal(ctx, "DELETE"); err != nil {
		return err
	}
	if err := exec(ctx, db.sql, "PRAGMA locking_mode=NORMAL"); err != nil {
		return fmt.Errorf("switch to a rollback journal: %w", err)
	}
	_, err := userVersion(ctx, db.sql) // with which the lock is given back
	return err
}

// usesWAL reports what the header says of the journal.
func usesWAL(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer files.DoneLooking(f)
	var b [1]byte
	_, err = f.ReadAt(b[:], headerReadVersion)
	return err == nil && b[0] == withWAL
}

// switchJournal switches to the journal mode. While another program opens the same
// new file, SQLite refuses the switch at once, whatever the busy timeout; while
// another reads a file that is not in that mode yet, it waits for that long.
func (db *DB) switchJournal(ctx context.Context, mode string) error {
	const pause = 20 * time.Millisecond
	var now string
	began := time.Now()
	err := db.sql.QueryRowContext(ctx, "PRAGMA journal_mode="+mode).Scan(&now)
	for err != nil && isBusy(err) && time.Since(began) < patience {
		time.Sleep(pause)
		err = db.sql.QueryRowContext(ctx, "PRAGMA journal_mode="+mode).Scan(&now)
	}
	if err != nil {
		return fmt.Errorf("switch the journal to %s: %w", mode, err)
	}
	return nil
}

func isBusy(err error) bool {
	var said sqlite3.Error
	return errors.As(err, &said) && (primary(said) == sqlite3.ErrBusy || primary(said) == sqlite3.ErrLocked)
}

// Path returns the absolute path of the file.
func (db *DB) Path() string { return db.path }

// HardLinked reports whether the file has more names than one, which SQLite does not
// see: of programs that have it open by different names, each overwrites what the others
// wrote (www.sqlite.org/howtocorrupt.html, section 2.5).
func (db *DB) HardLinked() bool { return db.names() > 1 }

func (db *DB) names() int {
	info := db.fileInfo()
	if info == nil {
		return 0
	}
	return files.Names(info)
}

// OnNetwork reports whether the file lies on a network file system, so that a
// rollback journal is used, which is slower.
func (db *DB) OnNetwork() bool { return db.network }

// Close closes the file. A second time it does nothing.
func (db *DB) Close() (err error) {
	db.closing.Do(func() { err = db.close() })
	return err
}

func (db *DB) close() error {
	defer files.DatabaseCloses()
	may, err := db.settle()
	if may {
		err = errors.Join(err, db.sql.Close())
	}
	if db.aside != "" {
		os.RemoveAll(db.aside) // which was only for now
	}
	return explain(db.path, err)
}

// inTx does something in one transaction, which is kept if do returns no error.
// A context that ends while the commit is under way would leave open whether it
// took place, so none is passed on. That the files lie where they did is checked
// before, so that nothing is written into what was deleted, and after, so that
// nothing is acknowledged that was.
func (db *DB) inTx(ctx context.Context, do func(execer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	db.writing.Lock()
	defer db.writing.Unlock()
	defer db.watch()()
	if err := db.stands(ctx); err != nil {
		return err
	}
	if err := transact(context.WithoutCancel(ctx), db.sql, do); err != nil {
		db.self = selfDevice{} // what was found out in it may be undone
		return explain(db.path, err)
	}
	return db.stands(ctx)
}

// transact does something in a transaction.
func transact(ctx context.Context, db *sql.DB, do func(execer) error) (err error) {
	conn, err := begin(ctx, db, "BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	defer conn.Close() // to the pool
	kept := false
	defer func() { // after a panic, too
		if !kept {
			err = errors.Join(err, rollBack(ctx, conn))
		}
	}()
	if err := do(conn); err != nil {
		return err
	}
	err = exec(ctx, conn, "COMMIT")
	kept = err == nil
	return err
}

// begin begins a transaction, by a statement on one connection, as it is ended:
// database/sql's own transactions cost a goroutine for each statement.
func begin(ctx context.Context, db *sql.DB, how string) (*sql.Conn, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := exec(ctx, conn, how); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// rollBack undoes a transaction, if SQLite has not done so by itself, as it does
// where a disk is full.
func rollBack(ctx context.Context, conn *sql.Conn) error {
	var undone bool
	err := onDriver(ctx, conn, func(c *sqlite3.SQLiteConn) error {
		undone = c.AutoCommit()
		return nil
	})
	if err != nil || undone {
		return err
	}
	return exec(ctx, conn, "ROLLBACK")
}
