package mobile

import (
	"context"
	"errors"
	"net"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// A way makes connections, as threaded.TCPClient.Dial and dialer.Way.Dial do.
type way func(ctx context.Context, network, address string) (net.Conn, error)

// way chooses how connections are made: from here they go by a proxy.
func (s *settings) way(d blocking.Dialer) way {
	if s.proxy != "" {
		return func(context.Context, string, string) (net.Conn, error) { return nil, errNoProxy }
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err // and not a *blocking.Conn that is nil
		}
		return conn, nil
	}
}

var errNoProxy = failure(CodeProxy, "connect", errors.ErrUnsupported.Error())

// proxyCode returns the code of an error of a proxy.
func proxyCode(error) (code int32, ok bool) { return 0, false }
