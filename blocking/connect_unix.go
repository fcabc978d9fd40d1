//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// selfConnects is how often a dial accepts to have met itself.
const selfConnects = 3

// connectorFunc connects a socket that blocks, and leaves it so. Its error is
// that of the system call or contextError's.
type connectorFunc func(ctx context.Context, fd int, sa syscall.Sockaddr) error

// connectDescriptor is the connectFunc of raw descriptors.
func connectDescriptor(ctx context.Context, network string, local, remote net.Addr, s settings, connector connectorFunc) (conn, error) {
	for range selfConnects {
		c, err := connectOnce(ctx, network, local, remote, s, connector)
		if err != nil {
			return nil, dialError(network, local, remote, err)
		}
		if !metItself(local, c) {
			return c, nil
		}
		_ = c.Close()
	}
	return nil, dialError(network, local, remote, os.NewSyscallError("connect", unix.ECONNREFUSED))
}

// metItself says whether c is connected to itself. That can happen where nobody
// listens on a local port and the kernel chooses it for our own end: TCP calls
// it a simultaneous open (RFC 9293 section 3.5).
func metItself(local net.Addr, c conn) bool {
	if tcp, ok := local.(*net.TCPAddr); ok && tcp.Port != 0 {
		return false // the caller wants it so
	}
	near, ok := c.LocalAddr().(*net.TCPAddr)
	far, ok2 := c.RemoteAddr().(*net.TCPAddr)
	return ok && ok2 && near.Port == far.Port && near.IP.Equal(far.IP)
}

func connectOnce(ctx context.Context, network string, local, remote net.Addr, s settings, connector connectorFunc) (*descriptorConn, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	family, sa, err := sockaddr(remote)
	if err != nil {
		return nil, err
	}
	fd, err := openSocket(family)
	if err != nil {
		return nil, err
	}
	c := newDescriptorConn(fd, &ends{network, local, remote})
	if err := c.prepare(s, family, network, local, remote); err != nil {
		_ = c.Close()
		return nil, err
	}
	if err := connector(ctx, fd, sa); err != nil {
		_ = c.Close()
		return nil, err
	}
	setOptions(fd, family, s)
	c.learnAddrs()
	return c, nil
}

func newDescriptorConn(fd int, e *ends) *descriptorConn {
	c := &descriptorConn{engine: engine{ends: e}}
	c.number = int32(fd)
	c.outer.c = c
	return c
}

// prepare calls the caller's Control and binds.
func (c *descriptorConn) prepare(s settings, family int, network string, local, remote net.Addr) error {
	if s.control != nil {
		raw := &rawConn{&c.descriptor, c.failure}
		if err := s.control(ofFamily(network, family), remote.String(), raw); err != nil {
			return err
		}
	}
	if local == nil {
		return nil
	}
	sa, err := localSockaddr(family, local)
	if err != nil {
		return err
	}
	return os.NewSyscallError("bind", syscall.Bind(c.fd(), sa))
}

// learnAddrs asks the kernel for the addresses that the connection has.
func (c *descriptorConn) learnAddrs() {
	if sa, err := syscall.Getsockname(c.fd()); err == nil {
		c.ends.local = netAddr(sa)
	}
	if tcp, ok := c.ends.remote.(*net.TCPAddr); ok && !tcp.IP.IsUnspecified() {
		return // it is the one that was dialled
	}
	if sa, err := syscall.Getpeername(c.fd()); err == nil {
		c.ends.remote = netAddr(sa)
	}
}

// ofFamily returns what network means for a socket of family.
func ofFamily(network string, family int) string {
	switch {
	case network == "tcp" && family == unix.AF_INET:
		return "tcp4"
	case network == "tcp" && family == unix.AF_INET6:
		return "tcp6"
	}
	return network
}
