// Package store keeps logs, cards and tallies in one SQLite file.
//
// The log of events is the truth. Cards and tallies are derived from it, written
// in the transaction that appends the event, and can be derived anew at any time.
// An event that was recorded survives a crash of the program and of the machine.
package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
	_ "github.com/mattn/go-sqlite3" // the driver named sqlite3

	"portdrill/quiz"
)

// applicationID marks a database as ours, in its header: "PDRL".
const applicationID = 0x5044524c

// dsn holds for every connection, which a PRAGMA statement sent once would not.
// FULL makes a committed answer survive a power cut. Immediate transactions wait
// for the lock at their beginning, where waiting is safe. The journal mode is not
// among them: it would rewrite a file before its owner is known.
const dsn = "mode=%s&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate&_synchronous=FULL&_stmt_cache_size=32"

// A DB is an open database file.
type DB struct {
	path string
	sql  *sql.DB
}

var _ quiz.Journal = (*DB)(nil)

// Open opens the database file, and makes it if there is none.
//
// The error is a [FileError] if the path is a folder, lies in a folder that does
// not exist, or is a file that is not SQLite's, another program's, of a newer
// version, damaged, not writable, or locked for more than 5 seconds.
func Open(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := look(path); err != nil {
		return nil, err
	}
	db := &DB{path: path}
	if err := db.open(ctx); err != nil {
		return nil, explain(path, err)
	}
	return db, nil
}

// look finds out whose the file is without SQLite, which may write even to a
// file that it opens for reading. A missing or empty file is fair game.
func look(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return lookAtFolder(path)
	case err != nil:
		return explain(path, err)
	case info.IsDir():
		return &FileError{Path: path, Err: ErrFolder}
	case !info.Mode().IsRegular():
		return &FileError{Path: path, Err: ErrNotSQLite}
	}
	return lookAtHeader(path)
}

func lookAtFolder(path string) error {
	info, err := os.Stat(filepath.Dir(path))
	if err == nil && info.IsDir() {
		return nil
	}
	return &FileError{Path: path, Err: ErrNoFolder}
}

// The header of an SQLite file (www.sqlite.org/fileformat.html, section 1.3).
const (
	headerSize          = 100
	headerUserVersion   = 60
	headerApplicationID = 68
)

var headerMagic = []byte("SQLite format 3\x00")

func lookAtHeader(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return &FileError{Path: path, Err: ErrUnwritable, Cause: err}
	}
	defer f.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return explain(path, err)
	case n < headerSize || !bytes.HasPrefix(header, headerMagic):
		return &FileError{Path: path, Err: ErrNotSQLite}
	case binary.BigEndian.Uint32(header[headerApplicationID:]) != applicationID:
		return &FileError{Path: path, Err: ErrForeign}
	case int(binary.BigEndian.Uint32(header[headerUserVersion:])) > latestVersion():
		return &FileError{Path: path, Err: ErrNewer}
	}
	return nil
}

func (db *DB) open(ctx context.Context) (err error) {
	db.sql, err = sql.Open("sqlite3", db.url("rwc"))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	db.sql.SetMaxOpenConns(1) // one writer; SQLite has no use for more
	defer func() {
		if err != nil {
			db.sql.Close()
		}
	}()
	if err := db.refuseNewer(ctx); err != nil {
		return err
	}
	if err := db.checkPragmas(ctx); err != nil {
		return err
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	if err := db.useWAL(ctx); err != nil {
		return err
	}
	return db.deriveAnew(ctx)
}

func (db *DB) url(mode string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(db.path), RawQuery: fmt.Sprintf(dsn, mode)}
	return u.String()
}

// refuseNewer looks for a newer version that stands only in the write-ahead log
// of a program that did not come to its end. It reads with a connection that
// cannot write, since even closing one that can may.
func (db *DB) refuseNewer(ctx context.Context) error {
	if info, err := os.Stat(db.path + "-wal"); err != nil || info.Size() == 0 {
		return nil
	}
	reader, err := sql.Open("sqlite3", db.url("ro"))
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	defer reader.Close()
	var version int
	if err := reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
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
	for pragma, want := range map[string]int{"synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000} {
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

// useWAL switches to write-ahead logging. While another program opens the same
// new file, SQLite refuses the switch at once, whatever the busy timeout; while
// another reads a file that is not in that mode yet, it waits for that long.
func (db *DB) useWAL(ctx context.Context) error {
	const patience, pause = 5 * time.Second, 20 * time.Millisecond
	var mode string
	began := time.Now()
	err := db.sql.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode)
	for err != nil && isBusy(err) && time.Since(began) < patience {
		time.Sleep(pause)
		err = db.sql.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode)
	}
	if err != nil {
		return fmt.Errorf("switch to write-ahead logging: %w", err)
	}
	return nil
}

func isBusy(err error) bool {
	var said sqlite3.Error
	return errors.As(err, &said) && (said.Code == sqlite3.ErrBusy || said.Code == sqlite3.ErrLocked)
}

// Path returns the absolute path of the file.
func (db *DB) Path() string { return db.path }

// Close closes the file.
func (db *DB) Close() error { return db.sql.Close() }

// inTx does something in one transaction, which is kept if do returns no error.
// A context that ends while the commit is under way would leave open whether it
// took place, so none is passed on.
func (db *DB) inTx(ctx context.Context, do func(*sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := db.sql.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return explain(db.path, err)
	}
	if err := do(tx); err != nil {
		return explain(db.path, errors.Join(err, tx.Rollback()))
	}
	return explain(db.path, tx.Commit())
}
