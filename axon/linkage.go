package axon

import (
	"reflect"
	"slices"
	"sync"
)

// A Linkage leads messages from one box to another until it is removed.
type Linkage struct {
	From, To Box
	removed  bool // guarded by topology
}

// Kind names what a linkage does: "deliver" from an outbox to an inbox, "pass
// in" from an outer inbox to an inner one, "pass out" from an inner outbox to an
// outer one. They are Kamaelia's passthrough 0, 1 and 2.
func (l *Linkage) Kind() string {
	switch {
	case l.From.inbox():
		return "pass in"
	case !l.To.inbox():
		return "pass out"
	}
	return "deliver"
}

func (l *Linkage) String() string { return l.From.String() + " -> " + l.To.String() }

// Link makes messages of out go to in. It may be called at any time by any
// goroutine, and a box may be linked anew after Unlink.
func Link[T any](out *Out[T], in *In[T]) (*Linkage, error) { return LinkBoxes(out, in) }

// PassIn makes messages for the outer inbox, waiting ones included, go to inner.
func PassIn[T any](outer, inner *In[T]) (*Linkage, error) { return LinkBoxes(outer, inner) }

// PassOut makes messages of the inner outbox go where those of outer go.
func PassOut[T any](inner, outer *Out[T]) (*Linkage, error) { return LinkBoxes(inner, outer) }

// LinkBoxes links boxes whose types are known only when the program runs.
//
// The error matches ErrBadLinkage, ErrWrongType, ErrAlreadyLinked or
// ErrLinkCycle. A linkage by which messages of type any may reach a typed box is
// allowed; those that do not fit are reported by the receiver and skipped.
func LinkBoxes(from, to Box) (*Linkage, error) {
	if err := Join(from, to); err != nil {
		return nil, err
	}
	return &Linkage{From: from, To: to}, nil
}

// Join is LinkBoxes for good: the linkage lasts as long as the boxes.
func Join(from, to Box) error {
	if isNil(from) || isNil(to) || from.inbox() && !to.inbox() {
		return &BoxError{"link", "from an inbox to an outbox or nothing", ErrBadLinkage}
	}
	run, err := link(from, to)
	if err != nil {
		return &BoxError{"link", (&Linkage{From: from, To: to}).String(), err}
	}
	if run != nil {
		run()
	}
	return nil
}

// link returns what is to be run without the lock.
func link(from, to Box) (run func(), err error) {
	topology.Lock()
	defer topology.Unlock()
	switch {
	case !compatible(from, to):
		return nil, ErrWrongType
	case from.next() != nil:
		return nil, ErrAlreadyLinked
	case last(to) == from:
		return nil, ErrLinkCycle
	}
	from.lead(to)
	if from.base().extra() != nil {
		known := to.rare()
		known.prev = append(known.prev, from)
	}
	if from.inbox() {
		run = from.forward(to)
	}
	reroute(from)
	return run, nil
}

// isNil also sees a nil *In or *Out, as Link is given.
func isNil(b Box) bool { return b == nil || reflect.ValueOf(b).IsNil() }

// reroute tells all outboxes behind b where their chain ends now.
func reroute(b Box) {
	final := last(b)
	upstream(b, func(b Box) { b.reroute(final) })
}

// Unlink removes the linkage. Messages that have arrived stay where they are.
// Removing it again has no effect.
func (l *Linkage) Unlink() {
	if run := l.remove(); run != nil {
		run()
	}
}

func (l *Linkage) remove() (run func()) {
	topology.Lock()
	defer topology.Unlock()
	if l.removed || l.From.next() != l.To {
		return nil
	}
	l.removed = true
	return unlink(l.From)
}

// unlink removes the linkage from a box, if there is one. It needs topology.
func unlink(from Box) (run func()) {
	to := from.next()
	if to == nil {
		return nil
	}
	from.lead(nil)
	if known := to.base().extra(); known != nil {
		known.prev = slices.DeleteFunc(known.prev, func(b Box) bool { return b == from })
	}
	reroute(from)
	return from.reopen()
}

// A Postoffice keeps the linkages that were made through it, so that they can be
// removed together. Every component has one; its linkages go when it ends. The
// zero value is ready, and any goroutine may use it.
type Postoffice struct {
	mu    sync.Mutex
	links []*Linkage
}

// Link is LinkBoxes, registered here.
func (p *Postoffice) Link(from, to Box) (*Linkage, error) {
	l, err := LinkBoxes(from, to)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links = append(p.links, l)
	return l, nil
}

// Links returns the linkages made here and not removed here, oldest first.
func (p *Postoffice) Links() []*Linkage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.links)
}

// Unlink removes one linkage; one that was made elsewhere is left alone.
func (p *Postoffice) Unlink(l *Linkage) {
	p.unlink(func(k *Linkage) bool { return k == l })
}

// UnlinkComponent removes the linkages made here that touch a box of c.
func (p *Postoffice) UnlinkComponent(c Component) {
	own := map[*core]bool{}
	for _, port := range c.Boxes() {
		own[port.Box.base()] = true
	}
	p.unlink(func(l *Linkage) bool { return own[l.From.base()] || own[l.To.base()] })
}

// UnlinkAll removes every linkage made here.
func (p *Postoffice) UnlinkAll() {
	p.unlink(func(*Linkage) bool { return true })
}

func (p *Postoffice) unlink(which func(*Linkage) bool) {
	p.mu.Lock()
	var gone []*Linkage
	p.links = slices.DeleteFunc(p.links, func(l *Linkage) bool {
		if !which(l) {
			return false
		}
		gone = append(gone, l)
		return true
	})
	p.mu.Unlock()
	for _, l := range gone {
		l.Unlink()
	}
}
