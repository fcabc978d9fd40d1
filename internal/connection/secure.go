package connection

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/because"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Why an upgrade is not made.
var (
	errUpgrade = errors.New("makessl takes an upgrade of package secure, or an empty message for the default")
	errTooLate = errors.New("makessl: the connection has begun to end")
	errAgain   = errors.New("makessl: the connection has been upgraded before")
)

// Secure asks for the upgrade that m says. What was sent before goes out in clear,
// what comes after waits. An upgrade that cannot be made ends the connection,
// since its user wants no clear one.
//
// The fence is up before the sender may go on. An upgrade from before Prepare
// secures all: nothing says what came after it.
func (c *Connection) Secure(m any) {
	upgrade, err := upgradeOf(m)
	e := c.extra()
	c.mu.Lock()
	fence := c.inbox().FenceAll
	if c.begun {
		fence = c.inbox().Fence
	}
	switch {
	case err != nil:
	case e.upgrade != nil:
		err = errAgain
	default:
		e.upgrade = upgrade
	}
	c.mu.Unlock()
	if err == nil {
		clear := fence(c.readyForHandshake) > 0
		c.mu.Lock()
		e.clear = clear
		c.mu.Unlock()
		if c.Post(lifecycle.Secure, nil) {
			return
		}
		err = errTooLate
	}
	c.Post(lifecycle.Failed, err)
}

func upgradeOf(m any) (stream.Upgrade, error) {
	switch m := m.(type) {
	case stream.Upgrade:
		return m, nil
	case nil, string, []byte, bool, axon.Signal: // any message will do, as in Kamaelia
		if stream.DefaultUpgrade == nil {
			return nil, stream.ErrNotLinked
		}
		return stream.DefaultUpgrade(), nil
	}
	return nil, because.New(errUpgrade.Error()+", not a "+because.TypeOf(m), errUpgrade)
}

// handshake takes the reader's part of the connection. The handshake begins once
// all is written that was sent before.
func (c *Connection) handshake() {
	plan, e := c.planner.Plan(), c.extra()
	before := plan.Unread
	if before == nil {
		before = func() []byte { return nil }
	}
	conn := plan.Conn
	if conn == nil {
		conn = e.conn
	}
	hand := &handover{Conn: conn, before: before, first: make(chan first, 1), closed: make(chan struct{}), over: make(chan struct{})}
	e.hand.Store(hand)
	if c.launched {
		(*inline)(c).leave()
	}
	c.mu.Lock()
	opened, clear, unread := c.opened, e.clear, c.unread
	c.mu.Unlock()
	if unread {
		hand.offer(nil, io.EOF)
	}
	switch {
	case opened:
	case clear:
		c.open()
	default:
		c.inbox().Release() // up to the fence, which nothing is before
	}
	c.readyForHandshake()
}

// readyForHandshake is called when the fence is reached, and when the reader has
// stopped.
func (c *Connection) readyForHandshake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.extra()
	e.ready++
	if e.ready == 2 && !c.isOver {
		e.writer.Go(c.shakeHands)
	}
}

// noHandshake lets the reader go when the connection is over before the handshake.
// It needs mu.
func (c *Connection) noHandshake() {
	if hand := c.hand(); hand != nil && c.extra().ready < 2 {
		close(hand.over)
	}
}

func (c *Connection) shakeHands() {
	plan, e := c.planner.Plan(), c.extra()
	hand := e.hand.Load()
	defer close(hand.over)
	defer c.caught()
	c.touchWrite() // the handshake's time has begun
	conn, secured, err := e.upgrade.Upgrade(context.Background(), hand, stream.End{Server: plan.Server, Host: plan.Host})
	if err != nil {
		c.Post(lifecycle.Failed, err)
		return
	}
	c.mu.Lock()
	c.socket, c.tries = stream.Wrap(conn), false
	c.mu.Unlock()
	e.hand.Store(nil)
	c.Post(lifecycle.Secured, nil)
	c.planner.Secured(c.deliver(), secured) // before the reader goes on
}

// A handover is the connection as the handshake sees it. The reader stays the only
// one: what it is given while it waits in a read is handed over first.
type handover struct {
	net.Conn
	before func() []byte // see Connection.Unread
	first  chan first
	rest   []byte
	err    error
	taken  bool
	once   sync.Once
	closed chan struct{}
	over   chan struct{} // closed with the handshake
}

type first struct {
	data []byte
	err  error
}

// offer hands over what the reader has read, if that is the first.
func (h *handover) offer(data []byte, err error) {
	select {
	case h.first <- first{data, err}:
	default:
	}
}

// Read takes what the reader had, and then reads.
//
// What was delivered before and not used comes first, also while the reader is in a
// read that may wait for the answer to just that.
func (h *handover) Read(p []byte) (int, error) {
	if len(h.rest) == 0 && !h.taken {
		h.rest = h.before()
	}
	if len(h.rest) == 0 && !h.taken {
		select {
		case got := <-h.first:
			h.taken, h.rest, h.err = true, append(h.before(), got.data...), got.err
		case <-h.closed:
			return 0, net.ErrClosed
		}
	}
	if len(h.rest) > 0 {
		n := copy(p, h.rest)
		h.rest = h.rest[n:]
		return n, nil
	}
	if h.err != nil {
		return 0, h.err
	}
	return h.Conn.Read(p)
}

// Close ends a Read that waits for the reader too.
func (h *handover) Close() error {
	h.once.Do(func() { close(h.closed) })
	return h.Conn.Close()
}
