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

// ParseNameServer reads the address of a name server for Way.NameServer: an IP
// address, and a port if it is not 53, as "192.0.2.1", "192.0.2.1:5353", "2001:db8::1"
// or "[2001:db8::1]:5353". A name is an error, a *net.AddrError: nobody could be
// asked for it.
//
// Names are still looked for in /etc/hosts first, and the search list and options of
// resolv.conf hold (resolv.conf(5)). The server is asked by UDP, and by TCP when the
// answer is too long (RFC 7766). A lookup ends at once when its context does.
func ParseNameServer(s string) (netip.AddrPort, error) {
	for _, form := range []string{s, s + ":53", "[" + s + "]:53"} {
		if server, err := netip.ParseAddrPort(form); err == nil && server.Port() != 0 {
			return server, nil
		}
	}
	return netip.AddrPort{}, &net.AddrError{Err: "a name server must be an IP address, with a port if it is not 53", Addr: s}
}

// resolver asks server alone, whatever resolv.conf names.
func resolver(server netip.AddrPort) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, server.String())
		if err != nil {
			return nil, err
		}
		// The resolver looks at the deadline of ctx only. It ends ctx, too, when it
		// needs conn no more.
		context.AfterFunc(ctx, func() { conn.Close() })
		return conn, nil
	}}
}

// explain makes the error of a lookup say who was asked: package net names the
// server of resolv.conf, and where there is none an address of its own choice.
func (w Way) explain(err error) error {
	op, ok := err.(*net.OpError)
	if !ok {
		return err
	}
	dns, ok := op.Err.(*net.DNSError)
	if !ok || dns.Server == "" {
		return err
	}
	said, asked := *op, *dns // copies: lookups at the same time share one error
	said.Err = &asked
	switch {
	case w.NameServer.IsValid():
		asked.Server = w.NameServer.String()
	case w.Dialer.Resolver == nil && !dns.IsNotFound && isFallback(dns.Server) && !namesServer(resolvConf):
		said.Err = because.New(ErrNoNameServer.Error()+": "+dns.Error(), ErrNoNameServer, dns)
	}
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
