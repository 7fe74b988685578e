// Package files is what a database needs of the operating system beside SQLite: which
// file lies under a path, who holds a lock on it, on what kind of file system it is, and
// how another takes its place whole or not at all.
package files

import (
	"os"
	"sync"
)

// descriptors keeps files open that were only looked at. By POSIX, a program that
// closes any descriptor of a file loses all its locks on it, those of SQLite's
// connections too: another program would then take the write-ahead log away from
// under them. So they stay open until no database is.
var descriptors struct {
	sync.Mutex
	databases int // that are open in this program, or being opened
	looked    []*os.File
}

// DatabaseOpens notes that a database is about to be opened in this program, and
// [DatabaseCloses] that it is closed.
func DatabaseOpens() {
	descriptors.Lock()
	defer descriptors.Unlock()
	descriptors.databases++
}

// DatabaseCloses closes the files that were only looked at, if no database is open.
func DatabaseCloses() {
	descriptors.Lock()
	defer descriptors.Unlock()
	if descriptors.databases--; descriptors.databases > 0 {
		return
	}
	for _, f := range descriptors.looked {
		f.Close() // it was only read
	}
	descriptors.looked = nil
}

// DoneLooking closes a file that may be an open database.
func DoneLooking(f *os.File) {
	descriptors.Lock()
	defer descriptors.Unlock()
	if descriptors.databases == 0 {
		f.Close() // it was only read
		return
	}
	descriptors.looked = append(descriptors.looked, f)
}
