//go:build !unix

package terminal

// onResize does nothing: only Unix tells a program of a new size.
func onResize(func()) (stop func()) { return func() {} }

// onContinue does nothing: only Unix has jobs.
func onContinue(func()) (stop func()) { return func() {} }

// stopProgram does nothing: only Unix has jobs.
func stopProgram() error { return nil }
