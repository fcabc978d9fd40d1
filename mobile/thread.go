package mobile

import (
	"runtime"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

func init() { stream.KeepThreads.Store(true) }

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
