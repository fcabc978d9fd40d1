package secure_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An identity is a certificate with its key and those that issued it, itself first.
type identity struct {
	key   *ecdsa.PrivateKey
	chain []*x509.Certificate
}

// issue makes a certificate for a server or a client, signed by issuer, or by
// itself when that is nil. Edit changes the template.
func issue(t testing.TB, issuer *identity, name string, edit func(*x509.Certificate)) *identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	if edit != nil {
		edit(template)
	}
	parent, signer, above := template, crypto.Signer(key), []*x509.Certificate(nil)
	if issuer != nil {
		parent, signer, above = issuer.chain[0], issuer.key, issuer.chain
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &identity{key, append([]*x509.Certificate{certificate}, above...)}
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid = true, true
	c.KeyUsage = x509.KeyUsageCertSign
}

// named gives a certificate its hosts.
func named(hosts ...string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		for _, host := range hosts {
			if ip := net.ParseIP(host); ip != nil {
				c.IPAddresses = append(c.IPAddresses, ip)
			} else {
				c.DNSNames = append(c.DNSNames, host)
			}
		}
	}
}

// valid sets when a certificate is valid, relative to now.
func valid(from, to time.Duration, hosts ...string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		named(hosts...)(c)
		c.NotBefore, c.NotAfter = time.Now().Add(from), time.Now().Add(to)
	}
}

func encode(certificates ...*x509.Certificate) []byte {
	var text []byte
	for _, c := range certificates {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return text
}

// sent is what a peer sends: all but the root.
func (i *identity) sent() []*x509.Certificate { return i.chain[:max(1, len(i.chain)-1)] }

func (i *identity) certPEM() []byte { return encode(i.sent()...) }

func (i *identity) keyPEM() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		return nil
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func (i *identity) tls() tls.Certificate {
	pair := tls.Certificate{PrivateKey: i.key}
	for _, c := range i.sent() {
		pair.Certificate = append(pair.Certificate, c.Raw)
	}
	return pair
}

// A pki is one of everything that a certificate can be.
type pki struct {
	root, intermediate, other                *identity
	system, public                           *identity // a root of the system's, and of it
	good, wrongName, expired, early, orphan  *identity // of the intermediate
	selfSigned, unknown, client, otherClient *identity
}

var shared struct {
	sync.Once
	pki *pki
}

// systemRoots is the file that the system's roots are read from, if the test may
// say so.
var systemRoots string

// certificates makes them once: keys take time on the emulated machines.
func certificates(t testing.TB) *pki {
	t.Helper()
	shared.Do(func() {
		p := &pki{}
		p.root = issue(t, nil, "Test Root", authority)
		p.other = issue(t, nil, "Other Root", authority)
		p.intermediate = issue(t, p.root, "Test Intermediate", authority)
		p.good = issue(t, p.intermediate, "good", named("localhost", "127.0.0.1", "::1"))
		p.wrongName = issue(t, p.intermediate, "wrong name", named("a.example", "192.0.2.7"))
		p.expired = issue(t, p.intermediate, "expired", valid(-2*time.Hour, -time.Hour, "localhost"))
		p.early = issue(t, p.intermediate, "early", valid(time.Hour, 2*time.Hour, "localhost"))
		p.orphan = &identity{p.good.key, p.good.chain[:1]}
		p.selfSigned = issue(t, nil, "self-signed", named("localhost"))
		p.unknown = issue(t, p.other, "unknown", named("localhost"))
		p.client = issue(t, p.root, "client", nil)
		p.otherClient = issue(t, p.other, "other client", nil)
		p.system = issue(t, nil, "System Root", authority)
		p.public = issue(t, p.system, "public", named("localhost"))
		if systemRoots != "" {
			require.NoError(t, os.WriteFile(systemRoots, encode(p.system.chain[0]), 0o600))
		}
		shared.pki = p
	})
	require.NotNil(t, shared.pki, "certificates could not be made")
	return shared.pki
}
