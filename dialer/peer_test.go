package dialer_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// serve has f talk to whoever connects to a port of loopback, until the test ends.
func serve(t testing.TB, f func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var peers sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		peers.Wait()
	})
	peers.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			peers.Go(func() {
				defer conn.Close()
				f(conn)
			})
		}
	})
	return l.Addr().String()
}

// A pipe is a Dial whose peer is f, on a connection that holds no byte by itself.
func pipe(t testing.TB, f func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	var peers sync.WaitGroup
	t.Cleanup(peers.Wait)
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		peers.Go(func() {
			defer far.Close()
			f(far)
		})
		return near, nil
	}
}

// A line is what a proxy in a test is to hear, and what it then says.
type line struct{ hears, says string }

// talk goes through a conversation as far as limit bytes of what the peer says, or all
// of it with a negative one, in writes of size bytes, and reports whether it came to
// its end.
func talk(t testing.TB, conn net.Conn, lines []line, limit, size int) bool {
	for _, l := range lines {
		heard := make([]byte, len(l.hears))
		n, err := io.ReadFull(conn, heard)
		if !assert.NoError(t, err, "after %q of %q", heard[:n], l.hears) || !assert.Equal(t, l.hears, string(heard)) {
			return false
		}
		says, cut := l.says, false
		if limit >= 0 {
			cut = limit < len(says)
			says = says[:min(limit, len(says))]
			limit -= len(says)
		}
		for len(says) > 0 {
			n, err := io.WriteString(conn, says[:min(size, len(says))])
			if err != nil {
				return false // the client has heard enough
			}
			says = says[n:]
		}
		if cut {
			return false
		}
	}
	return true
}

const whole = 1 << 20 // all of a line in one write

// saying is a peer that says its lines and then sends back what it gets.
func saying(t testing.TB, lines []line, size int) func(net.Conn) {
	return func(conn net.Conn) {
		if talk(t, conn, lines, -1, size) {
			io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
		}
	}
}

// proxyAt is a proxy of a scheme and login, "socks5://" or "http://user:secret@", at
// an address.
func proxyAt(t testing.TB, scheme, address string) *dialer.Proxy {
	t.Helper()
	p, err := dialer.NewProxy(scheme + address)
	require.NoError(t, err)
	return p
}

// refuse dials by a proxy of a scheme that has a conversation and hangs up, and
// returns the error.
func refuse(t testing.TB, scheme, target string, lines ...line) error {
	t.Helper()
	p := proxyAt(t, scheme, "proxy.example:1")
	p.Way.Dial = pipe(t, func(conn net.Conn) { talk(t, conn, lines, -1, whole) })
	conn, err := p.DialContext(t.Context(), "tcp", target)
	require.Error(t, err)
	assert.Nil(t, conn)
	assert.ErrorIs(t, err, dialer.ErrProxy)
	return err
}
