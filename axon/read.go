package axon

import (
	"context"
	"iter"
)

// Recv takes the oldest message, and waits for one until ctx ends.
//
// Bytes are valid until the next read. The error is the cause of the end of ctx,
// or matches ErrEnded when the component has ended.
func (in *In[T]) Recv(ctx context.Context) (T, error) {
	for {
		m, err := in.TryRecv()
		if err != ErrBoxEmpty {
			return m, err
		}
		if err := hear(ctx, in.Ready()); err != nil {
			return m, err
		}
	}
}

// TryRecv is Recv that returns ErrBoxEmpty instead of waiting.
func (in *In[T]) TryRecv() (m T, err error) {
	in.lock()
	defer in.unlock()
	m, ok := in.grabOne()
	switch {
	case ok:
		in.madeSpace()
		return m, nil
	case in.is(closed):
		return m, ErrEnded
	}
	return m, ErrBoxEmpty
}

// Ready returns a channel that receives once there is something to read. Call
// it anew for each wait, and expect that another read was faster.
func (in *In[T]) Ready() <-chan struct{} {
	in.lock()
	defer in.unlock()
	r := in.open()
	if r.bell == nil {
		r.bell = make(chan struct{}, 1)
	}
	r.asleep = true
	if in.is(closed) || r.n > 0 {
		r.wake()
	}
	return r.bell
}

// batch is how many messages All takes out of the box at a time.
const batch = 64

// All returns the messages as they come, until ctx ends or the component has
// ended. It takes up to 64 out of the box at a time, and puts back what the
// loop leaves.
func (in *In[T]) All(ctx context.Context) iter.Seq[T] {
	return func(yield func(T) bool) {
		var some [batch]T
		for {
			n := in.take(some[:])
			for i := range n {
				if !yield(some[i]) {
					in.unget(some[i+1 : n])
					return
				}
			}
			if n > 0 {
				clear(some[:n])
				continue
			}
			if in.isClosed() {
				return
			}
			if hear(ctx, in.Ready()) != nil {
				return
			}
		}
	}
}

func (in *In[T]) take(into []T) int {
	in.lock()
	defer in.unlock()
	r := in.open()
	n := in.grab(r, into)
	r.taken = r.queue
	if n > 0 {
		in.madeSpace()
	}
	return n
}

// grab needs mu.
func (in *In[T]) grab(r *room[T], into []T) int {
	if r.n == 0 {
		if r.queue != nil {
			r.queue.grab(into[:0]) // gives memory back
		}
		return 0
	}
	n, size := r.queue.grab(into)
	r.n -= n
	in.nearFence(n)
	r.size -= size
	return n
}

// grabOne needs mu.
func (in *In[T]) grabOne() (m T, ok bool) {
	r := in.open()
	if in.grab(r, r.one[:]) == 0 {
		return m, false
	}
	return r.one[0], true
}

func (in *In[T]) unget(rest []T) {
	if len(rest) == 0 {
		return
	}
	in.lock()
	r := in.open()
	if r.queue != r.taken {
		in.unlock()
		in.putBack(rest)
		return
	}
	defer in.unlock()
	r.queue.unget(rest)
	r.n += len(rest)
	for _, m := range rest {
		r.size += sizeOf(m)
	}
	r.wake()
}

// putBack is unget for a box that was passed on, or has closed, since the take.
func (in *In[T]) putBack(rest []T) {
	topology.Lock()
	in.lock()
	r := in.open()
	var runs []func()
	switch {
	case in.is(closed):
		r.left += len(rest)
	case in.is(passed):
		in.unlock()
		for _, m := range rest {
			if run := last(Box(in)).accept(m); run != nil {
				runs = append(runs, run)
			}
		}
		in.lock()
	default: // and is the last of the chain again
		later, received := r.queue, r.received
		r.queue, r.n, r.size = newQueue[T](), 0, 0
		for _, m := range rest {
			r.store(m, sizeOf(m))
		}
		var one [1]T
		for later != nil {
			n, size := later.grab(one[:])
			if n == 0 {
				break
			}
			r.store(one[0], size)
		}
		r.received = received
		r.wake()
	}
	in.unlock()
	topology.Unlock()
	for _, run := range runs {
		run()
	}
}

func (in *entrance) isClosed() bool {
	in.lock()
	defer in.unlock()
	return in.is(closed)
}

// TakeBytes takes many waiting messages as one piece, valid until the next read,
// and returns nil when there are none. It is for writers to which the bounds of
// messages mean nothing.
func TakeBytes(in *In[[]byte]) (piece []byte, messages int) {
	in.lock()
	defer in.unlock()
	r := in.room()
	if r == nil || r.queue == nil {
		return nil, 0
	}
	most := r.n
	if a := in.aside(); a != nil && a.fence != nil {
		most = a.fence.before
	}
	piece, messages = r.queue.(*byteQueue).grabPiece(most)
	r.n -= messages
	in.nearFence(messages)
	r.size -= len(piece)
	if messages > 0 {
		in.madeSpace()
	}
	return piece, messages
}
