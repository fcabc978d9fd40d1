package leaktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// startPoller makes the runtime open its epoll and event descriptors, which it
// does once, at the first pipe or socket.
var startPoller = sync.OnceFunc(func() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
})

// descriptors returns what every open descriptor refers to, by number.
func descriptors() map[string]string {
	startPoller()
	const dir = "/proc/self/fd"
	entries, _ := os.ReadDir(dir)
	found := map[string]string{}
	for _, e := range entries {
		target, err := os.Readlink(filepath.Join(dir, e.Name()))
		if err != nil || strings.HasPrefix(target, "/proc/") {
			continue // the descriptor that ReadDir itself used
		}
		found[e.Name()] = target
	}
	return found
}

// threads counts the threads of the process.
func threads() int {
	entries, _ := os.ReadDir("/proc/self/task")
	return len(entries)
}

// describeThreads says how many threads there are and where the kernel holds them.
func describeThreads(before, after int) string {
	at := map[string]int{}
	entries, _ := os.ReadDir("/proc/self/task")
	for _, e := range entries {
		where, err := os.ReadFile(filepath.Join("/proc/self/task", e.Name(), "wchan"))
		if err != nil {
			continue // it has ended meanwhile
		}
		at[string(where)]++
	}
	return fmt.Sprintf("threads: %d, before: %d, by wait channel: %v\n", after, before, at)
}
