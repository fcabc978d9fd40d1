package axon

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// inside is the context that a handler is given. It carries through the handler's own
// sends which boxes the goroutine is inside of, so that a send back into one of
// them is known and never waits for itself. All but that comes from the sender's context.
//
// One is enough for a box, because only one goroutine is inside at a time.
type inside struct {
	sender context.Context
	at     *entrance
}

// insides are for boxes that have none of their own.
var insides = sync.Pool{New: func() any { return new(inside) }}

func (c *inside) Deadline() (time.Time, bool) { return c.sender.Deadline() }
func (c *inside) Done() <-chan struct{}       { return c.sender.Done() }
func (c *inside) Err() error                  { return c.sender.Err() }

type insideKey struct{ box *core }

func (c *inside) Value(key any) any {
	if k, ok := key.(insideKey); ok && k.box == &c.at.core {
		return true
	}
	return c.sender.Value(key)
}

// late is the sender's context of a message that had to queue: the component's, since
// nobody waits for it, on the goroutine inside.
type late struct {
	context.Context
	chain context.Context // that of the goroutine inside
}

func (c *late) Value(key any) any {
	switch key.(type) {
	case insideKey, Waking, Waiting:
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
	return ok && here.isPatient() && ctx.Value(Waking{}) == nil && ctx.Value(Waiting{}) == nil
}

func (c *inside) isPatient() bool { return c.at.state.Load()&patient != 0 }

// Receiver returns the component whose handler it is called by, with the context that
// the handler was given, and nil for other contexts.
func Receiver(ctx context.Context) Component {
	if here, ok := ctx.(*inside); ok {
		if owner := here.at.owner(); owner != nil {
			return owner.c // which was there before the box knew its owner
		}
	}
	return nil
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
