package exchange

import (
	"regexp"
	"sync"
)

// lazily compiles the pattern when it is first asked for: most runs of the program
// ask for few of them, and begin that much sooner.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
