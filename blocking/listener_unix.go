//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// descriptorListener is the listener over a descriptor. Accept waits in poll(2),
// so that a deadline that changes meanwhile reaches it, and so that Close wakes
// it on systems where shutdown(2) does not.
type descriptorListener struct {
	descriptor
	network  string
	family   int
	addr     net.Addr
	settings settings
	path     string // of a Unix socket, to be removed

	// What follows is that of the latest connection, and mostly of the next. It is for
	// who has the turn.
	last *ends
	own  netip.AddrPort
}

var _ listener = (*descriptorListener)(nil)

func (l *descriptorListener) accept() (conn, error) {
	in := l.in()
	in.turn.Lock()
	defer in.turn.Unlock()
	if !l.use() {
		return nil, l.failure("accept", "", nil)
	}
	defer l.leave()
	for {
		if err := in.wait(&l.descriptor, unix.POLLIN); err != nil {
			return nil, l.failure("accept", "", err)
		}
		fd, sa, err := acceptSocket(l.fd())
		switch err {
		case nil:
			c := newDescriptorConn(fd, l.ends(fd))
			if sa == nil {
				sa, _ = syscall.Getpeername(fd)
			}
			if c.peer = peerOf(tcpAddrPort(sa)); c.peer.form == unknown {
				c.ends = &ends{network: l.network, local: c.ends.local, remote: netAddr(sa)}
			}
			setOptions(fd, l.family, l.settings)
			return c, nil
		case unix.EINTR, unix.EAGAIN, unix.ECONNABORTED:
			// The peer was gone before it was accepted.
		default:
			return nil, l.failure("accept", "accept", err)
		}
	}
}

// ends returns those of an accepted connection, without the peer.
func (l *descriptorListener) ends(fd int) *ends {
	sa, err := syscall.Getsockname(fd)
	if err != nil {
		return &ends{network: l.network, local: l.addr}
	}
	if own := tcpAddrPort(sa); l.last == nil || own != l.own || !own.IsValid() {
		l.last, l.own = &ends{network: l.network, local: netAddr(sa)}, own
	}
	return l.last
}

func (l *descriptorListener) Close() error {
	if l.path != "" && !l.ended() {
		_ = unix.Unlink(l.path) // before the next listener can have it
	}
	if !l.close() {
		return l.failure("close", "", nil)
	}
	return nil
}

func (l *descriptorListener) Addr() net.Addr { return l.addr }

func (l *descriptorListener) SetDeadline(t time.Time) error {
	if !l.use() {
		return l.failure("set", "", nil)
	}
	defer l.leave()
	l.in().setDeadline(t)
	return nil
}

func (l *descriptorListener) SyscallConn() (syscall.RawConn, error) {
	if l.ended() {
		return nil, l.failure("set", "", nil)
	}
	return &rawConn{&l.descriptor, l.failure}, nil
}

// failure is the error of an operation in which the system call has met err.
// What follows from our own Close is net.ErrClosed.
func (l *descriptorListener) failure(op, call string, err error) error {
	if l.ended() {
		err = net.ErrClosed
	} else if call != "" {
		err = os.NewSyscallError(call, err)
	}
	return &net.OpError{Op: op, Net: l.network, Addr: l.addr, Err: err}
}
