package dialer

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// A target is what a proxy is to connect to.
type target struct {
	name string     // if it is no address
	ip   netip.Addr // if it is one
	port uint16
}

// parseTarget reads "host:port". What only this machine knows is an error: the name of
// a port, an IPv6 zone, an empty host. So are characters that no name of a host has,
// because they might mean something to a proxy.
func parseTarget(address string) (target, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return target{}, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil || port == 0 {
		return target{}, &net.AddrError{Err: "invalid port, want 1 to 65535", Addr: address}
	}
	to := target{port: uint16(port)}
	if to.ip, err = netip.ParseAddr(host); err == nil {
		if to.ip.Zone() != "" {
			return target{}, &net.AddrError{Err: "an IPv6 zone means nothing to a proxy", Addr: address}
		}
		to.ip = to.ip.Unmap()
		return to, nil
	}
	if to.name = host; host == "" || len(host) > 255 || strings.ContainsFunc(host, isStrange) {
		return target{}, &net.AddrError{Err: "invalid host, want an address or a name of 1 to 255 ASCII characters", Addr: address}
	}
	return to, nil
}

// isStrange reports whether a name of a host may not contain r: RFC 3986 section
// 3.2.2, whose general delimiters and percent sign it leaves out too.
func isStrange(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"%/:<>?@[\]^{|}#`+"`", r)
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func (t target) String() string {
	port := strconv.Itoa(int(t.port))
	if t.ip.IsValid() {
		return net.JoinHostPort(t.ip.String(), port)
	}
	return net.JoinHostPort(t.name, port)
}
