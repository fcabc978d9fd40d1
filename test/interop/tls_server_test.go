package interop_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// securedEcho is an echo whose connection is TLS from its first byte. A server
// activates the component before the adapter, so what Start sends to makessl is
// there before anything is read.
type securedEcho struct {
	stock.Echo
	makessl axon.Out[any]
	server  *internet.ServerCore
	conn    net.Conn
	upgrade secure.Upgrade
}

func (e *securedEcho) Start(ctx context.Context) error {
	for _, c := range e.server.Children() {
		if a, ok := c.(*internet.ConnectedSocketAdapter); ok && a.Conn() == e.conn {
			if _, err := axon.Link(&e.makessl, &a.MakeSSL); err != nil {
				return err
			}
			return errors.Join(e.makessl.Send(ctx, e.upgrade), e.Echo.Start(ctx))
		}
	}
	return errors.New("no adapter of this connection")
}

func TestOpenSSLClient(t *testing.T) {
	leaktest.Check(t)
	openssl := interop.Find(t, "openssl", "version")
	c := localhost(t)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	require.NoError(t, os.WriteFile(roots, c.Cert, 0o600))
	upgrade, err := secure.Options{Certificate: c.Cert, Key: c.Key}.Server()
	require.NoError(t, err)
	var server *internet.ServerCore
	server = internet.NewServerCore(func(p internet.Peer) axon.Component {
		return &securedEcho{server: server, conn: p.Conn, upgrade: upgrade}
	}, 0)
	addr := serve(t, server)
	for name, version := range map[string]string{"TLSv1.3": "-tls1_3", "TLSv1.2": "-tls1_2"} {
		t.Run(name, func(t *testing.T) {
			out, said := interop.SClient(t, openssl, []byte(lines(mebi)), "-connect", addr, "-servername", "localhost", "-verify_hostname", "localhost",
				"-CAfile", roots, "-verify_return_error", "-brief", version)
			assert.Contains(t, said, "Protocol version: "+name)
			assert.Contains(t, said, "Verification: OK")
			assert.True(t, bytes.Equal([]byte(lines(mebi)), out), "%d bytes came back", len(out))
			t.Log(strings.Fields(strings.SplitN(said, "Ciphersuite: ", 2)[1])[0])
		})
	}
}
