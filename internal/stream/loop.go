package stream

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
)

// Readiness says what a descriptor is ready for, or what of it is wanted.
type Readiness uint8

const (
	Readable    Readiness = 1 << iota // a read does not wait: bytes, an end or an error
	Writable                          // a write does not wait
	Exceptional                       // urgent data (POLLPRI, see poll(2))
)

// A Loop tells of descriptors that are ready. Any goroutine may call it.
type Loop interface {
	// Watch begins to watch a descriptor, of which nothing is wanted yet. The error
	// says that the loop has ended.
	Watch(fd int, w Watcher) (Watch, error)
}

// A Watcher is told by a loop, on the loop's own goroutine.
type Watcher interface {
	// Take takes what has come into p, without waiting, right before Ready is to say that
	// the descriptor is ready for reading. The loop may take from others in between.
	// After ErrWouldBlock there is nothing to say.
	Take(p []byte) (n int, err error)

	// Ready says that the descriptor may be ready for r, and what was taken, which is
	// lent until it returns; it is called again while it is and that is wanted, and
	// never twice at a time for reading or for writing.
	//
	// It may wait. For space in a box it must do so with a context like t.Context, whose
	// axon.Waiting is t.BeforeWait and axon.Waking &t.Wakes, and costs the loop nothing
	// then. When it waits for something else, the loop notices after some
	// milliseconds, and goes on without it.
	Ready(t *Turn, r Readiness, taken Taken)

	// Failed says why there is nothing more to be told. It is the last call.
	Failed(err error)
}

// Taken is what Take has returned.
type Taken struct {
	Bytes []byte
	Err   error
}

// A Turn is what a goroutine has that is the loop for a while.
type Turn struct {
	BeforeWait func() // the loop goes on without this goroutine
	Wakes      axon.Wakes
	Context    context.Context // with both
}

// A Watch is one descriptor in a loop. Any goroutine may call it.
type Watch interface {
	// Want says what is to be told of from now on.
	Want(r Readiness)

	// Close ends the watch, and calls then once no call of the Watcher runs. It waits
	// for nothing, and comes before the descriptor is closed.
	Close(then func())
}

// Pollable is a Socket for a loop.
type Pollable interface {
	Socket

	// TryReceive is Receive that never waits: the error is ErrWouldBlock instead.
	TryReceive(p []byte) (n int, err error)

	// Hold keeps the descriptor open until Leave, also after Close, which is then seen
	// as Interrupt is. It reports false after either.
	Hold() bool
	Leave()

	// NoWaiting says that no call waits from now on; Waiting, that calls may wait
	// again, for which there may be no threads.
	NoWaiting()
	Waiting() error

	// Descriptor returns the number, which is the socket's while it is held.
	Descriptor() int
}
