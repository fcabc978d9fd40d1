package connection

import (
	"context"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// inline is what a connection has that a loop drives: its reader and writer are
// calls of Ready. It is so from take to leave, or to the end.
type inline struct {
	c     *Connection
	loop  stream.Loop
	ended func(error)
	delivery

	socket   stream.Pollable
	readSize int

	// What follows needs the connection's mu.
	watch   stream.Watch // while the loop drives
	left    bool         // the loop, for goroutines
	reading bool
	writing bool
	wants   stream.Readiness
	parts   int // that the end waits for: begun, and over

	rest []byte // to be written next; of who writes, like the connection's
}

// take makes the loop watch a socket, if it can. It needs mu.
func (i *inline) take(socket stream.Socket) error {
	pollable, ok := socket.(stream.Pollable)
	if !ok || i.c.isOver {
		return nil
	}
	if !pollable.Hold() {
		return net.ErrClosed
	}
	watch, err := i.loop.Watch(pollable.Descriptor(), i)
	if err != nil {
		pollable.Leave()
		return err
	}
	i.socket, i.watch = pollable, watch
	pollable.NoWaiting()
	return nil
}

// context is that of deliveries; the one of the dial ends.
func (i *inline) context() context.Context {
	c := i.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
	if c.discarding.Load() || c.state.Phase == lifecycle.Closed {
		i.cancel()
	}
	return &i.delivery
}

// over is called once in the state Closed. It needs mu.
func (i *inline) over() {
	watch := i.watch
	i.watch = nil
	if watch == nil {
		go i.part()
		return
	}
	go watch.Close(func() {
		i.socket.Leave()
		i.part()
	})
}

// leave makes goroutines drive the connection from now on.
func (i *inline) leave() {
	c := i.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if i.watch == nil || c.isOver {
		return
	}
	watch := i.watch
	i.watch, i.left = nil, true
	c.writer.Add(1)
	watch.Close(func() {
		go func() {
			i.drive()
			i.socket.Leave()
		}()
	})
}

// drive is the reader that comes after the loop.
func (i *inline) drive() {
	c := i.c
	defer c.writer.Done()
	if err := i.socket.Waiting(); err != nil {
		c.Post(lifecycle.Failed, err)
		c.readEnded(err)
		return
	}
	enterThread()
	defer leaveThread()
	c.mu.Lock()
	writing, unread := i.writing, c.unread
	i.writing = false
	c.mu.Unlock()
	if writing {
		rest := i.rest
		i.rest = nil
		c.writer.Go(func() {
			defer c.caught()
			c.drainFrom(rest)
		})
	}
	if !unread {
		i.delivery.enter(apart)
		c.read()
	}
}

// want tells the loop. It needs mu.
func (i *inline) want() {
	if i.watch == nil {
		return
	}
	var wants stream.Readiness
	if i.reading {
		wants |= stream.Readable
	}
	if i.writing {
		wants |= stream.Writable
	}
	if wants != i.wants {
		i.wants = wants
		i.watch.Want(wants)
	}
}

// Ready is called by the loop.
func (i *inline) Ready(t *stream.Turn, r stream.Readiness) {
	defer i.c.caught()
	if r&stream.Writable != 0 {
		i.write()
	}
	if r&stream.Readable != 0 {
		i.delivery.enter(t)
		i.read(t.Buffer)
	}
}

// Failed is called by the loop.
func (i *inline) Failed(err error) { i.c.Post(lifecycle.Failed, err) }

// read delivers what the peer has sent, as far as one piece goes.
func (i *inline) read(buf []byte) {
	c := i.c
	if c.hand.Load() != nil {
		return // what comes now is the handshake's
	}
	n, err := i.socket.TryReceive(buf[:min(len(buf), i.readSize)])
	if err == stream.ErrWouldBlock {
		return
	}
	if c.received(buf[:n], err) && err != nil {
		c.mu.Lock()
		i.reading = false
		i.want()
		c.mu.Unlock()
		c.readEnded(err)
	}
}

// takesRest leaves to the loop what was to be written. It needs mu.
func (i *inline) takesRest(rest []byte) bool {
	if i.watch == nil {
		return false
	}
	i.rest, i.writing = rest, true
	i.want()
	return true
}

func (i *inline) setWriting(on bool) {
	i.c.mu.Lock()
	defer i.c.mu.Unlock()
	i.writing = on
	i.want()
}

// write writes what waits, as far as the socket takes it, and gives the inbox back
// to its senders when that is all.
func (i *inline) write() {
	c := i.c
	c.mu.Lock()
	writing := i.writing
	c.mu.Unlock()
	for writing {
		n, err := i.socket.TrySend(i.rest)
		if n > 0 {
			c.touch(&c.lastWrite)
			c.tellWritten(n)
		}
		i.rest = i.rest[n:]
		if err == stream.ErrWouldBlock {
			return
		}
		if err != nil {
			c.unsent.Add(int64(len(i.rest)))
			i.rest = nil
			i.setWriting(false)
			c.writeFailed(err)
			return
		}
		writing = i.more()
	}
}

// more takes what is to be written next, and reports whether there is any.
func (i *inline) more() bool {
	c := i.c
	c.freeRest()
	if i.rest, _ = axon.TakeBytes(c.Inbox); i.rest != nil {
		return true
	}
	i.setWriting(false)
	if c.Inbox.Release() {
		return false // others may be writing
	}
	i.setWriting(true)
	return true
}
