package secure

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// roots returns nil for the system's.
func (o Options) roots() (*x509.CertPool, error) {
	if len(o.Roots) == 0 {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if o.SystemRoots {
		system, err := x509.SystemCertPool()
		if err != nil {
			return nil, fmt.Errorf("%w SystemRoots: %w", ErrOptions, err)
		}
		pool = system
	}
	return pool, parseRoots(pool, o.Roots)
}

// parseRoots adds all certificates of text to pool. x509's own way leaves out
// what it cannot read, so that a damaged file would be found in the field only.
func parseRoots(pool *x509.CertPool, text []byte) error {
	n := 0
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		text = rest
		if block.Type != "CERTIFICATE" {
			continue
		}
		n++
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("%w Roots: certificate %d: %w", ErrOptions, n, err)
		}
		pool.AddCert(certificate)
	}
	switch {
	case bytes.Contains(text, []byte("-----BEGIN ")):
		return fmt.Errorf("%w Roots: what follows certificate %d is damaged", ErrOptions, n)
	case n == 0:
		return fmt.Errorf("%w Roots: no certificate in PEM (RFC 7468)", ErrOptions)
	}
	return nil
}

// parseCertificate reads a certificate with its chain, and its key.
func parseCertificate(certificate, key []byte) ([]tls.Certificate, error) {
	if len(certificate) == 0 {
		if len(key) != 0 {
			return nil, fmt.Errorf("%w Key: set Certificate too", ErrOptions)
		}
		return nil, nil
	}
	if len(key) == 0 {
		key = certificate
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("%w Certificate and Key: %w", ErrOptions, err)
	}
	return []tls.Certificate{pair}, nil
}
