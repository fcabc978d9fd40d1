package axon

import "context"

// Handle makes the box direct: f runs for each message, on the goroutine of its
// sender, one at a time. What has queued comes first: before Handle returns or, where a
// Starter calls it, on a goroutine of its own, since what it hands on may find no space
// before others are activated.
//
// The context of f ends with the sender's, or with the component for a message
// that had to queue; pass it on to every Send. A panic of f ends the component.
func (in *In[T]) Handle(f func(ctx context.Context, m T)) {
	in.handleBy(&Handler[T]{inside{at: &in.entrance}, f})
}

// HandleBy is Handle with a handler for the same box of every component of a kind, of
// which this is c's.
func (in *In[T]) HandleBy(c Component, h *Handler[T]) {
	c.life().of(c)
	in.mark(c.life())
	in.handleBy(h)
}

// A Handler is a function for many boxes, which finds out by Receiver whose message it
// has. Where there are very many components, that takes less memory than a function for
// each, and some nanoseconds a message.
type Handler[T any] struct {
	inside // of the only box; that of one for many is at none
	f      func(ctx context.Context, m T)
}

// NewHandler returns a Handler for any number of boxes.
func NewHandler[T any](f func(ctx context.Context, m T)) *Handler[T] {
	return &Handler[T]{f: f}
}

func (in *In[T]) handleBy(h *Handler[T]) {
	in.lock()
	in.handler = h
	waits := !in.isEmpty()
	admits := in.admit()
	in.unlock()
	switch {
	case !admits:
	case waits && in.owner().isStarting():
		go in.enterAlone()
	default:
		in.enterAlone()
	}
}

// admit lets senders enter a direct box that nothing keeps from them. It needs
// mu; when it returns true, the caller calls enterAlone without.
func (in *In[T]) admit() bool {
	if in.handler == nil || in.is(held|passed|closed|bits) {
		return false
	}
	in.setState(called)
	return true
}

// enterAlone does what waits for a goroutine that is inside already, and has no message.
func (in *In[T]) enterAlone() { in.finish(context.Background()) }

// Hold takes a direct box away from its senders: messages queue from now on, for
// the component to read. A handler that is running is the last; it may call Hold
// itself.
func (in *In[T]) Hold() {
	in.lock()
	defer in.unlock()
	in.state.Or(held)
	if in.come() {
		in.setState(queued)
	}
}

// Seize is Hold that waits for a handler that is running. The handler must not
// call it.
func (in *In[T]) Seize() {
	in.Hold()
	in.lock()
	if in.state.Load()&bits == queued {
		in.unlock()
		return
	}
	a := in.uncommon()
	if a.gone == nil {
		a.gone = make(chan struct{})
	}
	gone := a.gone
	in.unlock()
	<-gone
}

// Release gives the box back to its senders, if it is empty, and reports whether
// it was. Where a fence is reached, that is served in their place, see Fence.
func (in *In[T]) Release() bool {
	in.lock()
	if in.fenced(0) {
		f := in.passFence()
		in.unlock()
		f()
		return true
	}
	if !in.isEmpty() {
		in.unlock()
		return false
	}
	in.state.And(^uint64(held))
	admits := in.admit()
	in.unlock()
	if admits {
		in.enterAlone()
	}
	return true
}

// After runs f inside the box, with no handler beside it, once all that waits now
// has been handled: at once on this goroutine, or on that which is inside.
func (in *In[T]) After(f func()) {
	in.lock()
	a := in.uncommon()
	a.later = append(a.later, f)
	enters := in.come() || in.admit()
	in.unlock()
	if enters {
		in.enterAlone()
	}
}

// Refuse makes every later Send return ErrEnded. What waits is still handled, or
// can be read.
func (in *In[T]) Refuse() {
	in.lock()
	defer in.unlock()
	in.state.Or(refused)
	if a := in.aside(); a != nil {
		a.fence = nil
	}
	if in.come() {
		in.setState(queued)
	}
	in.wakeAll()
}
