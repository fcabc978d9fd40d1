package interop_test

import (
	"cmp"
	"context"
	"io"
	"net"
	"strconv"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/interop"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A dial makes a connection in the place of a client.
type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// A maker makes a client of a server, which dials by itself when dial is nil.
type maker func(host string, port int, dial dial) axon.Component

var small = blocking.Dialer{Control: conformance.SmallBuffers}

// clients are those of the project.
var clients = map[string]maker{
	"Threaded": func(host string, port int, dial dial) axon.Component {
		c := threaded.NewTCPClient(host, port)
		c.Dialer, c.Dial = small, dial
		return c
	},
	"Internet": func(host string, port int, dial dial) axon.Component {
		c := internet.NewTCPClient(host, port)
		c.Dialer, c.Dial = small, dial
		return c
	},
}

// eachClient runs a test with every client.
func eachClient(t *testing.T, test func(t *testing.T, client maker)) {
	for name, client := range clients {
		t.Run(name, func(t *testing.T) { test(t, client) })
	}
}

// talks is what the suite takes for a client. It knows the host of every server by a
// name, if that is not empty.
func (client maker) talks(name string, dial dial) interop.Client {
	return func(t testing.TB, addr string, payload io.Reader) (sum [32]byte, n int64) {
		host, port, err := split(addr)
		if err != nil {
			t.Error(err)
			return
		}
		counted := make(chan int64, 1)
		return exchange(t, &feeder{payload: payload, counted: counted}, client(cmp.Or(name, host), port, dial), counted)
	}
}

func split(addr string) (host string, port int, err error) {
	host, service, err := net.SplitHostPort(addr)
	if err == nil {
		port, err = strconv.Atoi(service)
	}
	return host, port, err
}
