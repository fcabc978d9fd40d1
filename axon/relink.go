package axon

import (
	"context"
	"reflect"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// This file is what an inbox does when linkages change.

func (in *In[T]) recheck() {
	in.lock()
	defer in.unlock()
	in.wakeAll()
}

// forward moves what waits to another inbox, past its bound if need be: nothing
// queued is lost by a linkage.
func (in *In[T]) forward(to Box) func() {
	in.lock()
	in.state.Or(passed)
	if in.come() { // so that no sender may, who was not told
		in.setState(queued)
	}
	var q queue[T]
	if r := in.room(); r != nil {
		q = r.queue
		r.queue, r.n, r.size = nil, 0, 0
	}
	in.wakeAll()
	in.unlock()
	if q, ok := any(q).(*byteQueue); ok {
		q.lent = true
	}
	var runs []func()
	var one [1]T
	for q != nil {
		if n, _ := q.grab(one[:]); n == 0 {
			break
		}
		if run := to.accept(one[0]); run != nil {
			runs = append(runs, run)
		}
	}
	return func() {
		for _, run := range runs {
			run()
		}
	}
}

func (in *In[T]) reopen() func() {
	in.lock()
	defer in.unlock()
	in.state.And(^uint64(passed))
	if !in.admit() {
		return nil
	}
	return in.enterAlone
}

func (in *In[T]) accept(m any) func() {
	v, err := in.convert(m)
	if err != nil {
		return func() { in.report(m, err) }
	}
	in.lock()
	if in.is(passed) { // accepting for the end of a longer chain
		in.unlock()
		return last(Box(in)).accept(m)
	}
	defer in.unlock()
	entered := in.come()
	r := in.ready()
	r.store(v, sizeOf(v))
	r.wake()
	if !entered {
		return nil
	}
	in.setState(called)
	return in.enterAlone
}

func (in *entrance) watch() {
	in.lock()
	defer in.unlock()
	in.state.Or(watched)
}

func (in *In[T]) reroute(Box) {}

// putAny is Out.deliver for a sender of another element type.
func (in *In[T]) putAny(ctx context.Context, m any, wait bool, from leader) error {
	v, err := in.convert(m)
	if err != nil {
		return in.report(m, err)
	}
	switch {
	case !in.enter(wait):
		return in.put(ctx, v, wait, nil, from)
	case !from.leadsTo(&in.core):
		in.leave(ctx)
		return errMoved
	}
	in.handle(ctx, v)
	in.leave(ctx)
	return nil
}

func (in *In[T]) convert(m any) (v T, err error) {
	if v, ok := m.(T); ok {
		return v, nil
	}
	if text, ok := m.(string); ok {
		if v, ok := any([]byte(text)).(T); ok {
			return v, nil
		}
	}
	return v, because.New(ErrWrongType.Error()+": got "+because.TypeOf(m)+", want "+in.elem().String(), ErrWrongType)
}

// report tells of a message that was skipped: on the component's own signal,
// since the sender cannot know, or else to the sender.
func (in *In[T]) report(m any, err error) error {
	err = &BoxError{"deliver", in.String(), err}
	if owner := in.owner(); owner != nil && owner.report(err, m) {
		return nil
	}
	return err
}

func (in *In[T]) close() int {
	in.lock()
	defer in.unlock()
	r := in.room()
	if in.is(closed) {
		return r.leftOver()
	}
	in.state.Or(closed | refused)
	if in.come() {
		in.setState(queued)
	}
	if r != nil {
		r.left = r.n
		r.queue, r.n, r.size = nil, 0, 0
		in.wakeAll()
		r.wake()
	}
	return r.leftOver()
}

func (r *room[T]) leftOver() int {
	if r == nil {
		return 0
	}
	return r.left
}

func (in *In[T]) info() BoxInfo {
	in.lock()
	defer in.unlock()
	i := BoxInfo{
		Type: in.elem().String(), Inbox: true,
		Received: in.state.Load() / handled,
		Direct:   in.handler != nil,
	}
	if r := in.room(); r != nil {
		i.Received += r.received
		i.Messages, i.Bytes, i.Left = r.n, r.size, r.left
	}
	return i
}

func (in *In[T]) inbox() bool        { return true }
func (in *In[T]) elem() reflect.Type { return reflect.TypeFor[T]() }
func (in *In[T]) twin() Box          { return new(In[T]) }
