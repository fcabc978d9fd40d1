package axon

import (
	"context"
	"slices"
)

// A waiter is a sender that waits for space.
type waiter struct{ space chan struct{} }

// waiter takes one that has waited here before. They are kept by the box, not by
// a pool of the process, since a channel stays in its bubble of testing/synctest.
// It needs mu.
func (c *core) waiter() *waiter {
	a := c.uncommon()
	last := len(a.spare) - 1
	if last < 0 {
		return &waiter{make(chan struct{}, 1)}
	}
	w := a.spare[last]
	a.spare = a.spare[:last]
	return w
}

// await waits for space, or for a linkage to change. It is called with mu and
// returns with it.
func (in *In[T]) await(ctx context.Context) error {
	w, r := in.waiter(), in.room()
	r.waiting = append(r.waiting, w)
	in.unlock()
	noteWait(ctx)
	err := hear(ctx, w.space)
	in.lock()
	if err != nil {
		if i := slices.Index(r.waiting, w); i >= 0 {
			r.waiting = slices.Delete(r.waiting, i, i+1)
		} else { // woken too: the space is another's
			<-w.space
			in.wakeFirst()
		}
	}
	a := in.aside()
	a.spare = append(a.spare, w)
	return err
}

// wakeFirst makes the sender that has waited longest look again. It needs mu.
func (in *In[T]) wakeFirst() {
	if r := in.room(); r != nil {
		r.wakeFirst()
	}
}

func (r *room[T]) wakeFirst() {
	if len(r.waiting) > 0 {
		r.waiting[0].space <- struct{}{}
		r.waiting = slices.Delete(r.waiting, 0, 1)
	}
}

// wakeNext is for a sender that has left space. It needs mu.
func (r *room[T]) wakeNext() {
	if !r.bound.refuses(r.n, r.size, 0) {
		r.wakeFirst()
	}
}

// madeSpace tells the first sender that waits, and outboxes that asked. It needs
// mu, and gives it up for a moment.
func (in *In[T]) madeSpace() {
	in.wakeFirst()
	if in.is(watched) {
		in.unlock()
		topology.Lock()
		upstream(Box(in), Box.notify)
		topology.Unlock()
		in.lock()
	}
}

// wakeAll makes every waiting sender look again. It needs mu.
func (in *In[T]) wakeAll() {
	r := in.room()
	if r == nil {
		return
	}
	for _, w := range r.waiting {
		w.space <- struct{}{}
	}
	r.waiting = nil
}

// wake rings the reader's bell if the reader sleeps. It needs mu.
func (r *room[T]) wake() bool {
	if !r.asleep {
		return false
	}
	r.asleep = false
	select {
	case r.bell <- struct{}{}:
	default:
	}
	return true
}

// hear waits for a bell, and returns why ctx ended if that was first.
func hear(ctx context.Context, bell <-chan struct{}) error {
	done := ctx.Done()
	if done == nil {
		<-bell // a select would cost more
		return nil
	}
	select {
	case <-bell:
		return nil
	case <-done:
		return context.Cause(ctx)
	}
}
