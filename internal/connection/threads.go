package connection

import (
	"sync"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// spareThreads are left to the runtime for the next connection. Threads of more
// connections than that end with them: the runtime would keep each for ever.
const spareThreads = 4

var waiting atomic.Int32

// enterThread is called by a connection's goroutine, which will wait in system
// calls.
func enterThread() { waiting.Add(1) }

// crowded reports whether there are more of them than spare threads.
func crowded() bool { return waiting.Load() > spareThreads }

// leaveThread is called when it has waited for the last time.
func leaveThread() {
	if waiting.Add(-1) >= spareThreads {
		endThread()
	}
}

// endThread ends a thread that is not the caller's: who runs a connection still
// has a last message to send, whose handlers should not run locked to a thread.
func endThread() {
	var last sync.WaitGroup
	last.Go(stream.ExitThread) // see blocking.ExitThread
	last.Wait()
}
