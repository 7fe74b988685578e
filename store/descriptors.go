package store

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

func databaseOpens() {
	descriptors.Lock()
	defer descriptors.Unlock()
	descriptors.databases++
}

func databaseCloses() {
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

// doneLooking closes a file that may be an open database.
func doneLooking(f *os.File) {
	descriptors.Lock()
	defer descriptors.Unlock()
	if descriptors.databases == 0 {
		f.Close() // it was only read
		return
	}
	descriptors.looked = append(descriptors.looked, f)
}
