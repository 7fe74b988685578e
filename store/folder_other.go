//go:build !unix

package store

// replacesOpenFiles says whether a file can take the place of one that is open.
const replacesOpenFiles = false

// canMakeFiles reports whether files can be made in the folder, which here shows
// only when one is.
func canMakeFiles(string) bool { return true }

// syncFolder does nothing: Windows keeps names by itself, and denies it to programs.
func syncFolder(string) error { return nil }
