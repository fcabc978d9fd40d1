package secure

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// pinPrefix names the hash of a pin. RFC 7469 knows no other.
const pinPrefix = "sha256/"

// Pin returns the pin of the key of certificate, "sha256/" and the hash of its
// SubjectPublicKeyInfo in base64 (RFC 7469 section 2.4).
//
// It may be called from anywhere. The pin stays when a certificate is renewed
// with the same key.
func Pin(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return pinPrefix + base64.StdEncoding.EncodeToString(sum[:])
}

// parsePins brings pins into the form of Pin.
func parsePins(pins []string) ([]string, error) {
	var parsed []string
	for _, pin := range pins {
		hash := strings.TrimPrefix(pin, pinPrefix)
		sum, err := base64.StdEncoding.Strict().DecodeString(hash)
		if err != nil || len(sum) != sha256.Size {
			return nil, fmt.Errorf("%w Pins: %q is no SHA-256 in base64, as in sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ErrOptions, pin)
		}
		parsed = append(parsed, pinPrefix+hash)
	}
	return parsed, nil
}

// checkPins is called from a tls.Config.VerifyConnection, which unlike
// VerifyPeerCertificate is called for a resumed session too.
func checkPins(pins []string, state tls.ConnectionState) error {
	chains := state.VerifiedChains
	if chains == nil && len(state.PeerCertificates) > 0 {
		// Nothing was verified. The handshake has proven the key of the first
		// certificate; the others anybody can send.
		chains = [][]*x509.Certificate{state.PeerCertificates[:1]}
	}
	var seen []string
	for _, chain := range chains {
		for _, certificate := range chain {
			pin := Pin(certificate)
			if slices.Contains(pins, pin) {
				return nil
			}
			if !slices.Contains(seen, pin) {
				seen = append(seen, pin)
			}
		}
	}
	return fmt.Errorf("%w: it has %s", ErrPin, strings.Join(seen, ", "))
}
