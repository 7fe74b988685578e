//go:build unix

package files

import (
	"io/fs"
	"syscall"
)

// Names returns how many names the file has (hard links); 1 where that cannot be told.
func Names(info fs.FileInfo) int {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 1
	}
	return int(s.Nlink) //nolint:unconvert // its type is not the same on all systems
}
