//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// descriptorConn gives an engine the methods of a net.Conn. Unlike the engine's
// own, its calls wait in poll(2), because only there a deadline that changes
// meanwhile can reach them.
type descriptorConn struct {
	engine
	outer Conn // what its users have
}

var _ conn = (*descriptorConn)(nil)

func (c *descriptorConn) Read(p []byte) (int, error) {
	in := c.in()
	in.turn.Lock()
	defer in.turn.Unlock()
	if !c.use() {
		return 0, c.failure("read", "", nil)
	}
	defer c.leave()
	if len(p) == 0 {
		return 0, nil
	}
	if err := in.check(); err != nil {
		return 0, c.failure("read", "", err)
	}
	for {
		n, errno := recvNow(c.fd(), p)
		switch {
		case errno == 0 && n > 0:
			return n, nil
		case errno == 0:
			return 0, c.end()
		case errno == unix.EAGAIN:
			if err := in.wait(&c.descriptor, unix.POLLIN); err != nil {
				return 0, c.failure("read", "", err)
			}
		case errno != unix.EINTR:
			return 0, c.failure("read", "recv", errno)
		}
	}
}

func (c *descriptorConn) Write(p []byte) (int, error) {
	out := c.out()
	out.turn.Lock()
	defer out.turn.Unlock()
	if !c.use() {
		return 0, c.failure("write", "", nil)
	}
	defer c.leave()
	if err := out.check(); err != nil {
		return 0, c.failure("write", "", err)
	}
	sent := 0
	for sent < len(p) {
		n, errno := sendNow(c.fd(), p[sent:])
		switch {
		case errno == 0:
			sent += n
		case errno == unix.EAGAIN:
			if err := out.wait(&c.descriptor, unix.POLLOUT); err != nil {
				return sent, c.failure("write", "", err)
			}
		case errno != unix.EINTR:
			return sent, c.failure("write", "send", errno)
		}
	}
	return sent, nil
}

func (c *descriptorConn) CloseRead() error { return c.shutdown(unix.SHUT_RD) }

func (c *descriptorConn) SetDeadline(t time.Time) error {
	return c.setDeadlines(t, c.in(), c.out())
}

func (c *descriptorConn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, c.in()) }

func (c *descriptorConn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, c.out()) }

func (c *descriptorConn) setDeadlines(t time.Time, ways ...*waiter) error {
	if !c.use() {
		return c.failure("set", "", nil)
	}
	defer c.leave()
	for _, w := range ways {
		w.setDeadline(t)
	}
	return nil
}

func (c *descriptorConn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	if !c.use() {
		return c.failure("set", "", nil)
	}
	defer c.leave()
	if err := unix.SetsockoptInt(c.fd(), unix.SOL_SOCKET, unix.SO_KEEPALIVE, number(config.Enable)); err != nil {
		return c.failure("set", "setsockopt", err)
	}
	if config.Enable {
		setKeepAliveTimes(c.fd(), config)
	}
	return nil
}

func (c *descriptorConn) SyscallConn() (syscall.RawConn, error) {
	if c.ended() {
		return nil, c.failure("set", "", nil)
	}
	return &rawConn{&c.descriptor, c.failure}, nil
}

func (c *descriptorConn) socket() Socket { return &c.engine }
func (c *descriptorConn) whole() *Conn   { return &c.outer }
