package connection

import (
	"runtime"
	"sync/atomic"
)

// spareThreads are left to the runtime for the next connection. Threads of more
// goroutines than that end with them: the runtime would keep each for ever.
const spareThreads = 4

var waiting atomic.Int32

// enterThread is called by a connection's goroutine, which will wait in system
// calls.
func enterThread() { waiting.Add(1) }

// crowded reports whether there are more of them than spare threads.
func crowded() bool { return waiting.Load() > spareThreads }

// leaveThread is its last act.
func leaveThread() {
	if waiting.Add(-1) >= spareThreads {
		runtime.LockOSThread() // and never unlocked: see blocking.ExitThread
	}
}
