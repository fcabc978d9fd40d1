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
	to    atomic.Pointer[route[T]]
	guard *news // of a signal outbox: keeps the terminal message last
	core
	discarded atomic.Uint64
	space     chan struct{} // guarded by topology, as is ended
	ended     bool
}

// A route is where an outbox delivers to until its linkages change.
type route[T any] struct {
	in    *In[T] // the last box of the chain
	other Box    // the last box, when its element type is another
	moved atomic.Bool
}

// errMoved says that linkages have changed since the route was read.
var errMoved = errors.New("linkage has moved")

// Send delivers m to the inbox at the end of the chain of linkages, and waits
// while that is full, until ctx ends.
//
// Where the receiver has a handler, that runs before Send returns, unless it is
// busy. Without a linkage, m is discarded and counted. The error matches
// ErrEnded when either component has ended, or is the cause of the end of ctx.
func (o *Out[T]) Send(ctx context.Context, m T) error {
	if o.guard == nil { // mostly
		return o.pass(ctx, m, true)
	}
	return o.send(ctx, m, true)
}

// TrySend is Send that never waits for space: it returns an error that matches
// ErrNoSpaceInBox instead. See Space.
func (o *Out[T]) TrySend(m T) error { return o.send(context.Background(), m, false) }

func (o *Out[T]) send(ctx context.Context, m T, wait bool) error {
	if o.guard != nil {
		err := o.guard.say(m, func() error { return o.pass(ctx, m, wait) })
		if err == ErrEnded {
			err = &BoxError{"send", o.String(), err}
		}
		return err
	}
	return o.pass(ctx, m, wait)
}

func (o *Out[T]) pass(ctx context.Context, m T, wait bool) error {
	for {
		r := o.to.Load()
		if r == nil {
			return o.discard()
		}
		var err error
		if r.in != nil {
			err = r.in.deliver(ctx, m, wait, &r.moved)
		} else {
			err = r.other.putAny(ctx, m, wait, &r.moved)
		}
		if err == nil {
			return nil
		}
		if err != errMoved {
			return &BoxError{"send", o.String(), err}
		}
		settle()
	}
}

// settle waits for a change of linkages to be complete.
func settle() {
	topology.Lock()
	defer topology.Unlock()
}

func (o *Out[T]) discard() error {
	topology.Lock()
	ended := o.ended
	topology.Unlock()
	if ended {
		return &BoxError{"send", o.String(), ErrEnded}
	}
	o.discarded.Add(1)
	return nil
}

// Space returns a channel that receives when a message has been taken out of
// the box that o leads to, for who waits after ErrNoSpaceInBox.
func (o *Out[T]) Space() <-chan struct{} {
	topology.Lock()
	defer topology.Unlock()
	if o.space == nil {
		o.space = make(chan struct{}, 1)
		if l := last(o); l.inbox() {
			l.watch()
		}
	}
	return o.space
}

// Discarded returns how many messages were sent while nothing was linked.
func (o *Out[T]) Discarded() uint64 { return o.discarded.Load() }

func (o *Out[T]) inbox() bool        { return false }
func (o *Out[T]) elem() reflect.Type { return reflect.TypeFor[T]() }
func (o *Out[T]) twin() Box          { return new(Out[T]) }

func (o *Out[T]) reroute(final Box) {
	var to *route[T]
	if final != nil && final.inbox() && !o.ended {
		to = &route[T]{}
		if in, ok := final.(*In[T]); ok {
			to.in = in
		} else {
			to.other = final
		}
		if o.space != nil {
			final.watch()
		}
	}
	old := o.to.Swap(to)
	if old == nil {
		return
	}
	old.moved.Store(true)
	if old.in != nil {
		old.in.recheck()
	} else {
		old.other.recheck()
	}
}

func (o *Out[T]) notify() {
	if o.space != nil {
		select {
		case o.space <- struct{}{}:
		default:
		}
	}
}

func (o *Out[T]) close() int {
	topology.Lock()
	defer topology.Unlock()
	o.ended = true
	o.reroute(nil)
	return 0
}

func (o *Out[T]) info() BoxInfo {
	return BoxInfo{Name: o.Name(), Type: o.elem().String(), Discarded: o.Discarded()}
}

// An outbox is never the receiver of a linkage's messages.
func (o *Out[T]) forward(Box) func() { return nil }
func (o *Out[T]) reopen() func()     { return nil }
func (o *Out[T]) accept(any) func()  { return nil }
func (o *Out[T]) recheck()           {}
func (o *Out[T]) watch()             {}
func (o *Out[T]) putAny(context.Context, any, bool, *atomic.Bool) error {
	return ErrBadLinkage
}
