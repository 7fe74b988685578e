//go:build !unix

package store

// canMakeFiles reports whether files can be made in the folder, which here shows
// only when one is.
func canMakeFiles(string) bool { return true }
