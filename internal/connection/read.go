package connection

import (
	"bytes"
	"io"
	"net"
	"runtime"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// firstRead is the size of the read buffer until a read has filled it, whereupon
// it grows by growRead: most connections of a device are idle or carry little. Memory
// of Space shrinks again, by a read of no more than one part in quietRead.
const (
	firstRead = 128
	growRead  = 8
	quietRead = 64
)

// read delivers what the peer sends until its end, an error, or the connection's
// end.
func (c *Connection) read() {
	defer c.caught()
	space, most := c.space(), int(c.readSize)
	wakes := c.extra().wakes
	size := min(firstRead, most)
	var buf []byte
	for {
		if c.launched || wakes.Take() {
			runtime.Gosched() // the woken must not wait for this goroutine's read
		}
		hand := c.hand()
		if hand != nil {
			if !c.awaitHandshake(hand) {
				return
			}
			continue
		}
		switch {
		case space != nil:
			buf = space(size)
		case len(buf) != size:
			buf = make([]byte, size)
		}
		n, err := c.socket.Receive(buf)
		if !c.received(buf[:n], err) {
			continue
		}
		switch {
		case n == size:
			size = min(growRead*n, most)
		case n > 0 && space != nil && n <= size/quietRead:
			size = max(size/growRead, min(firstRead, most))
		}
		if err != nil {
			c.readEnded(err)
			return
		}
	}
}

// awaitHandshake waits for one, and reports whether there is more to read.
func (c *Connection) awaitHandshake(hand *handover) bool {
	hand.offer(nil, nil)
	<-hand.over
	if c.hand() != hand {
		return true
	}
	c.readEnded(net.ErrClosed)
	return false
}

// received delivers p, unless an upgrade came meanwhile, whose it is then with err.
func (c *Connection) received(p []byte, err error) bool {
	if hand := c.hand(); hand != nil {
		hand.offer(bytes.Clone(p), err)
		return false
	}
	if len(p) > 0 {
		c.touchRead()
		if !c.discarding.Load() && !c.refused {
			c.refused = c.refuses(p)
		}
	}
	return true
}

// refuses delivers m, and reports whether the receiver has ended.
func (c *Connection) refuses(m []byte) bool {
	ctx := c.deliver()
	err := c.outbox().Send(ctx, m)
	if err != nil && ctx.Err() == nil {
		c.planner.News(axon.ErrorInformation{Caller: c.caller(), Err: err})
	}
	return err != nil
}

// readEnded posts why there is no more to read.
//
// The kernel tells one of reader and writer of a reset, and the other of a broken
// pipe or of the end. So the reader's reason goes out before the writer may say its
// own, which is the reason when the reader was told of the end.
func (c *Connection) readEnded(err error) {
	if err != io.EOF {
		c.Post(lifecycle.Failed, err)
	}
	c.mu.Lock()
	c.unread = true
	broken := c.extra().broken
	c.mu.Unlock()
	if hand := c.hand(); hand != nil {
		hand.offer(nil, err)
	}
	switch {
	case err != io.EOF:
	case broken != nil:
		c.Post(lifecycle.Failed, broken)
	case c.planner.HasHandler():
		c.Post(lifecycle.HandlerPeerEnd, nil)
	default:
		c.Post(lifecycle.PeerEnd, nil)
	}
}
