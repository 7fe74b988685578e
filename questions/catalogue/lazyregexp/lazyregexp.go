// Package lazyregexp compiles regular expressions when they are first used. Most commands
// read no list, no roster and no listing, and start faster without them.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that compiles the expression once, at its first call. That call
// panics if the expression is not valid, as [regexp.MustCompile] does. The function may be
// called from several goroutines.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
