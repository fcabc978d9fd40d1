package connection

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stack"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Prepare takes the inbox and makessl, so that Run finds in order what is sent
// from now on. Messages queue in the inbox until the connection is open.
func (c *Connection) Prepare(planner Planner) {
	c.planner = planner
	c.takeBoxes()
	c.mu.Lock()
	var early error
	if e := c.more.Load(); e != nil {
		early = e.early
	}
	c.begun = true
	c.mu.Unlock()
	if early != nil {
		c.Post(lifecycle.Failed, early)
	}
}

// begin makes a connection, and reports whether there is something to read.
//
// It does so on a goroutine of its own, whose stack has to grow for it. That of
// Run could not shrink again while it waits in read(2).
func (c *Connection) begin(ctx context.Context, life Life) (connected bool) {
	var beginning sync.WaitGroup
	beginning.Go(func() {
		stack.To8K()
		connected = c.start(ctx, life, nil)
	})
	beginning.Wait()
	return connected
}

func (c *Connection) start(ctx context.Context, life Life, loop stream.Loop) (connected bool) {
	plan := c.planner.Plan()
	if plan.Conn == nil {
		c.hear(ctx, &plan, life)
		c.say(&plan, plan.First)
		return c.connect(&plan, loop)
	}
	// Orders that wait are for an open connection.
	c.take(plan.Conn, loop)
	c.Post(lifecycle.Start, nil)
	c.Post(lifecycle.DelayOver, nil)
	c.connected(&plan)
	c.hear(ctx, &plan, life)
	return c.phase() != lifecycle.Closed
}

// say tells news in words, if there are any.
func (c *Connection) say(p *Plan, text string) {
	if text != "" {
		c.planner.News(axon.Status{Caller: p.Caller, Text: text})
	}
}

// take makes conn the connection.
func (c *Connection) take(conn net.Conn, loop stream.Loop) {
	c.mu.Lock()
	c.socket = stream.Of(conn)
	var err error
	if loop != nil {
		err = (*inline)(c).take(loop)
	}
	c.mu.Unlock()
	if err != nil {
		c.Post(lifecycle.Failed, err)
	}
}

// hear begins to take orders, those that wait first.
func (c *Connection) hear(ctx context.Context, plan *Plan, life Life) {
	if h := plan.Handlers; h != nil {
		plan.Control.HandleBy(plan.Component, h.Control)
	} else {
		plan.Control.Handle(func(_ context.Context, m axon.Signal) { c.Obey(m) })
	}
	life.HearStop()
	if ctx.Err() != nil { // for which that may come too late
		c.Stopped(ctx)
	}
}

// connect waits for the delay, dials and opens the connection, and reports
// whether there is one.
func (c *Connection) connect(plan *Plan, loop stream.Loop) bool {
	defer c.caught()
	c.Post(lifecycle.Start, nil)
	if !c.dial(c.cancellable(), plan, loop) {
		return false
	}
	c.connected(plan)
	return true
}

// connected lets data flow.
func (c *Connection) connected(plan *Plan) {
	c.say(plan, plan.Connected)
	if c.launched {
		c.endDial()
	} else {
		e := c.extra()
		e.deliver, e.wakes = axon.WithWakes(c.cancellable())
	}
	c.Post(lifecycle.Connected, nil)
}

// cancellable returns a context for what comes next. The dial has one of its own,
// because a context keeps for ever what its children have needed.
func (c *Connection) cancellable() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.extra()
	e.cancel()
	e.cancel = cancel
	if c.discarding.Load() || c.state.Phase == lifecycle.Closed {
		cancel()
	}
	return ctx
}

// Stopped ends the connection because of the end of ctx.
func (c *Connection) Stopped(ctx context.Context) {
	if errors.Is(context.Cause(ctx), axon.ErrStopped) {
		c.Post(lifecycle.Stop, axon.ErrStopped)
		return
	}
	c.Post(lifecycle.Terminate, axon.ErrShutdownMicroprocess)
}

var errNothing = errors.New("the hook Dial has returned no connection and no error")

// dial waits for the delay and dials, and reports whether there is a socket.
func (c *Connection) dial(ctx context.Context, plan *Plan, loop stream.Loop) bool {
	if plan.Delay > 0 {
		select {
		case <-time.After(plan.Delay):
		case <-ctx.Done():
		}
	}
	c.Post(lifecycle.DelayOver, nil)
	if c.phase() == lifecycle.Closed {
		return false
	}
	conn, err := plan.Dial(ctx)
	if conn == nil && err == nil {
		err = errNothing
	}
	if err != nil {
		c.Post(lifecycle.Failed, err)
		return false
	}
	c.mu.Lock()
	c.extra().conn = conn
	c.mu.Unlock()
	c.take(conn, loop)
	return c.phase() != lifecycle.Closed
}
