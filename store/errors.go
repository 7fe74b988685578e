package store

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"portdrill/store/files"
)

// What can be wrong with a file that is to be opened. In every case it is left
// as it was.
var (
	ErrFolder    = errors.New("is a folder, not a database")
	ErrLongName  = errors.New("has too long a name") // for the files beside it, perhaps
	ErrLoop      = errors.New("is a link that leads to itself")
	ErrNoFolder  = errors.New("its folder does not exist")
	ErrNotFolder = errors.New("is not a folder") // where backups are to lie
	ErrNoFile    = errors.New("does not exist")  // where one is only to be read
	ErrMissing   = errors.New("is missing, but its backups or log are not")
	ErrNotSQLite = errors.New("is not an SQLite database")
	ErrForeign   = errors.New("is a database of another program")
	ErrNewer     = errors.New("was written by a newer version of this program")
	ErrDamaged   = errors.New("is damaged")
	ErrHopeless  = errors.New("is damaged, and nothing in it can be recovered")
	ErrExists    = errors.New("exists already") // where one is to be written
	ErrItself    = errors.New("is the database itself")
)

// What can go wrong with a file at any time.
var (
	ErrUnwritable = errors.New("cannot be written")
	ErrLocked     = errors.New("is locked by another program")
	ErrFull       = errors.New("the disk is full")
	ErrDisk       = errors.New("cannot be read or written: the disk reports an error")
	ErrMoved      = errors.New("is not where it was: it was moved, deleted or replaced")

	ErrOverwritten = errors.New("was overwritten or cut off while it was in use")

	// Of the files that SQLite keeps beside a database while it is open.
	ErrLogGone     = errors.New("was deleted while it was in use; nothing is lost")
	ErrLogReplaced = errors.New("was replaced while it was in use")
)

// A FileError is an error about the database file.
type FileError struct {
	Path  string
	Err   error // one of the errors above
	Cause error // what the system said; may be nil
}

func (e *FileError) Error() string {
	if e.Cause == nil {
		return e.Path + ": " + e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error() + ": " + e.Cause.Error()
}

// Unwrap returns the error above and what the system said.
func (e *FileError) Unwrap() []error { return []error{e.Err, e.Cause} }

// explain turns what SQLite or the system said into a [FileError] where it has a
// plain meaning, and else returns it as it is.
func explain(path string, err error) error {
	var file *FileError
	if err == nil || errors.As(err, &file) {
		return err
	}
	meaning := meaningOf(err)
	if meaning == nil {
		return err
	}
	if cannotOpen(err) {
		meaning = cmp.Or(whyNoFile(path), meaning)
	}
	return &FileError{Path: path, Err: meaning, Cause: err}
}

// primary is the code without what narrows it down. The driver's backups return the
// whole as if it were the code.
func primary(said sqlite3.Error) sqlite3.ErrNo { return said.Code & 0xff }

// cannotOpen reports whether SQLite could not open a file, or make one.
func cannotOpen(err error) bool {
	var said sqlite3.Error
	return errors.As(err, &said) && primary(said) == sqlite3.ErrCantOpen
}

// whyNoFile returns why no file can be made beside the database. SQLite does not
// say: after a failure it tries to open what is not there.
func whyNoFile(path string) error {
	name, err := files.TemporaryBeside(path)
	if name != "" {
		os.Remove(name) // which was made to find out
	}
	return cmp.Or(meaningOfSystem(err), lookAtName(path))
}

// lookAtName returns [ErrLongName] if the files beside the database would have too long
// names.
func lookAtName(path string) error {
	if _, err := os.Stat(path + "-journal"); errors.Is(err, syscall.ENAMETOOLONG) {
		return ErrLongName
	}
	return nil
}

// explainOpening is [explain] for a file that is being opened. What is asked of it
// then every sound file answers: what SQLite cannot do and has no other meaning, as
// where a table is missing or a format unknown, is damage.
func explainOpening(path string, err error) error {
	err = explain(path, err)
	var file *FileError
	var said sqlite3.Error
	if errors.As(err, &file) || !errors.As(err, &said) {
		return err
	}
	switch primary(said) {
	case sqlite3.ErrError, sqlite3.ErrSchema, sqlite3.ErrTooBig, sqlite3.ErrConstraint, sqlite3.ErrMismatch, sqlite3.ErrFormat:
		return &FileError{Path: path, Err: ErrDamaged, Cause: err}
	}
	return err
}

// errNotRecorded is of what stands in the log and nobody has recorded so.
var errNotRecorded = errors.New("is not as it was recorded")

func meaningOf(err error) error {
	if errors.Is(err, errNotRecorded) {
		return ErrDamaged
	}
	var said sqlite3.Error
	if !errors.As(err, &said) {
		return meaningOfSystem(err)
	}
	if said.ExtendedCode == sqlite3.ErrIoErrShortRead { // the file ends before its last page does
		return ErrDamaged
	}
	switch primary(said) {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrProtocol:
		return ErrLocked
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
		return ErrUnwritable
	case sqlite3.ErrFull:
		return ErrFull
	case sqlite3.ErrNotADB:
		return ErrNotSQLite
	case sqlite3.ErrCorrupt:
		return ErrDamaged
	case sqlite3.ErrError: // it has no codes for what our own statements can only meet in a damaged file
		if strings.HasPrefix(said.Error(), "no such ") {
			return ErrDamaged
		}
	case sqlite3.ErrIoErr: // also of a file that lies beside the database
		if meaning := meaningOfSystem(said.SystemErrno); meaning != nil {
			return meaning
		}
		return ErrDisk
	}
	return nil
}

func meaningOfSystem(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrUnwritable
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EIO):
		return ErrDisk
	case errors.Is(err, syscall.ENOTDIR):
		return ErrNotFolder
	case errors.Is(err, syscall.ENAMETOOLONG):
		return ErrLongName
	case errors.Is(err, syscall.ELOOP):
		return ErrLoop
	}
	return nil
}
