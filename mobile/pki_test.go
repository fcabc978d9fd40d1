package mobile_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// certificates are made once: keys take time on the emulated machines.
var certificates = sync.OnceValue(func() (p struct{ root, other, good, wrongName, untrusted, client *pki.Identity }) {
	p.root, p.other = pki.Issue(nil, "root"), pki.Issue(nil, "other root")
	p.good = pki.Issue(p.root, "good", pki.Named("localhost", "127.0.0.1"))
	p.wrongName = pki.Issue(p.root, "wrong name", pki.Named("a.example"))
	p.untrusted = pki.Issue(p.other, "untrusted", pki.Named("localhost", "127.0.0.1"))
	p.client = pki.Issue(p.root, "client")
	return p
})

// trusting returns options that trust the root of the tests. A build without TLS has
// no more of the test that asks.
func trusting(t testing.TB) *mobile.TLSOptions {
	t.Helper()
	o := mobile.NewTLSOptions()
	err := o.SetRootsPEM(certificates().root.CertPEM())
	if mobile.CodeOf(err) == mobile.CodeTLSUnavailable {
		t.Skip("no TLS in this build")
	}
	require.NoError(t, err)
	return o
}

// certified returns options of a server.
func certified(t testing.TB) *mobile.TLSOptions {
	t.Helper()
	trusting(t)
	o := mobile.NewTLSOptions()
	require.NoError(t, o.SetClientCertificate(certificates().good.CertPEM(), certificates().good.KeyPEM()))
	return o
}

func pinOf(i *pki.Identity) string { return secure.Pin(i.Chain[0]) }

// secured returns a server that is TLS from the first byte, with the identity, and
// echoes. With a root it demands certificates of clients.
func secured(t testing.TB, i *pki.Identity, root []byte) (port int32) {
	t.Helper()
	upgrade, err := secure.Options{Certificate: i.CertPEM(), Key: i.KeyPEM(), Roots: root, Protocols: []string{"echo/1"}}.Server()
	require.NoError(t, err)
	return serve(t, func(conn net.Conn) {
		s, _, err := upgrade.Upgrade(t.Context(), conn, stream.End{Server: true})
		if err == nil {
			echo(s)
			_ = s.(interface{ CloseWrite() error }).CloseWrite()
		}
	})
}

// startTLS returns a server that answers the client's first line with the same, and
// then is TLS and echoes.
func startTLS(t testing.TB) (port int32) {
	t.Helper()
	upgrade, err := secure.Options{Certificate: certificates().good.CertPEM(), Key: certificates().good.KeyPEM()}.Server()
	require.NoError(t, err)
	return serve(t, func(conn net.Conn) {
		var line []byte
		for one := make([]byte, 1); len(line) == 0 || line[len(line)-1] != '\n'; line = append(line, one...) {
			if _, err := io.ReadFull(conn, one); err != nil {
				return
			}
		}
		if _, err := conn.Write(line); err != nil {
			return
		}
		s, _, err := upgrade.Upgrade(t.Context(), conn, stream.End{Server: true})
		if err == nil {
			echo(s)
			_ = s.(interface{ CloseWrite() error }).CloseWrite()
		}
	})
}
