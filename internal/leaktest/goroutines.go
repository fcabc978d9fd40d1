package leaktest

import (
	"runtime"
	"strings"
)

// lasting names goroutines which the standard library starts once for the
// process, when a test is the first to use a feature.
var lasting = []string{
	"os/signal.signal_recv",
	"runtime.ensureSigM",
	"runtime.ReadTrace",
}

// goroutines returns the stack of every goroutine but the lasting ones, by id.
func goroutines() map[string]string {
	buf := make([]byte, 1<<16)
	n := runtime.Stack(buf, true)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, true)
	}
	found := map[string]string{}
	for stack := range strings.SplitSeq(string(buf[:n]), "\n\n") {
		stack = strings.TrimPrefix(stack, "goroutine ")
		id, _, _ := strings.Cut(stack, " ")
		if !isLasting(stack) {
			found[id] = stack
		}
	}
	return found
}

func isLasting(stack string) bool {
	for _, name := range lasting {
		if strings.Contains(stack, name) {
			return true
		}
	}
	return false
}
