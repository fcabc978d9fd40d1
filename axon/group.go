package axon

import (
	"context"
	"errors"
	"slices"
)

// runAll activates children and returns when all have ended, with all their
// errors.
//
// When one fails, those that feed it are told to stop, since nobody takes what
// they make; those behind it learn by its signal and lose nothing.
func runAll(ctx context.Context, children []Component) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan int, len(children))
	handles := make([]*Handle, 0, len(children))
	var errs []error
	for i, c := range children {
		c.life().OnEnd(func() { ended <- i })
		h, err := Activate(ctx, c)
		if err != nil {
			errs = append(errs, err)
			cancel()
			break
		}
		handles = append(handles, h)
	}
	feeds := feeding(children)
	for left := len(handles); left > 0; {
		i := <-ended
		if i >= len(handles) { // it never started
			continue
		}
		left--
		if err := handles[i].Wait(); err != nil {
			errs = append(errs, &ChildError{handles[i].Name(), err})
			for _, f := range feeds.into(i) {
				if f < len(handles) {
					handles[f].Cancel()
				}
			}
		}
	}
	return errors.Join(errs...)
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
