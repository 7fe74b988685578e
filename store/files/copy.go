package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// unfinished is what a backup is called until it is whole.
const unfinished = ".portdrill-unfinished-*"

// PutInPlace gives a file that is whole and on the disk its name, in place of what
// had it before, and puts that on the disk, too.
func PutInPlace(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put %s in place: %w", filepath.Base(to), err)
	}
	return SyncFolder(filepath.Dir(to))
}

// Remove removes a file that is not needed any more, with what SQLite may
// have left beside it.
func Remove(path string) {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		os.Remove(path + suffix) // mostly not there
	}
}

// Sync puts what is in the file on the disk.
func Sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// UnfinishedFolder makes a folder beside the database for all that is not finished, which
// remove removes.
func UnfinishedFolder(path string) (folder string, remove func(), err error) {
	beside := filepath.Dir(path)
	RemoveUnfinished(beside) // or else a later time
	done := AtWork(beside)
	folder, err = os.MkdirTemp(beside, unfinished)
	return folder, func() {
		if err == nil {
			os.RemoveAll(folder)
		}
		if done != nil {
			done()
		}
	}, err
}

// RemoveUnfinished removes what programs left that were killed while they made a
// backup, restored or rebuilt: at once where nobody is [AtWork], else what is so old that
// nobody can be.
func RemoveUnfinished(folder string) error {
	oldest := time.Now().Add(-time.Hour)
	if release := claim(folder); release != nil {
		defer release()
		oldest = time.Now().Add(time.Hour) // by whatever clock
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !IsUnfinished(entry.Name()) {
			continue
		}
		if info, err := entry.Info(); err == nil && info.ModTime().Before(oldest) {
			os.RemoveAll(filepath.Join(folder, entry.Name())) // in the way of nothing
		}
	}
	return nil
}

// HasUnfinished reports whether anything unfinished lies in the folder.
func HasUnfinished(folder string) bool {
	entries, err := os.ReadDir(folder)
	return err == nil && slices.ContainsFunc(entries, func(entry fs.DirEntry) bool { return IsUnfinished(entry.Name()) })
}

// IsUnfinished reports whether a file of that name is unfinished.
func IsUnfinished(name string) bool {
	is, _ := filepath.Match(unfinished, name)
	return is
}

// RemoveBeside removes what belonged to a database that is not there any more.
func RemoveBeside(path string) {
	for _, suffix := range []string{"-journal", "-wal", "-shm"} {
		os.Remove(path + suffix) // mostly not there
	}
}

// Copy copies a database as it lies there, with what has to be carried over
// into it yet.
func Copy(from, to string) error {
	if err := copyBytes(from, to); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-journal"} {
		if err := copyBytes(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer DoneLooking(in)
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// CreateBeside makes an empty file in the folder of another, to be renamed.
func CreateBeside(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), unfinished)
}

// TemporaryBeside is [CreateBeside] of a file that somebody else writes.
func TemporaryBeside(path string) (string, error) {
	f, err := CreateBeside(path)
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// Linked returns the file that the link at the path leads to, be it there yet or not,
// and the path itself where there is no such link; what is wrong there shows when it is
// opened.
func Linked(path string) string {
	const most = 40 // links that lead to each other, as in Linux
	at := path
	for range most {
		to, err := os.Readlink(at)
		if err != nil {
			break // it is no link
		}
		if !filepath.IsAbs(to) {
			folder, err := filepath.EvalSymlinks(filepath.Dir(at)) // before ".." is taken off it
			if err != nil {
				return path
			}
			to = filepath.Join(folder, to)
		}
		at = to
	}
	if at == path {
		return path
	}
	real, err := filepath.EvalSymlinks(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at
	case err != nil:
		return path
	}
	if info, err := os.Stat(real); err != nil || !info.Mode().IsRegular() {
		return path
	}
	return real
}
