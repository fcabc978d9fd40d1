//go:build unix

package device

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"time"

	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// certificates writes to a directory what servers and clients show:
//
//   - ca.pem, the root of all that follows, and other.pem, one of nothing
//   - localhost.pem, for localhost only, with localhost.key and localhost.pin
//   - expired.pem and future.pem, which use the same key
//   - client.pem, with its key inside
//
// It returns that of localhost.
func certificates(dir string) (localhost *pki.Identity, err error) {
	root := pki.Issue(nil, "ca", pki.Valid(-20*365*24*time.Hour, 24*time.Hour))
	localhost = pki.Issue(root, "localhost", ofLocalhost)
	sameKey := func(name string, from, to time.Duration) []byte {
		return pki.Certify(root, localhost.Key, name, ofLocalhost, pki.Valid(from, to)).CertPEM()
	}
	for name, data := range map[string][]byte{
		"ca.pem":        root.CertPEM(),
		"other.pem":     pki.Issue(nil, "other").CertPEM(),
		"localhost.pem": localhost.CertPEM(),
		"localhost.key": localhost.KeyPEM(),
		"localhost.pin": []byte(secure.Pin(localhost.Chain[0])),
		"expired.pem":   sameKey("expired", -48*time.Hour, -24*time.Hour),
		"future.pem":    sameKey("future", 12*time.Hour, 20*time.Hour),
		"client.pem":    append(sameKey("client", -time.Hour, time.Hour), localhost.KeyPEM()...),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return nil, err
		}
	}
	return localhost, nil
}

// ofLocalhost lets a certificate stand for a server there, and for a client.
func ofLocalhost(c *x509.Certificate) {
	c.DNSNames = []string{"localhost"}
	c.BasicConstraintsValid = true
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
}
