//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"net/netip"
)

// A peer is the remote address of a connection in eight bytes, if it is of IPv4. Of most
// accepted connections it is all that they do not have in common.
type peer struct {
	ip   [4]byte
	port uint16
	form uint8
}

const (
	unknown = iota // to be found in ends
	ipv4
	mapped // into IPv6 (RFC 4291 section 2.5.5.2), as on sockets of both
)

func peerOf(a netip.AddrPort) peer {
	switch ip := a.Addr(); {
	case ip.Is4():
		return peer{ip.As4(), a.Port(), ipv4}
	case ip.Is4In6() && ip.Zone() == "":
		return peer{ip.Unmap().As4(), a.Port(), mapped}
	}
	return peer{}
}

// addr returns nil for one that is unknown.
func (p peer) addr() net.Addr {
	ip := netip.AddrFrom4(p.ip)
	switch p.form {
	case unknown:
		return nil
	case mapped:
		ip = netip.AddrFrom16(ip.As16())
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, p.port))
}
