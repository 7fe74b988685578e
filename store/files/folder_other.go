//go:build !unix

package files

// ReplacesOpen says whether a file can take the place of one that is open.
const ReplacesOpen = false

// CanMakeIn reports whether files can be made in the folder, which here shows
// only when one is.
func CanMakeIn(string) bool { return true }

// SyncFolder does nothing: Windows keeps names by itself, and denies it to programs.
func SyncFolder(string) error { return nil }
