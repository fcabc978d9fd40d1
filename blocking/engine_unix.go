//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// sendTick is how long one Send waits at most, so that its caller can look at
// the clock. It is the socket's SO_SNDTIMEO (socket(7)), set once.
const sendTick = 250 * time.Millisecond

// rawPiece bounds what a call copies that the scheduler is not told of, because
// the runtime cannot stop the thread meanwhile. More goes in one call all the
// same: a large message in pieces, each tried, is slower by a third.
const rawPiece = 128 << 10

// ends says what a connection is between. Accepted ones have them in common, without
// the remote address.
type ends struct {
	network       string
	local, remote net.Addr
}

// engine is the Socket over a descriptor that really blocks.
type engine struct {
	descriptor
	ends *ends
	peer peer // in place of that of ends, of a connection that was accepted

	// bulk says that the last Receive filled more than half of its buffer: more
	// is on its way, and a read that does not wait would come back with little.
	bulk bool

	// broken is the first error that the kernel has reported for the connection.
	broken atomic.Uint32
}

var _ Socket = (*engine)(nil)

func (e *engine) Receive(p []byte) (int, error) {
	if !e.use() {
		return 0, e.failure("read", "", nil)
	}
	defer e.leave()
	if len(p) == 0 {
		return 0, nil
	}
	if canTry && !e.bulk {
		// Most answers are here when they are asked for.
		n, errno := recvNow(e.fd(), p)
		switch errno {
		case 0:
			return e.received(n, p)
		case unix.EAGAIN, unix.EINTR:
		default:
			return 0, e.failure("read", "recv", errno)
		}
	}
	for {
		n, err := unix.Read(e.fd(), p)
		switch err {
		case nil:
			return e.received(n, p)
		case unix.EINTR:
		default:
			return 0, e.failure("read", "read", err)
		}
	}
}

// Hold keeps the descriptor open until Leave, also after Close, which is then seen as
// Interrupt is. It reports false after either.
func (e *engine) Hold() bool { return e.use() }

// Leave ends a Hold.
func (e *engine) Leave() { e.leave() }

// NoWaiting says that no call will wait from now on, but TryReceive and TrySend: the
// threads that were reserved for that are others'.
func (e *engine) NoWaiting() { e.release() }

// Waiting says that calls may wait again.
func (e *engine) Waiting() error {
	if err := e.again(); err != nil {
		return e.failure("read", "", err)
	}
	return nil
}

// Descriptor returns the number of the descriptor, which is this socket's while it is
// held.
func (e *engine) Descriptor() int { return e.fd() }

// TryReceive is Receive that never waits: the error is ErrWouldBlock instead.
func (e *engine) TryReceive(p []byte) (int, error) {
	if !e.use() {
		return 0, e.failure("read", "", nil)
	}
	defer e.leave()
	for {
		n, errno := recvNow(e.fd(), p)
		switch errno {
		case 0:
			if n > 0 {
				return n, nil
			}
			return 0, e.end()
		case unix.EAGAIN:
			return 0, ErrWouldBlock
		case unix.EINTR:
		default:
			return 0, e.failure("read", "recv", errno)
		}
	}
}

// received is the result of a read of n bytes into p.
func (e *engine) received(n int, p []byte) (int, error) {
	e.bulk = n > len(p)/2
	if n > 0 {
		return n, nil
	}
	return 0, e.end()
}

// end is what a read of no bytes means. The kernel tells of a broken connection
// only once: when a write has been told, a read looks as if the peer had ended
// in order.
func (e *engine) end() error {
	if e.ended() {
		return e.failure("read", "", nil)
	}
	if errno := e.broken.Load(); errno != 0 {
		return e.failure("read", "read", unix.Errno(errno))
	}
	return io.EOF
}

func (e *engine) TrySend(p []byte) (int, error) {
	if !e.use() {
		return 0, e.failure("write", "", nil)
	}
	defer e.leave()
	sent := 0
	for sent < len(p) {
		n, err := sendNow(e.fd(), p[sent:])
		switch {
		case err == 0:
			sent += n
		case err == unix.EAGAIN:
			return sent, ErrWouldBlock
		case err != unix.EINTR:
			return sent, e.failure("write", "send", err)
		}
	}
	return sent, nil
}

func (e *engine) Send(p []byte) (int, error) {
	if !e.use() {
		return 0, e.failure("write", "", nil)
	}
	defer e.leave()
	if len(p) == 0 {
		return 0, nil
	}
	n, err := sendWait(e.fd(), p)
	switch err {
	case 0:
		return n, nil
	case unix.EAGAIN, unix.EINTR:
		// The tick. A signal ends it early; waiting anew for each would never
		// come back where signals are frequent, as under a profiler.
		return 0, nil
	}
	return 0, e.failure("write", "send", err)
}

func (e *engine) CloseWrite() error { return e.shutdown(unix.SHUT_WR) }

func (e *engine) shutdown(how int) error {
	if !e.use() {
		return e.failure("close", "", nil)
	}
	defer e.leave()
	if err := unix.Shutdown(e.fd(), how); err != nil {
		return e.failure("close", "shutdown", err)
	}
	return nil
}

func (e *engine) Interrupt() { e.interrupt() }

func (e *engine) Close() error {
	if !e.close() {
		return e.failure("close", "", nil)
	}
	return nil
}

func (e *engine) LocalAddr() net.Addr { return e.ends.local }

func (e *engine) RemoteAddr() net.Addr {
	if remote := e.peer.addr(); remote != nil {
		return remote
	}
	return e.ends.remote
}

// failure is the error of an operation in which the system call has met err.
// What follows from our own Interrupt or Close is net.ErrClosed.
func (e *engine) failure(op, call string, err error) error {
	if errno, ok := err.(unix.Errno); ok && isFatal(errno) {
		e.broken.CompareAndSwap(0, uint32(errno))
	}
	if e.ended() {
		err = net.ErrClosed
	} else if call != "" {
		err = os.NewSyscallError(call, err)
	}
	return &net.OpError{Op: op, Net: e.ends.network, Source: e.LocalAddr(), Addr: e.RemoteAddr(), Err: err}
}

// isFatal says whether errno means that the connection is lost. EPIPE may follow
// from our own half close, and others from a lack of memory.
func isFatal(errno unix.Errno) bool {
	switch errno {
	case unix.ECONNRESET, unix.ECONNABORTED, unix.ETIMEDOUT, unix.ENETRESET,
		unix.ENETDOWN, unix.ENETUNREACH, unix.EHOSTDOWN, unix.EHOSTUNREACH:
		return true
	}
	return false
}
