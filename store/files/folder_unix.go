//go:build unix

package files

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// ReplacesOpen says whether a file can take the place of one that is open.
const ReplacesOpen = true

// CanMakeIn reports whether files can be made in the folder.
func CanMakeIn(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }

// SyncFolder makes the names in a folder last. Where a system cannot, it does so
// by itself.
func SyncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // it can be written to, not read
	}
	defer f.Close()
	if err := f.Sync(); !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
