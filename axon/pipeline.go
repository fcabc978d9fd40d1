package axon

import "context"

// A Pipeline joins components like a Unix pipe: the outbox of each to the inbox
// of the next, and signal to control. Its own inbox and control are the first
// component's, its own outbox and signal the last one's.
//
// It is a component itself, and ends when all of its components have ended. It
// sends nothing of its own. Shutdown flows forward only: when the last component
// ends, those before it go on, and their sends return ErrEnded.
type Pipeline struct {
	Life

	// Circular links the last component back to the first. Boxes are bounded, so
	// a circle that makes more than it takes will stand still: remove the bound
	// of one box (In.SetSize).
	Circular bool

	children []Component
	boxes    Boxes
	ends     []pass
	running  group
}

// A pass leads an outer box to the one of a child, or back out.
type pass struct{ from, to Box }

// NewPipeline makes a Pipeline of components that were not activated. The error
// matches ErrNoComponents.
func NewPipeline(components ...Component) (*Pipeline, error) {
	if len(components) == 0 {
		return nil, &BoxError{"make", "pipeline", ErrNoComponents}
	}
	p := &Pipeline{children: components}
	p.chassis = true
	first, last := named(components[0]), named(components[len(components)-1])
	for _, name := range []string{"inbox", "control"} {
		if inner, err := first.Inbox(name); err == nil {
			outer := inner.twin()
			p.boxes = append(p.boxes, Port{name, outer})
			p.ends = append(p.ends, pass{outer, inner})
		}
	}
	for _, name := range []string{"outbox", "signal"} {
		if inner, err := last.Outbox(name); err == nil {
			outer := inner.twin()
			p.boxes = append(p.boxes, Port{name, outer})
			p.ends = append(p.ends, pass{inner, outer})
		}
	}
	return p, nil
}

// Boxes lists those of inbox, control, outbox and signal that the components at
// the ends have.
func (p *Pipeline) Boxes() Boxes { return p.boxes }

// Children returns the components in their order.
func (p *Pipeline) Children() []Component { return p.children }

// Launch links and activates the components; the pipeline ends with the last of them.
// The error joins theirs.
func (p *Pipeline) Launch(ctx context.Context) bool {
	if err := p.link(); err != nil {
		p.End(err)
		return true
	}
	p.running = group{children: p.children, end: p.End}
	p.running.launch(context.WithoutCancel(ctx))
	p.HearStop()
	return true
}

// Stopped is called by the kernel.
func (p *Pipeline) Stopped() { p.running.cancel(context.Cause(p.Context())) }

func (p *Pipeline) link() error {
	passes := p.ends
	n := len(p.children)
	if p.Circular {
		passes = nil
	} else {
		n--
	}
	for i := range n {
		from, to := named(p.children[i]), named(p.children[(i+1)%len(p.children)])
		for _, names := range [][2]string{{"outbox", "inbox"}, {"signal", "control"}} {
			source, err := from.Outbox(names[0])
			if err != nil {
				continue
			}
			sink, err := to.Inbox(names[1])
			if err != nil {
				continue
			}
			passes = append(passes, pass{source, sink})
		}
	}
	for _, l := range passes {
		if _, err := p.Postoffice().Link(l.from, l.to); err != nil {
			return err
		}
	}
	return nil
}
