package blocking

import (
	"context"
	"net"
	"net/netip"
)

// A Resolver looks up names, as *net.Resolver does. Any goroutine may call it.
//
// Its errors are *net.DNSError. A lookup returns when ctx ends.
type Resolver interface {
	// LookupNetIP returns the addresses of host for network "ip", "ip4" or "ip6".
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)

	// LookupPort returns the port of a service of network "tcp", as "https".
	LookupPort(ctx context.Context, network, service string) (port int, err error)
}

var _ Resolver = (*net.Resolver)(nil)
