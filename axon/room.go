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
	sized    bool
	waiting  []*waiter     // senders, first come first
	bell     chan struct{} // wakes the reader
	asleep   bool          // the reader wants to hear the bell
	left     int           // messages that nobody took, when closed
	received uint64        // through the queue
	aside    *aside        // what most rooms never need

	one [1]T // of the goroutine inside, or the reader
}

// open makes the room. It needs mu.
func (in *In[T]) open() {
	if in.room == nil {
		in.room = new(room[T])
	}
}

// isEmpty needs mu.
func (in *In[T]) isEmpty() bool { return in.room == nil || in.n == 0 }

// hasAside reports whether there is anything rare. It needs mu.
func (in *In[T]) hasAside() bool { return in.room != nil && in.aside != nil }

type aside struct {
	spare []*waiter // that wait no more
	later []func()  // for who is inside, once the queue is empty
	fence *fence
	gone  chan struct{} // closed when who is inside has left, see Seize
}

// rare needs mu.
func (in *In[T]) rare() *aside {
	in.open()
	if in.aside == nil {
		in.aside = new(aside)
	}
	return in.aside
}

// put queues m, or hands it to the handler when that has become free.
func (in *In[T]) put(ctx context.Context, m T, wait bool, moved *atomic.Bool) error {
	in.mu.Lock()
	in.ready()
	size := 0
	if in.weighs {
		size = sizeOf(m)
	}
	for {
		if moved.Load() || in.passed {
			in.mu.Unlock()
			return errMoved
		}
		if in.refused {
			in.mu.Unlock()
			return ErrEnded
		}
		if in.state.Load()&bits != queued && in.enter() {
			in.wakeFirst() // there is space for others too, and nobody else to say so
			in.mu.Unlock()
			in.handle(ctx, ctx, m, wait)
			in.leave(ctx)
			return nil
		}
		if !in.bound.refuses(in.n, in.size, size) || ctx.Value(insideKey{&in.core}) != nil {
			break
		}
		if !wait {
			in.mu.Unlock()
			return ErrNoSpaceInBox
		}
		if err := in.await(ctx); err != nil {
			in.mu.Unlock()
			return err
		}
	}
	in.store(m, size)
	woke := in.wake()
	in.mu.Unlock()
	if woke {
		noteWake(ctx)
	}
	return nil
}

// ready makes the queue when the first message needs it. It needs mu.
func (in *In[T]) ready() {
	in.open()
	if in.queue == nil {
		in.prepare()
	}
}

func (in *In[T]) prepare() {
	in.queue = newQueue[T]()
	in.weighs = hasSize[T]()
	if !in.sized {
		in.bound, in.sized = defaultLimit[T](), true
	}
}

// store needs mu, and ready before.
func (in *In[T]) store(m T, size int) {
	in.queue.push(m)
	in.n++
	in.size += size
	in.received++
	if len(in.waiting) > 0 {
		in.wakeNext()
	}
}

// SetSize bounds the box to n messages, with no bound for their bytes; 0 removes
// every bound. A box that holds more keeps it. Any goroutine may call it.
func (in *In[T]) SetSize(n int) { in.SetBounds(n, 0) }

// SetBounds bounds the box by messages and by bytes; 0 means no bound.
func (in *In[T]) SetBounds(messages, bytes int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.open()
	in.bound, in.sized = limit{messages, bytes}, true
	in.wakeAll()
}

// Len returns how many messages wait in the box.
func (in *In[T]) Len() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.room == nil {
		return 0
	}
	return in.n
}
