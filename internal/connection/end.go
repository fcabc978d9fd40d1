package connection

import (
	"io"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// await waits for the state Closed.
func (c *Connection) await() {
	c.mu.Lock()
	closed := make(chan struct{})
	if c.isOver {
		close(closed)
	}
	c.extra().closed = closed
	c.mu.Unlock()
	<-closed
}

// finish comes after the state Closed, and waits until all that the connection has
// started is over.
func (c *Connection) finish() (howDied error) {
	e := c.extra()
	c.cancelNow()
	e.writer.Wait()
	if e.threaded && crowded() { // its thread goes with the connection, not with each backlog
		endThread()
	}
	if c.socket != nil {
		c.socket.Close()
	}
	c.inbox().Seize() // a sender inside may still count what it could not write
	return c.lastNews(e)
}

// lastNews names what went wrong, after the last delivery and write.
func (c *Connection) lastNews(e *extra) error {
	if e.rest != nil {
		e.unsent.Add(int64(len(e.rest.left)))
	}
	for {
		piece, _ := axon.TakeBytes(c.inbox())
		if piece == nil {
			break
		}
		e.unsent.Add(int64(len(piece)))
	}
	plan := c.planner.Plan()
	c.mu.Lock()
	failed, died := e.failed, e.died
	if !c.opened {
		e.unsent.Add(int64(len(plan.Initial)))
	}
	c.mu.Unlock()
	if failed != nil {
		c.planner.News(axon.ErrorInformation{Caller: plan.Caller, Err: failed})
	}
	if n := e.unsent.Load(); n > 0 {
		c.planner.News(axon.ErrorInformation{Caller: plan.Caller, Err: &UnsentError{n}})
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
	return c.extra().order
}

// Err returns what has failed in a connection that is over, nil after an ordered
// end.
func (c *Connection) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.extra().failed
}

// HowDied returns why a connection is over.
func (c *Connection) HowDied() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.extra().died
}
