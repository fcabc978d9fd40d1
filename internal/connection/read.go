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
	size := min(firstRead, c.ReadSize)
	var buf []byte
	for {
		if c.inline != nil || c.wakes.Take() {
			runtime.Gosched() // the woken must not wait for this goroutine's read
		}
		hand := c.hand.Load()
		if hand != nil {
			if !c.await(hand) {
				return
			}
			continue
		}
		buf = c.space(buf, size)
		n, err := c.socket.Receive(buf)
		if !c.received(buf[:n], err) {
			continue
		}
		switch {
		case n == size:
			size = min(growRead*n, c.ReadSize)
		case n > 0 && c.Space != nil && n <= size/quietRead:
			size = max(size/growRead, min(firstRead, c.ReadSize))
		}
		if err != nil {
			c.readEnded(err)
			return
		}
	}
}

// space returns memory of a size to read into: buf again, or what Space gives.
func (c *Connection) space(buf []byte, size int) []byte {
	switch {
	case c.Space != nil:
		return c.Space(size)
	case len(buf) == size:
		return buf
	}
	return make([]byte, size)
}

// await waits for a handshake, and reports whether there is more to read.
func (c *Connection) await(hand *handover) bool {
	hand.offer(nil, nil)
	<-hand.over
	if c.hand.Load() != hand {
		return true
	}
	c.readEnded(net.ErrClosed)
	return false
}

// received delivers p, unless an upgrade came meanwhile, whose it is then with err.
func (c *Connection) received(p []byte, err error) bool {
	if hand := c.hand.Load(); hand != nil {
		hand.offer(bytes.Clone(p), err)
		return false
	}
	if len(p) > 0 {
		c.touch(&c.lastRead)
		if !c.discarding.Load() && !c.refused {
			c.refused = c.refuses(p)
		}
	}
	return true
}

// refuses delivers m, and reports whether the receiver has ended.
func (c *Connection) refuses(m []byte) bool {
	err := c.Outbox.Send(c.deliver, m)
	if err != nil && c.deliver.Err() == nil {
		c.News(axon.ErrorInformation{Caller: c.Caller, Err: err})
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
	broken := c.broken
	c.mu.Unlock()
	if hand := c.hand.Load(); hand != nil {
		hand.offer(nil, err)
	}
	switch {
	case err != io.EOF:
	case broken != nil:
		c.Post(lifecycle.Failed, broken)
	case c.PeerFinished != nil:
		c.Post(lifecycle.HandlerPeerEnd, nil)
	default:
		c.Post(lifecycle.PeerEnd, nil)
	}
}
