package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Restore puts a backup in place of the database, and returns where what it
// replaces is kept, "" if there was nothing. The database is a new device from then
// on. A backup of an older version is brought up to date when it is next opened.
//
// The error is a [FileError] about the backup if that is not whole or not ours, and
// about the database if another program has it open.
func Restore(ctx context.Context, path, backup string, now time.Time) (kept string, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if backup, err = filepath.Abs(backup); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if _, err := os.Stat(backup); errors.Is(err, fs.ErrNotExist) {
		return "", &FileError{Path: backup, Err: ErrNoFile}
	}
	if err := look(backup, os.O_RDONLY); err != nil {
		return "", err
	}
	if err := lookAtFolder(path); err != nil {
		return "", err
	}
	fresh, err := temporaryBeside(path)
	if err != nil {
		return "", explain(path, fmt.Errorf("restore: %w", err))
	}
	defer removeDatabase(fresh) // gone by then, if all went well
	if err := copyFileVerified(ctx, backup, fresh); err != nil {
		return "", explain(backup, fmt.Errorf("restore: %w", err))
	}
	return replace(ctx, path, fresh, Replaced, now)
}

// replace puts a file that is whole in place of the database, which is kept among
// the backups.
func replace(ctx context.Context, path, fresh string, kind BackupKind, now time.Time) (kept string, err error) {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		removeBeside(path)
		return "", explain(path, putInPlace(fresh, path))
	case err != nil:
		return "", explain(path, err)
	case info.IsDir():
		return "", &FileError{Path: path, Err: ErrFolder}
	}
	if err := lookAtHeader(path, os.O_RDWR); errors.Is(err, ErrForeign) || errors.Is(err, ErrUnwritable) {
		return "", err
	}
	kept, err = replaceSound(ctx, path, fresh, kind, now)
	if err == nil || errors.Is(err, ErrLocked) || errors.Is(err, ErrFull) || errors.Is(err, ErrUnwritable) || errors.Is(err, ErrDisk) {
		return kept, err
	}
	return replaceDamaged(path, fresh, now)
}

// replaceSound replaces a database that SQLite can read. Nobody else may have it
// open: for want of a write-ahead log, in which others could go on writing, they
// find a lock.
func replaceSound(ctx context.Context, path, fresh string, kind BackupKind, now time.Time) (kept string, err error) {
	db := &DB{place: place{path: path}}
	if err := db.connect(toWrite); err != nil {
		return "", err
	}
	defer db.Close() // says less than what went wrong
	if err := db.switchJournal(ctx, "DELETE"); err != nil {
		return "", explain(path, err)
	}
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return "", explain(path, err)
	}
	defer tx.Rollback() // nothing is written in it
	if kept, err = db.backUpAs(ctx, kind, now); err != nil {
		return "", err
	}
	return kept, explain(path, putInPlace(fresh, path))
}

// replaceDamaged replaces a database that SQLite cannot read, byte by byte with its
// write-ahead log.
func replaceDamaged(path, fresh string, now time.Time) (kept string, err error) {
	if kept, err = newBackup(path, Damaged, now); err != nil {
		return "", err
	}
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if err := copyBytes(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", explain(kept, fmt.Errorf("keep the damaged file: %w", err))
		}
	}
	removeBeside(path)
	return kept, explain(path, putInPlace(fresh, path))
}

// removeBeside removes what belonged to a database that is not there any more.
func removeBeside(path string) {
	for _, suffix := range []string{"-journal", "-wal", "-shm"} {
		os.Remove(path + suffix) // mostly not there
	}
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// temporaryBeside makes an empty file in the folder of another, to be renamed.
func temporaryBeside(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}
