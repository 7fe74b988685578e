package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"portdrill/store/files"
)

// A place is where the files of an open database lie. Who deletes, moves or
// replaces one of them would otherwise go unnoticed: SQLite goes on writing into
// what has no name any more, and that is lost when the program ends.
type place struct {
	path string
	// As they were opened. The write-ahead log and its index are nil where a rollback
	// journal is used.
	file, wal, shm fs.FileInfo
	content        content // where there is a write-ahead log
}

// remember notes which files they are.
func (p *place) remember() error {
	var err error
	if p.file, err = files.Stat(p.path); err != nil {
		return p.moved(err)
	}
	if p.wal, err = statIfThere(p.path + "-wal"); err == nil {
		p.shm, err = statIfThere(p.path + "-shm")
	}
	if err != nil || p.shm == nil {
		return err
	}
	return p.content.watch(p.path)
}

func statIfThere(path string) (fs.FileInfo, error) {
	info, err := files.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}

// check returns a [FileError] of [ErrMoved] where the database is another file now,
// of [ErrLogReplaced] where one of the files beside it is, and of [ErrLogGone] where
// one of them is gone.
func (p *place) check() error {
	now, err := files.Stat(p.path)
	if err != nil || !os.SameFile(p.file, now) {
		return p.moved(err)
	}
	log, index := besideIs(p.path+"-wal", p.wal), besideIs(p.path+"-shm", p.shm)
	if errors.Is(index, ErrLogReplaced) || log == nil {
		return index
	}
	return log
}

// besideIs returns a [FileError] where a file beside the database is not the one
// that it was. An empty one holds nothing: who looks for one makes it.
func besideIs(path string, before fs.FileInfo) error {
	if before == nil {
		return nil
	}
	switch now, err := files.Stat(path); {
	case err == nil && os.SameFile(before, now):
		return nil
	case err == nil && now.Size() > 0:
		return &FileError{Path: path, Err: ErrLogReplaced}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return &FileError{Path: path, Err: ErrMoved, Cause: err}
	}
	return &FileError{Path: path, Err: ErrLogGone}
}

func (p *place) moved(cause error) error {
	return &FileError{Path: p.path, Err: ErrMoved, Cause: cause}
}

// stands checks that the files lie where they did. Where they do not, nothing that
// was acknowledged is lost when it returns: of a deleted log or index all is in the
// database, and of another database there is a copy, if one can be made.
func (db *DB) stands(ctx context.Context) error {
	if db.file == nil { // being opened
		return nil
	}
	err := db.check()
	if err == nil || errors.Is(err, ErrLogGone) {
		err = cmp.Or(db.checkContent(ctx), err)
	}
	switch {
	case err == nil:
		db.copied = false
	case errors.Is(err, ErrMoved) && !db.copied:
		db.copied = db.keepCopy(ctx) == nil
	case errors.Is(err, ErrLogGone):
		if mending := db.mend(ctx); mending != nil {
			return explain(db.path, fmt.Errorf("save what was in the write-ahead log: %w", mending))
		}
		if db.copied { // it was taken away with the copy, and the database is back
			db.copied, err = false, nil
		}
	}
	return err
}

// keepCopy copies what is open into the folder of backups. Then the log can go: to
// whatever lies in place of the database it does not belong, and would spoil it.
func (db *DB) keepCopy(ctx context.Context) error {
	if err := lookAtFolder(db.path); err != nil { // as of a stick that was pulled out
		return err
	}
	file, err := newBackup(db.path, Displaced, time.Now())
	if err != nil {
		return err
	}
	if err := writeWhole(file, func(name string) error { return copyVerified(ctx, db.sql, name) }); err != nil {
		return err
	}
	if _, err := os.Stat(db.path); err != nil {
		return nil //nolint:nilerr // the log stays beside it for when the database is put back
	}
	db.removeLog()
	return nil
}

// removeLog removes the names of the log and its index, which stay open here.
func (db *DB) removeLog() {
	for suffix, ours := range map[string]fs.FileInfo{"-wal": db.wal, "-shm": db.shm} {
		if ours != nil && besideIs(db.path+suffix, ours) == nil {
			os.Remove(db.path + suffix)
		}
	}
}

// mend brings what is in a deleted log into the database and begins another one.
// The log has no name any more, but as long as it is open it can be read; its index
// is memory.
func (db *DB) mend(ctx context.Context) error {
	if err := db.emptyLog(ctx); err != nil {
		return err
	}
	if err := db.reconnect(ctx); err != nil {
		return err
	}
	return db.remember()
}

// emptyLog brings all that is in the log into the database. The log is cut off
// then, so that nobody who still has it open can take anything from it.
func (db *DB) emptyLog(ctx context.Context) error {
	var busy, frames, moved int
	if err := db.sql.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return &FileError{Path: db.path, Err: ErrLocked}
	}
	return nil
}

// settle does what is to be done before SQLite closes the file, and reports whether
// it may. What it has open of a log must not get into a database in which others
// have gone on with a log of their own.
//
//nolint:contextcheck // Close takes no context: a log is emptied however the program ends
func (db *DB) settle() (may bool, err error) {
	if db.file == nil {
		return true, nil
	}
	err = db.check()
	if err == nil || errors.Is(err, ErrLogGone) {
		err = cmp.Or(db.checkContent(context.Background()), err)
	}
	defer db.content.end()
	switch {
	case errors.Is(err, ErrLogReplaced):
		return false, nil
	case errors.Is(err, ErrOverwritten):
		return false, err
	case errors.Is(err, ErrLogGone):
		return true, db.emptyLog(context.Background())
	}
	return true, nil
}

// WhereIs returns the absolute path of a database. Where it is a link to a file, as
// where somebody keeps it in a folder that is synchronised, it is that of the file:
// SQLite puts its logs beside that, and to replace the link would leave them behind.
func WhereIs(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return files.Linked(path), nil
}
