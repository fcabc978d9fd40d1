package axon

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A Box is an inbox, *In[T], or an outbox, *Out[T], of any element type.
//
// It is how boxes are found by name; only this package makes them.
type Box interface {
	// Name returns the name that the component gives the box.
	Name() string
	// String returns "component.box".
	String() string

	base() *core
	inbox() bool
	elem() reflect.Type
	twin() Box
	info() BoxInfo
	close() (left int)

	// What follows is called with topology locked.
	next() Box                   // where a linkage leads, if any
	lead(to Box)                 // have it lead there, or nowhere
	rare() *extra                // what is its own, made when there is none
	reroute(final Box)           // outbox: deliver to final from now on
	forward(to Box) (run func()) // inbox: hand what waits to another
	reopen() (run func())        // inbox: be the last of the chain again
	accept(m any) (run func())   // inbox: take m, whatever the bound
	recheck()                    // inbox: make senders look at their routes again
	watch()                      // inbox: tell outboxes when space is made
	notify()                     // outbox: space was made

	putAny(ctx context.Context, m any, wait bool, from leader) error
}

// A leader is an outbox that a message comes from.
type leader interface {
	// leadsTo reports whether messages still go to a box.
	leadsTo(c *core) bool
}

// topology guards every linkage there is. Making and removing linkages is rare;
// delivering a message never takes it. No handler runs under it.
var topology sync.Mutex

// core is what every box is, whatever its type and direction.
type core struct{ tag atomic.Pointer[tag] }

// A tag says whose a box is. The boxes of a component share one, the first word of its
// Life, until a box needs more than most do.
type tag struct{ *extra }

// extra is what most boxes do without.
//
// An outbox that leads straight to an inbox of its own type has none, and that inbox
// does not know of it. Every other outbox is known to the box that it leads to.
type extra struct {
	tag   tag // of the box: this
	owner atomic.Pointer[Life]

	to   Box   // where a linkage leads, guarded by topology
	prev []Box // that lead here and are to hear of changes, likewise

	mu    sync.Mutex // of an inbox, see lock
	room  any        // *room[T], guarded by mu
	aside *aside     // what most rooms never need, guarded by mu

	other     atomic.Pointer[Box] // of an outbox: the end of the chain, when its element type is another
	discarded atomic.Uint64
	space     chan struct{} // guarded by topology
}

func (c *core) base() *core { return c }

// mark says whose the box is, unless that has been said.
func (c *core) mark(owner *Life) {
	if !c.tag.CompareAndSwap(nil, &owner.tag) {
		if e := c.extra(); e != nil {
			e.owner.CompareAndSwap(nil, owner)
		}
	}
}

func (c *core) owner() *Life {
	t := c.tag.Load()
	switch {
	case t == nil:
		return nil
	case t.extra != nil:
		return t.owner.Load()
	}
	return (*Life)(unsafe.Pointer(t)) // it is the first word of that
}

// extra returns nil for most boxes.
func (c *core) extra() *extra {
	if t := c.tag.Load(); t != nil {
		return t.extra
	}
	return nil
}

// add gives the box an extra. Only one goroutine may, see own.
func (c *core) add(e *extra) {
	e.tag.extra = e
	for {
		old := c.tag.Load()
		e.owner.Store(c.owner())
		if c.tag.CompareAndSwap(old, &e.tag) {
			return
		}
	}
}

// What an outbox does in its own way, see Out.
func (c *core) next() Box {
	if e := c.extra(); e != nil {
		return e.to
	}
	return nil
}

func (c *core) lead(to Box) { c.rare().to = to }

func (c *core) rare() *extra {
	c.lock()
	defer c.unlock()
	return c.own()
}

// hasEnded reports whether the component has.
func (c *core) hasEnded() bool {
	owner := c.owner()
	return owner != nil && owner.State() == Ended
}

// Name returns the name that the component gives the box.
func (c *core) Name() string {
	if owner := c.owner(); owner != nil {
		for _, p := range owner.boxes() {
			if p.Box.base() == c {
				return p.Name
			}
		}
	}
	return "box"
}

func (c *core) String() string {
	if owner := c.owner(); owner != nil {
		return owner.Name() + "." + c.Name()
	}
	return c.Name()
}

// last returns the end of the chain of linkages from b.
func last(b Box) Box {
	for next := b.next(); next != nil; next = b.next() {
		b = next
	}
	return b
}

// upstream calls f for b and every box that leads to it, as far as it is known.
func upstream(b Box, f func(Box)) {
	f(b)
	if e := b.base().extra(); e != nil {
		for _, p := range e.prev {
			upstream(p, f)
		}
	}
}

// compatible reports whether messages of a can go to b. Boxes of any are checked
// message by message.
func compatible(a, b Box) bool {
	anything := reflect.TypeFor[any]()
	return a.elem() == b.elem() || a.elem() == anything || b.elem() == anything
}
