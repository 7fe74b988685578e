//go:build !unix

package terminal

// ignoreResizes does nothing: only Unix tells a program of a new size.
func ignoreResizes() {}
