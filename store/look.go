package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"portdrill/store/files"
)

// makePrivate creates the file, if there is none, readable by its owner only: it will hold
// names, PINs and answers. SQLite would follow the umask; it gives the files beside a
// database the mode of the database. Errors show when the file is opened.
func makePrivate(path string) {
	if f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		files.DoneLooking(f)
	}
}

// look finds out whose the file is without SQLite, which may write even to a
// file that it opens for reading. A missing or empty file is fair game, unless it was
// more: an empty one that has backups, and a missing one of which anything is there.
func look(path string, how int) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		if err := lookAtName(path); err != nil {
			return &FileError{Path: path, Err: err}
		}
		return cmp.Or(Missing(path), lookAtFolder(path))
	case err != nil:
		return explain(path, err)
	case info.IsDir():
		return &FileError{Path: path, Err: ErrFolder}
	case !info.Mode().IsRegular():
		return &FileError{Path: path, Err: ErrNotSQLite}
	}
	if err := lookAtHeader(path, how); err != nil || info.Size() > 0 {
		return err
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 { // which SQLite would remove
		return &FileError{Path: path, Err: ErrDamaged, Cause: errors.New("it is empty, and its log is not")}
	}
	if all, err := Backups(path); err == nil && len(all) > 0 {
		return &FileError{Path: path, Err: ErrDamaged, Cause: errors.New("it is empty, and has backups")}
	}
	return nil
}

// Missing returns a [FileError] of [ErrMissing] if there is no database at the path but its
// backups, or a log that may hold answers; else nil.
func Missing(path string) error {
	path, err := WhereIs(path)
	if err != nil {
		return nil //nolint:nilerr // it shows when the file is opened
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if all, err := Backups(path); (err != nil || len(all) == 0) && logBeside(path) == "" {
		return nil
	}
	if _, err := os.Stat(path); err == nil { // another program has just made it
		return nil
	}
	return &FileError{Path: path, Err: ErrMissing}
}

// logBeside returns the log beside the database that is not empty, "" for none.
func logBeside(path string) string {
	for _, suffix := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + suffix); err == nil && info.Size() > 0 {
			return path + suffix
		}
	}
	return ""
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
	headerWriteVersion  = 18
	headerReadVersion   = 19
	headerUserVersion   = 60
	headerApplicationID = 68
)

var headerMagic = []byte("SQLite format 3\x00")

const (
	withWAL        = 2   // the highest write and read version of SQLite
	highestVersion = 255 // of a schema, that there will ever be
)

func lookAtHeader(path string, how int) error {
	f, err := os.OpenFile(path, how, 0)
	if err != nil {
		meaning := meaningOfSystem(err)
		if meaning == nil {
			meaning = ErrUnwritable
		}
		return &FileError{Path: path, Err: meaning, Cause: err}
	}
	defer files.DoneLooking(f)
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
	case header[headerWriteVersion] > withWAL || header[headerReadVersion] > withWAL:
		return &FileError{Path: path, Err: ErrDamaged}
	}
	switch version := int(binary.BigEndian.Uint32(header[headerUserVersion:])); {
	case version > highestVersion:
		return &FileError{Path: path, Err: ErrDamaged}
	case version > latestVersion():
		return &FileError{Path: path, Err: ErrNewer}
	}
	return nil
}
