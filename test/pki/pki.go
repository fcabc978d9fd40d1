// Package pki makes certificates for tests: [Issue] makes an [Identity], which gives
// what servers, clients and the programs of others take.
//
// Everything panics where it fails, which only a wrong test makes it do.
//
// # Concurrency
//
// An Identity does not change, and may be used by many goroutines.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// An Identity is a certificate with its key.
type Identity struct {
	Key   *ecdsa.PrivateKey
	Chain []*x509.Certificate // itself, who issued it, and so on to the root
}

// Issue makes a certificate with a new key, signed by issuer. With no issuer it signs
// itself and is an authority. It is valid from an hour ago, for two, and for no host:
// edits, which are applied in order, change that.
func Issue(issuer *Identity, name string, edits ...func(*x509.Certificate)) *Identity {
	return Certify(issuer, must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), name, edits...)
}

// Certify is Issue for a key that there is.
func Certify(issuer *Identity, key *ecdsa.PrivateKey, name string, edits ...func(*x509.Certificate)) *Identity {
	template := &x509.Certificate{
		SerialNumber: must(rand.Int(rand.Reader, big.NewInt(1<<62))),
		Subject:      pkix.Name{CommonName: name},
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	Valid(-time.Hour, time.Hour)(template)
	parent, signer, above := template, key, []*x509.Certificate(nil)
	if issuer == nil {
		Authority(template)
	} else {
		parent, signer, above = issuer.Chain[0], issuer.Key, issuer.Chain
	}
	for _, edit := range edits {
		edit(template)
	}
	der := must(x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer))
	return &Identity{key, append([]*x509.Certificate{must(x509.ParseCertificate(der))}, above...)}
}

// Authority lets a certificate issue others.
func Authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid = true, true
	c.KeyUsage |= x509.KeyUsageCertSign
}

// Named gives a certificate names and addresses of hosts.
func Named(hosts ...string) func(*x509.Certificate) {
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

// Valid sets when a certificate is valid, relative to now.
func Valid(from, to time.Duration) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(from), time.Now().Add(to)
	}
}

// sent is what a peer sends: all but the root.
func (i *Identity) sent() []*x509.Certificate { return i.Chain[:max(1, len(i.Chain)-1)] }

// TLS is what package tls takes: the key and what a peer sends.
func (i *Identity) TLS() tls.Certificate {
	pair := tls.Certificate{PrivateKey: i.Key}
	for _, c := range i.sent() {
		pair.Certificate = append(pair.Certificate, c.Raw)
	}
	return pair
}

// Server is the configuration of a server that has this certificate.
func (i *Identity) Server() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{i.TLS()}}
}

// Roots trust the certificate's root, which is itself if it signs itself.
func (i *Identity) Roots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(i.Chain[len(i.Chain)-1])
	return roots
}

// CertPEM is what a peer sends, in PEM: the certificate, and those above it but for
// the root.
func (i *Identity) CertPEM() []byte { return PEM(i.sent()...) }

// KeyPEM is the key in PEM, in PKCS #8.
func (i *Identity) KeyPEM() []byte {
	der := must(x509.MarshalPKCS8PrivateKey(i.Key))
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// PEM writes certificates one behind the other.
func PEM(certificates ...*x509.Certificate) []byte {
	var text []byte
	for _, c := range certificates {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return text
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
