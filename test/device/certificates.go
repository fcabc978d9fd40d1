//go:build unix

package device

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/threadedtcp/threadedtcp/secure"
)

// certificates writes to a directory what servers and clients show:
//
//   - ca.pem, the root of all that follows, and other.pem, one of nothing
//   - localhost.pem, for localhost only, with localhost.key and localhost.pin
//   - expired.pem and future.pem, which use the same key
//   - client.pem, with its key inside
func certificates(dir string) error {
	now := time.Now()
	root, rootKey, err := issue("ca", nil, nil, nil, now.Add(-20*365*24*time.Hour), now.Add(24*time.Hour))
	if err != nil {
		return err
	}
	other, _, err := issue("other", nil, nil, nil, now.Add(-time.Hour), now.Add(time.Hour))
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	files := map[string][]byte{"ca.pem": asPEM(root), "other.pem": asPEM(other)}
	for name, life := range map[string][2]time.Duration{
		"localhost": {-time.Hour, time.Hour},
		"expired":   {-48 * time.Hour, -24 * time.Hour},
		"future":    {12 * time.Hour, 20 * time.Hour},
		"client":    {-time.Hour, time.Hour},
	} {
		certificate, _, err := issue(name, key, root, rootKey, now.Add(life[0]), now.Add(life[1]))
		if err != nil {
			return err
		}
		files[name+".pem"] = asPEM(certificate)
		files["localhost.pin"] = []byte(secure.Pin(certificate))
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	files["localhost.key"] = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	files["client.pem"] = append(files["client.pem"], files["localhost.key"]...)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// issue makes a certificate for localhost, or with no parent a root.
func issue(name string, key *ecdsa.PrivateKey, parent *x509.Certificate, parentKey crypto.Signer, from, to time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: to, BasicConstraintsValid: true}
	if parent == nil {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return nil, nil, err
		}
		template.IsCA, template.KeyUsage = true, x509.KeyUsageCertSign
		parent, parentKey = template, key
	} else {
		template.DNSNames = []string{"localhost"}
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return certificate, key, err
}

func asPEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}
