package axon

// A fence stands in the queue of a direct box behind what waits.
type fence struct {
	before int // messages
	f      func()
}

// Fence takes a direct box away from its senders behind what waits now: that is
// still handled, or can be taken by who has the box (Hold); then f runs, once, and
// what comes later queues until Release. One fence can stand at a time, and Refuse
// takes it away. Fence returns how many messages wait before it.
func (in *In[T]) Fence(f func()) (before int) { return in.fence(f, false) }

// FenceAll is Fence in front of what waits.
func (in *In[T]) FenceAll(f func()) (before int) { return in.fence(f, true) }

func (in *In[T]) fence(f func(), all bool) (before int) {
	in.lock()
	if !all {
		before = in.waits()
	}
	in.uncommon().fence = &fence{before, f}
	enters := in.come()
	in.unlock()
	if enters {
		in.enterAlone()
	}
	return before
}

// fenced reports whether a fence stands that at most n messages are before. It
// needs mu.
func (c *core) fenced(n int) bool {
	a := c.aside()
	return a != nil && a.fence != nil && a.fence.before <= n
}

// nearFence notes that n messages have been taken. It needs mu.
func (c *core) nearFence(n int) {
	if a := c.aside(); a != nil && a.fence != nil {
		a.fence.before -= n
	}
}

// passFence takes the fence away and holds the box. It needs mu.
func (in *entrance) passFence() (f func()) {
	a := in.aside()
	f = a.fence.f
	a.fence = nil
	in.state.Or(held)
	return f
}
