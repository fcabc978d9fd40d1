package axon

import (
	"context"
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
	entrance
	handler *Handler[T]
}

// An entrance is what an inbox is, whatever its type.
type entrance struct {
	// state says in its lowest two bits where messages go, in the next six what is
	// the matter with the box, and counts above those what a handler was given.
	state atomic.Uint64
	core
}

// What the lowest bits of In.state say.
const (
	queued = iota // messages go to the queue
	free          // the sender may enter
	busy          // a goroutine is inside
	called        // and has more to do before it leaves
	bits   = 3
)

// What the next ones say. But for the first, they change with mu only.
const (
	patient = 4 << iota // the goroutine inside has come by Send, and for this message
	watched             // an outbox wants to hear of space
	passed              // linked on to another inbox
	held                // taken away from its senders, see Hold
	refused             // takes no more, see Refuse
	closed
	handled // one message that a handler was given
)

// is needs mu.
func (in *entrance) is(any uint64) bool { return in.state.Load()&any != 0 }

// enter makes a sender the goroutine inside, if none is.
func (in *entrance) enter(wait bool) bool {
	s, enter := in.state.Load(), uint64(busy-free)
	if wait {
		enter += patient
	}
	return s&bits == free && in.state.CompareAndSwap(s, s+enter)
}

// handle runs the handler, whose panic ends the component, not the sender.
func (in *In[T]) handle(ctx context.Context, m T) {
	returned := false
	defer in.caught(&returned)
	h := in.handler
	if h.at != nil {
		h.sender = ctx
		h.f(&h.inside, m)
	} else {
		c := insides.Get().(*inside)
		c.sender, c.at = ctx, &in.entrance
		h.f(c, m)
		c.sender = context.Background()
		insides.Put(c)
	}
	returned = true
}

func (in *entrance) caught(returned *bool) {
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
	if s&bits == busy && in.state.CompareAndSwap(s, s&^patient-busy+free+handled) {
		return
	}
	in.finish(ctx)
}

// finish does what has come up for the goroutine inside, and leaves.
func (in *In[T]) finish(ctx context.Context) {
	in.state.And(^uint64(patient))
	in.lock()
	for {
		switch {
		case in.is(closed | held | passed):
			in.exit(queued)
			return
		case in.fenced(0):
			f := in.passFence()
			in.unlock()
			in.do(f)
			in.lock()
		case !in.isEmpty():
			m, _ := in.grabOne()
			in.madeSpace()
			r := in.room()
			in.unlock()
			r.late.Context, r.late.chain = in.owner().Context(), ctx
			in.handle(&r.late, m)
			in.lock()
		case in.hasLater():
			f := in.later()
			in.unlock()
			in.do(f)
			in.lock()
		case in.is(refused):
			in.exit(queued)
			return
		default:
			in.exit(free)
			return
		}
	}
}

// exit ends the turn of the goroutine inside, and gives up mu.
func (in *entrance) exit(to uint64) {
	in.setState(to)
	if a := in.aside(); a != nil && a.gone != nil {
		close(a.gone)
		a.gone = nil
	}
	in.unlock()
}

func (in *entrance) do(f func()) {
	returned := false
	defer in.caught(&returned)
	f()
	returned = true
}

// setState needs mu, and that the caller is inside or nobody is.
func (in *entrance) setState(to uint64) {
	in.state.Store(in.state.Load()&^(bits|patient) | to)
}

// come tries to become the goroutine inside, or calls the one that is. It needs mu.
func (in *entrance) come() (entered bool) {
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
