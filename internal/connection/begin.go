package connection

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Prepare takes the inbox and makessl, so that Run finds in order what is sent
// from now on. Messages queue in the inbox until the connection is open.
func (c *Connection) Prepare() {
	c.over.Add(1)
	c.startDrain = c.drain
	c.Inbox.Hold()
	c.Inbox.Handle(c.write)
	if c.MakeSSL != nil { // what is there already is for the first byte on
		c.MakeSSL.Handle(func(_ context.Context, m any) { c.secure(m) })
	}
	c.mu.Lock()
	early := c.early
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
func (c *Connection) begin(ctx context.Context) (connected bool) {
	var beginning sync.WaitGroup
	beginning.Go(func() { connected = c.start(ctx) })
	beginning.Wait()
	return connected
}

func (c *Connection) start(ctx context.Context) (connected bool) {
	if c.Conn == nil {
		c.hear(ctx)
		c.say(c.First)
		return c.connect()
	}
	// Orders that wait are for an open connection.
	c.take(c.Conn)
	c.Post(lifecycle.Start, nil)
	c.Post(lifecycle.DelayOver, nil)
	c.connected()
	c.hear(ctx)
	return c.phase() != lifecycle.Closed
}

// say tells news in words, if there are any.
func (c *Connection) say(text string) {
	if text != "" {
		c.News(axon.Status{Caller: c.Caller, Text: text})
	}
}

// take makes conn the connection.
func (c *Connection) take(conn net.Conn) {
	c.mu.Lock()
	c.conn, c.socket = conn, stream.Of(conn)
	var err error
	if c.inline != nil {
		err = c.inline.take(c.socket)
	}
	c.mu.Unlock()
	if err != nil {
		c.Post(lifecycle.Failed, err)
	}
}

// hear begins to take orders, those that wait first.
func (c *Connection) hear(ctx context.Context) {
	c.Control.Handle(func(_ context.Context, m axon.Signal) { c.obey(m) })
	if c.onStop != nil {
		c.onStop(func() { c.ended(ctx) })
	} else {
		c.unhook = context.AfterFunc(ctx, func() { c.ended(ctx) })
	}
	if ctx.Err() != nil { // for which either may come too late
		c.ended(ctx)
	}
}

// connect waits for the delay, dials and opens the connection, and reports
// whether there is one.
func (c *Connection) connect() bool {
	defer c.caught()
	c.Post(lifecycle.Start, nil)
	if !c.dial(c.cancellable()) {
		return false
	}
	c.connected()
	return true
}

// connected lets data flow.
func (c *Connection) connected() {
	c.say(c.Connected)
	if c.inline != nil {
		c.deliver = c.inline.context()
	} else {
		c.deliver, c.wakes = axon.WithWakes(c.cancellable())
	}
	c.Post(lifecycle.Connected, nil)
}

// cancellable returns a context for what comes next. The dial has one of its own,
// because a context keeps for ever what its children have needed.
func (c *Connection) cancellable() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
	c.cancel = cancel
	if c.discarding.Load() || c.state.Phase == lifecycle.Closed {
		cancel()
	}
	return ctx
}

func (c *Connection) ended(ctx context.Context) {
	if errors.Is(context.Cause(ctx), axon.ErrStopped) {
		c.Post(lifecycle.Stop, axon.ErrStopped)
		return
	}
	c.Post(lifecycle.Terminate, axon.ErrShutdownMicroprocess)
}

var errNothing = errors.New("the hook Dial has returned no connection and no error")

// dial waits for the delay and dials, and reports whether there is a socket.
func (c *Connection) dial(ctx context.Context) bool {
	if c.Delay > 0 {
		select {
		case <-time.After(c.Delay):
		case <-ctx.Done():
		}
	}
	c.Post(lifecycle.DelayOver, nil)
	if c.phase() == lifecycle.Closed {
		return false
	}
	conn, err := c.Dial(ctx)
	if conn == nil && err == nil {
		err = errNothing
	}
	if err != nil {
		c.Post(lifecycle.Failed, err)
		return false
	}
	c.take(conn)
	return c.phase() != lifecycle.Closed
}
