//go:build unix

package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// AtWork says, until the returned function is called, that something unfinished lies in
// the folder which nobody is to remove. A program that is killed says so no more.
func AtWork(folder string) (done func()) {
	return locked(folder, unix.LOCK_SH)
}

// claim is the right to remove what is unfinished in the folder; nil where somebody is
// at work in it, or that cannot be told.
func claim(folder string) (release func()) {
	return locked(folder, unix.LOCK_EX|unix.LOCK_NB)
}

func locked(folder string, how int) (release func()) {
	f, err := os.Open(folder)
	if err != nil {
		return nil
	}
	if err := unix.Flock(int(f.Fd()), how); err != nil {
		f.Close() // it was only to be locked
		return nil
	}
	return func() { f.Close() }
}
