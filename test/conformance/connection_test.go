package conformance_test

import (
	"context"
	"net"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/threaded"
)

func TestBlocking(t *testing.T) {
	conformance.Connections(t, conformance.Factory{New: func(t testing.TB, host string, port int, o conformance.Options) axon.Component {
		return client(host, port, o)
	}})
}

// TestWrapped runs on the path of systems without sockets that block.
func TestWrapped(t *testing.T) {
	conformance.Connections(t, conformance.Factory{New: func(t testing.TB, host string, port int, o conformance.Options) axon.Component {
		c := client(host, port, o)
		c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			d := net.Dialer{Control: conformance.SmallBuffers, Resolver: o.Resolver}
			return d.DialContext(ctx, network, address)
		}
		return c
	}})
}

// TestTCPClient runs on the client that is made of an adapter.
func TestTCPClient(t *testing.T) {
	conformance.Connections(t, conformance.Factory{
		New: func(t testing.TB, host string, port int, o conformance.Options) axon.Component {
			c := internet.NewTCPClient(host, port)
			c.InitialMessage = o.InitialMessage
			c.ConnectTimeout = o.ConnectTimeout
			c.Delay = o.Delay
			c.Limits = internet.Limits{ReadSize: o.ReadSize, FlushTimeout: o.FlushTimeout, Linger: o.Linger, HardFlush: o.HardFlush}
			c.Dialer = blocking.Dialer{Control: conformance.SmallBuffers, Resolver: o.Resolver}
			return c
		},
		Ordered: func(c axon.Component, order axon.Signal) axon.Signal {
			return axon.ShutdownMicroprocess{Caller: "TCPClient", Cause: order}
		},
	})
}

func client(host string, port int, o conformance.Options) *threaded.TCPClient {
	c := threaded.NewTCPClient(host, port)
	c.InitialMessage = o.InitialMessage
	c.ConnectTimeout = o.ConnectTimeout
	c.Delay = o.Delay
	c.ReadSize = o.ReadSize
	c.FlushTimeout = o.FlushTimeout
	c.Linger = o.Linger
	c.HardFlush = o.HardFlush
	c.Dialer = blocking.Dialer{Control: conformance.SmallBuffers, Resolver: o.Resolver}
	return c
}
