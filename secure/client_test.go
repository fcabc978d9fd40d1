package secure_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestHandshake(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		p := certificates(t)
		c, s := meet(t, tr, client(t, trusting(t)), server(t, secure.Options{}, p.good), "localhost")
		require.NoError(t, c.err)
		require.NoError(t, s.err)
		assert.Equal(t, "TLS 1.3", c.secured.Version)
		assert.Contains(t, c.secured.CipherSuite, "TLS_")
		assert.Equal(t, "localhost", c.secured.ServerName)
		assert.Equal(t, "localhost", s.secured.ServerName)
		assert.Empty(t, c.secured.Protocol)
		assert.False(t, c.secured.Resumed)
		assert.Equal(t, [][]byte{p.good.Chain[0].Raw, p.intermediate.Chain[0].Raw}, c.secured.Peer)
		assert.Empty(t, s.secured.Peer)
		assert.NotNil(t, c.conn.(interface{ NetConn() net.Conn }).NetConn())
		talk(t, c.conn, s.conn)
	})
}

// TestCertificates has one row for everything that can be wrong with them.
func TestCertificates(t *testing.T) {
	p := certificates(t)
	rows := []struct {
		name   string
		peer   *pki.Identity
		host   string
		client secure.Options
		want   func(error) bool // nil for a good handshake
		text   []string
	}{
		{"a name", p.good, "localhost", trusting(t), nil, nil},
		{"a name with its dot", p.good, "localhost.", trusting(t), nil, nil},
		{"an address", p.good, "127.0.0.1", trusting(t), nil, nil},
		{"an address of IPv6 with a zone", p.good, "::1%lo", trusting(t), nil, nil},
		{"an address in place of the host's, with a zone", p.good, "localhost", with(trusting(t), func(o *secure.Options) { o.ServerName = "::1%lo" }), nil, nil},
		{"a name in place of the host's", p.wrongName, "localhost", with(trusting(t), func(o *secure.Options) { o.ServerName = "a.example" }), nil, nil},
		{"another address", p.good, "127.0.0.2", trusting(t), as[x509.HostnameError], []string{"localhost, 127.0.0.1, ::1", "127.0.0.2"}},
		{"another name", p.wrongName, "localhost", trusting(t), as[x509.HostnameError], []string{"a.example, 192.0.2.7", "not for localhost", "ServerName"}},
		{"expired", p.expired, "localhost", trusting(t), as[x509.CertificateInvalidError], []string{"current time", "is after", "check the clock", "CN=expired"}},
		{"not yet valid", p.early, "localhost", trusting(t), as[x509.CertificateInvalidError], []string{"current time", "is before", "check the clock"}},
		{"self-signed", p.selfSigned, "localhost", trusting(t), as[x509.UnknownAuthorityError], []string{"CN=self-signed is self-signed", "Options.Roots", "pin"}},
		{"a self-signed root", p.selfSigned, "localhost", secure.Options{Roots: p.selfSigned.CertPEM()}, nil, nil},
		{"unknown root", p.unknown, "localhost", trusting(t), as[x509.UnknownAuthorityError], []string{"CN=Other Root issued it", "Options.Roots"}},
		{"intermediate missing", p.orphan, "localhost", trusting(t), as[x509.UnknownAuthorityError], []string{"CN=Test Intermediate issued it"}},
		{"the system's roots", p.good, "localhost", secure.Options{}, as[x509.UnknownAuthorityError], []string{"Options.Roots"}},
		{"the system's roots and more", p.good, "localhost", with(trusting(t), func(o *secure.Options) { o.SystemRoots = true }), nil, nil},
		{"no host", p.good, "", trusting(t), is(secure.ErrNoServerName), []string{"set ServerName", "127.0.0.1:"}},
		{"no host and a name", p.good, "", with(trusting(t), func(o *secure.Options) { o.ServerName = "localhost" }), nil, nil},
		{"not verified", p.expired, "b.example", secure.Options{InsecureNoVerify: true}, nil, nil},
		{"not verified, no host", p.expired, "", secure.Options{InsecureNoVerify: true}, nil, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			leaktest.Check(t)
			c, s := meet(t, transports["blocking"], client(t, row.client), server(t, secure.Options{}, row.peer), row.host)
			if row.want == nil {
				require.NoError(t, c.err)
				require.NoError(t, s.err)
				talk(t, c.conn, s.conn)
				return
			}
			require.Error(t, c.err)
			t.Log(c.err)
			assert.True(t, row.want(c.err), "%v", c.err)
			assert.True(t, as[*secure.HandshakeError](c.err))
			for _, text := range append(row.text, row.host) {
				assert.ErrorContains(t, c.err, text)
			}
			assert.Nil(t, c.conn)
			assert.Error(t, s.err)
		})
	}
}

func TestClientOfConfig(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		p := certificates(t)
		config := &tls.Config{RootCAs: p.root.Roots()}
		u := secure.Client(config)
		config.ServerName, config.RootCAs = "changed.example", nil // u has its own
		c, s := meet(t, tr, u, secure.Server(p.good.Server()), "localhost")
		require.NoError(t, c.err)
		require.NoError(t, s.err)
		talk(t, c.conn, s.conn)
	})
}

// TestOneUpgradeForManyHosts verifies each connection by its own name.
func TestOneUpgradeForManyHosts(t *testing.T) {
	leaktest.Check(t)
	u := client(t, trusting(t))
	far := server(t, secure.Options{}, certificates(t).good)
	for host, good := range map[string]bool{"localhost": true, "127.0.0.1": true, "b.example": false} {
		for range 2 {
			c, _ := meet(t, transports["net"], u, far, host)
			assert.Equal(t, good, c.err == nil, "%s: %v", host, c.err)
		}
	}
}

// TestDefault is of who names no upgrade: verified as all others are.
func TestDefault(t *testing.T) {
	leaktest.Check(t)
	c, s := meet(t, transports["net"], stream.DefaultUpgrade(), server(t, secure.Options{}, certificates(t).good), "localhost")
	assert.True(t, as[x509.UnknownAuthorityError](c.err), "%v", c.err)
	require.Error(t, s.err)
	assert.True(t, as[tls.AlertError](s.err), "%v", s.err)
	assert.ErrorContains(t, s.err, "does not accept the certificate of this end")
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

// as says whether err has an E inside.
func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func with(o secure.Options, edit func(*secure.Options)) secure.Options {
	edit(&o)
	return o
}
