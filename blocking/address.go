package blocking

import (
	"context"
	"net"
	"net/netip"
	"strconv"
)

// resolve finds the addresses to dial, in the order in which to try them. What
// is wrong with address itself is found before any lookup.
func (d *Dialer) resolve(ctx context.Context, network, address string) ([]net.Addr, error) {
	switch network {
	case "unix":
		if address == "" {
			return nil, &net.AddrError{Err: "missing path", Addr: address}
		}
		return []net.Addr{&net.UnixAddr{Name: address, Net: network}}, nil
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, net.UnknownNetworkError(network)
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, named, err := parsePort(service, address)
	if err != nil {
		return nil, err
	}
	if port == 0 && !named {
		return nil, &net.AddrError{Err: "port 0 cannot be dialled", Addr: address}
	}
	resolver := d.Resolver
	if resolver == nil {
		resolver = systemResolver()
	}
	if named {
		if port, err = resolver.LookupPort(ctx, network, service); err != nil {
			return nil, err
		}
	}
	ips, err := hostAddrs(ctx, resolver, network, host)
	if err != nil {
		return nil, err
	}
	ips = interleave(ofNetwork(ips, network, d.LocalAddr))
	if len(ips) == 0 {
		return nil, &net.AddrError{Err: "no suitable address", Addr: host}
	}
	remotes := make([]net.Addr, len(ips))
	for i, ip := range ips {
		remotes[i] = net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(port)))
	}
	return remotes, nil
}

// parsePort reads a port number. Of the name of a service it only says that it
// is one.
func parsePort(service, address string) (port int, named bool, err error) {
	if service == "" {
		return 0, false, &net.AddrError{Err: "missing port in address", Addr: address}
	}
	n, err := strconv.Atoi(service)
	switch first := service[0]; {
	case err == nil && n >= 0 && n <= 65535:
		return n, false, nil
	case err != nil && first != '-' && first != '+' && (first < '0' || first > '9'):
		return 0, true, nil
	}
	return 0, false, &net.AddrError{Err: "invalid port, want 1 to 65535", Addr: address}
}

// hostAddrs returns the addresses of host, which may be one already, for "tcp", "tcp4"
// or "tcp6".
func hostAddrs(ctx context.Context, resolver Resolver, network, host string) ([]netip.Addr, error) {
	if host == "" {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	return resolver.LookupNetIP(ctx, "ip"+network[len("tcp"):], host)
}

// ofNetwork returns the addresses that network and the local address allow.
func ofNetwork(ips []netip.Addr, network string, local net.Addr) []netip.Addr {
	v4, v6 := network != "tcp6", network != "tcp4"
	if from, ok := local.(*net.TCPAddr); ok && len(from.IP) > 0 && !from.IP.IsUnspecified() {
		is4 := from.IP.To4() != nil
		v4, v6 = v4 && is4, v6 && !is4
	}
	var allowed []netip.Addr
	for _, ip := range ips {
		if ip = ip.Unmap(); ip.Is4() && v4 || ip.Is6() && v6 {
			allowed = append(allowed, ip)
		}
	}
	return allowed
}

// interleave makes the families alternate, beginning with that of the first
// address (RFC 8305 section 4). The order within a family stays.
func interleave(ips []netip.Addr) []netip.Addr {
	var first, second []netip.Addr
	for _, ip := range ips {
		if ip.Is4() == ips[0].Is4() {
			first = append(first, ip)
		} else {
			second = append(second, ip)
		}
	}
	mixed := make([]netip.Addr, 0, len(ips))
	for i := range max(len(first), len(second)) {
		if i < len(first) {
			mixed = append(mixed, first[i])
		}
		if i < len(second) {
			mixed = append(mixed, second[i])
		}
	}
	return mixed
}
