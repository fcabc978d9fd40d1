package blocking

import (
	"net"
	"syscall"
	"time"
)

// Conn is a net.Conn, with half close, whose descriptor really blocks.
//
// All methods may be called by any goroutine at any time. Concurrent Reads
// follow one another, and so do concurrent Writes: each writes all its bytes
// before the next begins. Errors are *net.OpError with the syscall.Errno
// reachable; after Close they match net.ErrClosed, after a deadline
// os.ErrDeadlineExceeded. A Read or Write holds a thread while it waits.
//
// On systems without such sockets a connection of package net lies beneath.
type Conn struct{ c conn }

var _ net.Conn = (*Conn)(nil)

// conn is one connection of a family of platforms.
type conn interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SyscallConn() (syscall.RawConn, error)
	SetKeepAliveConfig(net.KeepAliveConfig) error

	// socket returns the engine's face of the same connection.
	socket() Socket

	// whole returns what its users have.
	whole() *Conn

	// charge says what the connection has reserved until it is closed and its last
	// user has left.
	charge(b *Budget, threads int)
}

// Read waits for at least one byte, the peer's end (io.EOF), the read deadline
// or the Close of c. A Read into no bytes returns at once.
func (c *Conn) Read(p []byte) (int, error) { return c.c.Read(p) }

// Write waits until all of p is in the kernel's send buffer, the write deadline
// has passed or c is closed, and returns how many bytes went there.
func (c *Conn) Write(p []byte) (int, error) { return c.c.Write(p) }

// Close ends both directions, wakes every waiting call and never waits itself.
// What the kernel has in its send buffer is still sent.
func (c *Conn) Close() error { return c.c.Close() }

// CloseRead ends the incoming direction: Read returns io.EOF from then on.
// See shutdown(2).
func (c *Conn) CloseRead() error { return c.c.CloseRead() }

// CloseWrite ends the outgoing direction: the peer reads to its end of file, and
// Read goes on. See shutdown(2).
func (c *Conn) CloseWrite() error { return c.c.CloseWrite() }

// LocalAddr returns the address of this end.
func (c *Conn) LocalAddr() net.Addr { return c.c.LocalAddr() }

// RemoteAddr returns the address of the peer.
func (c *Conn) RemoteAddr() net.Addr { return c.c.RemoteAddr() }

// SetDeadline sets both deadlines. A zero t means none. Calls that wait already
// go by the new deadlines.
func (c *Conn) SetDeadline(t time.Time) error { return c.c.SetDeadline(t) }

// SetReadDeadline sets when Read gives up.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.c.SetReadDeadline(t) }

// SetWriteDeadline sets when Write gives up. Bytes may have been written then.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.c.SetWriteDeadline(t) }

// SetKeepAliveConfig changes the keep-alive of the open connection, with the
// defaults of [Dialer].KeepAlive: shorter times begin at once, so this is how to ask
// whether the peer is still there. OpenBSD has its times for the whole system. Where
// what lies beneath has no keep-alive, the error matches errors.ErrUnsupported.
func (c *Conn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	s := newSettings(nil, config, !config.Enable, false)
	return c.c.SetKeepAliveConfig(s.keepAlive)
}

// SyscallConn gives access to the descriptor, for options that this package does
// not know. The functions that it is given must not make the descriptor
// non-blocking. A recv(2) that they call may wait, a send(2) waits 250 ms at most.
// Where a connection without that access lies beneath, the error matches
// errors.ErrUnsupported.
func (c *Conn) SyscallConn() (syscall.RawConn, error) { return c.c.SyscallConn() }

// Socket returns the engine's face of the same connection.
//
// Closing either closes both. In one direction only one face may be in use at a
// time; the engine's heeds no deadlines.
func (c *Conn) Socket() Socket { return c.c.socket() }
