package connection

import (
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// inline is a connection that a loop drives: its reader and writer are calls of Ready.
// It is so from take to leave, or to the end.
type inline Connection

// take makes the loop watch the socket, if it can. It needs mu.
func (i *inline) take(loop stream.Loop) error {
	pollable, ok := i.socket.(stream.Pollable)
	if !ok || i.isOver {
		return nil
	}
	if !pollable.Hold() {
		return net.ErrClosed
	}
	watch, err := loop.Watch(pollable.Descriptor(), i)
	if err != nil {
		pollable.Leave()
		return err
	}
	i.watch = watch
	pollable.NoWaiting()
	return nil
}

// over is called once in the state Closed. It needs mu.
func (i *inline) over() {
	watch := i.watch
	i.watch = nil
	if watch == nil {
		go i.part()
		return
	}
	socket := i.socket.(stream.Pollable)
	go watch.Close(func() {
		socket.Leave()
		i.part()
	})
}

// leave makes goroutines drive the connection from now on.
func (i *inline) leave() {
	c := (*Connection)(i)
	c.mu.Lock()
	defer c.mu.Unlock()
	if i.watch == nil || c.isOver {
		return
	}
	watch, socket := i.watch, i.socket.(stream.Pollable)
	i.watch, i.left = nil, true
	c.extra().writer.Add(1)
	watch.Close(func() {
		go func() {
			i.drive(socket)
			socket.Leave()
		}()
	})
}

// drive is the reader that comes after the loop.
func (i *inline) drive(socket stream.Pollable) {
	c := (*Connection)(i)
	e := c.extra()
	defer e.writer.Done()
	if err := socket.Waiting(); err != nil {
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
		rest := e.rest.left
		e.rest.left = nil
		e.writer.Go(func() {
			defer c.caught()
			c.drainFrom(rest)
		})
	}
	if !unread {
		(*delivery)(c).enter(apart)
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

// Take is called by the loop.
func (i *inline) Take(p []byte) (int, error) {
	if (*Connection)(i).hand() != nil {
		return 0, stream.ErrWouldBlock // what comes now is the handshake's
	}
	return i.socket.(stream.Pollable).TryReceive(p[:min(len(p), int(i.readSize))])
}

// Ready is called by the loop.
func (i *inline) Ready(t *stream.Turn, r stream.Readiness, taken stream.Taken) {
	defer (*Connection)(i).caught()
	if r&stream.Writable != 0 {
		i.write()
	}
	if r&stream.Readable != 0 {
		(*delivery)(i).enter(t)
		i.read(taken)
	}
}

// Failed is called by the loop.
func (i *inline) Failed(err error) { (*Connection)(i).Post(lifecycle.Failed, err) }

// read delivers what the peer has sent.
func (i *inline) read(taken stream.Taken) {
	c := (*Connection)(i)
	if c.received(taken.Bytes, taken.Err) && taken.Err != nil {
		c.mu.Lock()
		i.reading = false
		i.want()
		c.mu.Unlock()
		c.readEnded(taken.Err)
	}
}

// takesRest leaves to the loop what was to be written. It needs mu.
func (i *inline) takesRest(r *rest) bool {
	if i.watch == nil {
		return false
	}
	r.left, i.writing = r.data, true
	i.want()
	return true
}

func (i *inline) setWriting(on bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.writing = on
	i.want()
}

// write writes what waits, as far as the socket takes it, and gives the inbox back
// to its senders when that is all.
func (i *inline) write() {
	c := (*Connection)(i)
	c.mu.Lock()
	writing := i.writing
	c.mu.Unlock()
	e := c.extra()
	for writing {
		n, err := i.socket.TrySend(e.rest.left)
		if n > 0 {
			c.touchWrite()
			c.tellWritten(n)
		}
		e.rest.left = e.rest.left[n:]
		if err == stream.ErrWouldBlock {
			return
		}
		if err != nil {
			e.unsent.Add(int64(len(e.rest.left)))
			e.rest.left = nil
			i.setWriting(false)
			c.writeFailed(err)
			return
		}
		writing = i.next()
	}
}

// next takes what is to be written next, and reports whether there is any.
func (i *inline) next() bool {
	c := (*Connection)(i)
	if piece, _ := axon.TakeBytes(c.inbox()); piece != nil {
		c.extra().rest.left = piece
		return true
	}
	c.freeRest()
	i.setWriting(false)
	if c.inbox().Release() {
		return false // others may be writing
	}
	c.newRest()
	i.setWriting(true)
	return true
}
