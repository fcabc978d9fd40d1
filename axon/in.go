package axon

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
)

// In is an inbox. The zero value is ready.
//
// It is queued, and its component reads it with Recv, TryRecv or All; or it is
// direct, and a handler runs on the sender's goroutine (Handle). The sender
// cannot tell. One goroutine at a time may read. A direct box is entered by one
// goroutine at a time: what is sent meanwhile, by the handler itself included,
// queues, and the goroutine inside delivers it. No lock is held while a handler
// runs.
//
// Bytes are lent until the handler returns, or until the next read.
type In[T any] struct {
	// state says in its lowest two bits where messages go, and counts above
	// them those that a handler was given.
	state atomic.Uint64

	// These two belong to the goroutine inside. They lie beside state, because with
	// many boxes each message finds none of it in the processor's cache.
	handler func(context.Context, T)
	here    inside

	core
	mu       sync.Mutex
	*room[T]      // nil until something is to wait, see open
	watched  bool // an outbox wants to hear of space
	passed   bool // linked on to another inbox
	held     bool // taken away from its senders, see Hold
	refused  bool // takes no more, see Refuse
	closed   bool
}

// What the lowest bits of In.state say.
const (
	queued = iota // messages go to the queue
	free          // the sender may enter
	busy          // a goroutine is inside
	called        // and has more to do before it leaves
	bits   = 3
)

// deliver is the way of most messages: into the handler, or to put.
func (in *In[T]) deliver(ctx context.Context, m T, wait bool, moved *atomic.Bool) error {
	s := in.state.Load()
	if s&bits != free || !in.state.CompareAndSwap(s, s-free+busy) {
		return in.put(ctx, m, wait, moved)
	}
	if moved.Load() {
		in.leave(ctx)
		return errMoved
	}
	in.handle(ctx, ctx, m, wait)
	in.leave(ctx)
	return nil
}

// handle runs the handler, whose panic ends the component, not the sender.
func (in *In[T]) handle(ctx, chain context.Context, m T, wait bool) {
	returned := false
	defer in.caught(&returned)
	in.here.box, in.here.Context, in.here.chain, in.here.wait = &in.core, ctx, chain, wait
	in.handler(&in.here, m)
	returned = true
}

func (in *In[T]) caught(returned *bool) {
	if *returned {
		return
	}
	if owner := in.owner(); owner != nil {
		if v := recover(); v != nil {
			owner.fail(panicked(v))
		}
	}
}

// leave ends the turn of the goroutine inside.
func (in *In[T]) leave(ctx context.Context) {
	s := in.state.Load()
	if s&bits == busy && in.state.CompareAndSwap(s, s-busy+free+(bits+1)) {
		return
	}
	in.finish(ctx)
}

// finish does what has come up for the goroutine inside, and leaves.
func (in *In[T]) finish(ctx context.Context) {
	in.mu.Lock()
	for {
		switch {
		case in.closed || in.held || in.passed:
			in.exit(queued)
			return
		case in.fenced(0):
			f := in.passFence()
			in.mu.Unlock()
			in.do(f)
			in.mu.Lock()
		case !in.isEmpty():
			in.grab(in.one[:])
			m := in.one[0]
			in.madeSpace()
			in.mu.Unlock()
			in.handle(in.owner().context(), ctx, m, false)
			in.mu.Lock()
		case in.hasAside() && len(in.aside.later) > 0:
			f := in.aside.later[0]
			in.aside.later = in.aside.later[1:]
			in.mu.Unlock()
			in.do(f)
			in.mu.Lock()
		case in.refused:
			in.exit(queued)
			return
		default:
			in.exit(free)
			return
		}
	}
}

// exit ends the turn of the goroutine inside, and gives up mu.
func (in *In[T]) exit(to uint64) {
	in.setState(to)
	if in.hasAside() && in.aside.gone != nil {
		close(in.aside.gone)
		in.aside.gone = nil
	}
	in.mu.Unlock()
}

func (in *In[T]) do(f func()) {
	returned := false
	defer in.caught(&returned)
	f()
	returned = true
}

// setState needs mu, and that the caller is inside or nobody is.
func (in *In[T]) setState(to uint64) {
	in.state.Store(in.state.Load()&^bits | to)
}

// enter tries to become the goroutine inside, or calls the one that is.
func (in *In[T]) enter() (entered bool) {
	for {
		s := in.state.Load()
		switch s & bits {
		case free:
			if in.state.CompareAndSwap(s, s-free+busy) {
				return true
			}
		case busy:
			if in.state.CompareAndSwap(s, s-busy+called) {
				return false
			}
		default:
			return false
		}
	}
}

func (in *In[T]) inbox() bool        { return true }
func (in *In[T]) elem() reflect.Type { return reflect.TypeFor[T]() }
func (in *In[T]) twin() Box          { return new(In[T]) }
