package axon

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
)

// Out is an outbox: its component sends to it and never knows where messages go.
//
// The zero value is ready. Send and TrySend may be called by any goroutine;
// messages keep the order of the calls. Bytes are lent: the receiver has copied
// or used them when Send returns.
type Out[T any] struct {
	to atomic.Pointer[In[T]] // the end of the chain, when its messages are of this type
	core
}

// errMoved says that linkages have changed on the way.
var errMoved = errors.New("linkage has moved")

// Send delivers m to the inbox at the end of the chain of linkages, and waits
// while that is full, until ctx ends.
//
// Where the receiver has a handler, that runs before Send returns, unless it is
// busy. Without a linkage, m is discarded and counted. The error matches
// ErrEnded when either component has ended, or is the cause of the end of ctx.
func (o *Out[T]) Send(ctx context.Context, m T) error {
	if signal, ok := any(o).(*Out[Signal]); ok {
		return say(ctx, signal, any(m), true)
	}
	return o.pass(ctx, m, true)
}

// TrySend is Send that never waits for space: it returns an error that matches
// ErrNoSpaceInBox instead. See Space.
func (o *Out[T]) TrySend(m T) error {
	if signal, ok := any(o).(*Out[Signal]); ok {
		return say(context.Background(), signal, any(m), false)
	}
	return o.pass(context.Background(), m, false)
}

// say is pass for an outbox of signals, of which a component has one whose terminal
// message is its last.
func say(ctx context.Context, o *Out[Signal], news any, wait bool) error {
	m, _ := news.(Signal)
	owner := o.owner()
	if owner == nil || owner.signal.Load() != o {
		return o.pass(ctx, m, wait)
	}
	err := owner.say(m, func() error { return o.pass(ctx, m, wait) })
	if err == ErrEnded {
		err = &BoxError{"send", o.String(), err}
	}
	return err
}

func (o *Out[T]) pass(ctx context.Context, m T, wait bool) error {
	for {
		switch err := o.deliver(ctx, m, wait); err {
		case nil:
			return nil
		case errMoved:
			settle(o, o)
		default:
			return &BoxError{"send", o.String(), err}
		}
	}
}

// deliver is the way of most messages: into the handler, or to put.
func (o *Out[T]) deliver(ctx context.Context, m T, wait bool) error {
	in := o.to.Load()
	switch {
	case in == nil:
		if other := o.otherEnd(); other != nil {
			return other.putAny(ctx, m, wait, o)
		}
		return discard(o)
	case !in.enter(wait):
		return in.put(ctx, m, wait, &o.to, nil)
	case o.to.Load() != in:
		in.leave(ctx)
		return errMoved
	}
	in.handle(ctx, m)
	in.leave(ctx)
	return nil
}

// otherEnd returns the end of the chain if its messages are of another type.
func (c *core) otherEnd() Box {
	if e := c.extra(); e != nil {
		if other := e.other.Load(); other != nil {
			return *other
		}
	}
	return nil
}

func (o *Out[T]) leadsTo(c *core) bool {
	if in := o.to.Load(); in != nil {
		return &in.core == c
	}
	other := o.otherEnd()
	return other != nil && other.base() == c
}

// settle waits for a change of linkages to be complete. One behind an inbox that this
// outbox leads straight to was not told to it.
func settle(o Box, from leader) {
	topology.Lock()
	defer topology.Unlock()
	if final := last(o); !from.leadsTo(final.base()) {
		o.rare()
		o.reroute(final)
	}
}

// discard counts a message for which o had no route.
func discard(o Box) error {
	topology.Lock()
	defer topology.Unlock()
	switch {
	case o.base().hasEnded():
		return ErrEnded
	case last(o).inbox():
		return errMoved
	}
	o.rare().discarded.Add(1)
	return nil
}

// Space returns a channel that receives when a message has been taken out of
// the box that o leads to, for who waits after ErrNoSpaceInBox.
func (o *Out[T]) Space() <-chan struct{} { return space(o) }

func space(o Box) <-chan struct{} {
	topology.Lock()
	defer topology.Unlock()
	e := o.rare()
	if e.space == nil {
		e.space = make(chan struct{}, 1)
		if l := last(o); l.inbox() {
			l.watch()
		}
	}
	return e.space
}

// Discarded returns how many messages were sent while nothing was linked.
func (o *Out[T]) Discarded() uint64 {
	if e := o.extra(); e != nil {
		return e.discarded.Load()
	}
	return 0
}

func (o *Out[T]) inbox() bool        { return false }
func (o *Out[T]) elem() reflect.Type { return reflect.TypeFor[T]() }
func (o *Out[T]) twin() Box          { return new(Out[T]) }

func (o *Out[T]) next() Box {
	if e := o.extra(); e != nil {
		return e.to
	}
	if in := o.to.Load(); in != nil {
		return in
	}
	return nil
}

func (o *Out[T]) lead(to Box) {
	if e := o.extra(); e != nil {
		e.to = to
		return
	}
	in, ok := to.(*In[T])
	switch {
	case to == nil:
		if old := o.to.Swap(nil); old != nil {
			old.recheck()
		}
	case ok && in.next() == nil && !o.hasEnded():
		o.to.Store(in)
	default:
		o.own().to = to
	}
}

// own returns the extra, and makes it if need be. It needs topology.
func (o *Out[T]) own() *extra { return ownOut(&o.core) }

func ownOut(c *core) *extra {
	e := c.extra()
	if e == nil {
		e = new(extra)
		c.add(e)
	}
	return e
}

func (o *Out[T]) rare() *extra { return rareOut(o) }

// rareOut makes the box that o leads to know of it.
func rareOut(o Box) *extra {
	e := o.base().extra()
	if e == nil {
		to := o.next()
		e = ownOut(o.base())
		if to != nil {
			e.to = to
			known := to.rare()
			known.prev = append(known.prev, o)
		}
	}
	return e
}

func (o *Out[T]) reroute(final Box) {
	var to *In[T]
	var other *Box
	if final != nil && final.inbox() && !o.hasEnded() {
		if in, ok := final.(*In[T]); ok {
			to = in
		} else {
			end := final // which only here lives on
			other = &end
		}
	}
	e := o.extra()
	if e != nil && e.space != nil && (to != nil || other != nil) {
		final.watch()
	}
	old := o.to.Swap(to)
	if old != nil && old != to {
		old.recheck()
	}
	if e != nil {
		if old := e.other.Swap(other); old != nil {
			(*old).recheck()
		}
	}
}

func (c *core) notify() {
	if e := c.extra(); e != nil && e.space != nil {
		select {
		case e.space <- struct{}{}:
		default:
		}
	}
}

// close ends what the outbox sends. The linkage stays until who has made it removes it,
// but nobody need know of it.
func (o *Out[T]) close() int {
	topology.Lock()
	defer topology.Unlock()
	if to := o.next(); to != nil {
		o.own().to = to
	}
	o.reroute(nil)
	return 0
}

func (o *Out[T]) info() BoxInfo {
	return BoxInfo{Type: o.elem().String(), Discarded: o.Discarded()}
}

// An outbox is never the receiver of a linkage's messages.
func (o *Out[T]) forward(Box) func() { return nil }
func (o *Out[T]) reopen() func()     { return nil }
func (o *Out[T]) accept(any) func()  { return nil }
func (o *Out[T]) recheck()           {}
func (o *Out[T]) watch()             {}
func (o *Out[T]) putAny(context.Context, any, bool, leader) error {
	return ErrBadLinkage
}
