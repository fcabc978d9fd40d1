package axon

import (
	"context"
	"sync/atomic"
)

// A room is where messages, senders and readers wait. Most boxes are direct and never
// need one. The box's mu guards it.
type room[T any] struct {
	taken    queue[T] // that the reader's messages are from
	queue    queue[T] // nil until it is needed
	n        int      // messages in it
	size     int      // and their bytes
	weighs   bool     // whether messages of T have bytes
	bound    limit
	waiting  []*waiter     // senders, first come first
	bell     chan struct{} // wakes the reader
	asleep   bool          // the reader wants to hear the bell
	left     int           // messages that nobody took, when closed
	received uint64        // through the queue

	one  [1]T // of the goroutine inside, or the reader
	late late // of the goroutine inside
}

// room returns nil if there is none. It needs mu, like all that follows.
func (in *In[T]) room() *room[T] {
	if e := in.extra(); e != nil {
		r, _ := e.room.(*room[T])
		return r
	}
	return nil
}

// open makes the room, if need be.
func (in *In[T]) open() *room[T] {
	r := in.room()
	if r == nil {
		r = new(room[T])
		r.weighs, r.bound = hasSize[T](), defaultLimit[T]() // at once, see ARCHITECTURE.md on the start
		in.own().room = r
	}
	return r
}

// waits returns how many messages wait.
func (in *In[T]) waits() int {
	if r := in.room(); r != nil {
		return r.n
	}
	return 0
}

func (in *In[T]) isEmpty() bool { return in.waits() == 0 }

type aside struct {
	spare []*waiter // that wait no more
	later []func()  // for who is inside, once the queue is empty
	fence *fence
	gone  chan struct{} // closed when who is inside has left, see Seize
}

// aside returns nil if there is none.
func (c *core) aside() *aside {
	if e := c.extra(); e != nil {
		return e.aside
	}
	return nil
}

// uncommon returns the aside, and makes it if need be.
func (c *core) uncommon() *aside {
	e := c.own()
	if e.aside == nil {
		e.aside = new(aside)
	}
	return e.aside
}

func (c *core) hasLater() bool {
	a := c.aside()
	return a != nil && len(a.later) > 0
}

func (c *core) later() (f func()) {
	a := c.aside()
	f, a.later = a.later[0], a.later[1:]
	return f
}

// put queues m, or hands it to the handler when that has become free. It came by to, or
// from an outbox of another type.
func (in *In[T]) put(ctx context.Context, m T, wait bool, to *atomic.Pointer[In[T]], from leader) error {
	e := in.extra()
	if e != nil {
		e.mu.Lock()
	} else {
		in.lock()
		e = in.own()
	}
	r, _ := e.room.(*room[T])
	if r == nil || r.queue == nil {
		r = in.ready()
	}
	size := 0
	if r.weighs {
		size = sizeOf(m)
	}
	for {
		s := in.state.Load()
		switch {
		case s&passed != 0, to != nil && to.Load() != in, to == nil && !from.leadsTo(&in.core):
			e.mu.Unlock()
			return errMoved
		case s&refused != 0:
			e.mu.Unlock()
			return ErrEnded
		case s&bits != queued && in.come():
			if wait {
				in.state.Or(patient)
			}
			r.wakeFirst() // there is space for others too, and nobody else to say so
			e.mu.Unlock()
			in.handle(ctx, m)
			in.leave(ctx)
			return nil
		}
		if !r.bound.refuses(r.n, r.size, size) || ctx.Value(insideKey{&in.core}) != nil {
			break
		}
		if !wait {
			e.mu.Unlock()
			return ErrNoSpaceInBox
		}
		if err := in.await(ctx); err != nil {
			e.mu.Unlock()
			return err
		}
		in.ready() // what was there may have been passed on
	}
	r.store(m, size)
	woke := r.wake()
	e.mu.Unlock()
	if woke {
		noteWake(ctx)
	}
	return nil
}

// ready makes the queue when the first message needs it.
func (in *In[T]) ready() *room[T] {
	r := in.open()
	if r.queue == nil {
		r.queue = newQueue[T]()
	}
	return r
}

// store is for after ready.
func (r *room[T]) store(m T, size int) {
	r.queue.push(m)
	r.n++
	r.size += size
	r.received++
	if len(r.waiting) > 0 {
		r.wakeNext()
	}
}

// SetSize bounds the box to n messages, with no bound for their bytes; 0 removes
// every bound. A box that holds more keeps it. Any goroutine may call it.
func (in *In[T]) SetSize(n int) { in.SetBounds(n, 0) }

// SetBounds bounds the box by messages and by bytes; 0 means no bound.
func (in *In[T]) SetBounds(messages, bytes int) {
	in.lock()
	defer in.unlock()
	r := in.open()
	r.bound = limit{messages, bytes}
	in.wakeAll()
}

// Len returns how many messages wait in the box.
func (in *In[T]) Len() int {
	in.lock()
	defer in.unlock()
	return in.waits()
}
