package secure_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// hang is more than any step of a test takes.
const hang = 20 * time.Second

// A transport makes both ends of a connection over loopback.
type transport struct {
	listen func() (net.Listener, error)
	dial   func(address string) (net.Conn, error)
}

var transports = map[string]transport{
	"net": {
		func() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
		func(address string) (net.Conn, error) { return net.Dial("tcp", address) },
	},
	"blocking": {
		func() (net.Listener, error) { return blocking.Listen("tcp", "127.0.0.1:0") },
		func(address string) (net.Conn, error) { return blocking.Dial("tcp", address) },
	},
}

// each runs f over every transport.
func each(t *testing.T, f func(t *testing.T, tr transport)) {
	for name, tr := range transports {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			f(t, tr)
		})
	}
}

// pair connects two ends, which the end of the test closes.
func (tr transport) pair(t *testing.T) (dialled, accepted net.Conn) {
	t.Helper()
	l, err := tr.listen()
	require.NoError(t, err)
	defer l.Close()
	dialled, err = tr.dial(l.Addr().String())
	require.NoError(t, err)
	accepted, err = l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	for _, c := range []net.Conn{dialled, accepted} {
		require.NoError(t, c.SetDeadline(time.Now().Add(hang)))
	}
	return dialled, accepted
}

// A side is what one end of a connection has come to.
type side struct {
	conn    net.Conn
	secured secure.Secured
	err     error
}

// meet makes the handshake of both ends.
func meet(t *testing.T, tr transport, client, server secure.Upgrade, host string) (c, s side) {
	t.Helper()
	dialled, accepted := tr.pair(t)
	return meetOver(client, server, dialled, accepted, host)
}

func meetOver(client, server secure.Upgrade, dialled, accepted net.Conn, host string) (c, s side) {
	var wg sync.WaitGroup
	wg.Go(func() {
		s.conn, s.secured, s.err = server.Upgrade(context.Background(), accepted, secure.End{Server: true})
		if s.err != nil {
			accepted.Close()
		}
	})
	c.conn, c.secured, c.err = client.Upgrade(context.Background(), dialled, secure.End{Host: host})
	if c.err != nil {
		dialled.Close()
	}
	wg.Wait()
	return c, s
}

// talk sends a line there and back, and closes both ways.
func talk(t *testing.T, near, far net.Conn) {
	t.Helper()
	var wg sync.WaitGroup
	wg.Go(func() { io.Copy(far, far); far.(*tls.Conn).CloseWrite() })
	_, err := io.WriteString(near, "hello")
	require.NoError(t, err)
	require.NoError(t, near.(interface{ CloseWrite() error }).CloseWrite())
	answer, err := io.ReadAll(near)
	require.NoError(t, err)
	require.Equal(t, "hello", string(answer))
	wg.Wait()
}

// client and server make upgrades of options that are right.
func client(t *testing.T, o secure.Options) secure.Upgrade {
	t.Helper()
	u, err := o.Client()
	require.NoError(t, err)
	return u
}

func server(t *testing.T, o secure.Options, i *pki.Identity) secure.Upgrade {
	t.Helper()
	o.Certificate, o.Key = i.CertPEM(), i.KeyPEM()
	u, err := o.Server()
	require.NoError(t, err)
	return u
}

// trusting are the options of a client that knows the test's root.
func trusting(t *testing.T) secure.Options {
	return secure.Options{Roots: certificates(t).root.CertPEM()}
}
