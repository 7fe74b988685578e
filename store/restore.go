package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"portdrill/store/files"
)

// A Restored says what came of a restore.
type Restored struct {
	Kept      string // where what was replaced is kept; "" if there was nothing
	Forgotten int    // learners in the backup who had asked to be forgotten, and are again
}

// Restore puts a backup in place of the database. The database is a new device from then
// on. A backup of an older version is brought up to date when it is next opened. Those
// who were forgotten before stay so: the marks of the database and of all its backups are
// carried over.
//
// The error is a [FileError] about the backup if that is not whole or not ours, and
// about the database if another program has it open. Everything is then as before.
func Restore(ctx context.Context, path, backup string, now time.Time) (r Restored, err error) {
	if path, err = WhereIs(path); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if backup, err = filepath.Abs(backup); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if _, err := os.Stat(backup); errors.Is(err, fs.ErrNotExist) {
		return r, &FileError{Path: backup, Err: ErrNoFile}
	}
	if err := look(backup, os.O_RDONLY); err != nil {
		return r, err
	}
	if err := lookAtFolder(path); err != nil {
		return r, err
	}
	folder, remove, err := files.UnfinishedFolder(path)
	defer remove()
	if err != nil {
		return r, explain(path, fmt.Errorf("restore: %w", err))
	}
	fresh := filepath.Join(folder, "restored.db")
	if err := copyWhole(ctx, backup, fresh, folder); err != nil {
		return r, about(backup, fmt.Errorf("restore: %w", err))
	}
	put := replacement{path: path, fresh: fresh, folder: folder, now: now}
	r.Kept, err = put.replace(ctx)
	r.Forgotten = put.forgotten
	return r, err
}

// about makes what is wrong with a copy in a temporary folder an error about what
// was copied.
func about(path string, err error) error {
	var file *FileError
	if errors.As(err, &file) {
		return &FileError{Path: path, Err: file.Err, Cause: file.Cause}
	}
	return explain(path, err)
}

// copyWhole copies a backup into a new file, and makes sure that it is whole: its
// pages and the log. The backup is not touched, not even by SQLite.
func copyWhole(ctx context.Context, backup, fresh, folder string) error {
	given, tried := filepath.Join(folder, "given.db"), filepath.Join(folder, "tried.db")
	if err := files.Copy(backup, given); err != nil {
		return err
	}
	if isTorn(given) {
		return &FileError{Path: given, Err: ErrDamaged}
	}
	if err := os.WriteFile(fresh, nil, 0o600); err != nil {
		return err
	}
	if err := copyFileVerified(ctx, given, fresh); err != nil {
		return err
	}
	if err := files.Copy(fresh, tried); err != nil { // it may have to be brought up to date
		return err
	}
	db, err := Open(ctx, tried)
	if err != nil {
		return err
	}
	report, err := db.Check(ctx)
	if err == nil && !report.Sound() {
		err = &FileError{Path: tried, Err: ErrDamaged}
	}
	return errors.Join(err, db.Close())
}

// A replacement is a file that is whole, and is put in place of a database.
type replacement struct {
	path, fresh, folder string
	now                 time.Time
	forgotten           int // learners who are not in it any more
}

// leaveOut leaves those out whom marks name. That brings it up to date.
func (p *replacement) leaveOut(ctx context.Context, all marks) (err error) {
	if len(all) == 0 {
		return nil
	}
	from := p.fresh
	p.fresh = filepath.Join(p.folder, "without.db")
	p.forgotten, err = writeWithout(ctx, from, p.fresh, all)
	return about(p.path, doing("restore", err))
}

// replace puts it in place of the database, which is kept among the backups: a sound one
// as a backup, a damaged one as it is.
func (p *replacement) replace(ctx context.Context) (kept string, err error) {
	path, now := p.path, p.now
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		if err := p.leaveOut(ctx, marksOfBackups(ctx, path)); err != nil {
			return "", err
		}
		if kept, err = keepLog(path, now); err != nil {
			return "", err
		}
		files.RemoveBeside(path)
		return kept, explain(path, files.PutInPlace(p.fresh, path))
	case err != nil:
		return "", explain(path, err)
	case info.IsDir():
		return "", &FileError{Path: path, Err: ErrFolder}
	}
	if err := lookAtHeader(path, os.O_RDWR); errors.Is(err, ErrForeign) || errors.Is(err, ErrUnwritable) {
		return "", err
	}
	found := filepath.Join(p.folder, "found.db")
	if err := files.Copy(path, found); err != nil {
		return "", explain(path, fmt.Errorf("restore: %w", err))
	}
	held, err := seize(ctx, path)
	if err != nil {
		return "", err
	}
	defer held.release()
	all, err := marksAround(ctx, path, found, held)
	if err == nil {
		err = p.leaveOut(ctx, all)
	}
	if err != nil {
		return "", err
	}
	if held.isSound(ctx) && !isTorn(found) {
		if kept, err = held.backUpAs(ctx, Replaced, now); errors.Is(err, ErrDamaged) {
			kept, err = "", nil
		}
	}
	if err == nil && kept == "" {
		kept, err = keepDamaged(path, found, now)
	}
	if err != nil {
		return "", err
	}
	if !files.ReplacesOpen { // which keeps others away, too
		held.release()
	}
	return kept, takePlace(path, p.fresh)
}

