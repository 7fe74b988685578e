//go:build !unix

package store

import "os"

// isRunning reports whether there is a process with the number.
func isRunning(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	p.Release() //nolint:errcheck // nothing depends on it
	return true
}
