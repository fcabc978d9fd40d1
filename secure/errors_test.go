package secure_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/threadedtcp/threadedtcp/secure"
)

// TestTexts is of errors that no loopback peer of these tests can cause.
func TestTexts(t *testing.T) {
	many := &x509.Certificate{}
	for i := range 12 {
		many.DNSNames = append(many.DNSNames, fmt.Sprintf("n%d", i))
	}
	for _, row := range []struct {
		err  error
		text string
	}{
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}, "is for no name and not for h"},
		{x509.HostnameError{Certificate: many, Host: "h"}, "n8, n9 and 2 more"},
		{x509.UnknownAuthorityError{}, "unknown authority: give its root as Options.Roots"},
		{x509.SystemRootsError{Err: errors.New("no file")}, "no file: give the roots to trust as Options.Roots"},
	} {
		err := &secure.HandshakeError{Host: "h", Err: fmt.Errorf("inside: %w", row.err)}
		assert.ErrorContains(t, err, "TLS handshake with h: ")
		assert.ErrorContains(t, err, row.text)
		assert.ErrorIs(t, err, err.Err)
	}
}
