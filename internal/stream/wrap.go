package stream

import (
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// maxPiece bounds one Send of a wrapped connection, so that its caller sees
// progress. It is the largest TLS record (RFC 8446 section 5.1).
const maxPiece = 16 << 10

// maxEmptyReads is how many reads without a byte and without an error one
// Receive accepts, as in package bufio.
const maxEmptyReads = 100

// aLongTimeAgo is a deadline that has passed.
var aLongTimeAgo = time.Unix(1, 0)

// Wrap brings any net.Conn under the Socket interface: a TLS connection, one
// that package net has dialled, or one end of a net.Pipe.
//
// The Socket owns c and its deadlines from then on. TrySend never writes. Send
// sets no deadline, because a timed out write ends a TLS connection for good.
// CloseWrite returns an error that matches errors.ErrUnsupported when c has no
// CloseWrite method. Close may wait as long as c.Close does, which for TLS is
// up to 5 seconds while the peer does not read; after Interrupt it does not.
func Wrap(c net.Conn) Socket { return &wrapped{conn: c} }

type wrapped struct {
	conn   net.Conn
	ended  atomic.Bool // by Interrupt or Close
	cut    atomic.Bool // by Interrupt
	closed atomic.Bool

	// pending is an error that came together with bytes. Only Receive uses it.
	pending error
}

func (w *wrapped) Receive(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for range maxEmptyReads {
		if w.ended.Load() {
			return 0, w.opError("read", net.ErrClosed)
		}
		if err := w.pending; err != nil {
			return 0, err
		}
		n, err := w.conn.Read(p)
		switch {
		case n > 0:
			w.pending = err
			return n, nil
		case err != nil:
			return 0, w.explain("read", err)
		}
	}
	return 0, w.opError("read", io.ErrNoProgress)
}

func (w *wrapped) TrySend(p []byte) (int, error) {
	if w.ended.Load() {
		return 0, w.opError("write", net.ErrClosed)
	}
	if len(p) == 0 {
		return 0, nil
	}
	return 0, ErrWouldBlock
}

func (w *wrapped) Send(p []byte) (int, error) {
	if w.ended.Load() {
		return 0, w.opError("write", net.ErrClosed)
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := w.conn.Write(p[:min(len(p), maxPiece)])
	if err != nil {
		return n, w.explain("write", err)
	}
	return n, nil
}

func (w *wrapped) CloseWrite() error {
	if w.ended.Load() {
		return w.opError("close", net.ErrClosed)
	}
	half, ok := w.conn.(interface{ CloseWrite() error })
	if !ok {
		return w.opError("close", because.Unsupported("half close", w.conn))
	}
	if err := half.CloseWrite(); err != nil {
		return w.explain("close", err)
	}
	return nil
}

// Interrupt wakes both directions by a deadline that has passed. Closing would
// wake them too, but the Close of a TLS connection waits for its last alert.
func (w *wrapped) Interrupt() {
	w.cut.Store(true)
	w.ended.Store(true)
	if err := w.conn.SetDeadline(aLongTimeAgo); err != nil {
		// A connection without deadlines, or one that is closed already.
		w.transport().Close()
	}
}

func (w *wrapped) Close() error {
	if w.closed.Swap(true) {
		return w.opError("close", net.ErrClosed)
	}
	w.ended.Store(true)
	if w.cut.Load() {
		// Without its transport the connection has nothing to wait for.
		err := w.transport().Close()
		w.conn.Close()
		return err
	}
	w.conn.SetReadDeadline(aLongTimeAgo) // the reader need not wait for the alert
	return w.conn.Close()
}

func (w *wrapped) LocalAddr() net.Addr  { return w.conn.LocalAddr() }
func (w *wrapped) RemoteAddr() net.Addr { return w.conn.RemoteAddr() }

// transport is the connection that lies below all layers such as TLS.
func (w *wrapped) transport() net.Conn {
	c := w.conn
	for {
		layer, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return c
		}
		c = layer.NetConn()
	}
}

// explain hides what an error says when our own end of the connection caused it.
func (w *wrapped) explain(op string, err error) error {
	if w.ended.Load() {
		return w.opError(op, net.ErrClosed)
	}
	return err
}

func (w *wrapped) opError(op string, err error) error {
	remote := w.RemoteAddr()
	network := ""
	if remote != nil {
		network = remote.Network()
	}
	return &net.OpError{Op: op, Net: network, Source: w.LocalAddr(), Addr: remote, Err: err}
}
