package connection

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// open lets what has waited for the connection out, and then the senders in.
func (c *Connection) open() {
	initial := c.initial()
	c.mu.Lock()
	if c.opened { // and secured since
		initial = nil
	}
	c.opened = true
	c.mu.Unlock()
	if rest := c.send(initial); len(rest) > 0 {
		c.leave(rest)
		return
	}
	c.sendQueued()
}

// sendQueued writes what waits as far as the socket takes it at once, and leaves
// the rest to the writer or lets the senders write themselves.
func (c *Connection) sendQueued() {
	for {
		piece, _ := axon.TakeBytes(c.inbox())
		if piece == nil {
			if c.inbox().Release() {
				return
			}
			continue
		}
		if rest := c.send(piece); len(rest) > 0 {
			c.leave(rest)
			return
		}
	}
}

// send tries to write p, and returns what the socket does not take.
func (c *Connection) send(p []byte) (rest []byte) {
	if len(p) == 0 {
		return nil
	}
	n, err := c.socket.TrySend(p)
	c.tries = c.tries || n > 0
	c.tellWritten(n)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, stream.ErrWouldBlock):
		return p[n:]
	}
	c.extra().unsent.Add(int64(len(p) - n))
	c.writeFailed(err)
	return nil // there is nothing to write to
}

// maxCopied bounds what is copied to let a sender go at once. Who sends more
// waits one Send for the socket, which mostly takes less time than the copy.
const maxCopied = 16 << 10

// Write is the handler of the inbox while nothing waits: the sender's goroutine
// writes, and leaves to the writer what would make it wait for long.
func (c *Connection) Write(ctx context.Context, m []byte) {
	rest := c.send(m)
	if len(rest) > maxCopied && c.tries && axon.MayWait(ctx) {
		rest, _ = c.sendWaiting(rest)
	}
	if len(rest) > 0 {
		c.inbox().Hold()
		c.leave(rest)
	}
}

// A rest is what a sender leaves to the writer, copied. Only connections with
// something to write hold one.
type rest struct {
	data []byte
	left []byte // of it, or of what came behind it, for a loop to write
}

var rests = sync.Pool{New: func() any { return new(rest) }}

func (c *Connection) newRest() *rest {
	r := rests.Get().(*rest)
	c.extra().rest = r
	return r
}

// leave starts the writer with p, which it copies.
func (c *Connection) leave(p []byte) {
	r := c.newRest()
	r.data = append(r.data[:0], p...)
	c.startWriter()
}

func (c *Connection) startWriter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.extra()
	if c.isOver {
		e.unsent.Add(int64(len(e.rest.data)))
		return
	}
	if c.launched && (*inline)(c).takesRest(e.rest) {
		return
	}
	e.threaded = true
	if e.startDrain == nil {
		e.startDrain = c.drain
	}
	e.writer.Add(1)
	go e.startDrain()
}

// drain writes until nothing waits, and gives the inbox back to its senders.
func (c *Connection) drain() {
	defer c.extra().writer.Done()
	defer c.caught()
	c.drainFrom(c.extra().rest.data)
}

func (c *Connection) drainFrom(piece []byte) {
	ok := true
	for {
		for ok && len(piece) > 0 {
			piece, ok = c.sendWaiting(piece)
		}
		c.freeRest()
		if !ok {
			return
		}
		piece, _ = axon.TakeBytes(c.inbox())
		if piece == nil && c.inbox().Release() {
			return
		}
	}
}

// freeRest is called by who has written it.
func (c *Connection) freeRest() {
	if e := c.extra(); e.rest != nil {
		e.rest.left = nil
		rests.Put(e.rest)
		e.rest = nil
	}
}

// sendWaiting waits for the socket to take of p, for one Send. It returns what is
// still to be written, and false when nothing can be written any more.
func (c *Connection) sendWaiting(p []byte) (rest []byte, ok bool) {
	n, err := c.socket.Send(p)
	if n > 0 {
		c.touchWrite()
		c.tellWritten(n)
	}
	if err == nil && c.phase() != lifecycle.Closed {
		return p[n:], true
	}
	c.extra().unsent.Add(int64(len(p) - n))
	if err != nil {
		c.writeFailed(err)
	}
	return nil, false
}

func (c *Connection) tellWritten(n int) {
	if n <= 0 {
		return
	}
	if _, _, wrote := c.planner.Ways(); wrote != nil {
		wrote(n)
	}
}

// writeFailed posts what a write has met. Of a reset the reader learns, too, and
// after what the peer has sent before it: so the reader is left to say it.
func (c *Connection) writeFailed(err error) {
	c.mu.Lock()
	leave := isBroken(err) && !c.unread
	if leave {
		c.extra().broken = err
	}
	c.mu.Unlock()
	if !leave {
		c.Post(lifecycle.Failed, err)
	}
}

// epoch is what times are kept since, which takes a word.
var epoch = time.Now()

// touchRead and touchWrite are for the timers, before which nobody asks: to look at the
// clock costs as much as a delivery.
func (c *Connection) touchRead() {
	if c.timed.Load() {
		set(&c.extra().lastRead)
	}
}

func (c *Connection) touchWrite() {
	if c.timed.Load() {
		set(&c.extra().lastWrite)
	}
}

func set(when *atomic.Int64) {
	when.Store(int64(time.Since(epoch)))
}
