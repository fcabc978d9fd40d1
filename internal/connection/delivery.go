package connection

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// delivery is the context of what a loop delivers for one connection. The others of
// package context take more memory than the rest of an idle connection.
type delivery struct {
	turn atomic.Pointer[stream.Turn]
	mu   sync.Mutex
	done chan struct{} // made when somebody waits
	over bool
}

var _ context.Context = (*delivery)(nil)

// apart is the turn of readers with a goroutine of their own, for whom no loop goes on.
// They yield before each read, whether they have woken somebody or not.
var apart = &stream.Turn{BeforeWait: func() {}}

// enter is called by the goroutine that has the turn to deliver.
func (d *delivery) enter(t *stream.Turn) {
	if d.turn.Load() != t { // mostly it is the same
		d.turn.Store(t)
	}
}

var ended = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// cancel ends what waits to be delivered.
func (d *delivery) cancel() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.over && d.done != nil {
		close(d.done)
	}
	d.over = true
}

func (d *delivery) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return ended
	}
	if d.done == nil {
		d.done = make(chan struct{})
	}
	return d.done
}

func (d *delivery) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return context.Canceled
	}
	return nil
}

func (d *delivery) Deadline() (time.Time, bool) { return time.Time{}, false }

func (d *delivery) Value(key any) any {
	t := d.turn.Load()
	if t == nil {
		return nil
	}
	switch key.(type) {
	case axon.Waiting:
		return t.BeforeWait
	case axon.Waking:
		return &t.Wakes
	}
	return nil
}
