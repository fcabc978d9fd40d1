//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// defaultBacklog is the longest queue that every kernel understands; listen(2)
// shortens it to the system's own.
const defaultBacklog = 1<<16 - 1

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

// listenDescriptor is the listenFunc of raw descriptors.
func listenDescriptor(ctx context.Context, network, address string, o listenOptions) (listener, error) {
	addr, err := listenAddr(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := addr.(*net.TCPAddr); ok && len(tcp.IP) == 0 {
		if network != "tcp4" {
			any6 := &net.TCPAddr{IP: net.IPv6unspecified, Port: tcp.Port}
			l, err := listenOn(network, any6, network == "tcp", o)
			if err == nil || network == "tcp6" {
				return l, err
			}
		}
		// Without IPv6, or without IPv4 through it.
		addr = &net.TCPAddr{IP: net.IPv4zero.To4(), Port: tcp.Port}
	}
	tcp, ok := addr.(*net.TCPAddr)
	dual := ok && network == "tcp" && tcp.IP.Equal(net.IPv6unspecified)
	return listenOn(network, addr, dual, o)
}

// listenAddr finds the address to listen on; without a host its IP is empty.
func listenAddr(ctx context.Context, network, address string) (net.Addr, error) {
	switch network {
	case "unix":
		if address == "" {
			return nil, &net.AddrError{Err: "missing path", Addr: address}
		}
		return &net.UnixAddr{Name: address, Net: network}, nil
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, net.UnknownNetworkError(network)
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, named, err := parsePort(service, address)
	if err == nil && named {
		port, err = net.DefaultResolver.LookupPort(ctx, network, service)
	}
	if err != nil {
		return nil, err
	}
	if host == "" {
		return &net.TCPAddr{Port: port}, nil
	}
	ips, err := new(Dialer).hostAddrs(ctx, net.DefaultResolver, network, host)
	if err != nil {
		return nil, err
	}
	ips = ofNetwork(ips, network, nil)
	if len(ips) == 0 {
		return nil, &net.AddrError{Err: "no suitable address", Addr: host}
	}
	best := ips[0]
	for _, ip := range ips {
		if ip.Is4() {
			best = ip // as in package net, whose users expect 127.0.0.1 for localhost
			break
		}
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(best, uint16(port))), nil
}

// listenOn listens on addr, and with dual also on the same port of IPv4.
func listenOn(network string, addr net.Addr, dual bool, o listenOptions) (listener, error) {
	l := &descriptorListener{network: network, addr: addr, settings: o.settings}
	family, sa, err := sockaddr(addr)
	if err != nil {
		return nil, l.failure("listen", "", err)
	}
	l.family = family
	l.fd, err = openSocket(family)
	if err != nil {
		return nil, l.failure("listen", "", err)
	}
	if err := l.open(sa, dual, o); err != nil {
		err = l.failure("listen", "", err)
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *descriptorListener) open(sa unix.Sockaddr, dual bool, o listenOptions) error {
	if l.family == unix.AF_INET6 {
		if err := unix.SetsockoptInt(l.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, number(!dual)); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if l.family != unix.AF_UNIX {
		if err := unix.SetsockoptInt(l.fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, number(o.reuseAddr)); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if o.control != nil {
		raw := &rawConn{&l.descriptor, l.failure}
		if err := o.control(ofFamily(l.network, l.family), l.addr.String(), raw); err != nil {
			return err
		}
	}
	if err := unix.Bind(l.fd, sa); err != nil {
		return os.NewSyscallError("bind", err)
	}
	if u, ok := sa.(*unix.SockaddrUnix); ok && u.Name[0] != '@' {
		l.path = u.Name
	}
	backlog := o.backlog
	if backlog <= 0 {
		backlog = defaultBacklog
	}
	if err := unix.Listen(l.fd, backlog); err != nil {
		return os.NewSyscallError("listen", err)
	}
	if own, err := unix.Getsockname(l.fd); err == nil {
		l.addr = netAddr(own)
	}
	return prepareListening(l.fd)
}

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
