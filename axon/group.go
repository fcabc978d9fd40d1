package axon

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// A group is the children of a chassis. It has no goroutine: who ends last ends it.
//
// When a child fails, those that feed it are told to stop, since nobody takes what
// they make; those behind it learn by its signal and lose nothing.
type group struct {
	children []Component
	end      func(error) // is called once, with all their errors

	mu       sync.Mutex
	begun    bool
	handles  []*Handle
	outcomes []outcome // of which nothing has followed yet
	left     int
	errs     []error
}

// An outcome is how the i-th child has ended.
type outcome struct {
	i   int
	err error
}

// launch activates the children.
func (g *group) launch(ctx context.Context) {
	g.handles = make([]*Handle, 0, len(g.children))
	for i, c := range g.children {
		c.life().whenEnded(func(err error) { g.ended(outcome{i, err}) })
		h, err := Activate(ctx, c)
		if err != nil {
			g.errs = append(g.errs, err)
			g.cancel(context.Canceled)
			break
		}
		g.handles = append(g.handles, h)
	}
	g.mu.Lock()
	g.begun, g.left = true, len(g.handles)
	none := g.left == 0
	g.mu.Unlock()
	if none {
		g.end(errors.Join(g.errs...))
		return
	}
	g.follow()
}

// cancel tells all to stop that were activated.
func (g *group) cancel(cause error) {
	for _, h := range g.handles {
		h.CancelCause(cause)
	}
}

func (g *group) ended(e outcome) {
	g.mu.Lock()
	g.outcomes = append(g.outcomes, e)
	g.mu.Unlock()
	g.follow()
}

// follow does what follows from the children's ends, once all are activated.
func (g *group) follow() {
	g.mu.Lock()
	if !g.begun {
		g.mu.Unlock()
		return
	}
	over := false
	var failed []int
	for _, e := range g.outcomes {
		if e.i >= len(g.handles) { // it never started
			continue
		}
		if e.err != nil {
			failed = append(failed, e.i)
			g.errs = append(g.errs, &ChildError{g.handles[e.i].Name(), e.err})
		}
		g.left--
		over = g.left == 0
	}
	g.outcomes = nil
	g.mu.Unlock()
	for _, i := range failed {
		for _, f := range feeding(g.children).into(i) {
			if f < len(g.handles) {
				g.handles[f].Cancel()
			}
		}
	}
	if over {
		g.end(errors.Join(g.errs...))
	}
}

// runAll activates children and returns when all have ended, with all their
// errors.
func runAll(ctx context.Context, children []Component) (err error) {
	over := make(chan struct{})
	g := &group{children: children, end: func(e error) {
		err = e
		close(over)
	}}
	g.launch(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { g.cancel(context.Cause(ctx)) })
	defer stop()
	<-over
	return err
}

// A ChildError says which component of a chassis failed.
type ChildError struct {
	Name string
	Err  error
}

func (e *ChildError) Error() string { return e.Name + ": " + e.Err.Error() }
func (e *ChildError) Unwrap() error { return e.Err }

// A feed says that messages reach one child from another.
type feed struct{ from, to int }

type feeds []feed

// feeding lists the feeds by linkages of today.
func feeding(children []Component) (all feeds) {
	index := map[Box]int{}
	for i, c := range children {
		for _, p := range c.Boxes() {
			index[p.Box] = i
		}
	}
	topology.Lock()
	defer topology.Unlock()
	for b, i := range index {
		if next := b.next(); next != nil {
			if j, ok := index[next]; ok && j != i {
				all = append(all, feed{i, j})
			}
		}
	}
	return all
}

// into lists those from which messages reach the i-th child at any distance.
func (all feeds) into(i int) (found []int) {
	for todo := []int{i}; len(todo) > 0; todo = todo[1:] {
		for _, f := range all {
			if f.to == todo[0] && f.from != i && !slices.Contains(found, f.from) {
				found = append(found, f.from)
				todo = append(todo, f.from)
			}
		}
	}
	return found
}
