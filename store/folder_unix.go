//go:build unix

package store

import "golang.org/x/sys/unix"

// canMakeFiles reports whether files can be made in the folder.
func canMakeFiles(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }
