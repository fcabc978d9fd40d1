package connection

import (
	"io"
	"net"
	"runtime"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// firstRead is the size of the read buffer until a read has filled it, whereupon
// it grows by growRead: most connections of a device are idle or carry little.
const (
	firstRead = 128
	growRead  = 8
)

// read delivers what the peer sends until its end, an error, or the connection's
// end.
func (c *Connection) read() {
	defer c.caught()
	buf := make([]byte, min(firstRead, c.ReadSize))
	refused := false
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
		n, err := c.socket.Receive(buf)
		if hand = c.hand.Load(); hand != nil { // an upgrade came meanwhile
			hand.offer(buf[:n], err)
			buf = make([]byte, len(buf))
			continue
		}
		if n > 0 {
			c.touch(&c.lastRead)
			if !c.discarding.Load() && !refused {
				refused = c.refuses(buf[:n])
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
// pipe. So the reader's reason goes out before the writer may say its own.
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
