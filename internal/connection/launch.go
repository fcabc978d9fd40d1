package connection

import (
	"context"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Launch lives the connection through like Run, but does not wait for its end:
// ended is called then, on a goroutine of its own. Where the socket allows, the
// connection is driven by loop and has no goroutine meanwhile.
//
// onStop is axon.Life's.
func (c *Connection) Launch(ctx context.Context, loop stream.Loop, onStop func(func()), ended func(howDied error)) {
	c.onStop = onStop
	i := &inline{c: c, loop: loop, ended: ended, parts: 2, readSize: c.ReadSize}
	c.mu.Lock()
	c.inline = i
	if c.isOver { // what came before has ended it
		i.parts--
	}
	c.mu.Unlock()
	if c.Conn != nil {
		i.begun(c.start(ctx))
		return
	}
	go func() {
		enterThread()
		defer leaveThread()
		i.begun(c.start(ctx))
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

// begun begins to read, if there is a connection.
func (i *inline) begun(connected bool) {
	c := i.c
	c.mu.Lock()
	drives := i.watch != nil
	if drives && connected {
		i.reading = true
		i.want()
	}
	waits := connected && !drives && !i.left && !c.isOver
	c.mu.Unlock()
	if waits {
		i.delivery.enter(apart)
		c.read() // a socket that can only wait
	}
	i.part()
}

// part ends the connection with the last of its parts.
func (i *inline) part() {
	c := i.c
	c.mu.Lock()
	i.parts--
	last := i.parts == 0
	c.mu.Unlock()
	if last {
		go func() { i.ended(c.finish()) }()
	}
}
