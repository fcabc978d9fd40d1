//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// sockaddr returns the family of addr and what the kernel calls it.
func sockaddr(addr net.Addr) (family int, sa syscall.Sockaddr, err error) {
	switch a := addr.(type) {
	case *net.UnixAddr:
		return unix.AF_UNIX, &syscall.SockaddrUnix{Name: a.Name}, nil
	case *net.TCPAddr:
		if ip := a.IP.To4(); ip != nil {
			return unix.AF_INET, &syscall.SockaddrInet4{Port: a.Port, Addr: [4]byte(ip)}, nil
		}
		if ip := a.IP.To16(); ip != nil {
			return unix.AF_INET6, &syscall.SockaddrInet6{Port: a.Port, Addr: [16]byte(ip), ZoneId: zoneID(a.Zone)}, nil
		}
	}
	return 0, nil, &net.AddrError{Err: "not an address of a stream socket", Addr: addr.String()}
}

// localSockaddr returns what to bind a socket of family to. Without an IP that
// is any address of the family.
func localSockaddr(family int, addr net.Addr) (syscall.Sockaddr, error) {
	if tcp, ok := addr.(*net.TCPAddr); ok && (len(tcp.IP) == 0 || tcp.IP.IsUnspecified()) {
		if family == unix.AF_INET {
			return &syscall.SockaddrInet4{Port: tcp.Port}, nil
		}
		return &syscall.SockaddrInet6{Port: tcp.Port}, nil
	}
	own, sa, err := sockaddr(addr)
	if err == nil && own != family {
		err = &net.AddrError{Err: "local address is of another family", Addr: addr.String()}
	}
	return sa, err
}

// netAddr is the reverse of sockaddr.
func netAddr(sa syscall.Sockaddr) net.Addr {
	if a, ok := sa.(*syscall.SockaddrUnix); ok {
		return &net.UnixAddr{Name: a.Name, Net: "unix"}
	}
	if a := tcpAddrPort(sa); a.IsValid() {
		return net.TCPAddrFromAddrPort(a)
	}
	return nil
}

// tcpAddrPort is what the kernel calls an address, if it is one of TCP.
func tcpAddrPort(sa syscall.Sockaddr) netip.AddrPort {
	switch a := sa.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *syscall.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).WithZone(zoneName(a.ZoneId)), uint16(a.Port))
	}
	return netip.AddrPort{}
}

// zoneID returns the number of an IPv6 zone, which is an interface's name or a
// number (RFC 4007 section 11).
func zoneID(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if id := interfaceIndex(zone); id != 0 {
		return id
	}
	n, _ := strconv.ParseUint(zone, 10, 32)
	return uint32(n)
}

func zoneName(id uint32) string {
	if id == 0 {
		return ""
	}
	if name := interfaceName(id); name != "" {
		return name
	}
	return strconv.FormatUint(uint64(id), 10)
}
