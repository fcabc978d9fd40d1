package secure_test

import (
	"crypto/tls"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
)

func TestProtocols(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	speaking := func(protocols ...string) secure.Options {
		return with(trusting(t), func(o *secure.Options) { o.Protocols = protocols })
	}
	meeting := func(c, s []string) (side, side) {
		return meet(t, transports["net"], client(t, speaking(c...)), server(t, secure.Options{Protocols: s}, p.good), "localhost")
	}
	c, s := meeting([]string{"b", "a"}, []string{"a", "c"})
	require.NoError(t, c.err)
	assert.Equal(t, "a", c.secured.Protocol)
	assert.Equal(t, "a", s.secured.Protocol)

	c, s = meeting([]string{"b"}, nil)
	require.NoError(t, c.err)
	assert.Empty(t, c.secured.Protocol)
	assert.Empty(t, s.secured.Protocol)

	c, s = meeting([]string{"b"}, []string{"a"})
	require.Error(t, c.err)
	require.Error(t, s.err)
	alert := tls.AlertError(0)
	require.ErrorAs(t, c.err, &alert)
	assert.EqualValues(t, 120, alert)
	assert.ErrorContains(t, c.err, "ALPN")
	assert.ErrorContains(t, s.err, `"b"`)
}

// TestVersions meets ends that are too old, from both sides.
func TestVersions(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	pair := p.good.TLS()
	// Go's older versions need the server to say so.
	only := func(version uint16) secure.Upgrade {
		return secure.Server(&tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS10, MaxVersion: version})
	}
	at := func(version string) secure.Upgrade {
		return client(t, with(trusting(t), func(o *secure.Options) { o.MinVersion = version }))
	}
	t.Setenv("GODEBUG", "tls10server=1") // has no say
	for _, old := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		c, s := meet(t, transports["net"], at(""), only(old), "localhost")
		require.Error(t, c.err)
		require.Error(t, s.err)
		t.Log("client:", c.err)
		t.Log("server:", s.err)
		assert.ErrorContains(t, c.err, "do not overlap")
		assert.ErrorContains(t, s.err, "do not overlap")

		c, s = meet(t, transports["net"], at("1.0"), only(old), "localhost")
		require.NoError(t, c.err)
		require.NoError(t, s.err)
		assert.Equal(t, tls.VersionName(old), c.secured.Version)
	}
	c, _ := meet(t, transports["net"], at(""), only(tls.VersionTLS12), "localhost")
	require.NoError(t, c.err)
	assert.Equal(t, "TLS 1.2", c.secured.Version)
	c, _ = meet(t, transports["net"], at("TLS 1.3"), only(tls.VersionTLS12), "localhost")
	assert.ErrorContains(t, c.err, "do not overlap")
	// A server of this package refuses old clients.
	old := secure.Client(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true})
	for _, far := range []secure.Upgrade{server(t, secure.Options{}, p.good), secure.Server(&tls.Config{Certificates: []tls.Certificate{pair}})} {
		c, s := meet(t, transports["net"], old, far, "localhost")
		assert.ErrorContains(t, c.err, "do not overlap")
		assert.ErrorContains(t, s.err, "do not overlap")
	}
}

// TestServerSelectsOldVersion has no alert but a ServerHello: that of a server
// which knows TLS 1.0 only and ignores what else is offered.
func TestServerSelectsOldVersion(t *testing.T) {
	leaktest.Check(t)
	c := against(t, func(conn io.ReadWriter) {
		conn.Read(make([]byte, 4096))
		body := append([]byte{3, 1}, make([]byte, 32+1)...) // version, random, no session id
		body = append(body, 0xc0, 0x09, 0)                  // cipher suite, no compression
		hello := append([]byte{2, 0, 0, byte(len(body))}, body...)
		conn.Write(append([]byte{22, 3, 1, 0, byte(len(hello))}, hello...))
		conn.Read(make([]byte, 4096))
	})
	assert.ErrorContains(t, c.err, "do not overlap")
}

func TestResumption(t *testing.T) {
	p := certificates(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			leaktest.Check(t)
			near := client(t, with(trusting(t), func(o *secure.Options) { o.Pins = []string{secure.Pin(p.good.Chain[0])} }))
			far := secure.Server(&tls.Config{Certificates: []tls.Certificate{p.good.TLS()}, MaxVersion: version})
			for i := range 3 {
				c, s := meet(t, transports["blocking"], near, far, "localhost")
				require.NoError(t, c.err)
				require.NoError(t, s.err)
				assert.Equal(t, i > 0, c.secured.Resumed)
				assert.Equal(t, i > 0, s.secured.Resumed)
				assert.NotEmpty(t, c.secured.Peer)
				talk(t, c.conn, s.conn) // reads the ticket
			}
		})
	}
}

// TestHelloRetryRequest meets a server that wants a key of a curve for which the
// client has sent none at first (RFC 8446 section 4.1.4).
func TestHelloRetryRequest(t *testing.T) {
	leaktest.Check(t)
	far := secure.Server(&tls.Config{Certificates: []tls.Certificate{certificates(t).good.TLS()}, CurvePreferences: []tls.CurveID{tls.CurveP521}})
	c, s := meet(t, transports["blocking"], client(t, trusting(t)), far, "localhost")
	require.NoError(t, c.err)
	require.NoError(t, s.err)
	assert.True(t, c.conn.(*tls.Conn).ConnectionState().HelloRetryRequest)
	talk(t, c.conn, s.conn)
}
