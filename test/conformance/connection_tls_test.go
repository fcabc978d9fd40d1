package conformance_test

import (
	"context"
	"crypto/tls"
	"net"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// TestLayered runs on connections that are not sockets themselves, but a layer on
// one. Certificates are no matter of this suite's.
func TestLayered(t *testing.T) {
	server := pki.Issue(nil, "layered").Server()
	conformance.Connections(t, conformance.Factory{
		New: func(t testing.TB, host string, port int, o conformance.Options) axon.Component {
			c := client(host, port, o)
			c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				d := net.Dialer{Control: conformance.SmallBuffers, Resolver: o.Resolver}
				conn, err := d.DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				secured := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
				if err := secured.HandshakeContext(ctx); err != nil {
					conn.Close()
					return nil, err
				}
				return secured, nil
			}
			return c
		},
		Serve: func(conn net.Conn) net.Conn {
			secured := tls.Server(conn, server)
			secured.Handshake() // also for a peer that says nothing; its failure is met later
			return secured
		},
	})
}
