package main

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// An idleConn is a connection that fails once nothing has come or gone for a time.
type idleConn struct {
	net.Conn
	limit   time.Duration
	last    atomic.Int64 // nanoseconds since the start
	start   time.Time
	expired atomic.Bool
	ended   atomic.Bool

	mu    sync.Mutex
	timer *time.Timer
}

func withIdleTimeout(conn net.Conn, limit time.Duration) *idleConn {
	c := &idleConn{Conn: conn, limit: limit, start: time.Now()}
	c.mu.Lock()
	c.timer = time.AfterFunc(limit, c.look)
	c.mu.Unlock()
	return c
}

// look ends the connection, or comes again when the limit may be reached.
func (c *idleConn) look() {
	idle := time.Since(c.start) - time.Duration(c.last.Load())
	if idle >= c.limit {
		c.expired.Store(true)
		c.Conn.SetDeadline(time.Unix(1, 0))
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended.Load() {
		c.timer.Reset(c.limit - idle)
	}
}

func (c *idleConn) Read(p []byte) (int, error)  { return c.moved(c.Conn.Read(p)) }
func (c *idleConn) Write(p []byte) (int, error) { return c.moved(c.Conn.Write(p)) }

// moved notes that bytes have come or gone, and says why they have not.
func (c *idleConn) moved(n int, err error) (int, error) {
	if n > 0 {
		c.last.Store(int64(time.Since(c.start)))
	}
	if err != nil && c.expired.Load() && !c.ended.Load() {
		err = &idleError{c.limit}
	}
	return n, err
}

// CloseWrite is the connection's own.
func (c *idleConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// NetConn is what the connection lies on.
func (c *idleConn) NetConn() net.Conn { return c.Conn }

// Close ends the watch too.
func (c *idleConn) Close() error {
	c.ended.Store(true)
	c.mu.Lock()
	c.timer.Stop()
	c.mu.Unlock()
	return c.Conn.Close()
}

// An idleError is a timeout.
type idleError struct{ limit time.Duration }

func (e *idleError) Error() string {
	return "nothing came or went for " + e.limit.String() + "; -idle-timeout allows more"
}

func (e *idleError) Timeout() bool   { return true }
func (e *idleError) Temporary() bool { return false }
