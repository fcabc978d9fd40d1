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
	in.mu.Lock()
	defer in.mu.Unlock()
	in.open()
	if in.grab(in.one[:]) == 0 {
		if in.closed {
			return m, ErrEnded
		}
		return m, ErrBoxEmpty
	}
	in.madeSpace()
	return in.one[0], nil
}

// Ready returns a channel that receives once there is something to read. Call
// it anew for each wait, and expect that another read was faster.
func (in *In[T]) Ready() <-chan struct{} {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.open()
	if in.bell == nil {
		in.bell = make(chan struct{}, 1)
	}
	in.asleep = true
	if in.closed || in.n > 0 {
		in.wake()
	}
	return in.bell
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
	in.mu.Lock()
	defer in.mu.Unlock()
	in.open()
	n := in.grab(into)
	in.taken = in.queue
	if n > 0 {
		in.madeSpace()
	}
	return n
}

// grab needs mu.
func (in *In[T]) grab(into []T) int {
	if in.n == 0 {
		if in.queue != nil {
			in.queue.grab(into[:0]) // gives memory back
		}
		return 0
	}
	n, size := in.queue.grab(into)
	in.n -= n
	in.nearFence(n)
	in.size -= size
	return n
}

func (in *In[T]) unget(rest []T) {
	if len(rest) == 0 {
		return
	}
	in.mu.Lock()
	in.open()
	if in.queue != in.taken {
		in.mu.Unlock()
		in.putBack(rest)
		return
	}
	defer in.mu.Unlock()
	in.queue.unget(rest)
	in.n += len(rest)
	for _, m := range rest {
		in.size += sizeOf(m)
	}
	in.wake()
}

// putBack is unget for a box that was passed on, or has closed, since the take.
func (in *In[T]) putBack(rest []T) {
	topology.Lock()
	in.mu.Lock()
	in.open()
	var runs []func()
	switch {
	case in.closed:
		in.left += len(rest)
	case in.passed:
		in.mu.Unlock()
		for _, m := range rest {
			if run := last(in).accept(m); run != nil {
				runs = append(runs, run)
			}
		}
		in.mu.Lock()
	default: // and is the last of the chain again
		later, received := in.queue, in.received
		in.queue, in.n, in.size = nil, 0, 0
		in.ready()
		for _, m := range rest {
			in.store(m, sizeOf(m))
		}
		var one [1]T
		for later != nil {
			n, size := later.grab(one[:])
			if n == 0 {
				break
			}
			in.store(one[0], size)
		}
		in.received = received
		in.wake()
	}
	in.mu.Unlock()
	topology.Unlock()
	for _, run := range runs {
		run()
	}
}

func (in *In[T]) isClosed() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.closed
}

// TakeBytes takes many waiting messages as one piece, valid until the next read,
// and returns nil when there are none. It is for writers to which the bounds of
// messages mean nothing.
func TakeBytes(in *In[[]byte]) (piece []byte, messages int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.room == nil || in.queue == nil {
		return nil, 0
	}
	most := in.n
	if in.aside != nil && in.aside.fence != nil {
		most = in.aside.fence.before
	}
	piece, messages = in.queue.(*byteQueue).grabPiece(most)
	in.n -= messages
	in.nearFence(messages)
	in.size -= len(piece)
	if messages > 0 {
		in.madeSpace()
	}
	return piece, messages
}
