package connection

import (
	"context"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// A Launched is the planner of a connection without a goroutine.
type Launched interface {
	Planner

	// Ended is called after the end of the connection, on a goroutine of its own.
	Ended(howDied error)
}

// Life is that of the component, whose Stopped calls that of the connection.
type Life interface{ HearStop() }

// Launch lives the connection through like Run, but does not wait for its end.
// Where the socket allows, the connection is driven by loop and has no goroutine
// meanwhile. The planner is a Launched.
func (c *Connection) Launch(ctx context.Context, loop stream.Loop, life Life) {
	i := (*inline)(c)
	c.mu.Lock()
	c.launched, c.parts = true, 2
	if c.isOver { // what came before has ended it
		c.parts--
	}
	c.mu.Unlock()
	if c.planner.Plan().Conn != nil {
		i.begin(c.start(ctx, life, loop))
		return
	}
	go func() {
		enterThread()
		defer leaveThread()
		i.begin(c.start(ctx, life, loop))
	}()
}

// Launches reports whether a loop can drive what conn is.
func Launches(conn any) bool {
	own, ok := conn.(interface{ Socket() stream.Socket })
	if !ok {
		return false
	}
	_, ok = own.Socket().(stream.Pollable)
	return ok
}

// begin begins to read, if there is a connection.
func (i *inline) begin(connected bool) {
	c := (*Connection)(i)
	c.mu.Lock()
	drives := i.watch != nil
	if drives && connected {
		i.reading = true
		i.want()
	}
	waits := connected && !drives && !i.left && !c.isOver
	c.mu.Unlock()
	if waits {
		(*delivery)(c).enter(apart)
		c.read() // a socket that can only wait
	}
	i.part()
}

// part ends the connection with the last of its parts.
func (i *inline) part() {
	c := (*Connection)(i)
	c.mu.Lock()
	i.parts--
	last := i.parts == 0
	c.mu.Unlock()
	if last {
		go func() { c.planner.(Launched).Ended(c.finish()) }()
	}
}
