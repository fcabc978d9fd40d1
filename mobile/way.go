package mobile

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// A way makes connections, as threaded.TCPClient.Dial and dialer.Way.Dial do.
type way func(ctx context.Context, network, address string) (net.Conn, error)

// way chooses how connections are made: directly, or by a proxy.
func (s *settings) way(d blocking.Dialer) way {
	if s.proxy != nil {
		p := *s.proxy // dialled with the options that are for the connection
		p.Way.Dialer, p.Way.Timeout = d, s.connectTimeout
		return p.DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err // and not a *blocking.Conn that is nil
		}
		return conn, nil
	}
}

// proxyCode returns the code of an error of a proxy: its refusal has a code of its
// own, and why it could not be reached is told as of any host.
func proxyCode(err error) (code int32, ok bool) {
	p, ok := errors.AsType[*dialer.ProxyError](err)
	if !ok || p.Status == 0 && !errors.Is(err, dialer.ErrProxyAuth) {
		return 0, false
	}
	return CodeProxy, true
}

// SetProxyURL connects through a proxy: "socks5://user:password@host:port" or
// "http://...", which must allow CONNECT. "" means none. The error's code is
// CodeInvalidArgument.
func (c *Config) SetProxyURL(proxy string) (err error) {
	defer rescue(&err)
	if c == nil {
		return invalid("SetProxyURL", "there is no Config")
	}
	c.set.proxy = nil
	if proxy != "" {
		p, err := dialer.NewProxy(proxy)
		if err != nil {
			return invalid("SetProxyURL", err.Error()) // never the password
		}
		c.set.proxy = p
	}
	return nil
}

// SetBindAddress sets the address of this end, with or without a port. "" lets the
// system choose. The error's code is CodeInvalidArgument.
func (c *Config) SetBindAddress(address string) (err error) {
	defer rescue(&err)
	if c == nil {
		return invalid("SetBindAddress", "there is no Config")
	}
	if address == "" {
		c.set.bind = nil
		return nil
	}
	bind, err := netip.ParseAddrPort(address)
	if ip, failed := netip.ParseAddr(address); failed == nil {
		bind, err = netip.AddrPortFrom(ip, 0), nil
	}
	if err != nil || bind.Addr().Zone() != "" {
		return invalid("SetBindAddress", "it needs an IP address, with or without a port")
	}
	c.set.bind = net.TCPAddrFromAddrPort(bind)
	return nil
}
