package axon

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
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
	reroute(final Box)           // outbox: deliver to final from now on
	forward(to Box) (run func()) // inbox: hand what waits to another
	reopen() (run func())        // inbox: be the last of the chain again
	accept(m any) (run func())   // inbox: take m, whatever the bound
	recheck()                    // inbox: make senders look at their routes again
	watch()                      // inbox: tell outboxes when space is made
	notify()                     // outbox: space was made

	putAny(ctx context.Context, m any, wait bool, moved *atomic.Bool) error
}

// topology guards every linkage there is. Making and removing linkages is rare;
// delivering a message never takes it. No handler runs under it.
var topology sync.Mutex

// core is what every box is, whatever its type and direction.
type core struct {
	label atomic.Pointer[label]
	next  Box      // where a linkage leads, guarded by topology
	prev  []Box    // whose linkages lead here, guarded by topology
	link  *Linkage // that leads to next
}

// A label is what a box has from its component.
type label struct {
	name  string
	owner *Life
}

func (c *core) base() *core { return c }

// Name returns the name that the component gives the box.
func (c *core) Name() string {
	if l := c.label.Load(); l != nil {
		return l.name
	}
	return "box"
}

func (c *core) owner() *Life {
	if l := c.label.Load(); l != nil {
		return l.owner
	}
	return nil
}

func (c *core) String() string {
	if owner := c.owner(); owner != nil {
		return owner.Name() + "." + c.Name()
	}
	return c.Name()
}

// last returns the end of the chain of linkages from b.
func last(b Box) Box {
	for b.base().next != nil {
		b = b.base().next
	}
	return b
}

// upstream calls f for b and every box that leads to it.
func upstream(b Box, f func(Box)) {
	f(b)
	for _, p := range b.base().prev {
		upstream(p, f)
	}
}

// compatible reports whether messages of a can go to b. Boxes of any are checked
// message by message.
func compatible(a, b Box) bool {
	anything := reflect.TypeFor[any]()
	return a.elem() == b.elem() || a.elem() == anything || b.elem() == anything
}
