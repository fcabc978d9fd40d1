package mobile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/secure"
)

// An identity is a certificate with its key, in PEM.
type identity struct {
	certificate *x509.Certificate
	cert, key   []byte
	signer      *ecdsa.PrivateKey
}

// issue makes a certificate for hosts, signed by issuer or by itself.
func issue(issuer *identity, name string, hosts ...string) *identity {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	parent, signer := template, key
	if issuer == nil {
		template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	} else {
		parent, signer = issuer.certificate, issuer.signer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	check(err)
	certificate, err := x509.ParseCertificate(der)
	check(err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	check(err)
	return &identity{
		certificate: certificate, signer: key,
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
	}
}

// pki is made once: keys take time on the emulated machines.
var pki = sync.OnceValue(func() (p struct{ root, other, good, wrongName, untrusted, client *identity }) {
	p.root, p.other = issue(nil, "root"), issue(nil, "other root")
	p.good = issue(p.root, "good", "localhost", "127.0.0.1")
	p.wrongName = issue(p.root, "wrong name", "a.example")
	p.untrusted = issue(p.other, "untrusted", "localhost", "127.0.0.1")
	p.client = issue(p.root, "client")
	return p
})

// trusting returns options that trust the root of the tests. A build without TLS has
// no more of the test that asks.
func trusting(t testing.TB) *mobile.TLSOptions {
	t.Helper()
	o := mobile.NewTLSOptions()
	err := o.SetRootsPEM(pki().root.cert)
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
	require.NoError(t, o.SetClientCertificate(pki().good.cert, pki().good.key))
	return o
}

func pinOf(i *identity) string { return secure.Pin(i.certificate) }

// secured returns a server that is TLS from the first byte, with the identity, and
// echoes. With a root it demands certificates of clients.
func secured(t testing.TB, i *identity, root []byte) (port int32) {
	t.Helper()
	upgrade, err := secure.Options{Certificate: i.cert, Key: i.key, Roots: root, Protocols: []string{"echo/1"}}.Server()
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
	upgrade, err := secure.Options{Certificate: pki().good.cert, Key: pki().good.key}.Server()
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
