package connection

import (
	"io"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// finish waits until all that the connection has started is over.
func (c *Connection) finish() (howDied error) {
	c.over.Wait()
	if c.unhook != nil {
		c.unhook()
	}
	c.cancelNow()
	c.writer.Wait()
	if c.wrote && crowded() { // its thread goes with the connection, not with each backlog
		endThread()
	}
	if c.socket != nil {
		c.socket.Close()
	}
	c.Inbox.Seize() // a sender inside may still count what it could not write
	return c.lastNews()
}

// lastNews names what went wrong, after the last delivery and write.
func (c *Connection) lastNews() error {
	if c.inline != nil {
		c.unsent.Add(int64(len(c.inline.rest)))
	}
	for {
		piece, _ := axon.TakeBytes(c.Inbox)
		if piece == nil {
			break
		}
		c.unsent.Add(int64(len(piece)))
	}
	c.mu.Lock()
	failed, died := c.failed, c.died
	if !c.opened {
		c.unsent.Add(int64(len(c.Initial)))
	}
	c.mu.Unlock()
	if failed != nil {
		c.News(axon.ErrorInformation{Caller: c.Caller, Err: failed})
	}
	if n := c.unsent.Load(); n > 0 {
		c.News(axon.ErrorInformation{Caller: c.Caller, Err: &UnsentError{n}})
	}
	return died
}

// why returns what an event says about the end of the connection.
func why(event lifecycle.Event, err error) error {
	switch event {
	case lifecycle.PeerEnd, lifecycle.HandlerPeerEnd:
		return io.EOF
	case lifecycle.FlushTime:
		return axon.ErrFlush
	case lifecycle.LingerTime:
		return axon.ErrLinger
	}
	return err
}

// Order returns the message on Control that a connection has ended by, nil if it
// died otherwise.
func (c *Connection) Order(howDied error) axon.Signal {
	if howDied != axon.ErrProducerFinished && howDied != axon.ErrShutdownMicroprocess {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order
}

// Err returns what has failed in a connection that is over, nil after an ordered
// end.
func (c *Connection) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}
