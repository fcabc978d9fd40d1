package connection

import (
	"context"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// delivery is a connection as the context of what a loop delivers for it. Those of
// package context take more memory than the rest of an idle connection.
type delivery Connection

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

// deliver is the context of deliveries.
func (c *Connection) deliver() context.Context {
	if c.launched {
		return (*delivery)(c)
	}
	return c.extra().deliver
}

// endDial lets deliveries begin.
func (c *Connection) endDial() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.more.Load(); e != nil {
		e.cancel()
		e.cancel = nothing
	}
	if c.discarding.Load() || c.state.Phase == lifecycle.Closed {
		c.cutDeliveries()
	}
}

// cutDeliveries ends what waits to be delivered. It needs mu.
func (c *Connection) cutDeliveries() {
	if e := c.more.Load(); !c.cut && e != nil && e.done != nil {
		close(e.done)
	}
	c.cut = true
}

func (d *delivery) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cut {
		return ended
	}
	e := (*Connection)(d).extra()
	if e.done == nil {
		e.done = make(chan struct{})
	}
	return e.done
}

func (d *delivery) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cut {
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
