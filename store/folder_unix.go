//go:build unix

package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// replacesOpenFiles says whether a file can take the place of one that is open.
const replacesOpenFiles = true

// canMakeFiles reports whether files can be made in the folder.
func canMakeFiles(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }

// syncFolder makes the names in a folder last. Where a system cannot, it does so
// by itself.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // it can be written to, not read
	}
	defer f.Close()
	if err := f.Sync(); err != nil && meaningOfSystem(err) != nil {
		return err
	}
	return nil
}
