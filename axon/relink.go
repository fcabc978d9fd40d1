package axon

import (
	"context"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// This file is what an inbox does when linkages change.

func (in *In[T]) recheck() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.wakeAll()
}

// forward moves what waits to another inbox, past its bound if need be: nothing
// queued is lost by a linkage.
func (in *In[T]) forward(to Box) func() {
	in.mu.Lock()
	in.passed = true
	if in.room == nil {
		in.mu.Unlock()
		return func() {}
	}
	q := in.queue
	in.queue, in.n, in.size = nil, 0, 0
	in.wakeAll()
	in.mu.Unlock()
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
	in.mu.Lock()
	defer in.mu.Unlock()
	in.passed = false
	return in.admit()
}

func (in *In[T]) accept(m any) func() {
	v, err := in.convert(m)
	if err != nil {
		return func() { in.report(m, err) }
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.passed { // accepting for the end of a longer chain
		return last(in).accept(m)
	}
	entered := in.enter()
	in.ready()
	in.store(v, sizeOf(v))
	in.wake()
	if !entered {
		return nil
	}
	in.setState(called)
	return func() { in.finish(context.Background()) }
}

func (in *In[T]) watch() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.watched = true
}

func (in *In[T]) notify() {}

func (in *In[T]) reroute(Box) {}

// putAny is deliver for a sender of another element type.
func (in *In[T]) putAny(ctx context.Context, m any, wait bool, moved *atomic.Bool) error {
	v, err := in.convert(m)
	if err != nil {
		return in.report(m, err)
	}
	return in.deliver(ctx, v, wait, moved)
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
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return in.leftOver()
	}
	in.closed, in.refused = true, true
	if in.room != nil {
		in.left = in.n
		in.queue, in.n, in.size = nil, 0, 0
	}
	if in.enter() {
		in.setState(queued)
	}
	in.wakeAll()
	in.wake()
	return in.leftOver()
}

// leftOver needs mu.
func (in *In[T]) leftOver() int {
	if in.room == nil {
		return 0
	}
	return in.left
}

func (in *In[T]) info() BoxInfo {
	in.mu.Lock()
	defer in.mu.Unlock()
	i := BoxInfo{
		Name: in.Name(), Type: in.elem().String(), Inbox: true,
		Received: in.state.Load() >> 2,
		Direct:   in.handler != nil,
	}
	if in.room != nil {
		i.Received += in.received
		i.Messages, i.Bytes, i.Left = in.n, in.size, in.left
	}
	return i
}
