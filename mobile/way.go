package mobile

import (
	"context"
	"errors"
	"net"

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
