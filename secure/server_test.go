package secure_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestWrongEnd(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	dialled, accepted := transports["net"].pair(t)
	for _, row := range []struct {
		u    secure.Upgrade
		conn net.Conn
		end  secure.End
		text string
	}{
		{secure.Client(nil), accepted, secure.End{Server: true}, "use secure.Server"},
		{server(t, secure.Options{}, p.good), dialled, secure.End{Host: "localhost"}, "use secure.Client"},
	} {
		_, _, err := row.u.Upgrade(context.Background(), row.conn, row.end)
		assert.ErrorIs(t, err, secure.ErrWrongEnd)
		assert.ErrorContains(t, err, row.text)
	}
}

func TestServerNeedsCertificate(t *testing.T) {
	leaktest.Check(t)
	for _, config := range []*tls.Config{nil, {}} {
		_, s := meet(t, transports["net"], secure.Client(nil), secure.Server(config), "localhost")
		assert.ErrorIs(t, s.err, secure.ErrNoCertificate)
	}
	p := certificates(t)
	pair := p.good.TLS()
	c, _ := meet(t, transports["net"], client(t, trusting(t)), secure.Server(&tls.Config{
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &pair, nil },
	}), "localhost")
	assert.NoError(t, c.err)
}

// TestClientCertificates wants them at the server. In TLS 1.2 the client learns
// of its refusal in the handshake, in TLS 1.3 by its first read.
func TestClientCertificates(t *testing.T) {
	p := certificates(t)
	wanted := secure.Options{Roots: p.root.CertPEM()}
	own := func(i *pki.Identity) secure.Options {
		return with(trusting(t), func(o *secure.Options) { o.Certificate, o.Key = i.CertPEM(), i.KeyPEM() })
	}
	rows := []struct {
		name   string
		client secure.Options
		server secure.Options
		good   bool
	}{
		{"wanted and there", own(p.client), wanted, true},
		{"there, not wanted", own(p.client), secure.Options{}, true},
		{"absent", trusting(t), wanted, false},
		{"of another root", own(p.otherClient), wanted, false},
		{"pinned", own(p.client), with(wanted, func(o *secure.Options) { o.Pins = []string{secure.Pin(p.client.Chain[0])} }), true},
		{"pinned, another", own(p.client), with(wanted, func(o *secure.Options) { o.Pins = []string{secure.Pin(p.good.Chain[0])} }), false},
		{"pinned, not verified", own(p.otherClient), secure.Options{InsecureNoVerify: true, Pins: []string{secure.Pin(p.otherClient.Chain[0])}}, true},
		{"pinned, not verified, another", own(p.client), secure.Options{InsecureNoVerify: true, Pins: []string{secure.Pin(p.otherClient.Chain[0])}}, false},
		{"pinned, not verified, absent", trusting(t), secure.Options{InsecureNoVerify: true, Pins: []string{secure.Pin(p.client.Chain[0])}}, false},
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, row := range rows {
			t.Run(tls.VersionName(version)+" "+row.name, func(t *testing.T) {
				leaktest.Check(t)
				o := row.client
				config := &tls.Config{RootCAs: p.root.Roots(), MaxVersion: version}
				if o.Certificate != nil {
					pair, err := tls.X509KeyPair(o.Certificate, o.Key)
					require.NoError(t, err)
					// Sent whatever the server asks for: it must be the one to refuse.
					config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
				}
				c, s := meet(t, transports["blocking"], secure.Client(config), server(t, row.server, p.good), "localhost")
				if row.good {
					require.NoError(t, c.err)
					require.NoError(t, s.err)
					assert.Equal(t, row.server.Roots != nil || row.server.Pins != nil, len(s.secured.Peer) > 0)
					talk(t, c.conn, s.conn)
					return
				}
				require.Error(t, s.err)
				t.Log("server:", s.err)
				if version == tls.VersionTLS12 {
					require.Error(t, c.err)
					t.Log("client:", c.err)
					assert.True(t, as[tls.AlertError](c.err))
					assert.Regexp(t, "does not accept the certificate of this end|wants a certificate", c.err.Error())
					return
				}
				require.NoError(t, c.err)
				_, err := c.conn.Read(make([]byte, 1))
				assert.ErrorContains(t, err, "remote error")
				assert.NotErrorIs(t, err, io.EOF)
			})
		}
	}
}
