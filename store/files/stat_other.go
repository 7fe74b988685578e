//go:build !windows

package files

import (
	"io/fs"
	"os"
)

// Stat is os.Stat, which notes at once which file it is.
func Stat(path string) (fs.FileInfo, error) { return os.Stat(path) }
