//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
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
}

var _ listener = (*descriptorListener)(nil)

func (l *descriptorListener) accept() (conn, error) {
	l.in.turn.Lock()
	defer l.in.turn.Unlock()
	if !l.use() {
		return nil, l.failure("accept", "", nil)
	}
	defer l.leave()
	for {
		if err := l.in.wait(&l.descriptor, unix.POLLIN); err != nil {
			return nil, l.failure("accept", "", err)
		}
		fd, sa, err := acceptSocket(l.fd)
		switch err {
		case nil:
			c := newDescriptorConn(fd, l.network, l.addr, nil)
			if sa != nil {
				c.remote = netAddr(sa)
			}
			setOptions(fd, l.family, l.settings)
			c.learnAddrs()
			return c, nil
		case unix.EINTR, unix.EAGAIN, unix.ECONNABORTED:
			// The peer was gone before it was accepted.
		default:
			return nil, l.failure("accept", "accept", err)
		}
	}
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
	l.in.setDeadline(t)
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