// seize keeps everybody else from a database that is to be replaced: for want of a
// write-ahead log, in which others could go on writing, they find a lock. It is nil
// if SQLite cannot read the file, and so nobody has it. What is in the write-ahead
// log is carried over into the file.
func seize(ctx context.Context, path string) (*seized, error) {
	if err := lookAtHeader(path, os.O_RDWR); errors.Is(err, ErrDamaged) {
		return nil, nil
	}
	db := &DB{place: place{path: path}}
	if err := db.connect(toWrite); err != nil {
		return nil, err
	}
	err := db.switchJournal(ctx, "DELETE")
	if err == nil {
		var lock *sql.Conn
		if lock, err = begin(ctx, db.sql, "BEGIN IMMEDIATE"); err == nil {
			return &seized{db, lock}, nil
		}
	}
	db.Close() // says less than what went wrong
	err = explain(path, err)
	for _, refused := range []error{ErrLocked, ErrFull, ErrUnwritable, ErrDisk, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, refused) {
			return nil, err
		}
	}
	return nil, nil
}

// RemoveBlank removes a database in which nothing was recorded ever, unless another program
// has it open: one that was made for what came to nothing.
func RemoveBlank(ctx context.Context, path string) error {
	path, err := WhereIs(path)
	if err != nil {
		return fmt.Errorf("remove a blank database: %w", err)
	}
	held, err := seize(ctx, path)
	if held == nil || err != nil {
		return err
	}
	defer held.release()
	if blank, err := isBlank(ctx, held.lock); err != nil || !blank {
		return explain(path, err)
	}
	if !files.ReplacesOpen {
		held.release()
	}
	files.RemoveBeside(path)
	return explain(path, os.Remove(path))
}

// A seized database is nobody else's.
type seized struct {
	*DB
	lock *sql.Conn // with a transaction in which nothing is written
}

// isSound reports whether SQLite can make a copy of it that has all of it. Of another
// version nothing is known but that SQLite can read it.
func (s *seized) isSound(ctx context.Context) bool {
	if s == nil {
		return false
	}
	r := s.checkIn(ctx, s.lock)
	return r.Version != latestVersion() || r.Sound()
}

func (s *seized) release() {
	if s != nil {
		s.lock.Close() // which ends the transaction with the database
		s.Close()
	}
}

// keepDamaged puts a copy of a database that was found damaged, byte by byte with
// what lay beside it, among the backups.
func keepDamaged(path, found string, now time.Time) (kept string, err error) {
	if kept, err = newBackup(path, Damaged, now); err != nil {
		return "", err
	}
	if err := files.Copy(found, kept); err != nil {
		files.Remove(kept)
		return "", explain(kept, fmt.Errorf("keep the damaged file: %w", err))
	}
	return kept, nil
}

// keepLog puts the log of a database that is missing among the backups, beside an empty
// file, and returns where, "" if there is none: with the database, wherever that is, it
// has answers that nothing else has.
func keepLog(path string, now time.Time) (kept string, err error) {
	log := logBeside(path)
	if log == "" {
		return "", nil
	}
	if kept, err = newBackup(path, Damaged, now); err != nil {
		return "", err
	}
	if err = os.WriteFile(kept, nil, 0o600); err == nil {
		err = os.Rename(log, kept+strings.TrimPrefix(log, path))
	}
	return kept, explain(kept, err)
}

// takePlace puts the file in place of the database, with nothing beside it that
// belonged to that, for whoever could read that.
func takePlace(path, fresh string) error {
	if info, err := os.Stat(path); err == nil {
		if err := os.Chmod(fresh, info.Mode().Perm()); err != nil {
			return explain(path, err)
		}
	}
	files.RemoveBeside(path)
	return explain(path, files.PutInPlace(fresh, path))
}
