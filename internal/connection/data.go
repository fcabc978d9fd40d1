package connection

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// firstRead is the size of the read buffer until a read has filled it, whereupon
// it grows by growRead: most connections of a device are idle or carry little.
const (
	firstRead = 512
	growRead  = 8
)

// read delivers what the peer sends until its end, an error, or the connection's
// end.
func (c *Connection) read(ctx context.Context, wakes *axon.Wakes) {
	buf := make([]byte, min(firstRead, c.ReadSize))
	var refused error
	for {
		if wakes.Take() {
			runtime.Gosched() // the woken must not wait for this goroutine's read
		}
		n, err := c.socket.Receive(buf)
		if n > 0 {
			c.touch(&c.lastRead)
			if !c.discarding.Load() && refused == nil {
				refused = c.Outbox.Send(ctx, buf[:n])
				if refused != nil && ctx.Err() == nil {
					c.News(axon.ErrorInformation{Caller: c.Caller, Err: refused})
				}
			}
			if n == len(buf) && n < c.ReadSize {
				buf = make([]byte, min(growRead*n, c.ReadSize))
			}
		}
		if err != nil {
			c.readEnded(err)
			return
		}
	}
}

// open lets what has waited for the connection out, and then the senders in.
func (c *Connection) open() {
	c.mu.Lock()
	c.opened = true
	c.mu.Unlock()
	if c.send(c.Initial) && c.sendQueued() {
		return
	}
	c.startWriter()
}

// sendQueued writes what waits as far as the socket takes it at once, and
// reports whether nothing is left and the senders write themselves.
func (c *Connection) sendQueued() bool {
	for {
		piece, _ := axon.TakeBytes(c.Inbox)
		if piece == nil {
			if c.Inbox.Release() {
				return true
			}
			continue
		}
		if !c.send(piece) {
			return false
		}
	}
}

// send tries to write p, and keeps what the socket does not take.
func (c *Connection) send(p []byte) bool {
	if len(p) == 0 {
		return true
	}
	n, err := c.socket.TrySend(p)
	switch {
	case err == nil:
		return true
	case errors.Is(err, stream.ErrWouldBlock):
		c.rest = rests.Get().(*rest)
		c.rest.data = append(c.rest.data[:0], p[n:]...)
		return false
	}
	c.unsent.Add(int64(len(p) - n))
	c.writeFailed(err)
	return true // there is nothing to write to
}

// A rest is what a sender leaves to the writer, copied. Only connections with
// something to write hold one.
type rest struct{ data []byte }

var rests = sync.Pool{New: func() any { return new(rest) }}

// write is the handler of the inbox while nothing waits: the sender's goroutine
// writes, and leaves to the writer what would make it wait.
func (c *Connection) write(_ context.Context, m []byte) {
	if !c.send(m) {
		c.Inbox.Hold()
		c.startWriter()
	}
}

func (c *Connection) startWriter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isOver() {
		c.unsent.Add(int64(len(c.rest.data)))
		return
	}
	c.wrote = true
	c.writer.Add(1)
	go c.startDrain()
}

// drain writes until nothing waits, and gives the inbox back to its senders.
func (c *Connection) drain() {
	defer c.writer.Done()
	first := c.rest
	data := first.data
	for {
		for len(data) > 0 {
			n, err := c.socket.Send(data)
			data = data[n:]
			if n > 0 {
				c.touch(&c.lastWrite)
			}
			if err == nil && c.phase() != lifecycle.Closed {
				continue
			}
			if len(data) > 0 {
				c.unsent.Add(int64(len(data)))
			}
			if err != nil {
				c.writeFailed(err)
			}
			return
		}
		if first != nil {
			rests.Put(first)
			first = nil
		}
		data, _ = axon.TakeBytes(c.Inbox)
		if data == nil && c.Inbox.Release() {
			return
		}
	}
}

// writeFailed posts what a write has met. A broken pipe is only what follows from
// a failure that the reader is told, so the reader is left to say it.
func (c *Connection) writeFailed(err error) {
	c.mu.Lock()
	leave := isBrokenPipe(err) && !c.unread
	if leave {
		c.broken = err
	}
	c.mu.Unlock()
	if !leave {
		c.Post(lifecycle.Failed, err)
	}
}

// readEnded posts why there is no more to read.
func (c *Connection) readEnded(err error) {
	c.mu.Lock()
	c.unread = true
	broken := c.broken
	c.mu.Unlock()
	switch {
	case err != io.EOF:
		c.Post(lifecycle.Failed, err)
	case broken != nil:
		c.Post(lifecycle.Failed, broken)
	default:
		c.Post(lifecycle.PeerEnd, nil)
	}
}

func (c *Connection) touch(when *atomic.Int64) {
	when.Store(int64(time.Since(c.began)))
}
