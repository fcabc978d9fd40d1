// Package probe lets tests on the other side of the bindings look into Go: its
// stacks and its garbage. It is bound together with package mobile in tests only,
// which also shows how an app binds a package of its own with it.
package probe

import (
	"runtime"
	"strings"
)

// Stacks returns the stack of every goroutine.
func Stacks() string {
	for size := 1 << 20; ; size *= 2 {
		stacks := make([]byte, size)
		if n := runtime.Stack(stacks, true); n < size {
			return string(stacks[:n])
		}
	}
}

// Working returns the stacks of the goroutines that run code of this project. The
// others are Go's own, and one for each thread that has ever called Go.
func Working() string {
	const module = "github.com/threadedtcp/threadedtcp/"
	const here = module + "platforms/probe."
	var working []string
	for stack := range strings.SplitSeq(Stacks(), "\n\n") {
		if strings.Contains(stack, "\n"+module) && !strings.Contains(stack, here) {
			working = append(working, stack)
		}
	}
	return strings.Join(working, "\n\n")
}

// Collect lets Go's garbage collector run, twice: what the first run finalizes the
// second one frees.
func Collect() {
	runtime.GC()
	runtime.GC()
}
