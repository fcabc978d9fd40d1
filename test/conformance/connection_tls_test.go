package conformance_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/test/conformance"
)

// TestLayered runs on connections that are not sockets themselves, but a layer on
// one. Certificates are no matter of this suite's.
func TestLayered(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
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
