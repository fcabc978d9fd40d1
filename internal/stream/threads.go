package stream

import (
	"runtime"
	"sync/atomic"
)

// KeepThreads is set by package mobile: threads do not end before the process does.
//
// A thread that has run a callback is attached to the JVM, and is detached by its end.
// Go ends a thread with all signals blocked and without a place to handle one, but the
// JVM needs signals while it detaches, and one that is then delivered ends the process.
var KeepThreads atomic.Bool

// ExitThread makes the thread of the calling goroutine end together with the
// goroutine, unless threads are kept.
func ExitThread() {
	if !KeepThreads.Load() {
		runtime.LockOSThread()
	}
}
