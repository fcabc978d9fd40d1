//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"net"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// defaultBacklog is the longest queue that every kernel understands; listen(2)
// shortens it to the system's own.
const defaultBacklog = 1<<16 - 1

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
		port, err = systemResolver().LookupPort(ctx, network, service)
	}
	if err != nil {
		return nil, err
	}
	if host == "" {
		return &net.TCPAddr{Port: port}, nil
	}
	ips, err := hostAddrs(ctx, systemResolver(), network, host)
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
	fd, err := openSocket(family)
	if err != nil {
		return nil, l.failure("listen", "", err)
	}
	l.number = int32(fd)
	if err := l.open(sa, dual, o); err != nil {
		err = l.failure("listen", "", err)
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *descriptorListener) open(sa syscall.Sockaddr, dual bool, o listenOptions) error {
	if l.family == unix.AF_INET6 {
		if err := unix.SetsockoptInt(l.fd(), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, number(!dual)); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if l.family != unix.AF_UNIX {
		if err := unix.SetsockoptInt(l.fd(), unix.SOL_SOCKET, unix.SO_REUSEADDR, number(o.reuseAddr)); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if o.control != nil {
		raw := &rawConn{&l.descriptor, l.failure}
		if err := o.control(ofFamily(l.network, l.family), l.addr.String(), raw); err != nil {
			return err
		}
	}
	if err := syscall.Bind(l.fd(), sa); err != nil {
		return os.NewSyscallError("bind", err)
	}
	if u, ok := sa.(*syscall.SockaddrUnix); ok && u.Name[0] != '@' {
		l.path = u.Name
	}
	backlog := o.backlog
	if backlog <= 0 {
		backlog = defaultBacklog
	}
	if err := unix.Listen(l.fd(), backlog); err != nil {
		return os.NewSyscallError("listen", err)
	}
	if own, err := syscall.Getsockname(l.fd()); err == nil {
		l.addr = netAddr(own)
	}
	return prepareListening(l.fd())
}
