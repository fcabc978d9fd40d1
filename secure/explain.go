package secure

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"
)

// explain is the text of err, with what to do about it.
func explain(err error) string {
	if text := explainCertificate(err); text != "" {
		return text
	}
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return err.Error() + advice[alert]
	}
	if record, ok := errors.AsType[tls.RecordHeaderError](err); ok && record.Conn != nil {
		return fmt.Sprintf("the peer does not speak TLS here, its first bytes are %q: check the port", record.RecordHeader[:])
	}
	switch text := err.Error(); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the peer closed the connection in mid-handshake: it may not speak TLS here, or not serve this name (" + text + ")"
	// crypto/tls has no type for these. Tests notice when it changes its words.
	case strings.Contains(text, "selected unsupported protocol version"), strings.Contains(text, "offered only unsupported versions"):
		return text + adviceVersion
	// OpenSSL's clients send an alert of TLS 1.3 in the clear when they refuse a
	// certificate, and crypto/tls takes it for a damaged record.
	case strings.Contains(text, "local error: tls: bad record MAC"):
		return text + adviceRefused + "; or bytes were damaged on the way"
	default:
		return text
	}
}

const (
	adviceVersion = ": the versions of the two ends do not overlap: update the older one, or set MinVersion if its weakness is no matter"
	adviceRefused = ": the peer does not accept the certificate of this end, or lacks one"
)

// advice is what to do about an alert of the peer (RFC 8446 section 6.2).
var advice = map[tls.AlertError]string{
	40:  ": the two ends have no cipher suite in common, or the peer wants a certificate",
	42:  adviceRefused,
	45:  ": renew the certificate of this end, or check the clock of the peer",
	46:  adviceRefused,
	48:  adviceRefused,
	70:  adviceVersion,
	112: ": the peer does not serve this name",
	116: adviceRefused,
	120: ": the two ends have no protocol in common: compare their lists for ALPN",
}

// explainCertificate is the text of what is wrong with a certificate, or "".
func explainCertificate(err error) string {
	if wrong, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("the certificate of the peer is for %s and not for %s: dial a name that it has, or set ServerName to one that you trust",
			names(wrong.Certificate), wrong.Host)
	}
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return unknown.Error() + adviceUnknown(unknown.Cert)
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return fmt.Sprintf("%v: check the clock of this device, or renew the certificate of %s", invalid, invalid.Cert.Subject)
	}
	if _, ok := errors.AsType[x509.SystemRootsError](err); ok {
		return err.Error() + ": give the roots to trust as Options.Roots"
	}
	return ""
}

func adviceUnknown(c *x509.Certificate) string {
	switch {
	case c == nil:
		return ": give its root as Options.Roots"
	case c.Issuer.String() == c.Subject.String():
		return fmt.Sprintf(": %s is self-signed: give it as Options.Roots, or pin its key with InsecureNoVerify", c.Subject)
	default:
		return fmt.Sprintf(": %s issued it: give its root as Options.Roots, or have the peer send what lies between", c.Issuer)
	}
}

// maxNames is how many names of a certificate a text has.
const maxNames = 10

func names(c *x509.Certificate) string {
	all := c.DNSNames
	for _, ip := range c.IPAddresses {
		all = append(all[:len(all):len(all)], ip.String())
	}
	switch more := len(all) - maxNames; {
	case len(all) == 0:
		return "no name"
	case more > 0:
		return fmt.Sprintf("%s and %d more", strings.Join(all[:maxNames], ", "), more)
	default:
		return strings.Join(all, ", ")
	}
}
