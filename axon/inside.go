package axon

import (
	"context"
	"sync/atomic"
)

// inside is the context that a handler is given. It carries through the
// handler's own sends which boxes the goroutine is inside of, so that a send
// back into one of them is known and never waits for itself.
//
// One exists for each direct box and is used again for each message: only one
// goroutine is inside at a time.
type inside struct {
	context.Context // that of the message: its sender's, or the component's
	box             *core
	chain           context.Context // that of the goroutine inside
	wait            bool            // its sender has come by Send
}

type insideKey struct{ box *core }

func (c *inside) Value(key any) any {
	switch k := key.(type) {
	case insideKey:
		if k.box == c.box {
			return true
		}
		return c.chain.Value(key)
	case Waking, Waiting:
		return c.chain.Value(key)
	}
	return c.Context.Value(key)
}

// MayWait reports whether a handler, which it is called by with the context that
// it was given, is run by a goroutine that has come with Send and for this very
// message. Only that one is known to be ready to wait, and not a reader that
// others wait for (WithWakes).
func MayWait(ctx context.Context) bool {
	here, ok := ctx.(*inside)
	return ok && here.wait && here.Value(Waking{}) == nil && here.Value(Waiting{}) == nil
}

// Waiting is the key of a context's value, a func() that is called each time before a
// sender with that context, at any distance, waits for space in a box. Who runs a loop
// for others hands it on there.
type Waiting struct{}

func noteWait(ctx context.Context) {
	if before, ok := ctx.Value(Waiting{}).(func()); ok {
		before()
	}
}

// Wakes tells a sender whether its messages have woken another goroutine.
//
// Who goes from a Send straight into a system call that waits should yield
// before, when it has woken somebody: the runtime would otherwise leave the
// woken one behind the call for as long as 10 ms.
type Wakes struct{ woke atomic.Bool }

// Waking is the key of a context's *Wakes, see WithWakes.
type Waking struct{}

// WithWakes returns a context whose sends, at any distance, are noted in the
// Wakes.
func WithWakes(ctx context.Context) (context.Context, *Wakes) {
	w := new(Wakes)
	return context.WithValue(ctx, Waking{}, w), w
}

// Take reports whether a goroutine was woken since the last Take.
func (w *Wakes) Take() bool { return w.woke.Load() && w.woke.Swap(false) }

func noteWake(ctx context.Context) {
	if w, ok := ctx.Value(Waking{}).(*Wakes); ok {
		w.woke.Store(true)
	}
}
