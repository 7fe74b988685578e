package store

// IsShared reports whether other machines may reach the files of a file system of
// that magic number.
func IsShared(magic uint32) bool { return filesystem(magic).shared() }
