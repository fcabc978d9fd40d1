package stock

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A Conn is a net.Conn over a component that has the boxes of a client: what is
// written goes to inbox, what outbox sends is read. Its methods may be called by
// any goroutine.
//
// Errors are *net.OpError, save io.EOF: net.ErrClosed after Close,
// os.ErrDeadlineExceeded after a deadline, else those of Reader and Writer.
type Conn struct {
	r         *Reader
	w         *Writer
	component axon.Component
	closed    atomic.Bool
}

var _ net.Conn = (*Conn)(nil)

// AsConn links a Conn to c, which should not be activated yet: what it sent before
// is gone. Who calls AsConn activates c, before or after.
//
// The error matches axon.ErrNoSuchBox, axon.ErrWrongType or
// axon.ErrAlreadyLinked.
func AsConn(c axon.Component) (*Conn, error) {
	w, err := NewWriter(c)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(c)
	if err != nil {
		w.links.UnlinkAll()
		return nil, err
	}
	return &Conn{r: r, w: w, component: c}, nil
}

// Read reads what the component sends; see Reader.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	return n, c.explain("read", err)
}

// Write sends to the component; see Writer. It returns when the bytes are in the
// component's inbox.
func (c *Conn) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	return n, c.explain("write", err)
}

// CloseWrite sends ProducerFinished: the component sends on what was written, and
// Read goes on.
func (c *Conn) CloseWrite() error { return c.explain("close", c.w.Close()) }

// Close ends every Read and Write and sends ProducerFinished, so that what was
// written is still sent on. After a CloseWrite, it sends ShutdownMicroprocess
// instead: read to io.EOF first where the peer is slow. What the component sends
// from then on is refused. Close does not wait for its end.
func (c *Conn) Close() error {
	if c.closed.Swap(true) {
		return c.explain("close", net.ErrClosed)
	}
	half := c.w.deadline.context().Err() == io.ErrClosedPipe
	c.r.Close()
	if half {
		return c.explain("close", c.w.tell(axon.ShutdownMicroprocess{Caller: "Conn"}))
	}
	return c.explain("close", c.w.Close())
}

// SetDeadline is SetReadDeadline and SetWriteDeadline.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline makes Read fail at a time, also one that waits; the zero time
// means never.
func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.explain("set", c.r.SetReadDeadline(t))
}

// SetWriteDeadline makes Write fail at a time, also one that waits; the zero time
// means never. After CloseWrite it has no effect.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	err := c.w.SetWriteDeadline(t)
	if err == io.ErrClosedPipe && !c.closed.Load() {
		err = nil
	}
	return c.explain("set", err)
}

// explain names what failed, in the words of package net.
func (c *Conn) explain(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if errors.Is(err, io.ErrClosedPipe) {
		err = net.ErrClosed
	}
	return &net.OpError{Op: op, Net: network, Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}
