package stream

import (
	"errors"
	"net"
)

// ErrWouldBlock is returned by TrySend when the socket cannot take more bytes now.
var ErrWouldBlock = errors.New("socket: would block")

// Socket is one connected stream socket as the connection components drive it.
//
// One goroutine at a time may be in Receive, and one at a time in Send or
// TrySend; the two directions are independent. CloseWrite, Interrupt and Close
// may be called by any goroutine at any time. After Interrupt or Close every
// call returns an error that matches net.ErrClosed, or io.EOF from Receive.
// Errors keep the *net.OpError and the syscall.Errno reachable.
type Socket interface {
	// Receive waits for at least one byte and returns io.EOF after the peer's
	// last one.
	Receive(p []byte) (n int, err error)

	// TrySend writes what the socket takes at once and never waits. When that
	// is not all of p, the error is ErrWouldBlock. Sockets that can only wait
	// return 0, ErrWouldBlock.
	TrySend(p []byte) (n int, err error)

	// Send waits while it writes p. It may come back early with n < len(p) and
	// a nil error, n == 0 included, so that its caller can look at the clock;
	// the caller goes on with p[n:].
	Send(p []byte) (n int, err error)

	// CloseWrite ends the outgoing direction (a half close): the peer reads
	// to its end of file, and Receive goes on.
	CloseWrite() error

	// Interrupt ends both directions at once and wakes every waiting call.
	// It never waits.
	Interrupt()

	// Close interrupts; the descriptor is closed when its last user has left.
	Close() error

	LocalAddr() net.Addr
	RemoteAddr() net.Addr
}
