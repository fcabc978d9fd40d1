package dialer

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// ErrNoNameServer is matched by the error of a name that could not be looked up
// because nothing says who to ask: /etc/resolv.conf is missing or names no server.
// Go then asks this machine itself, and would say no more than that it refuses.
var ErrNoNameServer = errors.New("no name server in " + resolvConf + ": set one there, give one to ask, or give an address in place of the name")

const resolvConf = "/etc/resolv.conf"

// A NameServer looks up names by asking one server, whatever resolv.conf(5) names. It
// is for the Resolver of a blocking.Dialer.
//
// Names are still looked for in /etc/hosts first, and the search list and options of
// resolv.conf hold. The server is asked by UDP, and by TCP when the answer is too long
// (RFC 7766). A lookup ends at once when its context does.
type NameServer netip.AddrPort

// ParseNameServer reads the address of a name server: an IP address, and a port if it
// is not 53, as "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353". A
// name is an error, a *net.AddrError: nobody could be asked for it.
func ParseNameServer(s string) (NameServer, error) {
	for _, form := range []string{s, s + ":53", "[" + s + "]:53"} {
		if server, err := netip.ParseAddrPort(form); err == nil && server.Port() != 0 {
			return NameServer(server), nil
		}
	}
	return NameServer{}, &net.AddrError{Err: "a name server must be an IP address, with a port if it is not 53", Addr: s}
}

// String returns the address and port.
func (s NameServer) String() string { return netip.AddrPort(s).String() }

// LookupNetIP returns the addresses of host for network "ip", "ip4" or "ip6". Errors
// are *net.DNSError, whose Server is this one.
func (s NameServer) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	resolver := net.Resolver{PreferGo: true, Dial: s.dial}
	ips, err := resolver.LookupNetIP(ctx, network, host)
	if dns, ok := err.(*net.DNSError); ok && dns.Server != "" {
		asked := *dns // a copy: lookups at the same time share one error
		asked.Server = s.String()
		err = &asked
	}
	return ips, err
}

// LookupPort returns the port of a service, which name servers do not know.
func (s NameServer) LookupPort(ctx context.Context, network, service string) (int, error) {
	return net.DefaultResolver.LookupPort(ctx, network, service)
}

// dial connects to the server, and not to the one that package net would ask.
func (s NameServer) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, s.String())
	if err != nil {
		return nil, err
	}
	// The resolver looks at the deadline of ctx only. It ends ctx, too, when it
	// needs conn no more.
	context.AfterFunc(ctx, func() { conn.Close() })
	return conn, nil
}

// explain names what is missing where the system names no server: package net asks
// an address of its own choice then.
func (w *Way) explain(err error) error {
	op, ok := err.(*net.OpError)
	if !ok || w.Dialer.Resolver != nil {
		return err
	}
	dns, ok := op.Err.(*net.DNSError)
	if !ok || dns.IsNotFound || !isFallback(dns.Server) || namesServer(resolvConf) {
		return err
	}
	said := *op
	said.Err = because.New(ErrNoNameServer.Error()+": "+dns.Error(), ErrNoNameServer, dns)
	return &said
}

// isFallback reports whether package net asks server where it has not been told of
// any.
func isFallback(server string) bool { return server == "127.0.0.1:53" || server == "[::1]:53" }

// namesServer reports whether a file in the format of resolv.conf(5) names a server
// that package net would ask.
func namesServer(path string) bool {
	text, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "nameserver" {
			if _, err := netip.ParseAddr(words[1]); err == nil {
				return true
			}
		}
	}
	return false
}
