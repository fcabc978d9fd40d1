package secure

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options makes upgrades of plain values, for who holds no tls.Config.
//
// The zero value makes the same client as [Client](nil). An Options may be used by
// many goroutines at a time, and must not be changed meanwhile; the upgrades that
// it has made do not see later changes.
type Options struct {
	// Roots are the certificates to trust, in PEM. Without any the system's are.
	Roots []byte

	// SystemRoots trusts the system's roots beside Roots.
	SystemRoots bool

	// Pins are keys of which the peer must have one, in the form of [Pin] with or
	// without "sha256/" (RFC 7469). They are checked in addition to all else. Any
	// certificate of the verified chain will do.
	Pins []string

	// Verify, if not nil, is asked after everything else, and may refuse the peer by
	// an error, which the handshake then fails with. It is given the first verified
	// chain, the peer's certificate first, or with InsecureNoVerify what the peer
	// has sent. A resumed session asks again.
	Verify func(chain []*x509.Certificate) error

	// Certificate is that of this end, with its chain, in PEM. A client may do
	// without.
	Certificate []byte

	// Key is the key of Certificate, in PEM and not encrypted. Without, it is
	// looked for in Certificate.
	Key []byte

	// ServerName is what a client asks for and verifies in place of the host that
	// was dialled (RFC 6066 section 3).
	ServerName string

	// Protocols are those that this end speaks, for ALPN, the best first (RFC 7301).
	Protocols []string

	// MinVersion is the oldest version: "1.0", "1.1", "1.2" or "1.3". "" means
	// "1.2"; older ones are deprecated (RFC 8996). "TLS 1.3" will do too.
	MinVersion string

	// HandshakeTimeout bounds a handshake. 0 means 10 seconds, a negative value
	// that only the connection's context does.
	HandshakeTimeout time.Duration

	// Time is the clock that certificates are checked by. nil means time.Now.
	Time func() time.Time

	// InsecureNoVerify trusts the peer's certificate whoever issued it, for
	// whichever name and time. With Pins, the peer's own certificate, and no other
	// that it sends, must have one of them: that is how to trust a device that has
	// signed its own certificate. Without Pins nothing is verified at all, and
	// anybody in the middle can read and change everything.
	InsecureNoVerify bool
}

// Client returns an upgrade for connections that were dialled.
//
// It may be called from anywhere. The error matches [ErrOptions] and says which
// option is wrong. Sessions are resumed (RFC 8446 section 2.2).
func (o Options) Client() (Upgrade, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	config.ServerName = o.ServerName
	config.ClientSessionCache = tls.NewLRUClientSessionCache(sessions)
	if config.RootCAs, err = o.roots(); err != nil {
		return nil, err
	}
	return upgrade{config: config, timeout: o.timeout(), over: tls.Client}, nil
}

// Server returns an upgrade for connections that were accepted.
//
// It may be called from anywhere. The error matches [ErrOptions] and says which
// option is wrong; it matches [ErrNoCertificate] too when there is none. With
// Roots, SystemRoots or Pins, clients need certificates, and these are checked as
// those of servers are, but for the name. ServerName has no effect.
func (o Options) Server() (Upgrade, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	if len(config.Certificates) == 0 {
		return nil, fmt.Errorf("%w Certificate: %w", ErrOptions, ErrNoCertificate)
	}
	if config.ClientCAs, err = o.roots(); err != nil {
		return nil, err
	}
	switch {
	case len(o.Roots) == 0 && !o.SystemRoots && len(o.Pins) == 0:
	case o.InsecureNoVerify:
		config.ClientAuth = tls.RequireAnyClientCert
	default:
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return upgrade{config: config, server: true, timeout: o.timeout(), over: tls.Server}, nil
}

// config is what both ends have in common.
func (o Options) config() (*tls.Config, error) {
	if o.InsecureNoVerify && (len(o.Roots) != 0 || o.SystemRoots) {
		return nil, fmt.Errorf("%w InsecureNoVerify: no root is asked then: leave out Roots and SystemRoots", ErrOptions)
	}
	for _, protocol := range o.Protocols {
		if len(protocol) == 0 || len(protocol) > 255 {
			return nil, fmt.Errorf("%w Protocols: %q has none of 1 to 255 bytes", ErrOptions, protocol)
		}
	}
	config := &tls.Config{
		Time:               o.Time,
		NextProtos:         slices.Clone(o.Protocols),
		InsecureSkipVerify: o.InsecureNoVerify,
	}
	var err error
	if config.MinVersion, err = parseVersion(o.MinVersion); err != nil {
		return nil, err
	}
	if config.Certificates, err = parseCertificate(o.Certificate, o.Key); err != nil {
		return nil, err
	}
	pins, err := parsePins(o.Pins)
	if err != nil {
		return nil, err
	}
	config.VerifyConnection = o.verifyConnection(pins)
	return config, nil
}

// verifyConnection is nil when there is nothing to ask beside the chain.
func (o Options) verifyConnection(pins []string) func(tls.ConnectionState) error {
	if len(pins) == 0 && o.Verify == nil {
		return nil
	}
	return func(state tls.ConnectionState) error {
		if len(pins) != 0 {
			if err := checkPins(pins, state); err != nil {
				return err
			}
		}
		if o.Verify == nil {
			return nil
		}
		chain := state.PeerCertificates
		if len(state.VerifiedChains) > 0 {
			chain = state.VerifiedChains[0]
		}
		return o.Verify(chain)
	}
}

func (o Options) timeout() time.Duration {
	if o.HandshakeTimeout == 0 {
		return handshakeTimeout
	}
	return o.HandshakeTimeout
}

func parseVersion(version string) (uint16, error) {
	switch strings.TrimPrefix(version, "TLS ") {
	case "", "1.2":
		return tls.VersionTLS12, nil
	case "1.3":
		return tls.VersionTLS13, nil
	case "1.1":
		return tls.VersionTLS11, nil
	case "1.0":
		return tls.VersionTLS10, nil
	}
	return 0, fmt.Errorf("%w MinVersion: %q is none of 1.0, 1.1, 1.2 and 1.3", ErrOptions, version)
}
