package mobile

import (
	"runtime"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

func init() { stream.KeepThreads.Store(true) }

// serve handles what is in the inflow on this goroutine, whose number it notes first,
// until done. It is what calls the app: from one thread, which goes on afterwards.
func (q *inflow) serve(number *atomic.Int64, done *bool, handle func(item)) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread() // so that the thread goes on: see stream.KeepThreads
	number.Store(goroutine())
	for !*done {
		it, ok := q.take()
		if !ok {
			<-q.bell
			continue
		}
		handle(it)
	}
}

// goroutine returns the number of the calling goroutine. A call that comes back
// from a callback through Java or Objective-C runs on the goroutine of the callback,
// so this is how it is known that it would wait for itself.
//
// It is asked only when something is about to wait.
func goroutine() int64 {
	var header [32]byte // "goroutine 123 [running]:"
	n := runtime.Stack(header[:], false)
	var id int64
	for _, c := range header[len("goroutine "):n] {
		if c < '0' || c > '9' {
			break
		}
		id = 10*id + int64(c-'0')
	}
	return id
}
