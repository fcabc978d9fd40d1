package axon

import (
	"context"
	"errors"
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
	before := feeders(children)
	for left := len(handles); left > 0; {
		i := <-ended
		if i >= len(handles) { // it never started
			continue
		}
		left--
		if err := handles[i].Wait(); err != nil {
			errs = append(errs, &ChildError{handles[i].c.life().Name(), err})
			for _, f := range before(i) {
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

// feeders returns a function that lists those from which messages reach the i-th
// child by linkages of today.
func feeders(children []Component) func(i int) []int {
	into := make([]map[int]bool, len(children))
	index := map[*core]int{}
	for i, c := range children {
		into[i] = map[int]bool{}
		for _, p := range c.Boxes() {
			index[p.Box.base()] = i
		}
	}
	topology.Lock()
	for b, i := range index {
		if next := b.next; next != nil {
			if j, ok := index[next.base()]; ok && j != i {
				into[j][i] = true
			}
		}
	}
	topology.Unlock()
	return func(i int) []int {
		seen := map[int]bool{i: true}
		var found []int
		for todo := []int{i}; len(todo) > 0; todo = todo[1:] {
			for f := range into[todo[0]] {
				if !seen[f] {
					seen[f] = true
					found = append(found, f)
					todo = append(todo, f)
				}
			}
		}
		return found
	}
}
