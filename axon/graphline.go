package axon

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// A Graphline wires components by name into any shape, as a component.
//
// The name "self", or "", means the Graphline itself: a wire from one of its
// inboxes passes in, a wire to one of its outboxes passes out. A box that it does
// not have is made, with the type of its partner. It ends when all components
// have ended.
//
// While its control is not wired, each message there goes to every component
// into whose control no wire leads. While its signal is not wired, it sends one
// message when all have ended: the ShutdownMicroprocess that it was sent, if
// any, else ProducerFinished.
type Graphline struct {
	Life

	control In[Signal]
	signal  Out[Signal]

	names    []string
	children []Component
	boxes    Boxes
	passes   []pass
	fan      []*Out[Signal]
	wired    map[Box]bool
}

// A Wire leads from an outbox of one component to an inbox of another.
type Wire struct {
	From, FromBox string
	To, ToBox     string
}

// Self is the name of a Graphline in its own wires.
const Self = "self"

// NewGraphline makes a Graphline of components that were not activated.
//
// wires may be empty but not nil. The error matches ErrNoLinkages,
// ErrNoSuchComponent, ErrNoSuchBox, ErrWrongType, ErrAlreadyLinked or
// ErrBadLinkage, and names the wire.
func NewGraphline(components map[string]Component, wires []Wire) (*Graphline, error) {
	if wires == nil {
		return nil, &BoxError{"make", "graphline", ErrNoLinkages}
	}
	g := &Graphline{wired: map[Box]bool{}, names: slices.Sorted(maps.Keys(components))}
	g.chassis = true
	var in In[any]
	var out Out[any]
	g.boxes = Boxes{{"inbox", &in}, {"control", &g.control}, {"outbox", &out}, {"signal", &g.signal}}
	for _, name := range g.names {
		c := components[name]
		c.life().setDefaultName(name)
		named(c)
		g.children = append(g.children, c)
	}
	for _, w := range wires {
		if err := g.wire(components, w); err != nil {
			return nil, &BoxError{"wire", w.String(), err}
		}
	}
	return g, nil
}

func (w Wire) String() string {
	return w.From + "." + w.FromBox + " -> " + w.To + "." + w.ToBox
}

func (g *Graphline) wire(components map[string]Component, w Wire) error {
	var from, to Box
	var err error
	inner, outer := isSelf(w.From), isSelf(w.To)
	switch {
	case inner && outer:
		return ErrBadLinkage
	case inner:
		if to, err = childBox(components, w.To, w.ToBox, true); err == nil {
			from = g.own(w.FromBox, to)
		}
	case outer:
		if from, err = childBox(components, w.From, w.FromBox, false); err == nil {
			to = g.own(w.ToBox, from)
		}
	default:
		if from, err = childBox(components, w.From, w.FromBox, false); err == nil {
			to, err = childBox(components, w.To, w.ToBox, true)
		}
	}
	switch {
	case err != nil:
		return err
	case !compatible(from, to):
		return ErrWrongType
	case slices.ContainsFunc(g.passes, func(p pass) bool { return p.from == from }):
		return ErrAlreadyLinked
	}
	g.passes = append(g.passes, pass{from, to})
	g.wired[from], g.wired[to] = true, true
	return nil
}

func isSelf(name string) bool { return name == Self || name == "" }

func childBox(components map[string]Component, name, box string, inbox bool) (Box, error) {
	c, ok := components[name]
	if !ok {
		return nil, &BoxError{"find", name, ErrNoSuchComponent}
	}
	return named(c).find(box, inbox)
}

// own returns the box of the graphline that has this name and the direction of
// its partner, made to the partner's type if need be.
func (g *Graphline) own(name string, partner Box) Box {
	i := slices.IndexFunc(g.boxes, func(p Port) bool {
		return p.Name == name && p.Box.inbox() == partner.inbox()
	})
	if i < 0 {
		g.boxes = append(g.boxes, Port{name, partner.twin()})
		i = len(g.boxes) - 1
	} else if !g.wired[g.boxes[i].Box] && name != "control" && name != "signal" {
		g.boxes[i].Box = partner.twin()
	}
	return g.boxes[i].Box
}

// Boxes lists inbox, control, outbox, signal and those that wires have made.
func (g *Graphline) Boxes() Boxes { return g.boxes }

// Children returns the components in the order of their names.
func (g *Graphline) Children() []Component { return g.children }

// Run links and activates the components and waits for all of them. The error
// joins theirs.
func (g *Graphline) Run(ctx context.Context) error {
	office := g.Postoffice()
	for _, p := range g.passes {
		if _, err := office.Link(p.from, p.to); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	var last Signal = ProducerFinished{Caller: g.Name()}
	if !g.wired[&g.control] {
		if err := g.openFan(); err != nil {
			return err
		}
		g.control.Handle(func(ctx context.Context, m Signal) {
			switch m.(type) {
			case ShutdownMicroprocess, ServerShutdown:
				mu.Lock()
				last = m
				mu.Unlock()
			}
			for _, out := range g.fan {
				out.Send(ctx, m)
			}
		})
	}
	err := runAll(ctx, g.children)
	if !g.wired[&g.signal] {
		mu.Lock()
		defer mu.Unlock()
		g.signal.Send(context.WithoutCancel(ctx), last)
	}
	return err
}

// openFan links an outbox to every control that no wire leads into.
func (g *Graphline) openFan() error {
	for _, c := range g.children {
		control, err := named(c).Inbox("control")
		if err != nil || g.wired[control] {
			continue
		}
		out := new(Out[Signal])
		if _, err := g.Postoffice().Link(out, control); err != nil {
			return err
		}
		g.fan = append(g.fan, out)
	}
	return nil
}
